"""The period's feedback, in view of whoever rates behaviour by it (`domain.md` 7.3).

That, when, by whom and about what; the words are read in realization, under its own access. Who gave it is told to
the employee and who acts as rater, as there (decision 0031).
"""

from collections.abc import Container
from typing import Any
from uuid import UUID

from chassis.projection import Projection
from contracts.realization import FeedbackAnswered, FeedbackGiven
from contracts.values import instant_text

__all__ = ["MOST_FEEDBACK", "feedback_in_view"]

#: Of what was said this many entries are listed, the last ones; how many there are is always told.
MOST_FEEDBACK = 100


def feedback_in_view(
    projection: Projection, employee: UUID, about: Container[tuple[UUID, str]], *, close: bool
) -> dict[str, Any]:
    """What was said of these agreements' periods. close: the reader is the employee or acts as rater."""
    kept = projection.of_key(employee, types=(FeedbackGiven, FeedbackAnswered))
    answers = {one.event.feedback: one.event.text for one in kept if isinstance(one.event, FeedbackAnswered)}
    said = []
    for one in sorted(kept, key=lambda one: (one.time, one.stream, one.version)):
        event = one.event
        if not isinstance(event, FeedbackGiven) or (event.agreement, event.period) not in about:
            continue
        answer = answers.get(event.feedback)
        told = {"at": instant_text(one.time), "answer": answer.model_dump(mode="json") if answer else None}
        giver = {"giver": one.actor} if close else {}
        said.append(event.model_dump(mode="json", exclude_none=True) | told | giver)
    return {"entries": len(said), "last": said[-MOST_FEEDBACK:]}
