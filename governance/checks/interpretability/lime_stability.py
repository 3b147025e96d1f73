"""Whether local surrogates give the same reasons when they are fitted again to other neighbours."""

from dataclasses import dataclass, field

from governance.checks.declaration import check
from governance.checks.interpretability.attribution import AttributionParameters
from governance.record.declaration import Capability, Metric, Reads, Role
from governance.record.evidence import Evidence
from governance.subject.attribution.explaining import explain
from governance.subject.attribution.likeness_tables import indices_table
from governance.subject.attribution.repeating import repeats
from governance.subject.estimating import mean, measured
from governance.subject.model.interface import Failure
from governance.subject.outcomes import convention
from governance.subject.subject import Subject


@dataclass(frozen=True)
class LimeStabilityParameters(AttributionParameters):
    """What the attribution has, the most rows with ``surrogates``, their ``repeats``, the least fitted ``neighbours``, and the ``leading``.

    The last are the features that a surrogate names.
    """

    surrogates: int = field(default=40, metadata={"stricter": "larger", "least": 30})
    repeats: int = field(default=10, metadata={"stricter": "larger", "least": 3})
    neighbours: int = field(default=1000, metadata={"stricter": "smaller", "least": 60})
    leading: int = field(default=5, metadata={"stricter": "unclear", "least": 1})


@check(
    title="Stability of local surrogates (LIME)",
    asks="Does a local surrogate name the same features, with the same coefficients, when it is fitted again?",
    needs=(Role.TRAINING, Role.VALIDATION),
    reads=Reads.SAMPLE,
    capabilities=(Capability.CONTRIBUTIONS,),
    metrics=(
        Metric("variables_index", "Features that two surrogates of one row both name (VSI)", "higher", unit="%"),
        Metric("coefficients_index", "Pairs of surrogates whose coefficients agree within errors (CSI)", "higher", unit="%", sound=99.4),
    ),
    references=(
        "Visani, Bagli, Chesani, Poluzzi & Capuzzo (2022), Statistical stability indices for LIME, J. Oper. Res. Soc. 73(1)",
        "Ribeiro, Singh & Guestrin (2016), Why should I trust you? Explaining the predictions of any classifier, KDD",
    ),
)  # fmt: skip
def lime_stability(subject: Subject, parameters: LimeStabilityParameters) -> Evidence:
    """Fit the surrogates of the same rows again and again, each time to other neighbours, and count what they have in common.

    Method: Around some of the explained rows a weighted linear surrogate (LIME) is fitted ten times to neighbours drawn anew. Of two
    surrogates of one row the share of the leading features that both name, averaged over all pairs, is the variables index; features
    lead by what they add to the answer, and no more are named than half of those the model uses. For each feature that a row names, the
    share of pairs whose 95 % intervals of the coefficient overlap, averaged over features, is the coefficients index. Both
    run from 0 to 100 per cent, and are averaged over rows, which are resampled in blocks where they are ordered in time. Rows around
    which the answers do not vary are left out. The errors of coefficients are robust to uneven spread.

    Reads as risk: Whoever gives reasons by LIME gives others tomorrow, for the same answer of the same model. A low coefficients index
    says that the surrogate's own errors are too small for what it does, or that the model answers the same row differently each time.

    Limitations: The indices speak of surrogates with this many neighbours and not of the model: more neighbours make any of them
    steadier. Features that matter alike change places without harm. The coefficients index of wide intervals is high; where errors are
    honest it is about 99. Ours fits all features at once, without the selection and the penalty of the published LIME.
    """
    found = explain(subject, parameters.rows, parameters.background)
    if isinstance(found, Failure):
        return Evidence.inconclusive(found.reason)
    if len(found.features) < 2:
        return Evidence.not_applicable("the model has one feature: a surrogate has no other that it could name")
    amounts = (parameters.surrogates, parameters.background, parameters.repeats, parameters.neighbours, parameters.leading)
    seen = repeats(subject, found, *amounts)
    if isinstance(seen, Failure):
        return Evidence.inconclusive(seen.reason)
    if len(seen.variables) < parameters.smallest_n:
        least = parameters.smallest_n
        return Evidence.inconclusive(f"the answers vary around {len(seen.variables)} rows; {least} are the least measured")
    how = (
        f"{parameters.repeats} surrogates a row, fitted to {seen.fitted} neighbours each; the leading {seen.named} features, of "
        f"which chance would share {seen.chance:.3g} %"
        + (f"; {seen.flat} rows around which nothing varies left out" if seen.flat else "")
    )
    indices = {"variables_index": seen.variables, "coefficients_index": seen.coefficients}
    items = {name: mean(subject, values, parameters, (0.0, 100.0)) for name, values in indices.items()}
    text = convention(subject, f"{how}; {found.convention}")
    return Evidence.measured(tuple(measured(name, item, text, unit="%") for name, item in items.items()), (indices_table(items),))
