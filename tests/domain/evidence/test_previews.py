"""What is drawn of a file, by a process of its own that limits itself: small, anew, and within its time and memory."""

import ctypes
import io
import os
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from services.evidence import drawing, previews
from services.evidence.previews import CannotDraw, DrawingAway, NoPreview, TooManyPreviews, preview_of
from tests.domain.evidence.files import DOCX
from tests.drawable import SECRET, pdf, picture, pixel_bomb

RED, TURNED = (255, 0, 0), 6


def drawn(content, media_type):
    """The picture that comes of a file."""
    made = preview_of([content], media_type)
    with Image.open(io.BytesIO(made), formats=["PNG"]) as image:
        image.load()
        return image


def near(pixel, colour):
    return all(abs(one - other) < 10 for one, other in zip(pixel, colour, strict=True))


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """How long a drawing may take by the clock is tried by itself: others may be at work beside these tests."""
    monkeypatch.setattr(previews, "WITHIN_S", 120.0)


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("image/png", picture("PNG")),
        ("image/jpeg", picture("JPEG")),
        ("image/gif", picture("GIF")),
        ("image/webp", picture("WEBP")),
        ("image/bmp", picture("BMP")),
        ("image/tiff", picture("TIFF")),
        ("image/avif", picture("AVIF")),
        ("application/pdf", pdf(box=b"0 0 1600 900", content=b"1 0 0 rg 0 0 1600 900 re f")),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_every_kind_is_drawn_small_and_in_its_colours(media_type, content):
    image = drawn(content, media_type)

    assert image.size == (512, 288)
    assert near(image.getpixel((256, 144)), RED)


def test_of_a_pdf_the_first_page_is_drawn():
    image = drawn(pdf(), "application/pdf")

    assert max(image.size) == 512
    assert image.size[0] < image.size[1]
    assert near(image.getpixel((100, 100)), RED)


def test_a_photograph_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = TURNED

    assert drawn(picture("JPEG", exif=exif), "image/jpeg").size == (288, 512)


def test_a_small_picture_is_not_enlarged():
    assert drawn(picture(size=(30, 20)), "image/png").size == (30, 20)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I", "F", "CMYK", "YCbCr", "LAB"])
@pytest.mark.parametrize("size", [(40, 30), (2100, 1600)])
def test_a_picture_of_any_mode_is_drawn(mode, size):
    made = io.BytesIO()
    Image.new(mode, size).save(made, "TIFF")

    assert max(drawn(made.getvalue(), "image/tiff").size) == min(512, size[0])


def test_of_many_frames_the_first_is_drawn():
    frames, made = [Image.new("P", (900, 600), colour) for colour in (1, 2)], io.BytesIO()
    for frame in frames:
        frame.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])

    assert near(drawn(made.getvalue(), "image/gif").getpixel((250, 100)), RED)


def test_words_of_a_pdf_are_drawn_in_fonts_that_need_no_file():
    words = b"BT /Helvetica 90 Tf 40 400 Td (Laporan) Tj ET"

    image = drawn(pdf(words, box=b"0 0 595 842"), "application/pdf").convert("L")

    assert image.getextrema() == (0, 255)


def test_what_can_be_seen_through_is_white():
    made = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(made, "PNG")

    assert drawn(made.getvalue(), "image/png").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(("media_type", "content"), [("image/png", picture()), ("application/pdf", pdf())])
def test_no_remark_of_the_file_is_in_its_drawing(media_type, content):
    assert SECRET.encode() in content
    assert SECRET.encode() not in preview_of([content], media_type)


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("application/pdf", pdf()[: len(pdf()) // 2][:60]),
        ("application/pdf", b"%PDF-1.7 "),
        ("application/pdf", b""),
        ("image/png", picture()[:60]),
        ("image/jpeg", picture("JPEG")[:200]),
        ("image/png", picture("JPEG")),
    ],
    ids=["half a PDF", "a PDF's name", "nothing", "half a PNG", "half a JPEG", "another decoder's"],
)
def test_what_is_broken_cannot_be_drawn(media_type, content):
    with pytest.raises(CannotDraw):
        preview_of([content], media_type)


def test_a_picture_of_50000_by_50000_pixels_is_refused_at_its_header():
    bomb = pixel_bomb()

    drawer = subprocess.run([*previews._PROGRAM, "PNG"], input=bomb, capture_output=True, check=False)
    with pytest.raises(CannotDraw):
        preview_of([bomb], "image/png")

    assert len(bomb) < 1_000_000
    assert b"2500000000 pixels" in drawer.stderr  # by what its header says, and not for want of memory


def test_a_page_that_unpacks_to_a_gigabyte_ends_within_the_limits():
    packed = zlib.compressobj(9)
    bomb = b"".join(packed.compress(bytes(1_000_000)) for _ in range(1000)) + packed.flush()
    content = pdf(zlib.compress(bomb, 9), filters=b"/Filter [/FlateDecode /FlateDecode]")
    began = time.monotonic()

    with pytest.raises(CannotDraw):
        preview_of([content], "application/pdf")

    assert time.monotonic() - began < 60  # by its limits of memory and processor time: the clock's is off here


@pytest.mark.parametrize(
    ("act", "ends"),
    [
        ("bytearray(drawing.MEMORY_BYTES)", {1}),  # a MemoryError
        ("while True: pass", {-24, -9}),
        ("open(sys.argv[2], 'wb').write(bytes(2 * drawing.OUTPUT_BYTES))", {1}),
    ],
    ids=["memory", "processor time", "output"],
)
def test_who_draws_has_no_more_than_its_limits(tmp_path, act, ends):
    program = f"import sys; sys.path.insert(0, sys.argv[1])\nimport drawing\ndrawing.CPU_S = 1\ndrawing.limit()\n{act}"
    folder = str(Path(drawing.__file__).parent)

    ended = subprocess.run(
        [sys.executable, "-I", "-c", program, folder, str(tmp_path / "out")],
        capture_output=True,
        check=False,
        timeout=300,
    )

    assert ended.returncode in ends, ended.stderr


#: What a decoder that was taken over would try, as the same user, after `let_go`; each prints what it got.
ATTEMPTS = {
    "the service's environment": "print(open(f'/proc/{os.getppid()}/environ').read())",
    "the service's memory": "print(libc.ptrace(0x4206, os.getppid(), None, None) == 0 and 'seized')",
    "a file of evidence": "print(open(sys.argv[2]).read())",
    "a file of evidence, its own input closed": "os.close(0); print(os.read(os.open(sys.argv[2], 0), 99))",
    "a socket": "print(socket.socket())",
    "another program": "os.execv('/bin/echo', ['echo', 'begun'])",
    "more descriptors": "resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9)); print('raised')",
}
#: What takes no descriptor, and is refused by kernels that know how; by the one that tests run on, or the test tells.
BY_THE_KERNEL = {
    "to remove a file": "os.unlink(sys.argv[2])",
    "to change a file": "os.truncate(sys.argv[2], 0)",
    "to end the service": "os.kill(os.getppid(), 0); print('reached')",
}
OF_LANDLOCK = ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1) if sys.platform == "linux" else -1
OLD_KERNEL = pytest.mark.xfail(OF_LANDLOCK < 6, reason=f"Landlock {OF_LANDLOCK} here; all of it from 6, Linux 6.12")
AS_ROOT = pytest.mark.xfail(os.geteuid() == 0, strict=True, reason="no limit of processes holds root; no image runs so")
LET_GO = """import ctypes, os, resource, socket, sys
sys.path.insert(0, sys.argv[1])
import drawing
libc = ctypes.CDLL(None, use_errno=True)
drawing.limit()
drawing.let_go("PNG")
try:
    {}
except OSError as error:
    print("refused", file=sys.stderr)
"""


@pytest.mark.parametrize(
    "attempt",
    [
        *(pytest.param(attempt, id=name) for name, attempt in ATTEMPTS.items()),
        *(pytest.param(attempt, id=name, marks=OLD_KERNEL) for name, attempt in BY_THE_KERNEL.items()),
        pytest.param("print(os.fork())", id="a process", marks=AS_ROOT),
    ],
)
def test_who_draws_reaches_nothing_of_the_service_whose_user_it_runs_as(tmp_path, attempt):
    """The symptom: by /proc of its parent it had the database's address and every token of the environment."""
    evidence = tmp_path / "evidence"
    evidence.write_text("bukti")

    ended = subprocess.run(
        [sys.executable, "-I", "-c", LET_GO.format(attempt), str(Path(drawing.__file__).parent), str(evidence)],
        env={"EKINERJA_DATABASE": "postgresql://secret"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert (ended.stdout.replace("False\n", ""), evidence.read_text()) == ("", "bukti"), ended


def test_who_draws_is_given_the_file_and_no_secret(monkeypatch):
    told = {}

    class Watched(subprocess.Popen):
        def __init__(self, command, **given):
            told.update(given)
            super().__init__(command, **given)

    monkeypatch.setenv("EKINERJA_DATABASE", "postgresql://secret")
    monkeypatch.setattr(subprocess, "Popen", Watched)

    preview_of([picture()], "image/png")

    assert told["env"] == {}


def test_what_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(previews, "_PROGRAM", [sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(previews, "WITHIN_S", 0.5)
    began = time.monotonic()

    with pytest.raises(CannotDraw):
        preview_of([picture()], "image/png")

    assert time.monotonic() - began < 10


def test_a_program_that_does_not_run_is_the_operators(monkeypatch):
    monkeypatch.setattr(previews, "_PROGRAM", [sys.executable, "-c", "import no_such_library"])

    with pytest.raises(DrawingAway):
        preview_of([picture()], "image/png")


@pytest.mark.parametrize("media_type", ["image/heic", "image/svg+xml", "text/plain", "application/zip"])
def test_other_kinds_have_no_preview(media_type):
    with pytest.raises(NoPreview, match=media_type.replace("+", r"\+")):
        preview_of([DOCX], media_type)


def test_more_than_are_taken_in_hand_are_told_to_come_again():
    began, go_on = threading.Event(), threading.Event()

    def slow():
        began.set()
        go_on.wait(30)
        yield picture()

    waiting = [threading.Thread(target=preview_of, args=(slow(), "image/png")) for _ in range(previews.MOST_IN_HAND)]
    try:
        for one in waiting:
            one.start()
        began.wait(30)
        deadline = time.monotonic() + 30
        while previews._in_hand._value and time.monotonic() < deadline:
            time.sleep(0.01)
        with pytest.raises(TooManyPreviews):
            preview_of([picture()], "image/png")
    finally:
        go_on.set()
        for one in waiting:
            one.join()
    assert preview_of([picture()], "image/png").startswith(b"\x89PNG")


def test_it_ends_as_its_caller_understands():
    assert previews.CANNOT == drawing.CANNOT
