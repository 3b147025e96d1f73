"""A registered model as benchmark: its answers to the subject's own rows stand as the column ``benchmark``."""

from dataclasses import dataclass

import pandas as pd

from governance.errors import ModelError
from governance.record.declaration import Task
from governance.registry.fitness import features_of
from governance.registry.inference import infer_inputs
from governance.registry.raw import RawBenchmark
from governance.subject.model.interface import Failure, Model
from governance.subject.model.wrapping import wrap


@dataclass(frozen=True)
class Benchmark:
    """A model ready to answer the subject's task; where nothing tells what it takes, from the columns ``features``."""

    raw: RawBenchmark
    model: Model
    features: tuple[str, ...]
    task: Task


def benchmark_model(raw: RawBenchmark | None, task: Task, features: tuple[str, ...]) -> tuple[Benchmark | None, tuple[str, ...]]:
    """The benchmark, and a note on which model it is.

    Without a signature it takes the columns that it names itself, or else the subject's ``features``.

    Raises `ModelError` where it does not answer as the subject's task needs.
    """
    if raw is None:
        return None, ()
    model = wrap(raw.model.native, raw.model.flavour, task)
    if isinstance(model, Failure):
        raise ModelError(f"the benchmark cannot answer as the task {task.value} needs: {model.reason}", raw.uri, REMEDY)
    note = f"The benchmark is the model {raw.uri}, whose files have the SHA-256 {raw.model.artifact_digest}."
    return Benchmark(raw, model, features, task), (note,)


def benchmark_answers(benchmark: Benchmark, frame: pd.DataFrame, sample: str) -> "pd.Series[float]":
    """(n,) its answers: a value, the probability of the positive (last) class, or of several classes the position of the likeliest.

    Raises `SampleError` where the sample lacks a column that it takes, `ModelError` where it fails.
    """
    inputs, _ = infer_inputs(benchmark.raw.model, benchmark.model, frame)
    scores = benchmark.model.score(features_of(frame, inputs or benchmark.features, sample))
    if isinstance(scores, Failure):
        raise ModelError(f"the benchmark cannot score the sample {sample!r}: {scores.reason}", benchmark.raw.uri, REMEDY)
    answers = scores.argmax(axis=1) if benchmark.task is Task.MULTICLASS else scores[:, -1]
    return pd.Series(answers.astype(float), index=frame.index, name="benchmark")


REMEDY = "correct governance.benchmark: a model for the same task and columns, or a column that holds its answers"
