"""A stranger recomputes an annual final from the topics: every value of it, and every input, when changed, is named."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from contracts.evaluation import (
    AnnualEvaluationFinalized,
    Departure,
    Innovation,
    PeriodBeside,
    YearExclusion,
    YearFigures,
)
from contracts.values import StreamHead
from services.evaluation.domain import Given
from services.evaluation.replay.recompute_year import recompute_years
from tests.domain.evaluation.yearly import changed, differences, forged, moved, told_year
from tests.domain.given import uid
from tests.domain.histories import ABOVE, BELOW, CYCLE, REASON, TEXT, behaviour
from tests.domain.plans import AGREEMENT, RATER, STRANGER


def whole_year():
    """A year with a move, an excluded indicator, a quarter's final beside, a consideration and a departure."""
    story = moved(second="120")
    story.report("counted", "70", "2026Q4")
    story.assess_year(behaviour(loyal=ABOVE))
    story.consider()
    story.finalized_year(result=Given(ABOVE, **REASON))
    return story


STORY = whole_year()
FINAL = STORY.facts[-1].event
HEAD = StreamHead(stream=uid("nowhere"), version=1)


def in_the_first(**update):
    first, *others = FINAL.agreements
    return (first.model_copy(update=update), *others)


OTHERWISE = {
    "employee": STRANGER,
    "year": 2025,
    "agreement": AGREEMENT,
    "unit": uid("no unit"),
    "head_of_unit": True,
    "agreements": FINAL.agreements[:1],
    "rater": STRANGER,
    "rater_on_last_day": STRANGER,
    "consideration": None,
    "policy": FINAL.policy.model_copy(update={"hash": "0" * 64}),
    "unverified": "count",
    "heads": FINAL.heads[:-1],
    "copied": FINAL.copied.model_copy(update={"time_zone": "Asia/Jakarta"}),
    "exclusions": (YearExclusion(agreement=AGREEMENT, period="2026Q1", indicator=uid("agreed"), code="not_shown"),),
    "score": FINAL.score.model_copy(update={"shown": "119.00"}),
    "score_with_excluded": FINAL.score_with_excluded.model_copy(update={"shown": "119.00"}),
    "behaviour": behaviour(BELOW),
    "behaviour_below": ("loyal",),
    "colleagues_heard": True,
    "innovations": (Innovation(recorded=HEAD, kind="new_idea", items=(uid("a list"),)),),
    "advised": FINAL.advised.model_copy(update={"behaviour": ABOVE}),
    "given": FINAL.given.model_copy(update={"behaviour": BELOW}),
    "departures": (Departure(rating="behaviour", reason_code="conduct", reason=TEXT),),
    "numeric": YearFigures(
        **dict.fromkeys(("behaviour", "behaviour_share", "final"), FINAL.score), innovation=False, band="baik"
    ),
    "beside": (PeriodBeside(agreement=AGREEMENT, period="2026Q1", final=FINAL.heads[0], predicate="baik"),),
    "short_period": True,
    "predicate": "sangat_kurang",
    "finalized_at": datetime(2001, 1, 1, tzinfo=UTC),
}


@pytest.mark.parametrize("field", AnnualEvaluationFinalized.model_fields)
def test_no_field_of_an_annual_final_is_believed(field):
    assert differences(STORY.history()) == []
    assert forged(STORY, **{field: OTHERWISE[field]}) != []


OF_AN_AGREEMENT = {
    "agreement": uid("another agreement"),
    "agreement_version": 2,
    "assignment": uid("another assignment"),
    "unit": uid("no unit"),
    "head_of_unit": True,
    "starts_on": date(2026, 1, 2),
    "ends_on": date(2026, 3, 30),
    "periods": ("2026Q1", "2026Q2"),
    "evidence_deadline": datetime(2026, 12, 31, tzinfo=UTC),
    "share_of_months": FINAL.agreements[1].share_of_months,
    "unit_achievement": "baik",
    "unit_stream": FINAL.heads[0],
    "results": (),
    "score": None,
    "score_with_excluded": None,
    "above": None,
    "below": None,
    "advised": BELOW,
    "main": FINAL.score,
    "additional": FINAL.score,
    "aspects": FINAL.agreements,  # anything: there are none
}


@pytest.mark.parametrize("field", type(FINAL.agreements[0]).model_fields)
def test_nothing_it_says_of_an_agreement_is_believed(field):
    assert forged(STORY, agreements=in_the_first(**{field: OF_AN_AGREEMENT[field]})) != []


LINE = FINAL.agreements[0].results[0].indicators[0]
PART = LINE.parts[0]
IN_A_LINE = {
    "accumulation": "sum", "due": False, "low": "1", "high": "1", "maximum": "1", "parts": (), "achievement": None,
    "value": None, "weight": None, "work_not_done": True,
}  # fmt: skip
IN_A_PART = {
    "period": "2026Q2", "low": "1", "high": "1", "maximum": "1", "realization": None, "report": None,
    "report_period": "2026Q2", "proven": False, "achievement": FINAL.score, "exclusion": "rejected", "evidence": (),
    "unproven_reports": FINAL.agreements[1].results[0].indicators[0].parts[0].unproven_reports,
}  # fmt: skip


def with_line(line):
    result = FINAL.agreements[0].results[0].model_copy(update={"indicators": (line,)})
    return in_the_first(results=(result,))


@pytest.mark.parametrize("field", IN_A_LINE)
def test_no_field_of_a_line_is_believed(field):
    found = forged(STORY, agreements=with_line(LINE.model_copy(update={field: IN_A_LINE[field]})))

    assert any(str(LINE.indicator) in what for what in found)


@pytest.mark.parametrize("field", IN_A_PART)
def test_no_field_of_a_periods_part_is_believed(field):
    part = PART.model_copy(update={field: IN_A_PART[field]})

    found = forged(STORY, agreements=with_line(LINE.model_copy(update={"parts": (part,)})))

    assert any(str(LINE.indicator) in what for what in found)


# -- and the inputs ---------------------------------------------------------------------------------------------------


def test_a_changed_realization_is_named_by_its_report():
    report = PART.report

    found = differences(changed(STORY, report.stream, report.version, value="99"))

    assert found[0] == f"realization of indicator {LINE.indicator} in 2026Q1 (report {report.stream}:{report.version})"


def test_changed_behaviour_is_named_by_its_assessment():
    found = differences(changed(STORY, STORY.evaluated_year, 1, values=behaviour(BELOW)))

    assert found[0] == f"behaviour value service_orientation (assessed in {STORY.evaluated_year}:1)"


def test_a_changed_day_of_closing_changes_the_share_of_months():
    found = differences(changed(STORY, AGREEMENT, 2, closes_on=date(2026, 3, 30)))

    assert f"ends_on of agreement {AGREEMENT}" in found
    assert f"share_of_months of agreement {AGREEMENT}" in found


def test_a_changed_cycle_is_named():
    found = differences(changed(STORY, CYCLE, 1, annual_evaluation_deadline=date(2027, 2, 28)))

    assert found[0] == f"annual evaluation deadline from {CYCLE}:1"


def test_what_is_not_in_the_topics_is_named():
    history = STORY.history()
    streams = {stream: facts for stream, facts in history.streams.items() if stream != PART.report.stream}
    origins = {place: origin for place, origin in history.origins.items() if place[0] != PART.report.stream}

    assert differences(replace(history, streams=streams, origins=origins)) == ["inputs"]


def test_whoever_judges_themself_is_found():
    history = STORY.history()
    place = (STORY.evaluated_year, 1)
    history.origins[place] = replace(history.origins[place], actor=str(FINAL.employee))

    assert differences(history) == [f"who acted in {place[0]}:1"]


def test_who_was_neither_rater_nor_delegate_is_found():
    history = STORY.history()
    place = (STORY.evaluated_year, STORY.facts[-1].version)
    history.origins[place] = replace(history.origins[place], actor=str(RATER))

    assert differences(history) == [f"who acted in {place[0]}:{place[1]}"]


def test_a_result_of_a_period_that_is_left_out_is_found():
    story = told_year()
    story.prove("agreed", "100", "2026Q2")
    story.assess()
    story.finalized()
    story.assess_year()
    story.finalized_year()

    assert differences(story.history()) == []
    assert forged(story, beside=()) == ["result of 2026Q2 beside"]


def test_two_finals_of_one_year_differ():
    story = whole_year()
    story.record(uid("elsewhere"), FINAL, story.facts[-1].time)

    found = recompute_years(story.history())

    assert {one.differences[0].what for one in found} == {f"annual finals of {FINAL.employee} in 2026"}
