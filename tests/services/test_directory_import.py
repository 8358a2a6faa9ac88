"""The directory from a spreadsheet, over HTTP: a dry run records nothing, a bad line stops all or is left out, the same
request again records nothing twice, and every line is accounted for.
"""

import itertools
import uuid

import pytest

from tests.services.test_bad_input import assert_refused

PATH = "/v1/directory/imports"
HEADER = "unit,unit atasan,nip,nama,jenis pegawai,jabatan,pimpinan unit,nip penilai,mulai\n"
_NUMBERS = itertools.count(1)


def number():
    """A NIP of this test's own."""
    return f"19920203{2007 + next(_NUMBERS) % 15}{next(_NUMBERS) % 12 + 1:02}1{next(_NUMBERS) % 100 + 900}"


def send(office, content, who="officer", key=None, **query):
    headers = {"Content_Type": "text/csv", "Idempotency_Key": key or str(uuid.uuid4())}
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return office.post("planning", f"{PATH}?{asked}", who, content.encode(), **headers)


def a_sheet():
    """Two units, the lower first, and two people, the one rated first; names of this test's own."""
    top, below = f"Bagian {uuid.uuid4().hex[:8]}", f"Seksi {uuid.uuid4().hex[:8]}"
    head, staff = number(), number()
    return HEADER + (
        f"{below},{top},{staff},Staf Contoh,PNS,Analis,,{head},2026-01-01\n"
        f"{top},,{head},Kepala Contoh,PNS,Kepala Bagian,ya,,2026-01-01\n"
    )


def outcomes(answer):
    return [(line["line"], line["outcome"]) for line in answer.json()["lines"]]


def test_a_dry_run_says_what_is_bad_and_records_nothing(office):
    content = a_sheet() + "Seksi X,,123,,,,,,\n"
    before = office.recorded("planning")

    answer = send(office, content)

    assert answer.status_code == 200
    assert outcomes(answer) == [(2, "not_done"), (3, "not_done"), (4, "bad")]
    (error,) = answer.json()["lines"][2]["errors"]
    assert error["column"] == "nip"
    assert all(error[word] for word in ("what", "apa", "mend", "perbaikan"))
    assert office.recorded("planning") == before


def test_units_people_and_assignments_are_recorded_whatever_the_order_of_lines(office):
    answer = send(office, a_sheet(), dry_run="false")

    assert answer.status_code == 201
    staff, head = answer.json()["lines"]
    assert outcomes(answer) == [(2, "recorded"), (3, "recorded")]
    record = office.get("planning", f"/v1/employees/{staff['employee']}", "officer").json()
    below = office.get("planning", f"/v1/units/{staff['unit']}", "officer").json()
    assert record["name"] == "Staf Contoh"
    assert (record["assignments"][0]["rater"], record["assignments"][0]["unit"]) == (head["employee"], staff["unit"])
    assert below["parent"] == head["unit"]


def test_the_same_request_again_is_answered_alike_and_a_new_one_changes_nothing(office):
    content, key = a_sheet(), str(uuid.uuid4())
    first = send(office, content, key=key, dry_run="false")
    after_first = office.recorded("planning")

    again = send(office, content, key=key, dry_run="false")
    anew = send(office, content, dry_run="false")

    assert again.json()["lines"] == first.json()["lines"]
    assert outcomes(anew) == [(2, "unchanged"), (3, "unchanged")]
    assert office.recorded("planning") == after_first


def test_a_position_held_since_another_day_is_said_before_anything_is_recorded(office):
    content = a_sheet()
    send(office, content, dry_run="false")

    answer = send(office, content.replace("2026-01-01", "2026-02-01"))

    assert [[one["column"] for one in line["errors"]] for line in answer.json()["lines"]] == [["mulai"], ["mulai"]]


def test_with_a_bad_line_nothing_is_imported_unless_asked_to_skip_it_and_what_rests_on_it(office):
    good, bad = a_sheet(), number()
    rests = f"Seksi X,,{number()},Orang Lain,PNS,Analis,,{bad},2026-01-01\n"
    content = good + f"Seksi X,,{bad},Orang Keliru,honorer,Analis,,,2026-01-01\n" + rests
    before = office.recorded("planning")

    stopped = send(office, content, dry_run="false")
    unchanged = office.recorded("planning")
    skipped = send(office, content, dry_run="false", on_error="skip")

    assert (stopped.status_code, stopped.json()["imported"]) == (200, False)
    assert unchanged == before
    assert skipped.status_code == 201
    assert outcomes(skipped) == [(2, "recorded"), (3, "recorded"), (4, "bad"), (5, "bad")]
    assert [one["column"] for one in skipped.json()["lines"][3]["errors"]] == ["nip penilai"]


def test_a_form_with_a_file_is_taken_too(office):
    headers = {"Authorization": f"Bearer {office.token('officer')}", "Idempotency-Key": str(uuid.uuid4())}
    file = {"file": ("pegawai.csv", a_sheet().encode(), "text/csv")}

    answer = office.http.post(office.stack.urls["planning"] + PATH, files=file, headers=headers)

    assert outcomes(answer) == [(2, "not_done"), (3, "not_done")]


@pytest.mark.parametrize("content", ["", "no header here\n", '"'], ids=["empty", "no header", "no sheet"])
def test_what_is_no_sheet_is_refused(office, content):
    assert_refused(send(office, content), 400, 422)


def test_a_ring_of_units_and_a_rater_of_oneself_are_bad_lines(office):
    mark, own = uuid.uuid4().hex[:8], number()
    content = HEADER + (
        f"A {mark},B {mark},,,,,,,\nB {mark},A {mark},,,,,,,\n"
        f"C {mark},,{own},Orang Contoh,PNS,Analis,,{own},2026-01-01\n"
    )

    answer = send(office, content, dry_run="false")

    assert outcomes(answer) == [(2, "bad"), (3, "bad"), (4, "bad")]
    assert answer.status_code == 200


def test_an_import_is_the_officers(office):
    for who in (office.employee, office.rater, "auditor"):
        assert_refused(send(office, a_sheet(), who), 403)


def with_levels(content, *levels):
    """The sheet with a column more, its cells from above."""
    header, *lines = content.rstrip("\n").split("\n")
    return "\n".join([f"{header},jenjang", *(f"{line},{level}" for line, level in zip(lines, levels, strict=True))])


def test_levels_of_functional_positions_come_with_the_people_and_are_recorded_once(office):
    content, key = with_levels(a_sheet(), "Ahli Muda", ""), str(uuid.uuid4())

    dry = send(office, content)
    first = send(office, content, key=key, dry_run="false")
    again = send(office, content, key=key, dry_run="false")
    anew = send(office, content, dry_run="false")

    staff, head = first.json()["lines"]
    assert outcomes(dry) == [(2, "not_done"), (3, "not_done")]
    assert (staff["functional_level"], head.get("functional_level")) == ("ahli_muda", None)
    assert again.json()["lines"] == first.json()["lines"]
    assert outcomes(anew) == [(2, "unchanged"), (3, "unchanged")]
    record = office.get("planning", f"/v1/employees/{staff['employee']}", "officer").json()
    assert [(one["level"], one["starts_on"]) for one in record["functional_levels"]] == [("ahli_muda", "2026-01-01")]


def test_a_level_that_was_said_otherwise_for_the_day_is_bad_and_changes_nothing(office):
    content = a_sheet()
    send(office, with_levels(content, "Ahli Muda", ""), dry_run="false")
    before = office.recorded("planning")

    other = send(office, with_levels(content, "Ahli Madya", ""), dry_run="false")

    assert [[one["column"] for one in line["errors"]] for line in other.json()["lines"]] == [["jenjang"], []]
    assert office.recorded("planning") == before
