"""What an event type is, and the one table of all of them.

An event is a frozen record whose class name is its name; the module it stands in is its service. The
wire name `ekinerja.<service>.<Name>.v<N>` never changes once released, whatever happens to the code.
"""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from contracts.values import Record

__all__ = ["EVENT_TYPES", "PREFIX", "Event", "PersonalEvent", "known_majors"]

PREFIX = "ekinerja."
EVENT_TYPES: dict[str, type["Event"]] = {}
_MAJORS: dict[str, set[int]] = {}


class Event(Record):
    """A fact that was decided. `KEY` names the field whose value is the Kafka key of its stream."""

    SERVICE: ClassVar[str]
    TYPE: ClassVar[str]
    VERSION: ClassVar[int] = 1
    KEY: ClassVar[str]
    #: A type of the tests' fixture contract: read and checked like any other, never part of ours.
    FIXTURE: ClassVar[bool] = False

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        if "KEY" not in {name for base in cls.__mro__ for name in vars(base)}:
            return
        if cls.__name__ == "PersonalEvent":
            return
        cls.SERVICE = cls.__module__.rsplit(".", 1)[-1]
        name = f"{PREFIX}{cls.SERVICE}.{cls.__name__}"
        cls.TYPE = f"{name}.v{cls.VERSION}"
        if not cls.FIXTURE:
            EVENT_TYPES[cls.TYPE] = cls
            _MAJORS.setdefault(name, set()).add(cls.VERSION)


class PersonalEvent(Event):
    """An event of one employee's dossier; its key is the employee, so a dossier is one partition of each topic."""

    KEY = "employee"

    employee: UUID = Field(description="random id of the employee; identity is in planning's directory only")


def known_majors(event_type: str) -> set[int]:
    """The major versions this release can read of the type `event_type` names; empty for an unknown name."""
    return _MAJORS.get(event_type.rpartition(".v")[0], set())
