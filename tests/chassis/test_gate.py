"""What a process believes of the verdict on its store, and how a leader notices that its database was replaced."""

from uuid import uuid4

import pytest

from chassis.gate import Gate, beat, read_verdict, write_verdict

LEADER, ANOTHER = uuid4(), uuid4()


def row(state="sound", *, beat=5, leader=LEADER):
    return {"state": state, "why": "because" if state == "behind" else "", "leader": leader, "beat": beat}


def heard(*rows):
    gate = Gate()
    for one in rows:
        gate.hear(one)
    return gate.state


def test_nothing_is_accepted_before_a_verdict_is_there():
    assert heard(None) == "unchecked"
    assert not Gate().accepts


@pytest.mark.parametrize("state", ["sound", "unasked", "unchecked"])
def test_a_verdict_that_moves_on_is_believed(state):
    assert heard(row(state), row(state, beat=6)) == state


def test_a_verdict_that_does_not_move_may_be_a_restored_one():
    assert heard(row()) == "unchecked"
    assert heard(row(), row(), row()) == "unchecked"


def test_once_believed_it_stays_so_while_no_worker_renews_it():
    assert heard(row(), row(beat=6), row(beat=6), row(beat=6)) == "sound"


def test_a_row_that_went_back_is_a_restored_one():
    assert heard(row(beat=5), row(beat=6), row(beat=4)) == "unchecked"
    assert heard(row(beat=5), row(beat=6), row(leader=ANOTHER, beat=99)) == "unchecked"


def test_another_leader_is_believed_when_it_moves_on_too():
    assert heard(row(beat=5), row(beat=6), row(leader=ANOTHER, beat=0), row(leader=ANOTHER, beat=1)) == "sound"


def test_behind_is_believed_at_once():
    gate = Gate()
    gate.hear(row("behind"))

    assert (gate.state, gate.why, gate.accepts) == ("behind", "because", False)


def test_a_database_that_was_away_may_be_another():
    gate = Gate()
    for number in (5, 6):
        gate.hear(row(beat=number))
    gate.lost()
    gate.hear(row(beat=7))

    assert gate.state == "unchecked"


def test_who_leads_says_and_does_not_hear():
    gate = Gate(leading=True)
    gate.say("behind", "seen")
    for number in (5, 6):
        gate.hear(row(beat=number))

    assert gate.state == "behind"


def test_a_leader_notices_that_its_row_is_not_the_one_it_wrote(database):
    with database.connection() as conn:
        write_verdict(conn, LEADER, 7, "sound", "")
        copy = conn.execute("SELECT * FROM store_verdict").fetchone()

        assert beat(conn, LEADER, 7)
        assert read_verdict(conn) == {"state": "sound", "why": "", "leader": LEADER, "beat": 8}
        conn.execute("UPDATE store_verdict SET beat = %s", (copy["beat"],))

        assert not beat(conn, LEADER, 8)
