"""Monitoring over HTTP and Kafka: everybody of a rater or unit, exact per cent, proof, who is behind; pages; CSV."""

import csv
import io
import json
import uuid
from datetime import timedelta

import pytest

from tests.services import newcomers, working
from tests.services.conftest import OPEN_PERIOD
from tests.services.test_bad_input import assert_refused
from tests.services.working import deed, do


@pytest.fixture(scope="module")
def team(office):
    """Three people: one has reported and shown it, one has reported too little, one nothing; and their heads."""
    shown, behind, silent = (working.employed(office) for _ in range(3))
    head, item = newcomers.report(office, shown, "5"), newcomers.upload(office, shown)
    verdict = {"indicator": shown.made["indicator"], "report": head}
    newcomers.command(office, shown, "evidence", f"/v1/evidence/{item}/verification", office.rater, verdict)
    do(office, shown, "activities", deed(shown))
    newcomers.report(office, behind, "1")
    return shown, behind, silent


def seen(*people):
    return ", ".join(heads for one in people if (heads := one.seen("realization")))


def monitored(office, team, path=f"/v1/monitoring/{OPEN_PERIOD}", who="", service="realization"):
    """Every person of all pages, by employee; each assignment is met once."""
    found, met, after = {}, set(), ""
    while True:
        answer = office.get(service, f"{path}?limit=2{after}", who or office.rater, Ekinerja_Seen=seen(*team))
        assert answer.status_code == 200, answer.text
        page = answer.json()
        rows = {one["assignment"] for one in page["people"]}
        assert not rows & met
        met |= rows
        found |= {one["employee"]: one for one in page["people"]}
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


def test_per_person_and_indicator_target_value_per_cent_and_proof(office, team):
    shown, behind, silent = team

    found = monitored(office, team)

    one = found[shown.id]["indicators"][0]
    assert (one["target"], one["value"], one["proven"]) == ({"low": "3", "high": "3"}, "5", True)
    assert one["percent"] == {"exact": "500/3", "shown": "166.67"}
    assert found[shown.id]["last_activity"] == "2026-07-01"
    assert [point["period"] for point in one["trend"]] == ["2026Q1", "2026Q2", "2026Q3"]
    assert (found[behind.id]["behind"], found[behind.id]["behind_because"][0]) == (True, "below_target")
    assert (found[silent.id]["due"], found[silent.id]["reported"]) == (1, 0)
    assert {"value", "percent"}.isdisjoint(found[silent.id]["indicators"][0])


def test_a_report_given_back_puts_somebody_behind(office):
    person = working.employed(office)
    version = newcomers.report(office, person, "5")["version"]
    body = {"indicator": person.made["indicator"], "version": version, "reason_code": "other", "comment": "Maksudnya?"}
    do(office, person, f"realizations/{OPEN_PERIOD}/returns", body, office.rater)

    found = monitored(office, [person])[person.id]

    assert "returned" in found["behind_because"]


def test_a_final_period_puts_nobody_behind(office):
    person = working.employed(office)
    newcomers.report(office, person, "1")
    before = monitored(office, [person])[person.id]
    base = f"/v1/agreements/{person.made['agreement']}/evaluations/{OPEN_PERIOD}"
    newcomers.command(office, person, "evaluation", f"{base}/behaviour", office.rater, newcomers.AS_EXPECTED)
    newcomers.assess_self(office, person)
    newcomers.command(office, person, "evaluation", f"{base}/finalization", office.rater, {})

    after = monitored(office, [person])[person.id]

    assert (before["final"], before["behind"], before["behind_because"][0]) == (False, True, "below_target")
    assert (after["final"], after["behind"], after["behind_because"]) == (True, False, [])
    assert after["indicators"][0]["behind_because"] == []
    assert (after["reported"], after["indicators"][0]["value"]) == (1, "1")


@pytest.fixture(scope="module")
def later(office, tmp_path_factory):
    """A further process of realization, three weeks later than everybody else; it is only read from."""
    file = tmp_path_factory.mktemp("later") / "clock.json"
    offset = json.loads(office.stack.clock_file.read_text())["offset_seconds"]
    file.write_text(json.dumps({"offset_seconds": offset + timedelta(weeks=3).total_seconds()}))
    name = office.stack.start_service(
        "realization", "api", env_extra={"EKINERJA_CLOCK_FILE": str(file)}, label="three-weeks-later"
    )
    yield name
    office.stack.stop_service(name)
    del office.stack.urls[name]


def test_who_records_no_activity_for_a_working_week_of_a_period_that_runs_is_behind(office, team, later):
    silent, path = team[2], "/v1/monitoring/2026Q4"

    now = monitored(office, team, path)[silent.id]
    then, over = (monitored(office, team, one, service=later)[silent.id] for one in (path, path.replace("Q4", "Q3")))
    sheet = office.get(later, f"{path}?format=csv", office.rater)

    assert (now["behind"], now["behind_because"]) == (False, [])
    assert (then["behind"], then["behind_because"]) == (True, ["no_activity"])
    assert "no_activity" not in over["behind_because"]
    rows = csv.DictReader(io.StringIO(sheet.text.removeprefix("\ufeff")))
    assert {row["tertinggal karena"] for row in rows if row["pegawai"] == silent.id} == {"no_activity"}


def test_who_heads_the_unit_or_one_above_sees_everybody_below_also_without_an_agreement(office, team):
    new = newcomers.register(office)
    newcomers.assign(office, new, unit=office.story.ids["u-tu"], rater=office.story.ids[office.rater])
    unit = f"/v1/units/{office.story.ids['u-tu']}/monitoring/{OPEN_PERIOD}"
    top = f"/v1/units/{office.story.ids['u-kanwil']}/monitoring/{OPEN_PERIOD}"

    own, above = (monitored(office, [*team, new], path, who) for path, who in ((unit, ""), (top, office.superior)))

    assert {one.id for one in (*team, new)} <= own.keys() < above.keys()
    assert (own[new.id]["indicators"], "agreement" in own[new.id]) == ([], False)
    assert_refused(office.get("realization", top, office.rater), 403)
    assert_refused(office.get("realization", unit.replace(office.story.ids["u-tu"], str(uuid.uuid4())), "officer"), 404)


def test_a_rater_of_nobody_sees_nobody_and_an_employee_is_not_let_in(office, team):
    stranger = office.stack.token(["rater"], str(uuid.uuid4()))

    assert monitored(office, team, who=stranger) == {}
    assert_refused(office.get("realization", f"/v1/monitoring/{OPEN_PERIOD}", team[0].token), 403)
    assert_refused(office.get("realization", "/v1/monitoring/2050Q1", office.rater), 404)


def test_the_sheet_is_whole_and_says_the_same(office, team):
    path = f"/v1/monitoring/{OPEN_PERIOD}?limit=1"

    answer = office.get("realization", path, office.rater, Accept="text/csv", Ekinerja_Seen=seen(*team))

    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    by_person = {row["pegawai"]: row for row in rows}
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert {one.id for one in team} <= by_person.keys()
    assert (by_person[team[0].id]["capaian (%)"], by_person[team[0].id]["terbukti"]) == ("166.67", "ya")
    assert by_person[team[2].id]["realisasi"] == ""


def test_after_a_new_rater_the_person_is_in_the_new_ones_list(office):
    person, rater = working.employed(office), newcomers.register(office, ("employee", "rater"))
    newcomers.change_rater(office, person, rater.id)

    assert person.id not in monitored(office, [person])
    assert list(monitored(office, [person], who=rater.token)) == [person.id]
