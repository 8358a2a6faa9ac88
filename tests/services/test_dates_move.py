"""Dates of a year that move after people acted by them, over HTTP and Kafka: an extension clears what was late, in
every view; a holiday gives later rejections a day more, and takes none from who was told a day before.
"""

import csv
import io
from datetime import date

import pytest

from chassis.spreadsheets import as_written
from contracts.readings import working_day_after
from tests.services import newcomers, working
from tests.services.test_bad_input import assert_refused
from tests.services.years import FAR, begin_year
from tests.world import main_result

WHY = {"reason_code": "system_outage", "reason": "Sistem tidak dapat dipakai."}


@pytest.fixture(scope="module")
def past(office):
    """A year whose deadlines to report and to show are over, and somebody with a late report, item and activity."""
    year = begin_year(office, long=False)
    person = year.join(newcomers.register(office))
    year.assign(person)
    year.agree(person, year.boss.token)
    year.report(person, "Q4", "12")
    person.made["item"] = year.upload(person, "Q4")
    deed = working.deed(person, day=f"{year.year}-12-01")
    person.made["activity"] = working.do(office, person, "activities", deed)["activity"]
    return year, person


def extend(year, person, deadline, quarter="Q4"):
    moved = {"period": year.period(quarter), "deadline": deadline, "extended_to": FAR, **WHY}
    newcomers.command(year.office, person, "planning", f"/v1/cycles/{year.year}/extensions", "officer", moved)


def got(year, person, service, path):
    answer = year.office.get(service, path, year.boss.token, Ekinerja_Seen=person.seen(service))
    assert answer.status_code == 200, answer.text
    return answer.json()


def evidence_of(year, person):
    """How late the item is, as each view has it."""
    period = year.period("Q4")
    item = got(year, person, "evidence", f"/v1/evidence/{person.made['item']}")
    (waits,) = got(year, person, "evidence", f"/v1/evidence/waiting?period={period}&employee={person.id}")["waiting"]
    gap = got(year, person, "evidence", f"/v1/evidence/gap/{period}?employee={person.id}")
    flagged = ["late" in {one["flag"] for one in row["flags"]} for row in (item, waits)]
    return {item["late"], waits["late"], *flagged, gap["days_left"] < 0}


def test_an_extension_clears_the_lateness_of_evidence_in_every_view(past):
    year, person = past
    before = evidence_of(year, person)

    extend(year, person, "evidence")

    assert (before, evidence_of(year, person)) == ({True}, {False})


def test_an_extension_clears_the_lateness_of_activities(past):
    year, person = past
    listed = working.path_of(person, "activities")
    before = got(year, person, "realization", listed)["activities"]

    extend(year, person, "reporting")

    after = got(year, person, "realization", listed)["activities"]
    assert [(one["activity"], one["late"]) for one in before] == [(person.made["activity"], True)]
    assert [(one["activity"], one["late"]) for one in after] == [(person.made["activity"], False)]


def agree_two(year, person):
    """An agreement of two indicators with the boss, seen by all; the ids of the two."""
    plan = main_result(year.objective)
    plan["indicators"] += main_result(year.objective, title="Jumlah risalah")["indicators"]
    body = {
        "employee": person.id, "assignment": person.made["assignment"], "results": [plan],
        "starts_on": f"{year.year}-01-01", "ends_on": f"{year.year}-12-31",
    }  # fmt: skip
    drafted = newcomers.command(year.office, person, "planning", "/v1/agreements", person.token, body)
    person.made["agreement"] = drafted["agreement"]
    path = f"/v1/agreements/{drafted['agreement']}/acceptance"
    newcomers.command(year.office, person, "planning", path, year.boss.token, {"proposal": 1})
    year.arrived(person, drafted["agreement"])
    return drafted["results"][0]["indicators"]


@pytest.fixture(scope="module")
def lacking(office, past):
    """Who reported two indicators of the first quarter and showed neither; what a colleague of the same unit and
    somebody there whom another rates reported is proven. Its last day to show evidence was moved far ahead."""
    year, colleague = past
    person, anothers = year.join(newcomers.register(office)), year.join(newcomers.register(office))
    superior = office.story.ids[office.superior]
    year.assign(person)
    year.assign(anothers, rater=superior)
    for indicator in agree_two(year, person):
        person.made["indicator"] = indicator
        year.report(person, "Q1", "3")
    year.agree(anothers, office.superior)
    year.prove(anothers, "Q1", "3", office.superior)
    year.prove(colleague, "Q1", "3", year.boss.token)
    for one in (anothers, colleague):
        person.heads |= one.heads
    extend(year, person, "evidence", "Q1")
    return person


def sheet_of(year, service, path):
    """The lines of a sheet, as the boss gets it."""
    answer = year.office.get(service, path, year.boss.token)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def days_to(office, day):
    return (date.fromisoformat(day) - date.fromisoformat(office.today)).days


def test_days_left_are_of_each_deadline_as_it_is_in_force(office, past, lacking):
    year, period = past[0], past[0].period("Q1")
    reporting, evidence = days_to(office, f"{year.year + 1}-01-31"), days_to(office, FAR)

    monitored = got(year, lacking, "realization", f"/v1/monitoring/{period}")
    sheet = sheet_of(year, "realization", f"/v1/monitoring/{period}?format=csv")
    gap = got(year, lacking, "evidence", f"/v1/evidence/gap/{period}")

    assert (monitored["reporting_days_left"], monitored["evidence_days_left"]) == (reporting, evidence)
    columns = [{as_written(row[name]) for row in sheet} for name in ("sisa hari lapor", "sisa hari bukti")]
    assert columns == [{str(reporting)}, {str(evidence)}]
    assert (gap["evidence_deadline"], gap["days_left"]) == (FAR, evidence)


def test_the_gap_is_counted_by_rater_and_by_unit_over_who_lacks_nothing_too(office, past, lacking):
    year, path = past[0], f"/v1/evidence/gap/{past[0].period('Q1')}"
    superior = office.story.ids[office.superior]

    team, unit = (got(year, lacking, "evidence", asked) for asked in (path, f"{path}?unit={year.unit}"))

    of_boss = {"rater": year.boss.id, "reported": 3, "not_proven": 2, "people": 1}
    of_superior = {"rater": superior, "reported": 1, "not_proven": 0, "people": 0}
    assert team["raters"] == [of_boss]
    assert team["units"] == [{"unit": year.unit, "reported": 3, "not_proven": 2, "people": 1}]
    assert unit["raters"] == sorted([of_boss, of_superior], key=lambda one: one["rater"])
    assert unit["units"] == [{"unit": year.unit, "reported": 4, "not_proven": 2, "people": 1}]
    assert [(one["employee"], one["reported"], one["proven"]) for one in unit["people"]] == [(lacking.id, 2, 0)]


@pytest.mark.parametrize("of", ["the team", "the unit"])
def test_the_gap_as_a_sheet_has_a_line_for_each_indicator_with_its_deadline(office, past, lacking, of):
    year, period = past[0], past[0].period("Q1")
    asked = "format=csv" if of == "the team" else f"format=csv&unit={year.unit}"
    got(year, lacking, "evidence", f"/v1/evidence/gap/{period}")  # all has arrived

    rows = sheet_of(year, "evidence", f"/v1/evidence/gap/{period}?{asked}")

    named = ("pegawai", "unit", "pejabat penilai", "realisasi", "sebab", "jumlah bukti", "batas bukti", "sisa hari")
    told = (lacking.id, year.unit, year.boss.id, "3", "belum ada bukti", "0", FAR, str(days_to(office, FAR)))
    assert [tuple(row[name] for name in named) for row in rows] == [told] * 2
    assert {row["judul"] for row in rows} == {"Jumlah laporan", "Jumlah risalah"}


def test_a_rejection_after_a_holiday_was_added_gives_a_day_more_and_one_before_keeps_its_day(office, past):
    year, person = past
    report = year.report(person, "Q3", "9")
    first, second = (year.upload(person, "Q3", name) for name in ("pertama.pdf", "kedua.pdf"))
    told = year.judge(person, first, report, year.boss.token, "rejection")["answer_until"]

    decree = {"days": [told], "reason": "Keputusan bersama tentang cuti bersama"}
    newcomers.command(office, person, "planning", f"/v1/cycles/{year.year}/holidays", "officer", decree)
    later = year.judge(person, second, report, year.boss.token, "rejection")["answer_until"]

    assert later == working_day_after(date.fromisoformat(told), 1, frozenset()).isoformat()
    (kept,) = got(year, person, "evidence", f"/v1/evidence/{first}")["verdicts"]
    assert kept["answer_until"] == told


def test_added_holidays_stand_in_the_cycle_and_its_history_with_the_reason_and_once(office, past):
    year, _ = past
    path = f"/v1/cycles/{year.year}"
    decree = {"days": ["2990-12-26", "2990-12-24"], "reason": "Cuti bersama"}
    (head,) = office.made("planning", f"{path}/holidays", "officer", decree)["streams"]

    (again,) = office.made("planning", f"{path}/holidays", "officer", decree)["streams"]
    shown = office.get("planning", path, office.employee).json()["holidays"]
    added = office.get("planning", f"{path}/history", office.employee).json()["events"][head["version"] - 1]
    why = office.get("planning", f"/v1/texts/{added['reason']['text']}", office.employee).json()["body"]

    assert again == head
    assert shown[-2:] == ["2990-12-24", "2990-12-26"]
    assert (added["type"], added["days"], why) == ("HolidaysAdded", ["2990-12-24", "2990-12-26"], "Cuti bersama")


def test_a_day_that_has_passed_is_no_holiday_any_more(office, past):
    path = f"/v1/cycles/{past[0].year}/holidays"

    refused = office.post("planning", path, "officer", {"days": ["2990-12-31", "2026-08-18"], "reason": "Terlambat"})

    assert_refused(refused, 422)
    assert refused.json()["type"].endswith(":day-has-passed")
    assert "2026-08-18" in refused.json()["detail"]
    assert refused.json()["who_must_act"] == "performance officer"
