"""Examples of what is kept before anything is proposed: a position's template, and the story's agreement as a draft."""

from typing import Final

from contracts.examples.plans import DRAFTED, RESULTS
from contracts.examples.story import AGREEMENT, EMPLOYEE, OFFICER, UNIT, Example, example, head, made_up
from contracts.planning import (
    TargetsDrafted,
    TemplateIndicator,
    TemplateResult,
    TemplateSet,
    TemplateWithdrawn,
    WorkResult,
)

__all__ = ["EXAMPLES"]

_TEMPLATE: Final = made_up("a template")
_ANOTHER: Final = made_up("a template that is offered no longer")


def _kept(of: WorkResult) -> TemplateResult:
    """A result of the story without what is of its year and person."""
    names = set(TemplateIndicator.model_fields)
    indicators = [one.model_dump(include=names) | {"every_period": one.aspect == "time"} for one in of.indicators]
    return TemplateResult.model_validate({"kind": of.kind, "title": of.title, "indicators": indicators})


EXAMPLES: Final[tuple[Example, ...]] = (
    example(
        TemplateSet(
            unit=UNIT, template=_TEMPLATE, position="Penyuluh Agama Islam Ahli Muda", results=(_kept(RESULTS[0]),)
        ),
        head(_TEMPLATE, 1),
        actor=OFFICER,
        now="2026-01-05T04:10:00.000000Z",
    ),
    example(
        TemplateWithdrawn(unit=UNIT, template=_ANOTHER),
        head(_ANOTHER, 2),
        actor=OFFICER,
        now="2026-01-05T04:12:00.000000Z",
    ),
    example(
        TargetsDrafted(
            employee=EMPLOYEE, agreement=AGREEMENT, year=2026, by="employee", origin="written", results=RESULTS
        ),
        head(AGREEMENT, 2),
        actor=EMPLOYEE,
        now="2026-01-07T03:00:12.000000Z",
        by_command_of=DRAFTED,
    ),
)
