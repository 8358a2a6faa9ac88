"""Who moved within a period is counted once, where they are on its last day, and stands beside where they left."""

import pytest

from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.judging import assess, assess_self, evaluate, evaluation_of, known_team, note, read


@pytest.fixture(scope="module")
def moved(office):
    """A member of one unit moved to another on 11 July: the units, and the member."""
    old, new = known_team(office, 2), known_team(office, 1)
    member = old.members[0]
    end = f"/v1/employees/{member.id}/assignments/{member.made['assignment']}/end"
    member.heads.clear()
    newcomers.command(office, member, "planning", end, "officer", {"ends_on": "2026-07-10", "reason_code": "moved"})
    newcomers.assign(office, member, unit=new.unit, rater=new.boss.id, starts_on="2026-07-11")
    for team in (old, new):
        team.heads |= {stream: version for (_, stream), version in member.heads.items()}
    return old, new, member


def rows(team, name):
    found = read(team, f"/v1/units/{team.unit}/recap/{OPEN_PERIOD}", "officer").json()
    return {one["employee"]: one for one in found[name]}, found


def test_a_move_counts_once_and_the_closing_evaluation_stands_beside(moved):
    old, new, member = moved

    (there, before), (here, after) = rows(old, "rows"), rows(new, "rows")
    beside, _ = rows(old, "beside")

    assert member.id not in there
    assert here[member.id]["why"] == "no_agreement"
    assert (beside[member.id]["class"], beside[member.id]["agreement"]) == ("open", member.made["agreement"])
    assert (before["people"], after["people"]) == (2, 3)
    for found in (before, after):
        assert sum(found["classes"].values()) == found["people"] == len(found["rows"])


def test_both_raters_see_their_part_and_the_closing_one_becomes_final(moved):
    old, new, member = moved
    assess(old, member)
    assess_self(old, member)
    note(old, evaluate(old, evaluation_of(member, "/finalization"), old.boss.token, {}))

    path = f"/v1/team/{OPEN_PERIOD}/provisional"
    (theirs,) = [one for one in read(old, path, old.boss.token).json()["people"] if one["employee"] == member.id]
    (ours,) = [one for one in read(new, path, new.boss.token).json()["people"] if one["employee"] == member.id]

    assert (theirs["state"], theirs["provisional"]) == ("final", False)
    assert (ours["state"], ours["agreement"]) == ("no_agreement", None)
    assert rows(old, "beside")[0][member.id]["predicate"] == "butuh_perbaikan"


def test_after_the_evaluation_deadline_who_is_open_is_on_the_officers_list(moved):
    old, _, member = moved
    over, found = "2026Q2", {}
    for period in (over, OPEN_PERIOD):
        progress = read(old, f"/v1/units/{old.unit}/progress/{period}", "officer").json()
        recap = read(old, f"/v1/units/{old.unit}/recap/{period}", "officer").json()
        late = [{one["employee"] for one in lists["rows"] if one["overdue"]} for lists in (progress, recap)]
        found[period] = (progress["overdue"], *late)

    open_in_both = {one.id for one in old.members}
    assert found == {over: (2, open_in_both, open_in_both), OPEN_PERIOD: (0, set(), set())}
    assert member.id in open_in_both


def test_whoever_the_officer_names_for_an_ended_assignment_makes_its_period_final(office):
    team, other = known_team(office, 1), newcomers.register(office, ("employee", "rater"))
    (member,) = team.members
    end = f"/v1/employees/{member.id}/assignments/{member.made['assignment']}/end"
    member.heads.clear()
    newcomers.command(office, member, "planning", end, "officer", {"ends_on": "2026-09-10", "reason_code": "moved"})
    newcomers.change_rater(office, member, other.id)
    team.heads |= {stream: version for (_, stream), version in (*other.heads.items(), *member.heads.items())}

    behaviour = evaluate(team, evaluation_of(member, "/behaviour"), team.boss.token, newcomers.AS_EXPECTED)
    assert behaviour.json()["type"].endswith(":not-your-subordinate"), behaviour.json()
    note(team, evaluate(team, evaluation_of(member, "/behaviour"), other.token, newcomers.AS_EXPECTED))
    assess_self(team, member)
    note(team, evaluate(team, evaluation_of(member, "/finalization"), other.token, {}))

    final = read(team, evaluation_of(member), member.token).json()
    assert (final["state"], final["rater"]) == ("final", other.id)


def test_a_final_is_read_by_itself_when_a_move_told_late_leaves_its_agreement_no_day_in_the_period(office):
    team = known_team(office, 1)
    (member,) = team.members
    assess(team, member)
    assess_self(team, member)
    note(team, evaluate(team, evaluation_of(member, "/finalization"), team.boss.token, {}))
    before = read(team, evaluation_of(member), member.token).json()
    end = f"/v1/employees/{member.id}/assignments/{member.made['assignment']}/end"
    member.heads.clear()
    newcomers.command(office, member, "planning", end, "officer", {"ends_on": "2026-06-20", "reason_code": "moved"})
    team.heads |= {stream: version for (_, stream), version in member.heads.items()}

    for who in (member.token, team.boss.token, "officer", "auditor"):
        answer = read(team, evaluation_of(member), who)
        assert (answer.status_code, answer.json().get("state")) == (200, "final"), answer.json()
        assert answer.json()["results"] == before["results"]
    explained = read(team, evaluation_of(member, "/explanation"), member.token)
    assert explained.status_code == 200, explained.json()
