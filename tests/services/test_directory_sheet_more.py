"""The directory's sheet over HTTP: lines of one file that contradict each other, last days, delegates (Plt, Plh)."""

import uuid

from tests.services.test_directory_import import a_sheet, number, outcomes, send

COLUMNS = ("selesai", "nip plt/plh", "plt/plh", "mulai plt/plh", "selesai plt/plh")


def columns(answer):
    return [[one["column"] for one in line["errors"]] for line in answer.json()["lines"]]


def test_a_person_twice_since_other_days_or_rated_by_two_is_bad_and_nothing_is_recorded(office):
    content, before = a_sheet(), office.recorded("planning")
    staff = content.splitlines()[1]
    rater = staff.split(",")[7]
    later, rated = staff.replace("2026-01-01", "2026-02-01"), staff.replace(rater, number())

    dry = send(office, f"{content}{later}\n{rated}\n")
    answer = send(office, f"{content}{later}\n{rated}\n", dry_run="false")

    assert columns(dry) == columns(answer) == [[], [], ["mulai"], ["nip penilai"]]
    assert (answer.json()["imported"], office.recorded("planning")) == (False, before)


def wide(content, *lines):
    """The sheet with the columns more, their cells from above."""
    header, *rows = content.rstrip("\n").split("\n")
    more = [",".join(line) if line else "," * (len(COLUMNS) - 1) for line in lines]
    return "\n".join(f"{row},{cells}" for row, cells in zip([header, *rows], [",".join(COLUMNS), *more], strict=True))


def record(office, line):
    return office.get("planning", f"/v1/employees/{line['employee']}", "officer").json()


def test_last_days_and_delegates_come_with_the_people_and_are_recorded_once(office):
    content, key = a_sheet(), str(uuid.uuid4())
    staff = content.splitlines()[1].split(",")[2]
    delegated = ("", staff, "Plh", "2026-03-02", "2026-03-06")
    asked = wide(content, ("2026-11-30", "", "", "", ""), delegated)

    dry = send(office, asked)
    first = send(office, asked, key=key, dry_run="false")
    before = office.recorded("planning")
    again = send(office, asked, key=key, dry_run="false")
    anew = send(office, asked, dry_run="false")

    assert outcomes(dry) == [(2, "not_done"), (3, "not_done")]
    assert outcomes(first) == [(2, "recorded"), (3, "recorded")], first.text
    member, head = first.json()["lines"]
    assert record(office, member)["assignments"][0]["ends_on"] == "2026-11-30"
    (given,) = record(office, head)["delegations"]
    assert (given["delegation"], given["delegate"], given["kind"]) == (head["delegation"], member["employee"], "plh")
    assert [given[name][:13] for name in ("starts_at", "ends_at")] == ["2026-03-01T16", "2026-03-06T16"]
    assert again.json()["lines"] == first.json()["lines"]
    assert outcomes(anew) == [(2, "unchanged"), (3, "unchanged")]
    assert office.recorded("planning") == before


def test_another_last_day_or_delegate_than_is_recorded_is_bad_and_changes_nothing(office):
    content = a_sheet()
    staff = content.splitlines()[1].split(",")[2]
    delegated = ("", staff, "Plh", "2026-03-02", "2026-03-06")
    send(office, wide(content, (), delegated), dry_run="false")
    before = office.recorded("planning")

    other = send(office, wide(content, ("2026-11-30", "", "", "", ""), (*delegated[:4], "2026-03-09")), dry_run="false")
    nobody = send(office, wide(content, (), ("", number(), *delegated[2:])), dry_run="false")

    assert columns(other) == [["selesai"], ["mulai plt/plh"]]
    assert columns(nobody) == [[], ["nip plt/plh"]]
    assert office.recorded("planning") == before


def test_a_delegation_that_the_officer_ended_does_not_make_its_line_bad(office):
    content = a_sheet()
    staff = content.splitlines()[1].split(",")[2]
    asked = wide(content, (), ("", staff, "Plt", "2026-09-01", "2026-12-31"))
    _, head = send(office, asked, dry_run="false").json()["lines"]
    path = f"/v1/employees/{head['employee']}/delegations/{head['delegation']}/end"
    office.made("planning", path, "officer", None)
    before = office.recorded("planning")

    again = send(office, asked, dry_run="false")

    assert outcomes(again) == [(2, "unchanged"), (3, "unchanged")]
    assert office.recorded("planning") == before
