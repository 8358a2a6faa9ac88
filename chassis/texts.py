"""What people write, kept where it can be erased.

An event carries a text's id and its SHA-256 over 32 random bytes of salt and the text; the text itself and
the salt are rows here, written in the event's transaction. Erasing a row makes the digest meaningless and
leaves history as it was (the forgettable-payload pattern; UU 27/2022).
"""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from psycopg import Cursor
from psycopg.rows import DictRow

from chassis.database import Database
from contracts.values import TextRef

__all__ = ["NewText", "StoredText", "erase_text", "new_text", "read_bodies", "read_text", "write_texts"]


@dataclass(frozen=True)
class NewText:
    """A text about to be recorded beside its event; `readers` are employees who may always read it.

    Its author may anyway, and whoever else the service lets read the record it belongs to, as that stands when asked.
    """

    body: str
    readers: frozenset[str]
    id: UUID = field(default_factory=uuid4)
    salt: bytes = field(default_factory=lambda: os.urandom(32))

    @property
    def ref(self) -> TextRef:
        """What the event carries."""
        return TextRef(text=self.id, sha256=hashlib.sha256(self.salt + self.body.encode()).hexdigest())


@dataclass(frozen=True)
class StoredText:
    """A text as found; `body` is None once erased."""

    id: UUID
    stream: UUID
    author: str
    body: str | None
    salt: bytes | None
    sha256: str
    readers: frozenset[str]


def new_text(body: str, *readers: UUID | str) -> NewText:
    return NewText(body, frozenset(str(reader) for reader in readers))


def write_texts(curs: Cursor[DictRow], stream: UUID, author: str, texts: Iterable[NewText]) -> None:
    """Insert texts in the caller's transaction."""
    rows: list[tuple[Any, ...]] = [
        (text.id, stream, author, sorted(text.readers | {author}), text.salt, text.body, text.ref.sha256)
        for text in texts
    ]
    for row in rows:
        curs.execute(
            "INSERT INTO texts (id, stream, author, readers, salt, body, sha256) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            row,
        )


def read_text(database: Database, text: UUID) -> StoredText | None:
    with database.connection() as conn:
        row = conn.execute("SELECT * FROM texts WHERE id = %s", (text,)).fetchone()
    if row is None:
        return None
    return StoredText(
        id=row["id"],
        stream=row["stream"],
        author=row["author"],
        body=row["body"],
        salt=row["salt"],
        sha256=row["sha256"],
        readers=frozenset(row["readers"]),
    )


def read_bodies(database: Database, texts: Iterable[UUID]) -> dict[UUID, str]:
    """What these texts say, without those that are erased. Who may read them is the caller's to know."""
    with database.connection() as conn:
        rows = conn.execute(
            "SELECT id, body FROM texts WHERE id = ANY(%s) AND body IS NOT NULL", (list(texts),)
        ).fetchall()
    return {row["id"]: row["body"] for row in rows}


def erase_text(database: Database, text: UUID) -> bool:
    """Erase body and salt for ever. False when there is no such text; erasing twice is the same as once."""
    with database.connection() as conn:
        done = conn.execute(
            "UPDATE texts SET body = NULL, salt = NULL, erased_at = coalesce(erased_at, now()) WHERE id = %s", (text,)
        )
    return done.rowcount == 1
