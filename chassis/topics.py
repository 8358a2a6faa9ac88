"""Creates the topics of `contracts/topics.yaml` and checks those that are there.

A topic's partition count is fixed for life: a different one is an error, never mended here.
"""

from collections.abc import Sequence

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from chassis.kafka import client_options
from chassis.settings import KafkaSettings
from contracts.topics import TopicSpec

__all__ = ["create_topics"]


async def create_topics(settings: KafkaSettings, topics: Sequence[TopicSpec], *, replication: int) -> list[str]:
    """Create the missing ones; returns their names. Raises `ValueError` for a topic with other partitions."""
    admin = AIOKafkaAdminClient(**client_options(settings))
    await admin.start()
    try:
        there = {found["topic"]: len(found["partitions"]) for found in await admin.describe_topics()}
        for topic in topics:
            if there.get(topic.name, topic.partitions) != topic.partitions:
                raise ValueError(
                    f"topic {topic.name} has {there[topic.name]} partitions, not {topic.partitions}: partition counts"
                    " are fixed for life; use a fresh Kafka or restore the topic"
                )
        missing = [topic for topic in topics if topic.name not in there]
        made = [
            NewTopic(
                name=topic.name,
                num_partitions=topic.partitions,
                replication_factor=replication,
                topic_configs=topic.creation_settings(replication),
            )
            for topic in missing
        ]
        response = await admin.create_topics(made) if made else None
        for name, code, *rest in getattr(response, "topic_errors", ()):
            error = for_code(code)
            if code and error is not TopicAlreadyExistsError:
                raise error(f"{name}: {rest}")
    finally:
        await admin.close()
    return [topic.name for topic in missing]
