"""Compares the evidence store with the log, both ways: `ekinerja evidence check`.

Every content that an event names is there and has the digest it is named by; every object is named by an event, or is
on its way to be. Nothing is changed. What to do about each finding: docs/runbooks/evidence-check.md.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from chassis.clock import true_now
from chassis.database import Database
from contracts.envelope import decode, opened
from contracts.evidence import EvidenceUploaded
from services.evidence.content import ContentStore, digest_in, upload_in

__all__ = ["Comparison", "compare"]

ROWS = 1000


@dataclass
class Comparison:
    """What was found; `missing` and `altered`: digest -> the items it is the content of."""

    items: int = 0
    contents: int = 0
    missing: dict[str, list[UUID]] = field(default_factory=dict)
    altered: dict[str, list[UUID]] = field(default_factory=dict)
    #: Objects that no event names, older than what is collected by itself.
    orphaned: list[str] = field(default_factory=list)
    #: The same, but young: uploads on their way.
    on_their_way: int = 0

    @property
    def sound(self) -> bool:
        """Whether all that the log names is there as it was uploaded."""
        return not (self.missing or self.altered)


def compare(
    database: Database,
    store: ContentStore,
    older_than: timedelta,
    *,
    digests: bool,
    progress: Callable[[int], None] = lambda _: None,
) -> Comparison:
    """Compare; `digests`: read every content and take its digest, else compare sizes only."""
    found = Comparison()
    # First the store, then the log: a file is stored before its event, so none that is just coming looks missing.
    listed = list(store.listed())
    named: dict[str, tuple[int, list[UUID]]] = {}
    for uploaded in _uploaded(database):
        found.items += 1
        named.setdefault(uploaded.sha256, (uploaded.size, []))[1].append(uploaded.item)
    there = {digest: one.size for one in listed if (digest := digest_in(one.path))}
    found.contents = len(named)
    for done, (sha256, (size, items)) in enumerate(sorted(named.items()), start=1):
        state = _state(store, sha256, size, there.get(sha256), digests)
        if state != "sound":
            (found.missing if state == "missing" else found.altered)[sha256] = items
        progress(done)
    before = true_now() - older_than
    with database.connection() as conn:
        parts = {row["path"] for row in conn.execute("SELECT path FROM upload_parts").fetchall()}
    for one in listed:
        if digest_in(one.path) in named or (upload_in(one.path) and one.path in parts):
            continue
        if one.stored_at > before:
            found.on_their_way += 1
        else:
            found.orphaned.append(one.path)
    return found


def _state(store: ContentStore, sha256: str, size: int, listed: int | None, digests: bool) -> str:
    try:
        there = listed if listed is not None else store.size_of(sha256)  # stored again while we were looking
        if there != size:
            return "altered"
        if not digests:
            return "sound"
        digest = hashlib.sha256()
        for chunk in store.get(sha256).chunks:
            digest.update(chunk)
    except FileNotFoundError:
        return "missing"
    return "sound" if digest.hexdigest() == sha256 else "altered"


def _uploaded(database: Database) -> Iterator[EvidenceUploaded]:
    """Every upload that was recorded, in log order."""
    after = 0
    while True:
        with database.connection() as conn:
            rows = conn.execute(
                "SELECT notification_id, state FROM stored_events WHERE topic = %s AND notification_id > %s"
                " ORDER BY notification_id LIMIT %s",
                (EvidenceUploaded.TYPE, after, ROWS),
                binary=True,
            ).fetchall()
        for row in rows:
            event = decode(opened(row["state"]))
            assert isinstance(event, EvidenceUploaded)
            yield event
        if len(rows) < ROWS:
            return
        after = rows[-1]["notification_id"]
