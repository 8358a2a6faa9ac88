"""The examples tell one story: a final names what was recorded before it, and its figures are those of the plan."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

import pytest

from contracts.achievement_v1 import achievement
from contracts.evaluation import (
    AnnualEvaluationAmended,
    AnnualEvaluationFinalized,
    EvaluationAmended,
    EvaluationFinalized,
    IndicatorLine,
    ResultLine,
    YearIndicatorLine,
    YearPart,
    YearResultLine,
)
from contracts.examples import EXAMPLES, Example
from contracts.planning import Indicator, TargetAgreed
from contracts.values import Exact

OF_PERIODS = [one for one in EXAMPLES if isinstance(one.event, EvaluationFinalized | EvaluationAmended)]
OF_YEARS = [one for one in EXAMPLES if isinstance(one.event, AnnualEvaluationFinalized | AnnualEvaluationAmended)]
(AGREED,) = (one.event for one in EXAMPLES if isinstance(one.event, TargetAgreed))
PLANNED: dict[UUID, Indicator] = {
    indicator.indicator: indicator for result in AGREED.results for indicator in result.indicators
}

every_final = pytest.mark.parametrize("final", [*OF_PERIODS, *OF_YEARS], ids=lambda one: type(one.event).__name__)


def results_of(final: Example) -> Iterable[ResultLine | YearResultLine]:
    match final.event:
        case EvaluationFinalized() | EvaluationAmended():
            return final.event.results
        case AnnualEvaluationFinalized() | AnnualEvaluationAmended():
            return [line for agreement in final.event.agreements for line in agreement.results]
    raise TypeError(final.event)


def lines_of(result: ResultLine | YearResultLine) -> Iterable[tuple[UUID, str, IndicatorLine | YearPart]]:
    """What was reached, with the indicator and the period it is of."""
    for line in result.indicators:
        if isinstance(line, YearIndicatorLine):
            yield from ((line.indicator, part.period, part) for part in line.parts)
        elif line.due:
            yield line.indicator, "2026Q3", line


def number(value: Exact | None) -> Fraction:
    return Fraction(0) if value is None else Fraction(value.exact)


def test_a_stream_is_told_in_order() -> None:
    told = sorted((one.stream, one.version, one.act.now) for one in EXAMPLES)

    for (stream, version, at), (other, later, then) in pairwise(told):
        assert stream != other or (version < later and at <= then), (stream, version)


@every_final
def test_a_final_rests_on_all_that_was_recorded_before_it(final: Example) -> None:
    """An amendment rests on the heads of its final; so does its example."""
    original = getattr(final.event, "original", None)
    at = next(
        (one for one in EXAMPLES if original and (one.stream, one.version) == (original.stream, original.version)),
        final,
    )
    heads = {head.stream: head.version for head in final.event.heads}

    missed = [
        one.event.TYPE
        for one in EXAMPLES
        if one.stream in heads
        and one.stream != at.stream
        and one.act.now < at.act.now
        and one.version > heads[one.stream]
    ]

    assert missed == []
    assert heads[at.stream] == at.version - 1
    assert list(heads) == sorted(heads)


@every_final
def test_a_final_judges_every_indicator_of_the_agreement_by_its_target(final: Example) -> None:
    lines = {line.indicator: line for result in results_of(final) for line in result.indicators}

    assert lines.keys() == PLANNED.keys()
    for result in results_of(final):
        for indicator, period, line in lines_of(result):
            (target,) = (one for one in PLANNED[indicator].targets if one.period == period)
            assert (line.low, line.high, line.maximum) == (target.low, target.high, target.maximum)


@every_final
def test_the_figures_are_those_of_the_rules(final: Example) -> None:
    for result in results_of(final):
        for indicator, _, line in lines_of(result):
            assert line.low is not None
            assert line.high is not None
            bounds = (Fraction(line.low), Fraction(line.high))
            reached = number(line.realization)
            expected = achievement(reached, *bounds, PLANNED[indicator].direction) if line.realization else Fraction(0)
            assert number(line.achievement) == expected
        due = [line for line in result.indicators if line.due]
        assert sum(number(line.weight) for line in due) == (1 if due else 0)
        assert number(result.value) == sum(number(line.value) * number(line.weight) for line in due)
    (main,) = (result for result in results_of(final) if result.kind == "main")
    assert final.event.score == main.value


@pytest.mark.parametrize("year", OF_YEARS, ids=lambda one: type(one.event).__name__)
def test_what_stands_beside_a_year_is_what_counts_of_its_periods(year: Example) -> None:
    assert isinstance(year.event, AnnualEvaluationFinalized | AnnualEvaluationAmended)
    last = max(OF_PERIODS, key=lambda one: one.version)

    assert [(one.final.stream, one.final.version) for one in year.event.beside] == [(last.stream, last.version)]
