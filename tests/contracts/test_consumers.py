"""The consumers named in `topics.yaml` are those that read: what the services subscribe to, no more and no less."""

import pytest

from contracts.envelope import SERVICES
from contracts.topics import TOPICS
from services.cli import definition_of


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_topic_names_every_service_that_reads_it(topic):
    readers = {service for service in SERVICES if topic.producer in definition_of(service).consumes}

    assert set(topic.consumers) == readers
