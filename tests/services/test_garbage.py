"""What became no evidence is collected, what is in use never; store and log are compared both ways. On both stores."""

import io
import threading
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from chassis.store import Command, Decision, EventStore, History
from contracts.evidence import EvidenceUploaded
from contracts.values import TextRef
from services.evidence.comparison import compare
from services.evidence.content import ContentStore, digest_in
from services.evidence.files import Files
from services.evidence.garbage import collect
from tests.services.object_store import ADDRESS, object_store

OLD = timedelta(seconds=0)
DAY = timedelta(days=1)
ENDED = timedelta(seconds=1)


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    with object_store(tmp_path_factory.mktemp("object-store")) as env:
        yield env


@pytest.fixture(params=["folder", "s3"])
def files(request, tmp_path, monkeypatch, databases):
    address = (tmp_path / "evidence").as_uri()
    if request.param == "s3":
        for name, value in request.getfixturevalue("s3").items():
            monkeypatch.setenv(name, value)
        address = f"{ADDRESS}/{uuid4()}"
    store = ContentStore(address)
    return Files(databases.make("evidence", pool=8), store, 10_000, 5, 24, "pdf", "")


def pdf(text):
    return io.BytesIO(b"%PDF-1.7 " + text.encode())


def keep(files, text):
    """A file stored and claimed, of which nothing is recorded yet."""
    file = pdf(text)
    stored = files.examine(file)
    files.keep(file, stored)
    return stored


def record(files, stored):
    """The event of a file."""
    item, employee = uuid4(), uuid4()
    event = EvidenceUploaded(
        employee=employee, item=item, agreement=uuid4(), period="2026Q2", indicators=(uuid4(),), sha256=stored.sha256,
        media_type=stored.media_type, size=stored.size, name=TextRef(text=uuid4(), sha256="0" * 64),
    )  # fmt: skip
    command = Command(str(employee), str(item), b"", uuid4(), "test", datetime.now(UTC))
    log = EventStore(files.database, agency="kantor-uji", service="evidence")
    log.record(command, lambda: Decision([History(item, 0, None).then(event)]))
    return item


def forget_claims(files):
    """As if all that is on its way had ended long ago."""
    with files.database.connection() as conn:
        conn.execute("UPDATE content_claims SET claimed_at = now() - interval '2 days'")


def there(files):
    return {digest_in(one.path) for one in files.store.listed()}


def looked_at(files, older_than=OLD):
    return compare(files.database, files.store, older_than, digests=True)


# -- collecting -------------------------------------------------------------------------------------------------------


def test_a_file_without_an_event_is_removed_and_one_in_use_is_not(files):
    used, unused = keep(files, "used"), keep(files, "unused")
    record(files, used)
    record(files, used)
    forget_claims(files)

    done = collect(files.database, files.store, OLD)

    assert (done["files"], done["parts"], done["halves"]) == (1, 0, 0)
    assert there(files) == {used.sha256}
    assert unused.sha256 not in there(files)
    assert collect(files.database, files.store, OLD)["files"] == 0


def test_what_is_young_stays(files):
    young = keep(files, "young")

    collect(files.database, files.store, DAY)

    assert there(files) == {young.sha256}


def test_an_old_file_whose_content_someone_is_about_to_record_stays(files):
    """The race: it lies there unused since long, and the very same content comes once more."""
    old = keep(files, "the same")
    time.sleep(ENDED.total_seconds() + 0.1)
    forget_claims(files)
    files.claim(old.sha256)
    with files.database.connection() as conn:  # it is new for a minute, however long the collecting takes
        conn.execute("UPDATE content_claims SET claimed_at = claimed_at + interval '1 minute'")

    during = collect(files.database, files.store, ENDED)
    record(files, old)
    forget_claims(files)
    after = collect(files.database, files.store, OLD)

    assert (during["files"], after["files"]) == (0, 0)
    assert looked_at(files).sound


def test_who_stores_a_content_that_is_just_being_removed_waits_and_stores_it_anew(files, monkeypatch):
    old = keep(files, "the same")
    forget_claims(files)
    removing, go_on = threading.Event(), threading.Event()
    delete = files.store.delete

    def slowly(path):
        removing.set()
        assert go_on.wait(10)
        delete(path)

    monkeypatch.setattr(files.store, "delete", slowly)
    collecting = threading.Thread(target=collect, args=(files.database, files.store, OLD))
    collecting.start()
    assert removing.wait(10)
    storing = threading.Thread(target=keep, args=(files, "the same"))
    storing.start()
    storing.join(0.5)
    waited = storing.is_alive()
    go_on.set()
    for one in (collecting, storing):
        one.join(10)
    record(files, old)

    assert waited
    assert looked_at(files).sound
    assert there(files) == {old.sha256}


def test_parts_of_an_expired_upload_are_removed_and_those_of_one_that_goes_on_are_not(files):
    employee = uuid4()
    expired, going_on = (files.uploads.begin(employee, 100, "").id for _ in range(2))
    for upload in (expired, going_on):
        files.uploads.take(employee, upload, 0, pdf(str(upload)), None)
    files.store.put_part(going_on, 0, pdf("of a request that lost"))
    with files.database.connection() as conn:
        conn.execute("UPDATE uploads SET expires_at = now() WHERE id = %s", (expired,))

    done = collect(files.database, files.store, OLD)

    assert done["parts"] == 2
    (left,) = files.store.listed()
    assert str(going_on) in left.path
    assert files.uploads.of(employee, going_on).received > 0


def test_what_is_not_of_evidence_is_left_alone(files):
    import obstore

    obstore.put(files.store._store, "readme.txt", b"of someone else")

    assert not any(collect(files.database, files.store, OLD).values())
    assert [one.path for one in files.store.listed()] == ["readme.txt"]


# -- comparing --------------------------------------------------------------------------------------------------------


def test_a_store_that_is_as_the_log_says_is_sound(files):
    used = keep(files, "used")
    items = [record(files, used), record(files, keep(files, "another"))]

    found = looked_at(files)

    assert (found.sound, found.items, found.contents, found.orphaned) == (True, len(items), 2, [])


def test_a_missing_an_altered_and_an_orphaned_file_are_named(files):
    import obstore

    missing, altered, cut = (keep(files, text) for text in ("missing", "altered", "cut"))
    items = [record(files, one) for one in (missing, altered, cut)]
    orphan = keep(files, "orphan")
    paths = {digest_in(one.path): one.path for one in files.store.listed()}
    files.store.delete(paths[missing.sha256])
    obstore.put(files.store._store, paths[altered.sha256], pdf("ALTERED").read())
    obstore.put(files.store._store, paths[cut.sha256], b"%PDF")

    found, quick = looked_at(files), compare(files.database, files.store, OLD, digests=False)

    assert not found.sound
    assert found.missing == {missing.sha256: [items[0]]}
    assert found.altered == {altered.sha256: [items[1]], cut.sha256: [items[2]]}
    assert found.orphaned == [paths[orphan.sha256]]
    assert quick.altered == {cut.sha256: [items[2]]}
    assert looked_at(files, DAY).on_their_way == 1
