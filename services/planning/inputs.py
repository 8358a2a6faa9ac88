"""Parts of paths and bodies that several files of planning's routes take."""

from typing import Annotated

from fastapi import Path

from contracts.planning import Target

__all__ = ["SentTarget", "YearPath"]

YearPath = Annotated[int, Path(ge=2000, le=2999)]


class SentTarget(Target, extra="forbid"):
    """A target as it is sent in: an unknown field is refused."""
