"""Evidence while its store is away or full: "not now", nothing is recorded, and the same upload goes through later."""

import io
import uuid
from contextlib import contextmanager

import pytest

from services.evidence.content import ContentStore, EvidenceStoreAway
from tests.services import newcomers
from tests.services.test_bad_input import assert_refused


@pytest.fixture
def person(office):
    return newcomers.known_to_evidence(office)


@contextmanager
def store_away(office):
    """The folder of the evidence is gone, and a file stands in its place."""
    folder = office.stack.evidence_dir
    aside = folder.rename(folder.with_name("evidence-aside"))
    folder.touch()
    try:
        yield
    finally:
        folder.unlink()
        aside.rename(folder)


def assert_not_now(answer):
    assert_refused(answer, 503)
    assert answer.json()["type"].endswith("evidence-store-away")
    assert answer.json()["who_must_act"] == "operator"
    assert int(answer.headers["Retry-After"]) >= 1


def test_an_upload_is_not_now_and_goes_through_under_the_same_key_when_the_store_is_back(office, person):
    key, before = str(uuid.uuid4()), office.recorded("evidence")

    with store_away(office):
        refused = newcomers.sent_upload(office, person, key=key)
        recorded = office.recorded("evidence")
    accepted = newcomers.sent_upload(office, person, key=key)

    assert_not_now(refused)
    assert recorded == before
    assert accepted.status_code == 201, accepted.text


def test_a_file_is_not_now_and_not_gone(office, person):
    path = f"/v1/evidence/{newcomers.upload(office, person)}/content"

    with store_away(office):
        refused = office.get("evidence", path, person.token)
    sent = office.get("evidence", path, person.token)

    assert_not_now(refused)
    assert sent.content == b"%PDF-1.4 bukti.pdf"


@pytest.mark.parametrize("act", ["put", "get", "list"])
def test_an_object_store_nobody_answers_for_is_told_of_within_seconds(monkeypatch, act):
    for name, value in {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ALLOW_HTTP": "true", "AWS_REGION": "id",
        "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    store = ContentStore("s3://bucket/evidence")
    acts = {
        "put": lambda: store.put(io.BytesIO(b"bukti"), "0" * 64),
        "get": lambda: store.get("0" * 64),
        "list": lambda: list(store.listed()),
    }

    with pytest.raises(EvidenceStoreAway):
        acts[act]()
