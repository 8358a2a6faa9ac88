"""What is new about the innovations that are shown, before the final and after it (`domain.md` 7.3): its texts, by id.

A text is read under its own access (`GET /v1/texts/<id>`); an erased one leaves its id.
"""

from collections.abc import Iterable, Mapping

from chassis.runtime import Runtime
from contracts.evaluation import Innovation, InnovationRecorded
from contracts.values import StreamHead, TextRef

__all__ = ["described"]


def described(runtime: Runtime, innovations: Iterable[Innovation]) -> Mapping[StreamHead, TextRef]:
    """What is new about each, by the event it was recorded with: all of them lie in evaluation's own log."""
    named = {one.recorded for one in innovations}
    recorded = runtime.store.load_many(list({head.stream for head in named})) if named else {}
    found = {}
    for head in named:
        told = recorded[head.stream]
        event = told[head.version - 1].event if head.version <= len(told) else None
        if isinstance(event, InnovationRecorded):
            found[head] = event.description
    return found
