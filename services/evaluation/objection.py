"""Objections: delivered, lodged, answered, heard, decided (`domain.md` 7.9). Pure; the original final always stays.

Everything lies in the evaluation's own stream, so two acts on one evaluation meet there. Every date a clock sets is
written into the event that starts it. Whether the readmitted case changes anything is computed in `amendment`.
An amendment after false evidence takes the final's place: it is delivered, and may be objected to, like a final
(decision 0071).
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from contracts.evaluation import (
    EvaluationDelivered,
    ObjectionAnswered,
    ObjectionDecided,
    ObjectionHeard,
    ObjectionLodged,
    ObjectionReminded,
)
from contracts.events import Event
from contracts.readings import end_of_day
from contracts.values import StreamHead, TextRef
from services.evaluation.finals import Amended, Final, made_at, period_of
from services.evaluation.objection_refused import (
    AlreadyAnswered,
    AlreadyDecided,
    AlreadyLodged,
    HeardBeforeLodged,
    NobodyDecides,
    NoObjection,
    NotFinal,
    NotHeardYet,
    NotTheOneAsked,
    NotTheRatersSuperior,
    NotThisObjections,
    NotYourEvaluation,
    OwnObjection,
    RaterNotHeard,
    TooLate,
    WaitsForAnswer,
)
from services.evaluation.policies.objection_v1 import Procedure, day_of, delivered_on, last_day

__all__ = [
    "AlreadyAnswered",
    "AlreadyDecided",
    "AlreadyLodged",
    "Clock",
    "Decision",
    "HeardBeforeLodged",
    "NoObjection",
    "NobodyDecides",
    "NotFinal",
    "NotHeardYet",
    "NotTheOneAsked",
    "NotThisObjections",
    "NotTheRatersSuperior",
    "NotYourEvaluation",
    "Objection",
    "OwnObjection",
    "RaterNotHeard",
    "TooLate",
    "WaitsForAnswer",
    "about",
    "decide_answer",
    "decide_deem_delivered",
    "decide_deliver",
    "decide_hear",
    "decide_lodge",
    "decide_objection",
    "evolve_objection",
    "may_lodge_until",
    "waits_for_decision",
]

Side = Literal["employee", "rater"]


@dataclass(frozen=True)
class Clock:
    """What every date is reckoned by: the agency's zone and holidays, and the procedure in force."""

    time_zone: str
    holidays: frozenset[date]
    procedure: Procedure

    def day(self, at: datetime) -> date:
        return day_of(at, self.time_zone)

    def last(self, start: date, days: int) -> date:
        return last_day(start, days, self.holidays)

    def over(self, day: date, now: datetime) -> bool:
        """Whether a day has ended."""
        return now > end_of_day(day, self.time_zone)


@dataclass(frozen=True)
class Decision:
    """The superior's word and its reason: `amended` is what it changes the final to; None: it stands."""

    reason: TextRef
    amended: Amended | None = None


@dataclass(frozen=True)
class Objection:
    """An evaluation's stream folded to what an objection needs. `answered`, `reminded`: in the step now open.

    `subject`: what is delivered and objected to, the final or the amendment after false evidence that took its place;
    what was delivered, lodged and decided of another subject is no longer here. `only`: the items found false that an
    objection to it is about, once the days for all else are over (None: about everything); `stood`: what stood before.
    """

    final: Final | None = None
    final_version: int = 0
    subject: Final | Amended | None = None
    subject_version: int = 0
    only: frozenset[UUID] | None = None
    stood: Final | Amended | None = None
    delivered: EvaluationDelivered | None = None
    lodged: tuple[ObjectionLodged, ...] = ()
    answered: ObjectionAnswered | None = None
    heard: frozenset[Side] = frozenset()
    reminded: bool = False
    decided: ObjectionDecided | None = None
    amended: tuple[Amended, ...] = field(default=())
    version: int = 0


def evolve_objection(state: Objection, event: Event) -> Objection:
    state = replace(state, version=state.version + 1)
    if isinstance(event, Final):
        at = state.version
        return replace(state, final=event, final_version=at, subject=event, subject_version=at)
    if isinstance(event, Amended):
        return replace(_after_amendment(state, event), amended=(*state.amended, event))
    match event:
        case EvaluationDelivered():
            return replace(state, delivered=event)
        case ObjectionLodged():
            return replace(state, lodged=(*state.lodged, event), answered=None, reminded=False)
        case ObjectionReminded():
            return replace(state, reminded=True)
        case ObjectionAnswered():
            return replace(state, answered=event, heard=state.heard | {"rater"})
        case ObjectionHeard():
            return replace(state, heard=state.heard | {event.side})
        case ObjectionDecided():
            return replace(state, decided=event)
    return state


def _after_amendment(state: Objection, event: Amended) -> Objection:
    """After false evidence there is something new to receive and to object to.

    An objection that waits for its decision is decided on it too, and ends the procedure.
    """
    if event.cause != "false_evidence" or event.finding is None or state.final is None:
        return state
    found = frozenset({event.finding.stream})
    only, stood = None if state.only is None else state.only | found, state.stood
    if _is_over(state, day_of(event.amended_at, state.final.copied.time_zone)):
        only, stood = found, state.amended[-1] if state.amended else state.final
    if waits_for_decision(state):
        return replace(state, only=only)
    return Objection(
        final=state.final,
        final_version=state.final_version,
        subject=event,
        subject_version=state.version,
        only=only,
        stood=stood,
        amended=state.amended,
        version=state.version,
    )


def waits_for_decision(state: Objection) -> bool:
    """Whether an objection lies before the rater's superior."""
    return bool(state.lodged) and state.decided is None and state.lodged[-1].before == "raters_superior"


def _is_over(state: Objection, on: date) -> bool:
    """Whether what was to be objected to could no longer be on a day."""
    if state.decided:
        return True
    if state.answered and state.answered.carry_on_until:
        return on > state.answered.carry_on_until
    return not state.lodged and state.delivered is not None and on > state.delivered.object_until


def decide_deliver(
    state: Objection, actor: UUID, how: Literal["opened", "acknowledged"], stream: UUID, now: datetime, clock: Clock
) -> list[Event]:
    """The employee opened or acknowledged it; what is delivered stays so."""
    final = _final(state)
    if actor != final.employee:
        raise NotYourEvaluation(final.employee)
    return [] if state.delivered else [_delivery(state, final, how, stream, now, clock)]


def decide_deem_delivered(state: Objection, stream: UUID, now: datetime, clock: Clock) -> list[Event]:
    """Once the days for it are over, what nobody opened counts as received; before that, nothing."""
    final = _final(state)
    days = timedelta(days=clock.procedure.deemed_delivered_after)
    if state.delivered or clock.day(now) < clock.day(made_at(state.subject or final)) + days:
        return []
    return [_delivery(state, final, "deemed", stream, now, clock)]


def decide_lodge(
    state: Objection, actor: UUID, reason: TextRef, stream: UUID, now: datetime, clock: Clock
) -> list[Event]:
    """Lodge an objection with reasons, or take it to the next step; whoever objects has received the final."""
    final = _final(state)
    if actor != final.employee:
        raise NotYourEvaluation(final.employee)
    if state.decided:
        raise AlreadyDecided(state.decided.outcome)
    first: list[Event] = []
    if state.delivered is None:
        first = [_delivery(state, final, "opened", stream, now, clock)]
        state = evolve_objection(state, first[0])
    place = len(state.lodged)
    if place == len(clock.procedure.steps):
        raise AlreadyLodged(clock.procedure.steps[-1].before)
    until = may_lodge_until(state, now, clock)
    if clock.over(until, now):
        raise TooLate(until)
    step = clock.procedure.steps[place]
    lodged = ObjectionLodged(
        **about(final),
        final=StreamHead(stream=stream, version=state.subject_version),
        procedure=clock.procedure.id,
        step=place + 1,
        before=step.before,
        reason=reason,
        answer_until=clock.last(clock.day(now), step.days_to_decide),
    )
    return [*first, lodged]


def decide_answer(
    state: Objection, actor: UUID, raters: Collection[UUID], answer: TextRef, now: datetime, clock: Clock
) -> list[Event]:
    """The rater in force, or a delegate, explains the rating; in a step of the rater's own that ends it."""
    final, lodged = _open(state)
    if actor == final.employee:
        raise OwnObjection
    if actor not in raters:
        raise NotTheOneAsked
    if state.answered:
        raise AlreadyAnswered
    carry_on = None
    if lodged.before == "rater":
        if clock.over(lodged.answer_until, now):
            raise TooLate(lodged.answer_until)
        carry_on = clock.last(clock.day(now), clock.procedure.steps[lodged.step].days_to_lodge)
    return [
        ObjectionAnswered(
            **about(final),
            step=lodged.step,
            answer=answer,
            carry_on_until=carry_on,
        )
    ]


def decide_hear(  # noqa: PLR0913  # who heard whom, when
    state: Objection,
    actor: UUID,
    deciders: Collection[UUID],
    side: Side,
    heard_on: date,
    record: TextRef | None,
    lodged_on: date | None,
    today: date,
) -> list[Event]:
    """Whoever decides heard one side, between the day the objection was lodged and today."""
    final, lodged = _open(state)
    _check_decider(final, lodged, actor, deciders)
    if heard_on > today:
        raise NotHeardYet(heard_on)
    if lodged_on is not None and heard_on < lodged_on:
        raise HeardBeforeLodged(heard_on, lodged_on)
    return [
        ObjectionHeard(
            **about(final),
            side=side,
            heard_on=heard_on,
            record=record,
        )
    ]


def decide_objection(
    state: Objection,
    actor: UUID,
    deciders: Collection[UUID],
    decision: Decision,
    now: datetime,
    clock: Clock,
) -> list[Event]:
    """Decide, finally. The reasons lodged are the employee's hearing; the rater
    is heard by an answer or by word, unless silent until the last day to decide.
    """
    final, lodged = _open(state)
    _check_decider(final, lodged, actor, deciders)
    if "rater" not in state.heard and not clock.over(lodged.answer_until, now):
        raise RaterNotHeard(lodged.answer_until)
    amended = decision.amended
    decided = ObjectionDecided(
        **about(final),
        final=lodged.final,
        outcome="stands" if amended is None else "changed",
        reason=decision.reason,
        heard=("employee", *(("rater",) if "rater" in state.heard else ())),
        decided_at=now,
    )
    if amended is None:
        return [decided]
    original = StreamHead(stream=lodged.final.stream, version=state.final_version)
    if amended.cause != "objection" or amended.original != original:
        raise NotThisObjections(amended.original.stream)
    return [decided, amended]


def about(final: Final) -> dict[str, Any]:  # Any: ids and the period
    """What every event after a final says of whose it is, and of when."""
    return {"employee": final.employee, "agreement": final.agreement, "period": period_of(final)}


def _final(state: Objection) -> Final:
    if state.final is None:
        raise NotFinal
    return state.final


def _open(state: Objection) -> tuple[Final, ObjectionLodged]:
    final = _final(state)
    if not state.lodged:
        raise NoObjection
    if state.decided:
        raise AlreadyDecided(state.decided.outcome)
    return final, state.lodged[-1]


def _check_decider(final: Final, lodged: ObjectionLodged, actor: UUID, deciders: Collection[UUID]) -> None:
    if actor in (final.employee, final.rater):
        raise OwnObjection
    if lodged.before == "raters_superior" and not deciders:
        raise NobodyDecides(final.employee)
    if lodged.before != "raters_superior" or actor not in deciders:
        raise NotTheRatersSuperior


def may_lodge_until(state: Objection, now: datetime, clock: Clock) -> date:
    """The last day to come to the next step."""
    assert state.delivered is not None
    if not state.lodged:
        return state.delivered.object_until
    lodged = state.lodged[-1]
    if state.answered and state.answered.carry_on_until:
        return state.answered.carry_on_until
    if not clock.over(lodged.answer_until, now):
        raise WaitsForAnswer(lodged.answer_until)
    return clock.last(lodged.answer_until, clock.procedure.steps[lodged.step].days_to_lodge)


def _delivery(
    state: Objection,
    final: Final,
    how: Literal["opened", "acknowledged", "deemed"],
    stream: UUID,
    now: datetime,
    clock: Clock,
) -> EvaluationDelivered:
    today = clock.day(now)
    day = delivered_on(clock.day(made_at(state.subject or final)), today, clock.procedure)
    return EvaluationDelivered(
        **about(final),
        final=StreamHead(stream=stream, version=state.subject_version),
        how=how if day == today else "deemed",
        delivered_on=day,
        object_until=clock.last(day, clock.procedure.steps[0].days_to_lodge),
        procedure=clock.procedure.id,
    )
