"""The commands of an agreement: load, decide, append. What a decision needs from elsewhere is looked up here first."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import Decision, History, fold
from chassis.texts import NewText, new_text
from contracts.planning import (
    AgreementClosed,
    AgreementDrafted,
    Annexes,
    DialogueEntryWritten,
    PeriodDates,
    Revision,
    TargetsDrafted,
    WorkResult,
)
from services.planning.acceptances import next_acceptance, write_acceptance
from services.planning.agreement import (
    Agreement,
    Around,
    NotYourAgreement,
    Side,
    Terms,
    decide_accept,
    decide_draft,
    decide_propose,
    evolve_agreement,
    first_open_day,
    side_of,
)
from services.planning.closing import decide_close
from services.planning.commands import load_open_cycle, today
from services.planning.dialogue import decide_write
from services.planning.directory_commands import acting, load_employee, unknown
from services.planning.directory_rules import Assignment
from services.planning.draft import decide_keep, standing_draft
from services.planning.projections import drafted_for, way_up
from services.planning.reached import reached
from services.planning.targets import Before, PlannedResult, agreed_results, check_known, drafted_results
from services.planning.warning import LastYear, last_year_of, warnings_of
from services.planning.whole_plan import check_whole

__all__ = [
    "Entry",
    "Proposal",
    "Revised",
    "accept_targets",
    "close_agreement",
    "draft_agreement",
    "employee_of",
    "keep_draft",
    "last_year",
    "load_agreement",
    "load_agreements",
    "named",
    "propose_targets",
    "write_entry",
]


@dataclass(frozen=True)
class Revised:
    """From which day a revision is wanted, and why: a code and the written reason."""

    valid_from: date
    reason_code: str
    reason: str


@dataclass(frozen=True)
class Proposal:
    """What one side proposes, or keeps as a draft; `planned` None: the draft that stands."""

    planned: Sequence[PlannedResult] | None
    annexes: Annexes | None = None
    revised: Revised | None = None
    #: False: begin with a draft.
    propose: bool = True


@dataclass(frozen=True)
class Entry:
    """What one side writes into the dialogue."""

    kind: str
    text: str
    about: UUID | None = None
    answers: UUID | None = None


def load_agreement(runtime: Runtime, agreement: UUID) -> History[Agreement]:
    history = runtime.store.folded(agreement, Agreement(), evolve_agreement)
    if history.state.drafted is None:
        raise unknown("agreement", agreement)
    return history


def load_agreements(runtime: Runtime, agreements: Sequence[UUID]) -> list[Agreement]:
    """Many agreements at once, in the order they are asked for; what is none is left out."""
    recorded = runtime.store.load_many(agreements)
    folded = [fold(recorded[one], Agreement(), evolve_agreement) for one in agreements]
    return [state for state in folded if state.drafted is not None]


def draft_agreement(
    runtime: Runtime, actor: UUID, *, employee: UUID, assignment: UUID, days: tuple[date, date], proposal: Proposal
) -> Decision:
    """Begin an agreement and propose its targets, or keep them, by the employee or the rater of the assignment."""
    owner = load_employee(runtime, employee).state
    cycle = load_open_cycle(runtime, days[0].year).state
    agreement = uuid.uuid4()
    held = owner.assignments.get(assignment)
    if held is None:
        raise unknown("assignment", assignment)
    side = side_of(agreement, acting(runtime, employee, held, runtime.clock()), employee, actor)
    drafted = AgreementDrafted(
        employee=employee,
        agreement=agreement,
        assignment=assignment,
        unit=held.unit,
        year=days[0].year,
        starts_on=days[0],
        ends_on=days[1],
        head_of_unit=held.head_of_unit,
    )
    decide_draft(owner, drafted)
    planned = proposal.planned or ()
    check_known(planned, ())
    state = Agreement(drafted=drafted)
    body: dict[str, Any] = {"agreement": str(agreement), "location": f"/v1/agreements/{agreement}"}
    if proposal.propose:
        results = agreed_results(planned, cycle.periods, *days)
        proposer, day = _proposer(employee, held, side), today(runtime)
        events = decide_propose(state, day, results, side, proposer, Terms(proposal.annexes))
        body |= {"proposal": 1}
    else:
        results = drafted_results(planned, cycle.periods, *days)
        events = decide_keep(state, today(runtime), _kept(drafted, side, results, proposal.annexes))
    return Decision(
        [History(agreement, 0, state).then(drafted, *events)],
        body=body | named(results, last_year(runtime, drafted)),
    )


def _kept(
    drafted: AgreementDrafted, side: Side, results: Sequence[WorkResult], annexes: Annexes | None
) -> TargetsDrafted:
    return TargetsDrafted(
        employee=drafted.employee,
        agreement=drafted.agreement,
        year=drafted.year,
        by=side,
        origin="written",
        results=tuple(results),
        annexes=annexes,
    )


def keep_draft(runtime: Runtime, actor: UUID, agreement: UUID, proposal: Proposal) -> Decision:
    """Keep the whole set as a draft, by either side; it replaces the draft before and proposes nothing."""
    history, _, side = _as_side(runtime, agreement, actor)
    state = history.state
    drafted = state.drafted
    assert drafted is not None
    planned = proposal.planned or ()
    check_known(planned, _known(state))
    results = drafted_results(planned, load_open_cycle(runtime, drafted.year).state.periods, *_days(drafted))
    events = decide_keep(state, today(runtime), _kept(drafted, side, results, proposal.annexes))
    return Decision(
        [history.then(*events)],
        body={"agreement": str(agreement), **named(results, last_year(runtime, drafted))},
    )


def _days(drafted: AgreementDrafted) -> tuple[date, date]:
    return drafted.starts_on, drafted.ends_on


def _known(state: Agreement) -> list[WorkResult]:
    """Every result drafted, proposed or agreed here before, as far as it was kept: their ids may be named again."""
    sets = [one.results for one in (state.draft, state.proposal, *state.versions) if one is not None]
    return [result for results in sets for result in results]


def last_year(runtime: Runtime, drafted: AgreementDrafted) -> LastYear:
    """What the employee reached in the year before an agreement's, as far as its finals have arrived here."""
    return last_year_of(reached(runtime.projection, drafted.employee, drafted.year - 1))


def named(results: Sequence[WorkResult], before: LastYear) -> dict[str, Any]:
    """What a set is answered with: the ids in the order they were sent in, and the warnings."""
    return {
        "results": [
            {"result": str(one.result), "indicators": [str(indicator.indicator) for indicator in one.indicators]}
            for one in results
        ],
        "warnings": [one.told() for one in warnings_of(results, before)],
    }


def _held(runtime: Runtime, state: Agreement) -> Assignment:
    assert state.drafted is not None
    return load_employee(runtime, state.drafted.employee).state.assignments[state.drafted.assignment]


def _as_side(runtime: Runtime, agreement: UUID, actor: UUID) -> tuple[History[Agreement], Assignment, Side]:
    """The agreement, the assignment it is for, and which side of it the actor is."""
    history = load_agreement(runtime, agreement)
    assert history.state.drafted is not None
    employee, held = history.state.drafted.employee, _held(runtime, history.state)
    return history, held, side_of(agreement, acting(runtime, employee, held, runtime.clock()), employee, actor)


def _proposer(employee: UUID, held: Assignment, side: Side) -> UUID:
    """Whose proposal it is: the employee's, or that of the rater in force also where a delegate acts."""
    proposer = employee if side == "employee" else held.rater
    assert proposer is not None  # that side is the rater's or a delegate's
    return proposer


def propose_targets(runtime: Runtime, actor: UUID, agreement: UUID, proposal: Proposal) -> Decision:
    """Propose the whole set anew; once agreed, a revision of it."""
    history, held, side = _as_side(runtime, agreement, actor)
    state = history.state
    drafted = state.drafted
    assert drafted is not None
    cycle = load_open_cycle(runtime, drafted.year).state
    texts: list[NewText] = []
    revision = _revision(proposal.revised, drafted.employee, held, texts)
    before = _before(state, revision)
    results, annexes = _wanted(state, proposal, cycle.periods, before)
    day = today(runtime)
    terms = Terms(annexes, revision, first_open_day(cycle.periods, day))
    events = decide_propose(state, day, results, side, _proposer(drafted.employee, held, side), terms)
    number = state.proposal.proposal + 1 if state.proposal else 1
    body = {
        "agreement": str(agreement),
        "proposal": number,
        **named(results, last_year(runtime, drafted)),
    }
    return Decision([history.then(*events, texts=texts)], body=body)


def _before(state: Agreement, revision: Revision | None) -> Before | None:
    if revision is None or state.agreed is None:
        return None
    earlier = [result for version in state.versions for result in version.results]
    return Before(state.agreed.results, revision.valid_from, earlier)


def _wanted(
    state: Agreement, proposal: Proposal, periods: Sequence[PeriodDates], before: Before | None
) -> tuple[tuple[WorkResult, ...], Annexes | None]:
    """The results and annexes to be proposed: those sent in, or those of the draft that stands."""
    assert state.drafted is not None
    if proposal.planned is None:
        draft = standing_draft(state)
        check_whole(draft.results)
        return draft.results, proposal.annexes or draft.annexes
    check_known(proposal.planned, _known(state))
    return agreed_results(proposal.planned, periods, *_days(state.drafted), before), proposal.annexes


def _revision(wanted: Revised | None, employee: UUID, held: Assignment, texts: list[NewText]) -> Revision | None:
    if wanted is None:
        return None
    text = new_text(wanted.reason, employee, *([held.rater] if held.rater else []))
    texts.append(text)
    return Revision.model_validate(
        {"valid_from": wanted.valid_from, "reason_code": wanted.reason_code, "reason": text.ref}
    )


def accept_targets(runtime: Runtime, actor: UUID, agreement: UUID, proposal: int) -> Decision:
    """Accept the other side's proposal; main results must support something that is set or agreed by now."""
    history, held, side = _as_side(runtime, agreement, actor)
    drafted, proposed = history.state.drafted, history.state.proposal
    assert drafted is not None
    named = {one.supports.id for one in proposed.results if one.supports} if proposed else set()
    cycle = load_open_cycle(runtime, drafted.year).state
    others, day = _others(runtime, drafted), today(runtime)
    around = Around(
        found=way_up(runtime.projection, runtime.store, named),
        others=others,
        earliest=first_open_day(cycle.periods, day),
        last_day=held.ends_on,
    )
    events = decide_accept(history.state, day, proposal, side, held.rater, around)
    version = len(history.state.versions) + 1
    number = next_acceptance(drafted.assignment, [history.state, *others])
    return Decision(
        [history.then(*events)],
        body={"agreement": str(agreement), "agreement_version": version},
        rows=lambda curs: write_acceptance(curs, drafted.assignment, number),
    )


def _others(runtime: Runtime, drafted: AgreementDrafted) -> list[Agreement]:
    """The employee's other agreements, those that have not come back through the topic too."""
    found = drafted_for(runtime.projection, runtime.store, drafted.employee)
    return [load_agreement(runtime, one).state for one in found if one != drafted.agreement]


def write_entry(runtime: Runtime, actor: UUID, agreement: UUID, wanted: Entry) -> Decision:
    """Write a question, a clarification or an answer into the dialogue; readable by both sides."""
    history, held, side = _as_side(runtime, agreement, actor)
    drafted = history.state.drafted
    assert drafted is not None
    text, entry = new_text(wanted.text, drafted.employee, *([held.rater] if held.rater else [])), uuid.uuid4()
    event = DialogueEntryWritten.model_validate(
        {
            "employee": drafted.employee,
            "agreement": agreement,
            "year": drafted.year,
            "entry": entry,
            "kind": wanted.kind,
            "written_by": side,
            "text": text.ref,
            "about": wanted.about,
            "answers": wanted.answers,
        }
    )
    events = decide_write(history.state, today(runtime), event)
    return Decision([history.then(*events, texts=[text])], body={"agreement": str(agreement), "entry": str(entry)})


def employee_of(runtime: Runtime, agreement: UUID) -> UUID:
    """Whose agreement it is."""
    drafted = load_agreement(runtime, agreement).state.drafted
    assert drafted is not None
    return drafted.employee


def close_agreement(
    runtime: Runtime, agreement: UUID, closes_on: date, reason_code: str, *, rater: UUID | None
) -> Decision:
    """End an agreement on a day, as at a move; by the officer (`rater` None), the rater in force or a delegate.

    A later day than before gives days back, for which no other may have been agreed meanwhile: it is counted as an
    acceptance is.
    """
    history = load_agreement(runtime, agreement)
    drafted = history.state.drafted
    assert drafted is not None
    held = _held(runtime, history.state)
    if rater is not None and rater not in acting(runtime, drafted.employee, held, runtime.clock()):
        raise NotYourAgreement(agreement)
    event = AgreementClosed.model_validate(
        {
            "employee": drafted.employee,
            "agreement": agreement,
            "year": drafted.year,
            "closes_on": closes_on,
            "reason_code": reason_code,
        }
    )
    state, others = history.state, _others(runtime, drafted)
    decided, body = decide_close(state, event, others, held.ends_on), {"agreement": str(agreement)}
    if closes_on <= state.ends_on:
        return Decision([history.then(*decided)], body=body)
    number = next_acceptance(drafted.assignment, [state, *others])
    return Decision(
        [history.then(*decided)], body=body, rows=lambda curs: write_acceptance(curs, drafted.assignment, number)
    )
