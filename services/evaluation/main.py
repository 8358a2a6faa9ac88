"""Evaluation: scores, advice and finals that a stranger can recompute from the topics."""

from pathlib import Path

from chassis.runtime import Definition
from services.evaluation.http import ACCESS, router
from services.evaluation.messages import PROBLEMS
from services.evaluation.projections import CONSUMES, labels
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
)
