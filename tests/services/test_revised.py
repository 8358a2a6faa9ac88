"""A revision that leaves an indicator out: a quarter that ended keeps its version in every service (`domain.md` 9)."""

import uuid

import pytest

from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD, eventually
from tests.services.test_bad_input import assert_refused, results
from tests.services.working import DAILY, TITLE, path_of, sheet

REVISED_FROM = "2026-10-01"  # the day on which the office stands
GAP = f"/v1/evidence/gap/{OPEN_PERIOD}"


@pytest.fixture(scope="module")
def revised(office):
    """Somebody whose one result and indicator were replaced from the fourth quarter on by others of the same titles."""
    person = newcomers.known_to_evidence(office)
    agreement = f"/v1/agreements/{person.made['agreement']}"
    (before,) = office.get("planning", agreement, person.token).json()["agreed"]["results"]
    plan = results()
    plan[0]["supports"] = before["supports"]
    (made,) = newcomers.revise(office, person, plan, REVISED_FROM)
    person.made |= {"result": before["result"], "new result": made["result"], "new indicator": made["indicators"][0]}
    for service, path in (
        ("realization", path_of(person, f"realizations/{OPEN_PERIOD}")),
        ("evidence", path_of(person, f"evidence/{OPEN_PERIOD}")),
        ("evaluation", path_of(person, f"evaluations/{OPEN_PERIOD}")),
    ):
        seen = person.seen(service)
        eventually(lambda service=service, path=path, seen=seen: office.get(
            service, path, person.token, Ekinerja_Seen=seen
        ))  # fmt: skip
    return person


def judge(office, person, item, report, verdict, **why):
    body = {"indicator": person.made["indicator"], "report": report, **why}
    newcomers.command(office, person, "evidence", f"/v1/evidence/{item}/{verdict}", office.rater, body)


def upload(office, person, period=OPEN_PERIOD, indicator="indicator", **more):
    form = {
        "agreement": person.made["agreement"], "period": period, "indicators": [person.made[indicator]], **more,
    }  # fmt: skip
    headers = {
        "Authorization": f"Bearer {person.token}", "Idempotency-Key": str(uuid.uuid4()),
        "Ekinerja-Seen": person.seen("evidence"),
    }  # fmt: skip
    file = {"file": ("bukti.pdf", b"%PDF-1.4 " + uuid.uuid4().bytes)}
    return office.http.post(f"{office.stack.urls['evidence']}/v1/evidence", data=form, files=file, headers=headers)


def test_evidence_of_the_quarter_that_ended_is_taken_answered_verified_and_counts(office, revised):
    report = newcomers.report(office, revised, "4")
    asked = f"{GAP}?employee={revised.id}"
    gap = office.get("evidence", asked, revised.token, Ekinerja_Seen=revised.seen("evidence")).json()["people"]
    rejected = revised.note("evidence", upload(office, revised))["item"]
    judge(office, revised, rejected, report, "rejection", reason_code="unreadable", reason="Buram")

    answer = revised.note("evidence", upload(office, revised, answers=rejected))["item"]
    link = newcomers.give_link(office, revised, "http://tidak-ada.invalid/a.pdf")
    judge(office, revised, answer, report, "verification")

    path, seen = path_of(revised, f"evaluations/{OPEN_PERIOD}/advice"), revised.seen("evaluation")
    advice = eventually(lambda: office.get("evaluation", path, revised.token, Ekinerja_Seen=seen)).json()
    assert [(one["indicator"], one["title"]) for one in gap[0]["gap"]] == [(revised.made["indicator"], TITLE)]
    assert len({rejected, answer, link}) == 3
    assert (advice["exclusions"], advice["score"]["shown"]) == ([], "120.00")


@pytest.mark.parametrize(("period", "indicator"), [("2026Q4", "indicator"), (OPEN_PERIOD, "new indicator")])
def test_a_quarter_takes_evidence_for_the_indicators_of_its_own_version_only(office, revised, period, indicator):
    answer = upload(office, revised, period, indicator)

    assert_refused(answer, 403)
    assert answer.json()["type"].endswith("not-your-indicator")


def test_feedback_is_on_a_result_that_holds_in_the_period_it_is_of(office, revised):
    def given(result, **more):
        body = {"result": revised.made[result], "text": "Rapi.", **more}
        seen = revised.seen("realization")
        return office.post("realization", path_of(revised, "feedback"), office.rater, body, Ekinerja_Seen=seen)

    for good in (given("result", period=OPEN_PERIOD), given("new result")):
        assert good.status_code == 201, good.text
    for bad in (given("result"), given("new result", period=OPEN_PERIOD)):
        assert_refused(bad, 404)
        assert bad.json()["type"].endswith("unknown-result")


def test_daily_progress_by_title_is_of_the_indicator_of_that_day(office, revised):
    lines = "".join(f"{TITLE},{day},,,Menyusun,1,laporan,\n" for day in ("2026-09-30", REVISED_FROM))

    path = path_of(revised, "activities/imports")
    checked = sheet(office, revised, path, DAILY + lines).json()["lines"]
    recorded = sheet(office, revised, path, DAILY + lines, dry_run="false").json()["lines"]

    assert [one["read"]["indicator"] for one in checked] == [
        revised.made["indicator"], revised.made["new indicator"],
    ]  # fmt: skip
    assert [one["outcome"] for one in recorded] == ["recorded", "recorded"]
