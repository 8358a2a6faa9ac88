"""An annual final held against an outcome computed anew: agreement by agreement, line by line, then what follows.

Pure. As in `compare.py`, sources come before what follows from them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from contracts.evaluation import (
    AgreementOfYear,
    ConcludedYear,
    YearIndicatorLine,
    YearPart,
    YearResultLine,
)
from services.evaluation.annual import advised_in
from services.evaluation.annual_inputs import Stretch
from services.evaluation.annual_lines import agreements_of_year, exclusions_of_year, figures_of_year, shown_score
from services.evaluation.policies.year_6_2022_v1 import YearOutcome
from services.evaluation.policies.year_8_2021_v1 import NumericYear
from services.evaluation.policies.year_v1 import YearInputs
from services.evaluation.replay.compare import Difference, departures, differ

__all__ = ["compare_year"]

_OF_AN_AGREEMENT = (
    "agreement_version",
    "assignment",
    "unit",
    "head_of_unit",
    "starts_on",
    "ends_on",
    "periods",
    "evidence_deadline",
    "share_of_months",
    "unit_achievement",
    "unit_stream",
)
_COMES_TO = ("score", "score_with_excluded", "above", "below", "advised", "main", "additional", "aspects")


def compare_year(
    final: ConcludedYear, inputs: YearInputs, outcome: YearOutcome | NumericYear, held: Sequence[Stretch]
) -> Iterator[Difference]:
    """Everything of the final that follows from its inputs."""
    found = {one.agreement: one for one in agreements_of_year(inputs, outcome, held)}
    pairs = [(one, found[one.agreement]) for one in final.agreements if one.agreement in found]
    for ours, theirs in pairs:
        yield from _each(f"agreement {ours.agreement}", ours, theirs, _OF_AN_AGREEMENT)
    for ours, theirs in pairs:
        yield from _results(ours, theirs)
        yield from _each(f"agreement {ours.agreement}", ours, theirs, _COMES_TO)
    yield from differ("exclusions", final.exclusions, exclusions_of_year(outcome))
    yield from differ("score", final.score, shown_score(outcome.score))
    yield from differ("score with the excluded", final.score_with_excluded, shown_score(outcome.score_with_excluded))
    advised = advised_in(outcome)
    yield from differ("advised result rating", final.advised.result, advised.result)
    yield from differ("advised behaviour rating", final.advised.behaviour, advised.behaviour)
    yield from differ("figures", final.numeric, figures_of_year(outcome))
    yield from differ("short period", final.short_period, outcome.short_period)
    yield from differ("items without verdict", (), outcome.blockers)
    if isinstance(outcome, NumericYear):
        yield from departures(final, None, ())
        return
    yield from departures(final, (advised.result, advised.behaviour), outcome.behaviour_below)
    if all(one.agreed.head_of_unit for one in held) and final.given.result != advised.result:
        yield Difference("result rating of a head of unit", str(final.given.result), str(advised.result))


def _each(what: str, ours: Any, theirs: Any, names: Sequence[str]) -> Iterator[Difference]:  # Any: the same record
    for name in names:
        yield from differ(f"{name} of {what}", getattr(ours, name), getattr(theirs, name))


def _results(ours: AgreementOfYear, theirs: AgreementOfYear) -> Iterator[Difference]:
    what = f"agreement {ours.agreement}"
    yield from differ(
        f"work results of {what}", [one.result for one in ours.results], [o.result for o in theirs.results]
    )
    by_id = {one.result: one for one in theirs.results}
    pairs = [(one, by_id[one.result]) for one in ours.results if one.result in by_id]
    for one, other in pairs:
        yield from differ(f"kind of result {one.result}", one.kind, other.kind)
        yield from _lines(one, other)
    for one, other in pairs:
        yield from _each(f"result {one.result}", one, other, ("value", "weight", "rating"))


def _lines(ours: YearResultLine, theirs: YearResultLine) -> Iterator[Difference]:
    ids = [[line.indicator for line in result.indicators] for result in (ours, theirs)]
    yield from differ(f"indicators of result {ours.result}", *ids)
    by_id = {line.indicator: line for line in theirs.indicators}
    for line in ours.indicators:
        other = by_id.get(line.indicator)
        if other is not None and other != line:
            yield from list(_line(line, other)) or [Difference(f"line of indicator {line.indicator}", "one", "another")]


def _line(ours: YearIndicatorLine, theirs: YearIndicatorLine) -> Iterator[Difference]:
    what = f"indicator {ours.indicator}"
    yield from _each(what, ours, theirs, ("accumulation", "due", "low", "high", "maximum"))
    periods = [[part.period for part in line.parts] for line in (ours, theirs)]
    yield from differ(f"periods that count of {what}", *periods)
    for part, other in zip(ours.parts, theirs.parts, strict=False):
        if part.period == other.period:
            yield from _part(f"{what} in {part.period}", part, other)
    yield from _each(what, ours, theirs, ("achievement", "value", "weight", "work_not_done"))


def _part(what: str, ours: YearPart, theirs: YearPart) -> Iterator[Difference]:
    """A period's part: its target and evidence first, for they explain what counted."""
    source = f" (report {ours.report.stream}:{ours.report.version})" if ours.report else ""
    yield from _each(what, ours, theirs, ("low", "high", "maximum", "evidence"))
    yield from differ(f"realization of {what}{source}", ours.realization, theirs.realization)
    yield from _each(
        what, ours, theirs, ("report", "report_period", "proven", "unproven_reports", "exclusion", "achievement")
    )
