"""A year's results, of a team made final once: why, on paper, and what the unit came to (7.6 to 7.10).

In the order of the file: what is settled and amended at its end was as it is read before.
"""

import csv
import io
import re
from xml.etree import ElementTree

import openpyxl
import pytest

from tests.services import newcomers
from tests.services.judged_year import Judged
from tests.services.judging import counted_again
from tests.services.test_bad_input import assert_refused
from tests.services.test_unit_results import REPORT, XLSX

COUNTS = {"sangat_baik": 1, "baik": 4, "butuh_perbaikan": 1, "kurang": 0, "sangat_kurang": 0}


@pytest.fixture(scope="module")
def judged(office):
    return Judged(office)


def lines_of(answer):
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))


# -- why -------------------------------------------------------------------------------------------------------------


def test_a_years_final_is_explained_by_its_periods_months_and_rules(judged):
    person, year = judged.reached, judged.year.year
    final = judged.of_person(person, "").json()

    it = judged.of_person(person, "/explanation").json()

    assert (it["provisional"], it["predicate"], it["score"]) == (False, final["predicate"], final["score"])
    assert it["rests_on"] == final["heads"]
    (agreement,) = it["agreements"]
    (line,) = agreement["results"][0]["indicators"]
    assert [one["text"] for one in line["steps"]] == [
        f"sum: the last cumulative value that counts, looked at from quarter 4 of {year}", "target: 12 laporan",
        "realization that counts: 12 laporan", "achievement: 12 / 12 = 100.00 %", "value: 100.00 (as achieved)",
        "in its result: 100.00 x 100.00 % = 100.00",
    ]  # fmt: skip
    assert (line["title"], line["contribution"]["shown"]) == ("Jumlah laporan", "100.00")
    assert it["advice"][-1]["text"] == "advised result rating, the lower of the two: meets expectation"
    assert it["conclusion"]["text"] == "results meets expectation and behaviour above expectation: predicate good"
    assert [one["text"] for one in it["credit_points"]["rows"]] == [
        "Ahli Muda, good, 12 months: 100 % x 25 x 12 / 12 = 25.00",
    ]  # fmt: skip
    assert it["source"]["type"] == "ekinerja.evaluation.AnnualEvaluationFinalized.v1"
    assert it["policy"]["in_this_release"]


def test_a_year_with_a_move_tells_both_agreements_what_did_not_count_and_the_period_beside(judged):
    it = judged.of_person(judged.moved, "/explanation").json()

    assert [one["months_step"]["text"].split(": ")[1] for one in it["agreements"]] == [
        "3.00 months, 25.00 %", "9.00 months, 75.00 %",
    ]  # fmt: skip
    assert it["score_step"]["text"].startswith("mean by months: ")
    assert [(one["code"], one["title"]) for one in it["exclusions"]] == [("not_reported", "Jumlah laporan")]
    assert [one["period"] for one in it["beside"]] == [judged.year.period("Q4")]
    assert {one["rating"] for one in it["departures"]} == {"result"}


def test_an_open_year_is_provisional_and_says_what_would_change_it(judged):
    it = judged.of_person(judged.open, "/explanation").json()

    assert (it["provisional"], it["source"], it["predicate"]) == (True, None, None)
    assert {(one["kind"], one["code"]) for one in it["would_change"]} == {
        ("missing", "not_reported"), ("missing", "behaviour"), ("missing", "self_assessment"),
    }  # fmt: skip


def test_a_year_is_explained_and_printed_for_those_who_may_read_it(judged):
    person = judged.reached

    for what in ("/explanation", "/document"):
        for who in (person.token, judged.year.boss.token, judged.year.office.superior, "officer", "auditor"):
            assert judged.of_person(person, what, who).status_code == 200
        assert_refused(judged.of_person(person, what, judged.open.token), 403)
    assert_refused(judged.of_person(judged.without, "/explanation"), 404)


def test_page_and_paper_of_a_year_run_nothing_and_a_draft_says_so(judged):
    year = judged.year.year
    page = judged.of_person(judged.moved, "/explanation", Accept="text/html")
    paper, draft = (
        judged.of_person(judged.moved, "/document?lang=id"),
        judged.of_person(judged.open, "/document?lang=id"),
    )

    for one in (page, paper, draft):
        assert one.headers["Content-Type"] == "text/html; charset=utf-8"
        assert one.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert one.text.count("<caption>") == one.text.count("<table")
        assert len(re.findall("<h1", one.text)) == 1
        assert "Jumlah laporan" in one.text
    assert page.text.count("Jumlah laporan") >= 2
    assert f"tahun {year}" in paper.text
    assert "REALISASI BERDASARKAN BUKTI DUKUNG" in paper.text
    assert paper.text.count("A. UTAMA") == 2  # an agreement after the other
    assert ["RANCANGAN" in one.text for one in (paper, draft)] == [False, True]


# -- recap ------------------------------------------------------------------------------------------------------------


def test_everybody_is_in_one_class_of_the_years_recap_also_who_moved_and_the_classes_are_the_head_count(judged):
    found = judged.of_unit("recap").json()

    rows = {one["employee"]: one for one in found["rows"]}
    assert found["people"] == len(found["rows"]) == 10
    assert set(rows) == {judged.year.boss.id, *(one.id for one in judged.everyone)}
    assert found["classes"] == {"final": 6, "open": 2, "excluded": 2}
    assert [(one["employee"], one["predicate"]) for one in found["beside"]] == [(judged.left.id, "baik")]
    assert (rows[judged.between.id]["agreement"], rows[judged.between.id]["predicate"]) == (
        judged.between.made["agreement"], "baik",
    )  # fmt: skip
    finals = [judged.reached, judged.moved, *judged.final]
    assert [rows[one.id]["predicate"] for one in finals] == ["baik", "baik", "butuh_perbaikan", "sangat_baik", "baik"]
    assert rows[judged.moved.id]["agreement"] == judged.moved.made["agreement"]
    assert rows[judged.open.id]["state"] == rows[judged.short.id]["state"] == "not_started"
    assert rows[judged.open.id]["at"] == {"actor": "employee", "person": judged.open.id}
    assert {rows[who]["why"] for who in (judged.year.boss.id, judged.without.id)} == {"no_agreement"}


def test_the_years_recap_leaves_as_csv_and_xlsx_with_the_national_reports_columns(judged):
    sheets = [judged.of_unit("recap", query="?format=csv"), judged.of_unit("recap", Accept=XLSX)]

    lines = lines_of(sheets[0])
    book = openpyxl.load_workbook(io.BytesIO(sheets[1].content))
    assert [[cell.value or "" for cell in row] for row in book.active.iter_rows(min_row=8)] == lines[7:]
    assert lines[3][0] == f"Periode: tahun {judged.year.year}"
    assert lines[7][: len(REPORT)] == REPORT
    by_employee = {line[13]: line for line in lines[8:]}
    assert len(by_employee) == 11
    assert by_employee[judged.reached.id][6:9] == ["Sesuai Ekspektasi", "Di Atas Ekspektasi", "Baik"]


def test_the_export_of_a_year_has_the_annual_finals_behind_those_of_the_periods(judged):
    lines = list(csv.DictReader(io.StringIO(judged.of_unit("finals").text.removeprefix("\ufeff"), newline="")))

    of_year = {line["pegawai"]: line for line in lines if line["periode"] == str(judged.year.year)}
    assert lines[-1]["periode"] == str(judged.year.year)
    assert len(of_year) == 11
    assert (of_year[judged.reached.id]["nilai"], of_year[judged.reached.id]["predikat"]) == ("100.00", "Baik")
    assert of_year[judged.reached.id]["kebijakan"] == "permenpanrb-6-2022-year.v1"


def test_the_annual_finals_are_listed_for_officer_and_auditor_by_pages(office, judged):
    found, after = {}, ""
    while after is not None:
        page = judged.get(f"/v1/evaluations/{judged.year.year}{after}", "auditor").json()
        found |= {one["employee"]: one for one in page["finals"]}
        after = page["next"] and f"?after={page['next']}"

    final = [judged.reached, judged.moved, *judged.final, judged.between, judged.left]
    assert set(found) == {one.id for one in final}
    told = found[judged.reached.id]
    assert (told["year"], told["predicate"], told["standing"]["amended"]) == (judged.year.year, "baik", False)
    assert_refused(judged.get(f"/v1/evaluations/{judged.year.year}", judged.year.boss.token), 403)


def test_a_units_documents_are_printed_one_behind_the_other_by_pages(judged):
    final = [judged.reached, judged.moved, *judged.final, judged.between, judged.left]
    first, whole = (judged.of_unit("documents", query=f"?lang=en&limit={limit}") for limit in (2, 50))
    rest = judged.get(first.headers["Link"].partition(">")[0].removeprefix("<"), "auditor")
    own = judged.of_person(judged.reached, "/document?lang=en").text

    assert whole.text.count("<article>") == len(final)
    assert all(whole.text.count(f"<code>{one.id}</code>") == 1 for one in final)
    assert judged.open.id not in whole.text
    assert own.partition("<main>")[2].partition("</main>")[0].strip() in whole.text
    assert [one.text.count("<article>") for one in (first, rest)] == [2, 2]
    assert "Link" not in whole.headers
    assert_refused(judged.of_unit("documents", judged.year.boss.token), 403)


@pytest.mark.parametrize("what", ["recap", "awards", "distribution", "nine-box", "provisional", "progress"])
def test_a_units_year_is_for_its_head_the_heads_above_the_officer_and_the_auditor(office, judged, what):
    for who in (judged.year.boss.token, office.superior, "officer", "auditor"):
        assert judged.of_unit(what, who).status_code == 200
    assert_refused(judged.of_unit(what, office.rater), 403)
    assert_refused(judged.get(f"/v1/units/{judged.year.unit}/{what}/2999"), 404)


# -- provisional ------------------------------------------------------------------------------------------------------


def test_what_is_read_of_many_years_at_once_is_what_is_read_of_each_alone(judged):
    year = judged.year
    of_unit = judged.of_unit("provisional").json()["people"]
    of_team = judged.get(f"/v1/team/{year.year}/provisional", year.boss.token).json()["people"]
    rows, head = {row["employee"]: row for row in of_unit}, year.boss.id

    assert [row["employee"] for row in of_team] == sorted(one.id for one in (*judged.everyone, judged.left))
    assert [row for row in of_team if row["employee"] in rows] == [row for row in of_unit if row["employee"] != head]
    for person in (judged.open, judged.short):
        alone = judged.of_person(person, "/advice").json()
        alike = ("score", "score_with_excluded", "advised", "policy", "own_version")
        assert {name: rows[person.id][name] for name in alike} == {name: alone[name] for name in alike}
        assert {one["code"] for one in rows[person.id]["would_change"]} == {
            "not_reported", "behaviour", "self_assessment",
        }  # fmt: skip
    for person in (judged.reached, judged.moved):
        (row,) = judged.get(f"/v1/employees/{person.id}/provisional/{year.year}", person.token).json()["people"]
        assert row == rows[person.id]
        assert (row["provisional"], row["predicate"]) == (False, "baik")


def test_progress_of_a_year_counts_everybody_once(judged):
    found = judged.of_unit("progress").json()

    assert found["counts"] == {"final": 6, "not_started": 2, "no_agreement": 2}
    assert (found["people"], found["overdue"], len(found["rows"])) == (10, 0, 10)


# -- awards -----------------------------------------------------------------------------------------------------------


def test_awards_of_a_year_ask_for_the_attendance_of_all_its_months_and_no_sanction_in_it(office, judged):
    year = judged.year.year
    good, lacking, sanctioned = judged.reached, judged.final[1], judged.final[2]
    for person, months in ((good, 12), (lacking, 11), (judged.moved, 12), (sanctioned, 12)):
        for month in range(1, months + 1):
            record = {"month": f"{year}M{month:02}", "working_days": 20, "present": 20, "late": 0, "absent": 0}
            path = f"/v1/employees/{person.id}/attendance"
            newcomers.command(office, person, "realization", path, "officer", record)
    imposed = {"imposed_on": f"{year}-02-04", "grade": "light"}
    newcomers.command(office, sanctioned, "realization", f"/v1/employees/{sanctioned.id}/sanctions", "officer", imposed)
    for day in (f"{year - 1}-12-31", f"{year + 1}-01-01"):  # outside the year: they hinder nobody in it
        newcomers.command(
            office, good, "realization", f"/v1/employees/{good.id}/sanctions", "officer", imposed | {"imposed_on": day}
        )
    for person in (good, lacking, judged.moved, sanctioned):
        judged.saw(person)

    found = judged.of_unit("awards").json()

    assert [(one["employee"], one["rank"]) for one in found["ranked"]] == [(good.id, 1), (judged.moved.id, 2)]
    because = {one["employee"]: (one["because"], one["months_missing"]) for one in found["not_ranked"]}
    assert because[lacking.id] == (["attendance_unknown"], [f"{year}M12"])
    assert because[sanctioned.id] == (["sanction"], [])
    assert because[judged.final[0].id][0] == ["predicate", "attendance_unknown"]
    assert because[judged.open.id][0] == ["not_final"]


# -- distribution -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["distribution/{}/chart", "nine-box/{}"])
def test_a_picture_of_the_year_says_its_numbers(judged, what):
    answer = judged.get(f"/v1/units/{judged.year.unit}/{what.format(judged.year.year)}")

    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    told = ElementTree.fromstring(answer.content).findtext("{http://www.w3.org/2000/svg}desc")
    assert told.startswith("6 orang / people.")


def test_a_year_is_settled_without_who_served_too_short_and_an_amendment_asks_for_a_new_check(office, judged):
    year, boss = judged.year, judged.year.boss
    early = judged.post(judged.settlement, "officer", {})
    judged.made(f"/v1/units/{year.unit}/achievements/{year.year}", office.superior, {"achievement": "baik"})
    waits = judged.post(judged.settlement, "officer", {})
    before = judged.of_unit("distribution").json()
    left_out = {"reason_code": "long_leave", "reason": "Cuti."}
    excluded = [{"employee": one.id, **left_out} for one in (judged.open, judged.without)]
    judged.made(judged.settlement, "officer", {"excluded": excluded})
    settled = judged.of_unit("distribution").json()
    recap = judged.of_unit("recap").json()

    assert_refused(early, 409)  # no achievement of the year
    assert waits.json()["type"].endswith(":distribution-still-open")
    assert before["waiting"] == sorted((judged.open.id, judged.without.id))
    assert before["left_out"] == [{"employee": judged.short.id, "why": "short_period"}]
    assert (settled["counts"], settled["verdict"], settled["check_again"]) == (COUNTS, "fits", False)
    assert {one["reason_code"] for one in settled["settled"]["left_out"]} == {"long_leave", "short_period"}
    assert recap["classes"] == {"final": 6, "open": 1, "excluded": 3}
    reason = next(one["reason"]["text"] for one in settled["settled"]["left_out"] if "reason" in one)
    assert judged.get(f"/v1/texts/{reason}", boss.token).json()["body"] == "Cuti."

    person = judged.reached
    found = {"reason_code": "forged", "reason": "Palsu."}
    newcomers.command(office, person, "evidence", f"/v1/evidence/{judged.item}/finding", boss.token, found)
    year.do(
        person, year.of_year(person, "/amendments"), boss.token, {"item": judged.item, "reason": "Tanpa bukti itu."}
    )
    judged.saw(person)
    changed = judged.of_unit("distribution").json()
    row = next(one for one in judged.of_unit("recap").json()["rows"] if one["employee"] == person.id)
    it = judged.of_person(person, "/explanation").json()
    without_reason = judged.post(judged.settlement, "officer", {"excluded": excluded})
    judged.made(judged.settlement, "officer", {"reason": "Bukti palsu ditemukan.", "excluded": excluded})
    again = judged.of_unit("distribution").json()

    assert (changed["check_again"], changed["counts"]["baik"], changed["verdict"]) == (True, 3, "broken")
    assert (row["amended"], row["predicate"], row["text"]) == (True, "butuh_perbaikan", "final, amended")
    assert (it["source"]["type"], it["predicate"]) == (
        "ekinerja.evaluation.AnnualEvaluationAmended.v1", "butuh_perbaikan",
    )  # fmt: skip
    assert_refused(without_reason, 422)
    assert again["settled"]["version"] == settled["settled"]["version"] + 1
    assert (again["check_again"], len(again["settled"]["broken"])) == (False, len(changed["broken"]))
    heads = {stream: version for (_, stream), version in judged.heads.items()}
    assert counted_again(office, year.unit, heads) == [([], ()), ([], ())]
