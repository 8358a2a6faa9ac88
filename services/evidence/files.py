"""What one process of evidence has for its files: their store, the uploads that come in parts, and what is taken.

The order is the promise: a content is claimed, then stored, then recorded, so no event is without its file and no file
that is about to be recorded is collected (`garbage.py`).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import IO

from chassis.database import Database
from chassis.errors import Refused
from chassis.faults import fault
from chassis.runtime import Runtime
from services.evidence.content import ContentStore, Measured, measure
from services.evidence.dating import Dated, dates_in
from services.evidence.media_types import allowed_of, found_in, require_taken, settled_by
from services.evidence.opening import Unopened, unopened
from services.evidence.uploads import Uploads

__all__ = ["Files", "Stored", "files_of"]


class DigestDiffers(Refused):
    status, type, title = 422, "digest-differs", "The file is not the one that was sent"


@dataclass(frozen=True)
class Stored:
    """A file as it is stored; all but its digest and size is found from its content."""

    sha256: str
    size: int
    media_type: str
    cannot_open: Unopened | None = None
    dates: tuple[Dated, ...] = ()


@dataclass(frozen=True)
class Files:
    """Every call blocks."""

    database: Database
    store: ContentStore
    max_bytes: int
    most_open: int
    kept_hours: int
    types: str
    #: Address of the malware scanner; empty: files are not scanned.
    scanner: str

    @cached_property
    def uploads(self) -> Uploads:
        return Uploads(
            self.database, self.store, max_bytes=self.max_bytes, most_open=self.most_open, hours=self.kept_hours
        )

    def examine(self, file: IO[bytes], said: str | None = None) -> Stored:
        """Measure a file and find what it is; nothing is stored yet. `said`: its SHA-256 as the sender knows it.

        Raises `EmptyFile`, `TooLarge`, `DigestDiffers` or `NotTaken`.
        """
        measured: Measured = measure(file, self.max_bytes)
        if said is not None and said.lower() != measured.sha256:
            raise DigestDiffers(
                detail=f"the SHA-256 of what came is {measured.sha256}, and not the one that was sent along",
                pesan="isi berkas yang diterima tidak sama dengan yang dikirim",
                mend="send the file again",
                perbaikan="kirim ulang berkasnya",
            )
        found = found_in(file)
        require_taken(found, allowed_of(self.types), self.types)
        return Stored(measured.sha256, measured.size, found, unopened(file, found), dates_in(file, found))

    def look_at(self, head: bytes) -> None:
        """Raise `NotTaken` where a file's first `HEAD_BYTES` settle that it will not be taken."""
        found = settled_by(head)
        if found is not None:
            require_taken(found, allowed_of(self.types), self.types)

    def keep(self, file: IO[bytes], stored: Stored) -> None:
        """Claim and store a file that is about to be recorded."""
        self.claim(stored.sha256)
        self.store.put(file, stored.sha256)
        fault("after storing")

    def claim(self, sha256: str) -> None:
        """Keep a content from being collected; waits for a collection that has it in hand."""
        with self.database.connection() as conn:
            conn.execute(
                "INSERT INTO content_claims VALUES (%s, now())"
                " ON CONFLICT (sha256) DO UPDATE SET claimed_at = excluded.claimed_at",
                (sha256,),
            )


def files_of(runtime: Runtime) -> Files:
    """By the settings of a process; nothing is connected."""
    settings = runtime.settings
    return Files(
        runtime.database,
        ContentStore(settings.evidence_store),
        settings.evidence_max_bytes,
        settings.evidence_open_uploads,
        settings.evidence_kept_hours,
        settings.evidence_types,
        settings.evidence_scanner,
    )
