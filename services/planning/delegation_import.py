"""Delegations (*Plt*, *Plh*) in a sheet: their interval, and what contradicts those that were given. An import adds a
delegation and changes none. Pure.
"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.sheet_lines import Words
from services.planning.directory_rules import Employee
from services.planning.directory_sheet import Row

__all__ = ["delegation_trouble", "interval", "is_given"]


def interval(zone: ZoneInfo, first: date, last: date) -> tuple[datetime, datetime]:
    """From the first instant of the first day until before the first instant after the last, in the agency's zone."""
    starts, ends = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, last + timedelta(days=1)))
    return starts, ends


def is_given(giver: Employee, delegate: UUID | None, kind: str, days: tuple[datetime, datetime]) -> bool:
    """Whether this very delegation was given already; one that ended before its time stays ended."""
    given = (*giver.delegations.values(), *giver.cut_short)
    return any((one.delegate, one.kind, one.starts_at, one.ends_at) == (delegate, kind, *days) for one in given)


def delegation_trouble(giver: Employee, row: Row, *, delegate: UUID | None, zone: ZoneInfo) -> tuple[str, Words] | None:
    """The column of a row that contradicts what its person gave, and why. delegate: None for one not there yet."""
    if row.acting_from is None or row.acting_until is None:
        return None
    days = interval(zone, row.acting_from, row.acting_until)
    if is_given(giver, delegate, row.acting, days):
        return None
    for one in giver.delegations.values():
        if max(one.starts_at, days[0]) < min(one.ends_at, days[1]):  # one ended before it began covers nothing
            first, last = (
                at.astimezone(zone).date() for at in (one.starts_at, one.ends_at - timedelta(microseconds=1))
            )
            return "acting_from", (
                f"a delegation is recorded from {first} to {last}, and there is one delegate at a time",
                f"pelimpahan tercatat dari {first} s.d. {last}, dan hanya satu pelaksana pada satu waktu",
                "write other days, or end that delegation first",
                "isi tanggal lain, atau akhiri pelimpahan itu lebih dahulu",
            )
    return None
