"""How targets come to be agreed over HTTP: what a main result may support, and whose proposal is accepted.

Each test has an employee of its own, so that raters can change and agreements can stay open.
"""

import uuid
from dataclasses import dataclass
from itertools import count

import pytest

from tests.services import newcomers
from tests.services.conftest import Office
from tests.services.test_bad_input import assert_refused

SERIALS = count(901)


@dataclass
class Newcomer:
    """An employee just registered, rated by the office's rater."""

    office: Office
    id: str
    token: str
    assignment: str
    heads: str = ""

    def post(self, path, who, body):
        """A command that has seen all the newcomer has seen."""
        answer = self.office.post("planning", path, who, body, Ekinerja_Seen=self.heads or None)
        self.heads = answer.headers.get("Ekinerja-Seen", self.heads) if answer.is_success else self.heads
        return answer

    def draft(self, who, supports):
        """An agreement with one main result; returns (agreement, the result's id)."""
        drafted = self.post("/v1/agreements", who, {
            "employee": self.id,
            "assignment": self.assignment,
            "starts_on": "2026-07-01",
            "ends_on": "2026-12-31",
            "results": plan(supports),
        })  # fmt: skip
        assert drafted.status_code == 201, drafted.text
        return drafted.json()["agreement"], drafted.json()["results"][0]["result"]

    def accept(self, who, agreement, proposal=1):
        return self.post(f"/v1/agreements/{agreement}/acceptance", who, {"proposal": proposal})


@pytest.fixture
def newcomer(office):
    serial = next(SERIALS)
    person = {"name": "Pendatang Contoh", "number": f"199001012015031{serial}", "employment": "pns"}
    employee = office.post("planning", "/v1/employees", "officer", person).json()["employee"]
    place = {"unit": office.story.ids["u-tu"], "position": "Arsiparis", "starts_on": "2026-01-01"}
    rated = {**place, "rater": office.story.ids[office.rater]}
    assigned = office.post("planning", f"/v1/employees/{employee}/assignments", "officer", rated)
    token = office.stack.token(["employee"], employee)
    return Newcomer(office, employee, token, assigned.json()["assignment"])


def plan(supports):
    indicator = {
        "title": "Jumlah laporan",
        "aspect": "quantity",
        "unit_of_measure": "laporan",
        "accumulation": "sum",
        "target": {"low": "4", "high": "4"},
    }
    return [{"kind": "main", "title": "Laporan tersusun", "supports": supports, "indicators": [indicator]}]


def support(kind, what):
    return {"kind": kind, "id": what, "taken_over": "in_part"}


def test_an_agreed_result_of_the_rater_is_supported(office, newcomer):
    agreed = next(one for one in office.story.world.agreements if one.person == office.rater)
    result = office.story.ids[agreed.results[0].key]
    agreement, _ = newcomer.draft(newcomer.token, support("work_result", result))

    assert newcomer.accept(office.rater, agreement).status_code == 201


def test_a_result_that_was_only_proposed_supports_nothing_nor_does_ones_own(office, newcomer):
    agreement, own = newcomer.draft(newcomer.token, support("unit_objective", str(uuid.uuid4())))
    path = f"/v1/agreements/{agreement}/proposals"
    for proposal, kind in enumerate(("unit_objective", "work_result"), 2):
        anew = newcomer.post(path, newcomer.token, {"results": plan(support(kind, own))})

        refused = newcomer.accept(office.rater, agreement, proposal)

        assert anew.status_code == 201
        assert_refused(refused, 422)
        assert refused.json()["type"].endswith("supports-nothing")


def test_no_result_supports_itself_by_way_of_another(office, newcomer):
    above = newcomers.employed(office)
    path = f"/v1/agreements/{above.made['agreement']}"
    (result,) = office.get("planning", path, above.token).json()["agreed"]["results"]
    agreement, below = newcomer.draft(newcomer.token, support("work_result", result["result"]))
    assert newcomer.accept(office.rater, agreement).status_code == 201
    del result["indicators"][0]["targets"]
    why = {"valid_from": "2026-10-01", "reason_code": "other", "reason": "Keliru."}

    revised = {"results": [{**result, "supports": support("work_result", below)}], **why}
    number = newcomers.command(office, above, "planning", f"{path}/revisions", above.token, revised)["proposal"]
    refused = office.post("planning", f"{path}/acceptance", office.rater, {"proposal": number})

    assert_refused(refused, 422)
    assert refused.json()["type"].endswith("supports-in-a-ring")


def test_what_a_former_rater_proposed_is_proposed_anew(office, newcomer):
    objective = office.story.ids[next(one.key for one in office.story.world.objectives if one.unit == "u-tu")]
    agreement, _ = newcomer.draft(office.rater, support("unit_objective", objective))
    new_rater = office.stack.token(["rater"], office.story.ids[office.superior])
    changed = newcomer.post(
        f"/v1/employees/{newcomer.id}/assignments/{newcomer.assignment}/rater",
        "officer",
        {"rater": office.story.ids[office.superior], "reason_code": "moved"},
    )

    answers = [newcomer.accept(who, agreement) for who in (newcomer.token, new_rater)]
    anew = newcomer.post(
        f"/v1/agreements/{agreement}/proposals", new_rater, {"results": plan(support("unit_objective", objective))}
    )
    accepted = newcomer.accept(newcomer.token, agreement, 2)

    assert changed.status_code == 201
    for answer in answers:
        assert_refused(answer, 409)
        assert answer.json()["type"].endswith("former-raters-proposal")
    assert (anew.status_code, accepted.status_code) == (201, 201)
