"""Why this score: the sentences of the arithmetic, with the printed examples of `domain.md` 7.2; the whole answer."""

import re
from fractions import Fraction as F

import pytest

from contracts.evaluation import EvaluationFinalized
from services.evaluation.arithmetic import plain
from services.evaluation.domain import Given
from services.evaluation.explanation import Source, explained, of_case, of_final
from services.evaluation.pages import page
from services.evaluation.policies.registry import POLICIES
from tests.domain.evaluation.finalizing import HEAD, NOT_DUE
from tests.domain.histories import ABOVE, BELOW, EVALUATION, FINAL_AT, TEXT, behaviour, told
from tests.domain.plans import QUARTERS, agreed, main, planned

SPECIAL = {"direction": "lower_is_better", "aspect": "time"}


def each_quarter(target, **more):
    """Of lower_is_better a `latest` target is given per period."""
    low, high = target if isinstance(target, tuple) else (target, target)
    given = {"targets": [(quarter, low, high) for quarter in QUARTERS]} if "direction" in more else {}
    return planned(target, **more, **given)


def story(*results, values=None, **reached):
    """A quarter with an agreement of these results; reached: a proven value by the indicator's title."""
    quarter = told(agreement=agreed(*results))
    for title, value in reached.items():
        quarter.prove(title, value)
    quarter.assess(values)
    return quarter


def provisional(quarter):
    return explained(of_case(quarter.case(), quarter.evaluation().behaviour))


def final(quarter, **given):
    event = quarter.finalized(**given)
    source = Source(EvaluationFinalized.TYPE, EVALUATION, 2, FINAL_AT, "rater")
    return explained(of_final(event, quarter.agreement, source))


def steps(it, place=0, language="text"):
    (result, *_) = it["results"]
    return [one[language] for one in result["indicators"][place]["steps"]]


PRINTED = [
    pytest.param(("80", "90"), "92", {}, "achievement: 92 / 90 = 102.22 %", "value: 102.22 (as achieved)", id="above"),
    pytest.param(("80", "90"), "70", {}, "achievement: 70 / 80 = 87.50 %", "value: 87.50 (as achieved)", id="below"),
    pytest.param(
        ("80", "90"), "85", {}, "achievement: inside the target's range = 100.00 %", "value: 100.00 (as achieved)",
        id="inside",
    ),
    pytest.param(
        ("7", "8"), "6.5", SPECIAL, "achievement: 1 + (1 - 6.5 / 7) = 107.14 %", "value: 107.14 (as achieved)",
        id="special, early",
    ),
    pytest.param(
        ("7", "8"), "9", SPECIAL, "achievement: 1 + (1 - 9 / 8) = 87.50 %", "value: 87.50 (as achieved)",
        id="special, late",
    ),
    pytest.param(
        ("7", "8"), "20", SPECIAL, "achievement: 1 + (1 - 20 / 8), never below 0 = 0.00 %", "value: 0.00 (as achieved)",
        id="more than twice",
    ),
    pytest.param(
        ("0", "0"), "0", {"direction": "lower_is_better"}, "achievement: at the target = 100.00 %",
        "value: 120.00, because the target is the highest attainable value and fully reached", id="zero defects",
    ),
    pytest.param(
        ("0", "0"), "2", {"direction": "lower_is_better"}, "achievement: above a target of zero = 0.00 %",
        "value: 0.00 (as achieved)", id="a defect",
    ),
    pytest.param("100", "150", {}, "achievement: 150 / 100 = 150.00 %", "value: 120.00 (the cap)", id="capped"),
    pytest.param(
        "90", "95", {"maximum": "100"}, "achievement: 95 / 90 = 105.56 %",
        "value: 100 + 20 x (95 - 90) / (100 - 90) = 110.00", id="towards the ceiling",
    ),
    pytest.param(
        "100", "100", {"maximum": "100"}, "achievement: 100 / 100 = 100.00 %",
        "value: 120.00, because the target is the highest attainable value and fully reached", id="at the ceiling",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("target", "reached", "more", "achievement", "value"), PRINTED)
def test_a_line_says_the_formula_that_gives_its_numbers(target, reached, more, achievement, value):
    quarter = story(main(each_quarter(target, title="it", **more)), it=reached)

    said = steps(provisional(quarter))

    assert said[1] == f"realization that counts: {reached} berkas"
    assert said[2:] == [achievement, value, f"in its result: {value_of(value)} x 100.00 % = {value_of(value)}"]


def value_of(said):
    return re.search(r"(\d+\.\d\d)(?! -)( \(|,|$)", said)[1]


def test_indonesian_writes_a_comma_before_the_decimals():
    quarter = story(main(planned(("80", "90"), title="it")), it="92")

    assert "capaian: 92 / 90 = 102,22 %" in steps(provisional(quarter), language="pesan")


def test_work_not_done_says_why_its_time_is_worth_nothing():
    parts = planned("10", title="it"), each_quarter("5", title="time", **SPECIAL)
    quarter = story(main(*parts), it="0", time="5")

    assert steps(provisional(quarter), 1)[3] == (
        "value: 0.00, because quantity and quality of this result are zero (work not done)"
    )


def test_what_did_not_count_says_why_and_what_would_change_it():
    quarter = told(agreement=agreed(main(planned(title="shown"), planned(title="unshown"), planned(title="silent"))))
    quarter.prove("shown", "100")
    quarter.report("unshown", "90")

    it = provisional(quarter)

    assert [(one["title"], one["code"], one["text"]) for one in it["exclusions"]] == [
        ("unshown", "not_shown", "reported, but no verified evidence shows it"),
        ("silent", "not_reported", "nothing was reported"),
    ]
    assert [(one["kind"], one["code"], one["actor"]) for one in it["would_change"]] == [
        ("unproven", "not_shown", "employee"), ("missing", "not_reported", "employee"),
        ("missing", "behaviour", "rater"),
    ]  # fmt: skip
    assert it["score"]["shown"] == "33.33"
    assert it["score_with_excluded"]["shown"] == "63.33"
    assert (it["provisional"], it["predicate"], it["source"]) == (True, None, None)


def test_a_later_report_that_is_not_proven_and_an_item_without_a_verdict_are_named():
    quarter = told(agreement=agreed(main(planned(title="it"))))
    quarter.prove("it", "80")
    quarter.report("it", "85")
    quarter.upload("more", "it")

    changes = {(one["kind"], one["code"], one["actor"]) for one in provisional(quarter)["would_change"]}

    assert ("unproven", "not_shown", "employee") in changes
    assert ("unverified", "pending", "rater") in changes


def test_points_of_all_indicators_add_up_to_the_score():
    quarter = story(
        main(planned("9", title="a"), planned("7", title="b"), title="one"),
        main(planned("11", title="c"), title="two"),
        main(planned("3", title="d"), title="three", kind="additional", supports=None),
        a="8", b="7", c="13", d="3",
    )  # fmt: skip

    it = provisional(quarter)

    lines = [one for result in it["results"] for one in result["indicators"]]
    assert sum(F(one["contribution"]["exact"]) for one in lines if one["contribution"]) == F(it["score"]["exact"])
    assert it["results"][2]["indicators"][0]["contribution"] is None
    assert it["score_step"]["text"].endswith(f"= {it['score']['shown']}")


def test_the_advice_names_both_rules_and_the_lower_of_them():
    quarter = story(
        main(planned(title="a"), title="one"), main(planned(title="b"), title="two"),
        main(planned(title="c"), title="three"), main(planned(title="d"), title="four"),
        a="120", b="120", c="120", d="85",
    )  # fmt: skip

    said = [one["text"] for one in provisional(quarter)["advice"]]

    assert said == [
        "score 111.25: above expectation",
        "main results above/meeting/below: 3/0/1, additional ones above: 0; counting rule: meets expectation",
        "advised result rating, the lower of the two: meets expectation",
    ]


def test_a_final_says_what_was_given_the_departure_and_the_cell_of_the_matrix():
    quarter = story(main(planned(title="it")), values=behaviour(ABOVE, loyal=BELOW), it="100")
    because = Given(ABOVE, "quality_of_work", TEXT)

    it = final(quarter, result=because, about_behaviour=Given(None, None, TEXT))

    assert it["provisional"] is False
    assert it["conclusion"]["text"] == "results above expectation and behaviour above expectation: predicate very good"
    assert [(one["rating"], one["text"]) for one in it["departures"]] == [
        ("result", "quality of work"), ("behaviour", "advice confirmed over a value below expectation"),
    ]  # fmt: skip
    assert it["behaviour"]["text"] == "median of the seven values: above expectation; below expectation: loyal"
    assert it["source"]["version"] == 2
    assert it["policy"]["in_this_release"] is True


def test_a_final_is_explained_by_its_event_alone_whatever_came_after():
    quarter = story(main(planned(title="it")), it="100")
    before = final(quarter)
    quarter.report("it", "1")

    again = explained(of_final(quarter.facts[-2].event, quarter.agreement, Source("t", EVALUATION, 2, FINAL_AT, "x")))

    assert {**again, "source": None} == {**before, "source": None}


def test_a_head_is_rated_by_the_unit_and_one_with_nothing_due_has_no_advice():
    head = told(**HEAD)
    waits = provisional(head)["advice"]
    head.achieve("istimewa")

    assert [one["text"] for one in waits] == ["head of a unit: waits for the unit's achievement"]
    assert provisional(head)["advice"][0]["text"].startswith("head of a unit: the unit is outstanding, so the result")
    nothing = provisional(told(**NOT_DUE))
    assert nothing["advice"][0]["text"] == "no advice: no main result was due"
    assert steps(nothing) == ["not due in this period: left out"]


def test_where_a_class_is_computed_nothing_due_is_told_too_and_what_is_still_open_is_not():
    said = [numeric(told(**given))["advice"] for given in (NOT_DUE, {})]

    assert [[one["text"] for one in each] for each in said] == [
        ["no main result was due, so there is nothing to evaluate"], [],
    ]  # fmt: skip


def numeric(quarter):
    """What is explained of a quarter under the numeric policy."""
    policy = POLICIES["permenpanrb-8-2021.v1"]
    case = quarter.case(outcome=policy.evaluate(quarter.inputs()))
    named = case.policy.model_copy(update={"id": policy.id})
    return explained(of_case(quarter.case(outcome=case.outcome, policy=named), quarter.evaluation().behaviour))


BECAUSE_MOST = "120.00, because the target is the highest attainable value and fully reached"
HEADS_CLIFF = "; the table jumps: 99 % is 89, 100 % is 109"
STAFFS_CLIFF = "; the table jumps: 99 % is fair (80), 100 % is good (100)"


@pytest.mark.parametrize(
    ("target", "reached", "more", "of_head", "of_staff"),
    [
        ("95", "93", {}, "achievement rounded to 98 %, by the table of heads 88.00",
         "aspect quantity at 98 %, class fair, so 80.00"),
        ("100", "99.4", {}, f"achievement rounded to 99 %, by the table of heads 89.00{HEADS_CLIFF}",
         f"aspect quantity at 99 %, class fair, so 80.00{STAFFS_CLIFF}"),
        ("85", "85", {}, f"achievement rounded to 100 %, by the table of heads 109.00{HEADS_CLIFF}",
         f"aspect quantity at 100 %, class good, so 100.00{STAFFS_CLIFF}"),
        ("100", "107", {}, "achievement rounded to 107 %, by the table of heads 116.67",
         "aspect quantity at 107 %, class very good, so 120.00"),
        ("100", "100", {"maximum": "100"}, *[BECAUSE_MOST] * 2),
    ],
)  # fmt: skip
def test_under_the_numeric_policy_a_value_says_what_it_was_read_at_and_shows_the_cliff(
    target, reached, more, of_head, of_staff
):
    plan = main(planned(target, title="it", **more), title="one")
    head, staff = told(agreement=agreed(plan, head_of_unit=True)), told(agreement=agreed(plan))
    for quarter in (head, staff):
        quarter.prove("it", reached)
        quarter.assess()

    assert [steps(numeric(quarter))[3] for quarter in (head, staff)] == [f"value: {of_head}", f"value: {of_staff}"]


def test_under_the_numeric_policy_no_formula_is_told_that_does_not_hold():
    it = numeric(story(main(planned("95", title="it"), title="one"), it="93"))

    assert steps(it)[2] == "achievement: 93 / 95 = 97.89 %"
    assert not any("as achieved" in one for one in steps(it))
    assert it["advice"][-1]["text"].startswith("final value ")
    assert it["policy"]["in_this_release"] is False
    assert it["policy"]["note"]


@pytest.mark.parametrize(("number", "shown"), [("100", "100"), ("13/2", "6.5"), ("-1/4", "-0.25"), ("1/3", "0.33")])
def test_numbers_are_shown_without_ending_zeros(number, shown):
    assert plain(F(number)) == shown


@pytest.mark.parametrize("language", [None, "id", "en"])
def test_the_page_holds_every_sentence_escaped_and_runs_nothing(language):
    title = "<script>alert(1)</script> & \u0627\u0644\u062d\u062c"
    quarter = story(main(planned(title=title), title=title))
    quarter.prove(title, "92")

    html = page("explanation.html", language, it=provisional(quarter))

    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; \u0627\u0644\u062d\u062c" in html
    assert html.count("<caption>") == html.count("<table>")
    assert f'<html lang="{language or "id"}">' in html
    assert ("92 / 100 = 92,00 %" in html) == (language != "en")
    assert ("92 / 100 = 92.00 %" in html) == (language != "id")
    assert ("SEMENTARA" in html, "PROVISIONAL" in html) == (language != "en", language != "id")


@pytest.mark.parametrize(
    ("chosen", "shown"), [("exclude", "it does not count"), ("count", "the last report counts all the same")]
)
def test_the_page_says_what_the_agency_chose_for_unverified_realizations(chosen, shown):
    quarter = story(main(planned(title="it")), it="92")
    quarter.choose("permenpanrb-6-2022.v1", chosen)

    it = provisional(quarter)

    (parameter,) = [one for one in it["policy"]["parameters"] if one["name"] == "unverified"]
    assert (it["policy"]["unverified"], parameter["value"].split("; ")[-1]) == (chosen, "default exclude")
    assert f"<dd>{shown} ({chosen})</dd>" in page("explanation.html", "en", it=it)
