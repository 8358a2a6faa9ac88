"""A final held against an outcome computed anew: every value it carries, sources before what follows from them.

Pure. What a person decided (a rating given, the text of a reason) is not computed, so it is only held against the
rules for it: where a departure must be named, and where none may be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.evaluation import (
    Concluded,
    ConcludedYear,
    CountedItem,
    IndicatorLine,
    Ratings,
    ResultLine,
    UnprovenReport,
)
from contracts.planning import TargetAgreed
from contracts.values import Exact
from services.evaluation.lines import exclusions, figures, result_lines, score
from services.evaluation.policies.extended_8_2021_v1 import NumericOutcome
from services.evaluation.policies.outcome_v1 import Outcome

__all__ = ["Difference", "compare", "departures", "differ"]

#: Reasons to give another rating than advised; the other codes of a departure say what the service found.
DEPARTS = frozenset({"context_not_in_figures", "quality_of_work", "conduct"})


@dataclass(frozen=True)
class Difference:
    """One thing that is not as the final says. `what` names it: an input with its stream head, or a result."""

    what: str
    in_final: str
    recomputed: str

    def __str__(self) -> str:
        return f"{self.what}: the final says {self.in_final}, the history gives {self.recomputed}"


def differ(what: str, given: Any, found: Any) -> Iterator[Difference]:  # Any: any value of the event
    """The difference of two values, if they differ."""
    if given != found:
        yield Difference(what, _text(given, found), _text(found, given))


def _text(value: Any, other: Any) -> str:
    if isinstance(value, Exact) and isinstance(other, Exact) and value.exact == other.exact:
        return f"{value.exact} shown as {value.shown}"
    return str(getattr(value, "exact", value))


def compare(final: Concluded, outcome: Outcome, agreed: TargetAgreed) -> Iterator[Difference]:
    """Everything of the final that follows from its inputs."""
    yield from _results(final.results, result_lines(outcome, agreed))
    yield from differ("exclusions", final.exclusions, exclusions(outcome))
    yield from differ("score", final.score, score(outcome.score, outcome.score_shown))
    with_excluded = score(outcome.score_with_excluded, outcome.score_with_excluded_shown)
    yield from differ("score with the excluded", final.score_with_excluded, with_excluded)
    yield from differ("advised result rating", final.advised.result, outcome.advised_result)
    yield from differ("advised behaviour rating", final.advised.behaviour, outcome.advised_behaviour)
    yield from differ("behaviour values below", final.behaviour_below, outcome.behaviour_below)
    yield from differ("figures", final.numeric, figures(outcome))
    yield from differ("items without verdict", (), outcome.blockers)
    advised = None if isinstance(outcome, NumericOutcome) else (outcome.advised_result, outcome.advised_behaviour)
    yield from departures(final, advised, outcome.behaviour_below)
    if advised is not None and final.head_of_unit and final.given.result != outcome.advised_result:
        yield Difference("result rating of a head of unit", str(final.given.result), str(outcome.advised_result))


def _results(given: Sequence[ResultLine], found: Sequence[ResultLine]) -> Iterator[Difference]:
    """What was evaluated and how it belongs together; then line by line; then what each result comes to."""
    yield from differ("work results", _ids([one.result for one in given]), _ids([one.result for one in found]))
    by_id = {one.result: one for one in found}
    pairs = [(one, by_id[one.result]) for one in given if one.result in by_id]
    for ours, theirs in pairs:
        ids = [_ids([line.indicator for line in result.indicators]) for result in (ours, theirs)]
        yield from differ(f"kind of result {ours.result}", ours.kind, theirs.kind)
        yield from differ(f"indicators of result {ours.result}", *ids)
    yield from _lines(given, found)
    for ours, theirs in pairs:
        for name in ("value", "weight", "rating"):
            yield from differ(f"{name} of result {ours.result}", getattr(ours, name), getattr(theirs, name))


def _ids(ids: Sequence[UUID]) -> str:
    return ", ".join(map(str, ids)) or "none"


def _lines(given: Sequence[ResultLine], found: Sequence[ResultLine]) -> Iterator[Difference]:
    evaluated, recomputed = (
        {line.indicator: line for result in results for line in result.indicators} for results in (given, found)
    )
    for indicator in (one for one in recomputed if one not in evaluated):
        yield Difference(f"indicator {indicator}", "not evaluated", "in the agreement")
    for indicator, line in evaluated.items():
        other = recomputed.get(indicator)
        if other is None:
            yield Difference(f"indicator {indicator}", "evaluated", "not in the agreement")
        elif other != line:
            # What is listed twice, or in another order, has no name of its own.
            yield from list(_line(line, other)) or [Difference(f"line of indicator {indicator}", str(line), str(other))]


def _line(given: IndicatorLine, found: IndicatorLine) -> Iterator[Difference]:
    """One indicator: its target and evidence first, for they explain what counted; a realization with its report."""

    def each(*names: str) -> Iterator[Difference]:
        for name in names:
            what = f"{name} of indicator {given.indicator}{source if name == 'realization' else ''}"
            yield from differ(what, getattr(given, name), getattr(found, name))

    source = f" (report {given.report.stream}:{given.report.version})" if given.report else ""
    yield from each("due", "low", "high", "maximum")
    yield from _listed(f"evidence {{}} of indicator {given.indicator}", _items(given), _items(found))
    yield from each("realization", "report")
    yield from _listed(f"unproven report {{}} of indicator {given.indicator}", _unproven(given), _unproven(found))
    yield from each("exclusion", "achievement", "value", "weight", "work_not_done")


def _listed(what: str, given: dict[str, str], found: dict[str, str]) -> Iterator[Difference]:
    """One by one, with what of it differs."""
    for name in sorted({*given, *found}):
        yield from differ(what.format(name), given.get(name, "nothing"), found.get(name, "nothing"))


def _items(line: IndicatorLine) -> dict[str, str]:
    return {str(one.item): _item(one) for one in line.evidence}


def _item(one: CountedItem) -> str:
    return f"{one.state}{' late' if one.late else ''}, sha256 {one.sha256}"


def _unproven(line: IndicatorLine) -> dict[str, str]:
    return {f"{one.report.stream}:{one.report.version}": _report(one) for one in line.unproven_reports}


def _report(one: UnprovenReport) -> str:
    return f"{one.value} in {one.period}, {one.code}, items {_ids(one.items)}"


def departures(
    final: Concluded | ConcludedYear,
    advised: tuple[str | None, str | None] | None,
    behaviour_below: Sequence[str],
) -> Iterator[Difference]:
    """A reason stands in the final where the rules ask for one, and nowhere else (`domain.md` 7.3).

    advised: ratings of results and of behaviour; None under a policy that computes the class (7.4), where nobody gives
    ratings, so there is nothing to depart from.
    """
    if advised is None:
        yield from differ("ratings given beside the class", final.given, Ratings())
        yield from differ("departures from the class", final.departures, ())
        return
    for rating, one in zip(("result", "behaviour"), advised, strict=True):
        named = [each.reason_code for each in final.departures if each.rating == rating]
        given = getattr(final.given, rating)
        asked, why = _asked(one, given, behaviour_below if rating == "behaviour" else ())
        if not (len(named) == 1 and named[0] in asked if asked else not named):
            yield Difference(f"departure from the advised {rating} rating", ", ".join(named) or "none", why)


def _asked(advised: str | None, given: str | None, below: Sequence[str]) -> tuple[frozenset[str], str]:
    """The codes one of which must stand there (none: no departure may), and why, in words."""
    if advised is None:
        return frozenset({"no_advice"}), f"{given} given, nothing advised"
    if given != advised:
        return DEPARTS, f"{given} given, {advised} advised"
    if below:
        return frozenset({"value_below_confirmed"}), f"{given} confirmed over {', '.join(below)} below"
    return frozenset(), f"{given} given as advised"
