"""The history of an agreement as changes a person can read: who did what when, and what each version changed.

Every row and every change is there twice: as values, and as a sentence in Bahasa Indonesia (`pesan`) and English
(`text`). Targets are compared period by period and annexes line by line, so that one changed number is one change.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.store import Recorded
from contracts.planning import Annexes, PeriodTarget, TargetAgreed, WorkResult
from services.planning.history_words import Change, change_said, event_said

__all__ = ["changes_between", "history_of"]


def history_of(recorded: Sequence[Recorded], supported: Mapping[UUID, str]) -> list[dict[str, Any]]:
    """One row per event of the stream; of an agreed version also its changes to the one before.

    supported: the titles of what results support, as far as they are known.
    """
    rows: list[dict[str, Any]] = []
    before: TargetAgreed | None = None
    for one in recorded:
        said = event_said(one.event)
        row: dict[str, Any] = {
            "version": one.version,
            "type": type(one.event).__name__,
            "at": one.time.isoformat(),
            "actor": one.actor,
            "pesan": said.id,
            "text": said.en,
        }
        if isinstance(one.event, TargetAgreed):
            row["agreement_version"] = one.event.agreement_version
            row["valid_from"] = one.event.valid_from.isoformat()
            changes = changes_between(before, one.event) if before else ()
            row["changes"] = [_told(change, supported) for change in changes]
            before = one.event
        rows.append(row)
    return rows


def _told(change: Change, supported: Mapping[UUID, str]) -> dict[str, Any]:
    said = change_said(change, supported)
    return {**change, "pesan": said.id, "text": said.en}


def changes_between(before: TargetAgreed, after: TargetAgreed) -> Iterator[Change]:
    """What was added, removed or changed: of which result or indicator, which field, from what to what."""
    yield from _parts(_flat(before.results), _flat(after.results))
    for name in Annexes.model_fields:
        was, now = (list(getattr(one.annexes, name)) if one.annexes else [] for one in (before, after))
        yield from _lines(name, was, now)


def _lines(name: str, was: list[str], now: list[str]) -> Iterator[Change]:
    """Of one annex: its lines removed and added; or that they stand in another order."""
    annex: Change = {"part": "annexes", "field": name}
    removed, added = [one for one in was if one not in now], [one for one in now if one not in was]
    yield from ({"change": "removed", **annex, "from": one, "to": None} for one in removed)
    yield from ({"change": "added", **annex, "from": None, "to": one} for one in added)
    if was != now and not removed and not added:
        yield {"change": "changed", **annex, "from": was, "to": now}


def _flat(results: Sequence[WorkResult]) -> dict[UUID, Change]:
    """Every result and indicator by id, with its fields as they travel."""
    parts: dict[UUID, Change] = {}
    for result in results:
        of = {"of": "result"}
        parts[result.result] = of | result.model_dump(mode="json", exclude={"indicators"}, exclude_none=True)
        for indicator in result.indicators:
            fields = indicator.model_dump(mode="json", exclude={"targets"}, exclude_none=True)
            fields["targets"] = {target.period: _values(target) for target in indicator.targets}
            parts[indicator.indicator] = {"of": "indicator", **fields, "of_result": str(result.result)}
    return parts


def _values(target: PeriodTarget) -> Change:
    return target.model_dump(mode="json", exclude={"period"}, exclude_none=True)


def _parts(was: dict[UUID, Change], now: dict[UUID, Change]) -> Iterator[Change]:
    for part in [*was, *(one for one in now if one not in was)]:
        old, new = was.get(part), now.get(part)
        known = new or old or {}
        named = {"part": str(part), "of": known["of"], "title": known["title"]}
        if "unit_of_measure" in known:
            named["unit"] = known["unit_of_measure"]
            if old and old["unit_of_measure"] != named["unit"]:
                named["unit_before"] = old["unit_of_measure"]
        if old is None:
            yield {"change": "added", **named, "to": known.get("target")}
        elif new is None:
            yield {"change": "removed", **named, "from": known.get("target")}
        else:
            yield from _fields(named, old, new)


def _fields(named: Change, old: Change, new: Change) -> Iterator[Change]:
    for field in [*old, *(one for one in new if one not in old)]:
        if field == "targets":
            yield from _periods(named, old[field], new[field])
        elif old.get(field) != new.get(field):
            yield {"change": "changed", **named, "field": field, "from": old.get(field), "to": new.get(field)}


def _periods(named: Change, old: Change, new: Change) -> Iterator[Change]:
    """The periods whose target changed; None where the indicator is not due."""
    for period in sorted({*old, *new}):
        if old.get(period) != new.get(period):
            field = {"field": "targets", "period": period}
            yield {"change": "changed", **named, **field, "from": old.get(period), "to": new.get(period)}
