"""Activities as they are shown: a page of those that stand, and the history of one."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.errors import Unknown
from chassis.store import Recorded
from chassis.texts import read_bodies
from contracts.realization import ActivityCorrected, ActivityRecorded, ActivityWithdrawn
from contracts.values import instant_text
from services.realization.activity_commands import activities_stream
from services.realization.known import Known, known_of, may_read
from services.realization.report_views import words

__all__ = ["Wanted", "activities", "history"]

_Told = ActivityRecorded | ActivityCorrected


@dataclass(frozen=True)
class Wanted:
    """Which activities: of a day, of a month (2026M07), for an indicator, after a cursor; at most `limit`."""

    day: date | None
    month: str | None
    indicator: UUID | None
    after: str | None
    limit: int

    def takes(self, event: _Told) -> bool:
        return (
            (self.day is None or event.day == self.day)
            and (self.month is None or f"{event.day:%YM%m}" == self.month)
            and (self.indicator is None or event.indicator == self.indicator)
        )


@dataclass
class _Standing:
    """One activity as it stands: what was last said, when it was first said, and how often since."""

    event: _Told
    first: Recorded
    corrected: int = 0

    @property
    def cursor(self) -> str:
        """Its place in the list, as text in the list's own order."""
        return f"{self.event.day.isoformat()}~{self.event.begins or ''}~{self.event.activity}"


def _loaded(known: Known) -> dict[str, list[Recorded]]:
    """All events of each period's activities."""
    agreement, runtime = known.last.agreement, known.runtime
    streams = {activities_stream(runtime, agreement, period): period for period in known.periods}
    return {streams[stream]: told for stream, told in runtime.store.load_many(list(streams)).items()}


def activities(call: Call, agreement: UUID, wanted: Wanted) -> dict[str, Any]:
    """A page of the activities that stand, latest first."""
    known = known_of(call.runtime, agreement)
    close = may_read(call, known.last)
    standing: dict[UUID, _Standing] = {}
    for told in _loaded(known).values():
        for one in told:
            event = one.event
            if isinstance(event, ActivityRecorded):
                standing[event.activity] = _Standing(event, one)
            elif isinstance(event, ActivityCorrected):
                before = standing[event.activity]
                standing[event.activity] = _Standing(event, before.first, before.corrected + 1)
            elif isinstance(event, ActivityWithdrawn):
                standing.pop(event.activity, None)
    found = [one for one in standing.values() if wanted.takes(one.event)]
    found = sorted(found, key=lambda one: one.cursor, reverse=True)
    left = [one for one in found if wanted.after is None or one.cursor < wanted.after]
    page = left[: wanted.limit]
    bodies = read_bodies(call.runtime.database, [one.event.text.text for one in page]) if close else {}
    return {
        "agreement": str(agreement),
        "activities": [_shown(one, known, bodies) for one in page],
        "next": page[-1].cursor if len(left) > wanted.limit else None,
    }


def _fields(event: _Told, bodies: dict[UUID, str]) -> dict[str, Any]:
    return {
        **event.model_dump(
            mode="json",
            include={"indicator", "day", "begins", "ends", "amount", "unit_of_measure", "evidence"},
            exclude_none=True,
        ),
        "text": words(event.text, bodies),
    }


def _shown(one: _Standing, known: Known, bodies: dict[UUID, str]) -> dict[str, Any]:
    return {
        "activity": str(one.event.activity),
        "period": one.event.period,
        **_fields(one.event, bodies),
        "recorded_at": instant_text(one.first.time),
        "late": known.is_late(one.event.period, one.first.time),
        "corrected": one.corrected,
    }


_WHAT = {ActivityRecorded: "recorded", ActivityCorrected: "corrected", ActivityWithdrawn: "withdrawn"}


def history(call: Call, agreement: UUID, activity: UUID) -> dict[str, Any]:
    """All that was said of one activity, in order. Raises `Unknown`."""
    known = known_of(call.runtime, agreement)
    close = may_read(call, known.last)
    for told in _loaded(known).values():
        own = [one for one in told if getattr(one.event, "activity", None) == activity]
        if not own:
            continue
        refs = [one.event.text.text for one in own if isinstance(one.event, ActivityRecorded | ActivityCorrected)]
        bodies = read_bodies(call.runtime.database, refs) if close else {}
        return {
            "activity": str(activity),
            "history": [_version(one, bodies) for one in own],
            "streams": [{"stream": str(told[-1].stream), "version": told[-1].version}],
        }
    raise Unknown(
        detail=f"there is no activity {activity} under this agreement",
        pesan="kegiatan tidak ditemukan",
        mend="use an id of GET /v1/agreements/{agreement}/activities",
        perbaikan="gunakan pengenal dari daftar kegiatan",
    )


def _version(one: Recorded, bodies: dict[UUID, str]) -> dict[str, Any]:
    event = one.event
    said = {"what": _WHAT[type(event)], "at": instant_text(one.time), "version": one.version}
    if isinstance(event, ActivityWithdrawn):
        return {**said, "reason_code": event.reason_code}
    assert isinstance(event, ActivityRecorded | ActivityCorrected)
    return {**said, **_fields(event, bodies)}
