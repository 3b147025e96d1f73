"""MLflow as registry: version, model, samples, logged metrics and trials, gathered into one subject."""

from governance.record.declaration import Role
from governance.registry.assembling import assemble
from governance.registry.declarations import Declarations, read_declarations
from governance.registry.interface import Loaded, Options
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
        """The subject behind ``uri``; everything small is read before the model's own code is run."""
        client = connect(options.tracking_uri)
        version = resolve(client, uri)
        declared = read_declarations(version.tags, version.uri)
        samples = read_samples(client, version, options)
        raw = RawSubject(
            name=version.name,
            version=version.version,
            uri=version.uri,
            declarations=declared,
            samples=samples,
            run_id=version.run_id,
            logged=read_logged(client, version.run_id, version.model_id, samples),
            trials=read_trials(client, version.run_id, samples[Role.TRAINING].recorded_digest, _target(declared)),
            notes=_notes(options),
            model=load_model(version.uri),
        )
        return Loaded(assemble(raw), version.earlier_audits)


def _target(declared: Declarations) -> str | None:
    named = declared.columns.get("target")
    return named if isinstance(named, str) else None


def _notes(options: Options) -> tuple[str, ...]:
    given = [name for name in ("training", "validation", "production") if getattr(options, name) is not None]
    return tuple(f"The {name} sample was named by the caller and takes the place of what the registry holds." for name in given)
