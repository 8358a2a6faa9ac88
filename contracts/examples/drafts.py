"""Examples of what is kept before anything is proposed: the draft of the story's agreement."""

from typing import Final

from contracts.examples.plans import RESULTS
from contracts.examples.story import AGREEMENT, EMPLOYEE, Example, example, head
from contracts.planning import TargetsDrafted

__all__ = ["EXAMPLES"]

EXAMPLES: Final[tuple[Example, ...]] = (
    example(
        TargetsDrafted(
            employee=EMPLOYEE, agreement=AGREEMENT, year=2026, by="employee", origin="written", results=RESULTS
        ),
        head(AGREEMENT, 2),
        actor=EMPLOYEE,
        now="2026-01-07T03:00:12.000000Z",
    ),
)
