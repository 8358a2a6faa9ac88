"""The performance dialogue (*dialog kinerja*): what the two sides write to each other beside the targets. Pure."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from contracts.events import Event
from contracts.planning import DialogueEntryWritten
from contracts.refusals import Refusal
from services.planning.agreement import Agreement, check_running

__all__ = ["NoSuchQuestion", "decide_write"]


@dataclass(eq=False)
class NoSuchQuestion(Refusal):
    """An answer names a question that the other side asked."""

    answers: UUID | None


def decide_write(state: Agreement, today: date, entry: DialogueEntryWritten) -> list[Event]:
    """Write into the dialogue; an answer names a question, or clarification, that the other side wrote."""
    check_running(state, today)
    if entry.kind == "answer":
        asked = state.entries.get(entry.answers) if entry.answers else None
        if asked is None or asked.kind == "answer" or asked.written_by == entry.written_by:
            raise NoSuchQuestion(entry.answers)
    return [entry]
