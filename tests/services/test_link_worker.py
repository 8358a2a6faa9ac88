"""The worker that fetches links, on a real database: one link's trouble is nobody else's."""

import asyncio
from uuid import uuid4

import pytest

from chassis.runtime import Runtime
from chassis.settings import Settings
from services.cli import definition_of
from services.evidence import link_work
from services.evidence.content import EvidenceStoreAway
from services.evidence.link_work import Task, carry_out
from tests.records import AGENCY, NOON


@pytest.fixture
def evidence(databases):
    settings = Settings(agency=AGENCY, database=databases.url("evidence"), issuer="http://nowhere")
    made = Runtime(definition_of("evidence"), settings)
    yield made
    made.database.close()


def test_a_file_that_nobody_foresaw_rests_and_ends_no_worker(evidence, monkeypatch):
    item = uuid4()
    with evidence.database.connection() as conn:
        conn.execute(
            "INSERT INTO links (item, period, submitted_at, next_try_at) VALUES (%s, %s, %s, now())",
            (item, "2026Q2", NOON),
        )

    async def breaks(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(link_work, "_got", breaks)

    asyncio.run(carry_out(evidence, None, Task(item, 1, "http://tautan.invalid/", NOON, None)))

    with evidence.database.connection() as conn:
        row = conn.execute("SELECT next_try_at > now() AS rests FROM links WHERE item = %s", (item,)).fetchone()
    assert row["rests"]


def test_a_store_of_ours_that_is_away_costs_a_link_none_of_its_tries(evidence, monkeypatch):
    """The symptom: after an evening without the store, a link whose server was slow once was never tried again."""
    item = uuid4()
    with evidence.database.connection() as conn:
        conn.execute(
            "INSERT INTO links (item, period, submitted_at, tries) VALUES (%s, %s, %s, 3)", (item, "2026Q2", NOON)
        )

    async def away(*_):
        raise EvidenceStoreAway(detail="it is away", pesan="-", mend="-", perbaikan="-")

    monkeypatch.setattr(link_work, "_got", away)

    asyncio.run(carry_out(evidence, None, Task(item, 3, "http://tautan.invalid/", NOON, None)))

    with evidence.database.connection() as conn:
        row = conn.execute("SELECT tries, next_try_at > now() AS rests FROM links WHERE item = %s", (item,)).fetchone()
    assert row == {"tries": 2, "rests": True}
