"""Award candidates and their ranking, with the reason for each rank (domain 7.10).

A candidate has the predicate sangat baik or baik, no sanction in the period, and an attendance at or above a
threshold. Ranks are per group, heads and others: by the result score as shown, then by behaviour values above
expectation, then by attendance; equal on all is an equal rank, and the next one counts the equals. Who is not ranked
is listed with every reason. Pure; frozen once released.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from services.evaluation.policies.inputs_v1 import InvalidInputs, Parameter
from services.evaluation.policies.outcome_v1 import Predicate

__all__ = [
    "ATTENDANCE_FROM",
    "PARAMETERS",
    "Attendance",
    "Criterion",
    "Group",
    "NotRanked",
    "Obstacle",
    "Rankable",
    "Ranked",
    "Ranking",
    "rank",
]

Group = Literal["heads", "others"]
Criterion = Literal["score", "behaviour", "attendance", "equal"]
Obstacle = Literal["predicate", "sanction", "no_score", "attendance_unknown", "no_days_left", "attendance_below"]

#: Present days of the working days without approved leave.
ATTENDANCE_FROM = Fraction(95, 100)
_CANDIDATES: tuple[Predicate, ...] = ("sangat_baik", "baik")

PARAMETERS = (
    Parameter(
        "attendance_from", ATTENDANCE_FROM, "paper: attendance goes with every award; reading: one figure for everyone"
    ),
    Parameter("predicates", "sangat_baik, baik", "paper"),
    Parameter("ranked_by", "score as shown, behaviour values above, attendance", "paper and reading"),
)


@dataclass(frozen=True)
class Attendance:
    """Days of the period: working days, of them on approved leave, and present."""

    working_days: int
    on_leave: int
    present: int

    def __post_init__(self) -> None:
        if min(self.working_days, self.on_leave, self.present) < 0:
            raise InvalidInputs(f"attendance has no negative days: {self}")

    @property
    def share(self) -> Fraction | None:
        """Present days of those that could be; None where nothing is left to divide by."""
        days = self.working_days - self.on_leave
        return None if days <= 0 else Fraction(self.present, days)


@dataclass(frozen=True)
class Rankable:
    """One person with a final. `score`: the result score as shown, None where nothing was due."""

    employee: str
    head_of_unit: bool
    predicate: Predicate
    score: Decimal | None
    behaviour_above: int
    sanctioned: bool
    attendance: Attendance | None


@dataclass(frozen=True)
class Ranked:
    """A rank and its reason: the criterion that sets it apart from the one before; None for the first of a group."""

    rank: int
    employee: str
    score: Decimal
    behaviour_above: int
    attendance: Fraction
    decided_by: Criterion | None


@dataclass(frozen=True)
class NotRanked:
    """Who is no candidate, and every reason why."""

    employee: str
    because: tuple[Obstacle, ...]


@dataclass(frozen=True)
class Ranking:
    """One group."""

    group: Group
    ranked: tuple[Ranked, ...]
    not_ranked: tuple[NotRanked, ...]


def rank(people: Iterable[Rankable], attendance_from: Fraction = ATTENDANCE_FROM) -> tuple[Ranking, Ranking]:
    """Heads and others, each ranked by itself."""
    everyone = list(people)
    heads = [one for one in everyone if one.head_of_unit]
    others = [one for one in everyone if not one.head_of_unit]
    return _ranking("heads", heads, attendance_from), _ranking("others", others, attendance_from)


def _ranking(group: Group, people: Sequence[Rankable], attendance_from: Fraction) -> Ranking:
    out = {one.employee: _obstacles(one, attendance_from) for one in people}
    candidates = [_entry(one) for one in people if not out[one.employee]]
    candidates.sort(key=lambda entry: (*(-number for number in entry[1:]), entry[0]))
    ranked: list[Ranked] = []
    for place, (employee, score, above, share) in enumerate(candidates, 1):
        by = _decided_by((score, above, share), ranked[-1] if ranked else None)
        number = ranked[-1].rank if by == "equal" else place
        ranked.append(Ranked(number, employee, score, above, share, by))
    not_ranked = (NotRanked(one.employee, out[one.employee]) for one in people if out[one.employee])
    return Ranking(group, tuple(ranked), tuple(sorted(not_ranked, key=lambda one: one.employee)))


def _entry(one: Rankable) -> tuple[str, Decimal, int, Fraction]:
    share = one.attendance.share if one.attendance else None
    assert one.score is not None
    assert share is not None
    return one.employee, one.score, one.behaviour_above, share


def _obstacles(one: Rankable, attendance_from: Fraction) -> tuple[Obstacle, ...]:
    share = one.attendance.share if one.attendance else None
    found: list[tuple[bool, Obstacle]] = [
        (one.predicate not in _CANDIDATES, "predicate"),
        (one.sanctioned, "sanction"),
        (one.score is None, "no_score"),
        (one.attendance is None, "attendance_unknown"),
        (one.attendance is not None and share is None, "no_days_left"),
        (share is not None and share < attendance_from, "attendance_below"),
    ]
    return tuple(name for holds, name in found if holds)


def _decided_by(entry: tuple[Decimal, int, Fraction], before: Ranked | None) -> Criterion | None:
    if before is None:
        return None
    score, above, share = entry
    if score != before.score:
        return "score"
    if above != before.behaviour_above:
        return "behaviour"
    return "attendance" if share != before.attendance else "equal"
