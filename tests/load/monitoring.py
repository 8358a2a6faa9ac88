"""How long monitoring and provisional scores take for a team of fifty with twenty indicators each, in their third
quarter: reported, verified, and recorded day by day. One reader; times are of the whole HTTP answer.

The events are written to the stores of planning, evidence and realization while these are stopped; they publish them,
and realization and evaluation take them in as always.
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

import httpx
import psycopg

from chassis.projection import active_schema
from contracts.envelope import Act, encode, namespace
from contracts.events import Event
from contracts.evidence import EvidenceUploaded, EvidenceVerified
from contracts.planning import (
    AssignmentStarted,
    CycleOpened,
    Indicator,
    PeriodDates,
    PeriodTarget,
    Support,
    Target,
    TargetAgreed,
    WorkResult,
)
from contracts.realization import ActivityRecorded, RealizationReported
from contracts.values import StreamHead, TextRef
from deploy.local.stack import AGENCY, Stack
from tests.load.figures import Figure, percentile
from tests.load.history import Event as Row
from tests.load.history import stored

__all__ = ["SERVICES", "measure"]

WRITTEN = ("planning", "evidence", "realization")
SERVICES = (*WRITTEN, "evaluation")
PEOPLE, INDICATORS, DAYS = 50, 20, 60
PERIODS = ("2026Q1", "2026Q2", "2026Q3")
NS = namespace(AGENCY)
AT = datetime(2026, 1, 5, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
TARGET_MS = 500
CALLS = 20
TAKEN_IN_S = 120


def _id(name: str) -> UUID:
    return uuid5(NS, f"monitoring {name}")


RATER, UNIT = _id("rater"), _id("unit")


def measure(stack: Stack) -> list[Figure]:
    """A figure per form. The stack has these services, all empty."""
    rows: dict[str, list[Row]] = {service: [] for service in WRITTEN}
    for service, row in _rows():
        rows[service].append(row)
    for service in WRITTEN:
        stack.stop_service(service)
        stored(stack.database_url(service), rows[service])
    for service in WRITTEN:
        stack.start_service(service)
    _taken_in(stack.database_url("realization"), len(rows["planning"]) + len(rows["evidence"]))
    _taken_in(stack.database_url("evaluation"), sum(len(some) for some in rows.values()))
    return [
        _timed(stack, "realization", f"/v1/monitoring/{PERIODS[-1]}", "monitoring", "a page", "application/json"),
        _timed(stack, "realization", f"/v1/monitoring/{PERIODS[-1]}", "monitoring", "the sheet", "text/csv"),
        _timed(stack, "evaluation", f"/v1/team/{PERIODS[-1]}/provisional", "provisional scores", "a page", "*/*"),
    ]


def _rows() -> Iterator[tuple[str, Row]]:
    """(service, row) of everything there is."""
    cycle = uuid5(NS, "cycle:2026")
    yield "planning", _row(cycle, 1, _cycle(cycle))
    for number in range(PEOPLE):
        yield from _of_a_person(number)


def _row(stream: UUID, version: int, event: Event) -> Row:
    act = Act(str(stream), uuid5(stream, str(version)), "load", AT)
    return stream, version, event.TYPE, encode(event, stream=stream, version=version, agency=AGENCY, act=act)


def _of_a_person(number: int) -> Iterator[tuple[str, Row]]:
    employee, agreement = _id(f"employee {number}"), _id(f"agreement {number}")
    assignment, indicators = _id(f"assignment {number}"), [_indicator(number, one) for one in range(INDICATORS)]
    placed = {"employee": employee, "assignment": assignment, "unit": UNIT, "head_of_unit": False, "starts_on": FIRST}
    started = AssignmentStarted.model_validate({**placed, "position": "Analis", "rater": RATER})
    yield "planning", _row(employee, 1, started)
    supports = Support(kind="unit_objective", id=UNIT, taken_over="directly")
    result = WorkResult(
        result=_id(f"result {number}"), kind="main", title="Layanan", indicators=tuple(indicators), supports=supports
    )
    agreed = {
        **placed, "agreement": agreement, "agreement_version": 1, "year": 2026, "ends_on": LAST, "valid_from": FIRST,
        "rater": RATER, "results": (result,),
    }  # fmt: skip
    yield "planning", _row(agreement, 1, TargetAgreed.model_validate(agreed))
    about = {"employee": employee, "agreement": agreement}
    for period in PERIODS:
        stream = uuid5(NS, f"realization:{agreement}:{period}")
        for version, one in enumerate(indicators, start=1):
            told = {**about, "period": period, "indicator": one.indicator}
            reported = RealizationReported.model_validate({**told, "agreement_version": 1, "value": "80"})
            yield "realization", _row(stream, version, reported)
            item = uuid5(stream, str(version))
            head = StreamHead(stream=stream, version=version)
            file = {"media_type": "application/pdf", "size": 1, "sha256": "ab" * 32}
            name = TextRef(text=uuid5(item, "name"), sha256="ab" * 32)
            shows = {**about, "period": period, "item": item, "indicators": (one.indicator,)}
            yield "evidence", _row(item, 1, EvidenceUploaded.model_validate({**shows, **file, "name": name}))
            verified = EvidenceVerified.model_validate({**told, "item": item, "report": head})
            yield "evidence", _row(item, 2, verified)
        yield from _days(about, period, indicators[0].indicator)


def _days(about: dict[str, UUID], period: str, indicator: UUID) -> Iterator[tuple[str, Row]]:
    stream = uuid5(NS, f"activities:{about['agreement']}:{period}")
    for number in range(DAYS):
        done = {
            **about, "period": period, "activity": uuid5(stream, str(number)), "indicator": indicator,
            "day": FIRST + timedelta(days=90 * PERIODS.index(period) + number), "amount": "1",
            "unit_of_measure": "berkas", "text": TextRef(text=uuid5(stream, f"text {number}"), sha256="ab" * 32),
        }  # fmt: skip
        yield "realization", _row(stream, number + 1, ActivityRecorded.model_validate(done))


def _indicator(person: int, number: int) -> Indicator:
    quarters = [PeriodTarget(period=f"2026Q{one}", low=str(30 * one), high=str(30 * one)) for one in (1, 2, 3, 4)]
    return Indicator(
        indicator=_id(f"indicator {person} {number}"),
        title=f"Jumlah berkas layanan {number} yang selesai",
        aspect="quantity",
        unit_of_measure="berkas",
        whole=True,
        direction="higher_is_better",
        accumulation="sum",
        target=Target(low="120", high="120"),
        targets=tuple(quarters),
    )


def _cycle(cycle: UUID) -> CycleOpened:
    quarters = ((1, 1, 3, 31), (2, 4, 6, 30), (3, 7, 9, 30), (4, 10, 12, 31))
    last = date(2027, 1, 31)
    periods = tuple(
        PeriodDates(
            period=f"2026Q{number}",
            starts_on=date(2026, first, 1),
            ends_on=date(2026, month, day),
            reporting_deadline=last,
            evidence_deadline=last,
            evaluation_deadline=last,
        )
        for number, first, month, day in quarters
    )
    return CycleOpened(
        cycle=cycle,
        year=2026,
        time_zone="Asia/Makassar",
        periods=periods,
        agreement_deadline=date(2026, 1, 31),
        annual_evaluation_deadline=last,
    )


def _taken_in(address: str, events: int) -> None:
    deadline = time.monotonic() + TAKEN_IN_S
    with psycopg.connect(address, autocommit=True, row_factory=psycopg.rows.dict_row) as conn:
        schema = active_schema(conn)
        while True:
            row = conn.execute(f"SELECT count(*) AS found FROM {schema}.kept_events").fetchone()  # noqa: S608  # ours
            if row is not None and row["found"] >= events:
                break
            if time.monotonic() > deadline:
                raise RuntimeError(f"{row and row['found']} of {events} events were taken in, in {TAKEN_IN_S} s")
            time.sleep(0.2)
        for table in ("kept_events", "labels", "stream_heads"):
            conn.execute(f"VACUUM ANALYZE {schema}.{table}")


def _timed(stack: Stack, service: str, path: str, what: str, form: str, accept: str) -> Figure:  # noqa: PLR0913
    headers = {"Authorization": f"Bearer {stack.token(['rater'], str(RATER))}", "Accept": accept}
    took, size = [], 0
    with httpx.Client(base_url=stack.urls[service], timeout=30, trust_env=False, headers=headers) as http:
        for number in range(CALLS + 2):
            began = time.perf_counter()
            answer = http.get(f"{path}?limit={PEOPLE}")
            if answer.status_code != 200 or answer.text.count(str(_id("agreement 0"))) == 0:
                raise RuntimeError(f"{path} was answered {answer.status_code}: {answer.text[:300]}")
            size = len(answer.content)
            if number >= 2:  # the first ones fill caches
                took.append(1000 * (time.perf_counter() - began))
    worst = percentile(took, 0.95)
    found = f"p50 {percentile(took, 0.5):.0f} ms, p95 {worst:.0f} ms, {size / 1024:.0f} KiB"
    named = f"{what} of {PEOPLE} people with {INDICATORS} indicators: {form}"
    return Figure(named, found, f"p95 under {TARGET_MS} ms", worst < TARGET_MS)
