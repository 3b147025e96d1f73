"""What moved each answer: the model's contributions on rows drawn for the purpose, and how well they add up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from governance.record.declaration import Role
from governance.statistics.importance import Importance, importance
from governance.subject.attribution.rows import background_rows, explained_rows, how_drawn
from governance.subject.estimating import BootstrapParameters
from governance.subject.model.interface import Contributions, Failure
from governance.subject.model.links import outputs
from governance.subject.outcomes import dependent
from governance.subject.samples import digest
from governance.subject.subject import Subject

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Attribution:
    """Contributions to the answers on the validation rows ``positions`` (n,), ascending; ``scores`` (n, outputs) are those answers.

    ``convention`` says what was explained, how, on which rows and against which.
    """

    contributions: Contributions
    positions: NDArray[np.int_]
    scores: Array
    convention: str

    @property
    def features(self) -> tuple[str, ...]:
        """The names, in the order of the columns of `magnitudes`."""
        return self.contributions.features

    @property
    def magnitudes(self) -> Array:
        """(n, features): absolute contributions, summed over the outputs."""
        return np.asarray(np.abs(self.contributions.values).sum(axis=2))

    def additivity_residual(self) -> float:
        """Largest distance between an explained answer and base plus contributions, as a share of the answers' range."""
        explained = self.contributions.explained
        added = self.contributions.base + self.contributions.values.sum(axis=1)
        return float(np.abs(explained - added).max() / _range(explained))

    def link_residual(self) -> float | Failure:
        """Largest distance between the explained answer, taken back to the score's scale, and the score, over the scores' range."""
        taken_back = self._taken_back()
        if taken_back is None:
            link = self.contributions.link
            return Failure(f"the explained {self.contributions.scale} was not taken back to the model's own score (link: {link})")
        return float(np.abs(taken_back - self.scores).max() / _range(self.scores))

    def _taken_back(self) -> Array | None:
        given = self.contributions
        return given.explained if given.as_scores is None and given.link == "identity" else given.as_scores


def explain(subject: Subject, rows: int, background: int) -> Attribution | Failure:
    """The contributions on at most ``rows`` validation rows against ``background`` training rows.

    Asked again for as many rows it answers from `Scoring`, which keeps the contributions. A `Failure` where the model gives none,
    where they are not finite, or where its answer does not vary, so that there is nothing to attribute.
    """
    return explain_at(subject, explained_rows(subject, rows), background)


def explain_at(
    subject: Subject, drawn: NDArray[np.int_], background: int, told: str = "", known: Attribution | None = None
) -> Attribution | Failure:
    """The same on the validation rows ``drawn`` (n,), ascending, and on those that are ``known`` already.

    ``told`` says for conventions how they were chosen.
    """
    against = background_rows(subject, background)
    given = subject.scoring.contributions(subject.samples[Role.VALIDATION].features.iloc[drawn], against)
    if isinstance(given, Failure):
        return given
    positions = drawn if given.positions is None else drawn[given.positions]
    if known is not None:
        given, positions = known.contributions.with_rows(given), np.concatenate([known.positions, positions])
        order = np.argsort(positions)
        given, positions = given.of_rows(order), positions[order]
    if not np.isfinite(given.values).all() or not np.isfinite(given.explained).all():
        return Failure(f"the contributions by {given.method} are not all finite numbers")
    scores = outputs(subject.scores(Role.VALIDATION)[positions])
    if _range(given.explained) == 0.0 or _range(scores) == 0.0:
        return Failure(f"the model's answer is the same on all {len(positions)} explained rows: there is nothing to attribute")
    held = f"{_used(given, len(against))}, SHA-256 {digest(against)[:16]}" if given.background_rows else "no background"
    return Attribution(
        given, positions, scores, f"{_described(given)}; {told or how_drawn(subject, len(positions))}; against {held}"
    )


def resampled_importance(subject: Subject, found: Attribution, parameters: BootstrapParameters) -> Importance:
    """`importance` of the explained features, with intervals from resampled rows."""
    return importance(
        found.magnitudes, generator=subject.generator(), resamples=parameters.resamples,
        confidence=parameters.confidence, dependent=dependent(subject),
    )  # fmt: skip


def _used(given: Contributions, background: int) -> str:
    part = "" if given.background_rows == background else f"{given.background_rows} of "
    return f"{part}{background} training rows drawn evenly"


def _described(given: Contributions) -> str:
    kind = "exact" if given.exact else "sampled"
    return f"{given.method}, {kind}, {given.kind}; explains the {given.scale} (link: {given.link})"


def _range(answers: Array) -> float:
    return float(np.ptp(answers, axis=0).max())
