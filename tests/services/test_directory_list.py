"""The list of people over HTTP: found by number, name and unit, by pages, and whole as a sheet; and a person whose
employment changes, with the number that goes with it.
"""

import csv
import io

import pytest

from tests.services import newcomers
from tests.services.test_bad_input import assert_refused

#: Numbers of this file's people begin so, and nobody else's.
BORN = "19790430"
NIP = BORN + "2003121{:03}"
NI = BORN + "2020211{:03}"


def person(office, number, name="Orang Daftar", employment="pns"):
    body = {"name": name, "number": number, "employment": employment}
    answer = office.post("planning", "/v1/employees", "officer", body)
    found = newcomers.Newcomer(answer.json()["employee"], office.stack.token(["employee"], answer.json()["employee"]))
    found.note("planning", answer)
    return found


def listed(office, query, *people):
    seen = ", ".join(one.seen("planning") for one in people)
    answer = office.get("planning", f"/v1/employees?{query}", "officer", Ekinerja_Seen=seen or None)
    assert answer.status_code == 200, answer.text
    return answer


def ids(office, query, *people):
    return {one["employee"] for one in listed(office, query, *people).json()["employees"]}


@pytest.fixture(scope="module")
def unit(office):
    """A unit's id, its head, who works in it, and who worked in it until June."""
    made = office.made("planning", "/v1/units", "officer", {"name": "Seksi Daftar"})["unit"]
    head = person(office, NIP.format(1), "Zubaidah Kepala")
    staff = person(office, NIP.format(2), "Ahmad 50%_Pelaksana")
    left = person(office, NIP.format(3), "Lestari Pindah")
    newcomers.assign(office, head, unit=made, rater=office.story.ids[office.superior], head_of_unit=True)
    for one in (staff, left):
        newcomers.assign(office, one, unit=made, rater=head.id)
    ended = f"/v1/employees/{left.id}/assignments/{left.made['assignment']}/end"
    end = {"ends_on": "2026-06-30", "reason_code": "moved"}
    newcomers.command(office, left, "planning", ended, "officer", end)
    return made, head, staff, left


def test_people_are_found_by_number_name_and_where_they_work_today(office, unit):
    made, head, staff, left = unit
    found = {
        query: ids(office, query, head, staff, left)
        for query in (
            f"number={NIP.format(2)}", f"number={BORN}2003", "name=zubaidah%20k", "name=50%25_p", "name=5_%25",
            f"unit={made}", f"unit={made}&name=ahmad", f"unit={left.id}",
        )
    }  # fmt: skip

    assert list(found.values()) == [
        {staff.id}, {head.id, staff.id, left.id}, {head.id}, {staff.id}, set(), {head.id, staff.id}, {staff.id}, set(),
    ]  # fmt: skip


def test_a_name_with_what_no_name_holds_is_refused_and_no_defect(office):
    answer = office.get("planning", "/v1/employees?name=a%00b", "officer")

    assert answer.status_code == 422, answer.text


def test_pages_of_what_is_found_lose_nobody_and_end(office, unit):
    first = listed(office, f"number={BORN}2003&limit=2", *unit[1:]).json()
    rest = listed(office, f"number={BORN}2003&limit=2&after={first['next']}").json()

    found = [one["employee"] for one in first["employees"] + rest["employees"]]
    assert (sorted(found), rest["next"]) == (sorted(one.id for one in unit[1:]), None)


def test_as_a_sheet_it_joins_an_id_to_a_person_their_place_and_their_rater(office, unit):
    _, head, staff, left = unit

    answer = listed(office, f"number={BORN}2003&format=csv&limit=1", head, staff, left)

    title, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""))
    assert title == ["pegawai", "nip", "nama", "unit", "jabatan", "penilai", "nip penilai"]
    by_id = {row[0]: row[1:] for row in rows}
    assert by_id[staff.id] == [
        NIP.format(2), "Ahmad 50%_Pelaksana", "Seksi Daftar", "Analis", head.id, NIP.format(1),
    ]  # fmt: skip
    assert by_id[left.id] == [NIP.format(3), "Lestari Pindah", "", "", "", ""]
    assert len(rows) == len(by_id) == 3


def test_a_pppk_who_becomes_pns_is_found_by_the_new_number_and_no_longer_by_the_old(office):
    one = person(office, NI.format(1), employment="pppk")
    change = {"employment": "pns", "number": f"{BORN}2025061101", "starts_on": "2026-06-01"}
    path = f"/v1/employees/{one.id}/employment"

    newcomers.command(office, one, "planning", path, "officer", change)
    shown = office.get("planning", f"/v1/employees/{one.id}", "officer").json()

    assert (shown["employment"], shown["number"]) == ("pns", change["number"])
    assert (ids(office, f"number={change['number']}"), ids(office, f"number={NI.format(1)}")) == ({one.id}, set())


def test_a_number_typed_wrongly_with_a_change_is_mended_by_the_same_change_and_an_earlier_one_leaves_todays(office):
    one = person(office, NI.format(4), employment="pppk")
    change = {"employment": "pns", "number": f"{BORN}2025061103", "starts_on": "2026-06-01"}
    mended, earlier = change | {"number": f"{BORN}2025061104"}, change | {"starts_on": "2025-01-01"}
    path = f"/v1/employees/{one.id}/employment"

    for sent in (change, mended, earlier):
        newcomers.command(office, one, "planning", path, "officer", sent)
    shown = office.get("planning", f"/v1/employees/{one.id}", "officer").json()

    assert (shown["employment"], shown["number"]) == ("pns", mended["number"])


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        ({"number": NI.format(2)}, 422, "bad-number"),  # of a PPPK: no month of appointment
        ({"number": NIP.format(1)}, 409, "already-exists"),
        ({"starts_on": "2990-01-01"}, 422, "employment-lies-ahead"),
    ],
)
def test_a_change_of_employment_is_refused_and_nothing_changes(office, unit, change, status, kind):  # noqa: PLR0913
    one = person(office, NI.format(100 + len(kind)), employment="pppk")
    sound = {"employment": "pns", "number": NIP.format(77), "starts_on": "2026-06-01"}
    before = office.recorded("planning")

    refused = office.post("planning", f"/v1/employees/{one.id}/employment", "officer", sound | change)
    shown = office.get("planning", f"/v1/employees/{one.id}", "officer").json()

    assert_refused(refused, status)
    assert refused.json()["type"].endswith(f":{kind}")
    assert (office.recorded("planning"), shown["employment"]) == (before, "pppk")


def test_who_was_erased_gets_no_number_again(office):
    one = person(office, NI.format(500), employment="pppk")
    office.send("DELETE", "planning", f"/v1/employees/{one.id}/identity", "officer")
    change = {"employment": "pns", "number": NIP.format(500), "starts_on": "2026-06-01"}

    refused = office.post("planning", f"/v1/employees/{one.id}/employment", "officer", change)

    assert_refused(refused, 404)
    assert ids(office, f"number={NIP.format(500)}") == set()
