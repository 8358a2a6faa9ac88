"""What is written beside the events can be wrong, and `tests/beside.py` names it: each fault is made on purpose."""

import hashlib
import json
from uuid import UUID

import psycopg
import pytest

from tests.beside import REGISTERED, beside_faults, directory

STREAM, TEXT, SALT, BODY = UUID(int=1), UUID(int=2), b"s" * 32, "Sebab"
SHA = hashlib.sha256(SALT + BODY.encode()).hexdigest()
NUMBER = "199001012015031001"
#: Type and data: the reference lies deep, as a departure's reason does.
HISTORY = [
    (REGISTERED, {"employee": str(STREAM), "employment": "pns"}),
    ("ekinerja.test.Decided.v1", {"departures": [{"reason": {"text": str(TEXT), "sha256": SHA}}]}),
]


@pytest.fixture
def database(databases) -> str:
    """A sound store with one person and one text."""
    address = databases.url("planning")
    with psycopg.connect(address) as conn:
        for number, (kind, data) in enumerate(HISTORY, 1):
            value = json.dumps({"data": data}).encode()
            conn.execute("INSERT INTO stored_events VALUES (%s, %s, %s, %s, %s)", (STREAM, number, kind, value, number))
        row = (TEXT, STREAM, "someone", ["someone"], SALT, BODY, SHA)
        columns = "id, stream, author, readers, salt, body, sha256"
        conn.execute(f"INSERT INTO texts ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s)", row)
        conn.execute("INSERT INTO people (employee, name, number) VALUES (%s, 'Uji', %s)", (STREAM, NUMBER))
    return address


def test_a_sound_store_has_no_fault(database):
    assert beside_faults("planning", database) == []
    assert directory(database) == {STREAM: NUMBER}


REFERS = f"planning: version 2 of {STREAM} refers to text {TEXT}"
FAULTS = {
    "a text that is gone": ("DELETE FROM texts", f"{REFERS}, which is not there"),
    "a text of another stream": (f"UPDATE texts SET stream = '{UUID(int=9)}'", f"which belongs to {UUID(int=9)}"),
    "a text that was changed": ("UPDATE texts SET body = 'Sebab lain'", f"{REFERS}, whose digest is another"),
    "another digest beside the text": ("UPDATE texts SET sha256 = 'x'", f"{REFERS}, whose digest is another"),
    "a text without its event": (
        "DELETE FROM stored_events WHERE originator_version = 2", f"planning: no event refers to text {TEXT}",
    ),
    "a person without a row": ("DELETE FROM people", f"planning: {STREAM} was registered and is not in the directory"),
    "a row without a person": (
        f"INSERT INTO people (employee, name, number) VALUES ('{UUID(int=9)}', 'Uji', '{NUMBER[:-1]}2')",
        f"planning: {UUID(int=9)} is in the directory and was never registered",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_it_names(database, fault):
    make, named = FAULTS[fault]
    with psycopg.connect(database) as conn:
        conn.execute(make)

    found = beside_faults("planning", database)

    assert len(found) == 1
    assert named in found[0]
