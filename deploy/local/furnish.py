"""What a fresh Kafka and PostgreSQL need before the services can work: topics, databases, migrations.

The same code as `ekinerja topics create` and `ekinerja migrate`, called in this process: six starts of an interpreter
would cost more than the work. Safe to repeat: what is there stays.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import services as services_package
from deploy.local.parts import PostgresPart
from deploy.local.processes import ProcessError

BROKERS = 1


def database_name(service: str) -> str:
    return f"ekinerja_{service}"


def make_topics(bootstrap: str, agency: str) -> None:
    """Create the topics of `contracts/topics.yaml` that are missing. Raises ProcessError when it cannot be done."""
    from aiokafka.errors import KafkaError

    from chassis.settings import Settings
    from chassis.topics import create_topics
    from contracts.topics import TOPICS

    settings = Settings(agency=agency, database="", issuer="", kafka=bootstrap, env="development")
    try:
        asyncio.run(create_topics(settings, TOPICS, replication=BROKERS))
    except (KafkaError, ValueError, OSError) as error:
        raise ProcessError(f"cannot create the topics on {bootstrap}: {error or type(error).__name__}") from error


def make_databases(postgres: PostgresPart, services: Sequence[str]) -> None:
    """One migrated database for each service. Raises ProcessError naming the service."""
    with ThreadPoolExecutor(len(services) or 1) as pool:
        list(pool.map(lambda service: make_database(postgres, database_name(service), service), services))


def make_database(postgres: PostgresPart, name: str, service: str = "") -> None:
    """A database with the migrations of the chassis and of a service ("": of no service). Raises ProcessError."""
    import psycopg

    from chassis.database import Database
    from chassis.migrate import migrate

    try:
        postgres.create_database(name)
        database = Database(postgres.url(name), pool=2)
        try:
            migrate(database, migrations_of(service))
        finally:
            database.close()
    except (psycopg.Error, OSError) as error:
        raise ProcessError(f"cannot make and migrate the database {name}: {error}") from error


def migrations_of(service: str) -> Path:
    """The folder a service keeps its migrations in."""
    return Path(services_package.__path__[0]) / service / "migrations"
