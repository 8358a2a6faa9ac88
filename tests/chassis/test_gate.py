"""What a process believes of the verdict on its store, and how a leader notices that its database was replaced."""

from uuid import uuid4

from chassis.gate import Gate, beat, read_verdict, write_verdict

LEADER, ANOTHER = uuid4(), uuid4()


def row(state="sound", *, beat=5, fresh=True, leader=LEADER):
    return {
        "state": state,
        "why": "because" if state == "behind" else "",
        "leader": leader,
        "beat": beat,
        "fresh": fresh,
    }


def heard(*rows):
    gate = Gate()
    for one in rows:
        gate.hear(one)
    return gate.state


def test_nothing_is_accepted_before_a_verdict_is_there():
    assert heard(None) == "unchecked"
    assert not Gate().accepts


def test_a_verdict_renewed_just_now_is_believed():
    assert heard(row("sound")) == "sound"
    assert heard(row("unasked")) == "unasked"


def test_a_verdict_of_long_ago_is_not_believed_by_a_process_that_has_just_met_the_database():
    assert heard(row(fresh=False)) == "unchecked"


def test_once_believed_it_stays_so_while_no_worker_renews_it():
    assert heard(row(), row(fresh=False), row(beat=6, fresh=False)) == "sound"


def test_a_row_that_went_back_is_a_restored_one():
    assert heard(row(beat=5), row(beat=4, fresh=False)) == "unchecked"
    assert heard(row(), row(leader=ANOTHER, fresh=False)) == "unchecked"


def test_another_leader_is_believed_when_it_renews():
    assert heard(row(), row(leader=ANOTHER, beat=0)) == "sound"


def test_behind_is_believed_however_old():
    gate = Gate()
    gate.hear(row("behind", fresh=False))

    assert (gate.state, gate.why, gate.accepts) == ("behind", "because", False)


def test_a_database_that_was_away_may_be_another():
    gate = Gate()
    gate.hear(row())
    gate.lost()
    gate.hear(row(fresh=False))

    assert gate.state == "unchecked"


def test_who_leads_says_and_does_not_hear():
    gate = Gate(leading=True)
    gate.say("behind", "seen")
    gate.hear(row("sound"))

    assert gate.state == "behind"


def test_a_leader_notices_that_its_row_is_not_the_one_it_wrote(database):
    with database.connection() as conn:
        write_verdict(conn, LEADER, 7, "sound", "")
        copy = conn.execute("SELECT * FROM store_verdict").fetchone()

        assert beat(conn, LEADER, 7)
        assert read_verdict(conn).items() >= {"beat": 8, "fresh": True, "state": "sound"}.items()
        conn.execute("UPDATE store_verdict SET beat = %s", (copy["beat"],))

        assert not beat(conn, LEADER, 8)


def test_a_row_is_fresh_for_some_seconds(database):
    with database.connection() as conn:
        write_verdict(conn, LEADER, 0, "sound", "")
        conn.execute("UPDATE store_verdict SET checked_at = checked_at - interval '4 seconds'")

        assert read_verdict(conn)["fresh"] is False
