"""Small files of every kind, and of kinds that pretend to be another: a test says which it sends."""

import io
import struct
import zipfile

__all__ = [
    "BOMB", "DOCM", "DOCX", "HTML", "HTML_AS_PDF", "JPEG", "LZMA_DOCX", "ODS", "PDF", "PNG", "PPTX", "SVG", "XLSX",
    "ZIP",
]  # fmt: skip

_MAIN = "application/vnd.openxmlformats-officedocument."
_TYPES = '<?xml version="1.0"?><Types><Override PartName="/a.xml" ContentType="{}.main+xml"/></Types>'


def archive(*entries: tuple[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packed) as into:
        for name, content in entries:
            into.writestr(name, content)
    return made.getvalue()


def ooxml(main: str, first: str = "[Content_Types].xml") -> bytes:
    """As an office program writes it; `first`: another entry may come first, as some programs have it."""
    entries = {
        "[Content_Types].xml": _TYPES.format(main).encode(),
        "_rels/.rels": b"<a/>",
        "word/document.xml": b"<a/>",
    }
    return archive((first, entries.pop(first)), *entries.items())


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(17)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20)
DOCX = ooxml(f"{_MAIN}wordprocessingml.document")
XLSX = ooxml(f"{_MAIN}spreadsheetml.sheet", first="_rels/.rels")
PPTX = ooxml(f"{_MAIN}presentationml.presentation", first="word/document.xml")
LZMA_DOCX = archive(("[Content_Types].xml", _TYPES.format(f"{_MAIN}a").encode()), packed=zipfile.ZIP_LZMA)
DOCM = ooxml("application/vnd.ms-word.document.macroEnabled")
ODS = archive(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<a/>"))
ZIP = archive(("a.pdf", PDF))
#: 200 MB that pack to 200 kB.
BOMB = archive(("zeros", bytes(200_000_000)))
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"
#: A PDF to its readers, a page to a browser that looks for one: the signature may stand anywhere in the first kilobyte.
HTML_AS_PDF = HTML + PDF
