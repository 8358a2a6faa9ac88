"""Evidence content in a folder: wherever it lies, it is there again."""

import io

import pytest

from services.evidence.content import ContentStore


@pytest.mark.parametrize("name", ["evidence", "José kantor", "50%20 of it", "a#b"])
def test_a_folder_of_any_name_keeps_what_is_put_there(tmp_path, name):
    folder = tmp_path / name
    store = ContentStore(folder.as_uri(), max_bytes=1024)

    stored = store.put(io.BytesIO(b"Laporan"), "text/plain")

    assert b"".join(store.get(stored.sha256).chunks) == b"Laporan"
    assert [file.read_bytes() for file in folder.glob(f"*/{stored.sha256}")] == [b"Laporan"]
