"""What a main result may support is found where it is: back through the topic, or only in planning's own store yet.

On a real database; nothing publishes here, as while Kafka is away.
"""

from datetime import date
from uuid import uuid4

from chassis import store as store_module
from chassis.intake import apply
from chassis.intake_work import Reader
from chassis.projection import Projection
from chassis.store import Append, Command, Decision, EventStore
from contracts.planning import AgreementClosed, ObjectiveSupport, UnitObjectiveSet, UnitObjectiveWithdrawn
from contracts.values import TextRef
from services.planning.projections import labels, supportable, supporters_of
from tests.domain.given import uid
from tests.domain.plans import EMPLOYEE, OBJECTIVE, agreed, main, planned
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
    values = recorded(store, "first", "second", "not asked for")
    log = Log()
    with database.connection() as conn:
        apply(conn, [log.record(values[0], service="planning")], Reader(AGENCY, "planning", labels))

    found = supportable(projection, store, {uid("first"), uid("second"), uid("nowhere")})

    assert [one.objective for one in projection_first(projection)] == [uid("first")]
    assert sorted(one.objective for one in found) == sorted([uid("first"), uid("second")])
    assert [one.event.objective for one in store.not_applied(UnitObjectiveSet)] == [uid("second"), uid("not asked for")]


def test_what_waits_far_back_in_the_log_is_found_behind_all_that_is_applied(databases, monkeypatch):
    """As on a held stream: the last events of the log are all applied, and one long before them is not."""
    monkeypatch.setattr(store_module, "RECENT", 2)
    database = databases.make("planning")
    store = EventStore(database, agency=AGENCY, service="planning")
    recorded(store, "held")
    later = [value for name in ("a", "b", "c") for value in recorded(store, name)]
    assert len(store.not_applied(UnitObjectiveSet)) == 4
    log = Log()
    with database.connection() as conn:
        apply(conn, [log.record(one, service="planning") for one in later], Reader(AGENCY, "planning", labels))

    assert [one.event.objective for one in store.not_applied(UnitObjectiveSet)] == [uid("held")]
    assert store.not_applied(UnitObjectiveWithdrawn) == []


def projection_first(projection):
    return [kept.event for kept in projection.by_key([UnitObjectiveSet])]


def test_what_was_withdrawn_can_be_supported_no_longer_also_before_it_has_come_back(databases):
    """The projection still shows the objective; the log already has the withdrawal."""
    database = databases.make("planning")
    store, projection = EventStore(database, agency=AGENCY, service="planning"), Projection(database)
    first, second = recorded(store, "first", "second")
    log = Log()
    with database.connection() as conn:
        records = [log.record(value, service="planning") for value in (first, second)]
        apply(conn, records, Reader(AGENCY, "planning", labels))
    stream = next(iter(projection.by_key([UnitObjectiveSet]))).stream
    reason = TextRef(text=uid("reason"), sha256="0" * 64)
    gone = UnitObjectiveWithdrawn(unit=uid("unit"), year=2026, objective=uid("first"), reason=reason)
    command = Command(str(uuid4()), str(uuid4()), b"", uuid4(), "test", NOON)
    store.record(command, lambda: Decision([Append(stream, 2, [gone])]))

    found = supportable(projection, store, {uid("first"), uid("second")})

    assert [one.objective for one in found] == [uid("second")]


def test_a_result_that_a_revision_left_out_or_whose_agreement_never_began_can_be_supported_no_longer(databases):
    """It hung below a result that no superior had any more, and stood in no cascade."""
    database = databases.make("planning")
    store, projection = EventStore(database, agency=AGENCY, service="planning"), Projection(database)
    both = agreed(main(), main(planned(title="x"), title="dilepas"))
    revised = agreed(agreement_version=2)
    never = agreed(main(planned(title="y"), title="tidak pernah"), agreement=uid("never"))
    closing = AgreementClosed(
        employee=EMPLOYEE, agreement=uid("never"), year=2026, closes_on=date(2025, 12, 31), reason_code="moved"
    )
    for stream, appended in ((uuid4(), [both, revised]), (uuid4(), [never, closing])):
        command = Command(str(uuid4()), str(uuid4()), b"", uuid4(), "test", NOON)
        store.record(command, lambda stream=stream, made=appended: Decision([Append(stream, 0, made)]))

    found = supportable(projection, store, {uid("pelayanan"), uid("dilepas"), uid("tidak pernah")})

    assert [one.agreement_version for one in found] == [2]
    assert {result.result for one in found for result in one.results} == {uid("pelayanan")}


def test_what_rests_on_an_objective_is_counted_also_before_it_has_come_back(databases):
    database = databases.make("planning")
    store, projection = EventStore(database, agency=AGENCY, service="planning"), Projection(database)
    events = [agreed(), below("below"), below("withdrawn below")]
    gone = UnitObjectiveWithdrawn(
        unit=uid("unit below"),
        year=2026,
        objective=uid("withdrawn below"),
        reason=TextRef(text=uid("reason"), sha256="0" * 64),
    )
    for stream, appended in ((uuid4(), events[:1]), (uuid4(), [*events[1:], gone])):
        command = Command(str(uuid4()), str(uuid4()), b"", uuid4(), "test", NOON)
        store.record(command, lambda stream=stream, made=appended: Decision([Append(stream, 0, made)]))

    assert supporters_of(projection, store, OBJECTIVE) == 2
    assert supporters_of(projection, store, uid("below")) == 0


def test_what_is_applied_between_the_look_at_the_projection_and_the_look_at_the_log_is_found(databases):
    """An agreement was refused as supporting nothing, at random and under load: the objective was in neither look."""
    database = databases.make("planning")
    store, projection = Overtaken(database, agency=AGENCY, service="planning"), Projection(database)
    store.meanwhile = recorded(store, "first")

    found = supportable(projection, store, {uid("first")})

    assert [one.objective for one in found] == [uid("first")]


class Overtaken(EventStore):
    """A store whose events are applied just before it is asked which are not."""

    meanwhile = ()

    def not_applied(self, *types):
        log = Log()
        with self.database.connection() as conn:
            records = [log.record(value, service="planning") for value in self.meanwhile]
            apply(conn, records, Reader(AGENCY, "planning", labels))
        return super().not_applied(*types)


def below(name):
    """An objective of a unit below that supports ours."""
    above = ObjectiveSupport(kind="unit_objective", id=OBJECTIVE)
    return UnitObjectiveSet(unit=uid("unit below"), year=2026, objective=uid(name), title="Layanan", supports=above)
