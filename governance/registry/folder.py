"""A plain folder as registry: for people without MLflow, and for tests.

The folder holds::

    subject.yaml      name, version, and the declarations: keys are those of the ``governance.*`` tags without the prefix
    model.txt         a LightGBM booster, or
    model.json        an XGBoost booster, or
    model.cbm         a CatBoost model, or
    model.skops       a scikit-learn estimator (types that skops does not trust by itself are listed under ``trusted``), or
    model.pkl         a pickled estimator: loading it runs whatever code it holds
    training.parquet  training rows (or .csv); likewise validation, tuning, production
    metrics.json      optional: the metrics that the developer logged, such as {"test_rmse": 0.12}
    events.yaml       optional: events by name and date (or .csv); see `governance.registry.calendars`
"""

import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from governance.errors import ModelError, RegistryError
from governance.reading.canonical import sha256
from governance.reading.yaml import read_file
from governance.record.declaration import Role
from governance.registry.assembling import assemble
from governance.registry.calendars import NAMES, read_calendar
from governance.registry.declarations import PREFIX, Declarations, read_declarations
from governance.registry.frames import read_frame
from governance.registry.interface import Loaded, Options
from governance.registry.prefixes import role_of
from governance.registry.raw import RawModel, RawSample, RawSubject
from governance.subject.subject import LoggedMetric

DESCRIPTION = "subject.yaml"
SUFFIXES = (".parquet", ".csv")
OWN_KEYS = ("name", "version", "trusted")
# Who keeps the metrics beside a file called "validation" may have named them after either.
CALLED = {Role.VALIDATION: ("test", Role.VALIDATION.value)}


class FolderRegistry:
    """Reads folders laid out as this module says."""

    def load(self, uri: str, options: Options) -> Loaded:
        """The subject in the folder ``uri``."""
        folder = Path(uri)
        own_name = folder.resolve().name
        described = _described(folder)
        tags = {f"{PREFIX}{key}": _as_tag(value) for key, value in described.items() if key not in OWN_KEYS}
        declared = read_declarations(tags, str(folder / DESCRIPTION))
        _refuse_model_as_benchmark(declared, folder)
        samples = _samples(folder, options)
        raw = RawSubject(
            name=str(described.get("name", own_name)),
            version=str(described.get("version", "unversioned")),
            uri=own_name,
            declarations=declared,
            samples=samples,
            logged=_logged(folder, samples),
            notes=_notes(options),
            calendar=next((read_calendar(folder / name) for name in NAMES if (folder / name).is_file()), ()),
            model=_model(folder, list(described.get("trusted", []))),
        )
        return Loaded(assemble(raw))


def _described(folder: Path) -> dict[str, Any]:
    path = folder / DESCRIPTION
    if not path.is_file():
        raise RegistryError(
            f"the folder has no {DESCRIPTION}", str(folder), f"write {DESCRIPTION} with the subject's name and task"
        )
    value = read_file(path).plain()
    if not isinstance(value, dict):
        raise RegistryError("the description is no mapping", str(path), "write `name: value` lines")
    return value


def _refuse_model_as_benchmark(declared: Declarations, folder: Path) -> None:
    if declared.benchmark_uri is not None:
        raise RegistryError(
            f"a folder cannot name a registered model as its benchmark: {declared.benchmark_uri}",
            str(folder / DESCRIPTION),
            "write the benchmark's answers into a column of every sample, and name that column",
        )


def _notes(options: Options) -> tuple[str, ...]:
    given = [role.value for role in Role if getattr(options, role.value, None) is not None]
    return tuple(f"The {name} sample was named by the caller and takes the place of what the folder holds." for name in given)


def _as_tag(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _samples(folder: Path, options: Options) -> dict[Role, RawSample]:
    found = {}
    for role in Role:
        given = getattr(options, role.value, None)
        paths = [Path(given)] if given else [folder / f"{role.value}{suffix}" for suffix in SUFFIXES]
        path = next((path for path in paths if given or path.is_file()), None)
        if path is not None:
            called = CALLED.get(role, (role.value,))
            found[role] = RawSample(role, read_frame(path), path.stem, role.value, path.name, called=called)
    return found


def _model(folder: Path, trusted: list[str]) -> RawModel:
    paths = sorted(folder.glob("model.*"))
    if len(paths) != 1 or paths[0].suffix not in LOADERS:
        raise RegistryError(
            f"the folder has {len(paths)} files named model.*",
            str(folder),
            f"put exactly one there: {', '.join(f'model{s}' for s in LOADERS)}",
        )
    flavour, loader = LOADERS[paths[0].suffix]
    digest = sha256(paths[0].read_bytes())  # before any code that the file may hold is run
    try:
        native = loader(paths[0], trusted)
    except (OSError, ValueError, TypeError, ImportError, pickle.UnpicklingError, AttributeError) as error:
        raise ModelError(f"the model does not load: {error}", str(paths[0]), "save it again in this environment") from error
    return RawModel(native, flavour, digest)


def _booster(path: Path, trusted: list[str]) -> Any:
    del trusted
    import lightgbm

    return lightgbm.Booster(model_file=str(path))


def _xgboost(path: Path, trusted: list[str]) -> Any:
    del trusted
    import xgboost

    booster = xgboost.Booster()
    booster.load_model(path)
    return booster


def _catboost(path: Path, trusted: list[str]) -> Any:
    del trusted
    import catboost

    try:
        return catboost.CatBoost().load_model(str(path))
    except catboost.CatBoostError as error:
        raise ValueError(error) from error


def _skops(path: Path, trusted: list[str]) -> Any:
    import skops.io

    return skops.io.load(path, trusted=trusted)


def _pickle(path: Path, trusted: list[str]) -> Any:
    del trusted
    with path.open("rb") as stream:
        return pickle.load(stream)  # noqa: S301  the module says what that means


LOADERS = {
    ".txt": ("lightgbm", _booster),
    ".json": ("xgboost", _xgboost),
    ".cbm": ("catboost", _catboost),
    ".skops": ("sklearn", _skops),
    ".pkl": ("sklearn", _pickle),
}


def _logged(folder: Path, samples: Mapping[Role, RawSample]) -> tuple[LoggedMetric, ...]:
    path = folder / "metrics.json"
    if not path.is_file():
        return ()
    try:
        metrics = json.loads(path.read_text())
        return tuple(LoggedMetric(name, float(value), role_of(name, samples)) for name, value in sorted(metrics.items()))
    except (ValueError, TypeError, AttributeError) as error:
        raise RegistryError(f"the metrics cannot be read: {error}", str(path), 'write {"NAME": NUMBER}') from error
