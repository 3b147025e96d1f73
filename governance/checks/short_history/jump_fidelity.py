"""Whether the model can be explained where the market jumps as well as elsewhere."""

from dataclasses import dataclass, field, replace

import numpy as np

from governance.checks.declaration import check
from governance.record.declaration import ONE_NUMBER, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Estimate
from governance.subject.attribution.around import fidelities, fidelity_table, straightness
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.jumping import jumping
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


@dataclass(frozen=True)
class JumpParameters(BootstrapParameters):
    """What all bootstrapping checks have, of which ``smallest_n`` counts rows in jumps here, and what a jump is.

    ``window`` returns before a step say what is usual, ``significance`` is that of the largest move of the whole series, and the ``after``
    steps that follow belong to the jump. At most ``rows`` rows on each side are moved by ``spread`` standard deviations.
    """

    smallest_n: int = field(default=10, metadata={"stricter": "larger", "least": 5})
    window: int = field(default=63, metadata={"stricter": "unclear", "least": 16})
    significance: float = field(default=0.01, metadata={"stricter": "unclear", "least": 0.0001, "most": 0.2})
    after: int = field(default=2, metadata={"stricter": "unclear", "least": 0, "most": 20})
    rows: int = field(default=100, metadata={"stricter": "larger", "least": 10})
    spread: float = field(default=0.25, metadata={"stricter": "unclear", "least": 0.01, "most": 1.0})


@check(
    title="Fidelity in jumps",
    asks="Where the market has just jumped, is the model as open to explanation as elsewhere?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    tasks=ONE_NUMBER,
    columns=("time",),
    metrics=(
        Metric("fidelity_gap", "Local R squared outside jumps less that inside", "lower", ONE_NUMBER, sound=0.0),
        Metric("fidelity", "Local R squared of a linear surrogate on moves it was not fitted to", "higher", ONE_NUMBER),
    ),
    references=(
        "Lee & Mykland (2008), Jumps in financial markets, Review of Financial Studies 21(6)",
        "Ribeiro, Singh & Guestrin (2016), Why should I trust you? Explaining the predictions of any classifier, KDD",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)
def jump_fidelity(subject: Subject, parameters: JumpParameters) -> Evidence:
    """Fit straight lines to the model around rows inside and outside jumps, and compare how well they foretell its answers.

    Method: A row is inside a jump when the last known move exceeds what the bipower variation before it allows (Lee and Mykland), or
    such a move lies at most two steps back. Around up to a hundred rows on each side, evenly spread, all floating-point features move by
    a quarter of their standard deviation; a linear surrogate is fitted to some of the moves and held against the others. Local R
    squared is pooled over the rows of a side: one minus the squares left over the squares about the mean. The gap is outside less inside;
    intervals resample rows, in blocks.

    Reads as risk: Attribution and local surrogates are read as straight lines. Where they hold on calm days only, the explanation fails
    on the days on which somebody asks for one.

    Limitations: Jumps are few, and rows of one jump are alike: a wide interval is the rule. The moves may put values together that
    never occur. Fidelity speaks of the explanation; a model that is rightly curved in the tails loses some of it.
    """
    found = jumping(subject, parameters.window, parameters.significance, parameters.after)
    if isinstance(found, str):
        return Evidence.inconclusive(found)
    if found.jumps == 0:
        return Evidence.not_applicable("the market did not jump in the validation sample")
    if min(len(found.inside), len(found.outside)) < parameters.smallest_n:
        return Evidence.inconclusive(
            f"{len(found.inside)} rows lie in jumps and {len(found.outside)} outside; fewer than {parameters.smallest_n} are not measured"
        )
    chosen = found.drawn(parameters.rows)
    squares = straightness(subject, np.concatenate(chosen), parameters.spread)
    if isinstance(squares, Failure):
        return Evidence.inconclusive(squares.reason)
    inside, outside = np.split(squares, [len(chosen[0])])
    if min(inside[:, 1].sum(), outside[:, 1].sum()) == 0.0:
        return Evidence.inconclusive("on one side the answer does not move when the features do")
    items = fidelities(subject, chosen, (inside, outside), parameters)
    text = convention(subject, f"{found.jumps} jumps, {len(inside)} rows inside and {len(outside)} outside; {found.told}")
    shown = tuple(_measurement(*key, item, text, len(inside)) for key, item in items.items())
    return Evidence.measured(shown, (fidelity_table(items),))


def _measurement(metric: str, segment: str | None, item: Estimate, text: str, inside: int) -> Measurement:
    effective = min(item.n_effective, float(inside)) if segment != "outside jumps" else item.n_effective
    return measured(metric, replace(item, n_effective=effective), text, segment=segment)
