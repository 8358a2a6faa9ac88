"""What is said about an agreement, as pure decisions (`domain.md` 5): feedback (*umpan balik berkelanjutan*) with the
employee's answer, and coaching (*pembinaan*) with its follow-up. Any time, also when a period is final: it is talk, and
changes no evaluation. Who counts as a colleague is handed in (decision 0031).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from contracts.events import Event
from contracts.planning import TargetAgreed
from contracts.realization import CoachingFollowedUp, CoachingHeld, FeedbackAnswered, FeedbackGiven
from contracts.refusals import Refusal
from contracts.values import TextRef
from services.realization.domain import NotYourReport, UnknownPeriod

__all__ = [
    "AlreadyAnswered",
    "AlreadyFollowedUp",
    "Coaching",
    "FeedbackOnYourself",
    "FollowUp",
    "FollowUpTooEarly",
    "HeldBefore",
    "NotAColleague",
    "NotYetHeld",
    "NotYoursToCoach",
    "Saying",
    "Session",
    "TalkFacts",
    "Talks",
    "UnknownFeedback",
    "UnknownResult",
    "UnknownSession",
    "decide_answer",
    "decide_feedback",
    "decide_follow_up",
    "decide_hold",
    "evolve_talks",
]


@dataclass(eq=False)
class FeedbackOnYourself(Refusal):
    agreement: UUID


@dataclass(eq=False)
class NotAColleague(Refusal):
    """Feedback is the rater's and colleagues': who works in the same unit or has the same rater."""

    agreement: UUID


@dataclass(eq=False)
class UnknownResult(Refusal):
    """The agreement has no such work result on any day of the period."""

    result: UUID
    period: str


@dataclass(eq=False)
class UnknownFeedback(Refusal):
    feedback: UUID


@dataclass(eq=False)
class AlreadyAnswered(Refusal):
    feedback: UUID


@dataclass(eq=False)
class NotYoursToCoach(Refusal):
    """Who acts as rater coaches, and looks at it again."""

    agreement: UUID


@dataclass(eq=False)
class HeldBefore(Refusal):
    """A session about an agreement is held once that has begun; after its end it may be, as feedback may."""

    day: date
    starts_on: date


@dataclass(eq=False)
class NotYetHeld(Refusal):
    """A session is recorded when it was held, not before."""

    day: date
    today: date


@dataclass(eq=False)
class FollowUpTooEarly(Refusal):
    """What was agreed is looked at after it was agreed."""

    day: date
    after: date


@dataclass(eq=False)
class UnknownSession(Refusal):
    session: UUID


@dataclass(eq=False)
class AlreadyFollowedUp(Refusal):
    """Nothing of the session is left to look at."""

    session: UUID


@dataclass(frozen=True)
class Session:
    """One coaching session; `due` is when it is looked at next, None when nothing is left."""

    held: CoachingHeld
    due: date | None
    followed_up: tuple[CoachingFollowedUp, ...] = ()


@dataclass(frozen=True)
class Talks:
    """All that was said about one agreement."""

    feedback: Mapping[UUID, FeedbackGiven] = field(default_factory=lambda: MappingProxyType({}))
    answers: Mapping[UUID, FeedbackAnswered] = field(default_factory=lambda: MappingProxyType({}))
    sessions: Mapping[UUID, Session] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class TalkFacts:
    """What talk relies on beside its stream; `today` is the day in the agency's zone."""

    agreed: TargetAgreed  # the last version
    periods: tuple[str, ...]
    raters: frozenset[UUID]  # who acts as rater now
    is_colleague: bool
    today: date
    results: frozenset[UUID] = frozenset()  # the work results that hold on a day of the period spoken of


@dataclass(frozen=True)
class Saying:
    """Feedback as somebody wants it recorded: about a work result, or about a value of behaviour."""

    feedback: UUID
    period: str
    result: UUID | None
    value: str | None
    text: TextRef


@dataclass(frozen=True)
class Coaching:
    """A session as the rater wants it recorded."""

    session: UUID
    period: str
    held_on: date
    topic: TextRef
    agreements: TextRef
    follow_up_on: date


@dataclass(frozen=True)
class FollowUp:
    """What came of a session."""

    session: UUID
    outcome: str
    note: TextRef | None
    next_follow_up_on: date | None


def evolve_talks(state: Talks, event: Event) -> Talks:
    match event:
        case FeedbackGiven():
            return replace(state, feedback=MappingProxyType({**state.feedback, event.feedback: event}))
        case FeedbackAnswered():
            return replace(state, answers=MappingProxyType({**state.answers, event.feedback: event}))
        case CoachingHeld():
            return _with_session(state, Session(event, event.follow_up_on))
        case CoachingFollowedUp() if event.session in state.sessions:
            before = state.sessions[event.session]
            after = Session(before.held, event.next_follow_up_on, (*before.followed_up, event))
            return _with_session(state, after)
    return state


def _with_session(state: Talks, session: Session) -> Talks:
    return replace(state, sessions=MappingProxyType({**state.sessions, session.held.session: session}))


def decide_feedback(actor: UUID, saying: Saying, facts: TalkFacts) -> list[Event]:
    """Comment on a work result or a value of behaviour, as rater or as colleague."""
    agreed = facts.agreed
    if actor == agreed.employee:
        raise FeedbackOnYourself(agreed.agreement)
    if actor not in facts.raters and not facts.is_colleague:
        raise NotAColleague(agreed.agreement)
    if saying.period not in facts.periods:
        raise UnknownPeriod(saying.period)
    if saying.result is not None and saying.result not in facts.results:
        raise UnknownResult(saying.result, saying.period)
    return [
        FeedbackGiven.model_validate(
            {
                "employee": agreed.employee,
                "agreement": agreed.agreement,
                "period": saying.period,
                "feedback": saying.feedback,
                "given_by": "rater" if actor in facts.raters else "colleague",
                "about": "behaviour" if saying.result is None else "result",
                "result": saying.result,
                "value": saying.value,
                "text": saying.text,
            }
        )
    ]


def decide_answer(state: Talks, actor: UUID, feedback: UUID, text: TextRef) -> list[Event]:
    """The employee answers what was said, once."""
    given = state.feedback.get(feedback)
    if given is None:
        raise UnknownFeedback(feedback)
    if actor != given.employee:
        raise NotYourReport(given.agreement)
    if feedback in state.answers:
        raise AlreadyAnswered(feedback)
    return [
        FeedbackAnswered(
            employee=given.employee, agreement=given.agreement, period=given.period, feedback=feedback, text=text
        )
    ]


def decide_hold(actor: UUID, coaching: Coaching, facts: TalkFacts) -> list[Event]:
    """Record a session that was held, with the day on which it is looked at again."""
    agreed = facts.agreed
    if actor not in facts.raters:
        raise NotYoursToCoach(agreed.agreement)
    if coaching.held_on > facts.today:
        raise NotYetHeld(coaching.held_on, facts.today)
    if coaching.held_on < agreed.starts_on:
        raise HeldBefore(coaching.held_on, agreed.starts_on)
    if coaching.period not in facts.periods:
        raise UnknownPeriod(coaching.period)
    if coaching.follow_up_on <= coaching.held_on:
        raise FollowUpTooEarly(coaching.follow_up_on, coaching.held_on)
    return [
        CoachingHeld(employee=agreed.employee, agreement=agreed.agreement, **vars(coaching)),
    ]


def decide_follow_up(state: Talks, actor: UUID, wanted: FollowUp, facts: TalkFacts) -> list[Event]:
    """Say what came of a session, and when it is looked at once more."""
    if actor not in facts.raters:
        raise NotYoursToCoach(facts.agreed.agreement)
    session = state.sessions.get(wanted.session)
    if session is None:
        raise UnknownSession(wanted.session)
    if session.due is None:
        raise AlreadyFollowedUp(wanted.session)
    following = wanted.next_follow_up_on
    if following is not None and following <= facts.today:
        raise FollowUpTooEarly(following, facts.today)
    held = session.held
    return [
        CoachingFollowedUp.model_validate(
            {
                "employee": held.employee,
                "agreement": held.agreement,
                "period": held.period,
                "followed_up_on": facts.today,
                **vars(wanted),
            }
        )
    ]
