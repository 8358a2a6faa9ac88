"""Award candidates of a unit's period or year, and ranks with their reasons; who is not ranked is listed with why.

`domain.md` 7.10, by the rules `awards.v1`. Attendance and sanctions are realization's events, for awards only.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from chassis.call import Call
from chassis.projection import Projection
from contracts.evaluation import PolicyRef
from contracts.events import Event
from contracts.realization import AttendanceRecorded, SanctionRecorded, SanctionWithdrawn
from contracts.values import Exact, exact
from services.evaluation import words
from services.evaluation.people_views import unit_people
from services.evaluation.policies.awards_v1 import (
    ATTENDANCE_FROM,
    PARAMETERS,
    Attendance,
    Criterion,
    Group,
    Obstacle,
    Rankable,
    rank,
)
from services.evaluation.policies.ratings_6_2022_v1 import ABOVE
from services.evaluation.policies.registry import policy_hash
from services.evaluation.population import Member
from services.evaluation.standing import Stands, standings
from services.evaluation.words import Said, of

__all__ = ["Awarded", "Record", "attendance_of", "awarded", "months_of", "months_of_all", "record_of", "shown"]

RULES = "awards.v1"
_ABOUT: tuple[type[Event], ...] = (AttendanceRecorded, SanctionRecorded, SanctionWithdrawn)
Why = Literal["not_final"] | Obstacle


@dataclass
class Record:
    """What realization told of a person: the last record of each month, and sanctions that stand, by their day."""

    months: dict[str, AttendanceRecorded] = field(default_factory=dict)
    sanctions: dict[UUID, date] = field(default_factory=dict)


@dataclass(frozen=True)
class RankedPerson:
    """One rank, and the criterion that sets it apart from the one before (None: the first of its group)."""

    group: Group
    rank: int
    employee: str
    unit: str
    score: str
    behaviour_above: int
    attendance: Exact
    decided_by: Criterion | None


@dataclass(frozen=True)
class Unranked:
    group: Group
    employee: str
    unit: str
    because: tuple[Why, ...]
    months_missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Awarded:
    """A unit's period: everyone is either ranked or listed with every reason why not."""

    unit: UUID
    period: str
    ranked: tuple[RankedPerson, ...]
    not_ranked: tuple[Unranked, ...]


def record_of(events: Iterable[Event]) -> Record:
    """What stands of a person's attendance and sanctions, from their events in order."""
    record = Record()
    for event in events:
        match event:
            case AttendanceRecorded():
                record.months[event.month] = event
            case SanctionRecorded():
                record.sanctions[event.sanction] = event.imposed_on
            case SanctionWithdrawn():
                record.sanctions.pop(event.sanction, None)
    return record


def months_of(starts_on: date, ends_on: date) -> tuple[str, ...]:
    """The months that have a day in an interval, as `2026M07`."""
    found, month = [], starts_on.replace(day=1)
    while month <= ends_on:
        found.append(f"{month.year}M{month.month:02}")
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return tuple(found)


def months_of_all(days: Iterable[tuple[date, date]]) -> tuple[str, ...]:
    """The months of several intervals, each once: one in which two agreements met is one month."""
    return tuple(dict.fromkeys(month for one in days for month in months_of(*one)))


def attendance_of(record: Record, months: Sequence[str]) -> tuple[Attendance | None, tuple[str, ...]]:
    """A person's attendance of some months, and which of them are missing: with one missing it is not known."""
    missing = tuple(month for month in months if month not in record.months)
    if missing or not months:
        return None, missing
    found = [record.months[month] for month in months]
    return Attendance(
        working_days=sum(one.working_days for one in found),
        on_leave=sum(one.on_leave for one in found),
        present=sum(one.present for one in found),
    ), ()


def awarded(call: Call, unit: UUID, period: str) -> Awarded:
    """Candidates and ranks of a unit and those below it. Raises `Forbidden`, `Unknown`, `TooLarge`."""
    people, _, dates = unit_people(call, unit, period)
    runtime = call.runtime
    stands = standings(runtime, people.members, period)
    records = _records(runtime.projection, [one.employee for one in people.members])
    rankable, not_final, missing = [], list[Unranked](), dict[str, tuple[str, ...]]()
    for member in people.members:
        final = stands.get(member)
        if final is None:
            not_final.append(Unranked(_group(member), str(member.employee), str(member.unit), ("not_final",)))
            continue
        days = max(dates.starts_on, member.starts_on), min(dates.ends_on, member.ends_on)
        months = months_of_all(member.held or (days,))
        one, lacks = _rankable(member, final, records[member.employee], (dates.starts_on, dates.ends_on), months)
        rankable.append(one)
        missing[one.employee] = lacks
    units = {str(one.employee): str(one.unit) for one in people.members}
    ranked, not_ranked = list[RankedPerson](), not_final
    for ranking in rank(rankable):
        for place in ranking.ranked:
            ranked.append(
                RankedPerson(
                    group=ranking.group,
                    rank=place.rank,
                    employee=place.employee,
                    unit=units[place.employee],
                    score=str(place.score),
                    behaviour_above=place.behaviour_above,
                    attendance=exact(place.attendance * 100),
                    decided_by=place.decided_by,
                )
            )
        for out in ranking.not_ranked:
            name = out.employee
            not_ranked.append(Unranked(ranking.group, name, units[name], out.because, missing[name]))
    return Awarded(unit, period, tuple(ranked), tuple(sorted(not_ranked, key=lambda one: (one.group, one.employee))))


def _group(member: Member) -> Group:
    return "heads" if member.head_of_unit else "others"


def _records(projection: Projection, employees: Sequence[UUID]) -> Mapping[UUID, Record]:
    told: dict[UUID, list[Event]] = defaultdict(list)
    for kept in projection.of_key(*employees, types=_ABOUT):
        told[UUID(kept.key)].append(kept.event)
    return {employee: record_of(told[employee]) for employee in employees}


def _rankable(
    member: Member, final: Stands, record: Record, period: tuple[date, date], months: Sequence[str]
) -> tuple[Rankable, tuple[str, ...]]:
    """`months`: those with a day on which an agreement holds; attendance is asked of them."""
    attendance, missing = attendance_of(record, months)
    return Rankable(
        employee=str(member.employee),
        head_of_unit=member.head_of_unit,
        predicate=final.predicate,
        score=Decimal(final.score.shown) if final.score else None,
        behaviour_above=sum(rating == ABOVE for rating in final.behaviour.model_dump().values()),
        sanctioned=any(period[0] <= day <= period[1] for day in record.sanctions.values()),
        attendance=attendance,
    ), missing


_DECIDED: Mapping[str | None, Said] = {
    None: Said("nilai tertinggi di kelompoknya", "the highest of the group"),
    "score": Said("nilai lebih rendah dari peringkat sebelumnya", "a lower score than the rank before"),
    "behaviour": Said(
        "nilai sama; lebih sedikit perilaku di atas ekspektasi", "equal score; fewer values above expectation"
    ),
    "attendance": Said("nilai dan perilaku sama; kehadiran lebih rendah", "equal so far; a lower attendance"),
    "equal": Said("sama pada semuanya: peringkat sama", "equal on all: an equal rank"),
}


def shown(found: Awarded) -> dict[str, Any]:
    return {
        "unit": str(found.unit),
        "period": found.period,
        "rules": PolicyRef(id=RULES, hash=policy_hash(RULES)).model_dump(),
        "attendance_from": exact(ATTENDANCE_FROM * 100).model_dump(),
        "parameters": [{"name": one.name, "value": str(one.value), "source": one.source} for one in PARAMETERS],
        "ranked": [
            {**vars(one), "attendance": one.attendance.model_dump(), **_DECIDED[one.decided_by].plain()}
            for one in found.ranked
        ],
        "not_ranked": [
            {
                "group": one.group,
                "employee": one.employee,
                "unit": one.unit,
                "because": list(one.because),
                "months_missing": list(one.months_missing),
                "pesan": "; ".join(of(words.OBSTACLE, name).id for name in one.because),
                "text": "; ".join(of(words.OBSTACLE, name).en for name in one.because),
            }
            for one in found.not_ranked
        ],
    }
