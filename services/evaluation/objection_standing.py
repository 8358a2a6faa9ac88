"""Where an objection stands: who must act until which day, who is reminded, what is on the officer's list.

Asked for at any moment, from the evaluation's stream alone (`domain.md` 7.9). Pure.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from contracts.evaluation import ObjectionReminded
from contracts.events import Event
from services.evaluation.objection import Clock, Objection, about, may_lodge_until

__all__ = ["Standing", "decide_remind", "standing"]


@dataclass(frozen=True)
class Standing:
    """Where an objection stands: who must act, until which day (inclusive), and whether it is due or over."""

    state: Literal[
        "not_final", "not_delivered", "may_object", "waits_for_answer", "waits_for_decision", "over", "decided"
    ]
    acts: Literal["employee", "rater", "raters_superior", "nobody"]
    until: date | None = None
    remind: bool = False
    overdue: bool = False


def standing(state: Objection, now: datetime, clock: Clock) -> Standing:
    """What the employee, the superior and, once overdue, the officer see."""
    if state.final is None:
        return Standing("not_final", "nobody")
    if state.decided:
        return Standing("decided", "nobody")
    if state.lodged:
        lodged = state.lodged[-1]
        own_step = lodged.before == "rater"
        if own_step and (state.answered or clock.over(lodged.answer_until, now)):
            return _may_object(may_lodge_until(state, now, clock), now, clock)
        until, over = lodged.answer_until, clock.over(lodged.answer_until, now)
        remind = _remind(until, now, clock)
        return Standing(
            "waits_for_answer" if own_step else "waits_for_decision", lodged.before, until, remind=remind, overdue=over
        )
    if state.delivered is None:
        return Standing("not_delivered", "employee")
    return _may_object(state.delivered.object_until, now, clock)


def decide_remind(state: Objection, now: datetime, clock: Clock) -> list[Event]:
    """Remind whoever must answer or decide, once in each step, when its last day is near."""
    at = standing(state, now, clock)
    if state.final is None or state.reminded or not at.remind or at.until is None:
        return []
    if at.acts not in ("rater", "raters_superior"):
        return []
    said = {"step": len(state.lodged), "acts": at.acts, "until": at.until}
    return [ObjectionReminded.model_validate({**about(state.final), **said})]


def _may_object(until: date, now: datetime, clock: Clock) -> Standing:
    if clock.over(until, now):
        return Standing("over", "nobody", until)
    return Standing("may_object", "employee", until, remind=_remind(until, now, clock))


def _remind(until: date, now: datetime, clock: Clock) -> bool:
    return clock.day(now) >= until - timedelta(days=clock.procedure.remind_days_before)
