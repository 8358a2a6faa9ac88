"""The life of one agreement (SKP): drafted, discussed, agreed by both, revised by both, closed at a move.

Pure decisions over the agreement's own stream; who holds which assignment, what is supported and which periods have
ended come in. `decide_*` may refuse, `evolve_agreement` only assigns. Source: `domain.md` 4, PermenPANRB 6/2022.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from contracts.events import Event
from contracts.planning import (
    AgreementClosed,
    AgreementDrafted,
    Annexes,
    DialogueEntryWritten,
    PeriodDates,
    Revision,
    TargetAgreed,
    TargetsDrafted,
    TargetsProposed,
    UnitObjectiveSet,
    WorkResult,
)
from contracts.refusals import Refusal
from services.planning.directory_rules import Employee, NoSuchAssignment
from services.planning.supports import check_supports

__all__ = [
    "Agreement",
    "AgreementIsClosed",
    "AgreementOverlaps",
    "AlreadyAgreed",
    "Around",
    "FormerRatersProposal",
    "NoRater",
    "NotYourAgreement",
    "NotYourProposal",
    "NothingToRevise",
    "OtherProposal",
    "RevisionOutOfTime",
    "Side",
    "Terms",
    "check_apart",
    "check_running",
    "decide_accept",
    "decide_draft",
    "decide_propose",
    "evolve_agreement",
    "first_open_day",
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
    """The proposal to be accepted is not the last one, or is accepted already."""

    last: int


@dataclass(eq=False)
class AlreadyAgreed(Refusal):
    """The agreement is agreed: what is agreed is replaced by a revision only."""

    agreement: UUID


@dataclass(eq=False)
class NothingToRevise(Refusal):
    """Nothing is agreed yet, so there is nothing to revise."""

    agreement: UUID


@dataclass(eq=False)
class RevisionOutOfTime(Refusal):
    """A revision is valid from a day of the agreement whose period has not ended, and after the version before."""

    valid_from: date
    earliest: date
    latest: date


@dataclass(eq=False)
class AgreementIsClosed(Refusal):
    """The day the agreement was closed at has passed; nothing more is proposed, accepted or asked."""

    closes_on: date


@dataclass(eq=False)
class NoRater(Refusal):
    """No rater is recorded for the assignment, as at the top, whose rater is outside: nobody can agree."""

    assignment: UUID


@dataclass(eq=False)
class AgreementOverlaps(Refusal):
    """Another agreement of the same assignment is agreed for some of these days."""

    other: UUID


@dataclass(frozen=True)
class Agreement:
    """An agreement's stream folded; `proposal` is the last one, `waits` while nobody has accepted it.

    draft: the set last kept without proposing; `unproposed` while neither a proposal nor agreement has followed it.
    closed: the last closing, which may be announced for a day to come (`closed_on` asks for a day); None again where a
    corrected end of the assignment leaves the agreement its own last day. lengthened: closings by hand that moved the
    last day to a later one.
    """

    drafted: AgreementDrafted | None = None
    draft: TargetsDrafted | None = None
    unproposed: bool = False
    proposal: TargetsProposed | None = None
    waits: bool = False
    versions: tuple[TargetAgreed, ...] = ()
    entries: Mapping[UUID, DialogueEntryWritten] = field(default_factory=lambda: MappingProxyType({}))
    closed: AgreementClosed | None = None
    closed_by_hand: date | None = None
    lengthened: int = 0

    @property
    def agreed(self) -> TargetAgreed | None:
        """The last agreed version that stands: one that would begin after a closing never does."""
        standing = [one for one in self.versions if one.valid_from <= self.ends_on]
        return (standing or self.versions)[-1] if self.versions else None

    @property
    def ends_on(self) -> date:
        """The agreement's last day as it stands."""
        assert self.drafted is not None
        return self.closed.closes_on if self.closed else self.drafted.ends_on

    def closed_on(self, day: date) -> bool:
        """Whether it is over on a day: its closing lies before, or keeps it from ever beginning."""
        assert self.drafted is not None
        return self.closed is not None and self.ends_on < max(day, self.drafted.starts_on)

    def waits_on(self, day: date) -> bool:
        """Whether the last proposal waits for the other side; with a closing that has passed it lapses."""
        return self.waits and not self.closed_on(day)


@dataclass(frozen=True)
class Terms:
    """What is proposed beside the results.

    earliest: the first day of the period that has not ended, None when all have.
    """

    annexes: Annexes | None = None
    revision: Revision | None = None
    earliest: date | None = None


@dataclass(frozen=True)
class Around:
    """What an acceptance relies on beside the agreement.

    found: what there is of all that the proposed results support, and above it. others: the employee's other
    agreements, none of which may be agreed for the same assignment and day. earliest: the first day of the period that
    has not ended. last_day: the assignment's, where it is known.
    """

    found: Sequence[UnitObjectiveSet | TargetAgreed] = ()
    others: Sequence["Agreement"] = ()
    earliest: date | None = None
    last_day: date | None = None


def evolve_agreement(state: Agreement, event: Event) -> Agreement:
    match event:
        case AgreementDrafted():
            return replace(state, drafted=event)
        case TargetsDrafted():
            return replace(state, draft=event, unproposed=True)
        case TargetsProposed():
            return replace(state, proposal=event, waits=True, unproposed=False)
        case TargetAgreed():
            return replace(state, versions=(*state.versions, event), waits=False, unproposed=False)
        case DialogueEntryWritten():
            return replace(state, entries=MappingProxyType({**state.entries, event.entry: event}))
        case AgreementClosed():
            by_hand = state.closed_by_hand if event.with_assignment else event.closes_on
            closed = None if _reopened(state, event) else event
            later = not event.with_assignment and state.drafted is not None and event.closes_on > state.ends_on
            return replace(state, closed=closed, closed_by_hand=by_hand, lengthened=state.lengthened + later)
    return state


def _reopened(state: Agreement, event: AgreementClosed) -> bool:
    """Whether the assignment's end was corrected so that the agreement lasts until its own last day: closed, it could
    neither be revised nor replaced by another."""
    return event.with_assignment and state.drafted is not None and event.closes_on >= state.drafted.ends_on


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


def decide_propose(
    state: Agreement,
    today: date,
    results: tuple[WorkResult, ...],
    side: Side,
    proposer: UUID,
    terms: Terms = Terms(),
) -> list[Event]:
    """Propose the whole set; a later proposal of either side replaces it. Once agreed, only a revision is proposed.

    today: in the agency's zone. proposer: the employee, or the rater in force, also where a delegate acts (the act
    names the delegate).
    """
    drafted, revision = check_running(state, today), terms.revision
    if revision is None and state.versions:
        raise AlreadyAgreed(drafted.agreement)
    if revision is not None:
        _check_revision(state, revision, terms.earliest)
    return [
        TargetsProposed(
            employee=drafted.employee,
            agreement=drafted.agreement,
            year=drafted.year,
            proposal=(state.proposal.proposal if state.proposal else 0) + 1,
            proposed_by=side,
            proposer=proposer,
            results=results,
            annexes=terms.annexes,
            revision=revision,
        )
    ]


def check_running(state: Agreement, today: date) -> AgreementDrafted:
    """How it was drafted; raises `AgreementIsClosed` once it is over. Until then a closing shortens its days only."""
    assert state.drafted is not None
    if state.closed_on(today):
        raise AgreementIsClosed(state.ends_on)
    return state.drafted


def _check_revision(state: Agreement, revision: Revision, earliest: date | None) -> None:
    assert state.drafted is not None
    if state.agreed is None:
        raise NothingToRevise(state.drafted.agreement)
    # Where every period has ended, no day is left.
    first = max(earliest or state.ends_on + timedelta(days=1), state.agreed.valid_from)
    if not first <= revision.valid_from <= state.ends_on:
        raise RevisionOutOfTime(revision.valid_from, first, state.ends_on)


def decide_accept(
    state: Agreement,
    today: date,
    proposal: int,
    side: Side,
    rater: UUID | None,
    around: Around,
) -> list[Event]:
    """The other side accepts the last proposal: the targets are agreed, until the agreement's last day as it stands.

    rater: the one in force; None where none is recorded.
    """
    drafted, proposed = check_running(state, today), _waiting(state, proposal)
    if rater is None:
        raise NoRater(drafted.assignment)
    if proposed.proposed_by == "rater" and proposed.proposer != rater:
        raise FormerRatersProposal(proposal)
    if proposed.proposed_by == side:
        raise NotYourProposal("rater" if side == "employee" else "employee")
    if proposed.revision is not None:
        _check_revision(state, proposed.revision, around.earliest)
    if around.last_day is not None and state.ends_on > around.last_day:
        raise NoSuchAssignment(drafted.assignment)
    for other in around.others:
        check_apart(drafted, state.ends_on, other)
    check_supports(drafted, proposed.results, around.found)
    return [
        TargetAgreed(
            employee=drafted.employee,
            agreement=drafted.agreement,
            agreement_version=len(state.versions) + 1,
            assignment=drafted.assignment,
            unit=drafted.unit,
            year=drafted.year,
            starts_on=drafted.starts_on,
            ends_on=state.ends_on,
            valid_from=proposed.revision.valid_from if proposed.revision else drafted.starts_on,
            head_of_unit=drafted.head_of_unit,
            rater=rater,
            results=proposed.results,
            annexes=proposed.annexes,
            revision=proposed.revision,
        )
    ]


def _waiting(state: Agreement, proposal: int) -> TargetsProposed:
    """The proposal of this number, which is the last one and waits."""
    assert state.drafted is not None
    proposed = state.proposal
    if proposed is None or proposed.proposal != proposal or not state.waits:
        if state.versions and (proposed is None or proposed.proposal == proposal):
            raise AlreadyAgreed(state.drafted.agreement)
        raise OtherProposal(proposed.proposal if proposed else 0)
    return proposed


def check_apart(drafted: AgreementDrafted, ends_on: date, other: Agreement) -> None:
    """Two agreements of one assignment over the same days would give two finals in one period."""
    known = other.drafted
    if known is None or not other.versions or known.agreement == drafted.agreement:
        return
    same_days = known.starts_on <= min(ends_on, other.ends_on) and drafted.starts_on <= other.ends_on
    if known.assignment == drafted.assignment and same_days:
        raise AgreementOverlaps(known.agreement)


def first_open_day(periods: Sequence[PeriodDates], today: date) -> date | None:
    """The first day of the earliest period that has not ended on `today`; None when all have."""
    left = [dates.starts_on for dates in periods if dates.ends_on >= today]
    return min(left, default=None)
