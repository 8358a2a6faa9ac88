"""What is written beside the events, in their transaction, must agree with them: texts and the directory.

Like `checker.py` it imports nothing of ours and takes an address: psycopg reads one service's database. It finds a text
that an event refers to and that is not there, belongs to another stream or has another digest; a text no event refers
to; a person who was registered and is not in the directory, or the reverse. Every fault is one sentence.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg

__all__ = ["beside_faults", "directory"]

REGISTERED = "ekinerja.planning.EmployeeRegistered.v1"


def beside_faults(name: str, database: str) -> list[str]:
    """Every fault found in the database of service `name`. Nothing may have been erased."""
    with psycopg.connect(database) as conn:
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        events = conn.execute("SELECT originator_id, originator_version, topic, state FROM stored_events").fetchall()
        rows = conn.execute("SELECT id, stream, salt, body, sha256 FROM texts").fetchall()
    read = [(stream, version, kind, json.loads(value)["data"]) for stream, version, kind, value in events]
    faults = _text_faults(name, read, {row[0]: row[1:] for row in rows})
    registered = {UUID(data["employee"]) for _, _, kind, data in read if kind == REGISTERED}
    known = directory(database).keys() if registered else set()
    faults += [f"{name}: {one} was registered and is not in the directory" for one in sorted(registered - known)]
    return faults + [
        f"{name}: {one} is in the directory and was never registered" for one in sorted(known - registered)
    ]


def directory(database: str) -> dict[UUID, str]:
    """Employee -> number, of planning's directory."""
    with psycopg.connect(database) as conn:
        return dict(conn.execute("SELECT employee, number FROM people").fetchall())


def _text_faults(name: str, events: list[tuple[UUID, int, str, Any]], texts: dict[UUID, tuple[Any, ...]]) -> list[str]:
    faults, referred = [], set()
    for stream, version, _, data in events:
        for ref in _references(data):
            text, where = UUID(ref["text"]), f"{name}: version {version} of {stream} refers to text {ref['text']}"
            referred.add(text)
            if text not in texts:
                faults.append(f"{where}, which is not there")
                continue
            of, salt, body, sha256 = texts[text]
            if of != stream:
                faults.append(f"{where}, which belongs to {of}")
            if not hashlib.sha256(salt + body.encode()).hexdigest() == sha256 == ref["sha256"]:
                faults.append(f"{where}, whose digest is another")
    return faults + [f"{name}: no event refers to text {one}" for one in sorted(texts.keys() - referred)]


def _references(data: Any) -> Iterator[dict[str, str]]:
    """Every `{"text": ..., "sha256": ...}` in an event's data, however deep."""
    if isinstance(data, dict):
        if data.keys() == {"text", "sha256"}:
            yield data
        data = list(data.values())
    if isinstance(data, list):
        for part in data:
            yield from _references(part)
