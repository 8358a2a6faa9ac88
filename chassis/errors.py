"""Everything that can go wrong in the chassis, and what the edge says of it.

    EkinerjaError
    |-- Refused            the caller must change something: 4xx
    |   |-- Malformed 400, Unauthenticated 401, Forbidden 403, Unknown 404,
    |   |-- Conflict 409, Outdated 412, TooLarge 413, Mismatch 422
    |-- Retryable          the same call may go through later: 503 (409 while catching up), Retry-After
    |   |-- DatabaseAway, NotMigrated, IssuerAway, StoreBehindTopic,
    |   |-- StoreUnchecked, Busy, StillCatchingUp
    |-- Unreadable         a record that cannot be applied (contracts.envelope says why)

Callers decide by class, never by text. A domain's own refusals are `contracts.refusals.Refusal`.
"""

from dataclasses import dataclass
from typing import ClassVar

import psycopg
from eventsourcing import persistence

__all__ = [
    "Busy",
    "DATABASE_AWAY",
    "Conflict",
    "DatabaseAway",
    "EkinerjaError",
    "Forbidden",
    "IssuerAway",
    "Malformed",
    "Outdated",
    "Mismatch",
    "NotMigrated",
    "Refused",
    "Retryable",
    "StillCatchingUp",
    "StoreBehindTopic",
    "StoreUnchecked",
    "TooLarge",
    "Unauthenticated",
    "Unknown",
    "database_away",
]


@dataclass(eq=False)
class EkinerjaError(Exception):
    """What is wrong (`detail`, `pesan`), how to mend it (`mend`, `perbaikan`): English and Bahasa Indonesia.

    `who_must_act` names someone else than whom errors of this class are for.
    """

    detail: str
    pesan: str = ""
    mend: str = ""
    perbaikan: str = ""
    who_must_act: str = ""

    status: ClassVar[int] = 500
    type: ClassVar[str] = "internal"
    title: ClassVar[str] = "Internal error"
    acts: ClassVar[str] = "caller"

    def __str__(self) -> str:
        return self.detail


class Refused(EkinerjaError):
    """The caller must change something."""


class Malformed(Refused):
    status, type, title = 400, "malformed", "The request cannot be read"


class Unauthenticated(Refused):
    status, type, title = 401, "unauthenticated", "No valid access token"


class Forbidden(Refused):
    status, type, title = 403, "forbidden", "Not allowed"


class Unknown(Refused):
    status, type, title = 404, "unknown", "No such thing"


class Conflict(Refused):
    status, type, title = 409, "conflict", "Someone else was faster"


class Outdated(Refused):
    status, type, title = 412, "outdated", "The state is not the one you saw"


class TooLarge(Refused):
    status, type, title = 413, "too-large", "The request is too large"


class Mismatch(Refused):
    status, type, title = 422, "key-reused", "The idempotency key was used for another command"


class Retryable(EkinerjaError):
    """The same call may go through later."""

    status, acts = 503, "operator"
    retry_after_s: ClassVar[int] = 1


class DatabaseAway(Retryable):
    type, title = "database-away", "The database does not answer"


class NotMigrated(Retryable):
    type, title = "not-migrated", "The database is not ready for this release"


class IssuerAway(Retryable):
    type, title = "issuer-away", "The token issuer does not answer"


class StoreBehindTopic(Retryable):
    type, title = "store-behind-topic", "The event store is older than its topic"
    retry_after_s = 60


class StoreUnchecked(Retryable):
    type, title = "store-unchecked", "Nobody has compared the event store with its topic yet"


class Busy(Retryable):
    type, title = "busy", "Too much is being computed at once"
    retry_after_s = 5


class StillCatchingUp(Retryable):
    status, type, title = 409, "still-catching-up", "What you refer to has not arrived here yet"
    acts = "caller"  # by sending the same call again


#: Errors of the driver and of the recorder that mean "not now": the connection is gone, refused, late or locked out.
DATABASE_AWAY = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    persistence.OperationalError,
    persistence.InterfaceError,
)


def database_away(error: BaseException) -> bool:
    """Whether `error` says that PostgreSQL cannot answer now, so that the same call may go through later."""
    return isinstance(error, DATABASE_AWAY)
