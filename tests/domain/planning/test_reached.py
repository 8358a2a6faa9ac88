"""What was reached, as the finals of a year's periods tell it: per accumulation, direction, and what did not count."""

from datetime import date
from fractions import Fraction

import pytest

from contracts.evaluation import IndicatorLine, ResultLine, YearIndicatorLine, YearPart, YearResultLine
from contracts.examples import EXAMPLES
from contracts.values import exact
from services.planning.projections import labels
from services.planning.reached import reached_in, reached_in_year, version_judged
from tests.domain.given import uid
from tests.domain.plans import AGREEMENT, EMPLOYEE, agreed, main, planned


def example(name):
    return next(one.event for one in EXAMPLES if type(one.event).__name__ == name)


FINAL, AMENDED = example("EvaluationFinalized"), example("EvaluationAmended")


def line(value, target="100", *, title="berkas selesai", **given):
    known = {} if value is None else {"realization": exact(Fraction(value))}
    plain = IndicatorLine(indicator=uid(title), due=True, low=target, high=target, **known)
    return plain.model_copy(update=given)


def final(quarter, *lines, event=FINAL):
    result = ResultLine(result=uid("pelayanan"), kind="main", indicators=lines)
    return event.model_copy(update={"agreement": AGREEMENT, "period": f"2026Q{quarter}", "results": (result,)})


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


# -- amended, and over the year ---------------------------------------------------------------------------------------


def test_an_amendment_stands_for_its_final_and_the_last_for_those_before():
    """An objection readmitted an item that was excluded; what was found false later took it away again."""
    first, others = final(4, line(None, exclusion="rejected")), final(3, line(75, "75"))
    amended, again = (final(4, line(value), event=AMENDED) for value in (100, 80))

    assert [only(*told, others).value for told in ([first], [first, amended], [first, amended, again])] == [0, 100, 80]
    assert only(first, amended, others).met


def of_year(*parts, accumulation="latest", **more):
    """An annual final of the agreement with one indicator's line."""
    told = [YearPart(period=f"2026Q{quarter}", low="100", high="100", proven=True, achievement=exact(Fraction(1)),
                     **({} if value is None else {"realization": exact(Fraction(value))}), **one)
            for quarter, value, one in parts]  # fmt: skip
    year = YearIndicatorLine(
        indicator=uid("berkas selesai"), accumulation=accumulation, due=bool(told), parts=told, **more
    )
    result = YearResultLine(result=uid("pelayanan"), kind="main", indicators=(year,))
    annual = example("AnnualEvaluationFinalized")
    (first, *_) = annual.agreements
    named = [first.model_copy(update={"agreement": one, "results": (result,)}) for one in (uid("another"), AGREEMENT)]
    return annual.model_copy(update={"employee": EMPLOYEE, "year": 2026, "agreements": tuple(named)})


def in_year(*parts, plan=None, **more):
    kind = {"accumulation": more.get("accumulation", "latest"), **(plan or {})}
    return reached_in_year(agreed(main(planned(**kind))), of_year(*parts, **more))


@pytest.mark.parametrize("accumulation", ["sum", "latest"])
def test_an_annual_final_says_what_the_last_period_due_gives_to_the_year(accumulation):
    (found,) = in_year((4, 96, {}), accumulation=accumulation)

    assert (found.period, found.value, found.achievement, found.complete) == ("2026Q4", 96, Fraction(24, 25), True)
    assert (found.low, found.high, found.result_title) == (100, 100, "pelayanan")


def test_an_annual_average_is_the_mean_of_its_periods_and_what_did_not_count_is_told():
    (found,) = in_year((1, 100, {}), (2, None, {"exclusion": "not_shown"}), accumulation="average")

    assert (found.value, found.exclusion) == (50, "not_shown")


def test_an_indicator_that_was_due_at_no_time_of_the_year_or_not_worked_on_says_nothing():
    lower = {"direction": "lower_is_better"}

    assert in_year() == []
    (found,) = in_year((4, 0, {}), accumulation="sum", work_not_done=True, plan=lower)
    assert found.value is None


def test_finals_and_amendments_are_found_by_agreement_and_those_of_a_year_by_person_and_year():
    annual = example("AnnualEvaluationAmended")

    assert list(labels(FINAL)) == [("final", str(FINAL.agreement))]
    assert list(labels(AMENDED)) == [("final", str(AMENDED.agreement))]
    assert list(labels(of_year())) == [("final-year", f"{EMPLOYEE}:2026")]
    assert list(labels(annual)) == [("final-year", f"{annual.employee}:{annual.year}")]
