"""Deadlines end with a day of the agency's zone: the zones are part of what is installed, whatever the system has."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"])
def test_the_agencys_zones_are_known_where_the_system_has_none(zone):
    """A slim image, or Windows, has no zones of its own; everything with a deadline was an internal error there."""
    asked = f"from zoneinfo import ZoneInfo; print(ZoneInfo({zone!r}))"

    done = subprocess.run(
        [sys.executable, "-c", asked], env=os.environ | {"PYTHONTZPATH": ""}, capture_output=True, text=True, timeout=60
    )

    assert done.stdout.strip() == zone, done.stderr
