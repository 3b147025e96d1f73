"""Whether what drove the decisions of a window can be told from noise."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.record.declaration import ONE_NUMBER, Capability, Metric, Reads, Role
from governance.record.evidence import Evidence, Measurement
from governance.statistics.resampling import Estimate
from governance.subject.attribution.tables import clear_table
from governance.subject.attribution.windows import Windows, explained_windows, standing_out
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


@dataclass(frozen=True)
class SignalParameters(BootstrapParameters):
    """What all bootstrapping checks have, of which ``smallest_n`` counts windows here, and what a window is.

    ``window`` is its length in rows where rows are days or longer, ``errors`` the multiple of its error at which a mean stands out; at
    most ``rows`` rows of a sample that attribution does not explain whole are explained, against ``background`` training rows.
    """

    smallest_n: int = field(default=10, metadata={"stricter": "larger", "least": 5})
    window: int = field(default=20, metadata={"stricter": "unclear", "least": 5})
    errors: float = field(default=2.0, metadata={"stricter": "larger", "least": 1.0, "most": 10.0})
    rows: int = field(default=500, metadata={"stricter": "larger", "least": 50})
    background: int = field(default=200, metadata={"stricter": "larger", "least": 1})


@check(
    title="Signal to noise of the explanation",
    asks="Over the window in which a decision is taken, does the explanation stand out of its own noise?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    tasks=ONE_NUMBER,
    columns=("time",),
    capabilities=(Capability.CONTRIBUTIONS,),
    metrics=(
        Metric(
            "clear_share", "Share of the windows' mean attribution that stands out of its error", "higher", ONE_NUMBER, "share"
        ),
        Metric(
            "clear_windows", "Share of windows in which a feature's mean attribution stands out", "higher", ONE_NUMBER, "share"
        ),
    ),
    references=(
        "Lundberg & Lee (2017), A unified approach to interpreting model predictions, NeurIPS 30",
        "Newey & West (1987), A simple, positive semi-definite covariance matrix, Econometrica 55(3)",
        "Politis & Romano (1994), The stationary bootstrap, Journal of the American Statistical Association 89",
    ),
)
def signal_to_noise(subject: Subject, parameters: SignalParameters) -> Evidence:
    """Average the contributions over each decision window and hold the means against their errors.

    Method: A window is a calendar day where rows follow one another within less than a day, else twenty rows. In each window the mean
    contribution of every feature is held against its error by Newey and West over the window's rows; it stands out at two errors.
    The clear share is the sum of absolute means that stand out over the sum of all, so that features count by what they move. By
    feature, it is the share of windows. Of a long sample 25 windows are taken, spread evenly and thinned alike; intervals resample
    windows in blocks.

    Reads as risk: An explanation of single ticks that does not survive averaging over the decision describes noise. Features
    that stand out in no more windows than chance would give (about one in twenty) should be greyed out wherever they are shown.

    Limitations: A feature that changes faster than the window averages out by right, and its model may be sound all the same. The error
    of a slow contribution within a short window is too small. Means are over what the model did, not over what caused it.
    """
    found = explained_windows(subject, parameters.window, parameters.rows, parameters.background)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    if len(found.values) < parameters.smallest_n:
        return Evidence.inconclusive(
            f"there are {len(found.values)} windows; fewer than {parameters.smallest_n} are not measured"
        )
    whole, each = standing_out(subject, found, parameters.errors, parameters)
    return Evidence.measured(tuple(_measurements(subject, found, whole, each, parameters)), (clear_table(each),))


def _measurements(
    subject: Subject, found: Windows, whole: Estimate, each: dict[str, Estimate], parameters: SignalParameters
) -> list[Measurement]:
    text = convention(
        subject, f"{found.told}; means of {parameters.errors:g} Newey-West errors or more; no adjustment over features"
    )
    return [
        measured("clear_share" if name is None else "clear_windows", item, text, segment=name, unit="share")
        for name, item in ((None, whole), *each.items())
    ]
