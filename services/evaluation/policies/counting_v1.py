"""What counts of all that was reported and shown (domain 7.1): the first half of every scoring policy.

A report is *proven* when a usable item that came in time, or whose lateness was accepted, was verified for it.
The last report with credit counts; what was reported after it is listed, and its last word counts instead only
where it is worse: nobody gains by proving one value and reporting another. With `unverified = exclude` credit
means proven; with `count` a report of the evaluated period has it unless a rejection stands [reading, decision 0070]:
from a report whose evidence was rejected until something verified shows a later one, nothing unproven has credit, and
what is reported anew in that time is excluded as rejected, with the items that were.
For `sum` with higher_is_better the earlier periods of the agreement are part of the same story, so their last
proven cumulative value stands in where the period has none; earlier periods never get credit unproven.
Lateness of an earlier period's evidence is judged against the deadline of the period evaluated, as the annual
rule (7.7) does: it was there in time for *this* evaluation [reading]. An item is in time or late per indicator: an
answer to a rejected item stands in for it only where that one was rejected. Pure; frozen once released.
"""

from dataclasses import dataclass, replace
from typing import Literal

from services.evaluation.policies.inputs_v1 import Indicator, Inputs, Item, Report, Verdict
from services.evaluation.policies.outcome_v1 import (
    Blocker,
    EvidenceOutcome,
    EvidenceState,
    Exclusion,
    ExclusionCode,
    UnprovenReport,
)

__all__ = ["Counted", "blockers", "count", "evidence", "in_time"]


@dataclass(frozen=True)
class Counted:
    """What counts of one indicator. `last`: what would count if everything reported did."""

    report: Report | None
    proven: bool
    last: Report | None
    exclusion: Exclusion | None
    unproven: tuple[UnprovenReport, ...]


@dataclass(frozen=True)
class _Standing:
    """`shown`: something usable was verified for it, in time or late."""

    report: Report
    code: Literal["proven"] | ExclusionCode
    items: tuple[str, ...] = ()
    shown: bool = False


def count(indicator: Indicator, inputs: Inputs) -> Counted:
    """What counts of `indicator`, due or not; only a due one can be excluded."""
    story = [_standing(report, inputs) for report in _story(indicator, inputs)]
    if inputs.unverified == "count":
        story = _with_rejections(story, inputs.period)
    credited = _credited(story, inputs)
    later = story if credited is None else story[credited + 1 :]
    last = story[-1] if story else None
    counts = None if credited is None else story[credited]
    if counts and last and _worse(last.report, counts.report, indicator):
        counts = last
    return Counted(
        report=counts.report if counts else None,
        proven=counts is not None and counts.code == "proven",
        last=last.report if last else None,
        exclusion=_exclusion(indicator, later, inputs) if indicator.due and counts is None else None,
        unproven=tuple(_listed(standing) for standing in later),
    )


def blockers(inputs: Inputs) -> tuple[Blocker, ...]:
    """Items of the period in time, or accepted although late, without any verdict on an indicator they show.

    One verdict for an earlier value is enough; withdrawn and unusable items wait for nobody. An indicator that
    nothing was reported for cannot be judged, so it does not block: the rater's silence is not what costs there.
    """
    reported = {report.indicator for report in inputs.reports if report.period == inputs.period}
    waiting = (
        Blocker(item.item, indicator)
        for item in inputs.items
        if item.period == inputs.period and _shows(item)
        for indicator in set(item.indicators) & reported
        if _cleared(item, indicator, inputs) and not any(each.indicator == indicator for each in item.verdicts)
    )
    return tuple(sorted(waiting))


def evidence(indicator: Indicator, counted: Report | None, inputs: Inputs) -> tuple[EvidenceOutcome, ...]:
    """Every item that shows `indicator` in the period, and in the period of the report that counts.

    Not those taken back before any verdict: they show nothing, and a final would grow with every try.
    """
    periods = {inputs.period, counted.period if counted else inputs.period}
    shown = (item for item in inputs.items if item.verdicts or not item.withdrawn)
    items = (item for item in shown if indicator.indicator in item.indicators and item.period in periods)
    return tuple(_as_it_stands(item, indicator, counted, inputs) for item in sorted(items, key=lambda each: each.item))


def in_time(item: Item, indicator: str, inputs: Inputs) -> bool:
    """Whether `item`, as evidence for `indicator`, came by the deadline (inclusive), or in time after a rejection.

    After a rejection: it answers an item of the same period that showed this very indicator, was rejected for it and
    was in time itself, and it came while that rejection could be answered.
    """
    by_id = {each.item: each for each in inputs.items}
    followed: set[str] = set()
    while item.uploaded_at > inputs.evidence_deadline:
        followed.add(item.item)
        answered = by_id.get(item.answers) if item.answers else None
        if answered is None or answered.item in followed or not _answers(item, answered, indicator):
            return False
        item = answered
    return True


def _answers(item: Item, answered: Item, indicator: str) -> bool:
    """Whether `item` came in time to answer a rejection of `answered` for `indicator`."""
    if indicator not in answered.indicators or answered.period != item.period:
        return False
    rejections = [each for each in answered.verdicts if each.indicator == indicator and not each.verified]
    return any(each.answer_until is not None and item.uploaded_at <= each.answer_until for each in rejections)


def _story(indicator: Indicator, inputs: Inputs) -> list[Report]:
    cumulative = indicator.accumulation == "sum" and indicator.direction == "higher_is_better"
    periods = [*inputs.periods_before, inputs.period] if cumulative else [inputs.period]
    place = {period: order for order, period in enumerate(periods)}
    told = [each for each in inputs.reports if each.indicator == indicator.indicator and each.period in place]
    return sorted(told, key=lambda report: (place[report.period], report.ref.version, report.ref.stream))


def _standing(report: Report, inputs: Inputs) -> _Standing:
    items = [item for item in inputs.items if report.indicator in item.indicators and item.period == report.period]
    judged = [(item, _verdict(item, report)) for item in items]
    verified = [item for item, verdict in judged if verdict and verdict.verified and _shows(item)]
    if any(_cleared(item, report.indicator, inputs) for item in verified):
        return _Standing(report, "proven", shown=True)
    # Verified but late outranks a rejected sibling: the value was shown, only the date is missing. A late item that
    # nobody verified does not: else, under `count`, uploading anything late would undo a rejection.
    if verified:
        return _Standing(report, "late_not_accepted", _ids(verified), shown=True)
    if rejected := [item for item, verdict in judged if verdict and not verdict.verified]:
        return _Standing(report, "rejected", _ids(rejected))
    if late := [item for item in items if _shows(item) and not _cleared(item, report.indicator, inputs)]:
        return _Standing(report, "late_not_accepted", _ids(late))
    return _Standing(report, "not_shown")


def _with_rejections(story: list[_Standing], period: str) -> list[_Standing]:
    """What was reported in the period after a rejection, and not shown by anything, is rejected too."""
    told: list[_Standing] = []
    stands: _Standing | None = None
    for standing in story:
        if standing.shown or standing.report.period != period:
            stands = None
        elif standing.code == "rejected":
            stands = standing
        told.append(standing if stands is None else replace(standing, code="rejected", items=stands.items))
    return told


def _credited(story: list[_Standing], inputs: Inputs) -> int | None:
    """The place of the last report with credit; None where none has any."""
    rejected = False
    for place in reversed(range(len(story))):
        standing = story[place]
        if standing.code == "proven":
            return place
        if inputs.unverified == "exclude" or standing.report.period != inputs.period:
            continue
        rejected = rejected or standing.code == "rejected"
        if standing.shown or not rejected:
            return place
    return None


def _worse(report: Report, than: Report, indicator: Indicator) -> bool:
    higher = indicator.direction == "higher_is_better"
    return report.value < than.value if higher else report.value > than.value


def _exclusion(indicator: Indicator, later: list[_Standing], inputs: Inputs) -> Exclusion:
    for standing in reversed(later):
        if standing.report.period == inputs.period and standing.code != "proven":
            return Exclusion(indicator.indicator, standing.code, standing.items)
    return Exclusion(indicator.indicator, "not_reported", ())


def _listed(standing: _Standing) -> UnprovenReport:
    # `later` holds no proven report: one would have had credit and been the last that has it.
    assert standing.code != "proven"
    report = standing.report
    return UnprovenReport(report.ref, report.period, report.value, standing.code, standing.items)


def _verdict(item: Item, report: Report) -> Verdict | None:
    return _last([each for each in item.verdicts if (each.indicator, each.report) == (report.indicator, report.ref)])


def _last(verdicts: list[Verdict]) -> Verdict | None:
    return max(verdicts, key=lambda verdict: verdict.version, default=None)


def _shows(item: Item) -> bool:
    return not item.withdrawn and not item.unusable


def _cleared(item: Item, indicator: str, inputs: Inputs) -> bool:
    return item.lateness_accepted or in_time(item, indicator, inputs)


def _ids(items: list[Item]) -> tuple[str, ...]:
    return tuple(sorted(item.item for item in items))


def _as_it_stands(item: Item, indicator: Indicator, counted: Report | None, inputs: Inputs) -> EvidenceOutcome:
    on_counted = _verdict(item, counted) if counted else None
    verdict = on_counted or _last([each for each in item.verdicts if each.indicator == indicator.indicator])
    return EvidenceOutcome(
        item=item.item,
        sha256=item.sha256,
        state=_state(item, indicator, verdict, inputs),
        report=verdict.report if verdict else None,
        late=not in_time(item, indicator.indicator, inputs),
    )


def _state(item: Item, indicator: Indicator, verdict: Verdict | None, inputs: Inputs) -> EvidenceState:
    if verdict and not verdict.verified:
        return "rejected"
    if item.withdrawn:
        return "withdrawn"
    if item.unusable:
        return "unusable"
    if not _cleared(item, indicator.indicator, inputs):
        return "late_not_accepted"
    return "verified" if verdict else "pending"
