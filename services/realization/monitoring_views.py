"""Monitoring as it is shown: a page of people, or all as a sheet. Everybody is in it, also who has no agreement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.call import Call
from chassis.errors import TooLarge, Unknown
from chassis.runtime import Runtime
from chassis.spreadsheets import csv_text
from contracts import people
from contracts.readings import Place, cycle_dates, deadlines_of
from contracts.values import Exact, instant_text
from services.realization.known import today
from services.realization.monitoring import IndicatorRow, PeriodNow, Reported, because_of, idle, row_of
from services.realization.monitoring_reading import (
    AgreedSet,
    agreements_on,
    final_agreements,
    last_activities,
    reports_of,
)

__all__ = ["monitoring_csv", "monitoring_page", "team_places", "unit_places"]

#: A sheet of more people is asked for unit by unit.
MOST_PEOPLE_IN_A_SHEET = 2_000


@dataclass(frozen=True)
class _Period:
    """A period of a cycle as it stands today."""

    now: PeriodNow
    before: tuple[str, ...]
    holidays: frozenset[Any]


def _period(call: Call, period: str) -> _Period:
    runtime = call.runtime
    cycle = [kept.event for kept in runtime.projection.of_stream(runtime.stream(f"cycle:{period[:4]}"))]
    zone, _, dates = cycle_dates(cycle)
    found = deadlines_of(cycle, period)
    if found is None:
        raise Unknown(
            detail=f"the cycle has no period {period}, as far as this service has seen",
            pesan=f"siklus tidak memiliki periode {period}",
            mend="the performance officer opens the year's cycle; its periods are in planning's /v1/cycles/{year}",
            perbaikan="pengelola kinerja membuka siklus tahun itu",
            who_must_act="performance officer",
        )
    here = call.now.astimezone(ZoneInfo(zone)).date()
    earlier = sorted((one for one in dates.values() if one.ends_on < found.starts_on), key=lambda one: one.starts_on)
    reporting, evidence = dates[period].reporting_deadline, dates[period].evidence_deadline
    now = PeriodNow(
        period=period,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        today=here,
        reporting_days_left=(reporting - here).days,
        evidence_days_left=(evidence - here).days,
        reporting_deadline=found.reporting,
        final=False,
    )
    return _Period(now, tuple(one.period for one in earlier), found.holidays)


def team_places(call: Call) -> list[Place]:
    """Where the caller acts as rater now."""
    return people.rated_by(call.runtime.projection, call.employee, call.now)


def unit_places(call: Call, unit: UUID) -> list[Place]:
    """Everybody of a unit and those below it, for who heads it or one above or acts for them, officer and auditor."""
    projection = call.runtime.projection
    units = people.units_below(projection, unit)
    if not units:
        raise Unknown(
            detail=f"there is no unit {unit}, as far as this service has seen", pesan="unit tidak ditemukan",
            mend="use an id of planning's /v1/units", perbaikan="gunakan pengenal unit dari perencanaan",
        )  # fmt: skip
    if not (call.has("officer") or call.has("auditor")):
        who = call.identity.employee
        if who is None or not people.heads_unit(projection, who, unit, today(call.runtime), call.now):
            raise call.forbid(
                "how far a unit is, is for who heads it", "pemantauan unit hanya untuk pimpinannya",
                "the head of the unit or of one above it, or the officer",
                "pimpinan unit tersebut, pimpinan di atasnya, atau pengelola kinerja",
            )  # fmt: skip
    return people.placed_in(projection, units)


def _in_period(places: Sequence[Place], now: PeriodNow) -> list[Place]:
    """Those that have a day in the period."""
    return [place for place in places if place.has_a_day_in(now.starts_on, now.ends_on)]


def monitoring_page(call: Call, period: str, places: Sequence[Place], after: UUID | None, limit: int) -> dict[str, Any]:
    """A page of people, in the order of their assignments."""
    asked = _period(call, period)
    left = [place for place in _in_period(places, asked.now) if after is None or place.assignment > after]
    page = left[:limit]
    return {
        "period": period,
        "reporting_days_left": asked.now.reporting_days_left,
        "evidence_days_left": asked.now.evidence_days_left,
        "people": _rows(call.runtime, asked, page),
        "next": str(page[-1].assignment) if len(left) > limit else None,
    }


def _rows(runtime: Runtime, asked: _Period, places: Sequence[Place]) -> list[dict[str, Any]]:
    now = asked.now
    held = agreements_on(runtime, {place.employee for place in places}, now.starts_on, now.ends_on)
    sets = [one for place in places for one in held.get(place.assignment, ())]
    reports = reports_of(runtime, sets, [*asked.before, now.period])
    active, final = last_activities(runtime, sets, now.period), final_agreements(runtime, sets, now.period)
    rows: list[dict[str, Any]] = []
    for place in places:
        person = {"employee": str(place.employee), "assignment": str(place.assignment), "unit": str(place.unit)}
        agreed = held.get(place.assignment, [])
        if not agreed:
            rows.append({**person, "indicators": [], "behind": False, "behind_because": [], "final": False})
        for one in agreed:
            here = PeriodNow(**{**vars(now), "final": one.agreement in final})
            known = reports.get(one.agreement, {})
            lines = [row_of(watched, known.get(watched.indicator, {}), here, asked.before) for watched in one.watched]
            last = active.get(one.agreement)
            is_idle = idle(last, max(now.starts_on, one.starts_on), here, asked.holidays) and one.ends_on >= now.today
            rows.append(person | _shown(one, here, lines, because_of(lines, is_idle=is_idle), last))
    return rows


def _shown(
    agreed: AgreedSet, now: PeriodNow, lines: Sequence[IndicatorRow], causes: Sequence[str], last: Any
) -> dict[str, Any]:
    due = [one for one in lines if one.target is not None]
    return {
        "agreement": str(agreed.agreement),
        "agreement_version": agreed.agreement_version,
        "final": now.final,
        "due": len(due),
        "reported": sum(one.last is not None for one in due),
        "proven": sum(one.last is not None and one.last.proven for one in due),
        **({"last_activity": last.isoformat()} if last else {}),
        "behind": bool(causes),
        "behind_because": list(causes),
        "indicators": [_line(one) for one in lines],
    }


def _line(row: IndicatorRow) -> dict[str, Any]:
    watched, last = row.watched, row.last
    return {
        "indicator": str(watched.indicator),
        "result": str(watched.result),
        "kind": watched.kind,
        "title": watched.title,
        "aspect": watched.aspect,
        "unit_of_measure": watched.unit_of_measure,
        "direction": watched.direction,
        "due": row.target is not None,
        **({"target": {"low": row.target.low, "high": row.target.high}} if row.target else {}),
        **(_reported(last) if last else {}),
        **_some("percent", row.percent),
        **({"proven_value": row.proven_value} if row.proven_value is not None else {}),
        **_some("proven_percent", row.proven_percent),
        "late": row.late,
        "behind_because": list(row.behind),
        "trend": [_point(*one) for one in row.trend],
    }


def _reported(last: Reported) -> dict[str, Any]:
    return {
        "value": last.value,
        "version": last.version,
        "reported_at": instant_text(last.at),
        "proven": last.proven,
        "returned": last.returned,
    }


def _some(name: str, value: Exact | None) -> dict[str, Any]:
    return {} if value is None else {name: value.model_dump()}


def _point(period: str, report: Reported | None, percent: Exact | None) -> dict[str, Any]:
    seen = {} if report is None else {"value": report.value, "proven": report.proven}
    return {"period": period, **seen, **_some("percent", percent)}


_HEADER = (
    "pegawai", "penugasan", "unit", "skp", "indikator", "judul", "aspek", "satuan", "target rendah", "target tinggi",
    "realisasi", "capaian (%)", "terbukti", "terlambat", "dikembalikan", "sisa hari lapor", "sisa hari bukti",
    "kegiatan terakhir", "tertinggal karena",
)  # fmt: skip


def monitoring_csv(call: Call, period: str, places: Sequence[Place]) -> str:
    """Everybody, a line per indicator; who has no agreement, or nothing due, has one line all the same."""
    asked = _period(call, period)
    shown = _in_period(places, asked.now)
    if len(shown) > MOST_PEOPLE_IN_A_SHEET:
        raise TooLarge(
            detail=f"a sheet holds {MOST_PEOPLE_IN_A_SHEET} people at most, and these are {len(shown)}",
            pesan=f"satu lembar paling banyak {MOST_PEOPLE_IN_A_SHEET} orang",
            mend="ask for a unit below, or page through the JSON", perbaikan="minta unit di bawahnya",
        )  # fmt: skip
    lines: list[Sequence[str]] = [_HEADER]
    for row in _rows(call.runtime, asked, shown):
        lines += [_csv_line(row, one, asked.now) for one in row["indicators"] or [{}]]
    return csv_text(lines)


def _csv_line(row: dict[str, Any], one: dict[str, Any], now: PeriodNow) -> list[str]:
    target, percent = one.get("target", {}), one.get("percent", {})
    causes = one.get("behind_because", []) + [cause for cause in row["behind_because"] if cause == "no_activity"]
    return [
        row["employee"], row["assignment"], row["unit"], row.get("agreement", ""), one.get("indicator", ""),
        one.get("title", ""), one.get("aspect", ""), one.get("unit_of_measure", ""), target.get("low", ""),
        target.get("high", ""), one.get("value", ""), percent.get("shown", ""), _yes(one.get("proven")),
        _yes(one.get("late")), _yes(one.get("returned")), str(now.reporting_days_left), str(now.evidence_days_left),
        row.get("last_activity", ""), " ".join(causes),
    ]  # fmt: skip


def _yes(said: bool | None) -> str:
    return "" if said is None else "ya" if said else "tidak"
