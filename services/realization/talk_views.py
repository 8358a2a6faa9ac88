"""Feedback and coaching as they are shown, each to those it concerns; and what is due."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.errors import Forbidden
from chassis.store import Recorded, fold
from chassis.texts import read_bodies
from contracts import people
from contracts.realization import CoachingFollowedUp, FeedbackAnswered, FeedbackGiven
from contracts.values import TextRef, instant_text
from services.realization import projections
from services.realization.known import known_of, may_read, today
from services.realization.report_views import words
from services.realization.talk_commands import talks_stream
from services.realization.talks import Session, Talks, evolve_talks

__all__ = ["coaching", "due", "feedback"]

#: What falls due within the week is worth knowing today.
DUE_WITHIN = timedelta(days=7)


def feedback(call: Call, agreement: UUID, period: str | None, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of what was said, latest first."""
    known = known_of(call.runtime, agreement)
    history = call.runtime.store.load(talks_stream(call.runtime, agreement))
    given = [one for one in history if isinstance(one.event, FeedbackGiven)]
    try:
        close = may_read(call, known.last)
    except Forbidden:
        given = [one for one in given if call.is_one_of(UUID(one.actor))]
        if not given:
            raise
        close = True
    answers = {one.event.feedback: one for one in history if isinstance(one.event, FeedbackAnswered)}
    shown = [one for one in reversed(given) if period is None or getattr(one.event, "period", None) == period]
    page, following = _paged(shown, after, limit, "feedback")
    refs = [ref for one in page for ref in _refs(one, answers)]
    bodies = read_bodies(call.runtime.database, [ref.text for ref in refs]) if close else {}
    return {
        "agreement": str(agreement),
        "feedback": [_feedback(one, answers, bodies, close=close) for one in page],
        "next": following,
        "streams": _heads(history),
    }


def _paged(shown: list[Recorded], after: UUID | None, limit: int, name: str) -> tuple[list[Recorded], str | None]:
    """The page after the one whose last is `after`; and what the next begins after."""
    ids = [getattr(one.event, name) for one in shown]
    begin = ids.index(after) + 1 if after in ids else 0
    page = shown[begin : begin + limit]
    return page, str(ids[begin + limit - 1]) if len(shown) > begin + limit else None


def _refs(one: Recorded, answers: dict[UUID, Recorded]) -> Iterable[TextRef]:
    assert isinstance(one.event, FeedbackGiven)
    yield one.event.text
    answer = answers.get(one.event.feedback)
    if answer is not None and isinstance(answer.event, FeedbackAnswered):
        yield answer.event.text


def _feedback(one: Recorded, answers: dict[UUID, Recorded], bodies: dict[UUID, str], *, close: bool) -> dict[str, Any]:
    event, answer = one.event, None
    assert isinstance(event, FeedbackGiven)
    if (found := answers.get(event.feedback)) is not None and isinstance(found.event, FeedbackAnswered):
        answer = {"text": words(found.event.text, bodies), "at": instant_text(found.time)}
    return {
        **event.model_dump(
            mode="json",
            include={"feedback", "period", "given_by", "about", "result", "value"},
            exclude_none=True,
        ),
        **({"giver": one.actor} if close else {}),
        "text": words(event.text, bodies),
        "at": instant_text(one.time),
        **({"answer": answer} if answer else {}),
    }


def _heads(history: list[Recorded]) -> list[dict[str, Any]]:
    return [{"stream": str(history[-1].stream), "version": history[-1].version}] if history else []


def coaching(call: Call, agreement: UUID, after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of sessions, latest first."""
    known = known_of(call.runtime, agreement)
    close = may_read(call, known.last)
    history = call.runtime.store.load(talks_stream(call.runtime, agreement))
    sessions = fold(history, Talks(), evolve_talks).sessions
    held = [one for one in reversed(history) if getattr(one.event, "session", None) and _is_held(one)]
    page, following = _paged(held, after, limit, "session")
    shown = [sessions[getattr(one.event, "session")] for one in page]  # noqa: B009  # of the events with a session
    refs = [ref for one in shown for ref in (one.held.topic, one.held.agreements, *_notes(one))]
    bodies = read_bodies(call.runtime.database, [ref.text for ref in refs]) if close else {}
    return {
        "agreement": str(agreement),
        "sessions": [_session(one, told.actor, bodies) for told, one in zip(page, shown, strict=True)],
        "next": following,
        "streams": _heads(history),
    }


def _is_held(one: Recorded) -> bool:
    return not isinstance(one.event, CoachingFollowedUp)


def _notes(session: Session) -> list[TextRef]:
    return [one.note for one in session.followed_up if one.note is not None]


def _session(session: Session, held_by: str, bodies: dict[UUID, str]) -> dict[str, Any]:
    held = session.held
    return {
        "session": str(held.session),
        "period": held.period,
        "held_on": held.held_on.isoformat(),
        "held_by": held_by,
        "topic": words(held.topic, bodies),
        "agreements": words(held.agreements, bodies),
        "follow_up_on": held.follow_up_on.isoformat(),
        **({"due": session.due.isoformat()} if session.due else {}),
        "followed_up": [_followed_up(one, bodies) for one in session.followed_up],
    }


def _followed_up(one: CoachingFollowedUp, bodies: dict[UUID, str]) -> dict[str, Any]:
    following = one.next_follow_up_on
    return {
        "on": one.followed_up_on.isoformat(),
        "outcome": one.outcome,
        **({"note": words(one.note, bodies)} if one.note else {}),
        **({"next_follow_up_on": following.isoformat()} if following else {}),
    }


def due(call: Call, until: date | None, after: str | None, limit: int) -> dict[str, Any]:
    """A page of the sessions that are due until a day, what is overdue first: one's own and those one coaches."""
    runtime, day = call.runtime, today(call.runtime)
    last = until or day + DUE_WITHIN
    places = people.rated_by(runtime.projection, call.employee, call.now)
    rated = {place.assignment for place in places}
    agreements = projections.agreements_of(runtime.projection, {call.employee, *(one.employee for one in places)})
    streams = [talks_stream(runtime, one) for held in agreements.values() for one in held]
    rows = []
    for history in runtime.store.load_many(streams).values():
        for session in fold(history, Talks(), evolve_talks).sessions.values():
            if session.due is not None and session.due <= last:
                rows.append(session)
    rows = [one for one in rows if one.held.employee == call.employee or _is_rated(call, one, rated)]
    rows.sort(key=_cursor)
    left = [one for one in rows if after is None or _cursor(one) > after]
    page = left[:limit]
    return {
        "due": [_due(call, one, day) for one in page],
        "next": _cursor(page[-1]) if len(left) > limit else None,
    }


def _is_rated(call: Call, session: Session, rated: set[UUID]) -> bool:
    """Whether the caller acts as rater of the very assignment the agreement is of."""
    agreed = people.agreed_versions(call.runtime.projection, session.held.agreement)
    return bool(agreed) and agreed[-1].assignment in rated


def _cursor(session: Session) -> str:
    return f"{session.due or ''}~{session.held.session}"


def _due(call: Call, session: Session, day: date) -> dict[str, Any]:
    held = session.held
    assert session.due is not None
    return {
        "agreement": str(held.agreement),
        "employee": str(held.employee),
        "session": str(held.session),
        "held_on": held.held_on.isoformat(),
        "due": session.due.isoformat(),
        "days_left": (session.due - day).days,
        "overdue": session.due < day,
        "as": "employee" if call.is_one_of(held.employee) else "rater",
    }
