"""An SKP of 200 indicators with long titles in Arabic script: drafted, proposed, accepted, revised and read in every
view there is of it (`make bench` holds each view to 200 ms). What no event can hold is refused in words, before
anything is recorded.
"""

import pytest

from tests.services import newcomers
from tests.services.test_bad_input import assert_refused

RESULTS, INDICATORS = 20, 10
#: Of 300 code points, twice as many bytes.
ARABIC = ("\u0645\u0624\u0634\u0631 \u062c\u0648\u062f\u0629 \u0627\u0644\u062e\u062f\u0645\u0629 " * 20)[:300].strip()
#: Of nobody else: of a position so many agreements are looked at.
POSITION = "Analis Besar"
DAYS = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}


def plan(supported, title=ARABIC, target="12"):
    indicator = {
        "aspect": "quantity", "unit_of_measure": "\u0648\u062b\u064a\u0642\u0629", "accumulation": "sum",
        "target": {"low": target, "high": target},
    }  # fmt: skip
    supports = {"kind": "work_result", "id": supported, "taken_over": "in_part"}
    return [
        {"kind": "main", "title": f"{title} {number}", "supports": supports,
         "indicators": [{**indicator, "title": f"{title} {number}.{each}"} for each in range(INDICATORS)]}
        for number in range(RESULTS)
    ]  # fmt: skip


def started(office, **place):
    """Someone with an assignment and nothing planned."""
    person = newcomers.register(office)
    usual = {"unit": office.story.ids["u-tu"], "rater": office.story.ids[office.rater]}
    newcomers.assign(office, person, **{**usual, **place})
    return person


def headed(office):
    """A unit of the test's own, since a view of one has room for so much, and what its head agreed to."""
    unit = office.made("planning", "/v1/units", "officer", {"name": "Seksi Besar"})["unit"]
    head = started(office, unit=unit, head_of_unit=True, position="Kepala")
    agreed = head.note("planning", drafted(office, head, plan(office.story.ids["p-003/r1"], title="Layanan")[:1]))
    path = f"/v1/agreements/{agreed['agreement']}/acceptance"
    newcomers.command(office, head, "planning", path, office.rater, {"proposal": 1})
    return unit, agreed["results"][0]["result"]


def drafted(office, person, results):
    body = {"employee": person.id, "assignment": person.made["assignment"], "results": results, **DAYS}
    return office.post("planning", "/v1/agreements", person.token, body)


@pytest.fixture(scope="module")
def big(office):
    """A person whose SKP was drafted, proposed anew, agreed and revised, with 200 indicators each time."""
    unit, supported = headed(office)
    person = started(office, unit=unit, position=POSITION)
    made = person.note("planning", drafted(office, person, plan(supported)))
    person.made["agreement"] = made["agreement"]
    path = f"/v1/agreements/{made['agreement']}"

    def named(results):
        """The plan, each part under the id it has."""
        for result, ids in zip(results, made["results"], strict=True):
            result["result"] = ids["result"]
            for indicator, one in zip(result["indicators"], ids["indicators"], strict=True):
                indicator["indicator"] = one
        return results

    def command(tail, who, body):
        newcomers.command(office, person, "planning", path + tail, who, body)

    command("/proposals", office.rater, {"results": named(plan(supported, target="24"))})
    command("/acceptance", person.token, {"proposal": 2})
    reason = {"valid_from": "2026-12-01", "reason_code": "task_changed", "reason": "Tugas bertambah."}
    command("/revisions", person.token, {"results": named(plan(supported, target="36")), **reason})
    command("/acceptance", office.rater, {"proposal": 3})
    person.made |= {"supported": supported, "unit": unit}
    return person


VIEWS = {
    "the agreement": "/v1/agreements/{agreement}",
    "its history": "/v1/agreements/{agreement}/history",
    "the paper": "/v1/agreements/{agreement}/document",
    "the paper of version 1": "/v1/agreements/{agreement}/document?version=1&lang=id",
    "my agreements": "/v1/agreements?employee={employee}",
    "the unit's cascade": "/v1/units/{unit}/cascade/2026",
    "the unit's matrix": "/v1/units/{unit}/matrix/2026",
    "the matrix as CSV": "/v1/units/{unit}/matrix/2026?format=csv",
    "who supports the head's result": "/v1/results/{supported}/supporters",
    "the position's indicators": "/v1/positions/indicators?position={position}&year=2027",
}


@pytest.mark.parametrize("view", VIEWS)
def test_it_is_in_every_view(office, big, view):
    path = VIEWS[view].format(**big.made, employee=big.id, position=POSITION)

    answer = office.get("planning", path, big.token, Ekinerja_Seen=big.seen("planning"))

    assert answer.status_code == 200, answer.text
    assert ARABIC[:20] in answer.text


def test_both_versions_are_whole(office, big):
    path = f"/v1/agreements/{big.made['agreement']}"
    agreed = office.get("planning", path, big.token).json()["agreed"]
    *_, last = office.get("planning", f"{path}/history", big.token).json()["events"]
    paper = office.get("planning", f"{path}/document", big.token).text

    assert [len(result["indicators"]) for result in agreed["results"]] == [INDICATORS] * RESULTS
    assert sum(change["field"] == "target" for change in last["changes"]) == RESULTS * INDICATORS
    assert [f"{ARABIC} {number}.{each}<" in paper for number in range(RESULTS) for each in range(INDICATORS)] == (
        [True] * RESULTS * INDICATORS
    )


def test_what_no_event_can_hold_is_refused_in_words_and_nothing_is_recorded(office):
    person, longest = started(office), "\u062e" * 1990
    before = office.recorded("planning")

    answer = drafted(office, person, plan(office.story.ids["p-003/r1"], title=longest))

    assert_refused(answer, 413)
    assert "fewer or shorter" in answer.json()["mend"]
    assert office.recorded("planning") == before
