"""Feedback and coaching: load, decide, append. Stream `talks:<agreement>`: all that was said about one agreement."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid4

from chassis.runtime import Runtime
from chassis.store import Decision, History
from chassis.texts import new_text
from contracts.realization import BehaviourValue
from services.realization import projections
from services.realization.activities import period_of_day
from services.realization.known import Known, known_of
from services.realization.talks import (
    Coaching,
    FollowUp,
    Saying,
    TalkFacts,
    Talks,
    decide_answer,
    decide_feedback,
    decide_follow_up,
    decide_hold,
    evolve_talks,
)

__all__ = ["Said", "answer_feedback", "follow_up", "give_feedback", "hold_coaching", "load_talks", "talks_stream"]


class Said(NamedTuple):
    """What feedback is about, and what it says; without a period, that of today."""

    text: str
    period: str | None
    result: UUID | None
    value: BehaviourValue | None


def talks_stream(runtime: Runtime, agreement: UUID) -> UUID:
    return runtime.stream(f"talks:{agreement}")


def load_talks(runtime: Runtime, agreement: UUID) -> History[Talks]:
    return runtime.store.folded(talks_stream(runtime, agreement), Talks(), evolve_talks)


def _facts(known: Known, actor: UUID) -> TalkFacts:
    now = known.runtime.clock()
    day = known.here(now).date()
    return TalkFacts(known.last, tuple(known.periods), known.raters(now), is_colleague=False, today=day)


def _period_of(known: Known, day: date) -> str:
    """The period of a day; before or after the agreement's days its first or last: talk comes any time."""
    within = min(max(day, known.last.starts_on), known.last.ends_on)
    return period_of_day(within, known.periods.values())


def give_feedback(runtime: Runtime, actor: UUID, agreement: UUID, said: Said) -> Decision:
    """Comment on a work result or a value of behaviour."""
    known, feedback = known_of(runtime, agreement), uuid4()
    facts, history = _facts(known, actor), load_talks(runtime, agreement)
    text = new_text(said.text, known.last.employee)
    period = said.period or _period_of(known, facts.today)
    colleague = projections.is_colleague(runtime.projection, actor, known.place, facts.today)
    facts = replace(facts, is_colleague=colleague, results=known.results_in(period))
    events = decide_feedback(actor, Saying(feedback, period, said.result, said.value, text.ref), facts)
    body = {"feedback": str(feedback), "location": f"/v1/agreements/{agreement}/feedback"}
    return Decision([history.then(*events, texts=[text])], body=body)


def answer_feedback(runtime: Runtime, actor: UUID, agreement: UUID, feedback: UUID, answer: str) -> Decision:
    """The employee answers; whoever gave the feedback may read it."""
    history = load_talks(runtime, agreement)
    text = new_text(answer, actor, *_givers(runtime, history, feedback))
    return Decision([history.then(*decide_answer(history.state, actor, feedback, text.ref), texts=[text])])


def _givers(runtime: Runtime, history: History[Talks], feedback: UUID) -> Iterable[str]:
    given = history.state.feedback.get(feedback)
    return [one.actor for one in runtime.store.load(history.stream) if given is not None and one.event == given]


def hold_coaching(  # noqa: PLR0913  # what a session is
    runtime: Runtime, actor: UUID, agreement: UUID, days: tuple[date, date], topic: str, agreements: str
) -> Decision:
    """Record a session; days: when it was held, and when it is looked at again."""
    known, session = known_of(runtime, agreement), uuid4()
    history, (held_on, follow_up_on) = load_talks(runtime, agreement), days
    texts = [new_text(one, known.last.employee) for one in (topic, agreements)]
    coaching = Coaching(session, _period_of(known, held_on), held_on, texts[0].ref, texts[1].ref, follow_up_on)
    events = decide_hold(actor, coaching, _facts(known, actor))
    body = {"session": str(session), "location": f"/v1/agreements/{agreement}/coaching"}
    return Decision([history.then(*events, texts=texts)], body=body)


def follow_up(  # noqa: PLR0913  # what came of a session
    runtime: Runtime, actor: UUID, agreement: UUID, session: UUID, came_of_it: tuple[str, date | None], note: str | None
) -> Decision:
    """Say what came of a session; came_of_it: the outcome, and when it is looked at once more."""
    known, history = known_of(runtime, agreement), load_talks(runtime, agreement)
    texts = [] if note is None else [new_text(note, known.last.employee)]
    wanted = FollowUp(session, came_of_it[0], texts[0].ref if texts else None, came_of_it[1])
    events = decide_follow_up(history.state, actor, wanted, _facts(known, actor))
    return Decision([history.then(*events, texts=texts)])
