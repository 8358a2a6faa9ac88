"""Who and what the examples are about: made-up ids, the streams they lie in, and how an act is written down.

Ids that are random in life are digests of a name here, so every run writes the same files.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from contracts.envelope import Act, encode, event_id, namespace
from contracts.events import Event
from contracts.values import StreamHead, TextRef

__all__ = [
    "ACTIVITIES",
    "AGENCY",
    "AGREEMENT",
    "ASSIGNMENT",
    "ATTENDANCE",
    "CYCLE",
    "EMPLOYEE",
    "EVALUATION",
    "HEAD",
    "INBOX",
    "OFFICER",
    "PERIOD",
    "POLICY",
    "RATER",
    "REALIZATION",
    "REALIZATION_LAST",
    "TALKS",
    "TOP",
    "TOP_PLAN",
    "UNIT",
    "UNIT_PERIOD",
    "UNIT_PLAN",
    "YEAR",
    "Example",
    "digest",
    "example",
    "head",
    "in_order",
    "made_up",
    "text_ref",
]

AGENCY: Final = "kanwil-gorontalo"
PERIOD: Final = "2026Q3"


def digest(name: str) -> str:
    """A SHA-256 that stands for the content called `name`."""
    return hashlib.sha256(name.encode()).hexdigest()


def made_up(name: str) -> UUID:
    """An id that looks random and is the same in every run."""
    return UUID(bytes=hashlib.sha256(f"example:{name}".encode()).digest()[:16], version=4)


def _derived(name: str) -> UUID:
    return uuid5(namespace(AGENCY), name)


EMPLOYEE: Final = made_up("employee")
RATER: Final = made_up("rater")
#: One level above the rater: the head of the whole office.
HEAD: Final = made_up("head of the office")
OFFICER: Final = made_up("performance officer")
UNIT: Final = made_up("unit")
#: The whole office, which every unit is part of.
TOP: Final = made_up("the whole office")
ASSIGNMENT: Final = made_up("assignment")
AGREEMENT: Final = made_up("agreement")
CYCLE: Final = _derived("cycle:2026")
TOP_PLAN: Final = _derived(f"unit-plan:{TOP}:2025")
UNIT_PLAN: Final = _derived(f"unit-plan:{UNIT}:2026")
REALIZATION: Final = _derived(f"realization:{AGREEMENT}:{PERIOD}")
REALIZATION_LAST: Final = _derived(f"realization:{AGREEMENT}:2026Q4")
EVALUATION: Final = _derived(f"evaluation:{AGREEMENT}:{PERIOD}")
#: The stream of the annual evaluation.
YEAR: Final = _derived(f"evaluation:{EMPLOYEE}:2026")
POLICY: Final = _derived("policy:2026")
#: The unit's achievement of the period, and what was settled of its predicates.
UNIT_PERIOD: Final = _derived(f"unit:{UNIT}:{PERIOD}")
ACTIVITIES: Final = _derived(f"activities:{AGREEMENT}:{PERIOD}")
TALKS: Final = _derived(f"talks:{AGREEMENT}")
ATTENDANCE: Final = _derived(f"attendance:{EMPLOYEE}:2026")
INBOX: Final = _derived(f"inbox:{EMPLOYEE}:{PERIOD}")


def text_ref(name: str) -> TextRef:
    """A text kept elsewhere; its salt is made up, so is its digest."""
    return TextRef(text=made_up(f"text of {name}"), sha256=digest(f"salt and text of {name}"))


def head(stream: UUID, version: int) -> StreamHead:
    return StreamHead(stream=stream, version=version)


def in_order(*heads: StreamHead) -> tuple[StreamHead, ...]:
    """As a final names the streams it rests on: by stream."""
    return tuple(sorted(heads, key=lambda one: one.stream))


@dataclass(frozen=True, slots=True)
class Example:
    """One event with its place in its stream and the act that recorded it."""

    event: Event
    stream: UUID
    version: int
    act: Act

    def value(self) -> bytes:
        """The bytes as they are recorded and published."""
        return encode(self.event, stream=self.stream, version=self.version, agency=AGENCY, act=self.act)


def example(  # noqa: PLR0913  # an act, and what it belongs to
    event: Event,
    at: StreamHead,
    *,
    actor: UUID | str,
    now: str,
    by_command_of: "Example | None" = None,
    caused_by: "Example | None" = None,
) -> Example:
    """`event` as version `at.version` of its stream, decided at `now` (ISO 8601, UTC).

    One that is `by_command_of` another was recorded with it; what another caused belongs to that one's request.
    """
    name = f"{event.TYPE} of {at.stream}"
    began = by_command_of or caused_by
    act = Act(
        actor=str(actor),
        command_id=by_command_of.act.command_id if by_command_of else made_up(f"command for {name}"),
        correlation_id=began.act.correlation_id if began else str(made_up(f"request for {name}")),
        now=datetime.fromisoformat(now),
        causation_id=event_id(caused_by.stream, caused_by.version) if caused_by else None,
    )
    return Example(event, at.stream, at.version, act)
