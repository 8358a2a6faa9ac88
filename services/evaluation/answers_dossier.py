"""What is answered about what a dossier is folded of."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from chassis.answers import Answer

__all__ = ["DossierFacts"]


class DossierFact(Answer):
    """One event and its place: (`stream`, `version`) names it for ever, (`topic`, `position`) says where it lies."""

    stream: UUID
    version: int
    topic: str
    position: int = Field(description="in the whole log of its service, as in the record's header")
    time: datetime
    type: str
    actor: str
    data: dict[str, Any] = Field(description="as recorded, by the schema of `type`; texts by id")  # Any: any event's


class DossierFacts(Answer):
    """In the order of (`stream`, `version`), a page."""

    employee: UUID
    year: int
    facts: list[DossierFact]
    next: str | None = Field(description="`after` of the next page; null at the end")
