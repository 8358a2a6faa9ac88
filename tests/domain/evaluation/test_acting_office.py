"""Two offices at once: what was agreed in an acting office (Plt) stands beside the year, which is judged without it."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from contracts.acting_office import acting_among, is_acting
from contracts.planning import AssignmentEnded, UnitRegistered
from contracts.readings import Place
from services.evaluation.annual_inputs import AgreementsOverlap
from services.evaluation.domain import Given, decide_finalize
from services.evaluation.policies.registry import DEFAULT_POLICY, POLICIES
from services.evaluation.replay.people_of_unit import PeopleOfUnits
from tests.domain.evaluation.yearly import OTHER_RATER, OTHER_UNIT, YEAR_FINAL_AT, changed, differences, told_year
from tests.domain.given import uid
from tests.domain.histories import FINAL_AT, behaviour
from tests.domain.plans import AGREEMENT, EMPLOYEE, RATER, UNIT, agreed, main, planned, results

ACTING, POLICY = uid("acting office"), POLICIES[DEFAULT_POLICY]
MARCH, AUGUST = date(2026, 3, 1), date(2026, 8, 31)
JANUARY, JUNE, DECEMBER = date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 31)


def place(name, starts_on, ends_on=None):
    return Place(EMPLOYEE, uid(name), UNIT, False, starts_on, RATER, ends_on)


def terms(name, starts_on=JANUARY, ends_on=DECEMBER):
    return agreed(agreement=uid(f"skp of {name}"), assignment=uid(name), starts_on=starts_on, ends_on=ends_on)


def acting(*held, placed):
    return acting_among(held, {one.assignment: one for one in placed})


@pytest.mark.parametrize(
    ("own", "second", "is_acting"),
    [
        pytest.param((JANUARY, None), (MARCH, AUGUST), True, id="within an office without a last day"),
        pytest.param((JANUARY, DECEMBER), (MARCH, DECEMBER), True, id="both end on one day"),
        pytest.param((JANUARY, None), (JANUARY, AUGUST), True, id="both begin on one day"),
        pytest.param((JANUARY, None), (MARCH, None), False, id="a move whose first office was not ended"),
        pytest.param((JANUARY, JUNE), (MARCH, AUGUST), False, id="it outlasts the other"),
        pytest.param((JANUARY, DECEMBER), (JANUARY, DECEMBER), False, id="the same days: neither is told apart"),
    ],
)
def test_an_office_is_acting_that_has_a_last_day_and_lies_within_the_days_of_another(own, second, is_acting):
    placed = place("own", *own), place("second", *second)
    found = acting(
        terms("own", own[0], own[1] or DECEMBER), terms("second", second[0], second[1] or DECEMBER), placed=placed
    )

    assert found == ({uid("skp of second")} if is_acting else set())


def test_who_has_an_agreement_in_the_acting_office_alone_or_at_another_time_is_judged_by_it():
    placed = place("own", JANUARY), place("second", MARCH, AUGUST)
    second = terms("second", MARCH, AUGUST)

    told = {one.assignment: one for one in placed}
    assert acting(second, placed=placed) == set()
    assert [is_acting(one, told) for one in (uid("second"), uid("own"), None)] == [True, False, False]
    assert acting(second, terms("own", date(2026, 9, 1)), placed=placed) == set()


def with_acting_office(ends_on=AUGUST):
    """A whole year of one's own; from March an acting office in another unit, whose second quarter is final."""
    story = told_year()
    story.prove("agreed", "100", "2026Q4")
    own = story.agreement
    days = {"starts_on": MARCH, "ends_on": AUGUST}
    named = {"agreement": ACTING, "assignment": uid("acting"), "unit": OTHER_UNIT}
    plan = results(main(planned("100", title="acted")), **days)
    story.begin(agreed(**named, **days, valid_from=MARCH, results=plan), OTHER_RATER)
    if ends_on is not None:
        ended = AssignmentEnded(employee=EMPLOYEE, assignment=uid("acting"), ends_on=ends_on, reason_code="other")
        story.record(EMPLOYEE, ended, datetime(2026, 3, 1, tzinfo=UTC))
    story.whose = "acting "
    story.assess()
    case = story.case(agreed=story.agreement, outcome=POLICY.evaluate(story.inputs()))
    (final,) = decide_finalize(story.evaluation(), RATER, case, Given(), Given(), FINAL_AT)
    story.record(story.evaluated, final, FINAL_AT)
    story.whose, story.agreement = "", own
    story.assess_year(behaviour())
    return story


def test_the_year_is_made_of_ones_own_agreement_and_the_acting_offices_results_stand_beside():
    story = with_acting_office()
    final = story.finalized_year()

    assert [one.agreement for one in final.agreements] == [AGREEMENT]
    assert (final.score.exact, final.rater, final.unit) == ("100", RATER, UNIT)
    assert [(one.agreement, one.period) for one in final.beside] == [(ACTING, "2026Q2")]
    assert differences(story.history()) == []


def test_without_a_last_day_it_may_be_a_move_that_was_forgotten_and_the_year_waits():
    with pytest.raises(AgreementsOverlap):
        with_acting_office(ends_on=None).held()


def test_a_final_that_leaves_an_agreement_beside_that_was_none_of_an_acting_office_is_told_of():
    story = with_acting_office()
    story.finalized_year()
    ended = next(fact for fact in story.facts if isinstance(fact.event, AssignmentEnded))

    found = differences(changed(story, EMPLOYEE, ended.version, ends_on=date(2027, 3, 1), assignment=uid("no office")))

    assert found == [f"agreement {ACTING}"]
    assert ended.time < YEAR_FINAL_AT


def test_a_stranger_counts_them_in_the_unit_of_their_own_office_in_the_year_and_where_they_act_in_a_quarter():
    """The distribution of a unit, by the topics, on a last day on which both offices are held."""
    story, days = told_year(), {"starts_on": MARCH, "ends_on": DECEMBER}
    for unit in (UNIT, OTHER_UNIT):
        story.record(unit, UnitRegistered(unit=unit, name="Bagian", parent=None))
    plan = results(main(planned("100", title="acted")), **days)
    named = {"agreement": ACTING, "assignment": uid("acting"), "unit": OTHER_UNIT}
    story.begin(agreed(**named, **days, valid_from=MARCH, results=plan), OTHER_RATER)
    ended = AssignmentEnded(employee=EMPLOYEE, assignment=uid("acting"), ends_on=DECEMBER, reason_code="other")
    story.record(EMPLOYEE, ended)

    counted = partial(PeopleOfUnits(story.history()).counted_in, at=YEAR_FINAL_AT)

    assert [counted(one, "2026") for one in (UNIT, OTHER_UNIT)] == [{EMPLOYEE}, frozenset()]
    assert [counted(one, "2026Q4") for one in (UNIT, OTHER_UNIT)] == [frozenset(), {EMPLOYEE}]
