"""The cascade, the matrix and the help for drafting as people read them: what is in them, and who sees them."""

import csv
import io
import uuid

import pytest

from tests.services import newcomers
from tests.services.test_bad_input import assert_refused, results

YEAR = 2026


@pytest.fixture(scope="module")
def section(office):
    """A unit of the tests' own below u-tu: a head who supports u-tu's head, one who supports that, and one who rests.

    The head's second result, of which nobody knows yet, is supported by no one.
    """
    unit = office.post("planning", "/v1/units", "officer", {"name": "Seksi Uji", "parent": office.story.ids["u-tu"]})
    made = {"unit": unit.json()["unit"], "head": newcomers.register(office, ("employee", "rater"))}
    superior = office.story.ids["p-003/r1"]
    newcomers.assign(
        office, made["head"], unit=made["unit"], rater=office.story.ids["p-003"], head_of_unit=True, position="Kepala"
    )
    plan = [planned("=Layanan umum", superior), planned("Arsip", superior)]
    made["results"] = agree(office, made["head"], plan, office.rater)
    for name in ("works", "rests"):
        made[name] = newcomers.register(office)
        newcomers.assign(office, made[name], unit=made["unit"], rater=made["head"].id, position="Arsiparis  Uji")
        made[name].heads |= made["head"].heads
    made["supporting"] = agree(
        office, made["works"], [planned("Melayani tamu", made["results"][0])], made["head"].token
    )
    made["seen"] = made["works"].seen("planning")
    return made


def planned(title, supports, kind="work_result"):
    (plan,) = results()[:1]
    return {**plan, "title": title, "supports": {"kind": kind, "id": supports, "taken_over": "in_part"}}


def agree(office, person, plan, rater):
    body = {
        "employee": person.id, "assignment": person.made["assignment"], "results": plan,
        "starts_on": f"{YEAR}-01-01", "ends_on": f"{YEAR}-12-31",
    }  # fmt: skip
    drafted = newcomers.command(office, person, "planning", "/v1/agreements", person.token, body)
    path = f"/v1/agreements/{drafted['agreement']}/acceptance"
    newcomers.command(office, person, "planning", path, rater, {"proposal": 1})
    return [one["result"] for one in drafted["results"]]


def read(office, section, path, who, **headers):
    return office.get("planning", path.format(**section), who, Ekinerja_Seen=section["seen"], **headers)


CASCADE, MATRIX = f"/v1/units/{{unit}}/cascade/{YEAR}", f"/v1/units/{{unit}}/matrix/{YEAR}"


def test_the_tree_of_a_unit_without_objectives_begins_at_its_heads_results_and_tells_what_is_above(office, section):
    found = read(office, section, CASCADE, section["works"].token).json()

    assert [one["title"] for one in found["cascade"]] == ["=Layanan umum", "Arsip"]
    (below,) = found["cascade"][0]["below"]
    assert (below["employee"], below["title"], below["taken_over"]) == (section["works"].id, "Melayani tamu", "in_part")
    assert below["indicators"][0].keys() == {"title", "unit_of_measure", "target", "direction"}
    assert found["cascade"][1]["below"] == []
    assert [one["kind"] for one in found["above"]] == [
        "work_result", "unit_objective", "unit_objective", "strategic_goal",
    ]  # fmt: skip


def test_the_tree_from_the_top_reaches_the_last_person_and_ends_where_it_is_told_to(office):
    """Of a top of its own: below the office's comes in time more than an answer has room for."""
    top = office.made("planning", "/v1/units", "officer", {"name": "Bagian Uji"})["unit"]
    unit = office.made("planning", "/v1/units", "officer", {"name": "Seksi Uji", "parent": top})["unit"]
    wanted = {"year": YEAR, "title": "Layanan"}
    objective = office.made("planning", f"/v1/units/{top}/objectives", "officer", wanted)["objective"]
    head, works = newcomers.register(office, ("employee", "rater")), newcomers.register(office)
    newcomers.assign(office, head, unit=unit, rater=office.story.ids[office.superior], head_of_unit=True)
    newcomers.assign(office, works, unit=unit, rater=head.id)
    (result,) = agree(office, head, [planned("Layanan", objective, "unit_objective")], office.superior)
    works.heads |= head.heads
    (supporting,) = agree(office, works, [planned("Melayani tamu", result)], head.token)

    deep, flat = (
        office.get(
            "planning", f"/v1/units/{top}/cascade/{YEAR}?depth={depth}", "auditor", Ekinerja_Seen=works.seen("planning")
        ).json()["cascade"]
        for depth in (8, 1)
    )

    assert list(ids_of(deep)) == [objective, result, supporting]
    assert [(one["below"], one["left_off"]) for one in flat] == [([], 1)]


def ids_of(nodes):
    for node in nodes:
        yield node["id"]
        yield from ids_of(node["below"])


def test_the_tree_comes_by_pages(office, section):
    first = read(office, section, f"{CASCADE}?limit=1", "officer").json()
    second = read(office, section, f"{CASCADE}?limit=1&after={first['next']}", "officer").json()

    assert [one["id"] for page in (first, second) for one in page["cascade"]] == section["results"]
    assert second["next"] is None


def test_the_matrix_has_a_column_per_result_of_the_head_and_names_both_kinds_of_gaps(office, section):
    found = read(office, section, MATRIX, section["head"].token).json()

    cells = {row["employee"]: row["cells"] for row in found["people"]}
    assert [one["result"] for one in found["results"]] == section["results"]
    assert cells.keys() == {section["works"].id, section["rests"].id}
    assert cells[section["works"].id][0]["supports"] == section["results"][0]
    assert cells[section["works"].id][0]["results"][0]["result"] == section["supporting"][0]
    assert found["results_no_one_supports"] == [section["results"][1]]
    assert found["people_who_support_none"] == [section["rests"].id]


def test_before_anyone_was_assigned_there_is_nobody_in_the_matrix(office, section):
    found = read(office, section, f"/v1/units/{{unit}}/matrix/{YEAR - 1}", "officer").json()

    assert (found["results"], found["people"]) == ([], [])
    assert found["day"] == f"{YEAR - 1}-12-31"


def test_who_supports_a_unit_from_below_stands_in_its_matrix_with_their_own_unit(office, section):
    path = f"/v1/units/{office.story.ids['u-tu']}/matrix/{YEAR}?limit=500"

    found = read(office, section, path, office.rater).json()
    people = office.whole("planning", path, office.rater, "people", Ekinerja_Seen=section["seen"])

    (row,) = [one for one in people if one["employee"] == section["head"].id]
    assert row["unit"] == section["unit"]
    assert section["head"].id not in found["people_who_support_none"]


def test_the_matrix_comes_by_pages_and_its_gaps_whole(office, section):
    first = read(office, section, f"{MATRIX}?limit=1", "officer").json()
    second = read(office, section, f"{MATRIX}?limit=1&after={first['next']}", "officer").json()

    people = [row["employee"] for page in (first, second) for row in page["people"]]
    assert people == sorted([section["works"].id, section["rests"].id])
    assert second["next"] is None
    assert first["people_who_support_none"] == second["people_who_support_none"] == [section["rests"].id]


@pytest.mark.parametrize("by", ["?format=csv", ""])
def test_the_matrix_as_csv_runs_no_formula_and_counts_what_supports(office, section, by):
    accept = {} if by else {"Accept": "text/csv"}

    answer = read(office, section, MATRIX + by, "officer", **accept)

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    head, *people, sums = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""))
    assert head[3:5] == ["'=Layanan umum", "Arsip"]
    assert {row[0]: row[3:] for row in people} == {
        section["works"].id: ["Melayani tamu", "", "1"],
        section["rests"].id: ["", "", "0"],
    }
    assert {row[1] for row in people} == {"Orang Baru"}
    assert sums[3:] == ["1", "0", "1"]


def test_names_are_for_the_officer_and_heads_and_not_for_colleagues_or_auditors(office, section):
    answers = [
        read(office, section, MATRIX, who).json()
        for who in ("officer", section["head"].token, office.rater, section["works"].token, "auditor")
    ]

    assert [all("name" in row for row in one["people"]) for one in answers] == [True, True, True, False, False]


@pytest.mark.parametrize("path", [CASCADE, MATRIX])
def test_what_a_unit_plans_is_closed_to_those_of_other_units_and_to_nobody(office, section, path):
    stranger = newcomers.register(office)
    nobody = office.stack.token(["employee", "rater"])

    closed = [read(office, section, path, who) for who in (stranger.token, nobody, office.employee)]
    opened = [read(office, section, path, who) for who in (section["rests"].token, office.rater, office.superior)]

    for answer in closed:
        assert_refused(answer, 403)
    assert [answer.status_code for answer in opened] == [200] * 3


def test_a_unit_or_result_that_is_not_there_is_unknown(office):
    nowhere = uuid.uuid4()

    for path in (f"/v1/units/{nowhere}/cascade/{YEAR}", f"/v1/units/{nowhere}/matrix/{YEAR}"):
        assert_refused(office.get("planning", path, "officer"), 404)
    assert_refused(office.get("planning", f"/v1/results/{nowhere}/supporters", "officer"), 404)


def test_who_supports_a_superiors_result_is_shown_to_those_who_draft_beside_them(office, section):
    path = f"/v1/results/{section['results'][0]}/supporters"

    found = read(office, section, path, section["rests"].token)
    above = read(office, section, f"/v1/results/{office.story.ids['p-003/r1']}/supporters", section["works"].token)
    others = read(office, section, path, office.employee)

    (one,) = found.json()["supporters"]
    assert (one["employee"], one["title"], one["id"]) == (
        section["works"].id, "Melayani tamu", section["supporting"][0],
    )  # fmt: skip
    assert above.status_code == 200
    assert_refused(others, 403)


def test_supporters_come_by_pages(office, section):
    path = f"/v1/results/{office.story.ids['p-003/r1']}/supporters"

    whole = read(office, section, path, "officer").json()
    pages, after = [], ""
    for _ in range(50):
        page = read(office, section, f"{path}?limit=1{after}", "officer").json()
        pages += page["supporters"]
        after = f"&after={page['next']}"
        if page["next"] is None:
            break

    assert pages == whole["supporters"]
    assert len({one["agreement"] for one in pages}) >= 2


def test_last_years_indicators_of_a_position_are_offered_without_people(office, section):
    path = f"/v1/positions/indicators?position=arsiparis uji&year={YEAR + 1}"

    found = read(office, section, path, section["rests"].token)

    assert found.json()["agreements"] == 1
    assert found.json()["year"] == YEAR
    assert [one["used"] for one in found.json()["indicators"]] == [1]
    assert section["works"].id not in found.text
    assert read(office, section, path.replace(str(YEAR + 1), str(YEAR)), "officer").json()["indicators"] == []


def test_the_indicators_of_who_left_the_position_in_the_year_are_offered_too(office, section):
    left = newcomers.register(office)
    newcomers.assign(office, left, unit=section["unit"], rater=section["head"].id, position="Pengarsip Uji")
    left.heads |= section["head"].heads
    agree(office, left, [planned("Menata arsip", section["results"][0])], section["head"].token)
    path = f"/v1/employees/{left.id}/assignments/{left.made['assignment']}/end"
    newcomers.command(office, left, "planning", path, "officer", {"ends_on": "2026-06-30", "reason_code": "moved"})
    path = f"/v1/positions/indicators?position=Pengarsip uji&year={YEAR + 1}"

    found = office.get("planning", path, "officer", Ekinerja_Seen=left.seen("planning")).json()

    assert (found["agreements"], [one["used"] for one in found["indicators"]]) == (1, [1])
