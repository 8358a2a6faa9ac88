"""The topics as `topics.yaml` states them: what to create, who writes, who reads.

The file is the truth; this module only loads it, once, and refuses a file that leaves something out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import yaml

__all__ = ["TOPICS", "TOPICS_FILE", "TopicSpec", "load_topics"]

TOPICS_FILE: Final = Path(__file__).with_name("topics.yaml")


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """One topic. `replication` and `min_insync` are those of a cluster; `settings` are Kafka's own names."""

    name: str
    description: str
    producer: str
    consumers: tuple[str, ...]
    event_types: tuple[str, ...]
    partitions: int
    replication: int
    min_insync: int
    settings: Mapping[str, str]

    def replicas(self, brokers: int) -> int:
        """Replication factor where there are `brokers` brokers (at least 1)."""
        return min(self.replication, brokers)

    def creation_settings(self, brokers: int) -> dict[str, str]:
        """The topic's settings where there are `brokers` brokers, `min.insync.replicas` included."""
        return {**self.settings, "min.insync.replicas": str(min(self.min_insync, brokers))}


def load_topics(path: Path = TOPICS_FILE) -> tuple[TopicSpec, ...]:
    """The topics of a file shaped like `topics.yaml`, in its order. Raises `KeyError` for what is left out."""
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))  # Any: YAML, read below
    common = document["every_topic"]
    settings = MappingProxyType({name: str(value) for name, value in common["settings"].items()})
    return tuple(
        TopicSpec(
            name=name,
            description=topic["description"],
            producer=topic["producer"],
            consumers=tuple(topic["consumers"]),
            event_types=tuple(topic["events"]),
            partitions=common["partitions"],
            replication=common["replication"],
            min_insync=common["min_insync"],
            settings=settings,
        )
        for name, topic in document["topics"].items()
    )


TOPICS: Final = load_topics()
