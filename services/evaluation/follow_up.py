"""Follow-ups of a final: coaching, training, reassignment or a sanction proposal (`domain.md` 7.10). Pure.

Each has an owner and a due date; `butuh_perbaikan` and lower require one. They lie in the evaluation's own stream.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from contracts.evaluation import (
    FollowUpDone,
    FollowUpPlanned,
    Predicate,
)
from contracts.events import Event
from contracts.refusals import Refusal
from services.evaluation.finals import Amended, Final
from services.evaluation.objection import NotFinal

__all__ = [
    "AlreadyDone",
    "AlreadyPlanned",
    "DueInThePast",
    "FollowUpUnknown",
    "FollowUps",
    "NotYours",
    "OwnFollowUp",
    "OwnerFollowedUp",
    "decide_done",
    "decide_plan",
    "evolve_follow_ups",
    "is_required",
    "overdue",
    "still_missing",
]

_REQUIRED: tuple[Predicate, ...] = ("butuh_perbaikan", "kurang", "sangat_kurang")


@dataclass(eq=False)
class OwnFollowUp(Refusal):
    """Nobody plans a follow-up for themself, nor says that it is done."""

    employee: UUID


@dataclass(eq=False)
class OwnerFollowedUp(Refusal):
    """Whoever is followed up does not own it: its owner completes it, and nobody says that of themself."""

    owner: UUID


@dataclass(eq=False)
class NotYours(Refusal):
    """The rater in force plans it, or the superior; its owner completes it, or whoever may plan."""


@dataclass(eq=False)
class DueInThePast(Refusal):
    due_on: date


@dataclass(eq=False)
class AlreadyPlanned(Refusal):
    follow_up: UUID


@dataclass(eq=False)
class FollowUpUnknown(Refusal):
    follow_up: UUID


@dataclass(eq=False)
class AlreadyDone(Refusal):
    follow_up: UUID


@dataclass(frozen=True)
class FollowUps:
    """An evaluation's stream folded to its follow-ups; `predicate` as it now stands, None before the final."""

    employee: UUID | None = None
    predicate: Predicate | None = None
    planned: Mapping[UUID, FollowUpPlanned] = field(default_factory=lambda: MappingProxyType({}))
    done: Mapping[UUID, FollowUpDone] = field(default_factory=lambda: MappingProxyType({}))


def evolve_follow_ups(state: FollowUps, event: Event) -> FollowUps:
    if isinstance(event, Final | Amended):
        return replace(state, employee=event.employee, predicate=event.predicate)
    match event:
        case FollowUpPlanned():
            return replace(state, planned=MappingProxyType({**state.planned, event.follow_up: event}))
        case FollowUpDone():
            return replace(state, done=MappingProxyType({**state.done, event.follow_up: event}))
    return state


def decide_plan(
    state: FollowUps, actor: UUID, may_plan: Collection[UUID], planned: FollowUpPlanned, today: date
) -> list[Event]:
    """Plan a follow-up. `may_plan`: the rater in force, the superior, and their delegates."""
    _check(state, actor)
    if actor not in may_plan:
        raise NotYours
    if planned.owner == planned.employee:
        raise OwnerFollowedUp(planned.owner)
    if planned.due_on < today:
        raise DueInThePast(planned.due_on)
    if planned.follow_up in state.planned:
        raise AlreadyPlanned(planned.follow_up)
    return [planned]


def decide_done(state: FollowUps, actor: UUID, may_plan: Collection[UUID], done: FollowUpDone) -> list[Event]:
    """Say that a follow-up is completed."""
    _check(state, actor)
    planned = state.planned.get(done.follow_up)
    if planned is None:
        raise FollowUpUnknown(done.follow_up)
    if actor != planned.owner and actor not in may_plan:
        raise NotYours
    if done.follow_up in state.done:
        raise AlreadyDone(done.follow_up)
    return [done]


def is_required(predicate: Predicate) -> bool:
    """Whether a predicate requires a follow-up."""
    return predicate in _REQUIRED


def still_missing(state: FollowUps) -> bool:
    """Whether one is required and none is planned."""
    return state.predicate is not None and is_required(state.predicate) and not state.planned


def overdue(state: FollowUps, today: date) -> list[FollowUpPlanned]:
    """Those not completed whose due date is over, the longest overdue first."""
    late = [one for name, one in state.planned.items() if name not in state.done and one.due_on < today]
    return sorted(late, key=lambda one: (one.due_on, one.follow_up))


def _check(state: FollowUps, actor: UUID) -> None:
    if state.predicate is None:
        raise NotFinal
    if actor == state.employee:
        raise OwnFollowUp(actor)
