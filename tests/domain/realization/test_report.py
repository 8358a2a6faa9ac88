"""What may be reported, and what is refused with whom it concerns (`domain.md` 5)."""

from datetime import date

import pytest

from contracts.realization import RealizationReported
from services.realization.domain import (
    AboveLaterPeriod,
    BelowEarlierPeriod,
    Facts,
    NegativeValue,
    NotBegun,
    NotYourIndicator,
    NotYourReport,
    PeriodIsFinal,
    Report,
    Reports,
    UnknownPeriod,
    WholeUnit,
    decide_report,
    evolve_reports,
)
from tests.domain.given import given, uid, when
from tests.domain.plans import AGREEMENT, EMPLOYEE, QUARTERS, RATER, agreed, indicator_of, main, planned

SUM, LATEST, WHOLE, COST = "jumlah", "kepuasan", "orang", "biaya"
AGREED = agreed(
    main(
        planned(title=SUM, accumulation="sum"),
        planned(title=LATEST, accumulation="latest"),
        planned(title=WHOLE, accumulation="sum", whole=True, unit_of_measure="orang"),
        planned(title=COST, accumulation="sum", direction="lower_is_better"),
    )
)


def report(value, of=SUM, period="2026Q2", because=None):
    return Report(indicator_of(AGREED, of).indicator, period, value, because)


SPRING, TODAY = date(2026, 4, 1), date(2026, 6, 20)


def facts(*earlier, final=(), **others):
    return Facts(
        AGREED, QUARTERS, frozenset(final), **{"begins_on": SPRING, "today": TODAY, "earlier": earlier, **others}
    )


def reported(value, of=SUM, period="2026Q2", because=None):
    return RealizationReported(
        employee=EMPLOYEE,
        agreement=AGREEMENT,
        agreement_version=1,
        period=period,
        indicator=indicator_of(AGREED, of).indicator,
        value=value,
        lower_because=because,
    )


@pytest.mark.parametrize("value", ["0", "55.5", "100", "250"], ids=["nothing", "part", "the target", "more"])
def test_any_value_from_zero_on_is_reported_more_than_the_target_too(value):
    decided = when(decide_report, EMPLOYEE, report(value), facts())

    decided.then(reported(value))


@pytest.mark.parametrize("actor", [RATER, uid("stranger")], ids=["the rater", "a stranger"])
def test_only_the_employee_reports(actor):
    decided = when(decide_report, actor, report("10"), facts())

    decided.then_refused(NotYourReport, agreement=AGREEMENT)


def test_an_indicator_another_employee_owns_is_refused():
    decided = when(decide_report, EMPLOYEE, Report(uid("someone else's"), "2026Q2", "10"), facts())

    decided.then_refused(NotYourIndicator, indicator=uid("someone else's"))


@pytest.mark.parametrize("period", ["2025Q2", "2027Q1", "2026M02"])
def test_a_period_the_agreement_does_not_cover_is_refused(period):
    decided = when(decide_report, EMPLOYEE, report("10", period=period), facts())

    decided.then_refused(UnknownPeriod, period=period)


def test_a_final_period_takes_no_report_and_the_refusal_names_the_open_ones():
    decided = when(decide_report, EMPLOYEE, report("10"), facts(final=("2026Q1", "2026Q2")))

    decided.then_refused(PeriodIsFinal, period="2026Q2", open_periods="2026Q3, 2026Q4")


def test_with_every_period_final_none_is_named():
    decided = when(decide_report, EMPLOYEE, report("10"), facts(final=QUARTERS))

    decided.then_refused(PeriodIsFinal, open_periods="-")


@pytest.mark.parametrize("value", ["-1", "-0.000001"])
def test_a_negative_value_is_refused(value):
    decided = when(decide_report, EMPLOYEE, report(value), facts())

    decided.then_refused(NegativeValue, value=value)


def test_half_a_person_is_refused_and_a_whole_one_written_with_a_decimal_is_not():
    half = when(decide_report, EMPLOYEE, report("2.5", WHOLE), facts())
    whole = when(decide_report, EMPLOYEE, report("2.0", WHOLE), facts())

    half.then_refused(WholeUnit, unit_of_measure="orang")
    whole.then(reported("2.0", WHOLE))


@pytest.mark.parametrize("of", [SUM, COST], ids=["higher_is_better", "lower_is_better"])
def test_a_cumulative_value_below_an_earlier_periods_is_refused_without_a_reason(of):
    decided = when(decide_report, EMPLOYEE, report("39", of, "2026Q3"), facts(("2026Q1", "20"), ("2026Q2", "40")))

    decided.then_refused(BelowEarlierPeriod, earlier_period="2026Q2", earlier_value="40")


@pytest.mark.parametrize("value", ["40", "40.0", "100"], ids=["equal", "equal, written otherwise", "a larger number"])
def test_a_cumulative_value_not_below_the_earlier_ones_needs_no_reason(value):
    decided = when(decide_report, EMPLOYEE, report(value, period="2026Q3"), facts(("2026Q2", "40")))

    decided.then(reported(value, period="2026Q3"))


def test_a_lower_cumulative_value_is_reported_with_its_reason():
    lower = report("30", because="earlier_value_wrong")

    decided = when(decide_report, EMPLOYEE, lower, facts(("2026Q1", "40")))

    decided.then(reported("30", because="earlier_value_wrong"))


def test_a_reason_that_was_not_needed_is_not_recorded():
    decided = when(decide_report, EMPLOYEE, report("50", because="work_undone"), facts(("2026Q1", "40")))

    decided.then(reported("50"))


@pytest.mark.parametrize("of", [SUM, COST], ids=["higher_is_better", "lower_is_better"])
def test_a_cumulative_value_above_a_later_periods_is_refused_as_the_other_order_is(of):
    decided = when(
        decide_report, EMPLOYEE, report("41", of), facts(standing="30", later=(("2026Q3", "40"), ("2026Q4", "60")))
    )

    decided.then_refused(AboveLaterPeriod, period="2026Q2", value="41", later_period="2026Q3", later_value="40")


@pytest.mark.parametrize("value", ["35", "40", "40.0"], ids=["between", "equal", "equal, written otherwise"])
def test_a_correction_up_to_a_later_periods_value_needs_no_reason(value):
    decided = when(decide_report, EMPLOYEE, report(value), facts(standing="30", later=(("2026Q3", "40"),)))

    decided.then(reported(value))


def test_a_value_above_a_later_periods_is_reported_with_its_reason():
    undone = report("50", because="work_undone")

    decided = when(decide_report, EMPLOYEE, undone, facts(standing="30", later=(("2026Q3", "40"),)))

    decided.then(reported("50", because="work_undone"))


def test_a_later_period_that_is_final_is_not_held_against_a_correction():
    """Nobody could correct that one first."""
    decided = when(
        decide_report, EMPLOYEE, report("50"), facts(standing="30", later=(("2026Q3", "40"),), final=("2026Q3",))
    )

    decided.then(reported("50"))


def test_a_later_value_that_was_lower_before_is_not_asked_about_again():
    """It was reported with a reason then; the earlier value is only corrected."""
    decided = when(decide_report, EMPLOYEE, report("52"), facts(standing="50", later=(("2026Q3", "40"),)))

    decided.then(reported("52"))


def test_what_is_not_cumulative_may_lie_above_a_later_one():
    decided = when(decide_report, EMPLOYEE, report("90", LATEST), facts(later=(("2026Q3", "40"),)))

    decided.then(reported("90", LATEST))


def test_a_period_that_has_not_begun_takes_no_report_and_its_first_day_does():
    before, on = date(2026, 3, 31), SPRING

    early = when(decide_report, EMPLOYEE, report("0"), facts(today=before))
    first = when(decide_report, EMPLOYEE, report("0"), facts(today=on))

    early.then_refused(NotBegun, period="2026Q2", begins_on=SPRING, today=before)
    first.then(reported("0"))


def test_what_is_not_cumulative_may_fall():
    decided = when(decide_report, EMPLOYEE, report("30", LATEST), facts(("2026Q1", "40")))

    decided.then(reported("30", LATEST))


def test_a_later_report_replaces_an_earlier_one_of_the_same_indicator_only():
    folded = given(evolve_reports, Reports(), reported("10"), reported("7", LATEST), reported("12"))

    assert dict(folded.state.values) == {
        indicator_of(AGREED, SUM).indicator: "12",
        indicator_of(AGREED, LATEST).indicator: "7",
    }
