"""How much the tests do that repeat something: as much as usual, or LONG times that (`make test-long`)."""

import os

__all__ = ["times"]


def times(usual: int) -> int:
    """`usual`, or LONG times that. Raises ValueError for a LONG that is no whole number above 0."""
    factor = int(os.environ.get("LONG") or 1)
    if factor < 1:
        raise ValueError(f"LONG is {factor}; it must be a whole number above 0")
    return usual * factor
