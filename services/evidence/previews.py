"""Previews for the verifier: a picture, or the first page of a PDF, small and drawn anew by a process of its own.

Hostile files are decoded where there is nothing to take (`drawing.py`): a process begun for one file, without
environment, connections or open files, which limits itself, gives up what this service's user may reach, and is ended
when it takes too long. Nothing drawn is kept: a cache would be one more place of personal data to collect and erase,
and a drawing takes some tenths of a second (decisions 0047, 0066).
"""

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path

from chassis.errors import Refused, Retryable
from chassis.telemetry import log

__all__ = ["DECODERS", "preview_of", "require_drawable"]

#: Media type, as found in the content -> the one decoder it is given to. HEIC has none here.
DECODERS = {
    "application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG", "image/apng": "PNG", "image/gif": "GIF",
    "image/webp": "WEBP", "image/bmp": "BMP", "image/tiff": "TIFF", "image/avif": "AVIF",
}  # fmt: skip
#: How `drawing.py` ends where a file cannot be drawn; not imported from there, with what it imports.
CANNOT = 3
#: Of processor time it has less (`drawing.CPU_S`); this is for one that waits.
WITHIN_S = 10.0
#: Drawn at once is one, so that an API's memory stays within its limit; so many may be asked for meanwhile.
MOST_IN_HAND = 4
_PROGRAM = [sys.executable, "-I", str(Path(__file__).with_name("drawing.py"))]
_in_hand, _drawing = threading.BoundedSemaphore(MOST_IN_HAND), threading.Lock()


class NoPreview(Refused):
    status, type, title = 415, "no-preview", "Files of this kind have no preview"


class CannotDraw(Refused):
    status, type, title = 422, "cannot-be-drawn", "The file cannot be drawn"


class TooManyPreviews(Retryable):
    type, title = "too-many-previews", "Too many previews at once"
    acts = "caller"


class DrawingAway(Retryable):
    type, title = "drawing-away", "Previews cannot be drawn"


def require_drawable(media_type: str) -> None:
    """Raise `NoPreview` for kinds that are not drawn."""
    if media_type not in DECODERS:
        raise NoPreview(
            detail=f"there are previews of PDF and pictures, and this is {media_type}",
            pesan=f"pratinjau hanya untuk PDF dan gambar; berkas ini {media_type}",
            mend="download the file",
            perbaikan="unduh berkasnya",
        )


def preview_of(content: Iterable[bytes], media_type: str) -> bytes:
    """A PNG of a file of a kind that is drawn. Blocks, at most `MOST_IN_HAND` times `WITHIN_S`.

    Raises `NoPreview`, `CannotDraw`, `TooManyPreviews`, or `DrawingAway` where the program does not run at all.
    """
    require_drawable(media_type)
    if not _in_hand.acquire(blocking=False):
        raise TooManyPreviews(
            detail=f"this process has {MOST_IN_HAND} previews in hand",
            pesan="terlalu banyak pratinjau diminta sekaligus",
            mend="ask again in a second",
            perbaikan="coba lagi sebentar lagi",
        )
    try:
        with _drawing:
            return _drawn(content, media_type)
    finally:
        _in_hand.release()


def _drawn(content: Iterable[bytes], media_type: str) -> bytes:
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as picture, tempfile.TemporaryFile() as said:
        for chunk in content:
            file.write(chunk)
        file.seek(0)
        process = subprocess.Popen(
            [*_PROGRAM, DECODERS[media_type]], stdin=file, stdout=picture, stderr=said, env={}, cwd="/"
        )
        try:
            ended = process.wait(WITHIN_S)
        except subprocess.TimeoutExpired:
            ended = -1
        finally:
            process.kill()
            process.wait()
        if ended == 0:
            picture.seek(0)
            return picture.read()
        said.seek(0)
        why = said.read(500).decode("utf-8", "replace")
    if ended == CANNOT or ended < 0:  # below 0: by a signal
        raise CannotDraw(
            detail=f"the file says that it is {media_type}, and cannot be drawn: it is damaged, locked or too large",
            pesan="berkas tidak dapat digambar: rusak, terkunci, atau terlalu besar",
            mend="download it and try to open it; if it does not open, reject it as `unreadable`",
            perbaikan="unduh lalu coba buka berkasnya; bila tidak terbuka, tolak dengan alasan `unreadable`",
        )
    log.error("the program that draws previews does not run", status=ended, why=why)
    raise DrawingAway(
        detail="the program that draws previews does not run in this deployment",
        pesan="program pembuat pratinjau tidak berjalan",
        mend="download the file; the operator looks at the log",
        perbaikan="unduh berkasnya; operator memeriksa catatan",
    )
