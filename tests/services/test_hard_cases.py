"""Hard cases of `domain.md` 9 that touch realization, evidence and evaluation, through HTTP and Kafka.

All sixteen, each with the test that plays it, are in `docs/hard-cases.md`.
"""

import json
import uuid
from datetime import datetime, timedelta

import pytest

from services.evaluation.replay.as_of import as_of
from services.evaluation.replay.recompute import recompute_all
from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.following import MEETS, act, eventually_made, judged, path_of, shown
from tests.services.judging import evaluate, finalize, known_team, note, read
from tests.services.test_bad_input import assert_refused
from tests.services.test_late_truth import found_false
from tests.services.topics import history_with
from tests.services.years import MEETS as ALL_MEET
from tests.services.years import begin_year

ZERO_DEFECTS = {
    "target": {"low": "0", "high": "0"}, "maximum": "0", "direction": "lower_is_better", "accumulation": "average",
}  # fmt: skip
OUT_OF_A_HUNDRED = {"target": {"low": "100", "high": "100"}, "accumulation": "latest"}


def proven(office, value, **indicator):
    """A newcomer with a value reported in the open period and an item verified for it."""
    person = newcomers.known_to_evidence(office, **indicator)
    person.made["report"] = newcomers.report(office, person, value)
    judged(office, person, newcomers.upload(office, person), person.made["report"])
    return person


def concluded(office, person):
    """The open period made final as advised: its final, and the one line of its arithmetic."""
    newcomers.assess_self(office, person)
    for step, body in (("/behaviour", {"values": MEETS}), ("/finalization", {})):
        eventually_made(office, person, "evaluation", path_of(person, step), office.rater, body)
    final = shown(office, person)
    return final, final["results"][0]["indicators"][0]


# -- what was reported ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("later", "counts"), [("85", "80"), ("70", "70")])
def test_80_proven_then_reported_without_evidence_the_better_is_listed_and_the_worse_counts(office, later, counts):
    person = proven(office, "80", **OUT_OF_A_HUNDRED)
    last = newcomers.report(office, person, later)

    final, line = concluded(office, person)

    assert (line["realization"]["exact"], final["score"]["shown"]) == (counts, f"{counts}.00")
    assert [(one["report"], one["value"], one["code"]) for one in line["unproven_reports"]] == [
        (last, later, "not_shown")
    ]
    assert line["report"] == (person.made["report"] if counts == "80" else last)


def test_a_report_on_an_indicator_that_another_owns_is_403_and_in_the_log(office):
    path = f"/v1/agreements/{office.agreement(office.employee)}/realizations/{OPEN_PERIOD}"
    body, correlation = {"indicator": office.indicators(office.colleague)[0], "value": "1"}, f"theirs-{uuid.uuid4()}"
    before = office.recorded("realization")

    answer = office.post("realization", path, office.employee, body, X_Correlation_Id=correlation)

    assert_refused(answer, 403)
    assert office.recorded("realization") == before
    told = [json.loads(line) for line in office.stack.log("realization").splitlines() if correlation in line]
    (refused,) = [line for line in told if line["event"] == "refused"]
    assert (refused["level"], refused["method"], refused["type"]) == ("warning", "POST", answer.json()["type"])


@pytest.mark.parametrize(("defects", "achievement", "value"), [("0", "1", "120"), ("1", "0", "0")])
def test_of_zero_defects_none_is_fully_reached_and_one_is_nothing(office, defects, achievement, value):
    person = proven(office, defects, **ZERO_DEFECTS)

    _, line = concluded(office, person)

    assert (line["realization"]["exact"], line["achievement"]["exact"], line["value"]["exact"]) == (
        defects, achievement, value,
    )  # fmt: skip


# -- a unit of one ----------------------------------------------------------------------------------------------------


def test_of_a_unit_with_one_employee_the_spread_is_shown_without_a_verdict(office):
    team = known_team(office, 1)
    finalize(team, {0: "sangat_baik"})
    unit = f"/v1/units/{team.unit}"
    achieved = {"achievement": "sangat_kurang"}  # whose pattern has no sangat baik
    note(team, evaluate(team, f"{unit}/achievements/{OPEN_PERIOD}", office.superior, achieved))
    distribution = f"{unit}/distribution/{OPEN_PERIOD}"

    found = read(team, distribution, "officer").json()
    settled = evaluate(team, f"{distribution}/settlement", "officer", {})

    assert (found["verdict"], found["people"], found["broken"]) == ("too_few", 1, [])
    assert found["counts"] == {"sangat_baik": 1, "baik": 0, "butuh_perbaikan": 0, "kurang": 0, "sangat_kurang": 0}
    assert settled.status_code == 201, settled.text  # and no reason was asked for


# -- false evidence, as of before it was found ------------------------------------------------------------------------


def test_as_of_before_the_finding_a_stranger_sees_the_old_state(office):
    person = found_false(office)
    told = shown(office, person)
    (review,) = told["reviews"]
    act(office, person, "/amendments", office.rater, {"item": person.made["item"], "reason": "Tanpa bukti itu."})
    now = shown(office, person)

    history = history_with(office, ((stream, version) for (_, stream), version in person.heads.items()))
    before = datetime.fromisoformat(review["found_at"]) - timedelta(microseconds=1)
    verdicts, then = (
        [one for one in recompute_all(each) if str(one.final.employee) == person.id]
        for each in (history, as_of(history, before))
    )

    assert (told["predicate"], now["standing"]["predicate"]) == ("baik", "butuh_perbaikan")
    assert [one.final.predicate for one in verdicts] == ["baik", "butuh_perbaikan"]
    assert [one.final.predicate for one in then] == ["baik"]
    assert [one.differences for one in (*verdicts, *then)] == [()] * 3


# -- time -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("time_zone", "last_instant"),
    [
        ("Asia/Jakarta", "2990-01-31T16:59:59.999999Z"),
        ("Asia/Jayapura", "2990-01-31T14:59:59.999999Z"),
    ],
    ids=["WIB", "WIT"],
)
def test_a_deadline_ends_with_its_day_in_the_agencys_zone_and_every_instant_is_utc(office, time_zone, last_instant):
    year = begin_year(office, time_zone)
    person, boss = year.join(newcomers.register(office)), year.boss.token
    year.assign(person)
    year.agree(person, boss)
    report = year.report(person, "Q1", "3")
    year.do(person, year.of_quarter(person, "Q1", "/behaviour"), boss, ALL_MEET)
    year.finalize(person, year.of_quarter(person, "Q1"), boss)

    final = year.shown(person, year.of_quarter(person, "Q1"), person.token)

    copied = final["copied"]
    assert copied["time_zone"] == time_zone
    assert {copied[f"{name}_deadline"] for name in ("reporting", "evidence", "evaluation")} == {last_instant}
    recorded = newcomers.event_of(office, "realization", report["stream"], report["version"])
    assert [datetime.fromisoformat(one).utcoffset() for one in (recorded["time"], final["finalized_at"])] == [
        timedelta(0), timedelta(0),
    ]  # fmt: skip
