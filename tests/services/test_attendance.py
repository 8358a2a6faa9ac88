"""Attendance and sanctions over HTTP: imported by the officer, once; read by the person, not by who rates."""

import uuid

import pytest

from tests.services import newcomers, working
from tests.services.test_bad_input import assert_refused
from tests.services.working import sheet

MONTHS, SANCTIONS = "/v1/attendance/imports", "/v1/sanctions/imports"
HEADER = "Pegawai,Bulan,Hari Kerja,Hadir,Terlambat,Alpa,Cuti\n"


@pytest.fixture(scope="module")
def person(office):
    return working.employed(office)


def record(office, person, who="", year=2026):
    path = f"/v1/employees/{person.id}/attendance/{year}"
    return office.get("realization", path, who or person.token, Ekinerja_Seen=person.seen("realization"))


def outcomes(answer):
    return [one["outcome"] for one in answer.json()["lines"]]


def test_months_of_many_people_are_checked_then_imported_once(office):
    people = [working.employed(office) for _ in range(3)]
    content = HEADER + "".join(f"{one.id},2026-{month:02},20,19,2,0,1\n" for one in people for month in (1, 2))
    for one in people[1:]:
        people[0].heads |= one.heads
    before, key = office.recorded("realization"), str(uuid.uuid4())

    checked = sheet(office, people[0], MONTHS, content, "officer")
    unchanged = office.recorded("realization")
    first = sheet(office, people[0], MONTHS, content, "officer", dry_run="false", Idempotency_Key=key)
    again = sheet(office, people[0], MONTHS, content, "officer", dry_run="false", Idempotency_Key=key)
    anew = sheet(office, people[0], MONTHS, content, "officer", dry_run="false")

    assert (checked.status_code, outcomes(checked), unchanged) == (200, ["not_done"] * 6, before)
    assert (first.status_code, outcomes(first)) == (201, ["recorded"] * 6)
    assert first.json() == again.json()
    assert outcomes(anew) == ["unchanged"] * 6
    shown = record(office, people[1]).json()["months"]
    assert [(one["month"], one["present"], one["on_leave"]) for one in shown] == [
        ("2026M01", 19, 1),
        ("2026M02", 19, 1),
    ]


def test_figures_that_do_not_add_up_and_people_nobody_knows_are_bad_lines(office, person):
    lines = (
        f"{person.id},2026-03,20,19,0,0,\n", f"{person.id},2026-03,20,5,6,15,\n",
        f"{uuid.uuid4()},2026-03,20,20,0,0,\n",
        f"{person.id},2026-12,20,20,0,0,\n", f"{office.story.ids['u-tu']},2026-03,20,20,0,0,\n",
        f"{person.id},1926-03,20,20,0,0,\n", f"{person.id},0000-01,20,20,0,0,\n", f"{person.id},2026-04,20,20,0,0,\n",
    )  # fmt: skip

    stopped = sheet(office, person, MONTHS, HEADER + "".join(lines), "officer", dry_run="false")
    skipped = sheet(office, person, MONTHS, HEADER + "".join(lines), "officer", dry_run="false", on_error="skip")

    assert (stopped.status_code, outcomes(stopped)) == (200, ["bad"] * 7 + ["not_done"])
    assert (skipped.status_code, outcomes(skipped)) == (201, ["bad"] * 7 + ["recorded"])
    assert all(line["errors"][0]["mend"] for line in skipped.json()["lines"][:7])


def test_a_later_record_of_a_month_replaces_the_earlier_one(office):
    person = working.employed(office)
    path = f"/v1/employees/{person.id}/attendance"
    month = {"month": "2026M05", "working_days": 20, "present": 19, "late": 0, "absent": 1}
    newcomers.command(office, person, "realization", path, "officer", month)
    newcomers.command(office, person, "realization", path, "officer", month)
    newcomers.command(office, person, "realization", path, "officer", {**month, "absent": 0, "on_leave": 1})

    answer = record(office, person)

    (shown,) = answer.json()["months"]
    assert (shown["absent"], shown["on_leave"]) == (0, 1)
    assert answer.headers["ETag"] == '"2"'


def test_sanctions_are_imported_and_can_be_withdrawn(office):
    person = working.employed(office)
    content = f"Pegawai;Tanggal;Tingkat\n{person.id};2026-03-02;Ringan\n{person.id};2026-03-02;ringan\n"
    answer = sheet(office, person, SANCTIONS, content, "officer", dry_run="false")
    (shown,) = record(office, person).json()["sanctions"]
    path = f"/v1/employees/{person.id}/sanctions/2026/{shown['sanction']}/withdrawal"
    newcomers.command(office, person, "realization", path, "officer", {"reason_code": "lifted"})

    assert outcomes(answer) == ["recorded", "unchanged"]
    assert (shown["grade"], shown["imposed_on"]) == ("light", "2026-03-02")
    assert record(office, person).json()["sanctions"] == []
    assert_refused(office.post("realization", path, "officer", {"reason_code": "lifted"}), 404)


def test_who_rates_does_not_see_attendance(office, person):
    statuses = {who: record(office, person, who).status_code for who in ("", "officer", "auditor")}

    assert set(statuses.values()) == {200}
    for who in (office.rater, office.superior, office.colleague):
        assert_refused(record(office, person, who), 403)


def test_an_officer_records_and_withdraws_nothing_of_their_own(office):
    person, other = working.employed(office), working.employed(office)
    person.heads |= other.heads
    as_officer, of = office.stack.token(["officer"], person.id), f"/v1/employees/{person.id}"
    imposed = {"imposed_on": "2026-03-02", "grade": "light"}
    made = newcomers.command(office, person, "realization", f"{of}/sanctions", "officer", imposed)["sanction"]
    month = {"month": "2026M03", "working_days": 20, "present": 20, "late": 0, "absent": 0}
    before = office.recorded("realization")

    refused = [
        office.post("realization", f"{of}/attendance", as_officer, month),
        office.post("realization", f"{of}/sanctions", as_officer, imposed),
        office.post("realization", f"{of}/sanctions/2026/{made}/withdrawal", as_officer, {"reason_code": "lifted"}),
    ]
    unchanged = office.recorded("realization")
    months = HEADER + "".join(f"{one.id},2026-03,20,20,0,0,\n" for one in (person, other))
    imposings = "Pegawai;Tanggal;Tingkat\n" + "".join(f"{one.id};2026-03-03;Ringan\n" for one in (person, other))
    imported = [
        sheet(office, person, path, content, as_officer, dry_run="false", on_error="skip")
        for path, content in ((MONTHS, months), (SANCTIONS, imposings))
    ]

    for answer in refused:
        assert_refused(answer, 403)
        assert answer.json()["who_must_act"] == "another performance officer"
    assert unchanged == before
    assert [outcomes(answer) for answer in imported] == [["bad", "recorded"]] * 2
    shown = record(office, person, "officer").json()
    assert (shown["months"], [one["sanction"] for one in shown["sanctions"]]) == ([], [made])


def test_an_import_is_the_officers(office, person):
    for who in (person.token, office.rater, "auditor"):
        assert_refused(sheet(office, person, MONTHS, HEADER, who), 403)
