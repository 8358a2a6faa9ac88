"""A rebuild takes over under readers: none of them finds its tables gone, and none of them makes the rebuild fail."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from types import SimpleNamespace

from chassis import rebuild
from chassis.projection import active_schema, in_schema
from chassis.rebuild import empty

TIMEOUT_S = 60.0


def schemas(conn):
    rows = conn.execute("SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'projection\\_%'").fetchall()
    return {row["name"] for row in rows}


def test_a_reader_that_asked_for_the_live_schema_just_before_a_take_over_still_finds_its_tables(database, monkeypatch):
    taken_over, read, stayed = Event(), Event(), []

    def stay(seconds):
        stayed.append(seconds)
        taken_over.set()
        assert read.wait(TIMEOUT_S)

    monkeypatch.setattr(rebuild, "time", SimpleNamespace(sleep=stay, monotonic=time.monotonic))
    with database.connection() as conn, ThreadPoolExecutor(1) as pool:
        former = active_schema(conn)

        taking_over = pool.submit(empty, database)
        assert taken_over.wait(TIMEOUT_S)
        conn.execute(in_schema("SELECT * FROM {schema}.checkpoints", former))
        meanwhile = schemas(conn), active_schema(conn)
        read.set()

        assert meanwhile == ({former, taking_over.result()}, taking_over.result())
        assert schemas(conn) == {active_schema(conn)}
        assert stayed == [rebuild.READERS_S]
        assert rebuild.READERS_S >= 1.0


def test_a_reader_of_many_tables_goes_on_to_its_end_and_the_next_rebuild_drops_them(database):
    with database.connection() as reading, database.connection() as conn:
        former = active_schema(conn)
        with reading.transaction():
            reading.execute(in_schema("SELECT * FROM {schema}.kept_events", former))

            live = empty(database)

            reading.execute(in_schema("SELECT * FROM {schema}.labels", former))
        assert schemas(conn) == {former, live}
        after = empty(database)

        assert schemas(conn) == {after}
