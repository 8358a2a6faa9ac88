"""Evidence content, on every kind of store there is: what is put there is there again, and nothing else is.

The same tests on a folder and on a real S3-compatible object store (`object_store.py`).
"""

import hashlib
import io
import os
import time
import tracemalloc
from datetime import timedelta
from uuid import uuid4

import pytest

from services.evidence.content import ContentStore, digest_in, measure, upload_in
from tests.services.object_store import ADDRESS, object_store

LARGE = b"%PDF-1.7 " + os.urandom(12 * 1024 * 1024)  # more than one part of an object store's upload


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    with object_store(tmp_path_factory.mktemp("object-store")) as env:
        yield env


@pytest.fixture(params=["folder", "s3"])
def store(request, tmp_path, monkeypatch):
    if request.param == "folder":
        return ContentStore((tmp_path / "evidence").as_uri())
    for name, value in request.getfixturevalue("s3").items():
        monkeypatch.setenv(name, value)
    return ContentStore(f"{ADDRESS}/{uuid4()}")


def put(store, content):
    digest = measure(io.BytesIO(content), 10**9).sha256
    store.put(io.BytesIO(content), digest)
    return digest


def read(content):
    return b"".join(content.chunks)


@pytest.mark.parametrize("content", [b"Laporan", LARGE], ids=["small", "in parts"])
def test_what_is_put_is_there_again_under_its_digest(store, content):
    digest = put(store, content)

    found = store.get(digest)

    assert digest == hashlib.sha256(content).hexdigest()
    assert (found.size, store.size_of(digest)) == (len(content), len(content))
    assert read(found) == content


def test_the_same_content_is_stored_once(store):
    put(store, b"Laporan")
    digest = put(store, b"Laporan")

    assert [digest_in(one.path) for one in store.listed()] == [digest]


@pytest.mark.parametrize(("first", "end"), [(0, 1), (2, 7), (5_242_870, 5_242_890), (12_000_000, len(LARGE))])
def test_a_stretch_of_a_file_is_given(store, first, end):
    digest = put(store, LARGE)

    found = store.get(digest, (first, end))

    assert (found.size, read(found)) == (len(LARGE), LARGE[first:end])


def test_a_digest_that_was_never_stored_is_not_there(store):
    put(store, b"another")

    with pytest.raises(FileNotFoundError):
        store.get("0" * 64)
    with pytest.raises(FileNotFoundError):
        store.size_of("0" * 64)
    assert store.stored_at("00/" + "0" * 64) is None


def test_what_is_deleted_is_gone_and_deleting_it_again_is_no_error(store):
    digest = put(store, b"Laporan")
    (one,) = store.listed()
    assert abs(one.stored_at.timestamp() - time.time()) < 60

    store.delete(one.path)
    store.delete(one.path)

    assert list(store.listed()) == []
    with pytest.raises(FileNotFoundError):
        store.get(digest)


def test_parts_of_an_upload_are_joined_in_their_order(store):
    upload = uuid4()
    paths = [store.put_part(upload, begins, io.BytesIO(part)) for begins, part in ((0, b"Lap"), (3, b"oran"))]
    into = io.BytesIO()

    store.join(paths, into)

    assert into.getvalue() == b"Laporan"
    assert {upload_in(one.path) for one in store.listed()} == {upload}


def test_a_large_file_is_never_whole_in_memory(store):
    file = io.BytesIO(LARGE)
    tracemalloc.start()
    digest = measure(file, 10**9).sha256
    store.put(file, digest)
    size = sum(len(chunk) for chunk in store.get(digest).chunks)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size == len(LARGE)
    assert most < 8 * 1024 * 1024


@pytest.mark.parametrize("name", ["evidence", "José kantor", "50%20 of it", "a#b"])
def test_a_folder_of_any_name_keeps_what_is_put_there(tmp_path, name):
    folder = tmp_path / name
    store = ContentStore(folder.as_uri())

    digest = put(store, b"Laporan")

    assert read(store.get(digest)) == b"Laporan"
    assert [file.read_bytes() for file in folder.glob(f"*/{digest}")] == [b"Laporan"]


def test_what_a_killed_process_had_half_written_into_a_folder_is_swept_once_it_is_old(tmp_path):
    store = ContentStore((tmp_path / "a#1").as_uri())
    digest = put(store, b"Laporan")
    file = tmp_path / "a#1" / digest[:2] / digest
    old, young = file.with_name(f"{digest}#1"), file.with_name(f"{digest}#2")
    for half in (old, young):
        half.write_bytes(b"Lap")
    os.utime(old, (0, 0))

    swept = store.sweep_aside(timedelta(hours=1))

    assert swept == 1
    assert (old.exists(), young.exists(), file.read_bytes()) == (False, True, b"Laporan")
    assert len(list(store.listed())) == 1
