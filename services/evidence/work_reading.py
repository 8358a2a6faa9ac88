"""What is read of many people at once for the verifier's list and the evidence gap: reports, items, verdicts, finals.

The recorded bytes are read for the fields that are needed, as monitoring does: a team of fifty with twenty indicators
is some ten thousand events a year.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec

from chassis.projection import Projection
from contracts.events import Event
from contracts.evidence import (
    EvidenceChecked,
    EvidenceFoundFalse,
    EvidenceRejected,
    EvidenceUploaded,
    EvidenceVerified,
    EvidenceWithdrawn,
    LinkSubmitted,
)
from contracts.planning import AgreementClosed, TargetAgreed
from contracts.realization import RealizationReported
from services.evidence.work import LastReport, Shown

__all__ = ["Agreed", "Work", "agreed_of", "finals_of", "final_years_of", "work_of"]


class _Head(msgspec.Struct, frozen=True):
    stream: UUID
    version: int


class _Data(msgspec.Struct, frozen=True):
    """Of a report `indicator` and `value` are there, of an upload `item` and `indicators`, of a verdict `report`."""

    employee: UUID
    agreement: UUID
    period: str
    item: UUID | None = None
    indicator: UUID | None = None
    indicators: tuple[UUID, ...] = ()
    value: str = ""
    report: _Head | None = None
    outcome: str = ""
    submitted_at: datetime | None = None


class _Recorded(msgspec.Struct, frozen=True):
    time: datetime
    data: _Data


class _Indicator(msgspec.Struct, frozen=True):
    indicator: UUID
    title: str


class _Result(msgspec.Struct, frozen=True):
    indicators: tuple[_Indicator, ...]


class Agreed(msgspec.Struct, frozen=True):
    """Of one version of an agreement."""

    agreement: UUID
    assignment: UUID
    valid_from: date
    ends_on: date
    results: tuple[_Result, ...]

    def title(self, indicator: UUID) -> str:
        """Empty where this version does not have the indicator."""
        found = (one.title for result in self.results for one in result.indicators if one.indicator == indicator)
        return next(found, "")


class _RecordedAgreed(msgspec.Struct, frozen=True):
    data: Agreed


_DECODER, _AGREED = msgspec.json.Decoder(_Recorded), msgspec.json.Decoder(_RecordedAgreed)
_READ: tuple[type[Event], ...] = (
    RealizationReported, EvidenceUploaded, EvidenceChecked, EvidenceVerified, EvidenceRejected, EvidenceWithdrawn,
    EvidenceFoundFalse, LinkSubmitted,
)  # fmt: skip


@dataclass(frozen=True)
class Work:
    """Of some people: the last report of every indicator and period, and every item; `values`: of all reports, by
    stream and version."""

    reports: dict[tuple[UUID, str, UUID], LastReport]
    items: dict[UUID, Shown]
    values: dict[tuple[UUID, int], str]


def work_of(projection: Projection, employees: Iterable[UUID], period: str | None) -> Work:
    """Of these people in a period; None: in every one."""
    work = Work({}, {}, {})
    for kept in projection.unread(sorted(set(employees)), _READ):  # a stream's in their order
        told = _DECODER.decode(kept.value)
        data = told.data
        if period is not None and data.period != period:
            continue
        if kept.type == RealizationReported.TYPE:
            assert data.indicator is not None
            place = (data.agreement, data.period, data.indicator)
            work.reports[place] = LastReport(*place, kept.stream, kept.version, data.value)
            work.values[kept.stream, kept.version] = data.value
        elif kept.type in (EvidenceUploaded.TYPE, LinkSubmitted.TYPE):  # the content of a link is its second event
            about = (kept.stream, data.employee, data.agreement, data.period, data.indicators)
            has_content = kept.type == EvidenceUploaded.TYPE
            work.items[kept.stream] = Shown(*about, data.submitted_at or told.time, has_content=has_content)
        elif (shown := work.items.get(kept.stream)) is not None:
            _happened(shown, kept.type, data)
    return work


def _happened(shown: Shown, kind: str, data: _Data) -> None:
    if kind == EvidenceWithdrawn.TYPE or (kind == EvidenceChecked.TYPE and data.outcome == "infected"):
        shown.void = True
    elif kind == EvidenceFoundFalse.TYPE:
        shown.found_false = True
    elif data.report is not None and data.indicator is not None:
        place = (data.indicator, data.report.stream, data.report.version)
        shown.verdicts[place] = "verified" if kind == EvidenceVerified.TYPE else "rejected"


def agreed_of(projection: Projection, agreements: Sequence[UUID], day: date = date.max) -> dict[UUID, Agreed]:
    """Each in the version in force on a day, or on the agreement's last day if that is earlier."""
    kept = projection.of_stream(*agreements, types=(AgreementClosed,)) if agreements else []
    closed = {one.stream: one.event.closes_on for one in kept if isinstance(one.event, AgreementClosed)}
    found: dict[UUID, Agreed] = {}
    for stream, value in projection.values_of(agreements, TargetAgreed):  # a stream's in their order
        version = _AGREED.decode(value).data
        if stream not in found or version.valid_from <= min(day, closed.get(stream, version.ends_on)):
            found[stream] = version
    return found


def finals_of(projection: Projection, places: Iterable[tuple[UUID, str]]) -> frozenset[tuple[UUID, str]]:
    """Which of these (agreement, period) are final."""
    named = {f"{agreement}:{period}": (agreement, period) for agreement, period in places}
    return frozenset(named[one.value] for one in projection.marked("final", sorted(named)))


def final_years_of(projection: Projection, agreements: Iterable[UUID]) -> frozenset[UUID]:
    """Of which of these agreements the year is final."""
    named = sorted({str(one) for one in agreements})
    return frozenset(UUID(one.value) for one in projection.marked("year-final", named))
