"""Kafka and PostgreSQL that someone else runs (`EKINERJA_STACK=external`): addresses from the environment.

`EKINERJA_KAFKA` (and the other EKINERJA_KAFKA_ settings of the services) and `EKINERJA_POSTGRES`, the address of a user
who may create databases. A stack begins empty, so topics and databases of ours that are there already are an error,
unless `EKINERJA_STACK_WIPE=1` says that they may be deleted. Never starts, stops or kills what is not ours.
"""

import asyncio
import os

import psycopg
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from contracts.envelope import SERVICES
from deploy.local.processes import ProcessError
from deploy.local.servers import create_database, drop_database, url_of

KAFKA_SETTING, POSTGRES_SETTING, WIPE_SETTING = "EKINERJA_KAFKA", "EKINERJA_POSTGRES", "EKINERJA_STACK_WIPE"
DELETED_TIMEOUT_S = 30
POLL_S = 0.1


class _External:
    name = ""

    def wait_ready(self) -> None:
        """It is ready, or `start` would have failed."""

    def stop(self) -> None:
        """It goes on: it is not ours."""

    def kill(self) -> None:
        self._not_ours()

    def restart(self) -> None:
        self._not_ours()

    def pause(self) -> None:
        self._not_ours()

    def resume(self) -> None:
        self._not_ours()

    def _not_ours(self) -> None:
        raise ProcessError(f"this {self.name} is external, so it is not ours to stop or start")


class ExternalKafka(_External):
    """The cluster of EKINERJA_KAFKA."""

    name = "Kafka"

    def __init__(self) -> None:
        self.bootstrap = _needed(KAFKA_SETTING)

    def start(self) -> None:
        """See that it answers and has no topics of ours. Raises ProcessError."""
        try:
            asyncio.run(self._claim())
        except (KafkaError, OSError) as error:
            raise ProcessError(f"no Kafka answers on {self.bootstrap} ({KAFKA_SETTING}): {error}") from error

    async def _claim(self) -> None:
        from chassis.kafka import client_options
        from chassis.settings import Settings

        settings = Settings(agency="local", database="", issuer="", kafka=self.bootstrap)
        admin = AIOKafkaAdminClient(**client_options(settings))
        try:
            await admin.start()
            if there := await _ours(admin):
                _require_wipe(f"the Kafka on {self.bootstrap} already has the topics {', '.join(there)}")
                await admin.delete_topics(there)
            async with asyncio.timeout(DELETED_TIMEOUT_S):
                while await _ours(admin):
                    await asyncio.sleep(POLL_S)
        finally:
            await admin.close()


class ExternalPostgres(_External):
    """The server of EKINERJA_POSTGRES."""

    name = "PostgreSQL"

    def __init__(self) -> None:
        self._server = _needed(POSTGRES_SETTING)

    def url(self, database: str = "") -> str:
        return url_of(self._server, database) if database else self._server

    def create_database(self, name: str) -> None:
        create_database(self._server, name)

    def drop_database(self, name: str) -> None:
        drop_database(self._server, name)

    def start(self) -> None:
        """See that it answers and has no databases of ours. Raises ProcessError."""
        wanted = [f"ekinerja_{service}" for service in SERVICES]
        try:
            with psycopg.connect(self._server, autocommit=True) as connection:
                rows = connection.execute("SELECT datname FROM pg_database WHERE datname = ANY(%s)", (wanted,))
                there = sorted(name for (name,) in rows)
        except psycopg.OperationalError as error:
            cause = str(error).splitlines()[0]
            raise ProcessError(f"no PostgreSQL answers at the address of {POSTGRES_SETTING}: {cause}") from error
        if there:
            _require_wipe(f"the PostgreSQL server already has the databases {', '.join(there)}")
            for name in there:
                self.drop_database(name)


async def _ours(admin: AIOKafkaAdminClient) -> list[str]:
    return sorted(name for name in await admin.list_topics() if name.startswith("ekinerja."))


def _needed(setting: str) -> str:
    if not (value := os.environ.get(setting)):
        raise ProcessError(f"EKINERJA_STACK=external needs {setting}, the address to use")
    return value


def _require_wipe(what: str) -> None:
    if os.environ.get(WIPE_SETTING) != "1":
        raise ProcessError(f"{what}; set {WIPE_SETTING}=1 to delete them, or use another")
