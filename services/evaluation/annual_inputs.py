"""A year of one employee, from the dossier: which agreements it has, what each period of them gives, what it rests on.

Per agreement the version in force at its end is held against all reports and evidence of its periods, late or not by
the last one's deadline (`domain.md` 7.7); policies judge (`policies/year_v1.py`). Pure.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from contracts.acting_office import acting_among
from contracts.evaluation import Achievement, Innovation
from contracts.events import Event
from contracts.planning import TargetAgreed
from contracts.readings import Deadlines, Place, cycle_dates, deadlines_of, places, version_in_force
from contracts.refusals import Refusal
from contracts.values import StreamHead
from services.evaluation.dossier import Dossier, Terms, innovations_in, inputs_of, results_in
from services.evaluation.policies.inputs_v1 import Inputs, Unverified
from services.evaluation.policies.year_v1 import AgreementYear, YearInputs

__all__ = [
    "Achieved",
    "AgreementsOverlap",
    "Stretch",
    "heads_of_year",
    "innovations_of_year",
    "judged_until",
    "periods_of",
    "rater_on",
    "stretches",
    "year_inputs",
]


@dataclass(eq=False)
class AgreementsOverlap(Refusal):
    """Two agreements of one person hold on the same day: whose day it is must be settled before the year is judged."""

    one: UUID
    other: UUID


@dataclass(frozen=True)
class Achieved:
    """A unit's achievement of the year, and where it was set."""

    achievement: Achievement
    head: StreamHead


@dataclass(frozen=True)
class Stretch:
    """One agreement's part of the year: the version in force at its end, and its periods in order.

    `achieved`: the unit's of the year, where the agreement is its head's; None while it is not set.
    """

    agreed: TargetAgreed
    periods: tuple[Deadlines, ...]
    achieved: Achieved | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.period for one in self.periods)

    @property
    def evidence_deadline(self) -> datetime:
        return self.periods[-1].evidence


def periods_of(cycle: Sequence[Event]) -> list[Deadlines]:
    """The periods of a year's cycle with the deadlines in force, in order of time."""
    found = [deadlines_of(cycle, period) for period in cycle_dates(cycle)[2]]
    return sorted((one for one in found if one is not None), key=lambda one: one.starts_on)


def stretches(
    dossier: Dossier,
    year: int,
    periods: Sequence[Deadlines],
    achieved: Callable[[UUID], Achieved | None],
    placed: Mapping[UUID, Place] | None = None,
) -> tuple[Stretch, ...]:
    """The year's agreements in order of time; `achieved` tells of a unit. Raises `AgreementsOverlap`.

    placed: the employee's assignments; what was agreed in an acting office is left to stand beside. Without it, as of
    the heads that a final names, there is nothing to leave out.
    """
    found: list[Stretch] = []
    for versions in dossier.agreed.values():
        last = versions[-1] if versions else None
        if last is None or last.year != year or last.ends_on < last.starts_on:
            continue
        agreed = version_in_force(versions, last.ends_on) or last
        own = tuple(one for one in periods if _meets(agreed, one.starts_on, one.ends_on))
        if own:
            found.append(Stretch(agreed, own, achieved(agreed.unit) if agreed.head_of_unit else None))
    acting = acting_among([one.agreed for one in found], placed or {})
    found = [one for one in found if one.agreed.agreement not in acting]
    found.sort(key=lambda one: (one.agreed.starts_on, one.agreed.ends_on))
    for one, other in zip(found, found[1:], strict=False):
        if other.agreed.starts_on <= one.agreed.ends_on:
            raise AgreementsOverlap(one.agreed.agreement, other.agreed.agreement)
    return tuple(found)


def judged_until(held: Sequence[Stretch], placed: Iterable[Place], year: int) -> date:
    """The last of the days judged: of the year; or of its agreements, if no assignment is left after them in which
    another may be agreed. placed: the employee's assignments.
    """
    ends, last = max(one.agreed.ends_on for one in held), date(year, 12, 31)
    after = ends + timedelta(days=1)
    return last if any(one.has_a_day_in(after, last) for one in placed) else min(last, ends)


def _meets(agreed: TargetAgreed, first: date, last: date) -> bool:
    return agreed.starts_on <= last and first <= agreed.ends_on


def year_inputs(
    dossier: Dossier, year: int, held: Sequence[Stretch], *, time_zone: str, unverified: Unverified
) -> YearInputs:
    """What the year's policy is given."""
    behaviour = dossier.annual_behaviour.get(str(year))
    return YearInputs(
        year=year,
        agreements=tuple(
            AgreementYear(
                agreement=str(one.agreed.agreement),
                starts_on=one.agreed.starts_on,
                ends_on=one.agreed.ends_on,
                periods=_periods(dossier, year, one, Terms(one.evidence_deadline, time_zone, unverified)),
                unit_achievement=one.achieved.achievement if one.achieved else None,
            )
            for one in held
        ),
        behaviour=behaviour.values.model_dump() if behaviour else None,
        innovation=bool(innovations_of_year(dossier, year, held)),
        colleagues_heard=behaviour is not None and behaviour.colleagues_heard,
    )


def _periods(dossier: Dossier, year: int, one: Stretch, terms: Terms) -> tuple[Inputs, ...]:
    """Each period's targets against all that was reported and shown in the year, which is made once."""
    last = inputs_of(dossier, one.agreed, one.names, (*one.names, str(year)), terms)
    return tuple(
        replace(last, period=name, periods_before=one.names[:place], results=results_in(one.agreed, name))
        for place, name in enumerate(one.names)
    )


def innovations_of_year(
    dossier: Dossier, year: int, held: Sequence[Stretch], gone: Collection[UUID] | None = None
) -> tuple[Innovation, ...]:
    """What was recorded as new in any of the year's periods, or of the year itself, as `innovations_in` has it."""
    names = {name for one in held for name in one.names}
    return innovations_in(dossier, {one.agreed.agreement for one in held}, {*names, str(year)}, gone)


def heads_of_year(dossier: Dossier, year: int, held: Sequence[Stretch]) -> tuple[StreamHead, ...]:
    """Every stream the annual evaluation rests on, and its last version, in stream order."""
    agreements = {one.agreed.agreement for one in held}
    found: dict[UUID, int] = {}
    for (agreement, period), heads in dossier.heads.items():
        if agreement in agreements or period == str(year):
            # The year's own stream may have been told of under one agreement, then under a later one.
            found |= {stream: max(version, found.get(stream, 0)) for stream, version in heads.items()}
    return tuple(StreamHead(stream=stream, version=version) for stream, version in sorted(found.items()))


def rater_on(told: Iterable[tuple[datetime, Event]], assignment: UUID, at: datetime) -> UUID | None:
    """The rater recorded for an assignment at an instant, else the first recorded after it.

    told: the events of the employee's stream in order, with the instant each was recorded at.
    """
    events = list(told)
    before = places(event for recorded, event in events if recorded <= at).get(assignment)
    if before is not None and before.rater is not None:
        return before.rater
    for place in range(1, len(events) + 1):
        found = places(event for _, event in events[:place]).get(assignment)
        if found is not None and found.rater is not None:
            return found.rater
    return None
