"""Why this result of a year: the periods looked at, months, both rules; as one structure and a page."""

import re
from datetime import date
from fractions import Fraction as F

import pytest

from contracts.evaluation import AnnualEvaluationFinalized
from services.evaluation.advice_year import rating_of_shares
from services.evaluation.credit_steps import credit_explained
from services.evaluation.domain import Given
from services.evaluation.explanation_parts import Source
from services.evaluation.explanation_year import Beside, explained_year, of_concluded_year, of_year_case
from services.evaluation.pages import page
from services.evaluation.policies.credit_points_v1 import Held, rows
from services.evaluation.policies.registry import YEARS
from tests.domain.evaluation.test_progress_year import nothing_due_numeric
from tests.domain.evaluation.yearly import YEAR_FINAL_AT, moved, told_year
from tests.domain.histories import ABOVE, TEXT, behaviour
from tests.domain.plans import main, planned

THE_YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def beside(story):
    held = [one.agreed for one in story.held()]
    return Beside({one.agreement: one for one in held})


def provisional(story):
    return explained_year(of_year_case(story.year_case(), story.state().behaviour), beside(story))


def final(story, result=None, about_behaviour=None):
    event = story.finalized_year(result, about_behaviour)
    source = Source(AnnualEvaluationFinalized.TYPE, story.evaluated_year, 2, YEAR_FINAL_AT, "rater")
    return explained_year(of_concluded_year(event, event.employee, source), beside(story))


def steps(it, agreement=0, place=0, language="text"):
    return [one[language] for one in it["agreements"][agreement]["results"][0]["indicators"][place]["steps"]]


def test_where_a_class_is_computed_nothing_due_is_told_too():
    assert [one["text"] for one in provisional(nothing_due_numeric())["advice"]] == [
        "no main result was due, so there is nothing to evaluate"
    ]


def year_of(accumulation, *, target="100", reached=(), **more):
    story = told_year(main(planned(target, title="it", accumulation=accumulation, **more)))
    for period, value in reached:
        story.prove("it", value, period)
    story.assess_year()
    return story


def test_an_average_says_every_period_and_their_mean():
    story = year_of("average", reached=[("2026Q1", "100"), ("2026Q2", "80"), ("2026Q4", "120")])

    said = steps(provisional(story))

    assert said == [
        "average: the mean of what every period due achieved (quarter 1 of 2026, quarter 2 of 2026, quarter 3 of 2026,"
        " quarter 4 of 2026), one not proven giving zero",
        "quarter 1 of 2026: target: 100 berkas; realization that counts: 100 berkas; achievement: 100 / 100 = 100.00 %",
        "quarter 2 of 2026: target: 100 berkas; realization that counts: 80 berkas; achievement: 80 / 100 = 80.00 %",
        "quarter 3 of 2026: target: 100 berkas; no realization counts: nothing was reported; achievement: 0.00 %",
        "quarter 4 of 2026: target: 100 berkas; realization that counts: 120 berkas; achievement: 120 / 100 = 120.00 %",
        "achievement of the year: (100.00 + 80.00 + 0.00 + 120.00) / 4 = 75.00 %",
        "value: 75.00 (as achieved)",
        "in its result: 75.00 x 100.00 % = 75.00",
    ]


def test_a_sum_says_which_period_was_looked_at_and_where_its_realization_was_reported():
    story = year_of("sum", target="40", reached=[("2026Q1", "10"), ("2026Q2", "30")])
    story.report("it", "35", "2026Q3")

    said = steps(provisional(story))

    assert said[0] == "sum: the last cumulative value that counts, looked at from quarter 3 of 2026"
    assert "realization that counts: 30 berkas" in said
    assert "that realization was reported in quarter 2 of 2026" in said
    assert "achievement: 30 / 40 = 75.00 %" in said


def test_the_latest_and_a_ceiling_say_the_formula_that_gives_the_value():
    story = year_of("latest", target="90", maximum="100", reached=[("2026Q4", "95")])

    said = steps(provisional(story))

    assert said[0] == "latest: the value of the last period due (quarter 4 of 2026)"
    assert "value: 100 + 20 x (95 - 90) / (100 - 90) = 110.00" in said


@pytest.mark.parametrize(("reached", "value"), [
    (["100"] * 4, "value: 120.00, because the target is the highest attainable value and fully reached"),
    (["100", "100", "100", "80"], "value: 95.00 (as achieved)"),
])  # fmt: skip
def test_an_average_at_its_ceiling_is_fully_reached_in_every_period_or_not_at_all(reached, value):
    quarters = [f"2026Q{number}" for number in range(1, 5)]
    story = year_of("average", target="100", maximum="100", reached=zip(quarters, reached, strict=True))

    assert value in steps(provisional(story))


def test_points_of_a_year_with_a_move_add_up_to_the_score_by_months():
    story = moved()
    story.assess_year()

    it = final(story)

    lines = [one for part in it["agreements"] for result in part["results"] for one in result["indicators"]]
    assert sum(F(one["contribution"]["exact"]) for one in lines) == F(it["score"]["exact"]) == F(185, 2)
    assert [one["months_step"]["text"] for one in it["agreements"]] == [
        "2026-01-01 to 2026-03-31: 3.00 months, 25.00 %", "2026-04-01 to 2026-12-31: 9.00 months, 75.00 %",
    ]  # fmt: skip
    assert it["score_step"]["text"] == "mean by months: 100.00 x 25.00 % + 90.00 x 75.00 % = 92.50"
    assert [one["text"] for one in it["advice"]] == [
        "score 92.50: meets expectation",
        "above expectation 0.00 % of the results, below 0.00 % of the main ones (mean by months); counting rule: meets"
        " expectation",
        "advised result rating, the lower of the two: meets expectation",
    ]


def test_a_head_is_advised_by_the_units_achievement_of_the_year():
    story = told_year(head_of_unit=True)
    waits = provisional(story)
    story.achieve_year("istimewa")
    story.assess_year()

    assert waits["advice"][0]["text"].endswith("head of a unit: waits for the unit's achievement of the year")
    assert ("missing", "unit_achievement") in {(one["kind"], one["code"]) for one in waits["would_change"]}
    assert "the unit is outstanding, so the result rating is above expectation" in final(story)["advice"][0]["text"]


def test_what_would_change_an_open_year_and_what_did_not_count_name_the_period():
    story = told_year(main(planned("100", title="shown"), planned("100", title="silent")))
    story.prove("shown", "100", "2026Q4")

    it = provisional(story)

    assert [(one["title"], one["period"], one["code"]) for one in it["exclusions"]] == [
        ("silent", "2026Q4", "not_reported"),
    ]  # fmt: skip
    assert [(one["kind"], one["code"]) for one in it["would_change"]] == [
        ("missing", "not_reported"), ("missing", "behaviour"),
    ]  # fmt: skip
    assert (it["provisional"], it["predicate"], it["source"]) == (True, None, None)


def test_a_final_says_the_departure_the_cell_and_what_stands_beside():
    story = told_year()
    story.prove("agreed", "100", "2026Q2")
    story.assess()
    quarter = story.finalized()
    story.prove("agreed", "100", "2026Q4")
    story.consider()
    story.assess_year(behaviour(ABOVE))

    it = final(story, Given(ABOVE, "quality_of_work", TEXT))

    assert it["conclusion"]["text"] == "results above expectation and behaviour above expectation: predicate very good"
    assert [(one["rating"], one["text"]) for one in it["departures"]] == [("result", "quality of work")]
    assert [(one["period"], one["predicate"]) for one in it["beside"]] == [("2026Q2", quarter.predicate)]
    assert it["consideration"]["version"] == 1
    assert it["policy"]["in_this_release"] is True
    assert it["policy"]["id"] == "permenpanrb-6-2022-year.v1"
    assert it["source"]["version"] == 2


def test_under_the_numeric_policy_the_class_is_told_and_no_formula_that_does_not_hold():
    story = year_of("sum", target="95", reached=[("2026Q4", "93")])
    policy = YEARS["permenpanrb-8-2021.v1"]
    case = story.year_case()
    numeric = case.policy.model_copy(update={"id": policy.id})
    judged = story.year_case(outcome=policy.evaluate(case.inputs), judged_by=policy, policy=numeric)

    it = explained_year(of_year_case(judged, story.state().behaviour), beside(story))

    assert it["advice"][-1]["text"].startswith(f"final value {it['numeric']['final']['shown']}: class ")
    assert "achievement: 93 / 95 = 97.89 %" in steps(it)
    assert "value: aspect quantity at 98 %, class fair, so 80.00" in steps(it)
    assert not any("as achieved" in one for one in steps(it))
    assert (it["policy"]["in_this_release"], bool(it["policy"]["note"])) == (False, True)


@pytest.mark.parametrize(("above", "below", "rating"), [
    (F(2, 3), F(0), "above_expectation"), (F(1, 2), F(0), "meets_expectation"), (F(1), F(1, 3), "meets_expectation"),
    (F(0), F(34, 100), "below_expectation"),
])  # fmt: skip
def test_the_counting_rule_of_shares_is_that_of_the_year(above, below, rating):
    assert rating_of_shares(above, below) == rating


def test_credit_points_of_the_year_have_the_printed_arithmetic_a_line_for_each_level():
    whole = rows("annual", "sangat_baik", [Held("ahli_pertama", date(2026, 1, 1))], *THE_YEAR)
    promoted = [Held("ahli_pertama", date(2026, 1, 1), date(2026, 3, 10)), Held("ahli_muda", date(2026, 3, 11))]
    very_good, good = credit_explained(whole), credit_explained(rows("annual", "baik", promoted, *THE_YEAR))

    assert (very_good["total"], very_good["rows"][0]["text"]) == (
        "18.75", "Ahli Pertama, very good, 12 months: 150 % x 12.5 x 12 / 12 = 18.75",
    )  # fmt: skip
    assert very_good["rows"][0]["pesan"] == "Ahli Pertama, Sangat Baik, 12 bulan: 150 % x 12,5 x 12 / 12 = 18,75"
    # Two months at 12.5 as printed; March belongs to the level of its last day: ten months at 25.
    assert [one["points"]["shown"] for one in good["rows"]] == ["2.08", "20.83"]
    assert good["text"].startswith("credit points of the year: 2.08 + 20.83 = 22.91; ")
    assert (credit_explained([])["rows"], credit_explained([])["total"]) == ([], None)


@pytest.mark.parametrize("language", [None, "id", "en"])
def test_the_page_holds_every_sentence_escaped_and_runs_nothing(language):
    title = "<script>alert(1)</script>"
    story = told_year(main(planned("100", title=title), title=title))
    story.prove(title, "92", "2026Q4")
    story.assess_year()

    html = page("explanation_year.html", language, it=provisional(story))

    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert html.count("<caption>") == html.count("<table>")
    assert len(re.findall("<h1", html)) == 1
    assert ("92 / 100 = 92,00 %" in html, "92 / 100 = 92.00 %" in html) == (language != "en", language != "id")
    assert ("SEMENTARA" in html, "PROVISIONAL" in html) == (language != "en", language != "id")
