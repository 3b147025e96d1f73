"""Errors that lean one way on one side of a decision."""

from dataclasses import replace

from governance.checks.declaration import check
from governance.record.declaration import ONE_FORECAST, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.statistics.multiplicity import benjamini_hochberg
from governance.statistics.resampling import Estimate, two_sided
from governance.subject.estimating import BootstrapParameters, measured
from governance.subject.outcomes import convention, weights
from governance.subject.sides import bias_table, difference, groups, signed_errors
from governance.subject.subject import Subject


@check(
    title="Directional bias",
    asks="Do the errors lean another way for one side, one asset, or after one kind of move?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.ROWS,
    tasks=ONE_FORECAST,
    metrics=(
        Metric(
            "largest_bias",
            "Largest difference of mean signed error between a group and the others",
            "lower",
            ONE_FORECAST,
            "share",
            0.0,
        ),
        Metric("bias", "Mean signed error of a group less that of the others", "neither", ONE_FORECAST, "share", 0.0),
    ),
    references=(
        "Elliott, Komunjer & Timmermann (2005), Estimation and testing of forecast rationality under flexible loss, REStud 72(4)",
        "Nordhaus (1987), Forecasting efficiency: concepts and applications, Review of Economics and Statistics 69(4)",
        "Benjamini & Hochberg (1995), Controlling the false discovery rate, J. of the Royal Statistical Society B 57(1)",
    ),
)
def bias(subject: Subject, parameters: BootstrapParameters) -> Evidence:
    """Compare the mean signed error of groups that were known before the outcome with that of the other rows.

    Method: The error is the forecast less the outcome, over the outcomes' standard deviation; of a variance, one less realised over
    forecast. The groups: a declared side (buy, sell); answers above and below zero, the base rate or the last known outcome; rows
    after a rise and after a fall of the last known outcome; each value of a declared segment column. A group's mean less that of the
    others is resampled over all rows, in blocks where they are ordered in time. A bias that all rows share is no difference and is
    left to out-of-sample.calibration. Intervals hold for all groups together (Bonferroni); p-values are adjusted over them
    (Benjamini-Hochberg). The group whose difference is surest to be far from zero stands as the largest, as an absolute value.

    Reads as risk: Errors that lean with the side of the trade are lost on every trade of that side; after a rise, whenever there is
    one. The average over all rows shows neither.

    Limitations: A forecast that is too bold leans with its own side; the calibration slope says so more exactly. Groups with few rows
    are not measured. A group's outcomes may drift for reasons that no forecast could have known.
    """
    errors = signed_errors(subject)
    if isinstance(errors, str):
        return Evidence.inconclusive(errors)
    parts = groups(subject, parameters.smallest_n)
    if not parts:
        return Evidence.inconclusive(f"no two sides have {parameters.smallest_n} validation rows each")
    stricter = replace(parameters, confidence=1 - (1 - parameters.confidence) / len(parts))
    weight = weights(subject, Role.VALIDATION)
    found = {name: difference(subject, errors, weight, pair, stricter) for name, pair in parts.items()}
    adjusted = dict(zip(found, benjamini_hochberg([two_sided(item.draws) for item in found.values()]), strict=True))
    text = convention(subject, f"forecast less outcome; Bonferroni over {len(found)}, p-values by Benjamini-Hochberg")
    worst = max(found, key=lambda name: (_folded(found[name]).low, abs(found[name].value)))
    each = [measured("bias", item, text, float(adjusted[name]), segment=name, unit="share") for name, item in found.items()]
    largest = measured("largest_bias", _folded(found[worst]), f"{text}; {worst}", float(adjusted[worst]), unit="share")
    return Evidence.measured((largest, *each), (bias_table(found),))


def _folded(item: Estimate) -> Estimate:
    """The absolute value and its interval."""
    low, high = max(0.0, item.low, -item.high), max(abs(item.low), abs(item.high))
    return replace(item, value=abs(item.value), low=low, high=high)
