"""A policy's outcome as the final event carries it: each indicator's line of arithmetic, with its sources."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from contracts.evaluation import (
    AspectLine,
    CountedItem,
    Exclusion,
    Figures,
    IndicatorLine,
    ResultLine,
    UnprovenReport,
)
from contracts.planning import PeriodTarget, TargetAgreed
from contracts.values import Exact, StreamHead, exact
from services.evaluation.policies.extended_8_2021_v1 import NumericOutcome
from services.evaluation.policies.inputs_v1 import ReportRef
from services.evaluation.policies.outcome_v1 import IndicatorOutcome, Outcome

__all__ = ["decimal", "exclusions", "figures", "head_of_report", "result_lines", "score", "unproven_in"]


def result_lines(outcome: Outcome, agreed: TargetAgreed) -> tuple[ResultLine, ...]:
    """Every work result and indicator of the agreement, in its order."""
    targets = {
        str(indicator.indicator): target
        for result in agreed.results
        for indicator in result.indicators
        for target in indicator.targets
        if target.period == outcome.period
    }
    return tuple(
        ResultLine(
            result=UUID(result.result),
            kind=result.kind,
            value=_exact(result.value),
            weight=_exact(result.weight if result.kind == "main" and result.value is not None else None),
            rating=result.rating,
            indicators=tuple(_indicator(line, targets) for line in result.indicators),
        )
        for result in outcome.results
    )


def _indicator(line: IndicatorOutcome, targets: Mapping[str, PeriodTarget]) -> IndicatorLine:
    target = targets.get(line.indicator) if line.due else None
    return IndicatorLine(
        indicator=UUID(line.indicator),
        due=line.due,
        low=target.low if target else None,
        high=target.high if target else None,
        maximum=target.maximum if target else None,
        realization=_exact(line.realization),
        report=head_of_report(line.report) if line.report else None,
        achievement=_exact(line.achievement),
        value=_exact(line.value),
        weight=_exact(line.weight if line.due else None),
        work_not_done=line.work_not_done,
        exclusion=line.exclusion.code if line.exclusion else None,
        evidence=tuple(
            CountedItem(item=UUID(item.item), sha256=item.sha256, state=item.state, late=item.late)
            for item in line.evidence
        ),
        unproven_reports=tuple(
            UnprovenReport(
                report=head_of_report(one.ref),
                period=one.period,
                value=decimal(one.value),
                code=one.code,
                items=tuple(UUID(item) for item in one.items),
            )
            for one in line.unproven
        ),
    )


def decimal(value: Fraction) -> str:
    """A reported value as text again, without ending zeros; it has six decimals at most, so nothing is rounded."""
    millionths = value * 10**6
    assert millionths.denominator == 1
    whole, rest = divmod(int(millionths), 10**6)
    return f"{whole}.{rest:06}".rstrip("0").rstrip(".")


def head_of_report(ref: ReportRef) -> StreamHead:
    """Where a report lies."""
    return StreamHead(stream=UUID(ref.stream), version=ref.version)


def _exact(value: Fraction | None) -> Exact | None:
    return None if value is None else exact(value)


def score(value: Fraction | None, shown: Decimal | None) -> Exact | None:
    """A score with its one rounding, the policy's own."""
    return None if value is None or shown is None else Exact(exact=str(value), shown=str(shown))


def exclusions(outcome: Outcome) -> tuple[Exclusion, ...]:
    """What did not count, and why."""
    return tuple(
        Exclusion(indicator=UUID(one.indicator), code=one.code, items=tuple(UUID(item) for item in one.items))
        for one in outcome.exclusions
    )


def unproven_in(outcome: Outcome) -> tuple[UUID, ...]:
    """Indicators that do not count, or have a later report that is not proven: what may still be shown in time."""
    lines = (line for result in outcome.results for line in result.indicators if line.due)
    return tuple(UUID(line.indicator) for line in lines if line.exclusion is not None or line.unproven)


def figures(outcome: Outcome) -> Figures | None:
    """What a numeric policy makes of results and behaviour; None of a policy that has ratings, or without a class."""
    if not isinstance(outcome, NumericOutcome) or outcome.band is None:
        return None
    assert outcome.main_value is not None
    assert outcome.behaviour_value is not None
    assert outcome.final_value is not None
    return Figures(
        main=exact(outcome.main_value),
        additional=exact(outcome.additional_value),
        behaviour=exact(outcome.behaviour_value),
        behaviour_share=exact(outcome.behaviour_share),
        final=exact(outcome.final_value),
        innovation=outcome.innovation,
        band=outcome.band,
        aspects=tuple(
            AspectLine(result=UUID(one.result), aspect=one.aspect, per_cent=one.per_cent, band=one.band)
            for one in outcome.aspects
        ),
    )
