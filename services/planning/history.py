"""The history of an agreement as changes a person can read: who did what when, and what each version changed."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from chassis.store import Recorded
from contracts.planning import Annexes, TargetAgreed, WorkResult

__all__ = ["changes_between", "history_of"]


def history_of(recorded: Sequence[Recorded]) -> list[dict[str, Any]]:
    """One row per event of the stream; of an agreed version also its changes to the one before."""
    rows: list[dict[str, Any]] = []
    before: TargetAgreed | None = None
    for one in recorded:
        row: dict[str, Any] = {
            "version": one.version,
            "type": type(one.event).__name__,
            "at": one.time.isoformat(),
            "actor": one.actor,
        }
        if isinstance(one.event, TargetAgreed):
            row["agreement_version"] = one.event.agreement_version
            row["valid_from"] = one.event.valid_from.isoformat()
            row["changes"] = list(changes_between(before, one.event)) if before else []
            before = one.event
        rows.append(row)
    return rows


def changes_between(before: TargetAgreed, after: TargetAgreed) -> Iterator[dict[str, Any]]:
    """What was added, removed or changed: of which result or indicator, which field, from what to what."""
    yield from _parts(_flat(before.results), _flat(after.results))
    for name in Annexes.model_fields:
        was, now = (list(getattr(one.annexes, name)) if one.annexes else [] for one in (before, after))
        if was != now:
            yield {"change": "changed", "part": "annexes", "field": name, "from": was, "to": now}


def _flat(results: Sequence[WorkResult]) -> dict[UUID, dict[str, Any]]:
    """Every result and indicator by id, with its fields as they travel."""
    parts: dict[UUID, dict[str, Any]] = {}
    for result in results:
        parts[result.result] = result.model_dump(mode="json", exclude={"indicators"}, exclude_none=True)
        for indicator in result.indicators:
            fields = indicator.model_dump(mode="json", exclude_none=True)
            parts[indicator.indicator] = {**fields, "of_result": str(result.result)}
    return parts


def _parts(was: dict[UUID, dict[str, Any]], now: dict[UUID, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for part in [*was, *(one for one in now if one not in was)]:
        old, new = was.get(part), now.get(part)
        named = {"part": str(part), "title": (new or old or {}).get("title", "")}
        if old is None:
            yield {"change": "added", **named}
        elif new is None:
            yield {"change": "removed", **named}
        else:
            for field in [*old, *(one for one in new if one not in old)]:
                if old.get(field) != new.get(field):
                    yield {"change": "changed", **named, "field": field, "from": old.get(field), "to": new.get(field)}
