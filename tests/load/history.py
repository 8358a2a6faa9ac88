"""A made-up history for relay and inbox: reports of many people, encoded and stored as realization would have.

Versions of the streams are interleaved, as they come in an office where everybody reports in the same weeks.
"""

from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

import psycopg

from contracts.envelope import CONTENT_TYPE, Act, encode, namespace, partition_key
from contracts.realization import RealizationReported
from deploy.local.stack import AGENCY

__all__ = ["SERVICE", "made_up", "sent_as", "stored"]

SERVICE = "realization"
PEOPLE = 400
PERIODS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")

Event = tuple[UUID, int, str, bytes]


def made_up(events: int) -> list[Event]:
    """(stream, version, type, value) of `events` reports, in log order."""
    streams = [(uuid4(), uuid4(), uuid4(), period) for _ in range(PEOPLE) for period in PERIODS]
    made: list[Event] = []
    for number in range(events):
        employee, agreement, indicator, period = streams[number % len(streams)]
        stream, version = uuid5(namespace(AGENCY), f"{agreement}:{period}"), number // len(streams) + 1
        event = RealizationReported.model_validate(
            {
                "employee": employee,
                "agreement": agreement,
                "agreement_version": 1,
                "period": period,
                "indicator": indicator,
                "value": f"{number}.5",
                "note": {"text": uuid4(), "sha256": "ab" * 32},
            }
        )
        act = Act(str(employee), uuid4(), str(uuid4()), datetime.now(UTC))
        value = encode(event, stream=stream, version=version, agency=AGENCY, act=act)
        made.append((stream, version, event.TYPE, value))
    return made


def stored(address: str, events: list[Event]) -> None:
    """Fill a store with them."""
    columns = "originator_id, originator_version, topic, state, notification_id"
    with (
        psycopg.connect(address) as conn,
        conn.cursor() as curs,
        curs.copy(f"COPY stored_events ({columns}) FROM STDIN") as rows,
    ):
        for position, event in enumerate(events):
            rows.write_row((*event, position + 1))
    with psycopg.connect(address, autocommit=True) as conn:
        conn.execute("VACUUM ANALYZE stored_events")


def sent_as(position: int, value: bytes) -> tuple[bytes, bytes, list[tuple[str, bytes]]]:
    """Value, key and headers of the record that a recorded event becomes."""
    return value, partition_key(value), [("content-type", CONTENT_TYPE.encode()), ("position", b"%d" % position)]
