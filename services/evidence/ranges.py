"""Which bytes of a file a request asks for: single ranges of RFC 9110, section 14. Pure."""

import re
from dataclasses import dataclass

__all__ = ["Stretch", "stretch_asked"]

_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.IGNORECASE)


@dataclass(frozen=True)
class Stretch:
    """Bytes from `first` up to but not `end`, of a file of `size`; `part`: it was asked for as a part."""

    first: int
    end: int
    size: int
    part: bool

    @property
    def content_range(self) -> str:
        return f"bytes {self.first}-{self.end - 1}/{self.size}"


def stretch_asked(size: int, range_: str | None, if_range: str | None, etag: str) -> Stretch | None:
    """What is to be sent; None where a range was asked for that the file does not have (416).

    What is no single range of bytes, or rests on another state of the file (`If-Range`), is answered with the whole.
    """
    whole = Stretch(0, size, size, part=False)
    match = _RANGE.fullmatch(range_ or "")
    if match is None or (if_range is not None and if_range.strip() != etag):
        return whole
    first, last = match[1], match[2]
    if not first and not last:
        return whole
    if not first:  # the last bytes
        return Stretch(max(0, size - int(last)), size, size, part=True) if int(last) else None
    if last and int(last) < int(first):
        return whole
    if int(first) >= size:
        return None
    return Stretch(int(first), min(int(last) + 1, size) if last else size, size, part=True)
