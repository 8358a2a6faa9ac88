"""Upcasters run one step at a time, on read, and there is one per step."""

import pytest

from contracts.upcasting import Data, Upcaster, upcast, upcasts

STEPS: dict[str, Upcaster] = {
    "ekinerja.leave.Asked.v1": lambda data: {**data, "second": True},
    "ekinerja.leave.Asked.v2": lambda data: {**data, "third": len(data)},
}


@pytest.mark.parametrize(
    ("major", "expected"),
    [(1, {"first": True, "second": True, "third": 2}), (2, {"first": True, "third": 1}), (3, {"first": True})],
)
def test_data_of_every_major_becomes_that_of_the_latest(major: int, expected: Data) -> None:
    assert upcast(f"ekinerja.leave.Asked.v{major}", {"first": True}, STEPS) == ("ekinerja.leave.Asked.v3", expected)


def test_a_step_is_registered_once() -> None:
    steps: dict[str, Upcaster] = {}
    register = upcasts("ekinerja.leave.Asked.v1", steps)
    register(dict)

    with pytest.raises(ValueError, match="has an upcaster already"):
        register(dict)
