"""A list over many open evaluations takes its turn before anything is read; a short one waits for nobody."""

from contextlib import ExitStack
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from chassis.errors import Busy
from services.evaluation.cases import AT_ONCE
from services.evaluation.population import Member
from services.evaluation.standing import TURNS, opened_of

NOW = datetime(2026, 7, 18, tzinfo=UTC)
#: Nothing may be asked of it: whoever is refused is refused before.
NO_RUNTIME = None


def members(number):
    return [Member(uuid4(), uuid4(), False, None, None) for _ in range(number)]


@pytest.mark.parametrize("period", ["2026", "2026Q3"])
def test_one_long_list_too_many_is_busy(period):
    with ExitStack() as inside:
        with pytest.raises(Busy):  # noqa: PT012  # as many as are let in, and one more
            while True:
                inside.enter_context(TURNS.let_in())
        with pytest.raises(Busy):
            opened_of(NO_RUNTIME, members(AT_ONCE + 1), period, NOW)
        assert opened_of(NO_RUNTIME, [], period, NOW) == {}
