"""What a person's period or year came to, or how far it is: the row that lists of many people are made of.

What stands is the last amendment, else the final. Of what is open the policy is run on the dossier as it stands, and
what it gives is provisional. A period is an agreement's, a year the employee's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import Recorded
from chassis.turns import Turns
from contracts.evaluation import EvaluationAmended, EvaluationFinalized, Predicate
from services.evaluation import commands, projections
from services.evaluation.annual import YearCase, advised_in, awaited_units, awaited_verdicts, time_left_of_year
from services.evaluation.annual_cases import YearCases, year_cases_of, year_stream
from services.evaluation.cases import AT_ONCE, Cases, cases_of
from services.evaluation.domain import Case, time_left_of
from services.evaluation.finals import Amended, Final, is_year
from services.evaluation.policies.registry import POLICIES
from services.evaluation.population import Member
from services.evaluation.progress import State, WaitsFor, state_of, waits_for
from services.evaluation.progress_year import state_of_year
from services.evaluation.time_left import TimeLeft

__all__ = [
    "Opened",
    "Stands",
    "StandsOfPeriod",
    "opened_of",
    "recorded_standings",
    "standing",
    "standings",
    "stream_of",
    "told_by",
    "would_be",
]

#: Of the lists longer than are read at once: those inside, and how long each waits for the next part of its turn.
TURNS = Turns(waiting=6, patience_s=20)

#: As types, and to ask `isinstance` of.
Stands = Final | Amended
StandsOfPeriod = EvaluationFinalized | EvaluationAmended


@dataclass(frozen=True)
class Opened:
    """An evaluation that is not final. `case` None: it cannot be run (`not_in_period`), or was not asked for."""

    state: State
    waits_for: WaitsFor | None
    overdue: bool
    #: What time has still to bring; None of what cannot be run, or can never be final.
    left: TimeLeft | None = None
    self_assessed: bool = False
    case: Case | YearCase | None = None
    own_version: int = 0

    @property
    def goes_from(self) -> date | None:
        """The day from which it can be finalized; None: time is no matter."""
        return self.left.goes_from if self.left else None


def standing(recorded: Iterable[Recorded]) -> Recorded | None:
    """What stands of an evaluation's stream: the last amendment, else the final, else None."""
    return next((one for one in reversed(list(recorded)) if isinstance(one.event, Stands)), None)


def standings(runtime: Runtime, members: Iterable[Member], period: str) -> Mapping[Member, Stands]:
    """What stands of those who have a final of this period, or year, asked for at once."""
    return told_by(recorded_standings(runtime, members, period))


def recorded_standings(runtime: Runtime, members: Iterable[Member], period: str) -> Mapping[Member, Recorded]:
    """The same, as it was recorded: each with its place."""
    streams = {one: stream_of(runtime, one, period) for one in members if one.agreement is not None}
    recorded = runtime.store.load_many(list(dict.fromkeys(streams.values())))
    stands = {one: standing(recorded[stream]) for one, stream in streams.items()}
    return {one: told for one, told in stands.items() if told is not None}


def told_by(recorded: Mapping[Member, Recorded]) -> dict[Member, Stands]:
    """What `recorded_standings` says, without the places."""
    return {one: told.event for one, told in recorded.items() if isinstance(told.event, Stands)}


def stream_of(runtime: Runtime, member: Member, period: str) -> UUID:
    """Where a member's period, or year, is evaluated; of a period only with an agreement."""
    if is_year(period):
        return year_stream(runtime, member.employee, int(period))
    assert member.agreement is not None
    return commands.evaluation_stream(runtime, member.agreement, period)


def opened_of(
    runtime: Runtime, members: Sequence[Member], period: str, now: datetime, *, cases: bool = True
) -> Mapping[Member, Opened]:
    """How far each is of those that have no final of this period, or year.

    cases: also what each final would rest on, which is much; without them a long list stays small. Of long lists, such
    as 2,000 open years, which take half a minute, a process computes one at a time. Raises `Busy`.
    """
    if len(members) <= AT_ONCE:
        return _without(_opened(runtime, members, period, now), cases=cases) if members else {}
    found: dict[Member, Opened] = {}
    with TURNS.let_in():
        for first in range(0, len(members), AT_ONCE):
            some = members[first : first + AT_ONCE]
            with TURNS.step():
                found |= _without(_opened(runtime, some, period, now), cases=cases)
    return found


def _without(opened: Mapping[Member, Opened], *, cases: bool) -> Mapping[Member, Opened]:
    return opened if cases else {member: replace(one, case=None) for member, one in opened.items()}


def _opened(runtime: Runtime, members: Sequence[Member], period: str, now: datetime) -> Mapping[Member, Opened]:
    if is_year(period):
        years = year_cases_of(runtime, [one.employee for one in members if one.agreement], int(period))
        return {one: _of_year(runtime, years, one, now) for one in members}
    periods = cases_of(runtime, [one.agreement for one in members if one.agreement], period)
    return {one: _of_period(runtime, periods, one, now) for one in members}


def _cannot(member: Member, why: State = "not_in_period") -> Opened:
    state: State = "no_agreement" if member.agreement is None else why
    return Opened(state, waits_for(state, member.employee, None), overdue=False)


def _of_period(runtime: Runtime, cases: Cases, member: Member, now: datetime) -> Opened:
    if member.agreement is None or member.agreement not in cases:
        return _cannot(member)
    case, history = cases[member.agreement]
    left = time_left_of(history.state, case, now)
    state = state_of(case.outcome, left)
    waits_at = case.rater
    if state == "waits_for_unit_achievement":
        waits_at = _setter(runtime, case.agreed.unit, case.period, case.rater)
    opened = _told(member, state, waits_at, now > case.copied.evaluation_deadline, left)
    assessed = history.state.self_assessed is not None
    return replace(opened, self_assessed=assessed, case=case, own_version=history.version)


def _of_year(runtime: Runtime, cases: YearCases, member: Member, now: datetime) -> Opened:
    if member.agreement is None or member.employee not in cases.found:
        return _cannot(member, "agreements_overlap" if member.employee in cases.overlapping else "not_in_period")
    case, history = cases.found[member.employee]
    left = time_left_of_year(history.state, case, now)
    state = state_of_year(case.outcome, left)
    late = now > case.copied.annual_evaluation_deadline
    opened = _told(member, state, _rater_awaited(runtime, case, state), late, left)
    assessed = history.state.self_assessed is not None
    return replace(opened, self_assessed=assessed, case=case, own_version=history.version)


def _told(member: Member, state: State, rater: UUID | None, late: bool, left: TimeLeft) -> Opened:
    """How far it is; of what can never be final nothing is late, and time is no matter."""
    never = state == "nothing_due"
    waits = waits_for(state, member.employee, rater)
    return Opened(state, waits, overdue=late and not never, left=None if never else left)


def _setter(runtime: Runtime, unit: UUID, period: str, rater: UUID | None) -> UUID | None:
    """Who sets the achievement that a head waits for; a delegate only where the one they act for may not."""
    headed = [(one.rater, one.ends_on) for one in projections.heads_of_unit(runtime.projection, unit)]
    if headed == [(rater, None)]:
        return rater  # nobody else ever headed it: as nearly always, and a list may have many heads
    may, _ = commands.setters_of(runtime, unit, period)
    return may[0] if may else None


def _rater_awaited(runtime: Runtime, case: YearCase, state: State) -> UUID | None:
    """Whose turn a state says it is: after a move what was shown before it is the earlier agreement's rater's."""
    if state == "waits_for_verdict":
        return awaited_verdicts(case)[0][1]
    if state == "waits_for_unit_achievement":
        unit, rater = next(iter(awaited_units(case).items()))
        return _setter(runtime, unit, str(case.year), rater)
    return case.rater


def would_be(case: Case | YearCase) -> Predicate | None:
    """The predicate if the advice were confirmed as it stands; None while an advice is missing."""
    if isinstance(case, YearCase):
        advised = advised_in(case.outcome)
        if case.judged_by.predicate is not None and (advised.result is None or advised.behaviour is None):
            return None
        return case.judged_by.conclude(case.outcome, advised.result, advised.behaviour)
    policy, outcome = POLICIES[case.policy.id], case.outcome
    result, behaviour = outcome.advised_result, outcome.advised_behaviour
    if policy.predicate is not None and (result is None or behaviour is None):
        return None
    return policy.conclude(outcome, result, behaviour)
