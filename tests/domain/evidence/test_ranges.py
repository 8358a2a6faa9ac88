"""Ranges of a file of ten bytes, by RFC 9110 (14.1.2, 14.2, 13.1.5)."""

import pytest

from services.evidence.ranges import Stretch, stretch_asked

ETAG = '"abc"'
PARTS = {
    "bytes=0-0": (0, 1),
    "bytes=2-5": (2, 6),
    "bytes=2-": (2, 10),
    "bytes=0-999": (0, 10),
    "bytes=-3": (7, 10),
    "bytes=-999": (0, 10),
    "BYTES= 1-2 ": (1, 3),
}
WHOLE = [
    None,
    "",
    "bytes=",
    "bytes=-",
    "bytes=5-2",
    "bytes=a-b",
    "lines=1-2",
    "bytes=0-1,4-5",
    "bytes=" + "9" * 40 + "-",
]


@pytest.mark.parametrize("asked", PARTS)
def test_a_single_range_is_a_part(asked):
    first, end = PARTS[asked]

    stretch = stretch_asked(10, asked, None, ETAG)

    assert stretch == Stretch(first, end, 10, part=True)
    assert stretch.content_range == f"bytes {first}-{end - 1}/10"


@pytest.mark.parametrize("asked", WHOLE)
def test_what_is_no_single_range_of_bytes_is_answered_with_the_whole(asked):
    assert stretch_asked(10, asked, None, ETAG) == Stretch(0, 10, 10, part=False)


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-12", "bytes=-0"])
def test_what_the_file_does_not_have_is_none(asked):
    assert stretch_asked(10, asked, None, ETAG) is None


@pytest.mark.parametrize(
    ("rests_on", "part"), [(ETAG, True), ('"other"', False), (f"W/{ETAG}", False), ("a date", False)]
)
def test_a_range_of_another_state_of_the_file_is_the_whole(rests_on, part):
    assert stretch_asked(10, "bytes=0-3", rests_on, ETAG).part is part
