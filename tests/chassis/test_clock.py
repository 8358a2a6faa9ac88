"""The one reader of the system's time: true unless a file shifts it, and then only forward."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.clock import clock, move_clock, true_now

START = datetime(2026, 6, 15, tzinfo=UTC)
SOON = timedelta(minutes=5)  # between two readings, on however slow a machine


def test_without_a_file_the_clock_is_the_systems():
    assert clock(None) is true_now
    assert true_now().tzinfo is UTC


def test_a_file_that_is_not_there_yet_shifts_nothing(tmp_path):
    now = clock(tmp_path / "clock.json")()

    assert abs(now - true_now()) < SOON


def test_an_empty_stack_starts_at_any_instant_also_in_the_past(tmp_path):
    file = tmp_path / "clock.json"

    move_clock(file, START)

    assert timedelta(0) <= clock(file)() - START < SOON


def test_a_running_clock_follows_the_file(tmp_path):
    file = tmp_path / "clock.json"
    running = clock(file)
    move_clock(file, START)
    before = running()

    move_clock(file, START + timedelta(days=30))

    assert timedelta(days=30) <= running() - START
    assert running() - before < timedelta(days=30) + SOON


def test_a_shifted_clock_goes_on(tmp_path):
    file = tmp_path / "clock.json"
    move_clock(file, START)
    running = clock(file)

    readings = [running() for _ in range(100)]

    assert readings == sorted(readings)
    assert readings[-1] > START


def test_a_clock_once_moved_is_never_moved_back(tmp_path):
    file = tmp_path / "clock.json"
    move_clock(file, START)

    with pytest.raises(ValueError, match="only moves forward, not to 2026-06-14"):
        move_clock(file, START - timedelta(days=1))

    assert clock(file)() >= START
