"""A final and what came after it: loaded from its stream, with the clocks it runs by and who may act on it now.

Quarters and years alike: whatever has a stream of its own in which a final lies (`finals.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import History, Recorded, fold
from contracts import deciding
from contracts.deciding import People
from contracts.evaluation import ObjectionLodged
from contracts.events import Event
from contracts.readings import cycle_dates, years_around
from services.evaluation import policy_choice_commands
from services.evaluation.finals import Amended, Final, assignment_of, made_at, year_of
from services.evaluation.follow_up import FollowUps, evolve_follow_ups
from services.evaluation.objection import Clock, NotFinal, Objection, evolve_objection
from services.evaluation.policies.objection_v1 import PROCEDURES, Procedure
from services.evaluation.policy_choice import ChosenPolicyMissing

__all__ = ["After", "People", "after_of", "clock_for", "load_after", "may_amend", "people_of", "procedure_of"]


@dataclass(frozen=True)
class After:
    """An evaluation's stream in which a final lies, folded to what followed it."""

    recorded: tuple[Recorded, ...]
    state: Objection
    clock: Clock

    @cached_property
    def follow_ups(self) -> FollowUps:
        return fold(self.recorded, FollowUps(), evolve_follow_ups)

    @property
    def final(self) -> Final:
        assert self.state.final is not None
        return self.state.final

    @property
    def subject_at(self) -> datetime:
        """When what is to be received was made: the final, or an amendment after false evidence."""
        return made_at(self.state.subject or self.final)

    @property
    def finalized(self) -> Recorded:
        """The final as it was recorded."""
        return self.recorded[self.state.final_version - 1]

    @property
    def stream(self) -> UUID:
        return self.finalized.stream

    @property
    def lodged_on(self) -> date | None:
        """The day of the agency's zone on which the objection was lodged."""
        lodged = [one.time for one in self.recorded if isinstance(one.event, ObjectionLodged) and one.event.step == 1]
        return self.clock.day(lodged[-1]) if lodged else None

    @property
    def history(self) -> History[Objection]:
        """What a decision is appended to."""
        return History(self.stream, len(self.recorded), self.state, self.recorded[-1].time)


def procedure_of(runtime: Runtime, year: int) -> Procedure:
    """The procedure for objections the agency chose with the year's policy. Raises `ChosenPolicyMissing`."""
    named = policy_choice_commands.chosen(runtime, year).procedure
    if named not in PROCEDURES:
        raise ChosenPolicyMissing(named)
    return PROCEDURES[named]


def clock_for(runtime: Runtime, state: Objection, year: int) -> Clock:
    """The clock an evaluation runs by: what began in one procedure ends in it.

    Its days may lie in another year than the evaluation, and a day in another year's cycle than its own.
    """
    cycles = [runtime.stream(f"cycle:{one}") for one in years_around(year, runtime.clock())]
    kept = runtime.projection.of_stream(*cycles)
    read = [cycle_dates(one.event for one in kept if one.stream == cycle) for cycle in cycles]
    begun = state.delivered.procedure if state.delivered else None
    procedure = PROCEDURES[begun] if begun else procedure_of(runtime, year)
    zone = next((zone for zone, _, _ in read if zone), "Asia/Jakarta")
    return Clock(zone, frozenset(day for _, days, _ in read for day in days), procedure)


def after_of(runtime: Runtime, recorded: Sequence[Recorded]) -> After:
    """What followed a final, of a stream that is loaded already. Raises `NotFinal` where there is none."""
    state = fold(recorded, Objection(), evolve_objection)
    if state.final is None:
        raise NotFinal
    return After(tuple(recorded), state, clock_for(runtime, state, year_of(state.final)))


def load_after(runtime: Runtime, stream: UUID) -> After:
    """What followed the final that lies in a stream. Raises `NotFinal`."""
    return after_of(runtime, runtime.store.load(stream))


def people_of(runtime: Runtime, after: After, now: datetime, amending: UUID | None = None) -> People:
    """Who acts on a final: the rater in force explains, their superior decides.

    amending: as it would be, had they amended it after false evidence too.
    """
    final, by = after.final, after.finalized.actor
    amended = {UUID(one.actor) for one in after.recorded if _after_false_evidence(one.event)}
    judged = deciding.Judged(
        employee=final.employee,
        assignment=assignment_of(final),
        rater=final.rater,
        by=UUID(by) if by != "system" else None,
        amended_by=frozenset(amended | {amending} if amending else amended),
    )

    def events_of(stream: UUID) -> list[Event]:
        return [kept.event for kept in runtime.projection.of_stream(stream)]

    return deciding.people_of(judged, events_of, after.clock.day(now), now)


def may_amend(runtime: Runtime, after: After, now: datetime) -> frozenset[UUID]:
    """Who may amend after false evidence: the rater and the superior, but nobody after whom none could decide on an
    objection to it."""
    found = people_of(runtime, after, now)
    both = found.both - {after.final.employee}
    if not found.deciders:
        return both
    return frozenset(one for one in both if people_of(runtime, after, now, amending=one).deciders)


def _after_false_evidence(event: Event) -> bool:
    return isinstance(event, Amended) and event.cause == "false_evidence"
