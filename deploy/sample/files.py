"""Makes the evidence files when the story runs: small, valid, and the same bytes for the same item.

PDF and PNG are written by hand, without a library and without a clock, so a digest taken today
equals one taken on another machine. A damaged item is a PDF cut short: it says it is one and cannot be opened.
One item is a colleague's file once more, to the last byte.
"""

import struct
import zlib
from random import Random

from deploy.sample.model import Evidence, World

PNG_WIDTH, PNG_HEIGHT = 160, 90  # pixels
#: Of a picture's bars: black and white pixels of each, in bytes.
BAR, GAP = b"\x00" * 3, b"\xff"
BARS = PNG_WIDTH // 8 // len(BAR + GAP)


def evidence_file(world: World, item: Evidence) -> bytes:
    """The content of `item`: what a verifier would find in it."""
    of = next((one for one in world.evidence if one.key == item.same_as), item)
    lines = _lines(world, of)
    if of.media_type == "image/png":
        return _png("\n".join(lines))
    whole = _pdf(lines)
    return whole[: len(whole) // 2] if of.damaged else whole


def _lines(world: World, item: Evidence) -> list[str]:
    titles = {i.key: i for a in world.agreements for r in a.results for i in r.indicators}
    values = {report.indicator: report.value for report in world.reports}
    shown = [f"{titles[key].title}: {values[key]} {titles[key].unit_of_measure}" for key in item.indicators]
    return [f"Bukti dukung {item.key} (contoh, bukan dokumen resmi)", f"Periode {item.period}", *shown]


def _pdf(lines: list[str]) -> bytes:
    text = " T* ".join(f"({_escaped(line)}) Tj" for line in lines)
    stream = f"BT /F1 10 Tf 14 TL 40 780 Td {text} ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _png(text: str) -> bytes:
    """A chart of bars, drawn by `text`, that carries it as its description."""
    header = struct.pack(">IIBBBBB", PNG_WIDTH, PNG_HEIGHT, 1, 0, 0, 0, 0)
    chance = Random(text)
    heights = [chance.randint(PNG_HEIGHT // 4, PNG_HEIGHT - 5) for _ in range(BARS)]
    rows = b"".join(_row(PNG_HEIGHT - line, heights) for line in range(PNG_HEIGHT))
    # Level 0 stores the rows as they are: other levels may differ between builds of zlib.
    body = zlib.compress(rows, 0)
    described = b"Description\x00" + text.encode("latin-1", "replace")
    chunks = ((b"IHDR", header), (b"tEXt", described), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _row(above: int, heights: list[int]) -> bytes:
    """One line of the picture, `above` its lower edge; the first byte says that it is filtered by nothing."""
    return b"\x00" + b"".join((BAR if height >= above else GAP * len(BAR)) + GAP for height in heights)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
