"""Realization: what each person says was reached."""

from pathlib import Path

from chassis.runtime import Definition
from services.realization.http import ACCESS, may_read_text, router
from services.realization.messages import PROBLEMS
from services.realization.projections import CONSUMES, labels

__all__ = ["DEFINITION"]

DEFINITION = Definition(
    name="realization",
    title="What was reached, per indicator and period",
    consumes=CONSUMES,
    router=router,
    access=ACCESS,
    problems=PROBLEMS,
    migrations=Path(__file__).parent / "migrations",
    labels=labels,
    may_read_text=may_read_text,
)
