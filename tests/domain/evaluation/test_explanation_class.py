"""Under the numeric policy: the arithmetic that gives the class, in the JSON and on the page, of period and year."""

import pytest

from services.evaluation.explanation import explained, of_case
from services.evaluation.explanation_parts import Source
from services.evaluation.explanation_year import Beside, explained_year, of_concluded_year
from services.evaluation.pages import page
from tests.domain.evaluation.yearly import YEAR_FINAL_AT, told_year
from tests.domain.histories import ABOVE, MEETS, behaviour, told
from tests.domain.plans import agreed, main, planned

NUMERIC = "permenpanrb-8-2021.v1"
PLAN = (
    main(planned("100", title="a"), title="one"),
    main(planned("100", title="extra"), title="more", kind="additional", supports=None),
)


def quarter(reached="100", extra="120", values=None, *, heard=False, innovation=False):
    """A main and an additional result, both proven, judged by the numeric policy."""
    story = told(agreement=agreed(*PLAN))
    story.choose(NUMERIC)
    story.prove("a", reached)
    story.prove("extra", extra)
    if innovation:
        story.innovate("a 2026Q2")
    story.assess(values or behaviour(MEETS), heard=heard)
    return explained(of_case(story.case(), story.evaluation().behaviour))


def advice(it, language="text"):
    return [one[language] for one in it["advice"]]


def test_the_score_says_what_additional_results_add_to_the_main_ones():
    assert quarter()["score_step"]["text"] == (
        "main results: 100.00 x 100.00 % = 100.00; additional ones (factor of the class x weight of the scope x value,"
        " together at most 10): 100 % x 2 % x 120.00 = 2.40; together, at most 120: 100.00 + 2.40 = 102.40"
    )


def test_a_score_at_the_cap_of_its_main_results_alone_needs_no_additional_ones():
    assert quarter("120")["score_step"]["text"] == "120.00 x 100.00 % = 120.00"


def test_behaviour_the_shares_of_both_and_the_class_have_their_arithmetic():
    it = quarter(values=behaviour(MEETS, loyal=ABOVE, harmonious="below_expectation"))

    assert advice(it) == [
        "behaviour: (1 x 120 + 5 x 100 + 1 x 60) / 7 = 97.14",
        "final value: 70 % x 102.40 + 30 % x 97.14 = 100.82 (colleagues and subordinates not heard)",
        "innovation: none",
        "final value 100.82: class good",
    ]
    assert advice(it, "pesan")[1] == (
        "nilai akhir: 70 % x 102,40 + 30 % x 97,14 = 100,82 (rekan kerja dan bawahan tidak didengar)"
    )


def test_where_colleagues_were_heard_the_other_shares_are_told():
    it = quarter(heard=True)

    assert advice(it)[1] == "final value: 60 % x 102.40 + 40 % x 100.00 = 101.44 (colleagues and subordinates heard)"
    assert it["colleagues_heard"] is True


@pytest.mark.parametrize(
    ("innovation", "said", "band"),
    [
        (False, "innovation: none, therefore not very good but good", "good"),
        (True, "innovation: there is one", "very good"),
    ],
)
def test_without_an_innovation_it_is_said_which_class_the_points_alone_would_give(innovation, said, band):
    it = quarter("120", values=behaviour(ABOVE), innovation=innovation)

    assert advice(it)[2:] == [said, f"final value 120.00: class {band}"]


def test_the_year_has_the_same_arithmetic_on_its_page():
    story = told_year(*PLAN)
    story.choose(NUMERIC)
    for title, value in (("a", "100"), ("extra", "120")):
        story.prove(title, value, "2026Q4")
    story.assess_year(behaviour(ABOVE), heard=True)
    final = story.finalized_year()
    subject = of_concluded_year(final, final.employee, Source(final.TYPE, story.evaluated_year, 2, YEAR_FINAL_AT, "x"))

    html = page("explanation_year.html", "en", it=explained_year(subject, Beside({})))

    for said in (
        "together, at most 120: 100.00 + 2.40 = 102.40",
        "behaviour: (7 x 120) / 7 = 120.00",
        "final value: 60 % x 102.40 + 40 % x 120.00 = 109.44 (colleagues and subordinates heard)",
        "innovation: none",
        "final value 109.44: class good",
    ):
        assert said in html


@pytest.mark.parametrize(
    ("choice", "said", "other"),
    [
        ("count", "the last report counts all the same (count)", "it does not count (exclude)"),
        ("exclude", "it does not count (exclude)", "the last report counts all the same (count)"),
    ],
)
def test_the_page_says_which_rule_for_what_is_unverified_was_chosen(choice, said, other):
    story = told()
    story.choose("permenpanrb-6-2022.v1", choice)
    it = explained(of_case(story.case(), None))

    html = page("explanation.html", "en", it=it)

    assert it["policy"]["unverified"] == choice
    assert said in html
    assert other not in html
