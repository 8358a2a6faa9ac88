"""What changes about people who are there: who they are, an assignment entered by mistake, and a head who leaves.

No event names anybody; each of a head's people has its own outcome; nobody decides on themself.
"""

import json
import uuid

import pytest

from tests.services import judging, newcomers
from tests.services.conftest import OPEN_PERIOD, eventually
from tests.services.teams import make_team
from tests.services.test_bad_input import assert_refused
from tests.services.test_directory_import import HEADER, number, send

ENDED = {"ends_on": "2026-09-15", "reason_code": "left_service"}


def kind(answer):
    return answer.json()["type"].rpartition(":")[2]


def identity_of(office, person, **changed):
    return office.post("planning", f"/v1/employees/{person.id}/identity", "officer", changed)


def shown(office, person, who="officer"):
    return office.get("planning", f"/v1/employees/{person.id}", who).json()


# -- who a person is --------------------------------------------------------------------------------------------------


def test_a_number_and_a_name_are_corrected_without_an_event_and_the_old_number_is_nobodys(office):
    person, old, new = newcomers.register(office), number(), number()
    identity_of(office, person, number=old, email="orang@example.invalid")
    before = office.recorded("planning")

    corrected = identity_of(office, person, name="Siti Rahma, S.E.", number=new)
    imported = send(office, HEADER + f"Bagian {uuid.uuid4().hex[:8]},,{old},,,,,,\n")
    another = newcomers.register(office)

    assert corrected.status_code == 201
    assert office.recorded("planning") == before + 1, "the registration of another alone"
    told = shown(office, person)
    assert (told["name"], told["number"], told["email"]) == ("Siti Rahma, S.E.", new, "orang@example.invalid")
    (line,) = imported.json()["lines"]
    assert [one["column"] for one in line["errors"]] == ["nama"], "a person of the old number is a new one"
    assert identity_of(office, another, number=old).status_code == 201
    assert shown(office, another)["number"] == old


def test_a_number_of_another_and_one_that_is_none_are_refused_and_nothing_changes(office):
    person, other = newcomers.register(office), newcomers.register(office)
    before = shown(office, person)

    taken = identity_of(office, person, number=shown(office, other)["number"], name="Orang Keliru")
    wrong = identity_of(office, person, number="199013012015031001")
    nothing = [identity_of(office, person, **body) for body in ({}, {"name": None}, {"number": None})]

    assert_refused(taken, 409)
    assert_refused(wrong, 422)
    for answer in nothing:
        assert_refused(answer, 422)
    assert shown(office, person) == before


def test_an_address_is_taken_away_and_what_was_erased_stays_erased(office):
    person = newcomers.register(office)
    identity_of(office, person, email="orang@example.invalid")

    without = identity_of(office, person, email=None)
    told = shown(office, person)
    office.send("DELETE", "planning", f"/v1/employees/{person.id}/identity", "officer")
    erased = identity_of(office, person, name="Orang Kembali")

    assert (without.status_code, "email" in told) == (201, False)
    assert_refused(erased, 409)
    assert kind(erased) == "identity-is-erased"
    assert "name" not in shown(office, person)


# -- an assignment entered by mistake ---------------------------------------------------------------------------------


def test_an_assignment_that_never_began_takes_its_agreement_along_and_makes_room_for_the_right_one(office):
    team = make_team(office, 1)
    (member,) = team.members
    agreement = team.begin(member, member.token)
    of = f"/v1/employees/{member.id}/assignments"
    right = {"unit": team.unit, "position": "Analis", "starts_on": "2026-01-01", "rater": team.boss.id}
    twice = team.post(of, "officer", right)

    never = {"ends_on": "2025-12-31", "reason_code": "corrected"}
    team.made(f"{of}/{member.made['assignment']}/end", "officer", never)
    made = team.made(of, "officer", {**right, "head_of_unit": True})

    assert_refused(twice, 409)
    rows = [one for one in team.rows(team.boss.token) if one["employee"] == member.id]
    assert [(one["assignment"], one["state"]) for one in rows] == [(made["assignment"], "not_started")]
    closed = office.get("planning", f"/v1/agreements/{agreement}", member.token).json()
    assert (closed["state"], closed["closed_on"]) == ("closed", "2025-12-31")


def test_a_rater_of_an_assignment_that_never_began_sees_the_person_no_more_and_the_right_one_sees_them_once(office):
    team, wrong = make_team(office, 1), make_team(office, 0)
    (member,) = team.members
    of = f"/v1/employees/{member.id}/assignments"
    mistaken = {"unit": wrong.unit, "position": "Analis", "starts_on": "2026-01-02", "rater": wrong.boss.id}
    made = team.made(of, "officer", mistaken)
    never = {"ends_on": "2026-01-01", "reason_code": "corrected"}

    before = shown_status(office, member, wrong)
    team.made(f"{of}/{made['assignment']}/end", "officer", never)
    listed = {
        one.boss.id: [
            row["employee"]
            for row in eventually(
                lambda boss=one.boss: office.get("evaluation", "/v1/team/2026Q1", boss.token, Ekinerja_Seen=team.seen)
            ).json()["team"]
        ]
        for one in (team, wrong)
    }

    assert (before, shown_status(office, member, wrong)) == (200, 403)
    assert listed == {team.boss.id: [member.id], wrong.boss.id: []}


def shown_status(office, member, team):
    """How the head of this team is answered who asks for the person."""
    return office.get("planning", f"/v1/employees/{member.id}", team.boss.token).status_code


@pytest.mark.parametrize(("day", "because"), [("2025-12-31", "moved"), ("2025-12-30", "corrected")])
def test_no_other_end_lies_before_the_first_day(office, day, because):
    person = newcomers.register(office)
    newcomers.assign(office, person, unit=office.story.ids["u-tu"], rater=office.story.ids[office.rater])
    path = f"/v1/employees/{person.id}/assignments/{person.made['assignment']}/end"

    refused = office.post("planning", path, "officer", {"ends_on": day, "reason_code": because})

    assert_refused(refused, 422)
    assert kind(refused) == "ends-before-it-starts"


# -- one's own --------------------------------------------------------------------------------------------------------


def test_an_officer_enters_their_own_first_assignment_and_no_other_also_in_a_sheet(office):
    person = newcomers.register(office)
    token, of = office.stack.token(["officer"], person.id), f"/v1/employees/{person.id}/assignments"
    mine = {"unit": office.story.ids["u-tu"], "position": "Pengelola", "starts_on": "2026-01-01"}
    mine["rater"], key = office.story.ids[office.rater], str(uuid.uuid4())

    first, again = (office.post("planning", of, token, mine, Idempotency_Key=key) for _ in range(2))
    second = office.post(
        "planning", of, token, {**mine, "rater": office.story.ids[office.superior], "position": "Lain"}
    )
    end = office.post("planning", f"{of}/{first.json()['assignment']}/end", token, ENDED)
    line = f"Bagian {uuid.uuid4().hex[:8]},,{shown(office, person)['number']},,,Lain,,,2026-02-01\n"
    sheet = send(office, HEADER + line, token)

    assert (first.status_code, first.json()) == (201, again.json())
    for refused in (second, end):
        assert_refused(refused, 403)
    assert [one["column"] for one in sheet.json()["lines"][0]["errors"]] == ["jabatan"]


# -- a head who leaves ------------------------------------------------------------------------------------------------


def succeed(team, to, key, **more):
    body = {"rater": to.id, "reason_code": "moved"}
    return team.post(f"/v1/employees/{team.boss.id}/successor", "officer", body, Idempotency_Key=key, **more)


def test_a_new_head_rates_whom_the_former_one_rated_each_with_its_outcome(office):
    team = make_team(office, 3)
    gone, *staying = team.members
    team.made(f"/v1/employees/{gone.id}/assignments/{gone.made['assignment']}/end", "officer", ENDED)
    new, key = newcomers.register(office, ("employee", "rater")), str(uuid.uuid4())
    newcomers.assign(office, new, unit=team.unit, rater=team.boss.id, starts_on="2026-09-16", head_of_unit=True)

    done, again, anew = succeed(team, new, key), succeed(team, new, key), succeed(team, new, str(uuid.uuid4()))

    assert done.status_code == 201
    account = done.json()
    assert (account["recorded"], account["refused"], account["left"]) == (2, 1, 0)
    outcomes = {one["employee"]: one["outcome"] for one in account["entries"]}
    assert outcomes == {**{one.id: "recorded" for one in staying}, new.id: "refused"}
    (refused,) = [one for one in account["entries"] if one["outcome"] == "refused"]
    assert refused["problem"]["type"].endswith("own-rater")
    assert again.json()["streams"] == account["streams"]
    assert {one["employee"]: one["outcome"] for one in again.json()["entries"]} == outcomes
    assert (anew.status_code, [one["outcome"] for one in anew.json()["entries"]]) == (200, ["refused"])
    raters = {one.id: shown(office, one)["assignments"][0]["rater"] for one in team.members}
    assert raters == {gone.id: team.boss.id, **{one.id: new.id for one in staying}}
    rows = eventually(lambda: office.get("planning", "/v1/team/2026", new.token, Ekinerja_Seen=team.seen))
    assert {one["employee"] for one in rows.json()["team"]} == {one.id for one in staying}


def test_a_successor_is_not_oneself_nor_named_for_the_callers_own_assignment(office):
    team = make_team(office, 2)
    me, _ = team.members
    token, to = office.stack.token(["officer"], me.id), newcomers.register(office, ("employee", "rater"))

    path, body = f"/v1/employees/{team.boss.id}/successor", {"rater": to.id, "reason_code": "moved"}
    by_me = team.post(path, token, body)
    oneself = team.post(path, "officer", {"rater": team.boss.id, "reason_code": "moved"})

    outcomes = {one["employee"]: one.get("problem", {}).get("status", 201) for one in by_me.json()["entries"]}
    assert outcomes == {one.id: 403 if one is me else 201 for one in team.members}
    assert_refused(oneself, 422)


def test_raters_who_have_left_are_listed_with_whom_they_still_rate_until_a_successor_is_named(office):
    team = make_team(office, 2)
    new = newcomers.register(office, ("employee", "rater"))
    before = _departed(office, team)
    end = f"/v1/employees/{team.boss.id}/assignments/{team.boss.made['assignment']}/end"

    team.made(end, "officer", ENDED)
    left = _departed(office, team)
    succeed(team, new, str(uuid.uuid4()))
    after = _departed(office, team)

    assert (before, after) == ([], [])
    (row,) = left
    assert (row["left_on"], row["name"]) == ("2026-09-15", "Orang Baru")
    assert {one["employee"] for one in row["rates"]} == {one.id for one in team.members}


def test_a_head_who_moved_is_listed_with_those_of_the_unit_they_left(office):
    team = make_team(office, 1)
    end = f"/v1/employees/{team.boss.id}/assignments/{team.boss.made['assignment']}/end"
    team.made(end, "officer", ENDED)
    place = {"unit": office.story.ids["u-tu"], "position": "Kepala Lain", "starts_on": "2026-09-16"}
    team.made(
        f"/v1/employees/{team.boss.id}/assignments", "officer", {**place, "rater": office.story.ids[office.rater]}
    )
    here = newcomers.register(office)
    newcomers.assign(office, here, unit=office.story.ids["u-tu"], rater=team.boss.id)

    (row,) = _departed(office, team)

    assert [one["employee"] for one in row["rates"]] == [team.members[0].id]


def test_a_rater_who_left_is_listed_with_ended_assignments_while_something_there_is_open(office):
    """The symptom: nobody was told that a closing evaluation waited for who is gone."""
    team, other, since = make_team(office, 3, starts_on="2026-07-01"), make_team(office, 0), {"starts_on": "2026-07-01"}
    moved, left, _ = team.members
    agreements = [team.begin(one, one.token, **since) for one in (moved, left)]
    for one in (moved, left):
        team.accept(one, team.boss.token)
    for one in (*team.members, team.boss):
        team.made(f"/v1/employees/{one.id}/assignments/{one.made['assignment']}/end", "officer", ENDED)
    newcomers.assign(office, moved, unit=other.unit, rater=other.boss.id, starts_on="2026-09-16")
    other.begin(moved, moved.token, starts_on="2026-09-16")
    other.accept(moved, other.boss.token)
    team.heads |= other.heads
    moved.made["agreement"], listed = agreements[0], []

    listed.append(_rated_there(office, team))
    eventually(lambda: office.get("evaluation", f"/v1/team/{OPEN_PERIOD}", team.boss.token, Ekinerja_Seen=team.seen))
    judging.assess(team, moved)
    judging.assess_self(team, moved)
    finalized = judging.evaluate(team, judging.evaluation_of(moved, "/finalization"), team.boss.token, {})
    judging.note(team, finalized)
    listed.append(_rated_there(office, team))
    rater = f"/v1/employees/{left.id}/assignments/{left.made['assignment']}/rater"
    team.made(rater, "officer", {"rater": other.boss.id, "reason_code": "vacant"})
    listed.append(_rated_there(office, team))

    # The year of who moved is another's to finalize, but may wait for a verdict on what was shown here.
    both = {moved.id: "2026-09-15", left.id: "2026-09-15"}
    assert listed == [both, both, {moved.id: "2026-09-15"}]


def _rated_there(office, team):
    """Whom the team's head is listed with, and when their assignments ended."""
    return {one["employee"]: one["ended_on"] for row in _departed(office, team) for one in row["rates"]}


def _departed(office, team):
    """The rows about the team's head, on whichever page."""
    found, after = [], ""
    while after is not None:
        path = f"/v1/raters/departed?limit=1{f'&after={after}' if after else ''}"
        page = eventually(lambda path=path: office.get("planning", path, "officer", Ekinerja_Seen=team.seen)).json()
        found, after = [*found, *page["raters"]], page["next"]
    return [one for one in found if one["employee"] == team.boss.id]


def test_a_sheet_that_names_another_rater_for_what_is_there_says_so(office):
    head, other, staff = number(), number(), number()
    top = f"Bagian {uuid.uuid4().hex[:8]}"
    content = HEADER + (
        f"{top},,{head},Kepala,PNS,Kepala Bagian,ya,,2026-01-01\n"
        f"{top},,{other},Kepala Baru,PNS,Wakil,,{head},2026-01-01\n"
        f"{top},,{staff},Staf,PNS,Analis,,{head},2026-01-01\n"
    )
    send(office, content, dry_run="false")

    answer = send(office, content.replace(f"Analis,,{head}", f"Analis,,{other}"))

    errors = [[one["column"] for one in line["errors"]] for line in answer.json()["lines"]]
    assert errors == [[], [], ["nip penilai"]]
    assert "successor" in json.dumps(answer.json()["lines"][2]["errors"])
