"""How every client of ours reaches Kafka: addresses, TLS and SCRAM from the settings, in one place."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from faststream.security import BaseSecurity, SASLScram512

from chassis.settings import KafkaSettings

__all__ = ["client_options", "faststream_security", "groupless_consumer", "partitions_of"]

#: A broker that neither answers nor refuses counts as away after this.
START_S = 10.0


def client_options(settings: KafkaSettings) -> dict[str, Any]:  # Any: aiokafka's own keyword arguments
    """Keyword arguments of any aiokafka client."""
    options: dict[str, Any] = {
        "bootstrap_servers": settings.kafka.split(","),
        "security_protocol": settings.kafka_security,
    }
    if settings.kafka_security.endswith("SSL"):
        options["ssl_context"] = _ssl_context(settings)
    if settings.kafka_security.startswith("SASL"):
        options |= {
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": settings.kafka_username,
            "sasl_plain_password": settings.kafka_password.get_secret_value() if settings.kafka_password else None,
        }
    return options


async def partitions_of(settings: KafkaSettings, topics: Iterable[str]) -> list[TopicPartition]:
    """Every partition of these topics, in order. Raises `OSError` naming those that do not exist.

    Asked of the broker: aiokafka's consumer knows only topics it is subscribed to, so its `partitions_for_topic` says
    None for all others, there or not.
    """
    wanted = list(topics)
    admin = AIOKafkaAdminClient(**client_options(settings))
    try:
        async with asyncio.timeout(START_S):
            await admin.start()
            there = {found["topic"]: len(found["partitions"]) for found in await admin.describe_topics()}
    finally:
        await admin.close()
    if missing := sorted(set(wanted) - there.keys()):
        raise OSError(f"topics {', '.join(missing)} do not exist; run `ekinerja topics create`")
    return [TopicPartition(topic, number) for topic in wanted for number in range(there[topic])]


@asynccontextmanager
async def groupless_consumer(settings: KafkaSettings, **options: Any) -> AsyncIterator[AIOKafkaConsumer]:
    """A started consumer outside any group, closed whatever happens. Raises `KafkaError` or `TimeoutError`.

    Where it is not sought, or sought beyond the end, it reads from the beginning.

    options: aiokafka's own, beyond addresses and security.
    """
    # aiokafka 0.14.0, `Fetcher._update_fetch_positions`: the reset that `assign` begins may end after a later
    # `seek_to_beginning` and put the partition where *it* was going. From "latest" a whole partition would be skipped.
    fixed = {"enable_auto_commit": False, "auto_offset_reset": "earliest"}
    consumer = AIOKafkaConsumer(**client_options(settings), **fixed, **options)
    try:
        async with asyncio.timeout(START_S):
            await consumer.start()
        # aiokafka 0.14.0, `NoGroupCoordinator.close`: it cancels its task and awaits it. A task cancelled before its
        # first step throws CancelledError out of `stop`, and the caller ends as if someone had cancelled it.
        await asyncio.sleep(0)
        yield consumer
    finally:
        await consumer.stop()


def _ssl_context(settings: KafkaSettings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(settings.kafka_ca_file) if settings.kafka_ca_file else None)


def faststream_security(settings: KafkaSettings) -> BaseSecurity | None:
    """The same, in FastStream's words."""
    if settings.kafka_security == "PLAINTEXT":
        return None
    secure = settings.kafka_security.endswith("SSL")
    context = _ssl_context(settings) if secure else None
    if not settings.kafka_security.startswith("SASL"):
        return BaseSecurity(ssl_context=context, use_ssl=secure)
    password = settings.kafka_password.get_secret_value() if settings.kafka_password else ""
    return SASLScram512(settings.kafka_username or "", password, ssl_context=context, use_ssl=secure)
