"""What was reached, as the finals of a year's periods tell it: per accumulation, direction, and what did not count."""

from datetime import date
from fractions import Fraction

import pytest

from contracts.evaluation import IndicatorLine, ResultLine
from contracts.examples import EXAMPLES
from contracts.values import exact
from services.planning.reached import reached_in, version_judged
from tests.domain.given import uid
from tests.domain.plans import AGREEMENT, agreed, main, planned

FINAL = next(one.event for one in EXAMPLES if type(one.event).__name__ == "EvaluationFinalized")


def line(value, target="100", *, title="berkas selesai", **given):
    known = {} if value is None else {"realization": exact(Fraction(value))}
    plain = IndicatorLine(indicator=uid(title), due=True, low=target, high=target, **known)
    return plain.model_copy(update=given)


def final(quarter, *lines):
    result = ResultLine(result=uid("pelayanan"), kind="main", indicators=lines)
    return FINAL.model_copy(update={"agreement": AGREEMENT, "period": f"2026Q{quarter}", "results": (result,)})


def only(*finals, **indicator):
    (found,) = reached_in(agreed(main(planned(**indicator))), finals)
    return found


@pytest.mark.parametrize("accumulation", ["sum", "latest"])
def test_the_last_final_that_was_due_is_what_was_reached_whatever_their_order(accumulation):
    found = only(final(2, line(80)), final(1, line(20, "25")), accumulation=accumulation)

    assert (found.period, found.value, found.achievement) == ("2026Q2", 80, Fraction(4, 5))
    assert not found.met


def test_a_revision_that_begins_later_takes_nothing_from_what_a_final_said_before():
    first = agreed(main(planned()))
    second = agreed(main(planned(title="lain")), agreement_version=2, valid_from=date(2026, 10, 1))
    ended = final(2, line(80))
    later = final(4, line(90, title="lain")).model_copy(update={"agreement_version": 2})

    (found,) = reached_in(version_judged([first, second], [ended]), [ended])

    assert (found.indicator.indicator, found.value) == (uid("berkas selesai"), 80)
    assert version_judged([first, second], [later, ended]) == second
    assert version_judged([first, second], []) == second


def test_a_period_in_which_it_was_not_due_is_passed_over():
    not_due = line(None, due=False, low=None, high=None)

    assert only(final(1, line(100)), final(2, not_due)).period == "2026Q1"
    assert reached_in(agreed(main(planned())), [final(1, not_due)]) == []


def test_an_average_is_the_mean_over_the_periods_due_and_what_was_not_shown_gives_zero():
    found = only(final(1, line(100)), final(2, line(None, exclusion="not_shown")), accumulation="average")

    assert (found.value, found.achievement, found.exclusion) == (50, Fraction(1, 2), "not_shown")


def test_what_did_not_count_is_zero_and_unknown_where_zero_would_flatter():
    higher = only(final(4, line(None, exclusion="not_reported")))
    lower = only(final(4, line(None)), direction="lower_is_better", accumulation="sum")

    assert (higher.value, higher.achievement) == (0, 0)
    assert (lower.value, lower.achievement, lower.met) == (None, 0, False)


def test_cost_saved_by_not_working_was_not_reached():
    found = only(final(4, line(0, work_not_done=True)), direction="lower_is_better", accumulation="sum")

    assert (found.value, found.met) == (None, False)


@pytest.mark.parametrize(("value", "met"), [("99.999999", False), ("100", True), ("120", True)])
def test_met_is_judged_before_any_rounding(value, met):
    assert only(final(4, line(value))).met is met
