"""What a file is found to be, by its content alone, and what is taken: each kind, and those that pretend."""

import io
import time
import tracemalloc
import zipfile

import pytest

from services.evidence.media_types import KINDS, NotTaken, allowed_of, found_in, require_taken
from tests.domain.evidence import files

OFFICE = "application/vnd.openxmlformats-officedocument."
DEFAULT = "pdf,image,office"


def altered(content, at, *put):
    return content[:at] + bytes(put) + content[at + len(put) :]


#: Of the first entry: where its packed bytes begin, and where the directory says that its header lies.
PACKED_AT, HEADER_AT = 30 + len("[Content_Types].xml"), files.DOCX.index(b"PK\x01\x02") + 42
FOUND = {
    "a PDF": (files.PDF, "application/pdf"),
    "a PNG": (files.PNG, "image/png"),
    "a JPEG": (files.JPEG, "image/jpeg"),
    "a text document": (files.DOCX, f"{OFFICE}wordprocessingml.document"),
    "a sheet whose types come second": (files.XLSX, f"{OFFICE}spreadsheetml.sheet"),
    "a presentation whose types come later": (files.PPTX, f"{OFFICE}presentationml.presentation"),
    "an OpenDocument sheet": (files.ODS, "application/vnd.oasis.opendocument.spreadsheet"),
    "a PDF that a browser would show as a page": (files.PDF + files.HTML, "application/pdf"),
}
NOT_TAKEN = {
    "a document with macros": (files.DOCM, "application/vnd.ms-word.document.macroenabled"),
    "an archive": (files.ZIP, "application/zip"),
    "an archive that unpacks to a thousand times as much": (files.BOMB, "application/zip"),
    "an archive that only names a document": (files.archive(("word/document.xml", b"<a/>")), "application/zip"),
    "an archive with two main parts": (
        files.archive(("[Content_Types].xml", b'<a ContentType="application/vnd.a.main+xml"/>'
                       b'<b ContentType="application/vnd.b.main+xml"/>')), "application/zip",
    ),
    "a picture with a script": (files.SVG, "image/svg+xml"),
    "a page": (files.HTML, "text/html"),
    "a page with a byte order mark and space before it": (b"\xef\xbb\xbf\r\n  " + files.HTML, "text/html"),
    "a page before a PDF": (files.HTML_AS_PDF, "text/html"),
    "XML": (b"<a/>", "application/xml"),
    "PostScript": (b"%!PS-Adobe-3.0", "application/postscript"),
    "plain text": ("Laporan kegiatan é\n".encode(), "text/plain"),
    "a long text whose letters lie across the pieces it is read in": (b"a" + "é".encode() * 400_000, "text/plain"),
    "text that is no UTF-8": (b"Laporan \xe9\xe8", "application/octet-stream"),
    "text that ends within a letter": ("Laporan é".encode()[:-1], "application/octet-stream"),
    "bytes": (bytes(range(256)), "application/octet-stream"),
    "a program": (b"\x7fELF" + bytes(60), "application/x-executable"),
    "half an archive": (files.DOCX[:100], "application/octet-stream"),
    "an archive cut off": (files.DOCX[:-30], "application/octet-stream"),
    "a document that cannot be unpacked": (altered(files.DOCX, PACKED_AT, 0xFF), "application/octet-stream"),
    "a document whose part lies beyond its end": (
        altered(files.DOCX, HEADER_AT, len(files.DOCX) - 9 & 0xFF, len(files.DOCX) >> 8), "application/octet-stream",
    ),
    "a document packed as none is": (files.LZMA_DOCX, "application/zip"),
}  # fmt: skip


def found(content):
    return found_in(io.BytesIO(content))


@pytest.mark.parametrize("case", FOUND)
def test_what_an_office_works_with_is_found_and_taken(case):
    content, expected = FOUND[case]

    assert found(content) == expected
    require_taken(expected, allowed_of(DEFAULT), DEFAULT)


@pytest.mark.parametrize("case", NOT_TAKEN)
def test_everything_else_is_named_and_not_taken(case):
    content, expected = NOT_TAKEN[case]

    media_type = found(content)

    assert media_type == expected
    with pytest.raises(NotTaken) as refused:
        require_taken(media_type, allowed_of(DEFAULT), DEFAULT)
    named = "no kind that is known" if media_type == "application/octet-stream" else media_type
    assert named in refused.value.detail
    assert "pdf, image, office" in refused.value.detail
    assert "pdf, image, office" in refused.value.pesan


def test_what_is_taken_is_a_setting():
    assert allowed_of("pdf") == {"application/pdf"}
    assert allowed_of("text, zip") == {"text/plain", "application/zip"}
    assert "image/svg+xml" not in allowed_of(",".join(KINDS))


def many_entries(count):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as into:
        for number in range(count):
            into.writestr(f"{number:064}", b"")
    return made.getvalue()


def disguised(content):
    """Its last record says the same to Python's reader, and spells the record's signature in a field nobody needs."""
    return content[:-6] + b"PK\x05\x06" + content[-2:]


def far_from_its_end(content):
    """Its last record as of zip64, with so long a remark behind it that the large record's place is just out of it."""
    end = content[-22:]
    return content[:-22] + b"PK\x06\x07" + bytes(16) + end[:12] + bytes(4) + end[16:20] + b"\xff\xff" + b"a" * 65_535


def test_an_archive_is_not_unpacked_and_its_directory_is_read_only_as_far_as_a_document_has_one():
    many = many_entries(30_000)
    bombs = [io.BytesIO(one) for one in (files.BOMB, many, disguised(many), far_from_its_end(many))]
    tracemalloc.start()
    began = time.process_time()

    kinds = [found_in(bomb) for bomb in bombs]

    took, (_, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kinds == ["application/zip"] * 4
    assert took < 1
    assert most < 2_000_000


def test_types_said_at_length_are_read_only_at_their_beginning():
    said = b" " * 50_000_000 + files.DOCX
    content = files.archive(("[Content_Types].xml", said))
    tracemalloc.start()

    kind = found(content)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kind == "application/zip"
    assert most < 4_000_000
