"""Planning's decisions: cycle, unit objectives and agreements, as pure functions (people: `directory_rules`).

`decide_*` may refuse; `evolve_*` only assigns, for it runs again at every replay. Sources: `domain.md` 2 to 4,
PermenPANRB 6/2022.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from contracts.events import Event
from contracts.planning import (
    AgreementDrafted,
    CycleOpened,
    DeadlineExtended,
    PeriodDates,
    Support,
    TargetAgreed,
    TargetsProposed,
    UnitObjectiveSet,
    WorkResult,
)
from contracts.refusals import Refusal
from services.planning.directory_rules import AlreadyExists, Employee, NoSuchAssignment

__all__ = [
    "Agreement",
    "AlreadyAgreed",
    "Cycle",
    "FormerRatersProposal",
    "NotYourAgreement",
    "NotYourProposal",
    "OtherProposal",
    "Side",
    "SupportsNothing",
    "decide_accept",
    "decide_draft",
    "decide_propose",
    "evolve_agreement",
    "evolve_cycle",
    "side_of",
]

Side = Literal["employee", "rater"]


@dataclass(eq=False)
class NotYourAgreement(Refusal):
    """Only the employee and the rater in force, or their delegate, discuss and accept an agreement."""

    agreement: UUID


@dataclass(eq=False)
class NotYourProposal(Refusal):
    """A proposal is accepted by the other side."""

    waits_for: str


@dataclass(eq=False)
class FormerRatersProposal(Refusal):
    """The rater who proposed is no longer in force, and the one who is has agreed to nothing."""

    proposal: int


@dataclass(eq=False)
class OtherProposal(Refusal):
    """The proposal to be accepted is not the last one."""

    last: int


@dataclass(eq=False)
class AlreadyAgreed(Refusal):
    """The agreement is agreed."""

    agreement: UUID


@dataclass(eq=False)
class SupportsNothing(Refusal):
    """A main result supports no unit objective of the year and nothing another has agreed; agreement waits for it."""

    result: str


@dataclass(frozen=True)
class Cycle:
    """A year's cycle folded: its periods with the deadlines in force."""

    opened: bool = False
    time_zone: str = ""
    periods: tuple[PeriodDates, ...] = ()
    holidays: tuple[date, ...] = ()


@dataclass(frozen=True)
class Agreement:
    """An agreement's stream folded."""

    drafted: AgreementDrafted | None = None
    proposal: TargetsProposed | None = None
    agreed: TargetAgreed | None = None


def evolve_cycle(state: Cycle, event: Event) -> Cycle:
    match event:
        case CycleOpened():
            return Cycle(True, event.time_zone, event.periods, event.holidays)
        case DeadlineExtended():
            name = f"{event.deadline}_deadline"
            periods = tuple(
                dates.model_copy(update={name: event.extended_to}) if dates.period == event.period else dates
                for dates in state.periods
            )
            return replace(state, periods=periods)
    return state


def evolve_agreement(state: Agreement, event: Event) -> Agreement:
    match event:
        case AgreementDrafted():
            return replace(state, drafted=event)
        case TargetsProposed():
            return replace(state, proposal=event)
        case TargetAgreed():
            return replace(state, agreed=event)
    return state


def side_of(agreement: UUID, raters: frozenset[UUID], employee: UUID, actor: UUID) -> Side:
    """Which side of the dialogue `actor` is; raises `NotYourAgreement` for anybody else.

    raters: who may act as rater now, the rater in force and delegates.
    """
    if actor == employee:
        return "employee"
    if actor in raters:
        return "rater"
    raise NotYourAgreement(agreement)


def decide_draft(owner: Employee, event: AgreementDrafted) -> list[Event]:
    """Begin an agreement for an assignment of the employee's."""
    assignment = owner.assignments.get(event.assignment)
    if assignment is None or event.starts_on < assignment.starts_on:
        raise NoSuchAssignment(event.assignment)
    if assignment.ends_on is not None and event.ends_on > assignment.ends_on:
        raise NoSuchAssignment(event.assignment)
    return [event]


def decide_propose(state: Agreement, results: tuple[WorkResult, ...], side: Side, proposer: UUID) -> list[Event]:
    """Propose the whole set; a later proposal of either side replaces it.

    proposer: the employee, or the rater in force, also where a delegate acts (the act names the delegate).
    """
    drafted = state.drafted
    assert drafted is not None
    if state.agreed is not None:
        raise AlreadyAgreed(drafted.agreement)
    return [
        TargetsProposed(
            employee=drafted.employee,
            agreement=drafted.agreement,
            year=drafted.year,
            proposal=(state.proposal.proposal if state.proposal else 0) + 1,
            proposed_by=side,
            proposer=proposer,
            results=results,
        )
    ]


def _may_support(supports: Support, drafted: AgreementDrafted, found: UnitObjectiveSet | TargetAgreed) -> bool:
    """Whether `found` is what a main result names: an objective of that year, or a result another has agreed for it.

    A proposal is neither, for it may still change; results of one's own would lead round in a ring.
    """
    if found.year != drafted.year:
        return False
    if isinstance(found, UnitObjectiveSet):
        return (supports.kind, supports.id) == ("unit_objective", found.objective)
    agreed = {one.result for one in found.results} if found.employee != drafted.employee else set()
    return supports.kind == "work_result" and supports.id in agreed


def decide_accept(
    state: Agreement, proposal: int, side: Side, rater: UUID, found: Sequence[UnitObjectiveSet | TargetAgreed]
) -> list[Event]:
    """The other side accepts the last proposal; `found` is what there is of all that its results support."""
    drafted, proposed = state.drafted, state.proposal
    assert drafted is not None
    if state.agreed is not None:
        raise AlreadyAgreed(drafted.agreement)
    if proposed is None or proposed.proposal != proposal:
        raise OtherProposal(proposed.proposal if proposed else 0)
    if proposed.proposed_by == "rater" and proposed.proposer != rater:
        raise FormerRatersProposal(proposal)
    if proposed.proposed_by == side:
        raise NotYourProposal("rater" if side == "employee" else "employee")
    for result in proposed.results:
        supports = result.supports
        supported = supports is not None and any(_may_support(supports, drafted, one) for one in found)
        if result.kind == "main" and not supported:
            raise SupportsNothing(result.title)
    return [
        TargetAgreed(
            employee=drafted.employee,
            agreement=drafted.agreement,
            agreement_version=1,
            assignment=drafted.assignment,
            unit=drafted.unit,
            year=drafted.year,
            starts_on=drafted.starts_on,
            ends_on=drafted.ends_on,
            valid_from=drafted.starts_on,
            head_of_unit=drafted.head_of_unit,
            rater=rater,
            results=proposed.results,
        )
    ]


def decide_set_objective(known: frozenset[UUID], event: UnitObjectiveSet) -> list[Event]:
    if event.objective in known:
        raise AlreadyExists("the objective")
    return [event]
