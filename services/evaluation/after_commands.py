"""What may follow a final, as commands: received, objected to, answered, heard, decided, amended.

Each takes the stream in which the final lies: load it, find out who may act now, decide, append to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from chassis.runtime import Runtime
from chassis.store import Decision
from chassis.texts import NewText, new_text
from contracts.evaluation import AnnualEvaluationFinalized, ObjectionLodged, Readmitted
from contracts.events import Event
from contracts.evidence import EvidenceFoundFalse
from contracts.refusals import Refusal
from contracts.values import StreamHead
from services.evaluation import objection
from services.evaluation.after import After, People, load_after, may_amend, people_of
from services.evaluation.amended_case import amended_case
from services.evaluation.amended_year import amended_year_case
from services.evaluation.amendment import (
    Change,
    amended_after_false_evidence,
    amended_by_objection,
    check_may_amend,
    items_used,
    opens_review,
)
from services.evaluation.annual import YearCase
from services.evaluation.clockwork import together
from services.evaluation.commands import Answered, given_answer
from services.evaluation.delivery import awaits_delivery, delivered, deliveries
from services.evaluation.domain import Case
from services.evaluation.dossier import Fact
from services.evaluation.finals import Final, year_of
from services.evaluation.objection import evolve_objection
from services.evaluation.policy_choice import is_here
from services.evaluation.reminding import awaits_reminder

__all__ = [
    "NobodyLeftToDecide",
    "PolicyGone",
    "Ruling",
    "acknowledge",
    "amend",
    "answer",
    "decide",
    "facts_at",
    "finding_of",
    "found_false",
    "hear",
    "lodge",
]


@dataclass(eq=False)
class NobodyLeftToDecide(Refusal):
    """Whoever amends decides on no objection to it; where nobody is above them, nobody could: the rater amends."""

    employee: UUID


@dataclass(eq=False)
class PolicyGone(Refusal):
    """An amendment is computed by the very policy of its final."""

    policy: str


def acknowledge(runtime: Runtime, actor: UUID, stream: UUID) -> Decision:
    """The employee says that they have their final; once it is delivered, nothing more is recorded."""
    after = load_after(runtime, stream)
    now = after.history.now(runtime.clock())
    events = deliveries(runtime, after, actor, "acknowledged", now)
    return Decision([after.history.then(*events)] if events else [], rows=delivered(stream))


def lodge(runtime: Runtime, actor: UUID, stream: UUID, reason: str) -> Decision:
    """The employee objects, or takes the objection to the next step."""
    after = load_after(runtime, stream)
    now = after.history.now(runtime.clock())
    text = _written(after, reason)
    first = deliveries(runtime, after, actor, "opened", now)
    state = after.state
    for event in first:
        state = evolve_objection(state, event)
    lodged = objection.decide_lodge(state, actor, text.ref, stream, now, after.clock)
    until = next(one.answer_until for one in lodged if isinstance(one, ObjectionLodged))
    rows = together(delivered(stream), awaits_reminder(stream, until, after.clock))
    return Decision([after.history.then(*first, *lodged, texts=[text])], rows=rows)


def answer(runtime: Runtime, actor: UUID, stream: UUID, said: str) -> Decision:
    """The rater in force explains the rating."""
    after = load_after(runtime, stream)
    now = after.history.now(runtime.clock())
    text = _written(after, said)
    raters = people_of(runtime, after, now).raters
    events = objection.decide_answer(after.state, actor, raters, text.ref, now, after.clock)
    return Decision([after.history.then(*events, texts=[text])])


def hear(
    runtime: Runtime, actor: UUID, stream: UUID, side: Literal["employee", "rater"], heard_on: date, record: str | None
) -> Decision:
    """Whoever decides heard one side, on a day since the objection was lodged."""
    after = load_after(runtime, stream)
    now = after.history.now(runtime.clock())
    texts = [_written(after, record)] if record is not None else []
    people = _may_decide(runtime, after, actor, now)
    ref = texts[0].ref if texts else None
    today = after.clock.day(now)
    events = objection.decide_hear(after.state, actor, people.deciders, side, heard_on, ref, after.lodged_on, today)
    return Decision([after.history.then(*events, texts=texts)])


@dataclass(frozen=True)
class Ruling:
    """A decision on an objection as sent: `readmitted` None lets the final stand; the answers are to the new advice."""

    reason: str
    readmitted: Readmitted | None
    result: Answered
    behaviour: Answered


def decide(runtime: Runtime, actor: UUID, stream: UUID, ruling: Ruling) -> Decision:
    """The superior decides, finally; a change is recomputed over what the final rested on, and amends it."""
    after = load_after(runtime, stream)
    now = after.history.now(runtime.clock())
    people = _may_decide(runtime, after, actor, now)
    text = _written(after, ruling.reason)
    texts, amended = [text], None
    # Refused before anything is computed: whoever may not decide learns nothing of what it would come to.
    stands = objection.Decision(text.ref)
    objection.decide_objection(after.state, actor, people.deciders, stands, now, after.clock)
    if ruling.readmitted is not None:
        case = _case(runtime, after, ruling.readmitted, None, now)
        change = Change(
            _original(after),
            text.ref,
            given_answer(ruling.result, after.final.employee, texts),
            given_answer(ruling.behaviour, after.final.employee, texts),
            ruling.readmitted,
        )
        amended = amended_by_objection(after.state, case, change, now, never_lowers=after.clock.procedure.never_lowers)
    decision = objection.Decision(text.ref, amended)
    events = objection.decide_objection(after.state, actor, people.deciders, decision, now, after.clock)
    return Decision([after.history.then(*events, texts=_used(texts, events))])


def amend(  # noqa: PLR0913  # the item and what is said of it
    runtime: Runtime, actor: UUID, stream: UUID, item: UUID, reason: str, result: Answered, behaviour: Answered
) -> Decision:
    """The rater or the superior amends after evidence in the final was found false; the item no longer counts."""
    after = load_after(runtime, stream)
    now = after.history.now(runtime.clock())
    people = people_of(runtime, after, now)
    text = _written(after, reason)
    texts = [text]
    finding = finding_of(runtime, item)
    change = Change(
        _original(after),
        text.ref,
        given_answer(result, after.final.employee, texts),
        given_answer(behaviour, after.final.employee, texts),
        finding=finding,
    )
    # Likewise: who may, and whether anything was found, is told before what it comes to.
    check_may_amend(after.state, actor, people.both, finding)
    if actor not in may_amend(runtime, after, now):
        raise NobodyLeftToDecide(after.final.employee)
    case = _case(runtime, after, Readmitted(), item, now)
    events = amended_after_false_evidence(after.state, actor, people.both, case, change, now)
    done = [after.history.then(*events, texts=_used(texts, events))]
    if objection.waits_for_decision(after.state):  # it is decided on there, together with what was objected to
        return Decision(done)
    return Decision(done, rows=awaits_delivery(runtime, stream, now, year_of(after.final)))


def finding_of(runtime: Runtime, item: UUID) -> StreamHead | None:
    """Where it was recorded that an item is false, as far as this service has seen."""
    found = runtime.projection.of_stream(item, types=(EvidenceFoundFalse,))
    return StreamHead(stream=item, version=found[0].version) if found else None


def found_false(runtime: Runtime, after: After) -> list[StreamHead]:
    """What was found false of the evidence in a final: each opens a review."""
    found = runtime.projection.of_stream(*items_used(after.state), types=(EvidenceFoundFalse,))
    heads = [StreamHead(stream=one.stream, version=one.version) for one in found]
    return [head for head in heads if opens_review(after.state, head)]


def facts_at(runtime: Runtime, final: Final) -> list[Fact]:
    """What a final rests on: the streams it names, each up to the version it names; this service's own as recorded."""
    last = {head.stream: head.version for head in final.heads}
    own = {stream: told for stream, told in runtime.store.load_many(list(last)).items() if told}
    others = runtime.projection.of_stream(*(one for one in last if one not in own))
    facts = [Fact(one.stream, one.version, one.time, one.event) for one in others]
    facts += [Fact(one.stream, one.version, one.time, one.event) for told in own.values() for one in told]
    return [fact for fact in facts if fact.version <= last[fact.stream]]


def _case(runtime: Runtime, after: After, readmitted: Readmitted, false: UUID | None, now: datetime) -> Case | YearCase:
    final, before = after.final, after.state.amended
    if not is_here(final.policy):
        raise PolicyGone(final.policy.id)
    facts = facts_at(runtime, final)
    if not isinstance(final, AnnualEvaluationFinalized):
        return amended_case(facts, final, before, readmitted, false, now)
    kept = runtime.projection.of_stream(final.copied.cycle.stream)
    cycle = [one.event for one in kept if one.version <= final.copied.cycle.version]
    return amended_year_case(facts, cycle, final, before, readmitted, false, now)


def _original(after: After) -> StreamHead:
    return StreamHead(stream=after.stream, version=after.state.final_version)


def _may_decide(runtime: Runtime, after: After, actor: UUID, now: datetime) -> People:
    """Who may decide; a delegate who finalized has rated, although the final names their rater."""
    people = people_of(runtime, after, now)
    if actor in people.rated:
        raise objection.OwnObjection
    return people


def _written(after: After, body: str, *readers: UUID) -> NewText:
    return new_text(body, after.final.employee, *readers)


def _used(texts: Sequence[NewText], events: Sequence[Event]) -> list[NewText]:
    """The texts that the events name: a reason nobody asked for is not kept."""
    told = "".join(event.model_dump_json() for event in events)
    return [text for text in texts if str(text.id) in told]
