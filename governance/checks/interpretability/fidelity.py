"""Whether the explanation describes the model that it explains."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.checks.interpretability.attribution import AttributionParameters
from governance.record.declaration import Capability, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.statistics.resampling import Estimate
from governance.subject.attribution.explaining import explain
from governance.subject.attribution.local import LOCAL, local_r_squared
from governance.subject.attribution.removal import gain, removal, removal_table
from governance.subject.estimating import measured
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject

GAIN = "Part of what replacing features one at a time finds that the order of the contributions finds as well"


@dataclass(frozen=True)
class FidelityParameters(AttributionParameters):
    """What the attribution has, the most ``removals``, rows whose features are taken away, and ``surrogates``, rows with a local one."""

    removals: int = field(default=500, metadata={"stricter": "larger", "least": 30})
    surrogates: int = field(default=200, metadata={"stricter": "larger", "least": 30})


@check(
    title="Fidelity of the explanation",
    asks="Do the answers follow when features are taken away in the order that the explanation gives?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    capabilities=(Capability.CONTRIBUTIONS,),
    metrics=(
        Metric("deletion_gain", f"{GAIN}, as they are taken away", "higher", unit="share", sound=0.7),
        Metric("insertion_gain", f"{GAIN}, as they are put in", "higher", unit="share", sound=0.7),
        Metric("local_r_squared", "Share of the answers' spread around a row that a straight line foretells", "higher", unit="share"),
    ),
    references=(
        "Samek, Binder, Montavon et al. (2017), Evaluating the visualization of what a deep network has learned, IEEE TNNLS 28",
        "Petsiuk, Das & Saenko (2018), RISE: randomized input sampling for explanation of black-box models, BMVC",
        "Ribeiro, Singh & Guestrin (2016), Why should I trust you? Explaining the predictions of any classifier, KDD",
    ),
)  # fmt: skip
def fidelity(subject: Subject, parameters: FidelityParameters) -> Evidence:
    """Take features away in the order of their contributions and see whether the answer moves as they say.

    Method: Features of explained rows are replaced by those of one background row a row, the one that raised the answer most first,
    and likewise put in. The area between the mean answer along this order and along a random order and its reverse is the gain; it is
    stated over the gain of the order found directly, by replacing each feature alone. Zero is no better than chance. For a sum of
    normal features it is 0.71, since contributions are against the whole background and not against the one row. The sign counts: an
    explanation that is the wrong way round gains less than nothing. Rows are paired and resampled in blocks where they are ordered in
    time. Of several classes the likeliest is followed. Beside it, a weighted linear surrogate (LIME) is fitted to neighbours of rows;
    the local R² is that of neighbours which were held out, all rows together.

    Reads as risk: An explanation whose order is no better than chance tells a story about another model. Whoever acts on it, or
    defends a decision with it, is misled. A low local R² says that no straight line is a fair account of single answers.

    Limitations: Copies may combine values that never occur together. Contributions along the paths of training rows (path-dependent)
    share credit among correlated features, which costs them some gain. A low local R² is a property of curved and interacting models
    and no fault; contributions may be faithful where it is low.
    """
    found = explain(subject, parameters.rows, parameters.background)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    if len(found.features) < 2:
        return Evidence.not_applicable("the model has one feature: there is no order in which features could be taken away")
    rows = len(found.positions)
    if rows < parameters.smallest_n:
        return Evidence.inconclusive(f"{rows} rows were explained; fewer than {parameters.smallest_n} are not measured")
    taken = removal(subject, found, parameters.removals, parameters.background)
    if isinstance(taken, Failure):
        return Evidence.inconclusive(taken.reason)
    gains = {"deletion_gain": taken.deletion(), "insertion_gain": taken.insertion()}
    text = convention(subject, f"over the gain of the order found directly; {found.convention}")
    items = {name: gain(subject, values, parameters) for name, values in gains.items()}
    items["local_r_squared"] = local_r_squared(subject, found, parameters.surrogates, parameters.background, parameters)
    absent = {name: item.reason for name, item in items.items() if isinstance(item, Failure)}
    texts = {**dict.fromkeys(gains, text), "local_r_squared": convention(subject, f"{LOCAL}; {found.convention}")}
    measurements = tuple(
        measured(name, item, texts[name], unit="share") for name, item in items.items() if isinstance(item, Estimate)
    )
    return Evidence.measured(measurements, (removal_table(taken),), absent)
