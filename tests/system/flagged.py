"""Flags as evidence would tell them of the sample's files, for tests of what the demo makes of them."""

from datetime import UTC, datetime

__all__ = ["flags_of"]

DEADLINE = datetime(2026, 7, 7, 15, 59, 59, tzinfo=UTC)


def flags_of(world, ids):
    """Of each item of a world; `ids`: ids by the sample's keys, as the services gave them."""
    items = {item.key: item for item in world.evidence}
    return {item.key: [*_of(item, items.get(item.same_as), ids)] for item in world.evidence}


def _of(item, original, ids):
    if original is not None:
        use = {"by": "another_employee", "earlier_period": False, "item": ids[original.key]}
        use |= {"employee": ids[original.person], "uploaded_at": original.at.isoformat()}
        yield {"flag": "same_content", "based_on": {"uses": 1, "items": [use]}}
    if item.at > DEADLINE and item.answers is None:  # the world's answers came within three working days
        based_on = {"uploaded_at": item.at.isoformat(), "deadline": DEADLINE.isoformat()}
        yield {"flag": "late", "based_on": based_on}
    if item.damaged:
        yield {"flag": "cannot_open", "based_on": {"why": "damaged"}}
