"""Pictures and pages that can be drawn, and ones that should not be: made here, so that a test says what is in them."""

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

__all__ = ["PIXEL_BOMB", "SECRET", "pdf", "picture", "pixel_bomb"]

#: Stands in what is drawn, as a remark, and must not stand in the drawing.
SECRET = "nomor-rekening-contoh"
PIXEL_BOMB = 50_000


def picture(decoder="PNG", size=(1600, 900), colour="red", **saved):
    """A picture of one colour, as bytes."""
    made = io.BytesIO()
    if decoder == "PNG":
        saved["pnginfo"] = PngImagePlugin.PngInfo()
        saved["pnginfo"].add_text("Comment", SECRET)
    Image.new("RGB", size, colour).save(made, decoder, **saved)
    return made.getvalue()


def pdf(content=b"1 0 0 rg 0 0 595 842 re f", box=b"0 0 595 842", filters=b""):
    """A PDF of one page, which is red all over unless another `content` is given."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R >>" % box,
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content),
        b"<< /Title (%s) >>" % SECRET.encode(),
    ]
    made, begins = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        begins.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % at for at in begins)
    tail = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(made) + tail % (table, len(made))


def pixel_bomb(side=PIXEL_BOMB):
    """A whole PNG of `side` x `side` black or white pixels: 312 MB of rows at 50,000 that pack to some 300 kB."""
    packing, row = zlib.compressobj(9), bytes(1 + (side + 7) // 8)
    rows = b"".join(packing.compress(row) for _ in range(side)) + packing.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
