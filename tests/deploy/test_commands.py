"""The commands that a deployment runs before its services: what they need, and how they fail."""

import asyncio
import os
import subprocess
import sys
import uuid

import pytest
from typer.exceptions import TyperException

from chassis.kafka import partitions_of
from chassis.projection import active_schema, in_schema
from chassis.settings import KafkaSettings
from contracts.topics import TOPICS
from deploy.local.ports import free_port
from tests.deploy.commands import parse


def ekinerja(*arguments, **settings):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "from services.cli import app; app()", *arguments],
        env=kept | {f"EKINERJA_{name.upper()}": value for name, value in settings.items()},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_topics_are_created_with_nothing_but_an_agency_and_kafka(fresh_kafka):
    done = ekinerja("topics", "create", "--replication", "1", agency="kanwil-contoh", kafka=fresh_kafka.bootstrap)

    assert done.returncode == 0, done.stderr
    settings = KafkaSettings(agency="kanwil-contoh", kafka=fresh_kafka.bootstrap)
    made = asyncio.run(partitions_of(settings, [topic.name for topic in TOPICS]))
    assert len(made) == sum(topic.partitions for topic in TOPICS)


def test_topics_that_cannot_be_created_say_where_and_why_in_a_line():
    nowhere = f"127.0.0.1:{free_port()}"

    done = ekinerja("topics", "create", agency="kanwil-contoh", kafka=nowhere)

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"topics cannot be created on {nowhere}: ")
    assert "Traceback" not in done.stderr


def nothing_is_up():
    """Settings that lead nowhere."""
    return {
        "agency": "kanwil-contoh",
        "kafka": f"127.0.0.1:{free_port()}",
        "database": f"postgresql://ekinerja@127.0.0.1:{free_port()}/ekinerja",
        "issuer": f"http://127.0.0.1:{free_port()}",
    }


RECORD = ("planning", "ekinerja.planning.v1", "0", "0")
NO_KAFKA = "Kafka (EKINERJA_KAFKA): "
NO_DATABASE = "PostgreSQL (EKINERJA_DATABASE): "


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("migrate", "planning"), NO_DATABASE),
        (("rebuild", "planning"), NO_DATABASE),
        (("rebuild", "planning", "--in-place"), NO_DATABASE),
        (("replay",), NO_KAFKA),
        (("topics", "resend", "planning", str(uuid.uuid4())), NO_DATABASE),
        (("topics", "resend", "planning", "everything"), "'everything' is not the id of a stream (a UUID)"),
        (("topics", "resend", "planning"), "name the stream to send again, or say --all"),
        (("dead-letters", "list", "planning"), NO_DATABASE),
        (("dead-letters", "show", *RECORD), NO_KAFKA),
        (("dead-letters", "re-read", "planning"), NO_DATABASE),
        (("dead-letters", "close", *RECORD, "--because", "written by a stranger"), NO_DATABASE),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_where_nothing_is_up_a_command_says_so_in_one_line(arguments, told):
    done = ekinerja(*arguments, **nothing_is_up())

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith(told)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("rebuild", "planning"), NO_KAFKA),
        (("topics", "resend", "planning", str(uuid.UUID(int=7))), f"planning has no stream {uuid.UUID(int=7)}"),
        (("dead-letters", "close", *RECORD, "--because", "x"), "nothing open at ekinerja.planning.v1/0 offset 0"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_what_is_not_there_is_named_in_one_line(databases, arguments, told):
    done = ekinerja(*arguments, **nothing_is_up() | {"database": databases.url("planning")})

    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith(told)


def test_a_dead_letter_that_looks_like_markup_is_listed_as_it_stands(databases):
    place = ("ekinerja.planning.v1", 3, 118)
    database = databases.make("planning")
    with database.connection() as conn:
        conn.execute(
            in_schema(
                "INSERT INTO {schema}.set_aside (consumer, topic, partition, record_offset, reason, detail, is_cause)"
                " VALUES ('planning', %s, %s, %s, 'not-an-event', 'Not JSON: [/x] [red]:x:', true)",
                active_schema(conn),
            ),
            place,
        )

    done = ekinerja("dead-letters", "list", "planning", **nothing_is_up() | {"database": database.address})

    assert done.returncode == 0, done.stderr
    assert "Not JSON: [/x] [red]:x:" in done.stdout


def test_the_development_issuer_can_be_reached_from_other_containers():
    read = parse(["dev-issuer", "--port", "8000", "--key-file", "/tmp/key.pem", "--host", "0.0.0.0"])

    assert read["host"] == "0.0.0.0"


def test_arguments_the_command_line_does_not_know_are_refused():
    with pytest.raises(TyperException, match="--roles"):
        parse(["serve", "planning", "--roles", "api"])
