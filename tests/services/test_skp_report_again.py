"""The national report over HTTP where it is easily got wrong: units of one name, a head who will retire, and an outage
between the end of one assignment and the beginning of the next.
"""

import uuid

import psycopg

from tests.services.test_skp_report import Report, number, post, record, steps


def line(report, nip, unit, position, kind="FUNGSIONAL", first="2026-01-01"):
    """unit: its name and that of the unit above."""
    unit, above = unit
    report.lines.append([
        str(len(report.lines)), nip, f"Orang {nip[-3:]}", position, unit, "PNS", "ok", "x", unit, above, report.top,
        position, kind, first, "2026-12-31", "false", first,
    ])  # fmt: skip


def raters(office, answer):
    """The rater of everyone's last assignment, by the line of the answer they stand in."""
    lines = [one.get("employee") for one in answer.json()["lines"]]
    found = [record(office, answer, at)["assignments"][-1]["rater"] for at in range(len(lines))]
    return [None if one is None else lines.index(one) for one in found]


def two_offices():
    """Two offices below the top, each with a Subbagian Tata Usaha of its own; the heads, the chiefs, and one each."""
    report, mark = Report(), uuid.uuid4().hex[:8]
    report.lines = report.lines[:1]
    offices = [f"Kankemenag Boalemo {mark}", f"Kankemenag Pohuwato {mark}"]
    report.parts = [(f"Subbagian Tata Usaha {mark}", one) for one in offices]
    report.staffs = [number(), number()]
    for unit in offices:
        line(report, number(), (unit, report.top), "Kepala Kantor", "STRUKTURAL")
    for unit in report.parts:
        line(report, number(), unit, "Kepala Subbagian", "STRUKTURAL")
    for unit, nip in zip(report.parts, report.staffs, strict=True):
        line(report, nip, unit, "Analis")
    return report


def test_units_of_one_name_in_two_offices_are_rated_by_their_own_heads(office):
    answer = post(office, two_offices(), dry_run="false")

    assert answer.json()["bad_lines"] == 0, answer.text
    assert raters(office, answer) == [None, 0, 0, 1, 2, 3, 4]


def test_a_move_between_units_of_one_name_is_a_move(office):
    report = two_offices()
    before = post(office, report, dry_run="false")
    line(report, report.staffs[0], report.parts[1], "Analis", first="2026-07-01")

    answer = post(office, report, dry_run="false")

    assert steps(answer)[-1] == ["end", "assignment"]
    was, held = record(office, before, 5)["assignments"]
    assert (was["ends_on"], held["rater"]) == ("2026-06-30", before.json()["lines"][4]["employee"])


def test_a_head_who_will_retire_still_rates(office):
    report = Report()
    answer = post(office, report, dry_run="false")
    chief = answer.json()["lines"][1]
    held = record(office, answer, 1)["assignments"][0]["assignment"]
    path = f"/v1/employees/{chief['employee']}/assignments/{held}/end"
    office.made("planning", path, "officer", {"ends_on": "2099-12-31", "reason_code": "left_service"})
    report.lines = report.lines[2:]
    report.add(number(), report.below, "Arsiparis")

    later = post(office, report, dry_run="false")

    assert record(office, later, 1)["assignments"][0]["rater"] == chief["employee"], later.text


def test_a_new_head_is_said_of_those_whom_the_former_one_still_rates(office):
    report = Report()
    post(office, report, dry_run="false")
    del report.lines[1]
    report.add(report.chief, report.other, "Kepala Bidang B", kind="STRUKTURAL", first="2026-07-01")
    report.add(number(), report.below, "Kepala Bidang A", kind="STRUKTURAL", first="2026-07-01")

    answer = post(office, report)

    assert steps(answer) == [["stays"], ["stays", "other_rater"], ["end", "assignment"], ["assignment"]]


def test_a_move_and_an_acting_office_with_its_end_are_one_transaction_each(office):
    """Else an outage between the two leaves both places open, and the same file again finds nothing to do."""
    report = Report()
    report.add(report.rival, report.other, "Kepala Bidang B", kind="STRUKTURAL")
    answer = post(office, report, dry_run="false")
    report.add(report.staff, report.other, "Analis", first="2026-07-01")
    empty = f"Bidang Kosong {uuid.uuid4().hex[:8]}"
    report.add(report.chief, empty, "Plt. Kepala", first="2026-03-01", last="2026-03-31", acting="true",
               kind="STRUKTURAL")  # fmt: skip

    again = post(office, report, dry_run="false")

    assert steps(again)[-2:] == [["end", "assignment"], ["second_assignment"]]
    for at in (1, 2):
        employee = answer.json()["lines"][at]["employee"]
        assert transactions(office, employee)[-1] == ["AssignmentEnded", "AssignmentStarted"]


def test_who_acts_in_a_vacant_office_moves_from_their_own_in_a_later_report(office):
    """The acting assignment is open beside their own: which of the two ends is said by the report."""
    report = Report()
    report.add(report.rival, report.other, "Kepala Bidang B", kind="STRUKTURAL")
    report.add(report.staff, f"Bidang Kosong {uuid.uuid4().hex[:8]}", "Plt. Kepala", first="2026-03-01", acting="true",
               kind="STRUKTURAL")  # fmt: skip
    before = post(office, report, dry_run="false")
    report.add(report.staff, report.other, "Analis", first="2026-08-01")

    answer = post(office, report, dry_run="false")

    assert (steps(before)[-1], steps(answer)[-2:]) == (["second_assignment"], [["stays"], ["end", "assignment"]])
    held = {(one["position"], one["starts_on"]): one["ends_on"] for one in record(office, before, 2)["assignments"]}
    assert held == {
        ("Analis", "2026-01-01"): "2026-07-31", ("Kepala", "2026-03-01"): "2026-12-31", ("Analis", "2026-08-01"): None,
    }  # fmt: skip


def transactions(office, stream):
    """The types of a stream's events, sorted, by the transaction that wrote them."""
    with psycopg.connect(office.stack.database_url("planning")) as conn:
        rows = conn.execute(
            "SELECT array_agg(split_part(topic, '.', 3) ORDER BY split_part(topic, '.', 3)) FROM stored_events"
            " WHERE originator_id = %s GROUP BY xmin::text ORDER BY min(originator_version)",
            (stream,),
        ).fetchall()
    return [row[0] for row in rows]
