"""Who and when, of any final: every input is the employee's own record, nobody judged themself, nothing is younger."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from contracts.evaluation import BehaviourAssessed, InnovationRecorded, LatenessAccepted
from contracts.evidence import EvidenceRejected, EvidenceVerified
from contracts.planning import AssignmentStarted, DelegationGiven, RaterChanged
from contracts.values import StreamHead, instant_text
from services.evaluation.dossier import Fact
from services.evaluation.replay.compare import Difference, differ
from services.evaluation.replay.history import History

__all__ = ["JUDGING", "acted", "finalized_by_rater", "not_before", "whose"]

#: What a person judges of another.
JUDGING = (EvidenceVerified, EvidenceRejected, BehaviourAssessed, LatenessAccepted, InnovationRecorded)


def whose(history: History, employee: UUID, facts: Sequence[Fact]) -> Iterator[Difference]:
    """Every input is the employee's own record."""
    for one in facts:
        yield from differ(f"employee of {one.stream}:{one.version}", employee, getattr(one.event, "employee", None))


def acted(history: History, employee: UUID, facts: Sequence[Fact], more: Sequence[StreamHead]) -> Iterator[Difference]:
    """None of the judging in the inputs, nor of `more`, is the employee's."""
    judged = [StreamHead(stream=one.stream, version=one.version) for one in facts if isinstance(one.event, JUDGING)]
    for head in (*judged, *more):
        if history.origins[head.stream, head.version].actor == str(employee):
            yield Difference(f"who acted in {head.stream}:{head.version}", "not the employee", "the employee")


def finalized_by_rater(history: History, fact: Fact, who: tuple[UUID, UUID, UUID]) -> Iterator[Difference]:
    """The rater was named for the assignment, and whoever finalized is the rater or was delegated to by then.

    who: employee, assignment, rater. Which of several raters was in force, and whether a delegation had just ended, was
    judged by what the service had seen: no head is named for it, so it cannot be told from the topics to the last.
    """
    employee, assignment, rater = who
    named = {
        one.event.rater
        for one in history.streams.get(employee, ())
        if isinstance(one.event, AssignmentStarted | RaterChanged) and one.event.assignment == assignment
    }
    if rater not in named:
        yield Difference(f"rater of assignment {assignment}", str(rater), "never named")
    given = [one.event for one in history.streams.get(rater, ()) if isinstance(one.event, DelegationGiven)]
    delegates = {one.delegate for one in given if one.employee == rater and one.starts_at <= fact.time}
    actor = history.origins[fact.stream, fact.version].actor
    # The employee themself is told of by `acted`.
    if actor not in {str(one) for one in (rater, *delegates, employee)}:
        yield Difference(f"who acted in {fact.stream}:{fact.version}", "the rater or a delegate", "somebody else")


def not_before(finalized_at: datetime, facts: Sequence[Fact]) -> Iterator[Difference]:
    """Nothing a final rests on was recorded after it."""
    last = max(facts, key=lambda one: one.time)
    if finalized_at < last.time:
        recorded = f"{last.stream}:{last.version} recorded at {instant_text(last.time)}"
        yield Difference("finalized_at", instant_text(finalized_at), recorded)
