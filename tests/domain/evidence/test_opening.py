"""Whether a file opens, and which days it carries: whole ones of every kind, cut off, locked, and hostile."""

import io
import struct
import time
import zlib
from datetime import date

import pytest

from services.evidence.dating import dates_in
from services.evidence.opening import unopened
from tests.domain.evidence import files

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DAYS = b"/CreationDate (D:20260215083000+07'00') /ModDate(D:20260402)"


def pdf(info=b"", trailer=b""):
    """A small PDF with a true cross-reference."""
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + info + b" >>\nendobj\n"
    xref = b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    return body + xref + b"trailer\n<< /Root 1 0 R " + trailer + b" >>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PIXEL = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
PNG = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", PIXEL) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def exif(order, taken):
    """A TIFF with a directory that points at a second one, which has the day a picture was taken."""
    mark, sign = {"little": (b"II*\0", "<"), "big": (b"MM\0*", ">")}[order]
    first = struct.pack(f"{sign}HHHIII", 1, 0x8769, 4, 1, 26, 0)
    second = struct.pack(f"{sign}HHHIII", 1, 0x9003, 2, 20, 44, 0)
    return mark + struct.pack(f"{sign}I", 8) + first + second + taken + b"\0"


def jpeg(tiff=b"", end=b"\xff\xd9"):
    app = b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff if tiff else b""
    return b"\xff\xd8" + app + b"\xff\xc0\x00\x0b" + bytes(9) + b"\xff\xda\x00\x02" + bytes(30) + end


def core(xml):
    return files.archive(("[Content_Types].xml", b"<Types/>"), ("docProps/core.xml", xml))


LOCKED_ENTRY = bytearray(files.DOCX)
LOCKED_ENTRY[LOCKED_ENTRY.rfind(b"PK\x01\x02") + 8] |= 1
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20) + b"\xfe\xff\x09\x00" + bytes(480) + bytes(512)
BROKEN_ENTRY = files.DOCX.replace(b"PK\x03\x04", b"XX\x03\x04", 1)
FOUND = {
    "a PDF": (pdf(), "application/pdf", None),
    "a PDF with something before it": (b"\n\n" + pdf(), "application/pdf", None),
    "a PDF cut off": (pdf()[:-30], "application/pdf", "damaged"),
    "a PDF that is only a signature": (b"%PDF-1.4 bukti", "application/pdf", "damaged"),
    "a PDF whose table is elsewhere": (pdf().replace(b"xref\n0 2", b"abcd\n0 2"), "application/pdf", "damaged"),
    "a PDF with a password": (pdf(trailer=b"/Encrypt 5 0 R"), "application/pdf", "encrypted"),
    "a PNG": (PNG, "image/png", None),
    "a PNG cut off": (PNG[:-20], "image/png", "damaged"),
    "a PNG with an altered byte": (PNG.replace(PIXEL, PIXEL[::-1]), "image/png", "damaged"),
    "a PNG without a picture": (files.PNG, "image/png", "damaged"),
    "a JPEG": (jpeg(), "image/jpeg", None),
    "a JPEG cut off": (jpeg(end=b""), "image/jpeg", "damaged"),
    "a JPEG of nothing": (files.JPEG, "image/jpeg", "damaged"),
    "a GIF": (b"GIF89a" + bytes(20) + b"\x3b", "image/gif", None),
    "a GIF cut off": (b"GIF89a" + bytes(20), "image/gif", "damaged"),
    "a WebP that says it is longer": (b"RIFF\xff\xff\x00\x00WEBPVP8 ", "image/webp", "damaged"),
    "a TIFF whose directory lies behind its end": (b"II*\0\xff\xff\0\0", "image/tiff", "damaged"),
    "a HEIC that ends within a box": (b"\0\0\0\x10ftypheic\0\0\0\0\0\0\xff\0meta", "image/heic", "damaged"),
    "a text document": (files.DOCX, DOCX, None),
    "an OpenDocument sheet": (files.ODS, ODS, None),
    "a document cut off": (files.DOCX[:-30], DOCX, "damaged"),
    "a document with an entry that is not there": (BROKEN_ENTRY, DOCX, "damaged"),
    "a document with a locked entry": (bytes(LOCKED_ENTRY), DOCX, "encrypted"),
    "an old document": (OLE, "application/msword", None),
    "an old document cut off": (OLE[:600], "application/msword", "damaged"),
    "plain text": (b"Laporan", "text/plain", None),
}
JAN = date(2026, 1, 31)
DATED = {
    "a PDF's own": (
        pdf(DAYS), "application/pdf", (("pdf.created", date(2026, 2, 15)), ("pdf.modified", date(2026, 4, 2))),
    ),
    "a PDF's newer": (
        pdf(b"/ModDate (D:20250101) /ModDate (D:20260131)"), "application/pdf", (("pdf.modified", JAN),),
    ),
    "no day at all": (pdf(b"/CreationDate (D:20261341)"), "application/pdf", ()),
    "a document's": (
        core(b'<a><dcterms:created xsi:type="dcterms:W3CDTF">2026-01-31T01:00:00Z</dcterms:created></a>'), DOCX,
        (("office.created", JAN),),
    ),
    "a document that carries none": (files.DOCX, DOCX, ()),
    "an OpenDocument's": (
        files.archive(("mimetype", ODS.encode()), ("meta.xml", b"<meta:creation-date>2026-01-31T09:00:00")), ODS,
        (("office.created", JAN),),
    ),
    "a picture's, Intel": (jpeg(exif("little", b"2026:01:31 10:00:00")), "image/jpeg", (("exif.taken", JAN),)),
    "a picture's, Motorola": (jpeg(exif("big", b"2026:01:31 10:00:00")), "image/jpeg", (("exif.taken", JAN),)),
    "a camera whose clock was never set": (jpeg(exif("big", b"0000:00:00 00:00:00")), "image/jpeg", ()),
    "EXIF cut off": (jpeg(exif("big", b"2026:01:31 10:00:00")[:20]), "image/jpeg", ()),
    "a picture without": (PNG, "image/png", ()),
}  # fmt: skip


@pytest.mark.parametrize(("content", "media_type", "why"), FOUND.values(), ids=FOUND)
def test_whether_it_opens(content, media_type, why):
    assert unopened(io.BytesIO(content), media_type) == why


@pytest.mark.parametrize(("content", "media_type", "dates"), DATED.values(), ids=DATED)
def test_which_days_it_carries(content, media_type, dates):
    assert dates_in(io.BytesIO(content), media_type) == dates


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n" + chunk(b"tEXt", b"") * 1_500_000, "image/png"),
        (b"\xff\xd8" + b"\xff\xe0\x00\x02" * 5_000_000, "image/jpeg"),
        (b"\0\0\0\x08free" * 2_500_000, "image/heic"),
        (b"%PDF-1.7" + b"/CreationDate" * 1_500_000, "application/pdf"),
        (b"%PDF-1.7/CreationDate(" + b" " * 19_000_000 + b"startxref" + b" " * 200_000, "application/pdf"),
        (files.BOMB, DOCX),
    ],
    ids=["chunks", "segments", "boxes", "days", "spaces", "bomb"],
)
def test_a_file_made_to_take_long_does_not(content, media_type):
    begun = time.process_time()

    unopened(io.BytesIO(content), media_type)
    dates_in(io.BytesIO(content), media_type)

    assert time.process_time() - begun < 1.5  # of the processor: others may be at work beside it


@pytest.mark.parametrize("media_type", ["application/pdf", "image/png", "image/jpeg", "image/heic", DOCX, "image/tiff"])
def test_whatever_is_cut_or_altered_is_only_told_of(media_type):
    whole = {"application/pdf": pdf(DAYS), "image/png": PNG, DOCX: files.DOCX}.get(
        media_type, jpeg(exif("little", b"2026:01:31 10:00:00"))
    )
    for at in range(len(whole)):
        for content in (whole[:at], whole[:at] + b"\xff" + whole[at + 1 :]):
            assert unopened(io.BytesIO(content), media_type) in (None, "damaged", "encrypted")
            dates_in(io.BytesIO(content), media_type)
