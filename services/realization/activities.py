"""Activities' decisions: what was done on which day for which indicator, as pure functions (`domain.md` 5).

An activity belongs to the period its day lies in and stays there: a correction replaces it, a withdrawal ends it, and
both leave the history. It is taken until that period's evaluation is final, however late.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from contracts.events import Event
from contracts.planning import PeriodDates, TargetAgreed
from contracts.readings import version_in_force
from contracts.realization import ActivityCorrected, ActivityRecorded, ActivityWithdrawn
from contracts.refusals import Refusal
from contracts.values import TextRef
from services.realization.domain import (
    NegativeValue,
    NotYourIndicator,
    NotYourReport,
    PeriodIsFinal,
    indicators_of,
    open_periods,
)

__all__ = [
    "Activities",
    "ActivityFacts",
    "Done",
    "EndsBeforeItBegins",
    "InAnotherPeriod",
    "InTheFuture",
    "NotItsEvidence",
    "OutsideAgreement",
    "OutsideCycle",
    "UnknownActivity",
    "decide_correct",
    "decide_record",
    "decide_withdraw",
    "evolve_activities",
    "period_of_day",
]


@dataclass(eq=False)
class InTheFuture(Refusal):
    """What has not happened yet cannot have been done."""

    day: date
    now: str


@dataclass(eq=False)
class NotItsEvidence(Refusal):
    """What an activity names as evidence is an item of the same agreement."""

    item: UUID


@dataclass(eq=False)
class OutsideAgreement(Refusal):
    """The agreement does not cover the day."""

    day: date
    starts_on: date
    ends_on: date


@dataclass(eq=False)
class OutsideCycle(Refusal):
    """The cycle has no period with this day in it."""

    day: date


@dataclass(eq=False)
class EndsBeforeItBegins(Refusal):
    """An activity ends after it began, on the same day; an end alone says nothing."""

    begins: str
    ends: str


@dataclass(eq=False)
class UnknownActivity(Refusal):
    """There is no such activity, or it was withdrawn."""

    activity: UUID


@dataclass(eq=False)
class InAnotherPeriod(Refusal):
    """A correction cannot move an activity into another period."""

    day: date
    period: str


@dataclass(frozen=True)
class Done:
    """What was done, as somebody wants it recorded."""

    activity: UUID
    indicator: UUID
    day: date
    begins: str | None
    ends: str | None
    amount: str
    unit_of_measure: str
    text: TextRef
    evidence: UUID | None


@dataclass(frozen=True)
class Activities:
    """A period's activities folded: those that stand, each as last recorded."""

    standing: Mapping[UUID, ActivityRecorded | ActivityCorrected] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class ActivityFacts:
    """What a decision relies on beside the stream: the agreed versions, the cycle's periods, and where we are."""

    agreed: tuple[TargetAgreed, ...]
    periods: Mapping[str, PeriodDates]
    final: frozenset[str]
    here: datetime  # now, in the agency's zone
    items: frozenset[UUID] = frozenset()  # evidence of the agreement: of those that are named, what is known


def evolve_activities(state: Activities, event: Event) -> Activities:
    match event:
        case ActivityRecorded() | ActivityCorrected():
            return Activities(MappingProxyType({**state.standing, event.activity: event}))
        case ActivityWithdrawn():
            left = {name: one for name, one in state.standing.items() if name != event.activity}
            return Activities(MappingProxyType(left))
    return state


def period_of_day(day: date, periods: Iterable[PeriodDates]) -> str:
    """The period a day lies in. Raises `OutsideCycle`."""
    for dates in periods:
        if dates.starts_on <= day <= dates.ends_on:
            return dates.period
    raise OutsideCycle(day)


def decide_record(actor: UUID, done: Done, facts: ActivityFacts) -> list[Event]:
    """Record an activity in the period its day lies in."""
    return [ActivityRecorded.model_validate(_checked(actor, done, facts))]


def decide_correct(state: Activities, actor: UUID, done: Done, facts: ActivityFacts) -> list[Event]:
    """Replace what was recorded of an activity; the day stays in its period."""
    _check_own(actor, facts)
    standing = state.standing.get(done.activity)
    if standing is None:
        raise UnknownActivity(done.activity)
    fields = _checked(actor, done, facts)
    if fields["period"] != standing.period:
        raise InAnotherPeriod(done.day, standing.period)
    return [ActivityCorrected.model_validate(fields)]


def decide_withdraw(
    state: Activities,
    actor: UUID,
    activity: UUID,
    reason_code: Literal["entered_twice", "wrong_day", "not_done", "other"],
    facts: ActivityFacts,
) -> list[Event]:
    """Say that an activity does not hold."""
    _check_own(actor, facts)
    standing = state.standing.get(activity)
    if standing is None:
        raise UnknownActivity(activity)
    _check_open(standing.period, facts)
    return [
        ActivityWithdrawn(
            employee=standing.employee,
            agreement=standing.agreement,
            period=standing.period,
            activity=activity,
            reason_code=reason_code,
        )
    ]


def _check_own(actor: UUID, facts: ActivityFacts) -> None:
    if actor != facts.agreed[-1].employee:
        raise NotYourReport(facts.agreed[-1].agreement)


def _check_open(period: str, facts: ActivityFacts) -> None:
    if period in facts.final:
        raise PeriodIsFinal(period, open_periods(facts.periods, facts.final))


def _checked(actor: UUID, done: Done, facts: ActivityFacts) -> dict[str, object]:
    """The fields of the event, once nothing speaks against it."""
    _check_own(actor, facts)
    agreed = _covering(done.day, facts)
    if done.indicator not in indicators_of(agreed):
        raise NotYourIndicator(done.indicator)
    period = period_of_day(done.day, facts.periods.values())
    _check_open(period, facts)
    _check_times(done, facts.here)
    if done.amount.startswith("-"):
        raise NegativeValue(done.amount)
    if done.evidence is not None and done.evidence not in facts.items:
        raise NotItsEvidence(done.evidence)
    return {"employee": agreed.employee, "agreement": agreed.agreement, "period": period, **vars(done)}


def _covering(day: date, facts: ActivityFacts) -> TargetAgreed:
    """The version in force on the day."""
    last = facts.agreed[-1]
    version = version_in_force(facts.agreed, day)
    if version is None or not last.starts_on <= day <= last.ends_on:
        raise OutsideAgreement(day, last.starts_on, last.ends_on)
    return version


def _check_times(done: Done, here: datetime) -> None:
    if done.ends is not None and (done.begins is None or done.ends <= done.begins):
        raise EndsBeforeItBegins(done.begins or "-", done.ends)
    today, minute = here.date(), f"{here:%H:%M}"
    last = done.ends or done.begins or ""
    if done.day > today or (done.day == today and last > minute):
        raise InTheFuture(done.day, f"{here:%Y-%m-%d %H:%M}")
