"""The days of an objection, as a stranger finds them: delivered when, to be objected to until when, lodged in time."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.evaluation import EvaluationDelivered, ObjectionLodged
from services.evaluation.replay.amended import acted_after
from tests.domain.evaluation.afterwards import Afterwards
from tests.domain.evaluation.objecting import at
from tests.domain.evaluation.test_amended_replay import differences, objected
from tests.domain.histories import CYCLE, EVALUATION, OPENED

STORY, _ = objected()


def found(kind=EvaluationDelivered, **update):
    history = STORY.history()
    streams = history.streams[EVALUATION]
    final = next(one for one in streams if one.version == STORY.original.version)
    said = tuple(
        replace(one, event=one.event.model_copy(update=update)) if isinstance(one.event, kind) else one
        for one in streams
    )
    changed = replace(history, streams={**history.streams, EVALUATION: said})
    return [str(one) for one in acted_after(changed, replace(final))]


def test_as_the_procedure_says_nothing_is_found():
    assert differences(STORY) == []
    assert found() == []


@pytest.mark.parametrize(
    ("kind", "update", "named"),
    [
        (EvaluationDelivered, {"object_until": date(2026, 8, 3)}, "object_until"),  # a day too few
        (EvaluationDelivered, {"object_until": date(2026, 8, 5)}, "object_until"),  # and no holiday before it
        (EvaluationDelivered, {"delivered_on": date(2026, 7, 17), "object_until": date(2026, 7, 31)}, "delivered_on"),
        (EvaluationDelivered, {"delivered_on": date(2026, 7, 24), "object_until": date(2026, 8, 7)}, "delivered_on"),
        (EvaluationDelivered, {"how": "deemed", "delivered_on": date(2026, 7, 20)}, "delivered_on"),
        (EvaluationDelivered, {"procedure": "one-day.v1"}, "procedure"),
        (ObjectionLodged, {"answer_until": date(2026, 7, 30)}, "answer_until"),
        (ObjectionLodged, {"step": 2}, "before whom"),
        (ObjectionLodged, {"before": "rater"}, "before whom"),
    ],
)
def test_another_day_than_the_procedures_is_named(kind, update, named):
    assert any(one.startswith(named) for one in found(kind, **update)), found(kind, **update)


def test_what_was_lodged_too_late_is_named():
    late = Afterwards(STORY.story)
    late.story = replace(STORY.story, facts=list(STORY.story.facts))
    late.actors = dict(STORY.actors)
    place = next(n for n, one in enumerate(late.story.facts) if isinstance(one.event, ObjectionLodged))
    lodged = late.story.facts[place]
    of_august = lodged.event.model_copy(update={"answer_until": date(2026, 8, 20)})
    late.story.facts[place] = replace(lodged, time=at(8, 6), event=of_august)

    assert any(one.startswith("lodged in") for one in differences(late))


def test_a_holiday_moves_the_last_day_and_only_that_far():
    fourth = date(2026, 8, 4)
    cycle = OPENED.model_copy(update={"holidays": (fourth,)})
    history = STORY.history()
    with_holiday = {**history.streams, CYCLE: (replace(history.streams[CYCLE][0], event=cycle),)}
    (final,) = [one for one in history.streams[EVALUATION] if one.version == STORY.original.version]

    def until(day):
        said = tuple(
            replace(one, event=one.event.model_copy(update={"object_until": day}))
            if isinstance(one.event, EvaluationDelivered)
            else one
            for one in history.streams[EVALUATION]
        )
        return list(acted_after(replace(history, streams={**with_holiday, EVALUATION: said}), final))

    assert until(fourth) == []  # the service had not seen of the holiday
    assert until(fourth + timedelta(days=1)) == []
    assert len(until(fourth + timedelta(days=2))) == 1
