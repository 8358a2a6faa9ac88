"""`ekinerja policy show` and the people `ekinerja policy compare` judges, without a terminal."""

from decimal import Decimal

import pytest

from services.evaluation.policies.registry import POLICIES, RULES, YEARS, UnknownPolicy, policy_hash
from services.evaluation.policy_compare import compare_policies, compare_years, moves
from services.evaluation.policy_page import known_policies, policy_page
from services.evaluation.replay.people_of_period import inputs_of_period, inputs_of_year
from tests.domain.evaluation.replayed import finished, head_of_unit
from tests.domain.evaluation.yearly import moved, told_year
from tests.domain.given import uid
from tests.domain.histories import PERIOD, PLAN, Told, together, told
from tests.domain.plans import AGREEMENT, EMPLOYEE, agreed

RATINGS, NUMERIC = POLICIES.values()


def test_every_policy_and_rule_of_the_release_is_listed():
    assert set(known_policies()) == {*POLICIES, *(one.id for one in YEARS.values()), *RULES}


@pytest.mark.parametrize("policy", known_policies())
def test_a_page_tells_the_digest_every_parameter_with_its_source_and_every_module(policy):
    page = list(policy_page(policy))

    assert page[0] == policy
    assert f"sha256: {policy_hash(policy)}" in page
    parameters = page[page.index("parameters") + 1 : page.index("modules under its digest") - 1]
    assert len(parameters) > 4
    assert all(line.strip() for line in parameters)
    assert page[-1].strip().startswith(("contracts.", "services."))


def test_the_numeric_policy_says_of_itself_that_it_is_partly_reconstructed():
    assert f"note: {NUMERIC.note}" in list(policy_page(NUMERIC.id))


def test_of_no_policy_there_is_no_page_but_the_names_of_those_there_are():
    with pytest.raises(UnknownPolicy, match=RATINGS.id):
        list(policy_page("permenpanrb-1-1999.v1"))


def test_everyone_with_an_agreement_in_the_period_is_compared_final_or_not():
    another = agreed(*PLAN, employee=uid("another employee"), agreement=uid("another agreement"))
    history = together(finished(), told(agreement=another, whose="another's "))

    people = inputs_of_period(history, PERIOD)

    assert set(people) == {f"{EMPLOYEE} {AGREEMENT}", f"{another.employee} {another.agreement}"}


def test_the_inputs_are_those_a_final_was_made_of():
    for story in (finished(), head_of_unit()):
        final = story.facts[-1].event

        (inputs,) = inputs_of_period(story.history(), PERIOD).values()

        assert str(RATINGS.evaluate(inputs).score) == final.score.exact
        assert inputs.unit_achievement == final.copied.unit_achievement


def test_what_the_agency_chose_of_unverified_counts_in_the_comparison():
    story = told()
    story.report("agreed", "100")
    story.choose(RATINGS.id, "count")

    (inputs,) = inputs_of_period(story.history(), PERIOD).values()

    assert inputs.unverified == "count"


def test_exclude_is_held_against_count_of_one_policy_from_the_same_history():
    story = told()
    story.report("agreed", "100")
    story.assess()
    history = story.history()

    chosen, counted = inputs_of_period(history, PERIOD), inputs_of_period(history, PERIOD, "count")
    ((name, compared),) = [(one.employee, one) for one in compare_policies(chosen, RATINGS, RATINGS, counted)]

    assert name == f"{EMPLOYEE} {AGREEMENT}"
    assert compared.what == ("score",)
    assert compared.one.score < compared.other.score
    assert compare_policies(chosen, RATINGS, RATINGS) == []


def test_who_would_move_is_told_from_real_history():
    story = told()
    story.prove("agreed", "99")
    story.prove("files", "20")
    story.assess()

    compared = compare_policies(inputs_of_period(story.history(), PERIOD), RATINGS, NUMERIC)

    assert [(str(one.one.score), str(one.other.score)) for one in compared] == [("99.50", "90.00")]
    assert moves(compared) == {}


def test_a_period_or_year_of_no_cycle_is_named():
    with pytest.raises(LookupError, match="2031Q1"):
        inputs_of_period(finished().history(), "2031Q1")
    with pytest.raises(LookupError, match="2031"):
        inputs_of_year(finished().history(), 2031)


def test_the_inputs_of_a_year_are_those_its_final_was_made_of_and_both_policies_judge_them():
    story = moved(first="99", second="99")
    story.assess_year()
    final = story.finalized_year()
    people, overlapping = inputs_of_year(story.history(), 2026)
    ratings, numeric = YEARS.values()

    (inputs,) = people.values()
    (found,) = compare_years(people, ratings, numeric)

    assert (set(people), overlapping) == ({str(EMPLOYEE)}, ())
    assert str(ratings.evaluate(inputs).score) == final.score.exact == "99"
    assert (found.employee, found.one.score, found.one.predicate) == (str(EMPLOYEE), Decimal("99.00"), "baik")
    assert (found.other.score, found.other.predicate) == (Decimal("80.00"), "butuh_perbaikan")
    assert compare_years(people, numeric, numeric) == []


def test_of_whom_two_agreements_overlap_is_named_and_not_compared():
    story = told_year()
    story.begin(agreed(agreement=uid("another agreement")))

    assert inputs_of_year(Told(facts=story.facts).history(), 2026) == ({}, (str(EMPLOYEE),))
