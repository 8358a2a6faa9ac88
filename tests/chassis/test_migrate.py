"""Migrations: the log is the recorder's own table, each number is applied once, from however many processes."""

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from eventsourcing.persistence import DataError
from eventsourcing.postgres import PostgresApplicationRecorder

import chassis
from chassis.database import Database
from chassis.migrate import expected, migrate, recorded
from contracts.envelope import SERVICES
from deploy.local.furnish import migrations_of

HOUSE = Path(chassis.__file__).parents[1]
PROCESSES = 3

COLUMNS = """
SELECT column_name, ordinal_position, data_type, udt_name, is_nullable, column_default, character_maximum_length
FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'stored_events' ORDER BY ordinal_position
"""
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'stored_events' ORDER BY 1"
CONSTRAINTS = """
SELECT conname, contype, pg_get_constraintdef(oid) AS definition FROM pg_constraint
WHERE conrelid = 'stored_events'::regclass ORDER BY 1
"""
OPTIONS = "SELECT unnest(reloptions) AS option FROM pg_class WHERE relname = 'stored_events' ORDER BY 1"
TYPES = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type
FROM pg_type t JOIN pg_attribute a ON a.attrelid = t.typrelid WHERE t.typname = 'stored_event_uuid' ORDER BY a.attnum
"""
QUESTIONS = {
    "columns": COLUMNS,
    "indexes": INDEXES,
    "constraints": CONSTRAINTS,
    "options": OPTIONS,
    "composite type": TYPES,
}

MIGRATE = """
import sys
from chassis.database import Database
from chassis.migrate import migrate
from pathlib import Path
database = Database(sys.argv[1], pool=2)
print(*migrate(database, Path(sys.argv[2])))
database.close()
"""


@pytest.fixture
def empty(postgres):
    """A database in which nothing was made yet."""
    name = f"test_{uuid4().hex[:12]}"
    postgres.create_database(name)
    database = Database(postgres.url(name), pool=4)
    yield database
    database.close()
    postgres.drop_database(name)


@pytest.fixture(scope="module")
def made_twice(postgres):
    """What pg_catalog says of the log: as our migration makes it, and as eventsourcing's recorder does."""
    told = []
    for make in (lambda database: migrate(database, migrations_of("")), _by_recorder):
        name = f"test_{uuid4().hex[:12]}"
        postgres.create_database(name)
        database = Database(postgres.url(name), pool=4)
        make(database)
        with database.connection() as conn:
            told.append(
                {query: conn.execute(query).fetchall() for query in (COLUMNS, INDEXES, CONSTRAINTS, OPTIONS, TYPES)}
            )
        database.close()
        postgres.drop_database(name)
    return told


def _by_recorder(database):
    PostgresApplicationRecorder(database.datastore).create_table()


@pytest.mark.parametrize(
    "question",
    QUESTIONS.values(),
    ids=QUESTIONS,
)
def test_the_log_is_the_table_the_recorder_of_eventsourcing_would_make(made_twice, question):
    ours, theirs = (told[question] for told in made_twice)

    assert ours
    assert ours == theirs


@pytest.mark.parametrize("service", ["", *SERVICES])
def test_every_number_this_release_needs_is_applied_and_then_there_is_nothing_left(empty, service):
    applied = migrate(empty, migrations_of(service))

    again = migrate(empty, migrations_of(service))

    with empty.connection() as conn:
        there = recorded(conn)
    needed = {name: number for name, number in expected(migrations_of(service)).items() if number}
    assert (len(applied), again, there) == (sum(needed.values()), [], needed)


def test_before_the_first_migration_there_is_no_number(empty):
    with empty.connection() as conn:
        assert recorded(conn) == {}


def test_several_processes_at_once_apply_each_number_once(empty):
    command = [sys.executable, "-c", MIGRATE, empty.address, str(migrations_of("planning"))]
    running = [
        subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]

    ended = [process.communicate(timeout=120) for process in running]

    assert [process.returncode for process in running] == [0] * PROCESSES, [errors for _, errors in ended]
    applied = [name for said, _ in ended for name in said.split()]
    assert sorted(applied) == sorted(set(applied))
    assert "chassis/0001_event_store.sql" in applied
    with empty.connection() as conn:
        rows = conn.execute("SELECT active_schema FROM projections").fetchall()
    assert [row["active_schema"] for row in rows] == ["projection_1"]


def test_a_migration_that_fails_leaves_no_number_and_nothing_half_made(empty, tmp_path):
    migrate(empty, tmp_path)
    (tmp_path / "0001_broken.sql").write_text("CREATE TABLE half_made (id int); SELECT 1 / 0;")

    with pytest.raises(DataError):
        migrate(empty, tmp_path)

    with empty.connection() as conn:
        assert "service" not in recorded(conn)
        assert conn.execute("SELECT to_regclass('half_made') AS there").fetchone()["there"] is None


def test_a_mended_migration_is_applied_and_the_lock_was_let_go(empty, tmp_path):
    (tmp_path / "0001_broken.sql").write_text("SELECT 1 / 0")
    with pytest.raises(DataError):
        migrate(empty, tmp_path)
    (tmp_path / "0001_broken.sql").write_text("CREATE TABLE mended (id int)")

    assert migrate(empty, tmp_path) == ["service/0001_broken.sql"]


def test_files_are_applied_in_the_order_of_their_numbers_and_others_are_not_looked_at(empty, tmp_path):
    (tmp_path / "0002_second.sql").write_text("ALTER TABLE t ADD COLUMN b int")
    (tmp_path / "0001_first.sql").write_text("CREATE TABLE t (a int)")
    (tmp_path / "notes.sql").write_text("SELECT 1 / 0")

    applied = migrate(empty, tmp_path)

    assert applied[-2:] == ["service/0001_first.sql", "service/0002_second.sql"]
    assert expected(tmp_path)["service"] == 2
