"""What a delegate (Plt, Plh) sees, sets and hears of while they act for a unit's head, and no longer; and what reaches
the officer (`domain.md` 2 and 4).
"""

import uuid

import pytest

from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD, eventually
from tests.services.teams import make_team
from tests.services.test_bad_input import assert_refused


@pytest.fixture
def acting(office):
    """(team, delegate of its head, path that ends it); the delegate works elsewhere."""
    team = make_team(office, 1)
    delegate = newcomers.register(office, ("employee", "rater"))
    newcomers.assign(office, delegate, unit=office.story.ids["u-tu"], rater=office.story.ids[office.rater])
    return team, delegate, team.delegate(delegate)


def statuses(team, who):
    paths = [
        f"/v1/units/{team.unit}/cascade/2026",
        f"/v1/units/{team.unit}/matrix/2026",
        f"/v1/team/2026?unit={team.unit}",
    ]
    paths.append(f"/v1/results/{team.objective}/supporters")
    return [team.office.get("planning", path, who, Ekinerja_Seen=team.seen).status_code for path in paths]


def asked_of_unit(team, who):
    """How monitoring and evidence gap of the team's unit are answered, once the services know what the team does."""
    paths = {
        "realization": f"/v1/units/{team.unit}/monitoring/{OPEN_PERIOD}",
        "evidence": f"/v1/evidence/gap/{OPEN_PERIOD}?unit={team.unit}",
    }
    for service, path in paths.items():
        eventually(lambda service=service, path=path: team.office.get(
            service, path, team.boss.token, Ekinerja_Seen=team.seen
        ))  # fmt: skip
    return [team.office.get(service, path, who) for service, path in paths.items()]


def feed(team, who):
    """The newest of a feed, once it knows all that the team knows."""
    return eventually(lambda: team.office.get("notify", "/v1/notices?limit=200", who, Ekinerja_Seen=team.seen)).json()[
        "notices"
    ]


def about(found, member):
    return {one["type"] for one in found if one["about"] == member.id}


def test_a_delegate_sees_what_the_head_sees_until_the_delegation_ends(acting):
    team, delegate, end = acting

    during = statuses(team, delegate.token)
    matrix = team.office.get("planning", f"/v1/units/{team.unit}/matrix/2026", delegate.token).json()
    team.made(end, "officer", None)

    assert during == statuses(team, team.boss.token) == [200] * 4
    assert [one.get("name") for one in matrix["people"]] == ["Orang Baru"]
    assert statuses(team, delegate.token) == [403] * 4


def test_a_delegate_monitors_the_unit_and_its_evidence_gap_until_the_delegation_ends(acting):
    team, delegate, end = acting

    during = asked_of_unit(team, delegate.token)
    team.made(end, "officer", None)
    after = asked_of_unit(team, delegate.token)

    assert [answer.status_code for answer in during] == [200, 200]
    assert {one["employee"] for one in during[0].json()["people"]} == {team.boss.id, team.members[0].id}
    for refused in after:
        assert_refused(refused, 403)
        assert refused.json()["who_must_act"].startswith("the head of the unit")


def test_a_delegate_sets_and_withdraws_objectives_for_the_head(acting):
    team, delegate, end = acting
    path, wanted = f"/v1/units/{team.unit}/objectives", {"year": 2026, "title": "Sasaran Plh"}

    made = team.made(path, delegate.token, wanted)
    head = made["streams"][0]
    withdrawn = team.post(f"{path}/2026/{made['objective']}/withdrawal", delegate.token, {"reason": "Keliru"})
    team.made(end, "officer", None)
    after = team.post(path, delegate.token, wanted)

    assert withdrawn.status_code == 201
    assert newcomers.event_data(team.office, "planning", head["stream"], head["version"])["title"] == "Sasaran Plh"
    assert_refused(after, 403)
    assert after.json()["who_must_act"] == "the unit's head or the officer"


def test_a_delegate_s_retry_after_the_delegation_ended_gives_the_first_answer(acting):
    """The right was asked for before the kept answer, so the retry was 403 although everything was recorded."""
    team, delegate, end = acting
    planned, key = f"/v1/units/{team.unit}/objectives", str(uuid.uuid4())
    wanted, another = {"year": 2026, "title": "Sasaran Plh"}, {"year": 2026, "title": "Sasaran lain"}
    office = team.office

    first = office.post("planning", planned, delegate.token, wanted, Idempotency_Key=key)
    team.made(end, "officer", None)
    again = office.post("planning", planned, delegate.token, wanted, Idempotency_Key=key)
    other = office.post("planning", planned, delegate.token, another)

    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content), again.text
    assert_refused(other, 403)


def test_a_delegate_of_somebody_who_heads_nothing_sets_no_objectives(office):
    team = make_team(office, 1)
    delegate = newcomers.register(office, ("employee", "rater"))
    team.delegate(delegate, team.members[0])

    refused = team.post(f"/v1/units/{team.unit}/objectives", delegate.token, {"year": 2026, "title": "Sasaran"})

    assert_refused(refused, 403)
    assert statuses(team, delegate.token) == [200, 200, 403, 200]  # what a member sees; names and states are the head's


def test_a_delegate_is_told_what_waits_for_the_rater_while_acting(acting):
    team, delegate, end = acting
    (member,) = team.members
    before = about(feed(team, delegate.token), member)
    team.begin(member, member.token)

    during = feed(team, delegate.token)
    notice = next(one for one in during if one["type"] == "TargetsProposed" and one["about"] == member.id)
    read = team.office.post("notify", f"/v1/notices/{notice['notice']}/acknowledgement", delegate.token)
    raters = feed(team, team.boss.token)
    team.made(end, "officer", None)
    after = about(feed(team, delegate.token), member)

    assert before == {"AssignmentStarted"}
    assert about(during, member) == {"AssignmentStarted", "TargetsProposed"}
    assert read.status_code == 201
    assert next(one for one in raters if one["notice"] == notice["notice"])["acknowledged"] is False
    assert after == set()


def test_a_member_who_acts_for_the_rater_is_not_told_of_their_own_proposal_as_rater(office):
    team = make_team(office, 2)
    acting, other = team.members
    token = office.stack.token(["employee", "rater"], acting.id)
    team.delegate(acting)
    for member in team.members:
        team.begin(member, member.token)

    found = feed(team, token)

    assert "TargetsProposed" in about(found, other)
    assert "TargetsProposed" not in about(found, acting)


def test_the_officer_is_told_of_a_dispute_and_the_employee_how_it_was_settled(office):
    team = make_team(office, 1)
    (member,) = team.members
    officer = office.stack.token(["officer"], str(uuid.uuid4()))
    path = f"/v1/employees/{member.id}/assignments/{member.made['assignment']}/rater"
    team.made(f"{path}/dispute", member.token, {"reason_code": "moved", "reason": "Sudah pindah."})

    told = feed(team, officer)
    raters = about(feed(team, team.boss.token), member)
    team.made(f"{path}/confirmation", "officer", None)
    settled = about(feed(team, member.token), member)

    assert {one["type"] for one in told} == {"RaterDisputed"}
    assert about(told, member) == {"RaterDisputed"}
    assert next(one["period"] for one in told if one["about"] == member.id) == "2026"
    assert "RaterDisputed" not in raters
    assert "RaterConfirmed" in settled
    assert "Sudah pindah." not in str(told)
