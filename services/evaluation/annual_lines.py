"""A year's outcome as its final carries it: per agreement, result and indicator the line of arithmetic."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from contracts.evaluation import (
    AgreementOfYear,
    AspectLine,
    CountedItem,
    Rating,
    UnprovenReport,
    YearExclusion,
    YearFigures,
    YearIndicatorLine,
    YearPart,
    YearResultLine,
)
from contracts.values import Exact, exact
from services.evaluation.annual_inputs import Stretch
from services.evaluation.lines import decimal, head_of_report, score
from services.evaluation.policies.counting_v1 import evidence
from services.evaluation.policies.due_v1 import NOTHING, shares
from services.evaluation.policies.inputs_v1 import Indicator, Inputs, WorkResult
from services.evaluation.policies.permenpanrb_8_2021_v1 import value_result
from services.evaluation.policies.rounding_v1 import half_up
from services.evaluation.policies.year_6_2022_v1 import Agreement, YearOutcome, points
from services.evaluation.policies.year_8_2021_v1 import NumericAgreement, NumericYear
from services.evaluation.policies.year_v1 import AgreementYear, Part, YearIndicator, YearInputs, YearResult

__all__ = ["agreements_of_year", "exclusions_of_year", "figures_of_year", "shown_score", "unproven_in_year", "years_of"]


@dataclass(frozen=True)
class _Valued:
    """One result's year with what the policy made of it."""

    of: YearResult
    value: Fraction | None
    weight: Fraction
    rating: Rating | None
    points: Mapping[str, Fraction]
    idle: frozenset[str]


def agreements_of_year(
    inputs: YearInputs, outcome: YearOutcome | NumericYear, held: Sequence[Stretch]
) -> tuple[AgreementOfYear, ...]:
    """Every agreement of the year in order of time."""
    judged: tuple[Agreement | NumericAgreement, ...] = outcome.agreements
    return tuple(
        _agreement(given, of, stretch) for given, of, stretch in zip(inputs.agreements, judged, held, strict=True)
    )


def exclusions_of_year(outcome: YearOutcome | NumericYear) -> tuple[YearExclusion, ...]:
    """What did not count, in which period looked at, and why."""
    return tuple(
        YearExclusion(
            agreement=UUID(of.agreement),
            period=part.period,
            indicator=UUID(indicator),
            code=part.counted.exclusion.code,
            items=tuple(UUID(item) for item in part.counted.exclusion.items),
        )
        for of in outcome.agreements
        for year in years_of(of)
        for indicator, line in year.indicators.items()
        for part in line.parts
        if part.counted.exclusion is not None
    )


def unproven_in_year(outcome: YearOutcome | NumericYear, agreements: Collection[UUID]) -> tuple[UUID, ...]:
    """Of these agreements: indicators that do not count in a period looked at, or have a later report not proven."""
    lines = [
        item
        for of in outcome.agreements
        if UUID(of.agreement) in agreements
        for year in years_of(of)
        for item in year.indicators.items()
    ]
    return tuple(
        UUID(name)
        for name, line in lines
        if any(part.counted.exclusion is not None or part.counted.unproven for part in line.parts)
    )


def years_of(of: Agreement | NumericAgreement) -> list[YearResult]:
    return [one.of for one in of.results] if isinstance(of, Agreement) else [year for year, _ in of.results]


def figures_of_year(outcome: YearOutcome | NumericYear) -> YearFigures | None:
    """What a numeric policy makes of the year; None of a policy that has ratings, or without a class."""
    if not isinstance(outcome, NumericYear) or outcome.band is None:
        return None
    assert outcome.behaviour_value is not None
    assert outcome.final_value is not None
    return YearFigures(
        behaviour=exact(outcome.behaviour_value),
        behaviour_share=exact(outcome.behaviour_share),
        final=exact(outcome.final_value),
        innovation=outcome.innovation,
        band=outcome.band,
    )


def shown_score(value: Fraction | None) -> Exact | None:
    """A score with its one rounding, that of the policies."""
    return None if value is None else score(value, half_up(value))


def _agreement(given: AgreementYear, of: Agreement | NumericAgreement, stretch: Stretch) -> AgreementOfYear:
    agreed = stretch.agreed
    numeric = of if isinstance(of, NumericAgreement) else None
    ratings = of if isinstance(of, Agreement) else None
    return AgreementOfYear(
        agreement=agreed.agreement,
        agreement_version=agreed.agreement_version,
        assignment=agreed.assignment,
        unit=agreed.unit,
        head_of_unit=agreed.head_of_unit,
        starts_on=agreed.starts_on,
        ends_on=agreed.ends_on,
        periods=stretch.names,
        evidence_deadline=stretch.evidence_deadline,
        share_of_months=exact(of.weight),
        unit_achievement=stretch.achieved.achievement if stretch.achieved else None,
        unit_stream=stretch.achieved.head if stretch.achieved else None,
        results=tuple(_result(one, given) for one in _valued(of, head=agreed.head_of_unit)),
        score=shown_score(of.score),
        score_with_excluded=shown_score(of.score_with_excluded),
        above=_exact(ratings.above) if ratings else None,
        below=_exact(ratings.below) if ratings else None,
        advised=ratings.advised if ratings else None,
        main=_exact(numeric.main_value) if numeric else None,
        additional=exact(numeric.additional_value) if numeric else None,
        aspects=tuple(
            AspectLine(result=UUID(one.result), aspect=one.aspect, per_cent=one.per_cent, band=one.band)
            for one in (numeric.aspects if numeric else ())
        ),
    )


def _valued(of: Agreement | NumericAgreement, *, head: bool) -> list[_Valued]:
    if isinstance(of, Agreement):
        return [
            _Valued(one.of, one.value, one.weight, one.rating, _points(one.of, one.idle), one.idle)
            for one in of.results
        ]
    main = shares({one.result.result: one.result.weight for one, value in of.results if _counts(one.result, value)})
    found = []
    for one, value in of.results:
        made = value_result(one.result, one.got(), head=head)
        weight = main.get(one.result.result, NOTHING)
        found.append(_Valued(one, value, weight, None, made.points, made.idle))
    return found


def _counts(result: WorkResult, value: Fraction | None) -> bool:
    return result.kind == "main" and value is not None


def _points(year: YearResult, idle: frozenset[str]) -> dict[str, Fraction]:
    due = {name: one for name, one in year.indicators.items() if one.due}
    return {name: NOTHING if name in idle else points(one.target, one.achieved) for name, one in due.items()}


def _result(one: _Valued, given: AgreementYear) -> YearResultLine:
    result = one.of.result
    weights = shares({each.indicator: each.weight for each in result.indicators if each.due})
    return YearResultLine(
        result=UUID(result.result),
        kind=result.kind,
        indicators=tuple(_indicator(line, one, weights, given) for line in one.of.indicators.values()),
        value=_exact(one.value),
        weight=exact(one.weight) if _counts(result, one.value) else None,
        rating=one.rating,
    )


def _indicator(
    line: YearIndicator, one: _Valued, weights: Mapping[str, Fraction], given: AgreementYear
) -> YearIndicatorLine:
    target, name = line.target, line.target.indicator
    if not line.due:
        return YearIndicatorLine(indicator=UUID(name), accumulation=target.accumulation, due=False)
    return YearIndicatorLine(
        indicator=UUID(name),
        accumulation=target.accumulation,
        due=True,
        low=_text(target.low),
        high=_text(target.high),
        maximum=_text(target.maximum),
        parts=tuple(_part(part, line, given) for part in line.parts),
        achievement=exact(line.achieved.achievement),
        value=_exact(one.points.get(name)),
        weight=_exact(weights.get(name)),
        work_not_done=name in one.idle,
    )


def _part(part: Part, line: YearIndicator, given: AgreementYear) -> YearPart:
    inputs = next(one for one in given.periods if one.period == part.period)
    target, counted = _held_against(line, inputs), part.counted
    low, high = _text(target.low), _text(target.high)
    assert low is not None
    assert high is not None
    return YearPart(
        period=part.period,
        low=low,
        high=high,
        maximum=_text(target.maximum),
        realization=_exact(counted.report.value if counted.report else None),
        report=head_of_report(counted.report.ref) if counted.report else None,
        report_period=counted.report.period if counted.report else None,
        proven=counted.proven,
        achievement=exact(part.achieved.achievement),
        exclusion=counted.exclusion.code if counted.exclusion else None,
        evidence=tuple(
            CountedItem(item=UUID(item.item), sha256=item.sha256, state=item.state, late=item.late)
            for item in evidence(target, counted.report, inputs)
        ),
        unproven_reports=tuple(
            UnprovenReport(
                report=head_of_report(told.ref),
                period=told.period,
                value=decimal(told.value),
                code=told.code,
                items=tuple(UUID(item) for item in told.items),
            )
            for told in counted.unproven
        ),
    )


def _held_against(line: YearIndicator, inputs: Inputs) -> Indicator:
    """The target a part was held against: an average has each period's own, else it is that of the last one due."""
    if line.target.accumulation != "average":
        return line.target
    every = (each for result in inputs.results for each in result.indicators)
    return next(each for each in every if each.indicator == line.target.indicator)


def _exact(value: Fraction | None) -> Exact | None:
    return None if value is None else exact(value)


def _text(value: Fraction | None) -> str | None:
    return None if value is None else decimal(value)
