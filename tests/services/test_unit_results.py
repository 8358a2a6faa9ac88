"""A unit's period: recap, distribution, settlement, pictures and year, of a team made final here (`domain.md` 7.6)."""

import csv
import io
import uuid
from xml.etree import ElementTree

import openpyxl
import pytest

from tests.services.conftest import OPEN_PERIOD
from tests.services.judging import (
    assess,
    assess_self,
    counted_again,
    entry,
    evaluate,
    evaluation_of,
    finalize,
    known_team,
    note,
    read,
)
from tests.services.test_bad_input import assert_refused

FITS = {0: "baik", 1: "baik", 2: "baik", 3: "sangat_baik", 4: "butuh_perbaikan"}
REPORT = [
    "No", "nip", "nama", "skp_unor", "skp_unor_induk", "skp_jabatan", "hasil_kerja", "perilaku_kerja", "hasil_akhir",
    "golru", "jenis_pegawai", "skp_jenis_jabatan", "is_skp_plt_plh_pjb",
]  # fmt: skip


def of_unit(team, what, query=""):
    return f"/v1/units/{team.unit}/{what}/{OPEN_PERIOD}{query}"


def settle(team, who="officer", **body):
    return evaluate(team, of_unit(team, "distribution") + "/settlement", who, body)


def achieve(office, team, achievement):
    path = of_unit(team, "achievements")
    note(team, evaluate(team, path, office.superior, {"achievement": achievement}))


def left_out(member, code="long_leave"):
    return {"employee": member.id, "reason_code": code, "reason": "Cuti besar."}


@pytest.fixture(scope="module")
def team(office):
    """Five final, one assessed, one with an agreement and nothing else, one without; and the head, without one."""
    made = known_team(office, 7, without=1)
    finalize(made, FITS)
    assess(made, made.members[5])
    return made


# -- recap ------------------------------------------------------------------------------------------------------------


def test_every_person_is_in_exactly_one_class_and_the_classes_are_the_head_count(team):
    found = read(team, of_unit(team, "recap"), "officer").json()

    rows = {one["employee"]: one for one in found["rows"]}
    assert found["people"] == len(found["rows"]) == 9
    assert set(rows) == {team.boss.id, *(one.id for one in team.members)}
    assert found["classes"] == {"final": 5, "open": 2, "excluded": 2}
    assert [rows[one.id]["predicate"] for one in team.members[:5]] == list(FITS.values())
    assert rows[team.members[5].id]["at"] == {"actor": "employee", "person": team.members[5].id}
    assert rows[team.members[6].id]["state"] == "not_started"
    assert {rows[who]["why"] for who in (team.boss.id, team.members[7].id)} == {"no_agreement"}


def test_as_csv_it_has_the_columns_of_the_national_report_below_seven_title_rows(team):
    answer = read(team, of_unit(team, "recap", "?format=csv"), "officer")

    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    assert lines[7][: len(REPORT)] == REPORT
    assert [line[0] for line in lines[8:]] == [str(number) for number in range(1, 10)]
    by_employee = {line[13]: line for line in lines[8:]}
    assert by_employee[team.members[3].id][6:9] == ["Di Atas Ekspektasi", "Di Atas Ekspektasi", "Sangat Baik"]
    assert by_employee[team.members[0].id][1:4] == ["", "", "Tim Uji"]
    assert by_employee[team.members[0].id][10] == "PNS"
    assert answer.headers["Content-Disposition"].endswith('.csv"')


def test_the_kind_of_employment_is_that_of_the_periods_last_day(team):
    for member, first in ((team.members[1], "2026-09-30"), (team.members[2], "2026-10-01")):
        change = {"employment": "pppk", "number": f"199106{first[-2:]}2025211777", "starts_on": first}
        team.made(f"/v1/employees/{member.id}/employment", "officer", change)

    answer = read(team, of_unit(team, "recap", "?format=csv"), "officer")

    lines = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    kinds = {line[13]: line[10] for line in lines[8:]}
    assert (kinds[team.members[1].id], kinds[team.members[2].id]) == ("PPPK", "PNS")


def test_as_xlsx_it_says_the_same_and_every_cell_is_text(team):
    sheets = [read(team, of_unit(team, "recap"), "officer", Accept=kind) for kind in ("text/csv", XLSX)]

    lines = list(csv.reader(io.StringIO(sheets[0].text.removeprefix("\ufeff"), newline="")))
    book = openpyxl.load_workbook(io.BytesIO(sheets[1].content))
    rows = [[cell.value or "" for cell in row] for row in book.active.iter_rows(min_row=8)]
    assert rows == lines[7:]
    assert {cell.data_type for row in book.active.iter_rows(min_row=8) for cell in row if cell.value} == {"s"}


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_a_cell_that_would_be_a_formula_is_text(office, team):
    unit = office.made("planning", "/v1/units", "officer", {"name": "=HYPERLINK(1)", "parent": team.unit})
    made = known_team(office, 1)
    seen = ", ".join(f"{head['stream']}:{head['version']}" for head in unit["streams"])
    for kind in ("csv", "xlsx"):
        path = f"/v1/units/{unit['unit']}/recap/{OPEN_PERIOD}?format={kind}"
        answer = office.get("evaluation", path, "officer", Ekinerja_Seen=seen)
        assert answer.status_code == 200
        if kind == "csv":
            assert "Unit kerja: =HYPERLINK(1)" in answer.text  # behind words it begins no formula
    path = f"/v1/units/{made.unit}/name"
    made.made(path, "officer", {"name": "=HYPERLINK(1)"})
    text = read(made, of_unit(made, "recap", "?format=csv"), "officer").text
    book = openpyxl.load_workbook(io.BytesIO(read(made, of_unit(made, "recap", "?format=xlsx"), "officer").content))
    assert '"\'=HYPERLINK(1)"' in text
    assert '"=HYPERLINK(1)"' not in text
    assert "'=HYPERLINK(1)" in {cell.value for row in book.active.iter_rows() for cell in row}


def test_a_year_has_a_line_for_every_person_and_period_that_has_begun(team):
    answer = read(team, f"/v1/units/{team.unit}/finals/2026", "officer")

    lines = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    of_period = [line for line in lines if line["periode"] == OPEN_PERIOD]
    assert len(of_period) == 9
    assert {line["pegawai"]: line["predikat"] for line in of_period}[team.members[3].id] == "Sangat Baik"
    assert len(lines) % 9 == 0
    assert read(team, f"/v1/units/{team.unit}/finals/2026?format=xlsx", "officer").content[:2] == b"PK"
    assert_refused(read(team, f"/v1/units/{team.unit}/finals/2555", "officer"), 404)


@pytest.mark.parametrize("what", ["recap", "awards", "distribution", "distribution/{}/chart", "nine-box"])
def test_a_unit_is_for_its_head_the_heads_above_the_officer_and_the_auditor(office, team, what):
    path = f"/v1/units/{team.unit}/{what.replace('{}', OPEN_PERIOD)}" + ("" if "{}" in what else f"/{OPEN_PERIOD}")

    for who in (team.boss.token, office.superior, "officer", "auditor"):
        assert read(team, path, who).status_code == 200
    assert_refused(read(team, path, office.rater), 403)


# -- distribution -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def settled(office):
    """A unit settled when it fitted; then one more was made final, so a new check is due."""
    made = known_team(office, 6)
    finalize(made, FITS)
    achieve(office, made, "baik")
    note(made, settle(made, excluded=[left_out(made.members[5])]))
    return made


def test_who_is_open_is_waited_for_and_without_an_achievement_nothing_is_settled(office):
    made = known_team(office, 1, without=1)
    early = settle(made)
    achieve(office, made, "baik")
    waiting = settle(made, excluded=[left_out(made.members[0])])
    shown = read(made, of_unit(made, "distribution"), "officer").json()

    assert_refused(early, 409)
    assert early.json()["who_must_act"] == "the head one level up"
    assert_refused(waiting, 409)
    assert waiting.json()["type"].endswith(":distribution-still-open")
    # Of the two the one with an agreement was left out: no rater can finalize the other.
    assert waiting.json()["who_must_act"] == "performance officer"
    assert made.members[1].id in waiting.json()["detail"]
    assert shown["waiting"] == sorted(one.id for one in made.members)
    assert (shown["verdict"], shown["people"], shown["settled"]) == ("too_few", 0, None)


def test_one_that_fits_is_settled_by_the_officer_only(office, settled):
    found = read(settled, of_unit(settled, "distribution"), "officer").json()

    assert (found["verdict"], found["broken"], found["check_again"]) == ("fits", [], False)
    assert found["counts"] == {"sangat_baik": 1, "baik": 3, "butuh_perbaikan": 1, "kurang": 0, "sangat_kurang": 0}
    assert found["pattern"][0] == {"predicates": ["baik"], "kind": "more_than", "fewest": 3, "most": None}
    assert [one["reason_code"] for one in found["settled"]["left_out"]] == ["long_leave"]
    counted = {one["employee"]: (one["predicate"], one["final"]) for one in found["settled"]["counted"]}
    finals = [read(settled, evaluation_of(one), "officer").json() for one in settled.members[:5]]
    assert counted == {one["employee"]: (one["predicate"], one["standing"]["by"]) for one in finals}
    assert counted_again(office, settled.unit, settled.heads) == [([], ())]
    assert_refused(settle(settled, office.superior), 403)
    again = settle(settled, excluded=[left_out(settled.members[5])])
    assert_refused(again, 409)


def test_whom_the_officer_left_out_is_excluded_in_the_recap_and_why_is_for_who_sees_the_unit(office, settled):
    found = read(settled, of_unit(settled, "recap"), "officer").json()
    row = next(one for one in found["rows"] if one["employee"] == settled.members[5].id)
    told = read(settled, of_unit(settled, "distribution"), "officer").json()["settled"]["left_out"][0]["reason"]

    assert (row["class"], row["why"], row["pesan"]) == ("excluded", "long_leave", "cuti panjang")
    assert sum(found["classes"].values()) == found["people"] == 7
    for who in ("officer", settled.boss.token, settled.members[5].token):
        assert read(settled, f"/v1/texts/{told['text']}", who).json()["body"] == "Cuti besar."
    assert_refused(read(settled, f"/v1/texts/{told['text']}", office.rater), 403)


def test_what_changes_after_settling_asks_for_a_new_check_that_is_another_event(office, settled):
    assess(settled, settled.members[5])
    assess_self(settled, settled.members[5])
    path = evaluation_of(settled.members[5], "/finalization")
    body = {name: value for name, value in entry(settled.members[5], "baik").items() if name != "agreement"}
    note(settled, evaluate(settled, path, settled.boss.token, body))
    before = read(settled, of_unit(settled, "distribution"), "officer").json()
    out = settle(settled, excluded=[left_out(settled.members[5])])

    # With six, of whom four are baik, it still fits.
    note(settled, settle(settled))
    after = read(settled, of_unit(settled, "distribution"), "officer").json()

    # Everyone with a final predicate counts: once final, nobody stays left out, nor can be.
    assert (before["check_again"], before["people"], before["left_out"]) == (True, 6, [])
    assert_refused(out, 409)
    assert settled.members[5].id in out.json()["detail"]
    assert (after["people"], after["verdict"], after["settled"]["left_out"]) == (6, "fits", [])
    assert after["settled"]["version"] == before["settled"]["version"] + 1


def test_one_that_breaks_the_pattern_names_the_exact_rule_and_is_settled_with_a_reason_only(office):
    made = known_team(office, 5)
    finalize(made, dict.fromkeys(range(5), "baik"))
    achieve(office, made, "baik")
    found = read(made, of_unit(made, "distribution"), "officer").json()
    without = settle(made)
    around = settle(made, excluded=[left_out(made.members[0])])
    note(made, settle(made, reason="Semua sasaran tercapai."))
    after = read(made, of_unit(made, "distribution"), "officer").json()["settled"]

    assert found["verdict"] == "broken"
    assert [(one["kind"], one["fewest"], one["most"], one["found"], one["text"]) for one in found["broken"]] == [
        ("at_most", None, 3, 5, "good: 5 of 5 people, at most 3"),
        ("at_least_people", 1, None, 0, "needs improvement + poor: 0 of 5 people, at least 1"),
    ]
    assert_refused(without, 422)
    assert_refused(around, 409)  # with four people no pattern would be held against them
    assert (len(after["broken"]), "reason" in after) == (2, True)
    achieve(office, made, "istimewa")
    changed = read(made, of_unit(made, "distribution"), "officer").json()
    predicates = [read(made, evaluation_of(one), "officer").json()["predicate"] for one in made.members]
    assert (changed["check_again"], changed["settled"]["version"]) == (True, after["version"])
    assert predicates == ["baik"] * 5


def test_nobody_is_left_out_who_is_not_counted_there(office, settled):
    stranger = {"employee": str(uuid.uuid4()), "reason_code": "other", "reason": "Tidak ada."}

    assert_refused(settle(settled, excluded=[stranger]), 404)
    assert_refused(settle(settled, excluded=[stranger, stranger]), 422)
    assert_refused(settle(settled, excluded=[{**stranger, "reason_code": "short_period"}]), 422)


@pytest.mark.parametrize("path", ["distribution/{}/chart", "nine-box/{}"])
def test_a_picture_runs_nothing_and_says_its_numbers(settled, path):
    answer = read(settled, f"/v1/units/{settled.unit}/{path.format(OPEN_PERIOD)}", settled.boss.token)

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    tree = ElementTree.fromstring(answer.content)
    assert "Tim Uji" in tree.findtext("{http://www.w3.org/2000/svg}title")
    assert " orang / people." in tree.findtext("{http://www.w3.org/2000/svg}desc")


# -- awards -----------------------------------------------------------------------------------------------------------


def test_who_may_be_awarded_is_ranked_with_the_reason_and_the_others_are_listed_with_why(office):
    unit, people = office.story.ids["u-tu"], (office.employee, office.colleague)
    ids, heads = {key: office.story.ids[key] for key in people}, []
    for month in ("2026M04", "2026M05", "2026M06"):
        record = {"month": month, "working_days": 20, "present": 20, "late": 0, "absent": 0}
        path = f"/v1/employees/{ids[office.employee]}/attendance"
        heads += office.made("realization", path, "officer", record)["streams"]
    seen = f"{heads[-1]['stream']}:{heads[-1]['version']}"

    path = f"/v1/units/{unit}/awards/2026Q2"
    found = office.get("evaluation", path, "officer", Ekinerja_Seen=seen).json()
    listed = {one["employee"]: one for one in found["not_ranked"]}
    ranked = {one["employee"]: one for one in found["ranked"]}

    assert listed[ids[office.colleague]]["months_missing"] == ["2026M04", "2026M05", "2026M06"]
    assert "attendance_unknown" in listed[ids[office.colleague]]["because"]
    final = office.get(
        "evaluation", f"/v1/agreements/{office.agreement(office.employee)}/evaluations/2026Q2", "officer"
    ).json()
    assert (ids[office.employee] in ranked) == (final["predicate"] in ("sangat_baik", "baik"))
    one = ranked.get(ids[office.employee]) or listed[ids[office.employee]]
    assert one.get("attendance", {}).get("shown", "100.00") == "100.00"
    assert one["pesan"]
    assert not ranked.keys() & listed.keys()

    imposed = {"imposed_on": "2026-05-04", "grade": "light"}
    path = f"/v1/employees/{ids[office.employee]}/sanctions"
    made = office.made("realization", path, "officer", imposed)
    seen = ", ".join(f"{head['stream']}:{head['version']}" for head in made["streams"])
    sanctioned = office.get("evaluation", f"/v1/units/{unit}/awards/2026Q2", "officer", Ekinerja_Seen=seen).json()
    sheet = office.get("evaluation", f"/v1/units/{unit}/awards/2026Q2?format=csv", "officer").text

    (out,) = [one for one in sanctioned["not_ranked"] if one["employee"] == ids[office.employee]]
    assert "sanction" in out["because"]
    assert "hukuman disiplin dalam periode" in sheet
