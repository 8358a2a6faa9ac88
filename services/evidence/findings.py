"""What was seen of a file at its upload, kept beside the item; and which other items have the same content."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from chassis.database import Database
from services.evidence.flags import Findings

__all__ = ["Use", "Used", "findings_of", "keep_findings", "uses_of"]


class Used(msgspec.Struct, frozen=True):
    """An item that names a content, as its upload recorded it."""

    item: UUID
    employee: UUID
    agreement: UUID
    period: str
    sha256: str
    #: Of what was fetched by a link: when that was given.
    submitted_at: datetime | None = None


class _Recorded(msgspec.Struct, frozen=True):
    time: datetime
    data: Used


_UPLOADED = msgspec.json.Decoder(_Recorded)


@dataclass(frozen=True)
class Use:
    """When a content was uploaded as which item, and whether that was taken back."""

    of: Used
    uploaded_at: datetime
    withdrawn: bool


def keep_findings(curs: Cursor[DictRow], item: UUID, seen: Findings) -> None:
    """In the transaction of the upload."""
    dates = [[source, day.isoformat()] for source, day in seen.dates]
    curs.execute(
        "INSERT INTO findings (item, cannot_open, name_says, dates) VALUES (%s, %s, %s, %s)",
        (item, seen.cannot_open, seen.name_says, Jsonb(dates)),
    )


def findings_of(database: Database, items: Sequence[UUID]) -> dict[UUID, Findings]:
    """Of each item whose file was looked at."""
    with database.connection() as conn:
        rows = conn.execute("SELECT * FROM findings WHERE item = ANY(%s)", (list(items),)).fetchall()
    return {
        row["item"]: Findings(
            row["cannot_open"],
            row["name_says"],
            tuple((source, date.fromisoformat(day)) for source, day in row["dates"]),
        )
        for row in rows
    }


def uses_of(database: Database, digests: Sequence[str]) -> Mapping[str, Sequence[Use]]:
    """Every item of these contents, by content; of the log itself, so also what no topic has yet."""
    with database.connection() as conn:
        rows = conn.execute(
            # As the index of `migrations/0001_files.sql` has it.
            "SELECT state, EXISTS (SELECT 1 FROM stored_events w WHERE w.originator_id = u.originator_id"
            " AND w.topic = 'ekinerja.evidence.EvidenceWithdrawn.v1') AS withdrawn FROM stored_events u"
            " WHERE topic = 'ekinerja.evidence.EvidenceUploaded.v1' AND content_of(state) = ANY(%s)",
            (list(set(digests)),),
        ).fetchall()
    found: dict[str, list[Use]] = defaultdict(list)
    for row in rows:
        told = _UPLOADED.decode(bytes(row["state"]))
        found[told.data.sha256].append(Use(told.data, told.data.submitted_at or told.time, row["withdrawn"]))
    return found
