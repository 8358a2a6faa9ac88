"""What leaves for a spreadsheet, of every service: found in the OpenAPI files, written by one function, run by none."""

import csv
import io

import pytest

from chassis.spreadsheets import CSV_TYPE
from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.rights_table import plan_of
from tests.services.test_openapi import FILES

#: Every operation that answers with CSV. Another one needs a line here and a row of hostile cells below.
EXPORTS = {
    ("planning", "/v1/units/{unit}/matrix/{year}"),
    ("planning", "/v1/employees"),
    ("evidence", "/v1/evidence/gap/{period}"),
    *(("realization", path) for path in ("/v1/monitoring/{period}", "/v1/units/{unit}/monitoring/{period}")),
    *(("evaluation", f"/v1/units/{{unit}}/{rest}") for rest in ("recap/{period}", "awards/{period}", "finals/{year}")),
}
#: What a spreadsheet would run, or pass to a shell.
HOSTILE = ["=HYPERLINK(1)", "+62", "-5", "@SUM(A1)", " =1", "\uff1d1"]


def test_every_export_is_known():
    exports = {
        (service, path)
        for service, file in FILES.items()
        for path, operations in file["paths"].items()
        for operation in operations.values()
        for response in operation["responses"].values()
        if CSV_TYPE in response.get("content", {})
    }

    assert exports == EXPORTS


@pytest.mark.parametrize("cell", HOSTILE)
def test_no_cell_of_a_matrix_is_run(office, cell):
    unit = office.made("planning", "/v1/units", "officer", {"name": cell})["unit"]
    objective = office.made("planning", f"/v1/units/{unit}/objectives", "officer", {"year": 2026, "title": cell})
    head = newcomers.register(office, ("employee", "rater"))
    newcomers.assign(office, head, unit=unit, rater=office.story.ids[office.superior], position=cell, head_of_unit=True)
    plan = plan_of(objective["objective"])
    plan[0]["title"] = cell
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    body = {"employee": head.id, "assignment": head.made["assignment"], "results": plan, **days}
    drafted = newcomers.command(office, head, "planning", "/v1/agreements", head.token, body)["agreement"]
    acceptance = f"/v1/agreements/{drafted}/acceptance"
    newcomers.command(office, head, "planning", acceptance, office.superior, {"proposal": 1})

    answer = office.get(
        "planning", f"/v1/units/{unit}/matrix/2026?format=csv", "officer", Ekinerja_Seen=head.seen("planning")
    )

    assert_harmless(answer, cell)
    assert_harmless(office.get("planning", f"/v1/employees?unit={unit}&format=csv", "officer"), cell)


@pytest.mark.parametrize("cell", HOSTILE)
def test_no_cell_of_monitoring_and_of_the_evidence_gap_is_run(office, cell):
    person, unit = newcomers.employed(office, title=cell), office.story.ids["u-tu"]
    newcomers.report(office, person, "3")
    for service, path in (
        ("realization", f"/v1/monitoring/{OPEN_PERIOD}?format=csv"),
        ("realization", f"/v1/units/{unit}/monitoring/{OPEN_PERIOD}?format=csv"),
        ("evidence", f"/v1/evidence/gap/{OPEN_PERIOD}?employee={person.id}&format=csv"),
    ):
        answer = office.get(service, path, office.rater, Ekinerja_Seen=person.seen(service))

        assert_harmless(answer, cell)


def assert_harmless(answer, cell):
    """No cell of a sheet begins with the hostile one but behind an apostrophe, and one does so."""
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, CSV_TYPE)
    cells = [one for row in csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")) for one in row]
    holding = [one for one in cells if one.removeprefix("'").startswith(cell)]
    assert holding
    assert all(one.startswith("'") for one in holding)
