"""Looks up what an explanation tells beside the result: late reports, reasons for who may read them, amendments."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.call import Call
from chassis.errors import Unknown
from chassis.projection import Projection
from chassis.store import Recorded
from chassis.texts import read_text
from contracts.readings import deadlines_of
from contracts.realization import RealizationReported
from contracts.values import StreamHead, TextRef
from services.evaluation.explanation_beside import CLOSED, ERASED, LookedUp, Read
from services.evaluation.finals import Amended, Final
from services.evaluation.words import Said

__all__ = ["asked_for", "looked_up", "none_yet"]


def asked_for(recorded: Sequence[Recorded], version: int | None) -> Recorded:
    """The final or the amendment of it with this version; None: what counts now. Raises `Unknown`."""
    told = [one for one in recorded if isinstance(one.event, Final | Amended)]
    found = told[-1] if version is None else next((one for one in told if one.version == version), None)
    if found is None:
        raise _no_version(version, ", ".join(str(one.version) for one in told))
    return found


def none_yet(version: int | None) -> None:
    """Refuse a version of what is not final yet. Raises `Unknown`."""
    if version is not None:
        raise _no_version(version, "none")


def _no_version(version: int | None, there: str) -> Unknown:
    return Unknown(
        detail=f"no final and no amendment of it is at version {version}; there is {there}",
        pesan=f"tidak ada evaluasi final atau perubahannya pada versi {version}; yang ada: {there}",
        mend="leave `version` out for what counts now",
        perbaikan="kosongkan `version` untuk yang berlaku sekarang",
    )


def looked_up(  # noqa: PLR0913  # where it is found, and of what
    call: Call,
    reports: Iterable[StreamHead],
    cycle: StreamHead,
    reasons: Iterable[TextRef],
    recorded: Sequence[Recorded] = (),
    at: int = 0,
) -> LookedUp:
    """Everything beside what is explained.

    reports: that count. cycle: as far as the result read it. reasons: of departures and more; that of the amendment
    explained is found. recorded: the final's stream, and at: the version explained, if there is one.
    """
    told = [(one.version, one.event) for one in recorded if isinstance(one.event, Final | Amended)]
    amended = next((one for version, one in told if version == at and isinstance(one, Amended)), None)
    refs = [*reasons, *([amended.reason] if amended else [])]
    texts = {one.text: _read(call, one.text) for one in refs}
    return LookedUp(_late(call.runtime.projection, set(reports), cycle), texts, told, at)


def _read(call: Call, text: UUID) -> Read:
    found = read_text(call.runtime.database, text)
    if found is None or not call.may_read(found):
        return CLOSED
    return ERASED if found.body is None else Read(found.body)


def _late(projection: Projection, reports: set[StreamHead], cycle: StreamHead) -> dict[StreamHead, Said]:
    """Of the reports that came after the reporting deadline then in force, what is said of it."""
    dates = [one.event for one in projection.of_stream(cycle.stream) if one.version <= cycle.version]
    found: dict[StreamHead, Said] = {}
    for one in projection.of_stream(*{head.stream for head in reports}, types=(RealizationReported,)):
        head = StreamHead(stream=one.stream, version=one.version)
        if head not in reports or not isinstance(one.event, RealizationReported):
            continue
        deadlines = deadlines_of(dates, one.event.period)
        if deadlines is not None and one.time > deadlines.reporting:
            found[head] = _came_late(one.time, deadlines.reporting, deadlines.time_zone)
    return found


def _came_late(at: datetime, deadline: datetime, zone: str) -> Said:
    came, last = (one.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") for one in (at, deadline))
    return Said(
        f"dilaporkan terlambat: {came}, batas pelaporan {last} ({zone}); tidak mengurangi nilai",
        f"reported late: {came}, reporting deadline {last} ({zone}); it costs nothing",
    )
