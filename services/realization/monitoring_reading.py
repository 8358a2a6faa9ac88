"""What monitoring reads of a page of people at once: agreements, reports, verdicts, activities, in a few questions.

The recorded bytes are read for the fields that are shown, without validating what was checked when it was recorded: a
team of fifty with twenty indicators is some ten thousand events a year.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

import msgspec

from chassis.projection import Projection
from chassis.runtime import Runtime
from contracts.achievement_v1 import Direction
from contracts.evaluation import EvaluationFinalized
from contracts.evidence import EvidenceFoundFalse, EvidenceRejected, EvidenceVerified
from contracts.planning import AgreementClosed, TargetAgreed
from services.realization import projections
from services.realization.activity_commands import activities_stream
from services.realization.commands import reports_stream
from services.realization.monitoring import Reported, TargetOf, Watched

__all__ = ["AgreedSet", "agreements_on", "final_agreements", "last_activities", "proven_of", "reports_of"]


class _Target(msgspec.Struct, frozen=True):
    period: str
    low: str
    high: str


class _Indicator(msgspec.Struct, frozen=True):
    indicator: UUID
    title: str
    aspect: str
    unit_of_measure: str
    direction: Direction
    targets: tuple[_Target, ...]


class _Result(msgspec.Struct, frozen=True):
    result: UUID
    kind: str
    indicators: tuple[_Indicator, ...]


class _Agreed(msgspec.Struct, frozen=True):
    employee: UUID
    agreement: UUID
    agreement_version: int
    assignment: UUID
    starts_on: date
    ends_on: date
    valid_from: date
    results: tuple[_Result, ...]


class _RecordedAgreed(msgspec.Struct, frozen=True):
    data: _Agreed


class _Head(msgspec.Struct, frozen=True):
    stream: UUID
    version: int


class _ReportData(msgspec.Struct, frozen=True):
    """Of a report `value` is there, of one given back `report`."""

    indicator: UUID
    value: str | None = None
    report: _Head | None = None


class _RecordedReport(msgspec.Struct, frozen=True):
    sequence: str
    time: datetime
    data: _ReportData


class _VerdictData(msgspec.Struct, frozen=True):
    """Of what was found false `indicator` and `report` are absent."""

    item: UUID
    indicator: UUID | None = None
    report: _Head | None = None


class _RecordedVerdict(msgspec.Struct, frozen=True):
    type: str
    data: _VerdictData


class _ActivityData(msgspec.Struct, frozen=True):
    """Of an activity that was withdrawn `day` is absent."""

    activity: UUID
    day: date | None = None


class _RecordedActivity(msgspec.Struct, frozen=True):
    data: _ActivityData


_AGREED = msgspec.json.Decoder(_RecordedAgreed)
_REPORT = msgspec.json.Decoder(_RecordedReport)
_VERDICT = msgspec.json.Decoder(_RecordedVerdict)
_ACTIVITY = msgspec.json.Decoder(_RecordedActivity)


@dataclass(frozen=True)
class AgreedSet:
    """What one agreement holds at the end of a period, or at its own end if that is earlier."""

    employee: UUID
    agreement: UUID
    agreement_version: int
    assignment: UUID
    starts_on: date
    ends_on: date
    watched: tuple[Watched, ...]


def agreements_on(runtime: Runtime, employees: Iterable[UUID], first: date, last: date) -> dict[UUID, list[AgreedSet]]:
    """By assignment, the agreements of these employees that cover any day from `first` to `last`."""
    streams = [one for held in projections.agreements_of(runtime.projection, employees).values() for one in held]
    if not streams:
        return {}
    closed = {
        kept.stream: kept.event.closes_on
        for kept in runtime.projection.of_stream(*streams, types=(AgreementClosed,))
        if isinstance(kept.event, AgreementClosed)
    }
    found: dict[UUID, list[AgreedSet]] = defaultdict(list)
    for stream, values in groupby(runtime.projection.values_of(streams, TargetAgreed), key=lambda one: one[0]):
        versions = [_AGREED.decode(value).data for _, value in values]
        ends_on = closed.get(stream, versions[-1].ends_on)
        valid = [one for one in versions if one.valid_from <= min(last, ends_on)]
        version = max(valid, key=lambda one: one.agreement_version, default=None)
        if version is not None and version.starts_on <= last and ends_on >= first:
            found[version.assignment].append(_agreed_set(version, ends_on))
    return found


def _agreed_set(version: _Agreed, ends_on: date) -> AgreedSet:
    watched = tuple(
        Watched(
            indicator=one.indicator,
            result=result.result,
            kind=result.kind,
            title=one.title,
            aspect=one.aspect,
            unit_of_measure=one.unit_of_measure,
            direction=one.direction,
            targets=tuple(TargetOf(target.period, target.low, target.high) for target in one.targets),
        )
        for result in version.results
        for one in result.indicators
    )
    return AgreedSet(
        version.employee,
        version.agreement,
        version.agreement_version,
        version.assignment,
        version.starts_on,
        ends_on,
        watched,
    )


#: agreement -> indicator -> period -> reports in the order of reporting.
Reports = Mapping[UUID, Mapping[UUID, Mapping[str, Sequence[Reported]]]]


def reports_of(runtime: Runtime, sets: Sequence[AgreedSet], periods: Sequence[str]) -> Reports:
    """All that was reported under these agreements in these periods, and which of it is proven."""
    streams = {
        reports_stream(runtime, one.agreement, period): (one.agreement, period) for one in sets for period in periods
    }
    verified = proven_of(runtime.projection, {one.employee for one in sets})
    found: dict[UUID, dict[UUID, dict[str, list[Reported]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for stream, values in groupby(runtime.store.values_of(list(streams)), key=lambda one: one[0]):
        agreement, period = streams[stream]
        told = [_REPORT.decode(value) for _, value in values]
        returned = {one.data.report.version for one in told if one.data.report is not None}
        for one in told:
            if one.data.value is None:
                continue
            version = int(one.sequence)
            proven = (one.data.indicator, stream, version) in verified
            report = Reported(version, one.data.value, one.time, proven, version in returned)
            found[agreement][one.data.indicator][period].append(report)
    return found


def proven_of(projection: Projection, employees: Iterable[UUID]) -> set[tuple[UUID, UUID, int]]:
    """(indicator, report stream, report version) of every report that an item's last verdict verified.

    An item that was found false since verifies nothing (`domain.md` 9).
    """
    last: dict[tuple[UUID, UUID, UUID, int], bool] = {}
    false = set[UUID]()
    for one in projection.unread(sorted(employees), (EvidenceVerified, EvidenceRejected, EvidenceFoundFalse)):
        verdict = _VERDICT.decode(one.value)
        data = verdict.data
        if data.indicator is None or data.report is None:
            false.add(data.item)
            continue
        place = (data.item, data.indicator, data.report.stream, data.report.version)
        last[place] = verdict.type == EvidenceVerified.TYPE
    return {place[1:] for place, is_verified in last.items() if is_verified and place[0] not in false}


def last_activities(runtime: Runtime, sets: Sequence[AgreedSet], period: str) -> dict[UUID, date]:
    """The day of the last activity that stands, by agreement."""
    streams = {activities_stream(runtime, one.agreement, period): one.agreement for one in sets}
    found: dict[UUID, date] = {}
    for stream, values in groupby(runtime.store.values_of(list(streams)), key=lambda one: one[0]):
        days: dict[UUID, date] = {}
        for _, value in values:
            data = _ACTIVITY.decode(value).data
            if data.day is None:
                days.pop(data.activity, None)
            else:
                days[data.activity] = data.day
        if days:
            found[streams[stream]] = max(days.values())
    return found


def final_agreements(runtime: Runtime, sets: Sequence[AgreedSet], period: str) -> set[UUID]:
    """Those whose evaluation of the period is final, as far as this service has seen."""
    marked = runtime.projection.marked("final", [one.agreement for one in sets])
    streams = sorted({one.stream for one in marked})
    kept = runtime.projection.of_stream(*streams, types=(EvaluationFinalized,)) if streams else []
    return {
        one.event.agreement for one in kept if isinstance(one.event, EvaluationFinalized) and one.event.period == period
    }
