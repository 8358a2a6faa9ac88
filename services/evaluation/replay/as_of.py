"""The history as of an instant: a cut, so that a replay of it finds what anybody could know then.

A stream's times never fall, and a final is never earlier than what it rests on: so the cut leaves no final without its
inputs. A stream that is broken now was perhaps whole then; it is told as broken all the same.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import takewhile

from contracts.evaluation import Concluded, ConcludedYear
from contracts.events import PersonalEvent
from services.evaluation.dossier import Fact
from services.evaluation.replay.history import History

__all__ = ["as_of", "instant_of", "stood"]


def instant_of(text: str) -> datetime:
    """What an auditor wrote as an instant. Raises `ValueError` for what has no zone, since a day is long."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no instant; write it like 2026-10-05T08:00:00+08:00") from None
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} says no zone; write it like 2026-10-05T08:00:00+08:00, or with Z for UTC")
    return instant.astimezone(UTC)


def as_of(history: History, instant: datetime) -> History:
    """The same history without what was recorded after an instant (inclusive)."""

    def then(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        return tuple(takewhile(lambda fact: fact.time <= instant, facts))

    cut = {stream: kept for stream, facts in history.streams.items() if (kept := then(facts))}
    return replace(history, streams=cut)


def stood(history: History) -> Iterator[str]:
    """A line for every final evaluation: whose, of which period or year, and the last predicate it was given."""
    for _, facts in sorted(history.streams.items()):
        events = [fact.event for fact in facts]
        match next((event for event in reversed(events) if isinstance(event, Concluded | ConcludedYear)), None):
            case Concluded() as last:
                yield f"{last.agreement} {last.period}: {last.predicate}"
            case ConcludedYear() as last:
                employee = next(event.employee for event in events if isinstance(event, PersonalEvent))
                yield f"{employee} {last.year}: {last.predicate}"
