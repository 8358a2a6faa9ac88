"""The verifier's work list and the evidence gap, as they are shown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.call import Call
from chassis.errors import TooLarge, Unknown
from chassis.spreadsheets import csv_text
from contracts import people
from contracts.readings import Place, cycle_dates, deadlines_of
from contracts.values import instant_text
from services.evidence.commands import CheckState
from services.evidence.flags import Flag
from services.evidence.seeing import others, reads_all
from services.evidence.showing import shown
from services.evidence.work import Awaited, Gap, LastReport, awaited, gap_of
from services.evidence.work_reading import Agreed, agreed_of, final_years_of, finals_of, work_of

__all__ = ["Wanted", "gap_csv", "gap_page", "gap_places", "waiting_page"]

#: More are asked for unit by unit.
MOST_PEOPLE = 2_000


@dataclass(frozen=True)
class Wanted:
    """What the work list is narrowed to; None: not by this."""

    employee: UUID | None
    period: str | None
    indicator: UUID | None
    flag: Flag | None
    check: CheckState | None


def waiting_page(call: Call, wanted: Wanted, after: str | None, limit: int) -> dict[str, Any]:
    """A page of what waits for the caller's verdict, the longest waiting first; `after`: the `next` before."""
    projection = call.runtime.projection
    rated = {place.assignment: place for place in people.rated_by(projection, call.employee, call.now)}
    above = {
        place.assignment: place for place in people.superior_in(projection, call.employee, _today(call, None), call.now)
    }
    employees = {
        place.employee for place in (*rated.values(), *above.values()) if wanted.employee in (None, place.employee)
    }
    work = work_of(projection, employees, wanted.period)
    mine = agreed_of(projection, sorted({one.agreement for one in work.items.values()}))
    over = _over(call, {one.period for one in work.items.values()})
    items = [
        one
        for one in work.items.values()
        if one.agreement in mine
        and ((place := mine[one.agreement].assignment) in rated or (place in above and one.period in over))
    ]
    final = finals_of(projection, {(one.agreement, one.period) for one in items})
    years = final_years_of(projection, {one.agreement for one in items})
    left = [
        one
        for one in awaited(items, work.reports, final, years)
        if wanted.indicator in (None, one.report.indicator) and (after is None or _cursor(one) > after)
    ]
    rows, last = list[dict[str, Any]](), None
    # Told of an item at a time where its flags decide; nobody pages through more than there is.
    for begin in range(0, len(left), limit):
        part = left[begin : begin + limit]
        told = {one["item"]: one for one in shown(call, list(dict.fromkeys(one.shown.item for one in part)))}
        for number, one in enumerate(part):
            row = _waits(one, told[str(one.shown.item)], work.values)
            if _is_wanted(row, wanted):
                rows.append(row)
            if len(rows) == limit:
                last = one if begin + number + 1 < len(left) else None
                return {"waiting": rows, "next": _cursor(last) if last else None}
    return {"waiting": rows, "next": None}


def _over(call: Call, periods: Iterable[str]) -> set[str]:
    """Those of these periods whose evaluation deadline is past, from when on the rater's superior verifies too."""
    found = set[str]()
    for period in periods:
        cycle = call.runtime.projection.of_stream(call.runtime.stream(f"cycle:{period[:4]}"))
        dates = deadlines_of((kept.event for kept in cycle), period)
        if dates is not None and call.now > dates.evaluation:
            found.add(period)
    return found


def _cursor(one: Awaited) -> str:
    at, item, indicator = one.order
    return f"{instant_text(at)}_{item}_{indicator}"


def _is_wanted(row: dict[str, Any], wanted: Wanted) -> bool:
    flags = {one["flag"] for one in row["flags"]}
    return (wanted.flag is None or wanted.flag in flags) and wanted.check in (None, row["check"])


_OF_ITEM = ("item", "employee", "agreement", "period", "media_type", "size", "name", "uploaded_at", "late", "check",
            "looked_at", "flags", "link", "answers")  # fmt: skip


def _waits(one: Awaited, told: dict[str, Any], values: Mapping[tuple[UUID, int], str]) -> dict[str, Any]:
    """A row; `values`: of all reports, for who judged an earlier one sees both (`domain.md` 6)."""
    report = one.report
    version, verdict = one.earlier or (0, None)
    before = values.get((report.stream, version))
    earlier = {} if before is None else {"earlier_value": before}
    return (
        {name: told[name] for name in _OF_ITEM if name in told}
        | earlier
        | {
            "indicator": str(report.indicator),
            "report": {"stream": str(report.stream), "version": report.version},
            "value": report.value,
            "earlier_verdict": verdict,
        }
    )


def gap_places(call: Call, unit: UUID | None, employee: UUID | None) -> list[Place]:
    """Whose gap is asked for: a unit's with those below, for its heads, who acts for them, officer and auditor; one
    person's, for themselves, their rater, officer and auditor; else of whom the caller rates, or their own."""
    projection = call.runtime.projection
    if unit is not None:
        found = _of_unit(call, unit)
        return [place for place in found if employee in (None, place.employee)]
    rated = people.rated_by(projection, call.employee, call.now) if call.has("rater") else []
    if employee is None:
        return rated or people.places_of(projection, [call.employee])
    if call.is_one_of(employee) or reads_all(call):
        return people.places_of(projection, [employee])
    found = [place for place in rated if place.employee == employee]
    if not found:
        raise others(call)
    return found


def _of_unit(call: Call, unit: UUID) -> list[Place]:
    projection = call.runtime.projection
    units = people.units_below(projection, unit)
    if not units:
        raise Unknown(
            detail=f"there is no unit {unit}, as far as this service has seen", pesan="unit tidak ditemukan",
            mend="use an id of planning's /v1/units", perbaikan="gunakan pengenal unit dari perencanaan",
        )  # fmt: skip
    if not reads_all(call) and not people.heads_unit(projection, call.employee, unit, _today(call, None), call.now):
        raise call.forbid(
            "the evidence gap of a unit is for who heads it", "kekurangan bukti unit hanya untuk pimpinannya",
            "the head of the unit or of one above it, or the officer",
            "pimpinan unit tersebut, pimpinan di atasnya, atau pengelola kinerja",
        )  # fmt: skip
    return people.placed_in(projection, units)


def _today(call: Call, zone: str | None) -> date:
    if zone is None:
        year = call.now.year
        cycle = call.runtime.projection.of_stream(call.runtime.stream(f"cycle:{year}"))
        zone = cycle_dates(kept.event for kept in cycle)[0] or "Asia/Jakarta"
    return call.now.astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True)
class _Person:
    place: Place
    reported: int
    gaps: Sequence[tuple[Gap, Agreed]]


@dataclass(frozen=True)
class _Asked:
    period: str
    evidence_deadline: date
    days_left: int
    people: Sequence[_Person]  # also those without a gap


def _asked(call: Call, period: str, places: Sequence[Place]) -> _Asked:
    projection = call.runtime.projection
    cycle = projection.of_stream(call.runtime.stream(f"cycle:{period[:4]}"))
    zone, _, periods = cycle_dates(kept.event for kept in cycle)
    dates = periods.get(period)
    if dates is None:
        raise Unknown(
            detail=f"the cycle has no period {period}, as far as this service has seen",
            pesan=f"siklus tidak memiliki periode {period}",
            mend="the performance officer opens the year's cycle; its periods are in planning's /v1/cycles/{year}",
            perbaikan="pengelola kinerja membuka siklus tahun itu",
            who_must_act="performance officer",
        )
    # Whoever left before has no report in it, and must not count against the limit for ever.
    places = [place for place in places if place.has_a_day_in(dates.starts_on, dates.ends_on)]
    if len(places) > MOST_PEOPLE:
        raise TooLarge(
            detail=f"the gap is told of {MOST_PEOPLE} assignments at most, and these are {len(places)}",
            pesan=f"paling banyak {MOST_PEOPLE} penugasan sekaligus",
            mend="ask for a unit below", perbaikan="minta unit di bawahnya",
        )  # fmt: skip
    work = work_of(projection, (place.employee for place in places), period)
    agreed = agreed_of(projection, sorted({report.agreement for report in work.reports.values()}), dates.ends_on)
    by_assignment: dict[UUID, list[LastReport]] = {}
    for report in work.reports.values():
        version = agreed.get(report.agreement)
        if version is not None and version.title(report.indicator):  # else a revision has left it out
            by_assignment.setdefault(version.assignment, []).append(report)
    told: list[_Person] = []
    items = list(work.items.values())
    by_employee: dict[UUID, list[Any]] = {}
    for item in items:
        by_employee.setdefault(item.employee, []).append(item)
    for place in places:
        reports = by_assignment.get(place.assignment, [])
        gaps = gap_of(by_employee.get(place.employee, ()), reports)
        told.append(_Person(place, len(reports), [(gap, agreed[gap.report.agreement]) for gap in gaps]))
    return _Asked(period, dates.evidence_deadline, (dates.evidence_deadline - _today(call, zone)).days, told)


def gap_page(call: Call, period: str, places: Sequence[Place], after: UUID | None, limit: int) -> dict[str, Any]:
    """Who has reported what nothing verified shows, a page of people by their assignments; totals are of everybody."""
    asked = _asked(call, period, places)
    lacking = [one for one in asked.people if one.gaps]
    left = [one for one in lacking if after is None or one.place.assignment > after]
    page = left[:limit]
    return {
        "period": period,
        "evidence_deadline": asked.evidence_deadline.isoformat(),
        "days_left": asked.days_left,
        "people": [_person(one) for one in page],
        "raters": _totals(asked.people, "rater"),
        "units": _totals(asked.people, "unit"),
        "next": str(page[-1].place.assignment) if len(left) > limit else None,
    }


def _person(one: _Person) -> dict[str, Any]:
    place = one.place
    return {
        "employee": str(place.employee),
        "assignment": str(place.assignment),
        "unit": str(place.unit),
        "rater": str(place.rater) if place.rater else None,
        "reported": one.reported,
        "proven": one.reported - len(one.gaps),
        "gap": [
            {
                "agreement": str(gap.report.agreement),
                "indicator": str(gap.report.indicator),
                "title": agreed.title(gap.report.indicator),
                "value": gap.report.value,
                "report": {"stream": str(gap.report.stream), "version": gap.report.version},
                "why": gap.why,
                "items": gap.items,
            }
            for gap, agreed in one.gaps
        ],
    }


def _totals(told: Sequence[_Person], by: str) -> list[dict[str, Any]]:
    """By rater or unit: how many reported indicators there are, how many lack proof, and of how many people."""
    reported, lacking, persons = Counter[str](), Counter[str](), Counter[str]()
    for one in told:
        key = getattr(one.place, by)
        if key is not None and one.reported:
            reported[str(key)] += one.reported
            lacking[str(key)] += len(one.gaps)
            persons[str(key)] += bool(one.gaps)
    return [
        {by: key, "reported": count, "not_proven": lacking[key], "people": persons[key]}
        for key, count in sorted(reported.items())
    ]


_HEADER = (
    "pegawai", "penugasan", "unit", "pejabat penilai", "skp", "indikator", "judul", "realisasi", "sebab",
    "jumlah bukti", "batas bukti", "sisa hari",
)  # fmt: skip
_WHY = {
    "nothing_shown": "belum ada bukti",
    "no_content": "isi tautan belum ada",
    "waiting": "menunggu verifikasi",
    "rejected": "ditolak",
}


def gap_csv(call: Call, period: str, places: Sequence[Place]) -> str:
    """Everybody, a line per reported indicator without proof."""
    asked = _asked(call, period, places)
    lines: list[Sequence[str]] = [_HEADER]
    for one in asked.people:
        place = one.place
        for gap, agreed in one.gaps:
            report = gap.report
            lines.append(
                [
                    str(place.employee), str(place.assignment), str(place.unit), str(place.rater or ""),
                    str(report.agreement), str(report.indicator), agreed.title(report.indicator), report.value,
                    _WHY[gap.why], str(gap.items), asked.evidence_deadline.isoformat(), str(asked.days_left),
                ]
            )  # fmt: skip
    return csv_text(lines)
