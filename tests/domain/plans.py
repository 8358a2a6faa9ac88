"""Builders of plans and agreements for one made-up person in 2026: a test names only what matters to it."""

from dataclasses import replace
from datetime import date

from contracts.planning import Indicator, PeriodDates, PeriodTarget, Support, Target, TargetAgreed, WorkResult
from services.planning.targets import PlannedIndicator, PlannedResult, agreed_results
from tests.domain.given import uid

EMPLOYEE, RATER, SUPERIOR, STRANGER = uid("employee"), uid("rater"), uid("superior"), uid("stranger")
AGREEMENT, ASSIGNMENT, UNIT, OBJECTIVE = uid("agreement"), uid("assignment"), uid("unit"), uid("objective")
FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2026, 12, 31)
QUARTERS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
SUPPORTED = Support(kind="unit_objective", id=OBJECTIVE, taken_over="directly")


def dates(period: str, first: date, last: date) -> PeriodDates:
    """A period whose deadlines are 5, 10 and 20 days into the next month."""
    following = (last.year + last.month // 12, last.month % 12 + 1)
    return PeriodDates(
        period=period,
        starts_on=first,
        ends_on=last,
        reporting_deadline=date(*following, 5),
        evidence_deadline=date(*following, 10),
        evaluation_deadline=date(*following, 20),
    )


YEAR = (
    dates("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
    dates("2026Q2", date(2026, 4, 1), date(2026, 6, 30)),
    dates("2026Q3", date(2026, 7, 1), date(2026, 9, 30)),
    dates("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
)


def planned(target="100", *, title="berkas selesai", targets=None, **given) -> PlannedIndicator:
    """An indicator: a number or (low, high); quantity, divisible, higher_is_better, `latest` unless given."""
    low, high = target if isinstance(target, tuple) else (target, target)
    plain = PlannedIndicator(
        title=title,
        aspect="quantity",
        unit_of_measure="berkas",
        whole=False,
        direction="higher_is_better",
        accumulation="latest",
        target=Target(low=low, high=high),
        targets=None if targets is None else tuple(period_target(*one) for one in targets),
        indicator=uid(title),
    )
    return replace(plain, **given)


def period_target(period, low, high=None, maximum=None) -> PeriodTarget:
    return PeriodTarget(period=period, low=low, high=high or low, maximum=maximum)


def main(*indicators, title="pelayanan", kind="main", supports=SUPPORTED, weight=None) -> PlannedResult:
    """A main result that supports the unit's objective; with one plain indicator unless others are given."""
    return PlannedResult(
        kind=kind,
        title=title,
        indicators=indicators or (planned(),),
        supports=supports,
        weight=weight,
        result=uid(title),
    )


def results(*planned_results, starts_on=FIRST_DAY, ends_on=LAST_DAY, periods=YEAR) -> tuple[WorkResult, ...]:
    return agreed_results(planned_results or (main(),), periods, starts_on, ends_on)


def targets_of(indicator: PlannedIndicator, **days) -> dict[str, tuple[str, str]]:
    """(low, high) of every period in which the indicator is due."""
    (result,) = results(main(indicator), **days)
    return {one.period: (one.low, one.high) for one in result.indicators[0].targets}


def agreed(*planned_results, head_of_unit=False, **given) -> TargetAgreed:
    """An agreement of the whole year."""
    plain = TargetAgreed(
        employee=EMPLOYEE,
        agreement=AGREEMENT,
        agreement_version=1,
        assignment=ASSIGNMENT,
        unit=UNIT,
        year=2026,
        starts_on=FIRST_DAY,
        ends_on=LAST_DAY,
        valid_from=FIRST_DAY,
        head_of_unit=head_of_unit,
        rater=RATER,
        results=results(*planned_results),
    )
    return plain.model_copy(update=given)


def indicator_of(agreement: TargetAgreed, title="berkas selesai") -> Indicator:
    return next(one for result in agreement.results for one in result.indicators if one.title == title)
