"""Realization's decisions: what may be reported, as pure functions (`domain.md` 5).

What is looked up elsewhere (the agreement, its dates, whether the period is final) comes in with the facts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from contracts.events import Event
from contracts.planning import Indicator, TargetAgreed
from contracts.realization import RealizationReported, RealizationReturned
from contracts.refusals import Refusal
from contracts.values import StreamHead, TextRef

__all__ = [
    "AboveLaterPeriod",
    "AlreadyReturned",
    "BelowEarlierPeriod",
    "Facts",
    "NegativeValue",
    "NotBegun",
    "NotYourIndicator",
    "NotYourReport",
    "NotYoursToReturn",
    "NothingReported",
    "PeriodIsFinal",
    "Report",
    "Reports",
    "Return",
    "ReturnFacts",
    "UnknownPeriod",
    "WholeUnit",
    "decide_report",
    "decide_return",
    "evolve_reports",
    "indicators_of",
    "open_periods",
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


@dataclass(eq=False)
class AboveLaterPeriod(Refusal):
    """A cumulative value would lie above that of a later period, which agreed with it until now."""

    period: str
    value: str
    later_period: str
    later_value: str


@dataclass(eq=False)
class NotBegun(Refusal):
    """What a period comes to is reported from its first day on: of the agreement, where that begins within it."""

    period: str
    begins_on: date
    today: date


@dataclass(eq=False)
class NotYoursToReturn(Refusal):
    """Who acts as rater gives a report back."""

    agreement: UUID


@dataclass(eq=False)
class NothingReported(Refusal):
    """The report to give back is not the last one of its indicator."""

    indicator: UUID
    last: str


@dataclass(eq=False)
class AlreadyReturned(Refusal):
    """The report was given back and nothing was reported since."""

    indicator: UUID


@dataclass(frozen=True)
class Report:
    """What is to be reported."""

    indicator: UUID
    period: str
    value: str
    lower_because: str | None = None


@dataclass(frozen=True)
class Reports:
    """An agreement's period folded: the last value of each indicator, the version it was reported as, and which of
    these versions were given back."""

    values: Mapping[UUID, str] = field(default_factory=lambda: MappingProxyType({}))
    version: int = 0
    last: Mapping[UUID, int] = field(default_factory=lambda: MappingProxyType({}))
    returned: frozenset[int] = frozenset()

    def is_returned(self, indicator: UUID) -> bool:
        """Whether the last report of an indicator was given back."""
        return self.last.get(indicator) in self.returned


def evolve_reports(state: Reports, event: Event) -> Reports:
    version = state.version + 1
    match event:
        case RealizationReported():
            values = MappingProxyType({**state.values, event.indicator: event.value})
            last = MappingProxyType({**state.last, event.indicator: version})
            return replace(state, values=values, last=last, version=version)
        case RealizationReturned():
            return replace(state, returned=state.returned | {event.report.version}, version=version)
    return replace(state, version=version)


@dataclass(frozen=True)
class Facts:
    """What the decision relies on beside the stream itself."""

    agreed: TargetAgreed
    periods: tuple[str, ...]  # those the agreement covers, in order
    final: frozenset[str]  # periods whose evaluation is final, as far as this service has seen
    begins_on: date  # the first day of the period that the agreement covers
    today: date
    earlier: tuple[tuple[str, str], ...] = ()  # (period, last value) of the indicator in earlier periods, in order
    later: tuple[tuple[str, str], ...] = ()  # and in later ones
    standing: str | None = None  # its last value in this period


def decide_report(actor: UUID, report: Report, facts: Facts) -> list[Event]:
    """Report a value; a later report replaces an earlier one, both stay in the history."""
    agreed = facts.agreed
    if actor != agreed.employee:
        raise NotYourReport(agreed.agreement)
    indicator = indicators_of(agreed).get(report.indicator)
    if indicator is None:
        raise NotYourIndicator(report.indicator)
    if report.period not in facts.periods:
        raise UnknownPeriod(report.period)
    if report.period in facts.final:
        raise PeriodIsFinal(report.period, open_periods(facts.periods, facts.final))
    if facts.today < facts.begins_on:
        raise NotBegun(report.period, facts.begins_on, facts.today)
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


def indicators_of(agreed: TargetAgreed) -> dict[UUID, Indicator]:
    """The indicators of an agreed set, by id."""
    return {one.indicator: one for result in agreed.results for one in result.indicators}


def open_periods(periods: Iterable[str], final: frozenset[str]) -> str:
    """The periods that still take reports, as they are told."""
    return ", ".join(period for period in periods if period not in final) or "-"


def _check_value(report: Report, indicator: Indicator, facts: Facts) -> str | None:
    """Refuse a value that cannot be; returns the reason where a cumulative value may lie below an earlier one."""
    value = Decimal(report.value)
    if value < 0:
        raise NegativeValue(report.value)
    if indicator.whole and value != value.to_integral_value():
        raise WholeUnit(indicator.unit_of_measure)
    if indicator.accumulation != "sum":
        return None
    below = [(period, earlier) for period, earlier in facts.earlier if value < Decimal(earlier)]
    above = _newly_above(value, facts)
    if report.lower_because is None and below:
        raise BelowEarlierPeriod(*below[0])
    if report.lower_because is None and above:
        raise AboveLaterPeriod(report.period, report.value, *above[0])
    return report.lower_because if below or above else None


def _newly_above(value: Decimal, facts: Facts) -> list[tuple[str, str]]:
    """Later periods below whose value this one did not lie: those can be corrected, or were reported lower on purpose.

    A final one cannot be corrected any more, and is not held against it.
    """
    return [
        (period, later)
        for period, later in facts.later
        if period not in facts.final
        and value > Decimal(later)
        and not (facts.standing is not None and Decimal(facts.standing) > Decimal(later))
    ]


@dataclass(frozen=True)
class Return:
    """What is given back, and why; `report` is the report as a stream head."""

    indicator: UUID
    report: StreamHead
    reason_code: str
    comment: TextRef


@dataclass(frozen=True)
class ReturnFacts:
    """What giving back relies on beside the stream: who acts as rater now, and what is final."""

    agreed: TargetAgreed
    period: str
    periods: tuple[str, ...]
    final: frozenset[str]
    raters: frozenset[UUID]


def decide_return(state: Reports, actor: UUID, wanted: Return, facts: ReturnFacts) -> list[Event]:
    """Give the last report of an indicator back with a comment; it stands until the employee reports again."""
    agreed = facts.agreed
    if actor not in facts.raters:
        raise NotYoursToReturn(agreed.agreement)
    if facts.period in facts.final:
        raise PeriodIsFinal(facts.period, open_periods(facts.periods, facts.final))
    if (last := state.last.get(wanted.indicator)) != wanted.report.version:
        raise NothingReported(wanted.indicator, str(last or "-"))
    if state.is_returned(wanted.indicator):
        raise AlreadyReturned(wanted.indicator)
    return [
        RealizationReturned.model_validate(
            {
                "employee": agreed.employee,
                "agreement": agreed.agreement,
                "period": facts.period,
                "indicator": wanted.indicator,
                "report": wanted.report,
                "reason_code": wanted.reason_code,
                "comment": wanted.comment,
            }
        )
    ]
