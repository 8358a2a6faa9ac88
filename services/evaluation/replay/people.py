"""Who and when, of any final: every input is the employee's own record, nobody judged themself, nothing is younger."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from contracts.evaluation import BehaviourAssessed, ConsiderationLeft, InnovationRecorded, LatenessAccepted
from contracts.evidence import EvidenceRejected, EvidenceVerified
from contracts.planning import AssignmentStarted, DelegationGiven, RaterChanged
from contracts.values import StreamHead, instant_text
from services.evaluation.dossier import Fact
from services.evaluation.replay.compare import Difference, differ
from services.evaluation.replay.history import History

__all__ = [
    "CLOCKS_DIFFER",
    "JUDGING",
    "above",
    "acted",
    "acted_as",
    "finalized_by_rater",
    "judged_by_raters",
    "not_before",
    "raters_named",
    "said_when",
    "set_from_above",
    "whose",
]

#: An act is recorded by the clock of the service's machine, never before what it rests on, which others recorded.
CLOCKS_DIFFER = timedelta(hours=1)

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
    """The rater was named for the assignment, and whoever finalized is the rater or was their delegate then.

    who: employee, assignment, rater. Which of several raters was in force, and whether a delegation had just been
    ended, was judged by what the service had seen: no head is named for it, so it cannot be told from the topics to the
    last. The end that a delegation was given with is certain.
    """
    employee, assignment, rater = who
    if rater not in _named(history, employee, {assignment}):
        yield Difference(f"rater of assignment {assignment}", str(rater), "never named")
    actor = history.origins[fact.stream, fact.version].actor
    # The employee themself is told of by `acted`.
    if actor not in _with_delegates(history, {rater}, fact.time) | {str(employee)}:
        yield Difference(f"who acted in {fact.stream}:{fact.version}", "the rater or a delegate", "somebody else")


def judged_by_raters(
    history: History, employee: UUID, assignments: Collection[UUID], facts: Sequence[Fact]
) -> Iterator[Difference]:
    """Whoever judged was ever named rater of one of these assignments, or was a delegate of theirs.

    Of evidence also whoever rated those (`domain.md` 7.1). As far as it can be told, as of whoever finalized.
    """
    raters = _named(history, employee, assignments)
    superiors = above(history, raters, steps=1)
    for one in facts:
        if not isinstance(one.event, (*JUDGING, ConsiderationLeft)):
            continue
        of_evidence = isinstance(one.event, EvidenceVerified | EvidenceRejected)
        may = _with_delegates(history, raters | superiors if of_evidence else raters, one.time)
        if history.origins[one.stream, one.version].actor not in may | {str(employee)}:
            asked = "the rater, their superior, or a delegate" if of_evidence else "the rater or a delegate"
            yield Difference(f"who acted in {one.stream}:{one.version}", asked, "somebody else")


def set_from_above(history: History, unit: UUID, head: StreamHead | None) -> Iterator[Difference]:
    """A unit's achievement was set by who rates its head, whoever is above them, or a delegate of those."""
    fact = (
        next((one for one in history.streams.get(head.stream, ()) if one.version == head.version), None)
        if head
        else None
    )
    if fact is None:
        return
    raters = {rater for (of, rater) in history.raters_of_heads if of == unit}
    may = _with_delegates(history, raters | above(history, raters), fact.time)
    heads = {str(employee) for (of, employee) in history.heads if of == unit}
    if history.origins[fact.stream, fact.version].actor not in may | heads:  # a head is told of by `acted`
        yield Difference(f"who acted in {fact.stream}:{fact.version}", "the head one level up", "somebody else")


def acted_as(history: History, fact: Fact, may: Collection[UUID], asked: str) -> Iterator[Difference]:
    """Whoever acted is one of these, or was their delegate then."""
    if history.origins[fact.stream, fact.version].actor not in _with_delegates(history, may, fact.time):
        yield Difference(f"who acted in {fact.stream}:{fact.version}", asked, "somebody else")


def above(history: History, raters: Collection[UUID], steps: int | None = None) -> set[UUID]:
    """Who was ever named to rate these, and those, as far up as there is anybody (or so many steps)."""
    found, level = set[UUID](), set(raters)
    while level and steps != 0:
        level = {rater for one in level for rater in _named(history, one, None)} - found
        found |= level
        steps = None if steps is None else steps - 1
    return found


def raters_named(history: History, employee: UUID, assignment: UUID) -> set[UUID]:
    """Whoever was ever named the rater of an assignment."""
    return _named(history, employee, {assignment})


def _named(history: History, employee: UUID, assignments: Collection[UUID] | None) -> set[UUID]:
    """The same of some assignments of an employee; None: of all."""
    return {
        one.event.rater
        for one in history.streams.get(employee, ())
        if isinstance(one.event, AssignmentStarted | RaterChanged)
        and one.event.rater is not None
        and (assignments is None or one.event.assignment in assignments)
    }


def _with_delegates(history: History, raters: Collection[UUID], at: datetime) -> set[str]:
    """These, and to whom they had delegated then."""
    given = [
        one.event
        for rater in raters
        for one in history.streams.get(rater, ())
        if isinstance(one.event, DelegationGiven) and one.event.employee == rater
    ]
    delegates = {one.delegate for one in given if one.starts_at <= at < one.ends_at + CLOCKS_DIFFER}
    return {str(one) for one in (*raters, *delegates)}


def said_when(what: str, said: datetime, fact: Fact) -> Iterator[Difference]:
    """The instant an act says of itself is that of its record: days to object are reckoned from it."""
    if abs(fact.time - said) > CLOCKS_DIFFER:
        yield Difference(what, instant_text(said), f"recorded at {instant_text(fact.time)}")


def not_before(finalized_at: datetime, facts: Sequence[Fact]) -> Iterator[Difference]:
    """Nothing a final rests on was recorded after it."""
    last = max(facts, key=lambda one: one.time)
    if finalized_at < last.time:
        recorded = f"{last.stream}:{last.version} recorded at {instant_text(last.time)}"
        yield Difference("finalized_at", instant_text(finalized_at), recorded)
