"""A unit and all units under it."""

import pytest

from services.planning.directory_rules import Unit
from services.planning.unit_tree import with_those_below
from tests.domain.given import uid

ABOVE = {"kanwil": None, "bidang": "kanwil", "seksi": "bidang", "tim": "seksi", "bagian": "kanwil", "lain": None}
UNITS = {uid(name): Unit(uid(name), name, uid(above) if above else None) for name, above in ABOVE.items()}


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ("kanwil", {"kanwil", "bidang", "seksi", "tim", "bagian"}),
        ("bidang", {"bidang", "seksi", "tim"}),
        ("tim", {"tim"}),
        ("not there", {"not there"}),
    ],
)
def test_those_below_are_found_at_every_depth(unit, found):
    assert with_those_below(UNITS, uid(unit)) == {uid(one) for one in found}


def test_a_ring_that_two_moves_at_once_could_make_ends():
    ring = {uid("a"): Unit(uid("a"), "a", uid("b")), uid("b"): Unit(uid("b"), "b", uid("a"))}

    assert with_those_below(ring, uid("a")) == {uid("a"), uid("b")}
