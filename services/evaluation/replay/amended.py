"""What followed a final, held against the history: every amendment recomputed, and who acted (`domain.md` 7.9, 9).

An amendment rests on the heads its final names, with what the amendments before it and itself readmit or leave out.
Of what it says only what people decided is used: what is readmitted, what was found, the ratings given.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from contracts.evaluation import (
    AnnualEvaluationAmended,
    ConcludedYear,
    EvaluationAmended,
    EvaluationDelivered,
    EvaluationFinalized,
    FollowUpDone,
    FollowUpPlanned,
    ObjectionAnswered,
    ObjectionDecided,
    ObjectionHeard,
    ObjectionLodged,
)
from contracts.evidence import EvidenceFoundFalse
from contracts.values import StreamHead, instant_text
from services.evaluation.amended_case import amended_outcome
from services.evaluation.amendment import CannotBeReadmitted, lowers, opens_review, raises, readmitted_beyond
from services.evaluation.dossier import Fact
from services.evaluation.finals import Amended, Final, assignment_of
from services.evaluation.objection import Objection
from services.evaluation.policies.inputs_v1 import InvalidInputs
from services.evaluation.policies.objection_v1 import PROCEDURES
from services.evaluation.policies.ratings_6_2022_v1 import UnknownRating
from services.evaluation.policies.registry import POLICIES
from services.evaluation.policy_choice import is_here
from services.evaluation.replay.compare import Difference, compare, differ
from services.evaluation.replay.days import as_it_stood, days_kept
from services.evaluation.replay.history import History
from services.evaluation.replay.people import above, acted_as, raters_named, said_when

__all__ = ["Computed", "acted_after", "amended", "amended_of"]

A = TypeVar("A", EvaluationAmended, AnnualEvaluationAmended)
#: What an amendment comes to, held against it: told the history, the final, and the amendments before.
Computed = Callable[[History, Amended, Final, Sequence[Amended]], Iterator[Difference]]

#: What an amendment takes over from its final: nothing of it is decided anew.
TAKEN_OVER = (
    "employee", "agreement", "agreement_version", "assignment", "unit", "period", "head_of_unit", "rater", "policy",
    "unverified", "heads", "copied", "colleagues_heard",
)  # fmt: skip
OF_THE_YEAR = (
    "employee", "year", "agreement", "unit", "head_of_unit", "rater", "rater_on_last_day", "consideration", "policy",
    "unverified", "heads", "copied", "colleagues_heard", "beside",
)  # fmt: skip
#: Who does what after a final: the employee; anybody but the employee; nobody whose rating it is.
THEIR_OWN = (ObjectionLodged,)
NOT_ONESELF = (ObjectionAnswered, EvaluationAmended, AnnualEvaluationAmended, FollowUpPlanned, FollowUpDone)
NOT_THE_RATER = (ObjectionHeard, ObjectionDecided)
BY_WHO_RATES = (ObjectionAnswered, EvaluationAmended, AnnualEvaluationAmended, FollowUpPlanned)


def amended(history: History) -> list[tuple[Fact, EvaluationAmended, list[Difference]]]:
    """Every amendment of a period's final in the history, in stream order, and what a stranger finds of it."""
    return amended_of(history, EvaluationAmended, _computed)


def amended_of(history: History, kind: type[A], computed: Computed) -> list[tuple[Fact, A, list[Difference]]]:
    """The same of amendments of one kind; `computed` runs the policy again."""
    return [
        (fact, fact.event, list(_differences(history, fact, fact.event, computed)))
        for _, facts in sorted(history.streams.items())
        for fact in facts
        if isinstance(fact.event, kind)
    ]


def acted_after(history: History, fact: Fact) -> Iterator[Difference]:
    """Who acted on a final: nobody decides on themself, nor on an objection against their own rating.

    A change is decided and amended together, and only once.
    """
    final = fact.event
    assert isinstance(final, Final)
    own, rated = str(final.employee), {str(final.employee), str(final.rater), _actor(history, fact)}
    later = [one for one in history.streams[fact.stream] if one.version > fact.version]
    raters = raters_named(history, final.employee, assignment_of(final))
    superiors = above(history, raters)
    for one in later:
        actor, event = _actor(history, one), one.event
        what = f"who acted in {one.stream}:{one.version}"
        yield from differ(f"employee of {one.stream}:{one.version}", final.employee, getattr(event, "employee", None))
        if isinstance(event, THEIR_OWN) and actor != own:
            yield Difference(what, "the employee", "somebody else")
        if isinstance(event, EvaluationDelivered):
            expected = "system" if event.how == "deemed" else own
            if actor != expected and not (event.how == "deemed" and actor == own):
                yield Difference(what, "the employee, or the clock", "somebody else")
        if isinstance(event, ObjectionDecided):
            yield from said_when("decided_at", event.decided_at, one)
        if isinstance(event, NOT_ONESELF) and actor == own:
            yield Difference(what, "not the employee", "the employee")
        if isinstance(event, Amended) and event.cause == "false_evidence":
            rated.add(actor)
        if isinstance(event, NOT_THE_RATER) and actor in rated:
            yield Difference(what, "nobody whose rating it is", "the employee, or who rated or amended")
        elif isinstance(event, (*NOT_THE_RATER, *BY_WHO_RATES)) and actor != own:
            # On the decision of an objection it is who is above; else also the rater.
            may = superiors if isinstance(event, NOT_THE_RATER) else raters | superiors
            yield from acted_as(history, one, may, "the rater or the superior, as the act asks")
    yield from _about_what_stood(history.streams[fact.stream])
    yield from _decided_and_amended(later)
    yield from days_kept(history, final, history.streams[fact.stream])


def _about_what_stood(own: Sequence[Fact]) -> Iterator[Difference]:
    """What is received and objected to is the final, or the amendment in its place; a decision ends the procedure."""
    for one, state in as_it_stood(own):
        event, at = one.event, f"{one.stream}:{one.version}"
        if isinstance(event, EvaluationDelivered | ObjectionLodged):
            subject = StreamHead(stream=one.stream, version=state.subject_version or 1)
            yield from differ(f"final named in {at}", event.final, subject)
        if isinstance(event, ObjectionDecided):
            yield from differ(f"final named in {at}", event.final, state.lodged[-1].final if state.lodged else None)
        if state.decided and isinstance(event, ObjectionLodged | ObjectionDecided):
            yield Difference(f"objection in {at}", "open", "decided already")


def _decided_and_amended(later: Sequence[Fact]) -> Iterator[Difference]:
    events = {one.version: one.event for one in later}
    for version, event in events.items():
        if isinstance(event, ObjectionDecided) and event.outcome == "changed":
            next_one = events.get(version + 1)
            if not (isinstance(next_one, Amended) and next_one.cause == "objection"):
                yield Difference("what follows a decision that changes the final", "its amendment", "nothing")


def _actor(history: History, fact: Fact) -> str:
    return history.origins[fact.stream, fact.version].actor


def _differences(history: History, fact: Fact, event: Amended, computed: Computed) -> Iterator[Difference]:
    own = history.streams[fact.stream]
    final = next((one for one in own if isinstance(one.event, Final) and one.version < fact.version), None)
    named = (event.original.stream, event.original.version)
    if final is None or named != (final.stream, final.version):
        yield Difference("the final it amends", f"{named[0]}:{named[1]}", "no final before it in its own stream")
        return
    original, of_year = final.event, isinstance(event, ConcludedYear)
    assert isinstance(original, Final)
    if isinstance(original, ConcludedYear) != of_year:
        yield Difference("the final it amends", "of its own kind", "of another")
        return
    for name in OF_THE_YEAR if of_year else TAKEN_OVER:
        yield from differ(f"{name} of the final", getattr(event, name), getattr(original, name))
    if missing := _missing(history, original):
        yield Difference("inputs", "named", f"not in the topics: {', '.join(missing)}")
        return
    if not is_here(original.policy):
        yield Difference(f"policy {original.policy.id}", original.policy.hash, "another, or no such policy")
        return
    before = [one.event for one in own if one.version < fact.version and isinstance(one.event, Amended)]
    standing = before[-1] if before else original
    yield from _caused(history, fact, original, before)
    yield from differ("behaviour", event.behaviour, standing.behaviour)
    if event.amended_at < max([original.finalized_at, *(one.amended_at for one in before)]):
        yield Difference("amended_at", instant_text(event.amended_at), "before what it amends")
    yield from said_when("amended_at", event.amended_at, fact)
    yield from computed(history, event, original, before)
    if event.cause == "objection":
        yield from _given_back(own, fact, event)
    if event.cause == "objection" and _never_lowers(own, fact) and lowers(standing, event):
        yield Difference("the result after an objection", f"{event.predicate}", f"lower than {standing.predicate}")
    if event.cause == "false_evidence" and raises(standing, event):
        yield Difference("the result after false evidence", f"{event.predicate}", f"higher than {standing.predicate}")


def _given_back(own: Sequence[Fact], fact: Fact, event: Amended) -> Iterator[Difference]:
    """An objection to an amendment after false evidence gives back what that took, and no more (decision 0071)."""
    state = next(state for one, state in as_it_stood(own) if one.version == fact.version)
    if beyond := readmitted_beyond(state, event.readmitted):
        yield Difference("readmitted", beyond, "not excluded by the amendment objected to")
    if state.stood is not None and raises(state.stood, event):
        yield Difference("the result after an objection", event.predicate, f"higher than {state.stood.predicate}")


def _missing(history: History, original: Final) -> list[str]:
    return [
        f"{one.stream}:{one.version}"
        for one in original.heads
        if (one.stream, one.version) not in history.origins or one.stream in history.broken
    ]


def _caused(history: History, fact: Fact, original: Final, before: Sequence[Amended]) -> Iterator[Difference]:
    """By the decision of an objection recorded with it, or by what was found of evidence the final used."""
    event = fact.event
    assert isinstance(event, Amended)
    if event.cause == "objection":
        decided = next((one.event for one in history.streams[fact.stream] if one.version == fact.version - 1), None)
        if not (isinstance(decided, ObjectionDecided) and decided.outcome == "changed"):
            yield Difference("the decision that changes the final", "just before it", "not there")
        if event.finding is not None:
            yield Difference("finding", f"{event.finding.stream}:{event.finding.version}", "none in an objection")
        return
    finding = event.finding
    if finding is None:
        yield Difference("finding", "none", "false evidence is named")
        return
    at = f"{finding.stream}:{finding.version}"
    found = next((one for one in history.streams.get(finding.stream, ()) if one.version == finding.version), None)
    if found is None or not isinstance(found.event, EvidenceFoundFalse):
        yield Difference(f"finding {at}", "evidence found false", "nothing of the kind")
        return
    if not opens_review(Objection(final=original, amended=tuple(before)), finding):
        yield Difference(f"finding {at}", "of evidence this final used, after it", "of none")
    if history.origins[finding.stream, finding.version].actor == str(original.employee):
        yield Difference(f"who acted in {at}", "not the employee", "the employee")
    if found.time > event.amended_at:
        yield Difference("amended_at", instant_text(event.amended_at), f"found at {instant_text(found.time)}")
    yield from differ("readmitted", (event.readmitted.items, event.readmitted.reports), ((), ()))


def _never_lowers(own: Sequence[Fact], fact: Fact) -> bool:
    lodged = [one.event for one in own if one.version < fact.version and isinstance(one.event, ObjectionLodged)]
    procedure = PROCEDURES.get(lodged[-1].procedure) if lodged else None
    return procedure is None or procedure.never_lowers


def _computed(history: History, event: Amended, original: Final, before: Sequence[Amended]) -> Iterator[Difference]:
    assert isinstance(event, EvaluationAmended)
    assert isinstance(original, EvaluationFinalized)
    facts = [one for head in original.heads for one in history.streams[head.stream] if one.version <= head.version]
    false = event.finding.stream if event.finding else None
    try:
        found = amended_outcome(facts, original, before, event.readmitted, false, event.amended_at)
        yield from differ("innovations", event.innovations, found.innovations)
        yield from compare(event, found.outcome, found.agreed)
        predicate = POLICIES[original.policy.id].conclude(found.outcome, event.given.result, event.given.behaviour)
    except CannotBeReadmitted as error:
        yield Difference("readmitted", error.name, "nothing that can be")
        return
    except (InvalidInputs, UnknownRating, LookupError) as error:
        yield Difference("inputs", "scored", f"cannot be scored: {error}")
        return
    yield from differ("predicate", event.predicate, predicate)
