"""A rater finalizes a team in one call, each entry with its own outcome; provisional scores; an officer's progress."""

import uuid

import pytest

from tests.services.conftest import OPEN_PERIOD
from tests.services.judging import assess, assess_self, entry, evaluate, evaluation_of, known_team, note, read
from tests.services.test_bad_input import assert_refused

FINALS = f"/v1/team/{OPEN_PERIOD}/finalizations"


def kinds(account):
    return [one["problem"]["type"].rpartition(":")[2] if "problem" in one else "recorded" for one in account["entries"]]


def without_ids(account):
    for one in account["entries"]:
        one.get("problem", {}).pop("correlation_id", None)
    return account


@pytest.fixture(scope="module")
def team(office):
    """Six members with agreements and one without; five are assessed."""
    made = known_team(office, 6, without=1)
    for member in made.members[:5]:
        assess(made, member)
    return made


@pytest.fixture(scope="module")
def progress_before(team):
    return read(team, f"/v1/units/{team.unit}/progress/{OPEN_PERIOD}", "officer").json()


@pytest.fixture(scope="module")
def scores_before(team):
    return read(team, f"/v1/team/{OPEN_PERIOD}/provisional", team.boss.token).json()


@pytest.fixture(scope="module")
def advice_before(team):
    agreements = [member.made["agreement"] for member in team.members if "agreement" in member.made]
    paths = {one: f"/v1/agreements/{one}/evaluations/{OPEN_PERIOD}/advice" for one in agreements}
    return {one: read(team, path, team.boss.token).json() for one, path in paths.items()}


@pytest.fixture(scope="module")
def team_before(team):
    return read(team, f"/v1/team/{OPEN_PERIOD}", team.boss.token).json()


@pytest.fixture(scope="module")
def done(team, progress_before, scores_before, advice_before, team_before):
    """What became of entries that are sound, not to be final yet, unknown, and of another predicate by now."""
    entries = [
        entry(team.members[0], "baik"), {"agreement": team.members[1].made["agreement"]},
        entry(team.members[2], "sangat_baik", expects="sangat_baik"),
        {"agreement": team.members[3].made["agreement"], "expects": "baik"},
        {"agreement": team.members[5].made["agreement"]}, {"agreement": team.members[4].made["agreement"]},
        {"agreement": str(uuid.uuid4())},
    ]  # fmt: skip
    for member in team.members[:4]:
        assess_self(team, member)
    key = str(uuid.uuid4())
    first = evaluate(team, FINALS, team.boss.token, {"entries": entries}, key)
    again = evaluate(team, FINALS, team.boss.token, {"entries": entries}, key)
    note(team, first)
    return first, again


def test_each_entry_has_its_own_outcome_and_is_recorded_once(office, team, done):
    first, again = done

    assert kinds(first.json()) == [
        "recorded", "recorded", "recorded", "conflict", "behaviour-missing", "evidence-still-due", "unknown",
    ]  # fmt: skip
    assert (first.json()["recorded"], first.json()["refused"]) == (3, 4)
    assert without_ids(again.json()) == without_ids(first.json())
    assert [
        read(team, evaluation_of(member), team.boss.token).json().get("predicate") for member in team.members[:4]
    ] == ["baik", "butuh_perbaikan", "sangat_baik", None]
    for head in first.json()["streams"]:
        assert office.events_of("evaluation", head["stream"]) == head["version"]


def test_a_refused_entry_says_what_the_single_call_says(team, done):
    single = evaluate(team, evaluation_of(team.members[5], "/finalization"), team.boss.token, {}).json()
    told = done[0].json()["entries"][4]["problem"]

    assert {**single, "correlation_id": ""} == {**told, "correlation_id": ""}
    assert done[0].json()["entries"][3]["problem"]["who_must_act"] == "rater"


def test_nobody_finalizes_for_another_rater_nor_the_same_twice(office, team, done):
    body = {"entries": [{"agreement": team.members[4].made["agreement"]}]}
    another = evaluate(team, FINALS, office.rater, body)
    twice = evaluate(team, FINALS, team.boss.token, {"entries": body["entries"] * 2})

    assert (another.status_code, kinds(another.json())) == (200, ["not-your-subordinate"])
    assert_refused(twice, 422)
    assert_refused(evaluate(team, FINALS, team.boss.token, {"entries": []}), 422)
    assert_refused(evaluate(team, FINALS, team.members[0].token, body), 403)


# -- provisional ------------------------------------------------------------------------------------------------------


def test_a_provisional_score_says_so_with_what_would_change_it(team, scores_before):
    rows = {one["employee"]: one for one in scores_before["people"]}

    judged, unjudged, without = (rows[team.members[place].id] for place in (0, 5, 6))
    assert (judged["provisional"], judged["score"]["shown"], judged["would_be"]) == (True, "0.00", "butuh_perbaikan")
    assert [(one["kind"], one["code"], one["actor"]) for one in judged["would_change"]] == [
        ("missing", "not_reported", "employee"), ("missing", "self_assessment", "employee"),
    ]  # fmt: skip
    assert [one["code"] for one in unjudged["would_change"]] == ["not_reported", "behaviour", "self_assessment"]
    assert (judged["self_assessed"], unjudged["self_assessed"]) == (False, False)
    assert (unjudged["would_be"], unjudged["advised"]) == (None, {"result": "below_expectation", "behaviour": None})
    assert (without["agreement"], without["state"], without["waits_for"]["actor"]) == (
        None, "no_agreement", "performance_officer",
    )  # fmt: skip


def test_the_team_says_from_which_day_each_goes_what_is_still_due_and_who_has_assessed_themself(
    team, team_before, done
):
    member = team.members[3]
    after = read(team, f"/v1/team/{OPEN_PERIOD}", team.boss.token).json()
    rows = [{one["employee"]: one for one in found["team"]}[member.id] for found in (team_before, after)]
    scores = read(team, f"/v1/employees/{member.id}/provisional/{OPEN_PERIOD}", team.boss.token).json()

    told = [(one["waits_for"]["goes_from"], len(one["waits_for"]["still_due"]), one["self_assessed"]) for one in rows]
    assert told == [("2026-10-08", 1, False), (None, 0, True)]
    (row,) = scores["people"]
    assert (row["self_assessed"], [one["code"] for one in row["would_change"]]) == (True, ["not_reported"])


def test_a_team_comes_in_pages_that_hold_everyone_once(team, done):
    found, after = [], ""
    for _ in range(4):
        page = read(team, f"/v1/team/{OPEN_PERIOD}/provisional?limit=2{after}", team.boss.token).json()
        found += [one["employee"] for one in page["people"]]
        after = f"&after={page['next']}"

    assert (page["next"], found) == (None, sorted(one.id for one in team.members))


def test_what_is_read_of_many_at_once_is_what_is_read_of_each_alone(scores_before, advice_before):
    together = {row["agreement"]: row for row in scores_before["people"] if row["agreement"] in advice_before}

    alike = ("score", "score_with_excluded", "advised", "policy", "own_version")
    assert len(together) == len(advice_before) == 6
    for agreement, row in together.items():
        assert {name: row[name] for name in alike} == {name: advice_before[agreement][name] for name in alike}


def test_a_final_stands_in_the_same_lists_and_is_not_provisional(office, team, done):
    member = team.members[2]
    path = f"/v1/employees/{member.id}/provisional/{OPEN_PERIOD}"

    for who in (member.token, team.boss.token, office.superior, "officer", "auditor"):
        (row,) = read(team, path, who).json()["people"]
        assert (row["provisional"], row["predicate"], row["given"]["result"]) == (
            False, "sangat_baik", "above_expectation",
        )  # fmt: skip
    for who in (team.members[0].token, office.rater):
        assert_refused(read(team, path, who), 403)
    assert_refused(read(team, f"/v1/employees/{uuid.uuid4()}/provisional/{OPEN_PERIOD}", "officer"), 404)


def test_a_unit_is_for_its_head_the_heads_above_the_officer_and_the_auditor(office, team, done):
    path = f"/v1/units/{team.unit}/provisional/{OPEN_PERIOD}?limit=100"
    everyone = {team.boss.id, *(one.id for one in team.members)}

    for who in (team.boss.token, office.superior, "officer", "auditor"):
        assert {one["employee"] for one in read(team, path, who).json()["people"]} == everyone
    assert_refused(read(team, path, office.rater), 403)
    assert_refused(read(team, f"/v1/units/{uuid.uuid4()}/provisional/{OPEN_PERIOD}", "officer"), 404)


def test_a_heads_delegate_sees_the_unit_while_it_lasts(office, team, done):
    path = f"/v1/units/{team.unit}/progress/{OPEN_PERIOD}"
    stand_in = office.stack.token(["employee", "rater"], team.members[4].id)
    before = read(team, path, stand_in)
    ends = team.delegate(team.members[4])
    during = read(team, path, stand_in)
    team.made(ends, "officer", None)
    after = read(team, path, stand_in)

    assert_refused(before, 403)
    assert during.status_code == 200
    assert_refused(after, 403)


# -- progress ---------------------------------------------------------------------------------------------------------


def test_progress_counts_everybody_and_names_whom_each_waits_for(team, progress_before):
    rows = {one["employee"]: one for one in progress_before["rows"]}

    assert progress_before["people"] == 8
    assert sum(progress_before["counts"].values()) == 8
    assert progress_before["counts"] == {"waits_for_evidence": 5, "not_started": 1, "no_agreement": 2}
    assert rows[team.members[5].id]["waits_for"] == {"actor": "employee", "person": team.members[5].id}
    assert (rows[team.members[0].id]["state"], rows[team.members[0].id]["goes_from"]) == (
        "waits_for_evidence", "2026-10-08",
    )  # fmt: skip
    assert rows[team.boss.id]["waits_for"] == {"actor": "performance_officer", "person": None}


def test_progress_follows_what_is_final(team, done):
    found = read(team, f"/v1/units/{team.unit}/progress/{OPEN_PERIOD}?limit=1", "officer").json()

    assert found["counts"] == {"final": 3, "ready": 1, "waits_for_evidence": 1, "not_started": 1, "no_agreement": 2}
    assert (len(found["rows"]), found["people"]) == (1, 8)
    assert found["next"] == found["rows"][0]["employee"]
