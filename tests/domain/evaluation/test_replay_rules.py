"""Rules a final may break although every digit of it is right: a stranger names each, from the topics alone.

One final for a period, resting on all that was judged before it, on the employee's own record, judged by another,
with a reason where the rules ask for one and nowhere else; and every value it carries is compared.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contracts.evaluation import Departure, EvaluationFinalized, Figures, IndicatorLine, Innovation, ResultLine
from contracts.values import StreamHead
from services.evaluation.domain import Given, decide_finalize
from services.evaluation.replay.recompute import recompute_all
from tests.domain.evaluation.replayed import QUARTER, changed, differences, finished, forged, head_of_unit
from tests.domain.given import uid
from tests.domain.histories import (
    ABOVE,
    BELOW,
    CYCLE,
    EVALUATION,
    FINAL_AT,
    MEETS,
    REASON,
    TEXT,
    UNIT_PERIOD,
    behaviour,
    realization,
    whole_quarter,
)
from tests.domain.plans import AGREEMENT, EMPLOYEE, RATER, STRANGER, agreed, main, planned

FINAL = QUARTER.facts[-1].event

# -- one final, and everything in its own stream before it ------------------------------------------------------------


@pytest.mark.parametrize("stream", [EVALUATION, uid("elsewhere")], ids=["the same stream", "another stream"])
def test_two_finals_of_one_period_differ_and_name_each_other(stream):
    story = finished()
    second = story.record(stream, story.facts[-1].event, FINAL_AT)

    verdicts = recompute_all(story.history())

    what = f"finals of agreement {AGREEMENT} in 2026Q2: the final says this one, the history gives also "
    others = {(EVALUATION, 3): f"{second.stream}:{second.version}", (second.stream, second.version): f"{EVALUATION}:3"}
    assert {(one.stream, one.version): str(one.differences[0]) for one in verdicts} == {
        place: what + other for place, other in others.items()
    }


@pytest.mark.parametrize(
    "late_act", [lambda story: story.assess(behaviour(BELOW)), lambda story: story.accept_lateness("list")]
)
def test_what_was_judged_in_its_own_stream_before_a_final_counts(late_act):
    story = whole_quarter()
    (final,) = decide_finalize(story.evaluation(), RATER, story.case(), Given(), Given(), FINAL_AT)
    late_act(story)
    story.record(EVALUATION, final, FINAL_AT)

    found = differences(story.history())

    assert found == [f"last version of its own stream {EVALUATION} that counts: the final says 2, the history gives 3"]


def test_a_final_that_rests_on_what_came_after_it_is_found():
    story = finished()
    later = story.assess(behaviour(loyal=ABOVE))
    heads = [one if one.stream != EVALUATION else later for one in FINAL.heads]

    found = forged_at(story, 3, heads=tuple(heads))

    assert f"last version of its own stream {EVALUATION} that counts: the final says 4, the history gives 2" in found


def forged_at(story, version, **update):
    return differences(changed(EVALUATION, version, story, **update))


def test_a_final_without_its_own_streams_head_is_found():
    heads = tuple(one for one in FINAL.heads if one.stream != EVALUATION)

    found = forged(heads=heads)

    assert (
        found[0] == f"last version of its own stream {EVALUATION} that counts: the final says None, the history gives 2"
    )


# -- whose, by whom, when ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stream", "version"), [(realization(), 2), (uid("list"), 1), (EVALUATION, 1)], ids=["report", "item", "acceptance"]
)
def test_a_record_of_another_person_is_no_input(stream, version):
    found = differences(changed(stream, version, employee=STRANGER))

    assert found[0] == f"employee of {stream}:{version}: the final says {EMPLOYEE}, the history gives {STRANGER}"


def test_a_head_of_what_is_nobodys_record_is_no_input():
    found = forged(heads=(*FINAL.heads, FINAL.copied.cycle))

    assert f"employee of {CYCLE}:1: the final says {EMPLOYEE}, the history gives None" in found


def by_the_employee(story, *places):
    """The history in which the employee did what others must."""
    history = story.history()
    own = {place: replace(history.origins[place], actor=str(EMPLOYEE)) for place in places}
    return replace(history, origins={**history.origins, **own})


@pytest.mark.parametrize(
    ("story", "place"),
    [
        pytest.param(QUARTER, (EVALUATION, 3), id="the final"),
        pytest.param(QUARTER, (EVALUATION, 2), id="the assessment"),
        pytest.param(QUARTER, (EVALUATION, 1), id="accepted lateness"),
        pytest.param(QUARTER, (uid("agreed 2026Q2"), 2), id="a verification"),
        pytest.param(QUARTER, (uid("list"), 2), id="a rejection"),
        pytest.param(head_of_unit(), (UNIT_PERIOD, 1), id="the achievement of the unit one heads"),
    ],
)
def test_nobody_judges_themself(story, place):
    found = differences(by_the_employee(story, place))

    assert found == [
        f"who acted in {place[0]}:{place[1]}: the final says not the employee, the history gives the employee"
    ]


def test_what_an_employee_does_themself_is_theirs_to_do():
    own = [(realization(), 1), (realization(), 2), (uid("list"), 1), (AGREEMENT, 1)]

    assert differences(by_the_employee(QUARTER, *own)) == []


def recorded_at(stream, version, at, story=QUARTER):
    history = story.history()
    facts = tuple(replace(fact, time=at) if fact.version == version else fact for fact in history.streams[stream])
    return replace(history, streams={**history.streams, stream: facts})


@pytest.mark.parametrize(
    ("story", "stream", "version"),
    [
        pytest.param(QUARTER, uid("better list"), 2, id="a verdict"),
        pytest.param(QUARTER, EVALUATION, 2, id="the assessment"),
        pytest.param(QUARTER, CYCLE, 1, id="the cycle"),
        pytest.param(head_of_unit(), UNIT_PERIOD, 1, id="the unit's achievement"),
    ],
)
def test_nothing_a_final_rests_on_was_recorded_after_it(story, stream, version):
    later, same = FINAL_AT + timedelta(microseconds=1), FINAL_AT

    found = differences(recorded_at(stream, version, later, story))

    said = "the final says 2026-07-18T00:00:00.000000Z, the history gives"
    assert found == [f"finalized_at: {said} {stream}:{version} recorded at 2026-07-18T00:00:00.000001Z"]
    assert differences(recorded_at(stream, version, same, story)) == []


# -- departures -------------------------------------------------------------------------------------------------------


def departure(rating, code):
    return Departure(rating=rating, reason_code=code, reason=TEXT)


CONFIRMED_BELOW = finished(about_behaviour=Given(None, **REASON), values=behaviour(loyal=BELOW))
DEPARTED = finished(answer=Given(ABOVE, **REASON))
NOTHING_DUE = finished(
    answer=Given(MEETS, **REASON),
    agreement=agreed(
        *(
            main(planned("1", title=one, accumulation="sum", whole=True), title=f"result of {one}")
            for one in ("agreed", "files")
        )
    ),
)


@pytest.mark.parametrize("story", [CONFIRMED_BELOW, DEPARTED, NOTHING_DUE], ids=["below", "departed", "nothing due"])
def test_a_reason_where_the_rules_ask_for_one_is_no_difference(story):
    assert len(story.facts[-1].event.departures) == 1
    assert differences(story.history()) == []


ABOVE_NOT_MEETS = f"{ABOVE} given, {MEETS} advised"
AS_ADVISED = f"{MEETS} given as advised"


@pytest.mark.parametrize(
    ("story", "departures", "rating", "named", "why"),
    [
        pytest.param(
            CONFIRMED_BELOW, (), "behaviour", "none", f"{MEETS} confirmed over loyal below", id="confirmed below"
        ),
        pytest.param(
            CONFIRMED_BELOW,
            (departure("behaviour", "conduct"),),
            "behaviour",
            "conduct",
            f"{MEETS} confirmed over loyal below",
            id="confirmed below, called a departure",
        ),
        pytest.param(NOTHING_DUE, (), "result", "none", f"{MEETS} given, nothing advised", id="nothing advised"),
        pytest.param(DEPARTED, (), "result", "none", ABOVE_NOT_MEETS, id="departed"),
        pytest.param(
            DEPARTED,
            (departure("result", "no_advice"),),
            "result",
            "no_advice",
            ABOVE_NOT_MEETS,
            id="as if not advised",
        ),
        pytest.param(
            DEPARTED,
            (departure("result", "conduct"), departure("result", "conduct")),
            "result",
            "conduct, conduct",
            ABOVE_NOT_MEETS,
            id="twice",
        ),
        pytest.param(
            QUARTER, (departure("result", "no_advice"),), "result", "no_advice", AS_ADVISED, id="advised, and no_advice"
        ),
        pytest.param(
            QUARTER,
            (departure("behaviour", "value_below_confirmed"),),
            "behaviour",
            "value_below_confirmed",
            AS_ADVISED,
            id="no value below",
        ),
        pytest.param(QUARTER, (departure("result", "conduct"),), "result", "conduct", AS_ADVISED, id="no departure"),
    ],
)
def test_a_reason_missing_or_out_of_place_is_found(story, departures, rating, named, why):
    found = forged(story, departures=departures)

    assert found == [f"departure from the advised {rating} rating: the final says {named}, the history gives {why}"]


# -- every value is compared ------------------------------------------------------------------------------------------

#: Something else for every field of a final, where the story of everything says something.
OTHERWISE = {
    "employee": STRANGER,
    "agreement": uid("another agreement"),
    "agreement_version": 2,
    "assignment": uid("another assignment"),
    "unit": uid("another unit"),
    "period": "2026Q1",
    "head_of_unit": True,
    "rater": STRANGER,
    "policy": FINAL.policy.model_copy(update={"hash": "0" * 64}),
    "unverified": "count",
    "heads": FINAL.heads[:-1],
    "copied": FINAL.copied.model_copy(update={"time_zone": "Asia/Jakarta"}),
    "results": FINAL.results[::-1],
    "exclusions": (),
    "score": FINAL.score.model_copy(update={"shown": "119.00"}),
    "score_with_excluded": FINAL.score_with_excluded.model_copy(update={"shown": "119.00"}),
    "behaviour": behaviour(BELOW),
    "behaviour_below": ("loyal",),
    "colleagues_heard": True,
    "innovations": (Innovation(recorded=FINAL.heads[0], kind="new_idea", items=(uid("a list"),)),),
    "advised": FINAL.advised.model_copy(update={"behaviour": ABOVE}),
    "given": FINAL.given.model_copy(update={"behaviour": BELOW}),
    "departures": (departure("behaviour", "conduct"),),
    "numeric": Figures(
        **dict.fromkeys(("main", "additional", "behaviour", "behaviour_share", "final"), FINAL.score),
        innovation=False,
        band="baik",
    ),
    "predicate": "sangat_baik",
    "finalized_at": datetime(2001, 1, 1, tzinfo=UTC),
}


def with_an_exclusion():
    story = whole_quarter()
    story.facts = [fact for fact in story.facts if fact.stream != uid("agreed 2026Q2")]
    story.finalized()
    return story


@pytest.mark.parametrize("field", EvaluationFinalized.model_fields)
def test_no_field_of_a_final_is_believed(field):
    story = with_an_exclusion() if field == "exclusions" else QUARTER

    assert differences(story.history()) == []
    assert forged(story, **{field: OTHERWISE[field]}) != []


def in_the_first_result(**update):
    first, second = FINAL.results
    return (first.model_copy(update=update), second)


RESULT_OTHERWISE = {
    "result": uid("another result"),
    "kind": "additional",
    "indicators": (),
    "value": None,
    "weight": None,
    "rating": BELOW,
}
(LINE,) = FINAL.results[1].indicators
LINE_OTHERWISE = {
    "indicator": uid("another indicator"),
    "due": False,
    "low": "19",
    "high": "21",
    "maximum": "30",
    "realization": FINAL.score,
    "report": StreamHead(stream=realization(), version=1),
    "achievement": FINAL.score,
    "value": FINAL.score,
    "weight": FINAL.score,
    "work_not_done": True,
    "exclusion": "rejected",
    "evidence": LINE.evidence[::-1],
    "unproven_reports": (LINE.unproven_reports[0].model_copy(update={"value": "23"}),),
}


@pytest.mark.parametrize("field", ResultLine.model_fields)
def test_no_field_of_a_work_result_is_believed(field):
    assert forged(results=in_the_first_result(**{field: RESULT_OTHERWISE[field]})) != []


@pytest.mark.parametrize("field", IndicatorLine.model_fields)
def test_no_field_of_an_indicators_line_is_believed(field):
    line = LINE.model_copy(update={field: LINE_OTHERWISE[field]})
    second = FINAL.results[1].model_copy(update={"indicators": (line,)})

    assert forged(results=(FINAL.results[0], second)) != []


@pytest.mark.parametrize(
    ("field", "value"), [("period", "2026Q1"), ("code", "rejected"), ("items", (uid("list"),)), ("value", "23")]
)
def test_what_is_said_of_an_unproven_report_is_compared(field, value):
    (unproven,) = LINE.unproven_reports
    line = LINE.model_copy(update={"unproven_reports": (unproven.model_copy(update={field: value}),)})
    second = FINAL.results[1].model_copy(update={"indicators": (line,)})

    (found,) = forged(results=(FINAL.results[0], second))

    said = "22 in 2026Q2, not_shown, items none"
    assert found.startswith(f"unproven report {realization()}:3 of indicator {LINE.indicator}: ")
    assert found.endswith(f"the history gives {said}")


def test_an_indicator_moved_to_another_result_is_found():
    first, second = FINAL.results
    moved = first.model_copy(update={"indicators": (*first.indicators, *second.indicators)})

    found = forged(results=(moved, second.model_copy(update={"indicators": ()})))

    ids = [str(line.indicator) for result in (first, second) for line in result.indicators]
    assert found == [
        f"indicators of result {first.result}: the final says {', '.join(ids)}, the history gives {ids[0]}",
        f"indicators of result {second.result}: the final says none, the history gives {ids[1]}",
    ]


def test_an_item_listed_twice_is_found():
    line = LINE.model_copy(update={"evidence": (*LINE.evidence, LINE.evidence[0])})
    second = FINAL.results[1].model_copy(update={"indicators": (line,)})

    (found,) = forged(results=(FINAL.results[0], second))

    assert found.startswith(f"line of indicator {LINE.indicator}: ")


def test_a_score_shown_otherwise_is_told_as_it_is_shown():
    found = forged(score=OTHERWISE["score"])

    assert found == ["score: the final says 197/2 shown as 119.00, the history gives 197/2 shown as 98.50"]


def test_a_score_that_differs_is_told_exactly():
    found = forged(score=FINAL.score.model_copy(update={"exact": "119"}))

    assert found == ["score: the final says 119, the history gives 197/2"]
