"""What the auditor reads of people: who works where, how far they are, disputes and raters who left, all by their ids;
nobody's name or number, and nobody is found by one.
"""

import pytest

from tests.services import newcomers
from tests.services.teams import make_team
from tests.services.test_bad_input import assert_refused

ENDED = {"ends_on": "2026-09-15", "reason_code": "left_service"}


@pytest.fixture(scope="module")
def known(office):
    """A team whose rater has left and one of whom says that this rater is wrong, in words."""
    team = make_team(office, 2)
    team.made(f"/v1/employees/{team.boss.id}/assignments/{team.boss.made['assignment']}/end", "officer", ENDED)
    first = team.members[0]
    path = f"/v1/employees/{first.id}/assignments/{first.made['assignment']}/rater/dispute"
    team.made(path, first.token, {"reason_code": "not_my_superior", "reason": "Bukan atasan saya."})
    return team


def read(office, team, path, status=200):
    answer = office.get("planning", path, "auditor", Ekinerja_Seen=team.seen)
    assert answer.status_code == status, answer.text
    return answer


def pages(office, team, path, name):
    rows, after = [], ""
    while True:
        page = read(office, team, f"{path}limit=100{after}").json()
        rows += page[name]
        after = f"&after={page['next']}"
        if page["next"] is None:
            return rows


def test_a_unit_s_team_is_read_without_names(office, known):
    answer = read(office, known, f"/v1/team/2026?unit={known.unit}")

    rows = {one["employee"]: one for one in answer.json()["team"]}
    assert rows.keys() == {one.id for one in (known.boss, *known.members)}
    assert rows[known.members[0].id]["disputed"] is True
    assert not any("name" in one for one in rows.values())


def test_an_auditor_who_rates_nobody_is_told_to_name_a_unit(office, known):
    answer = read(office, known, "/v1/team/2026", 403)

    assert_refused(answer, 403)
    assert "`unit`" in answer.json()["mend"]


def test_who_is_disputed_reads_it_nowhere_also_as_an_auditor(office, known):
    both, first = office.stack.token(["rater", "auditor"], known.boss.id), known.members[0]

    def rows(who):
        paths = ("/v1/disputes?limit=500", f"/v1/employees/{first.id}", f"/v1/team/2026?unit={known.unit}")
        listed, person, team = (office.get("planning", path, who, Ekinerja_Seen=known.seen).json() for path in paths)
        return (
            [one["rater"] for one in listed["disputes"] if one["rater"] == known.boss.id],
            "disputed" in person["assignments"][0],
            {one["employee"]: one.get("disputed") for one in team["team"]}[first.id],
        )

    assert rows("auditor") == ([known.boss.id], True, True)
    assert rows(both) == ([], False, None)


def test_disputes_are_read_and_what_was_written_is_not(office, known):
    (found,) = [one for one in pages(office, known, "/v1/disputes?", "disputes")
                if one["employee"] == known.members[0].id]  # fmt: skip

    assert (found["rater"], found["reason_code"]) == (known.boss.id, "not_my_superior")
    assert_refused(read(office, known, f"/v1/texts/{found['reason']['text']}", 403), 403)


def test_raters_who_left_are_read_without_names(office, known):
    (found,) = [one for one in pages(office, known, "/v1/raters/departed?", "raters")
                if one["employee"] == known.boss.id]  # fmt: skip

    assert {one["employee"] for one in found["rates"]} == {one.id for one in known.members}
    assert not any("name" in one for one in (found, *found["rates"]))


def test_people_are_listed_by_their_ids_alone(office, known):
    of_unit = f"/v1/employees?unit={known.unit}&"

    rows = pages(office, known, of_unit, "employees")
    csv = office.get("planning", of_unit, "auditor", Accept="text/csv", Ekinerja_Seen=known.seen)

    assert {one["employee"] for one in rows} == {one.id for one in known.members}
    assert all((one["name"], one["number"]) == (None, None) for one in rows)
    assert "text/csv" in csv.headers["content-type"]
    assert known.members[0].id in csv.text
    assert "Orang Baru" not in csv.text
    assert "19910203" not in csv.text


@pytest.mark.parametrize("query", ["name=Orang", "number=1991"])
def test_an_auditor_finds_nobody_by_who_they_are(office, known, query):
    assert_refused(read(office, known, f"/v1/employees?{query}", 403), 403)


def test_an_auditor_who_works_here_too_sees_no_names_of_another_unit(office, known):
    other = newcomers.employed(office)
    both = office.stack.token(["employee", "rater", "auditor"], other.id)

    rows = office.get("planning", f"/v1/team/2026?unit={known.unit}", both, Ekinerja_Seen=known.seen).json()["team"]

    assert rows
    assert not any("name" in one for one in rows)
