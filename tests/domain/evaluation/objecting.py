"""An evaluation's stream after its final, for tests of objections: a final of a made-up employee and the days after.

The final is recorded on Saturday 18 July 2026 in Makassar (eight hours ahead of UTC); day 1 is the day after delivery.
"""

from datetime import UTC, date, datetime
from functools import partial

from contracts.values import StreamHead
from services.evaluation.objection import (
    Clock,
    Objection,
    decide_answer,
    decide_deliver,
    decide_lodge,
    evolve_objection,
)
from services.evaluation.policies.objection_v1 import DEFAULT_PROCEDURE, PROCEDURES
from tests.domain import given as steps
from tests.domain.given import uid
from tests.domain.histories import EVALUATION, TEXT, whole_quarter
from tests.domain.plans import EMPLOYEE, RATER, SUPERIOR

ZONE = "Asia/Makassar"
CLOCK = Clock(ZONE, frozenset(), PROCEDURES[DEFAULT_PROCEDURE])
TWO_STEP = Clock(ZONE, frozenset(), PROCEDURES["two-step.v1"])
RATERS, DECIDERS = frozenset({RATER}), frozenset({SUPERIOR, uid("the superior's delegate")})


def at(month, day, hour=3):
    """An instant in UTC; the day in Makassar is the same until 16:00."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def quarter():
    """The story and the events of its evaluation's stream, the final last."""
    story = whole_quarter()
    story.finalized()
    return story, [fact.event for fact in story.facts if fact.stream == story.evaluated]


STORY, STREAM = quarter()
FINAL = STREAM[-1]
ORIGINAL = StreamHead(stream=EVALUATION, version=len(STREAM))

given = partial(steps.given, evolve_objection, Objection(), *STREAM)
before_the_final = partial(steps.given, evolve_objection, Objection(), *STREAM[:-1])


def deliver(now, actor=EMPLOYEE, how="opened", clock=CLOCK):
    return decide_deliver, actor, how, EVALUATION, now, clock


def lodge(now, actor=EMPLOYEE, clock=CLOCK):
    return decide_lodge, actor, TEXT, EVALUATION, now, clock


def answer(now, actor=RATER, clock=CLOCK):
    return decide_answer, actor, RATERS, TEXT, now, clock


def after(*acts, start=given):
    """What the acts, each a decision that must succeed, left behind: the events since the final."""
    events = []
    for act in acts:
        decided = start(*events).when(*act)
        assert decided.refusal is None, decided.refusal
        events += decided.events
    return events


def holidays(*days, clock=CLOCK):
    return Clock(clock.time_zone, frozenset(date(2026, *day) for day in days), clock.procedure)
