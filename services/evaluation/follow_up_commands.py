"""Planning and completing what follows from a final, in the stream in which it lies."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from chassis.errors import Unknown
from chassis.runtime import Runtime
from chassis.store import Decision
from chassis.texts import NewText, new_text
from contracts.evaluation import FollowUpDone, FollowUpPlanned
from services.evaluation.after import After, load_after, people_of
from services.evaluation.follow_up import decide_done, decide_plan
from services.evaluation.objection import about

__all__ = ["Task", "complete", "plan"]


@dataclass(frozen=True)
class Task:
    """A follow-up as sent."""

    kind: str
    owner: UUID
    due_on: date
    note: str | None


def plan(runtime: Runtime, actor: UUID, stream: UUID, task: Task) -> Decision:
    """Plan a follow-up; by the rater in force or the superior. Its owner reads the note too."""
    after = load_after(runtime, stream)
    now = after.history.now(runtime.clock())
    if not runtime.projection.of_stream(task.owner):
        raise Unknown(
            detail=f"there is no employee {task.owner}, as far as this service has seen",
            pesan="pegawai penanggung jawab tidak ditemukan",
            mend="name as owner somebody of the directory",
            perbaikan="pilih penanggung jawab dari direktori",
        )
    texts = _note(after, task.note, task.owner)
    made = uuid4()
    planned = FollowUpPlanned.model_validate(
        {
            **about(after.final),
            "follow_up": made,
            "kind": task.kind,
            "owner": task.owner,
            "due_on": task.due_on,
            **_noted(texts),
        }
    )
    people = people_of(runtime, after, now)
    events = decide_plan(after.follow_ups, actor, people.both, planned, after.clock.day(now))
    return Decision([after.history.then(*events, texts=texts)], body={"follow_up": str(made)})


def complete(runtime: Runtime, actor: UUID, stream: UUID, follow_up: UUID, note: str | None) -> Decision:
    """Say that a follow-up was completed today; by its owner, or whoever may plan."""
    after = load_after(runtime, stream)
    now = after.history.now(runtime.clock())
    texts = _note(after, note)
    said = {"follow_up": follow_up, "done_on": after.clock.day(now), **_noted(texts)}
    done = FollowUpDone.model_validate({**about(after.final), **said})
    events = decide_done(after.follow_ups, actor, people_of(runtime, after, now).both, done)
    return Decision([after.history.then(*events, texts=texts)])


def _note(after: After, body: str | None, *readers: UUID) -> list[NewText]:
    return [] if body is None else [new_text(body, after.final.employee, *readers)]


def _noted(texts: list[NewText]) -> dict[str, Any]:  # Any: a reference to a text, if there is one
    return {"note": texts[0].ref} if texts else {}
