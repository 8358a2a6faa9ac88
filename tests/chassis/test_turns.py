"""Long computations take turns: one computes, few wait, none for ever, and what fails gives its turn back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from chassis.errors import Busy
from chassis.turns import Turns


def test_one_computes_at_a_time_and_all_come_to_their_end():
    turns, begun, inside, most = Turns(waiting=4, patience_s=10), Barrier(4), [], []

    def compute():
        with turns.let_in():
            begun.wait(10)
            for _ in range(20):
                with turns.step():
                    inside.append(1)
                    most.append(len(inside))
                    inside.pop()

    with ThreadPoolExecutor(4) as pool:
        for one in [pool.submit(compute) for _ in range(4)]:
            one.result(20)

    assert (len(most), max(most)) == (80, 1)


def test_one_more_than_may_wait_is_told_at_once_and_let_in_later():
    turns = Turns(waiting=1, patience_s=10)

    with turns.let_in(), pytest.raises(Busy), turns.let_in():
        pass
    with turns.let_in():
        pass


def test_nobody_waits_for_ever_for_a_turn():
    turns, taken, done = Turns(waiting=2, patience_s=0.05), Event(), Event()

    def hold():
        with turns.step():
            taken.set()
            done.wait(10)

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(hold)
        assert taken.wait(10)
        with pytest.raises(Busy), turns.step():
            pass
        done.set()
        held.result(10)
    with turns.step():
        pass


def test_what_fails_gives_back_its_place_and_its_turn():
    turns = Turns(waiting=1, patience_s=0.05)

    for _ in range(2):
        with pytest.raises(ZeroDivisionError), turns.let_in(), turns.step():
            raise ZeroDivisionError
