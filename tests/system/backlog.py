"""Fills planning's store quickly: more than two windows of the relay, by number and by size, in a dozen commands.

Recorded through the service's own store, as its routes do it, but hundreds of events to a command.
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from chassis.database import Database
from chassis.relay import WINDOW_BYTES, WINDOW_EVENTS
from chassis.store import Append, Command, Decision, EventStore
from contracts.events import Event
from contracts.examples import EXAMPLES
from contracts.planning import TargetsProposed, UnitObjectiveSet
from deploy.local.stack import AGENCY
from tests.checker import Accepted

__all__ = ["record_backlog"]

#: Each a unit's plan with many objectives, so that every one is a stream in a partition of its own.
PLANS = 6
OBJECTIVES = WINDOW_EVENTS // PLANS + 50
#: As large as an event may be, or nearly: 512 KiB is the limit.
LARGE_BYTES = 400 * 1024
LARGE = WINDOW_BYTES // LARGE_BYTES + 2


def record_backlog(database: str) -> list[Accepted]:
    """Record over 2,000 events, some 20 of them large; returns the commands as the checker wants them."""
    opened = Database(database, 2)
    store, accepted = EventStore(opened, agency=AGENCY, service="planning"), []

    def record(stream: uuid.UUID, events: list[Event]) -> None:
        actor, key = str(uuid.uuid4()), str(uuid.uuid4())
        command = Command(actor, key, b"", uuid.uuid4(), "backlog", datetime(2026, 6, 16, tzinfo=UTC))
        answer = store.record(command, lambda: Decision([Append(stream, 0, events)]))
        accepted.append(Accepted("planning", actor, key, answer.body, len(events)))

    try:
        for plan in range(PLANS):
            record(uuid.uuid4(), _objectives())
            for _ in range(plan, LARGE, PLANS):  # large ones between the small ones
                record(uuid.uuid4(), [_large()])
    finally:
        opened.close()
    return accepted


def _objectives() -> list[Event]:
    unit = uuid.uuid4()
    made: dict[str, Any] = {"unit": unit, "year": 2026}
    return [UnitObjectiveSet(**made, objective=uuid.uuid4(), title=f"Sasaran {n}") for n in range(OBJECTIVES)]


def _large() -> TargetsProposed:
    """Proposed targets of a new employee, with titles of the greatest length."""
    example = next(one.event for one in EXAMPLES if isinstance(one.event, TargetsProposed))
    result = example.results[0].model_copy(update={"title": "Laporan " * 250})
    count = LARGE_BYTES // len(result.model_dump_json())
    results = tuple(result.model_copy(update={"result": uuid.uuid4()}) for _ in range(count))
    return example.model_copy(update={"employee": uuid.uuid4(), "agreement": uuid.uuid4(), "results": results})
