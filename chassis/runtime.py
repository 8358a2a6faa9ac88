"""What one process of one service holds, and the definition a service gives of itself."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID, uuid5

from fastapi import APIRouter

from chassis.auth import Tokens
from chassis.clock import Clock, clock
from chassis.database import Database
from chassis.gate import Gate
from chassis.heartbeat import Heartbeat
from chassis.intake_work import Reader
from chassis.projection import Labels, Projection
from chassis.settings import Settings
from chassis.store import EventStore
from chassis.telemetry import Telemetry
from contracts.envelope import namespace
from contracts.refusals import Refusal

if TYPE_CHECKING:
    from chassis.call import Call
    from chassis.inbox import Inbox
    from chassis.problems import Problem
    from chassis.texts import StoredText

__all__ = ["ANYONE", "Access", "Definition", "Role", "Runtime"]

Role = Literal["all", "api", "worker"]
ANYONE: frozenset[str] = frozenset({"anyone"})
#: (method, route) -> the roles that may call it. A route that is not in the table cannot be served.
Access = Mapping[tuple[str, str], frozenset[str]]


@dataclass(frozen=True)
class Definition:
    """What makes a service: its name, what it reads and serves, who may call what, and how it refuses."""

    name: str
    title: str
    consumes: tuple[str, ...]
    router: APIRouter
    access: Access
    problems: Mapping[type[Refusal], "Problem"]
    migrations: Path
    labels: Labels = lambda _: ()
    #: Whether a caller may read a text, by what the events of its stream say now; its author always may.
    may_read_text: Callable[["Call", "StoredText"], bool] = lambda _call, _text: False
    #: Called once per process with the runtime, for parts only this service has.
    prepare: Callable[["Runtime"], Any] = lambda _: None
    #: (method, route) of what takes a file: bounded in number, and by `evidence_max_bytes`.
    uploads: frozenset[tuple[str, str]] = frozenset()
    #: What a worker does for ever beside relay and inbox, by name.
    in_worker: Mapping[str, Callable[["Runtime"], Coroutine[Any, Any, None]]] = field(default_factory=dict)


@dataclass
class Runtime:
    """The parts of one process, made once in `chassis.process`."""

    definition: Definition
    settings: Settings
    role: Role = "all"
    gate: Gate = field(default_factory=Gate)
    telemetry: Telemetry = field(default_factory=Telemetry)
    migrated: bool = False
    #: What migrations the database was found to lack; empty also before anybody looked.
    lacking: str = ""
    heartbeat: Heartbeat | None = None
    inbox: "Inbox | None" = None
    #: What `Definition.prepare` made: parts only this service has.
    own: Any = None

    @property
    def name(self) -> str:
        return self.definition.name

    @cached_property
    def clock(self) -> Clock:
        return clock(self.settings.clock_file)

    @cached_property
    def database(self) -> Database:
        return Database(self.settings.database.get_secret_value(), self.settings.database_pool)

    @cached_property
    def store(self) -> EventStore:
        return EventStore(self.database, agency=self.settings.agency, service=self.name)

    @cached_property
    def projection(self) -> Projection:
        return Projection(self.database)

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self.settings)

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.settings.agency, self.name, self.definition.labels)

    def stream(self, name: str) -> UUID:
        """A deterministic stream id of this agency: `stream("cycle:2026")`."""
        return uuid5(namespace(self.settings.agency), name)
