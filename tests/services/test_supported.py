"""What a main result may support is found where it is: back through the topic, or only in planning's own store yet.

On a real database; nothing publishes here, as while Kafka is away.
"""

from uuid import uuid4

from chassis.intake import Reader, apply
from chassis.projection import Projection
from chassis.store import Append, Command, Decision, EventStore
from contracts.planning import UnitObjectiveSet
from services.planning.projections import labels, supportable
from tests.domain.given import uid
from tests.records import AGENCY, NOON, Log


def recorded(store, *objectives):
    """Objectives of one unit, in one stream."""
    stream = uuid4()
    events = [
        UnitObjectiveSet(unit=uid("unit"), year=2026, objective=uid(one), title="Layanan nikah") for one in objectives
    ]
    command = Command(str(uuid4()), str(uuid4()), b"", uuid4(), "test", NOON)
    store.record(command, lambda: Decision([Append(stream, 0, events)]))
    return [one.value for one in store.load(stream)]


def test_what_is_recorded_and_has_not_come_back_yet_can_be_supported(databases):
    database = databases.make("planning")
    store, projection = EventStore(database, agency=AGENCY, service="planning"), Projection(database)
    values = recorded(store, "first", "second")
    log = Log()
    with database.connection() as conn:
        apply(conn, [log.record(values[0], service="planning")], Reader(AGENCY, "planning", labels))

    found = supportable(projection, store, {uid("first"), uid("second"), uid("nowhere")})

    assert [one.objective for one in projection_first(projection)] == [uid("first")]
    assert sorted(one.objective for one in found) == sorted([uid("first"), uid("second")])
    assert [one.event.objective for one in store.not_applied(UnitObjectiveSet)] == [uid("second")]


def projection_first(projection):
    return [kept.event for kept in projection.of_type(UnitObjectiveSet)]
