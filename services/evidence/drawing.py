"""Draws a picture, or the first page of a PDF, small: a program of its own, begun for one file and gone with it.

    python -I drawing.py DECODER < file > picture.png

What decodes hostile files is not in a process that has secrets, connections or anybody else's file in hand: this one
limits its own memory, time and output before it reads a byte, is given nothing but the file, and imports nothing of
the house. It runs as the service's own user, for a container has no other: so what that user could reach (the service's
environment and memory, the files of evidence, the network) it gives up as well (`let_go`, decision 0066).

It ends with 0; with `CANNOT` where the file cannot be drawn within the limits; or by a signal of theirs. The picture it
writes is painted anew: no byte, profile or remark of the file is in it.
"""

import ctypes
import resource
import sys
import warnings
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO

from PIL import AvifImagePlugin, Image, ImageOps

__all__ = ["CANNOT", "MOST_PIXELS", "SIDE", "draw", "let_go", "limit"]

#: The longer side of what is drawn, pixels: enough to tell a letter from a photograph, and no substitute for the file.
SIDE = 512
#: An A4 page scanned at 600 dpi has 35 million.
MOST_PIXELS = 40_000_000
#: The largest picture takes 160 MB, the program and its libraries some 100 MB of addresses.
MEMORY_BYTES = 384 * 1024 * 1024
CPU_S = 5
#: 512 x 512 pixels that cannot be compressed at all are 0.8 MB.
OUTPUT_BYTES = 2 * 1024 * 1024
#: Exit status where the file cannot be drawn; Python's own is 1.
CANNOT = 3
#: Modes that can be averaged where they stand; the others would be copied whole first, and are sampled.
_AVERAGED = ("L", "RGB", "CMYK", "YCbCr")

#: Of linux/sched.h, prctl.h and capability.h.
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
_NO_NEW_PRIVILEGES, _CAPABILITIES_3 = 38, 0x20080522
#: Landlock's calls, which have the same numbers everywhere, and what a ruleset of each version (ABI) can forbid: from
#: this version on -> which kinds of access to files; to the network; of reaching out to other processes (landlock.h).
_CREATE_RULESET, _RESTRICT_SELF, _ASK_VERSION = 444, 446, 1
_FILES = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 5: 0xFFFF}
_NETWORK, _OTHERS = {4: 0x3}, {6: 0x3}


def limit() -> None:
    """Give up what a decoder does not need; the first to be ended when memory is short."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    with suppress(OSError):  # Linux only
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def let_go(decoder: str) -> None:
    """Give up, for good, whatever the service's user can reach: afterwards nothing can be opened, begun or connected.

    Where the kernel does not let a process without privileges (a container's seccomp profile forbids namespaces, an old
    kernel has no Landlock), the rest of it holds: that no descriptor can be had any more needs nobody's leave.
    """
    _load(decoder)  # what is needed of the disk
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux":
        libc.unshare(_NEW_USER | _NEW_NETWORK)  # no network; the service's environment and memory are another user's
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        _forbid_files(libc)  # nor can any be removed or renamed, which takes no descriptor
        libc.capset((ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0), (ctypes.c_uint32 * 6)())
    for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC):
        resource.setrlimit(kind, (0, 0))


def _load(decoder: str) -> None:
    """Import what is needed to draw, while files can still be opened: also what Pillow imports when it needs it."""
    Image.init()
    for module in ("copy", "PIL.ImageCms", "PIL.ImageColor", "PIL.ImageFile", "PIL.ImageFilter", "PIL.ImagePalette"):
        import_module(module)
    if decoder == "PDF":
        import pypdfium2  # type: ignore[import-untyped]  # noqa: F401  # who looks at a photograph does not wait for it


def _forbid_files(libc: ctypes.CDLL) -> None:
    """Landlock (Linux 5.13) without a rule: every access that this kernel's version of it knows of is forbidden."""
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))
    known = [
        max((bits for since, bits in kinds.items() if since <= version), default=0)
        for kinds in (_FILES, _NETWORK, _OTHERS)
    ]
    if version < 1:
        return
    attributes = (ctypes.c_uint64 * 3)(*known)
    # A kernel takes a longer form than it knows as long as the rest of it is zero.
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(ctypes.sizeof(attributes)), ctypes.c_uint32(0))
    if ruleset >= 0:
        libc.syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))


def draw(file: IO[bytes], decoder: str) -> Image.Image:
    """The picture of a file, at most `SIDE` wide and high. Raises whatever the decoder does.

    decoder: `PDF`, or one of Pillow's; the content is given to no other, whatever it looks like.
    """
    image = _first_page(file) if decoder == "PDF" else _opened(file, decoder)
    image.thumbnail((SIDE, SIDE))
    with_alpha = ImageOps.exif_transpose(image).convert("RGBA")
    painted = Image.new("RGB", with_alpha.size, "white")
    painted.paste(with_alpha, mask=with_alpha)
    return painted


def _opened(file: IO[bytes], decoder: str) -> Image.Image:
    """A picture of less than twice the size it is drawn in on both sides, or nearly; of several frames the first."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # else one for each core, and each takes 64 MB of addresses
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    image: Image.Image = Image.open(file, formats=[decoder])
    image.draft("RGB", (SIDE, SIDE))  # a JPEG is decoded smaller at once
    factor = max(1, max(image.size) // (2 * SIDE))
    if factor == 1:
        return image
    exif = image.getexif()
    if image.mode in _AVERAGED:
        smaller = image.reduce(factor)
    else:
        width, height = (max(1, side // factor) for side in image.size)
        smaller = image.resize((width, height), Image.Resampling.NEAREST)
    smaller.info["exif"] = exif.tobytes()  # which way is up
    return smaller


def _first_page(file: IO[bytes]) -> Image.Image:
    import pypdfium2

    page = pypdfium2.PdfDocument(file)[0]
    drawn: Image.Image = page.render(scale=SIDE / max(page.get_size())).to_pil()
    return drawn


def main() -> int:
    """Draw what stands at standard input; the decoder is the one argument."""
    limit()
    let_go(sys.argv[1])
    try:
        draw(sys.stdin.buffer, sys.argv[1]).save(sys.stdout.buffer, "PNG")
    except Exception as error:  # noqa: BLE001  # a decoder raises what it likes; this is the outermost edge
        print(f"{type(error).__name__}: {error}"[:500], file=sys.stderr)
        return CANNOT
    return 0


if __name__ == "__main__":
    sys.exit(main())
