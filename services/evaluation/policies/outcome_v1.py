"""What a scoring policy gives back: every line of its arithmetic, its advice, and what it left out and why.

Numbers are exact fractions; `*_shown` is their one rounding (half up, two places). Values and scores are
points from 0 to 120, achievements and weights are fractions where 1 is 100 %. Advice only: a person rates.
Frozen once released.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from services.evaluation.policies.inputs_v1 import Kind, Rating, ReportRef

__all__ = [
    "Blocker",
    "EvidenceOutcome",
    "EvidenceState",
    "Exclusion",
    "ExclusionCode",
    "IndicatorOutcome",
    "Outcome",
    "Predicate",
    "ResultOutcome",
    "UnprovenReport",
]

ExclusionCode = Literal["rejected", "late_not_accepted", "not_shown", "not_reported"]
EvidenceState = Literal["verified", "rejected", "late_not_accepted", "pending", "withdrawn", "unusable"]
Predicate = Literal["sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang"]


@dataclass(frozen=True, order=True)
class Blocker:
    """An item that waits for a verdict on one indicator: nothing may be finalized over it."""

    item: str
    indicator: str


@dataclass(frozen=True)
class EvidenceOutcome:
    """An item as it stands for one indicator. `report`: the report its verdict was about, None without one.

    `late`: after the deadline in force, accepted or not.
    """

    item: str
    sha256: str
    state: EvidenceState
    report: ReportRef | None
    late: bool


@dataclass(frozen=True)
class UnprovenReport:
    """A report later than the one with credit, listed: it counts only if it is worse. `items` explain `code`."""

    ref: ReportRef
    period: str
    value: Fraction
    code: ExclusionCode
    items: tuple[str, ...]


@dataclass(frozen=True)
class Exclusion:
    """A due indicator that counts as not achieved, and why."""

    indicator: str
    code: ExclusionCode
    items: tuple[str, ...]


@dataclass(frozen=True)
class IndicatorOutcome:
    """One indicator's line.

    `realization`, `report`, `period`: what counts, whose report it is and of which period (an earlier one where
    a cumulative value stands in); None where nothing counts. `proven`: that report has a verified item.
    `achievement`, `value`: None where not due. `weight`: its share of the work result, 0 where not due.
    `work_not_done`: the value is 0 because the result's quantity and quality are, whatever was achieved here.
    """

    indicator: str
    due: bool
    weight: Fraction
    realization: Fraction | None
    report: ReportRef | None
    period: str | None
    proven: bool
    achievement: Fraction | None
    value: Fraction | None
    value_with_excluded: Fraction | None
    work_not_done: bool
    exclusion: Exclusion | None
    unproven: tuple[UnprovenReport, ...]
    evidence: tuple[EvidenceOutcome, ...]


@dataclass(frozen=True)
class ResultOutcome:
    """One work result's line. Value and rating None: nothing of it was due. `weight`: its share of the score."""

    result: str
    kind: Kind
    weight: Fraction
    value: Fraction | None
    value_shown: Decimal | None
    value_with_excluded: Fraction | None
    rating: Rating | None
    indicators: tuple[IndicatorOutcome, ...]


@dataclass(frozen=True)
class Outcome:
    """The whole evaluation of one agreement's period, results and indicators in the order they were given.

    `score` None: no main result was due. `score_with_excluded`: everything reported taken as counted, >= `score`.
    `advised_result`: None where no main result was due, or for a head while `awaits_unit_achievement`.
    `advised_behaviour`: None while any of `behaviour_missing` is. `blockers`: finalization must be refused.
    """

    policy: str
    period: str
    results: tuple[ResultOutcome, ...]
    score: Fraction | None
    score_shown: Decimal | None
    score_with_excluded: Fraction | None
    score_with_excluded_shown: Decimal | None
    score_rating: Rating | None
    counting_rating: Rating | None
    advised_result: Rating | None
    awaits_unit_achievement: bool
    advised_behaviour: Rating | None
    behaviour_below: tuple[str, ...]
    behaviour_missing: tuple[str, ...]
    blockers: tuple[Blocker, ...]

    @property
    def exclusions(self) -> tuple[Exclusion, ...]:
        """Every due indicator that counts as not achieved, in the order of the results."""
        lines = (line for result in self.results for line in result.indicators)
        return tuple(line.exclusion for line in lines if line.exclusion is not None)
