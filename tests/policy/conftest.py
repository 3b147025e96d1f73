import pytest

from governance.policy.composing import compose
from governance.record.declaration import ALL_TASKS, Declaration, Metric, Parameter, Reads, Role, Task


def declared(name, metrics, *, tasks=ALL_TASKS, parameters=()):
    return Declaration(
        id=name,
        title=name,
        asks="?",
        needs=(Role.VALIDATION,),
        reads=Reads.ROWS,
        metrics=metrics,
        references=(),
        tasks=tasks,
        parameters=parameters,
    )


@pytest.fixture
def catalogue():
    checks = (
        declared(
            "overfitting.gap",
            (Metric("relative_gap", "Gap", "lower", sound=0.0), Metric("gap_without_skill", "Gap without skill", "lower")),
            parameters=(
                Parameter("resamples", "int", 1000, "larger", least=100),
                Parameter("tolerance", "float", 0.1, "smaller"),
                Parameter("confidence", "float", 0.95, "unclear", least=0.5, most=0.999),
                Parameter("label", "str", "plain"),
            ),
        ),
        declared("benchmark.naive", (Metric("skill", "Skill", "higher"), Metric("bias", "Bias", "neither"))),
        declared(
            "out-of-sample.ranking", (Metric("auc", "AUC", "higher", (Task.BINARY,)),), tasks=(Task.BINARY, Task.MULTICLASS)
        ),
    )
    return {item.id: item for item in checks}


@pytest.fixture
def write(tmp_path):
    def written(text, name="firm.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def composed(write, catalogue):
    """Writes files by name (the last one is the policy that is asked for) and composes it."""

    def result(**files):
        paths = [write(text, f"{name}.yaml") for name, text in files.items()]
        return compose([paths[-1]], catalogue)

    return result


@pytest.fixture
def parent():
    return """policy: parent
title: The parent
applies_to: {tier: 2}
burden: {decisive: model, supporting: evidence}
opinion: {not-fit: [high], fit-with-conditions: [medium]}
minimum_cell: 10
requirements:
  overfitting.gap:
    weight: decisive
    parameters: {resamples: 2000, tolerance: 0.05}
    criteria:
      relative_gap:
        at_most:
          low: 0.1
          medium: 0.2
          high: 0.5
        because: It has not survived before.
        recommend: Simplify.
        condition: Plan with less.
    clauses: [sr-26-2/V.1.b]
  benchmark.naive:
    weight: supporting
    criteria:
      bias:
        between: {low: [-0.1, 0.1], medium: [-0.2, 0.2]}
        because: It leans.
"""
