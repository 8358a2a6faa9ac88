"""Fault points: a process dies at the named place, at the given pass, and nowhere else."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from chassis import faults
from chassis.faults import FAULT_POINTS, arm

HOUSE = Path(faults.__file__).parents[1]
TIMES = """
from chassis.faults import arm, fault
arm({setting!r})
for _ in range(5):
    fault({passed!r})
    print("passed", flush=True)
"""


def run(setting, passed):
    """How a process ends that passes a point five times, and how often it came through."""
    code = TIMES.format(setting=setting, passed=passed)
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout.count("passed")


@pytest.mark.parametrize(
    ("setting", "passed", "expected"),
    [
        pytest.param("after append", "after append", (-9, 0), id="at the first pass"),
        pytest.param("after append:3", "after append", (-9, 2), id="at the third"),
        pytest.param("after append", "before append", (0, 5), id="not at another point"),
        pytest.param("", "after append", (0, 5), id="not unless armed"),
    ],
)
def test_a_process_dies_at_the_armed_point_as_by_kill_9(setting, passed, expected):
    assert run(setting, passed) == expected


def test_an_unknown_point_is_refused_with_the_ones_there_are():
    with pytest.raises(ValueError, match="'after lunch' is not one of after storing, before append"):
        arm("after lunch:2")


def test_every_point_is_passed_somewhere_and_every_place_is_a_point():
    sources = [path.read_text() for part in ("chassis", "services") for path in (HOUSE / part).rglob("*.py")]

    passed = {name for source in sources for name in re.findall(r"\bfault\(\"([^\"]+)\"\)", source)}

    assert passed == set(FAULT_POINTS)
