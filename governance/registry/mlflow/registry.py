"""MLflow as registry: version, model, samples, logged metrics and trials, gathered into one subject."""

from governance.registry.assembling import assemble
from governance.registry.declarations import Declarations, read_declarations
from governance.registry.interface import Loaded, Options
from governance.registry.mlflow.benchmark import find_benchmark, load_benchmark
from governance.registry.mlflow.calendars import logged_calendar
from governance.registry.mlflow.client import connect
from governance.registry.mlflow.logged import read_logged
from governance.registry.mlflow.model import load_model
from governance.registry.mlflow.samples import read_samples
from governance.registry.mlflow.trials import read_trials
from governance.registry.mlflow.version import resolve
from governance.registry.raw import RawSubject


class MlflowRegistry:
    """Reads ``models:/`` and ``runs:/`` URIs."""

    def load(self, uri: str, options: Options) -> Loaded:
        """The subject behind ``uri``; everything that is data is read before any model's own code is run, which could change it."""
        client = connect(options.tracking_uri)
        version = resolve(client, uri)
        declared = read_declarations(version.tags, version.uri)
        benchmark, notes = find_benchmark(client, declared, version)
        samples = read_samples(client, version, options)
        raw = RawSubject(
            name=version.name,
            version=version.version,
            uri=version.uri,
            declarations=declared,
            samples=samples.by_role,
            run_id=version.run_id,
            logged=read_logged(client, version.run_id, version.model_id, samples.by_role),
            trials=read_trials(client, version.run_id, _target(declared)),
            notes=(*samples.notes, *notes),
            aliases=version.aliases,
            calendar=logged_calendar(client, version.run_id),
            model=load_model(version.uri),
            benchmark=load_benchmark(benchmark),
        )
        return Loaded(assemble(raw), version.earlier_audits)


def _target(declared: Declarations) -> str | None:
    named = declared.columns.get("target")
    return named if isinstance(named, str) else None
