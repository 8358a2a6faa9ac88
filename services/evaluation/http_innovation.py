"""The route of innovations: the rater records what is new about an employee's work, with its evidence."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse
from pydantic import Field

from chassis.answers import records
from chassis.call import Commander
from chassis.inputs import Body, WrittenText
from contracts.evaluation import InnovationKind
from contracts.values import PERIOD
from services.evaluation import innovation_commands

__all__ = ["ACCESS", "RecordInnovation", "router"]

router = APIRouter()

INNOVATIONS = "/v1/agreements/{agreement}/evaluations/{period}/innovations"
ACCESS = {("POST", INNOVATIONS): frozenset({"rater"})}


class RecordInnovation(Body):
    """What is new (*inovasi*) and what shows it: evidence items of the employee."""

    kind: InnovationKind
    items: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=20)]
    description: WrittenText

    def sent(self) -> innovation_commands.Sent:
        return innovation_commands.Sent(self.kind, self.items, self.description)


@router.post(INNOVATIONS, status_code=201, responses=records())
def record_innovation(
    agreement: UUID, period: Annotated[str, Path(pattern=PERIOD)], body: RecordInnovation, call: Commander
) -> JSONResponse:
    """Record a new idea or way of working; shown in the final, and counted by the policy that asks for one."""
    return call.record(
        body, lambda: innovation_commands.record_innovation(call.runtime, call.employee, agreement, period, body.sent())
    )
