"""Answers of commands are kept for thirty days of true time, and no longer."""

from chassis.sweep import forget_old_answers


def test_an_answer_of_31_days_is_forgotten_and_one_of_29_is_kept(database):
    with database.connection() as conn:
        conn.execute(
            "INSERT INTO commands (actor, key, fingerprint, status, body, recorded_at)"
            " SELECT 'someone', days::text, '', 201, '{}', now() - make_interval(days => days)"
            " FROM unnest(ARRAY[31, 29, 0]) AS days"
        )

    forgotten = forget_old_answers(database)

    with database.connection() as conn:
        kept = {row["key"] for row in conn.execute("SELECT key FROM commands").fetchall()}
    assert (forgotten, kept) == (1, {"29", "0"})
