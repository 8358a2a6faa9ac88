"""The national report of SKPs over HTTP: moves end and begin assignments, acting offices become what they are."""

import itertools
import uuid

import pytest

from tests.domain.planning.test_report import HEADER
from tests.services.test_directory_import import outcomes
from tests.sheets import xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NUMBERS = itertools.count(1)


def number():
    return f"19930405{2008 + next(_NUMBERS) % 14}{next(_NUMBERS) % 12 + 1:02}2{next(_NUMBERS) % 100 + 900}"


class Report:
    """A report of two units of the test's own, the lower under the upper."""

    def __init__(self):
        mark = uuid.uuid4().hex[:8]
        self.top, self.below, self.other = f"Kanwil {mark}", f"Bidang A {mark}", f"Bidang B {mark}"
        self.head, self.chief, self.rival, self.staff = (number() for _ in range(4))
        self.lines = []
        self.add(self.head, self.top, "Kepala Kantor", kind="STRUKTURAL")
        self.add(self.chief, self.below, "Kepala Bidang A", kind="STRUKTURAL")
        self.add(self.staff, self.below, "Analis")

    def add(self, nip, unit, position, kind="FUNGSIONAL", **said):
        first, last = said.get("first", "2026-01-01"), said.get("last", "2026-12-31")
        above = self.top if unit != self.top else "Kementerian"
        self.lines.append([
            str(len(self.lines)), nip, f"Orang {nip[-3:]}", position, unit, "PNS", "ok", "x", unit, above, self.top,
            position, kind, first, last, said.get("acting", "false"), first,
        ])  # fmt: skip

    def file(self):
        return xlsx({"SKP": [HEADER, *self.lines]})


@pytest.fixture
def report():
    return Report()


def post(office, report, key=None, **query):
    headers = {"Content_Type": XLSX, "Idempotency_Key": key or str(uuid.uuid4())}
    asked = "&".join(f"{name}={value}" for name, value in {"layout": "skp_report", **query}.items())
    return office.post("planning", f"/v1/directory/imports?{asked}", "officer", report.file(), **headers)


def steps(answer):
    return [line["steps"] for line in answer.json()["lines"]]


def record(office, answer, line):
    employee = answer.json()["lines"][line]["employee"]
    return office.get("planning", f"/v1/employees/{employee}", "officer").json()


@pytest.mark.parametrize(("first", "last", "column"), [
    ("0226-03-01", "2026-03-31", "periode_awal"), ("0001-01-01", "2026-03-31", "periode_awal"),
    ("2026-03-01", "9999-12-31", "periode_akhir"),
])  # fmt: skip
def test_an_acting_office_in_a_year_no_clock_bears_is_a_bad_cell(office, report, first, last, column):
    """It was recorded as an instant that nobody can read, or was a 500."""
    report.add(report.staff, report.below, "Plt Kepala Bidang A", acting="true", first=first, last=last)

    answer = post(office, report, dry_run="false")

    assert answer.status_code == 200, answer.text
    assert [(line["line"], one["column"]) for line in answer.json()["lines"] for one in line["errors"]] == [(5, column)]
    assert not answer.json()["imported"]


def test_an_empty_directory_is_filled_with_units_people_and_their_raters(office, report):
    dry = post(office, report)
    before = office.recorded("planning")
    answer = post(office, report, dry_run="false")

    assert (dry.status_code, steps(dry), dry.json()["bad_lines"]) == (200, [["assignment"]] * 3, 0)
    assert office.recorded("planning") > before
    assert outcomes(answer) == [(2, "recorded"), (3, "recorded"), (4, "recorded")]
    raters = [record(office, answer, line)["assignments"][0]["rater"] for line in range(3)]
    ids = [line["employee"] for line in answer.json()["lines"]]
    assert raters == [None, ids[0], ids[1]]
    assert [record(office, answer, line)["assignments"][0]["head_of_unit"] for line in range(3)] == [True, True, False]


def test_a_person_who_stands_in_it_again_has_moved_and_the_same_report_again_changes_nothing(office, report):
    report.add(report.rival, report.other, "Kepala Bidang B", kind="STRUKTURAL")
    report.add(report.staff, report.other, "Analis", first="2026-07-01")
    key = str(uuid.uuid4())

    answer = post(office, report, key=key, dry_run="false")
    before = office.recorded("planning")
    again = post(office, report, key=key, dry_run="false")
    anew = post(office, report, dry_run="false")

    assert steps(answer)[-1] == ["end", "assignment"]
    first, second = record(office, answer, 2)["assignments"]
    assert (first["ends_on"], second["starts_on"], second["ends_on"]) == ("2026-06-30", "2026-07-01", None)
    assert steps(again) == steps(anew) == [["stays"]] * 5
    assert office.recorded("planning") == before


def test_acting_for_a_holder_is_a_delegation_and_in_a_vacant_office_a_second_assignment(office, report):
    interval = {"first": "2026-03-01", "last": "2026-03-31", "acting": "true", "kind": "STRUKTURAL"}
    report.add(report.staff, report.below, "Plh. Kepala Bidang A", **interval)
    report.add(report.chief, report.other, "Plt. Kepala Bidang B", **interval)

    answer = post(office, report, dry_run="false")
    before = office.recorded("planning")
    anew = post(office, report, dry_run="false")

    assert steps(answer)[-2:] == [["delegation"], ["second_assignment"]]
    (given,) = record(office, answer, 1)["delegations"]
    assert (given["kind"], given["delegate"]) == ("plh", answer.json()["lines"][2]["employee"])
    assert answer.json()["lines"][3]["delegation"] == given["delegation"]
    own, second = record(office, answer, 1)["assignments"]
    assert (own["ends_on"], second["ends_on"], second["head_of_unit"]) == (None, "2026-03-31", True)
    assert steps(anew)[-2:] == [["stays"], ["stays"]]
    assert office.recorded("planning") == before


def test_a_line_whose_rater_cannot_be_told_is_bad_and_nothing_is_imported(office):
    report = Report()
    report.lines = [report.lines[2]]
    before = office.recorded("planning")

    answer = post(office, report, dry_run="false")

    ((error,),) = [line["errors"] for line in answer.json()["lines"]]
    assert error["column"] == "nip penilai"
    assert office.recorded("planning") == before


def test_the_directorys_own_layout_comes_as_xlsx_too(office):
    rows = [["unit", "nip", "nama", "jenis pegawai"], [f"Seksi {uuid.uuid4().hex[:8]}", number(), "Orang", "PNS"]]
    headers = {"Content_Type": XLSX, "Idempotency_Key": str(uuid.uuid4())}

    answer = office.post("planning", "/v1/directory/imports", "officer", xlsx({"A": rows}), **headers)

    assert outcomes(answer) == [(2, "not_done")]
    rows[1][1] = int(rows[1][1])
    bad = office.post("planning", "/v1/directory/imports", "officer", xlsx({"A": rows}), **headers)
    assert [one["cell"] for one in bad.json()["lines"][0]["errors"]] == ["B2"]
