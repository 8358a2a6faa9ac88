"""How long planning's views take in an agency of 1,000 units and 20,000 people: one reader, one view after the other.

The events are written to planning's store while it is stopped; it publishes them and takes them in as always, so
what is read is what a real agency's projection would be. Times are of the whole HTTP answer.
"""

import asyncio
import time
from urllib.parse import quote

import httpx
import psycopg
from aiokafka import AIOKafkaProducer

from chassis.projection import active_schema
from contracts.envelope import topic_of
from deploy.local.stack import Stack
from tests.load.agency import YEAR, Agency, Person, fill
from tests.load.figures import Figure, percentile
from tests.load.history import sent_as, stored

__all__ = ["measure"]

CALLS = 60
#: Of a view that takes long fewer, but not less than these.
FEWEST, LONG_ENOUGH_S = 5, 20
WARM_UP = 3
TARGET_MS = 200
TAKEN_IN_S = 180
LOOK_S = 0.5


def measure(stack: Stack) -> list[Figure]:
    """A figure per view. The stack has an empty planning."""
    agency = Agency.made_up()
    address = stack.database_url("planning")
    stack.stop_service("planning")
    events = list(agency.rows())
    stored(address, events)
    fill(address, agency)
    stack.start_service("planning")
    finals = agency.finals()
    asyncio.run(_published(stack.kafka.bootstrap, finals))
    _taken_in(address, len(events) + len(finals))
    return [_timed(stack, view, path, who, accept) for view, path, who, accept in _views(stack, agency)]


async def _published(bootstrap: str, finals: list[bytes]) -> None:
    """What evaluation, which does not run here, would have published."""
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for position, event in enumerate(finals):
            value, key, headers = sent_as(position, event)
            await producer.send_and_wait(topic_of("evaluation"), value, key=key, headers=headers)


def _taken_in(address: str, events: int) -> None:
    deadline = time.monotonic() + TAKEN_IN_S
    with psycopg.connect(address, autocommit=True, row_factory=psycopg.rows.dict_row) as conn:
        schema = active_schema(conn)
        while True:
            row = conn.execute(f"SELECT count(*) AS found FROM {schema}.kept_events").fetchone()  # noqa: S608  # ours
            if row is not None and row["found"] >= events:
                break
            if time.monotonic() > deadline:
                raise RuntimeError(f"planning took in {row and row['found']} of {events} events in {TAKEN_IN_S} s")
            time.sleep(LOOK_S)
        for table in ("kept_events", "labels", "stream_heads"):
            conn.execute(f"VACUUM ANALYZE {schema}.{table}")


def _views(stack: Stack, agency: Agency) -> list[tuple[str, str, str, str]]:
    """(what, path, token, what is accepted) of every view."""
    top, leaf = agency.units[0], agency.units[-1]
    head, member, big = agency.people[leaf][0], agency.people[leaf][1], agency.big
    assert big is not None
    of_top = agency.people[top][0]
    officer = stack.token(["officer"], str(of_top.id))
    mine, heads = _token(stack, member), _token(stack, head)
    bigs = _token(stack, big)
    json, plain = "application/json", "text/csv"
    position, preview = quote(member.position), f"/v1/templates/{agency.templates[0]}/preview"
    return [
        ("a page of 500 units", "/v1/units?limit=500", officer, json),
        ("a unit", f"/v1/units/{leaf}", officer, json),
        ("a page of the directory", "/v1/employees?limit=100", officer, json),
        ("an employee", f"/v1/employees/{member.id}", mine, json),
        ("the cycle", f"/v1/cycles/{YEAR}", mine, json),
        ("goals", f"/v1/units/{top}/goals", mine, json),
        ("a unit's objectives", f"/v1/units/{top}/objectives/{YEAR}", mine, json),
        ("my agreements", f"/v1/agreements?employee={member.id}", mine, json),
        ("my team's agreements", "/v1/agreements", heads, json),
        ("my team's state", f"/v1/team/{YEAR}", heads, json),
        ("a unit's state", f"/v1/team/{YEAR}?unit={top}&limit=200", officer, json),
        ("an SKP of 9 indicators", f"/v1/agreements/{member.agreement}", mine, json),
        ("an SKP of 200 indicators", f"/v1/agreements/{big.agreement}", officer, json),
        ("its history", f"/v1/agreements/{big.agreement}/history", officer, json),
        ("its paper to print", f"/v1/agreements/{big.agreement}/document", officer, "text/html"),
        ("cascade of a section", f"/v1/units/{leaf}/cascade/{YEAR}", mine, json),
        ("cascade of the agency, 5 levels", f"/v1/units/{top}/cascade/{YEAR}", officer, json),
        ("matrix of a section", f"/v1/units/{leaf}/matrix/{YEAR}", heads, json),
        ("matrix of a section as CSV", f"/v1/units/{leaf}/matrix/{YEAR}", heads, plain),
        ("matrix of the top unit", f"/v1/units/{top}/matrix/{YEAR}", officer, json),
        ("supporters of a result", f"/v1/results/{of_top.results[0]}/supporters", officer, json),
        ("the cycle's history", f"/v1/cycles/{YEAR}/history", mine, json),
        ("who is found by a part of the name", "/v1/employees?name=karangan%2019999", officer, json),
        ("a page of who is found by a common name", "/v1/employees?name=orang&limit=100", officer, json),
        ("the list of 20,000 people as CSV", "/v1/employees", officer, plain),
        ("raters who left and still rate", "/v1/raters/departed", officer, json),
        ("disputed raters", "/v1/disputes", officer, json),
        ("colleagues, to give feedback", "/v1/colleagues", mine, json),
        ("templates offered to a section", f"/v1/units/{leaf}/templates", mine, json),
        ("a position's template", f"/v1/units/{leaf}/templates?position={position}", mine, json),
        ("a template's preview for who had 200 indicators", f"{preview}/{big.id}/{YEAR + 1}", bigs, json),
        ("what was unmet of 200 indicators", f"/v1/agreements/{big.agreement}/unmet", bigs, json),
        ("why it was revised", f"/v1/texts/{agency.why.id}", bigs, json),
        ("a position's indicators", f"/v1/positions/indicators?position={position}&year={YEAR + 1}", mine, json),
    ]


def _token(stack: Stack, person: Person) -> str:
    return stack.token(["employee", *(["rater"] if person.head else [])], str(person.id))


def _timed(stack: Stack, view: str, path: str, token: str, accept: str) -> Figure:
    headers = {"Authorization": f"Bearer {token}", "Accept": accept}
    took, size = [], 0
    with httpx.Client(base_url=stack.urls["planning"], timeout=30, trust_env=False, headers=headers) as http:
        until = time.monotonic() + LONG_ENOUGH_S
        for number in range(CALLS + WARM_UP):
            if len(took) >= FEWEST and time.monotonic() > until:
                break
            began = time.perf_counter()
            answer = http.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} was answered {answer.status_code}: {answer.text[:300]}")
            size = len(answer.content)
            if number >= WARM_UP:  # the first ones fill caches
                took.append(1000 * (time.perf_counter() - began))
    worst = percentile(took, 0.95)
    found = f"p50 {percentile(took, 0.5):.0f} ms, p95 {worst:.0f} ms, {size / 1024:.0f} KiB"
    return Figure(f"planning views: {view}", found, f"p95 under {TARGET_MS} ms", worst < TARGET_MS)
