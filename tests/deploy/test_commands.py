"""The commands that a deployment runs before its services: what they need, and how they fail."""

import asyncio
import os
import subprocess
import sys

import pytest
from typer.exceptions import TyperException

from chassis.kafka import partitions_of
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


def test_the_development_issuer_can_be_reached_from_other_containers():
    read = parse(["dev-issuer", "--port", "8000", "--key-file", "/tmp/key.pem", "--host", "0.0.0.0"])

    assert read["host"] == "0.0.0.0"


def test_arguments_the_command_line_does_not_know_are_refused():
    with pytest.raises(TyperException, match="--roles"):
        parse(["serve", "planning", "--roles", "api"])
