"""Realization's decisions: what may be reported, as pure functions (`domain.md` 5).

What is looked up elsewhere (the agreement, its dates, whether the period is final) comes in with the facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from contracts.events import Event
from contracts.planning import Indicator, TargetAgreed
from contracts.realization import RealizationReported
from contracts.refusals import Refusal

__all__ = [
    "BelowEarlierPeriod",
    "Facts",
    "NegativeValue",
    "NotYourIndicator",
    "NotYourReport",
    "PeriodIsFinal",
    "Report",
    "Reports",
    "UnknownPeriod",
    "WholeUnit",
    "decide_report",
    "evolve_reports",
]


@dataclass(eq=False)
class NotYourReport(Refusal):
    """Only the employee of an agreement reports on it."""

    agreement: UUID


@dataclass(eq=False)
class NotYourIndicator(Refusal):
    """The indicator is not one of this agreement's."""

    indicator: UUID


@dataclass(eq=False)
class NegativeValue(Refusal):
    value: str


@dataclass(eq=False)
class WholeUnit(Refusal):
    """The unit of measure is whole and the value is not."""

    unit_of_measure: str


@dataclass(eq=False)
class UnknownPeriod(Refusal):
    """The agreement covers no such period."""

    period: str


@dataclass(eq=False)
class PeriodIsFinal(Refusal):
    """The evaluation of the period is final; `open_periods` says where a report can still go."""

    period: str
    open_periods: str


@dataclass(eq=False)
class BelowEarlierPeriod(Refusal):
    """A cumulative value lies below that of an earlier period and no reason was given."""

    earlier_period: str
    earlier_value: str


@dataclass(frozen=True)
class Report:
    """What is to be reported."""

    indicator: UUID
    period: str
    value: str
    lower_because: str | None = None


@dataclass(frozen=True)
class Reports:
    """An agreement's period folded: the last value of each indicator."""

    values: Mapping[UUID, str] = field(default_factory=lambda: MappingProxyType({}))


def evolve_reports(state: Reports, event: Event) -> Reports:
    match event:
        case RealizationReported():
            return Reports(MappingProxyType({**state.values, event.indicator: event.value}))
    return state


@dataclass(frozen=True)
class Facts:
    """What the decision relies on beside the stream itself."""

    agreed: TargetAgreed
    periods: tuple[str, ...]  # those the agreement covers, in order
    final: frozenset[str]  # periods whose evaluation is final, as far as this service has seen
    earlier: tuple[tuple[str, str], ...]  # (period, last value) of the indicator in earlier periods, in order


def decide_report(actor: UUID, report: Report, facts: Facts) -> list[Event]:
    """Report a value; a later report replaces an earlier one, both stay in the history."""
    agreed = facts.agreed
    if actor != agreed.employee:
        raise NotYourReport(agreed.agreement)
    indicators = {one.indicator: one for result in agreed.results for one in result.indicators}
    indicator = indicators.get(report.indicator)
    if indicator is None:
        raise NotYourIndicator(report.indicator)
    if report.period not in facts.periods:
        raise UnknownPeriod(report.period)
    if report.period in facts.final:
        still_open = [period for period in facts.periods if period not in facts.final]
        raise PeriodIsFinal(report.period, ", ".join(still_open) or "-")
    lower_because = _check_value(report, indicator, facts)
    return [
        RealizationReported.model_validate(
            {
                "employee": agreed.employee,
                "agreement": agreed.agreement,
                "agreement_version": agreed.agreement_version,
                "period": report.period,
                "indicator": report.indicator,
                "value": report.value,
                "lower_because": lower_because,
            }
        )
    ]


def _check_value(report: Report, indicator: Indicator, facts: Facts) -> str | None:
    """Refuse a value that cannot be; returns the reason where a cumulative value may lie below an earlier one."""
    value = Decimal(report.value)
    if value < 0:
        raise NegativeValue(report.value)
    if indicator.whole and value != value.to_integral_value():
        raise WholeUnit(indicator.unit_of_measure)
    below = [(period, earlier) for period, earlier in facts.earlier if value < Decimal(earlier)]
    if indicator.accumulation != "sum" or not below:
        return None
    if report.lower_because is None:
        raise BelowEarlierPeriod(*below[0])
    return report.lower_because
