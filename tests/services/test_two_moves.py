"""Two unit moves at once that would together make a ring, through two processes: at most one is accepted."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.services.test_bad_input import assert_refused

ROUNDS = 20


@pytest.fixture(scope="module")
def other(stack):
    """One more process of planning, on the same database."""
    name = stack.start_service("planning", "api", label="other")
    yield name
    stack.stop_service(name)
    del stack.urls[name]


def parents(office, units):
    return {unit: office.get("planning", f"/v1/units/{unit}", "officer").json().get("parent") for unit in units}


def at_once(office, other, moves):
    """The answers to moves (unit, parent) sent in one moment, one to each process."""
    together = Barrier(len(moves))

    def move(service, unit, parent):
        together.wait()
        return office.post(service, f"/v1/units/{unit}/parent", "officer", {"parent": parent})

    with ThreadPoolExecutor(len(moves)) as threads:
        sent = [threads.submit(move, service, *one) for service, one in zip(("planning", other), moves, strict=True)]
        return [one.result() for one in sent]


def test_of_two_moves_that_would_make_a_ring_at_most_one_is_accepted(office, other):
    both = 0
    for _ in range(ROUNDS):
        first, second = (office.made("planning", "/v1/units", "officer", {"name": "Seksi"})["unit"] for _ in range(2))

        answers = at_once(office, other, [(first, second), (second, first)])

        accepted = [one for one in answers if one.status_code == 201]
        both += len(accepted)
        above = parents(office, (first, second))
        assert len(accepted) <= 1
        assert None in above.values(), "a ring"
        for refused in answers:
            if refused.status_code != 201:
                assert_refused(refused, 409, 422)
    assert both > 0  # not refused by something else


def test_moves_of_three_units_round_in_a_ring_leave_one_at_the_top(office, other):
    for _ in range(ROUNDS):
        a, b, c = (office.made("planning", "/v1/units", "officer", {"name": "Seksi"})["unit"] for _ in range(3))
        office.made("planning", f"/v1/units/{a}/parent", "officer", {"parent": b})

        answers = at_once(office, other, [(b, c), (c, a)])

        assert sum(one.status_code == 201 for one in answers) == 1
        assert list(parents(office, (a, b, c)).values()).count(None) == 1
