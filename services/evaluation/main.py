"""Evaluation: scores, advice and finals that a stranger can recompute from the topics."""

from functools import partial
from pathlib import Path

from chassis.runtime import Definition
from services.evaluation.clockwork import for_ever
from services.evaluation.delivery import deliver_due
from services.evaluation.http import ACCESS, router
from services.evaluation.messages import PROBLEMS
from services.evaluation.projections import CONSUMES, labels
from services.evaluation.reminding import remind_due
from services.evaluation.views import may_read_text

__all__ = ["DEFINITION"]

DEFINITION = Definition(
    name="evaluation",
    title="Scores, advice and final evaluations",
    consumes=CONSUMES,
    router=router,
    access=ACCESS,
    problems=PROBLEMS,
    migrations=Path(__file__).parent / "migrations",
    labels=labels,
    may_read_text=may_read_text,
    in_worker={
        "delivery": partial(for_ever, due=deliver_due),
        "reminders": partial(for_ever, due=remind_due),
    },
)
