"""What a stranger reads of the topics, once they hold what a test saw recorded: a command is answered before that."""

import asyncio
import time
from collections.abc import Iterable

from chassis.settings import KafkaSettings
from contracts.envelope import SERVICES
from contracts.values import StreamHead
from deploy.local.stack import AGENCY
from services.evaluation.replay.history import History, read_history
from tests.services.conftest import CATCHES_UP_S, Office

__all__ = ["history_with"]


def history_with(office: Office, heads: Iterable[tuple[str, int]]) -> History:
    """The history as it is read from the topics, with these (stream, version)."""
    settings = KafkaSettings(agency=AGENCY, kafka=office.stack.kafka.bootstrap)
    wanted = [StreamHead.model_validate({"stream": stream, "version": version}) for stream, version in heads]
    deadline = time.monotonic() + CATCHES_UP_S
    while missing := (history := asyncio.run(read_history(settings, SERVICES))).missing(wanted):
        assert time.monotonic() < deadline, missing
    return history
