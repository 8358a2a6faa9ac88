"""Planning: directory, cycle, unit objectives, and each person's agreed targets."""

from pathlib import Path

from chassis.runtime import Definition
from services.planning.http import ACCESS, router
from services.planning.messages import PROBLEMS
from services.planning.projections import CONSUMES, labels
from services.planning.views import may_read_text

__all__ = ["DEFINITION"]

DEFINITION = Definition(
    name="planning",
    title="Directory, cycle, unit objectives and agreed targets (SKP)",
    consumes=CONSUMES,
    router=router,
    access=ACCESS,
    problems=PROBLEMS,
    migrations=Path(__file__).parent / "migrations",
    labels=labels,
    may_read_text=may_read_text,
)
