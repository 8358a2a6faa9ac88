"""A team's state, and what its rater or a delegate does for all of it in one call (`domain.md` 2 to 4)."""

import uuid

import pytest

from tests.services import newcomers
from tests.services.teams import make_team
from tests.services.test_bad_input import assert_refused
from tests.world import main_result


def kind(outcome):
    return outcome["problem"]["type"].rpartition(":")[2]


def outcomes(answer):
    """The account of a call without what differs from request to request."""
    told = answer.json()
    for one in told["entries"]:
        one.get("problem", {}).pop("correlation_id", None)
    return told


@pytest.fixture(scope="module")
def known(office):
    """A team with a member at every stage, in this order: not started, drafted, proposed by each side, agreed."""
    team = make_team(office, 5)
    _, drafted, own, raters, agreed = team.members
    team.begin(drafted, drafted.token, propose=False)
    team.begin(own, own.token)
    team.begin(raters, team.boss.token)
    team.begin(agreed, agreed.token)
    team.accept(agreed, team.boss.token)
    return team


# -- its state --------------------------------------------------------------------------------------------------------


def test_each_member_is_shown_with_how_far_it_is_and_who_must_act(known):
    rows = {one["employee"]: one for one in known.rows(known.boss.token)}

    told = [(rows[one.id]["state"], rows[one.id]["waits_for"]) for one in known.members]
    assert told == [
        ("not_started", ["employee", "rater"]),
        ("drafted", ["employee", "rater"]),
        ("in_dialogue", ["rater"]),
        ("in_dialogue", ["employee"]),
        ("agreed", []),
    ]
    assert set(rows) == {one.id for one in known.members}
    assert rows[known.members[2].id].items() >= {"proposal": 1, "proposed_by": "employee", "name": "Orang Baru"}.items()
    assert "agreement" not in rows[known.members[0].id]


def test_days_are_counted_to_the_deadline_in_force(known):
    row, agreed = (known.row(known.boss.token, known.members[number]) for number in (0, 4))

    assert (row["due_on"], row["overdue"]) == ("2026-06-30", row["days_left"] < 0)
    assert ("days_left" in agreed, agreed["overdue"]) == (False, False)


def test_an_overdue_agreement_says_so_until_its_deadline_is_extended(office):
    body = {"period": "2017Q4", "starts_on": "2017-01-01", "ends_on": "2017-12-31"}
    dates = dict.fromkeys(("reporting_deadline", "evidence_deadline", "evaluation_deadline"), "2018-01-10")
    cycle = {"year": 2017, "time_zone": "Asia/Makassar", "periods": [body | dates]}
    deadlines = {"agreement_deadline": "2017-01-31", "annual_evaluation_deadline": "2018-01-31"}
    office.made("planning", "/v1/cycles", "officer", cycle | deadlines)
    team = make_team(office, 1, year=2017)
    before = team.row(team.boss.token, team.members[0])
    why = {"reason_code": "late_guidance", "reason": "Pedoman terlambat"}

    extension = {"deadline": "agreement", "extended_to": "2040-01-31", **why}
    team.made("/v1/cycles/2017/extensions", "officer", extension)
    after = team.row(team.boss.token, team.members[0])

    assert (before["overdue"], before["days_left"] < -3000, before["due_on"]) == (True, True, "2017-01-31")
    assert (after["overdue"], after["days_left"] > 0, after["due_on"]) == (False, True, "2040-01-31")


def test_a_unit_is_shown_to_its_head_the_heads_above_and_the_officer_only(office, known):
    asked = f"&unit={known.unit}"

    for who in (known.boss.token, office.superior, "officer"):
        assert {one.id for one in known.members} < {one["employee"] for one in known.rows(who, asked)}
    for who in (office.rater, office.stack.token(["rater"], str(uuid.uuid4()))):
        refused = office.get("planning", f"/v1/team/2026?unit={known.unit}", who)
        assert_refused(refused, 403)
        assert refused.json()["who_must_act"] == "the unit's head or the officer"
    assert_refused(office.get("planning", f"/v1/team/2026?unit={uuid.uuid4()}", "officer"), 404)
    assert_refused(office.get("planning", "/v1/team/2999", "officer"), 404)


def test_nobody_sees_the_team_of_another(office, known):
    stranger = office.stack.token(["rater"], str(uuid.uuid4()))

    assert known.rows(stranger) == []
    assert not {one.id for one in known.members} & {one["employee"] for one in known.rows(office.rater)}


def test_a_team_comes_in_pages_that_hold_everyone_once(office, known):
    found, after = [], ""
    for _ in range(3):
        path = f"/v1/team/2026?limit=2{after}"
        page = office.get("planning", path, known.boss.token, Ekinerja_Seen=known.seen).json()
        found += [one["employee"] for one in page["team"]]
        after = f"&after={page['next']}"

    assert (page["next"], found) == (None, sorted(one.id for one in known.members))


def test_a_dispute_is_shown_to_the_officer_and_not_to_the_rater(office):
    team = make_team(office, 1)
    (member,) = team.members
    path = f"/v1/employees/{member.id}/assignments/{member.made['assignment']}/rater/dispute"
    team.made(path, member.token, {"reason_code": "moved"})

    assert team.row("officer", member, f"&unit={team.unit}")["disputed"] is True
    assert "disputed" not in team.row(team.boss.token, member)


# -- for all in one call ----------------------------------------------------------------------------------------------


def test_proposals_are_accepted_in_one_call_each_with_its_outcome(office):
    team = make_team(office, 4)
    first, second, by_rater, late = team.members
    for member in (first, second, late):
        team.begin(member, member.token)
    team.begin(by_rater, team.boss.token)
    team.made(
        f"/v1/agreements/{late.made['agreement']}/proposals", late.token, {"results": [main_result(team.objective)]}
    )
    foreign = office.agreement(office.employee)
    asked = [*(one.made["agreement"] for one in (first, by_rater, late, second)), foreign, str(uuid.uuid4())]
    body = {"entries": [{"agreement": one, "proposal": 1} for one in asked]}
    key, before = str(uuid.uuid4()), office.recorded("planning")

    answer = team.post("/v1/team/acceptances", team.boss.token, body, Idempotency_Key=key)
    again = team.post("/v1/team/acceptances", team.boss.token, body, Idempotency_Key=key)

    assert (answer.status_code, outcomes(again)) == (201, outcomes(answer))
    told = answer.json()
    assert [one["outcome"] for one in told["entries"]] == [
        "recorded",
        "refused",
        "refused",
        "recorded",
        *["refused"] * 2,
    ]
    refused = [one for one in told["entries"] if one["outcome"] == "refused"]
    assert [kind(one) for one in refused] == ["not-your-proposal", "other-proposal", "not-your-agreement", "unknown"]
    assert [one["problem"]["who_must_act"] for one in refused][:2] == ["employee", "the one who accepts"]
    assert (told["recorded"], told["refused"], len(told["streams"])) == (2, 4, 2)
    assert office.recorded("planning") == before + 2
    states = {one["employee"]: one["state"] for one in team.rows(team.boss.token)}
    assert [states[one.id] for one in team.members] == ["agreed", "agreed", "in_dialogue", "in_dialogue"]


def test_the_problem_of_an_entry_is_that_of_the_single_call(office):
    team = make_team(office, 1)
    agreement = team.begin(team.members[0], team.boss.token)

    entry = team.post("/v1/team/acceptances", team.boss.token, {"entries": [{"agreement": agreement, "proposal": 1}]})
    single = team.post(f"/v1/agreements/{agreement}/acceptance", team.boss.token, {"proposal": 1})

    told, alone = entry.json()["entries"][0]["problem"], single.json()
    assert entry.status_code == 200
    assert_refused(single, 409)
    assert told.keys() == alone.keys()
    assert {name: told[name] for name in told if name != "correlation_id"} == {
        name: alone[name] for name in alone if name != "correlation_id"
    }


def test_refused_entries_are_mended_and_sent_again_under_the_same_key(office):
    team = make_team(office, 2)
    for member in team.members:
        team.begin(member, member.token)
    key, (one, other) = str(uuid.uuid4()), (each.made["agreement"] for each in team.members)

    def accept(*entries):
        body = {"entries": [{"agreement": agreement, "proposal": proposal} for agreement, proposal in entries]}
        return team.post("/v1/team/acceptances", team.boss.token, body, Idempotency_Key=key).json()["entries"]

    first = accept((one, 1), (other, 7))
    mended = accept((other, 1), (one, 1))
    changed = accept((one, 2), (other, 1))

    assert [entry["outcome"] for entry in first] == ["recorded", "refused"]
    assert [entry["outcome"] for entry in mended] == ["recorded", "recorded"]
    assert {**mended[1], "entry": 0} == first[0]
    assert (changed[0]["outcome"], kind(changed[0])) == ("refused", "key-reused")
    assert {**changed[1], "entry": 0} == mended[0]


def test_targets_are_proposed_for_many_in_one_call_anew_begun_or_as_drafted(office):
    team = make_team(office, 4)
    waiting, new, drafted, bad = team.members
    team.begin(waiting, waiting.token)
    team.begin(drafted, drafted.token, propose=False)
    plan = [main_result(team.objective, target={"low": "24", "high": "24"})]
    additional = [{**plan[0], "kind": "additional"}]
    entries = [
        {"agreement": waiting.made["agreement"], "results": plan},
        team.new(new),
        team.new(bad, results=additional),
        {"agreement": drafted.made["agreement"]},
    ]
    key, before = str(uuid.uuid4()), office.recorded("planning")

    answer = team.post("/v1/team/proposals", team.boss.token, {"entries": entries}, Idempotency_Key=key)
    again = team.post("/v1/team/proposals", team.boss.token, {"entries": entries}, Idempotency_Key=key)

    told = answer.json()
    assert (answer.status_code, outcomes(again)) == (201, outcomes(answer))
    assert [one["outcome"] for one in told["entries"]] == ["recorded", "recorded", "refused", "recorded"]
    assert [one.get("proposal") for one in told["entries"]] == [2, 1, None, 1]
    assert kind(told["entries"][2]) == "no-main-result"
    assert office.recorded("planning") == before + 4  # of the one begun: drafted and proposed
    rows = {one["employee"]: one for one in team.rows(team.boss.token)}
    assert [rows[one.id]["state"] for one in team.members] == ["in_dialogue"] * 3 + ["not_started"]
    assert [rows[one.id]["waits_for"] for one in (waiting, new, drafted)] == [["employee"]] * 3


def test_a_delegate_acts_for_the_team_until_the_delegation_ends(office):
    team = make_team(office, 2)
    for member in team.members:
        team.begin(member, member.token)
    acting = newcomers.register(office, ("employee", "rater"))
    end = team.delegate(acting)

    entries = [{"agreement": one.made["agreement"], "proposal": 1} for one in team.members]
    shown = team.rows(acting.token)
    first = team.post("/v1/team/acceptances", acting.token, {"entries": entries[:1]})
    team.made(end, "officer", None)
    second = team.post("/v1/team/acceptances", acting.token, {"entries": entries[1:]})

    assert {one["employee"] for one in shown} == {one.id for one in team.members}
    assert first.status_code == 201
    assert (second.status_code, kind(second.json()["entries"][0])) == (200, "not-your-agreement")
    assert second.json()["entries"][0]["problem"]["status"] == 403
    assert team.rows(acting.token) == []


@pytest.mark.parametrize("count", [0, 101], ids=["none", "too many"])
def test_an_empty_call_and_one_that_is_too_long_are_refused(office, count):
    entries = [{"agreement": str(uuid.uuid4()), "proposal": 1} for _ in range(count)]

    assert_refused(office.post("planning", "/v1/team/acceptances", office.rater, {"entries": entries}), 422)


def test_one_agreement_stands_once_in_a_call(office, known):
    entry = {"agreement": known.members[2].made["agreement"], "proposal": 1}

    for path, entries in (
        ("/v1/team/acceptances", [entry, entry | {"proposal": 2}]),
        ("/v1/team/proposals", [known.new(known.members[0])] * 2),
    ):
        refused = office.post("planning", path, known.boss.token, {"entries": entries})
        assert_refused(refused, 422)
        assert "stands twice" in refused.json()["detail"]
