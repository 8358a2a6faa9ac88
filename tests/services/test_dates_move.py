"""Dates of a year that move after people acted by them, over HTTP and Kafka: an extension clears what was late, in
every view; a holiday gives later rejections a day more, and takes none from who was told a day before.
"""

from datetime import date

import pytest

from contracts.readings import working_day_after
from tests.services import newcomers, working
from tests.services.test_bad_input import assert_refused
from tests.services.years import FAR, begin_year

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


def extend(year, person, deadline):
    moved = {"period": year.period("Q4"), "deadline": deadline, "extended_to": FAR, **WHY}
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
