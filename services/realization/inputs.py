"""What several of realization's routes take: a period in the path, an amount, a list's page."""

from typing import Annotated

from fastapi import Path, Query

from contracts.values import PERIOD

__all__ = ["INSIDE", "Limit", "PeriodPath", "YearPath"]

INSIDE = frozenset({"employee", "rater", "officer", "auditor"})
PeriodPath = Annotated[str, Path(pattern=PERIOD)]
YearPath = Annotated[int, Path(ge=2000, le=2999)]
Limit = Annotated[int, Query(ge=1, le=200)]
