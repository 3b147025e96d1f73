"""Explanations held against other accounts of the same rows, or against what is known of them, as tables."""

from collections.abc import Iterable, Mapping

import numpy as np

from governance.record.evidence import Measurement, Shape, Table
from governance.statistics.resampling import Estimate
from governance.subject.attribution.recovering import Recovered
from governance.subject.attribution.twins import Twins


def overlap_table(ranked: Iterable[Measurement]) -> Table:
    """The overlap of each pair of rankings, and the noise floor last."""
    rows = tuple((item.segment, item.value, item.low, item.high) for item in ranked)
    note = "One is the same ranking. The last line is the noise floor: further apart than it, two methods differ by more than chance."
    return Table("overlap", "Overlap of rankings", Shape.INTERVALS, ("rankings", "overlap", "low", "high"), rows, note=note)


def changes_table(items: Mapping[str, Estimate]) -> Table:
    """By metric: how much of the contributions moves with what should not matter."""
    said = {"push_change": "after a push", "answer_change": "the answer after a push", "background_change": "other backgrounds"}
    known = {name: label for name, label in said.items() if name in items}
    rows = tuple((label, items[name].value, items[name].low, items[name].high) for name, label in known.items())
    note = "The explanation can move as far as the answer does without being at fault."
    title = "Part of the contributions that moves"
    return Table("changes", title, Shape.INTERVALS, ("what changed", "part that moves", "low", "high"), rows, note=note)


def indices_table(items: Mapping[str, Estimate]) -> Table:
    """By metric: how far surrogates of one row that are fitted again agree."""
    said = {"variables_index": "features named", "coefficients_index": "coefficients"}
    rows = tuple((said[name], item.value, item.low, item.high) for name, item in items.items())
    note = "A hundred is the same reason each time. Where errors are honest, coefficients are at about 99."
    return Table(
        "indices", "What repeats have in common", Shape.INTERVALS, ("index", "in common", "low", "high"), rows, "%", note
    )


def twins_table(these: Twins, likeness: Estimate, floor: Estimate) -> Table:
    """How alike the model's contributions and the twins' are, and the noise floor, which is how alike the models are."""
    rows = (
        ("contributions, model and twins", likeness.value, likeness.low, likeness.high),
        ("effects of single features, model and twins", floor.value, floor.low, floor.high),
    )
    note = (
        "The last is the noise floor: two explanations that describe their models need be no more alike than what they describe. "
        f"Contributions of two twins: {these.among_each_other():.2g}."
    )
    columns = ("what is compared", "mean absolute cosine of a row", "low", "high")
    return Table("likeness", "How alike two accounts of the same rows are", Shape.INTERVALS, columns, rows, note=note)


def known_table(these: Recovered) -> Table:
    """The known importances of the features that carry the most, beside those that the explainer found."""
    found, true = (np.abs(item).mean(axis=0) for item in (these.given, these.true))
    order = np.argsort(-true, kind="stable")[:20]
    rows = tuple((these.features[place], float(true[place]), float(found[place])) for place in order)
    note = "The true importances were set by the check; an explainer that can be trusted on these features finds them."
    title = "Mean absolute contributions to the known answer"
    return Table("importances", title, Shape.PLAIN, ("feature", "true", "found"), rows, note=note)
