"""The hard cases of `domain.md` 9 that touch planning, through HTTP and Kafka, and moves: what must happen.

All sixteen, each with the test that plays it, are in `docs/hard-cases.md`.
"""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD
from tests.services.following import judged
from tests.services.rights_table import plan_of
from tests.services.test_bad_input import assert_refused
from tests.services.test_relations import VALUES

NEXT_PERIOD = "2026Q4"
MEETS = {"values": dict.fromkeys(VALUES, "meets_expectation")}
REVISION = {"valid_from": "2026-10-01", "reason_code": "task_changed", "reason": "Tugas bertambah."}
YEAR = ("2026-01-01", "2026-12-31")


def agreement_of(person, tail=""):
    return f"/v1/agreements/{person.made['agreement']}{tail}"


def evaluation_of(person, period, tail=""):
    return agreement_of(person, f"/evaluations/{period}{tail}")


def read(office, person, service, path):
    return office.get(service, path, person.token, Ekinerja_Seen=person.seen(service))


def line_of(office, person, period):
    """The one indicator's line in what is advised for a period."""
    answer = read(office, person, "evaluation", evaluation_of(person, period, "/advice"))
    assert answer.status_code == 200, answer.text
    return answer.json()["results"][0]["indicators"][0]


def plan(office, **indicator):
    made = plan_of(office.story.ids["u-tu/o1"])
    made[0]["indicators"][0] |= indicator
    return made


def drafted(office, person, results, days=YEAR):
    body = {"employee": person.id, "assignment": person.made["assignment"], "results": results}
    dates = {"starts_on": days[0], "ends_on": days[1]}
    return office.post("planning", "/v1/agreements", person.token, body | dates)


def started(office):
    person = newcomers.register(office)
    newcomers.assign(office, person, unit=office.story.ids["u-tu"], rater=office.story.ids[office.rater])
    return person


def agreed(office, results, days=YEAR):
    """Someone with an agreement of these results."""
    person = started(office)
    made = person.note("planning", drafted(office, person, results, days))
    person.made |= {"agreement": made["agreement"], "indicator": made["results"][0]["indicators"][0]}
    newcomers.command(office, person, "planning", agreement_of(person, "/acceptance"), office.rater, {"proposal": 1})
    return person


def moved(office, person, ends_on, reason="moved"):
    path = f"/v1/employees/{person.id}/assignments/{person.made['assignment']}/end"
    newcomers.command(office, person, "planning", path, "officer", {"ends_on": ends_on, "reason_code": reason})


# -- revised, replaced, twice, at once --------------------------------------------------------------------------------


def test_a_target_revised_after_a_report_leaves_the_old_quarter_as_it_was(office):
    person = newcomers.employed(office)
    newcomers.report(office, person, "3")
    revised = plan(office, target={"low": "8", "high": "8"}, indicator=person.made["indicator"])

    newcomers.command(office, person, "planning", agreement_of(person, "/revisions"), person.token,
                      {"results": revised, **REVISION})  # fmt: skip
    newcomers.command(office, person, "planning", agreement_of(person, "/acceptance"), office.rater, {"proposal": 2})

    old, new = line_of(office, person, OPEN_PERIOD), line_of(office, person, NEXT_PERIOD)
    assert (old["high"], new["high"]) == ("3", "8")
    newcomers.command(
        office, person, "evaluation", evaluation_of(person, OPEN_PERIOD, "/behaviour"), office.rater, MEETS
    )
    final = evaluation_of(person, OPEN_PERIOD)
    newcomers.assess_self(office, person)
    newcomers.command(office, person, "evaluation", f"{final}/finalization", office.rater, {})
    assert read(office, person, "evaluation", final).json()["agreement_version"] == 1


def test_the_rater_in_force_finalizes_and_what_was_agreed_before_keeps_its_actor(office):
    person, rater = newcomers.employed(office), newcomers.register(office, ("employee", "rater"))
    path = evaluation_of(person, OPEN_PERIOD)
    assessed = newcomers.command(office, person, "evaluation", f"{path}/behaviour", office.rater, MEETS)

    newcomers.change_rater(office, person, rater.id)

    former = office.post(
        "evaluation", f"{path}/finalization", office.rater, {}, Ekinerja_Seen=person.seen("evaluation")
    )
    assert_refused(former, 403)
    newcomers.assess_self(office, person)
    made = newcomers.command(office, person, "evaluation", f"{path}/finalization", rater.token, {})
    (of_former,), (final,) = assessed["streams"], made["streams"]
    recorded = [newcomers.event_of(office, "evaluation", one["stream"], one["version"]) for one in (of_former, final)]
    assert of_former["stream"] == final["stream"]
    assert [(one["type"].split(".")[2], one["actor"]) for one in recorded] == [
        ("BehaviourAssessed", office.story.ids[office.rater]),
        ("EvaluationFinalized", rater.id),
    ]
    events = read(office, person, "planning", agreement_of(person, "/history")).json()["events"]
    assert events[-1]["type"] == "TargetAgreed"
    assert events[-1]["actor"] == office.story.ids[office.rater]
    assert read(office, person, "planning", agreement_of(person)).json()["agreed"]["rater"] == events[-1]["actor"]


def test_a_proposal_sent_twice_is_one_with_the_same_answer(office):
    person, key = started(office), str(uuid.uuid4())
    body = {"employee": person.id, "assignment": person.made["assignment"], "results": plan(office)}
    body |= {"starts_on": YEAR[0], "ends_on": YEAR[1]}

    first, again = (
        office.post("planning", "/v1/agreements", person.token, body, Idempotency_Key=key) for _ in range(2)
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    person.note("planning", first)
    listed = read(office, person, "planning", f"/v1/agreements?employee={person.id}").json()["agreements"]
    assert [one["agreement"] for one in listed] == [first.json()["agreement"]]


def test_two_acceptances_at_once_give_one_agreed_version_and_one_409(office):
    person = started(office)
    person.made["agreement"] = person.note("planning", drafted(office, person, plan(office)))["agreement"]
    path = agreement_of(person, "/acceptance")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: office.post("planning", path, office.rater, {"proposal": 1}), range(2)))

    assert sorted(answer.status_code for answer in answers) == [201, 409], [answer.text for answer in answers]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["type"].endswith(":already-agreed")
    assert office.events_of("planning", person.made["agreement"]) == 3


# -- what is due ------------------------------------------------------------------------------------------------------


def test_a_target_of_zero_is_refused_where_higher_is_better_and_is_zero_defects_where_lower_is(office):
    zero = {"target": {"low": "0", "high": "0"}}
    person = started(office)

    refused = drafted(office, person, plan(office, **zero))
    defects = plan(office, **zero, direction="lower_is_better", accumulation="average", maximum="0")
    person = agreed(office, defects)
    newcomers.report(office, person, "0")

    assert_refused(refused, 422)
    assert refused.json()["type"].endswith(":zero-target")
    line = line_of(office, person, OPEN_PERIOD)
    assert (line["due"], line["high"], line["maximum"]) == (True, "0", "0")


def test_one_document_due_in_the_year_is_not_due_before_its_quarter(office):
    once = {"target": {"low": "1", "high": "1"}, "whole": True}

    person = agreed(office, plan(office, **once))

    agreed_now = read(office, person, "planning", agreement_of(person)).json()["agreed"]
    assert [at["period"] for at in agreed_now["results"][0]["indicators"][0]["targets"]] == [NEXT_PERIOD]
    early, on_time = line_of(office, person, OPEN_PERIOD), line_of(office, person, NEXT_PERIOD)
    assert (early["due"], on_time["due"]) == (False, True)
    advice = read(office, person, "evaluation", evaluation_of(person, OPEN_PERIOD, "/advice")).json()
    assert (advice["score"], advice["advised"]["result"], advice["exclusions"]) == (None, None, [])


def test_what_is_due_later_in_the_year_lowers_no_advice(office):
    once = plan(office, target={"low": "1", "high": "1"}, whole=True)[0] | {"title": "Dokumen tahunan"}
    person = agreed(office, [*plan(office), once])
    report = newcomers.report(office, person, "3")
    judged(office, person, newcomers.upload(office, person), report)

    advice = read(office, person, "evaluation", evaluation_of(person, OPEN_PERIOD, "/advice")).json()

    routine, document = (result["indicators"][0] for result in advice["results"])
    assert (routine["due"], routine["achievement"]["exact"], document["due"]) == (True, "1", False)
    assert (advice["score"]["shown"], advice["advised"]["result"]) == ("100.00", "meets_expectation")
    assert advice["exclusions"] == []


def test_a_quarter_with_no_agreed_target_has_no_evaluation_and_is_listed_for_the_officer(office):
    person = agreed(office, plan(office), days=("2026-10-01", "2026-12-31"))

    none = read(office, person, "evaluation", evaluation_of(person, OPEN_PERIOD))
    one = read(office, person, "evaluation", evaluation_of(person, NEXT_PERIOD))

    assert_refused(none, 404)
    assert one.status_code == 200
    team = office.get("evaluation", f"/v1/team/{OPEN_PERIOD}", office.rater, Ekinerja_Seen=person.seen("evaluation"))
    (row,) = [row for row in team.json()["team"] if row["employee"] == person.id]
    assert row["state"] in ("no_agreement", "not_in_period")
    unit, just_before = f"/v1/units/{office.story.ids['u-tu']}", uuid.UUID(int=uuid.UUID(person.id).int - 1)
    recap = office.get("evaluation", f"{unit}/recap/{OPEN_PERIOD}", "officer").json()
    progress = f"{unit}/progress/{OPEN_PERIOD}?limit=1&after={just_before}"
    (listed,) = office.get("evaluation", progress, "officer").json()["rows"]
    assert [row["why"] for row in recap["rows"] if row["employee"] == person.id] == ["no_agreement"]
    assert (listed["employee"], listed["state"]) == (person.id, "no_agreement")
    assert listed["waits_for"]["actor"] == "performance_officer"


# -- moves ------------------------------------------------------------------------------------------------------------


def test_a_move_closes_the_first_agreement_and_the_second_begins_with_the_new_rater(office):
    person, rater = newcomers.employed(office), newcomers.register(office, ("employee", "rater"))
    first = dict(person.made)

    moved(office, person, "2026-09-30")

    shown = read(office, person, "planning", agreement_of(person)).json()
    assert (shown["state"], shown["closed_on"]) == ("closed", "2026-09-30")
    newcomers.report(office, person, "3")
    later = office.post(
        "realization", f"/v1/agreements/{first['agreement']}/realizations/{NEXT_PERIOD}", person.token,
        {"indicator": first["indicator"], "value": "4"}, Ekinerja_Seen=person.seen("realization"),
    )  # fmt: skip
    assert_refused(later, 404, 409, 422)
    newcomers.assign(office, person, unit=office.story.ids["u-tu"], rater=rater.id, starts_on="2026-10-01",
                     position="Arsiparis")  # fmt: skip
    made = person.note("planning", drafted(office, person, plan(office), ("2026-10-01", "2026-12-31")))
    person.made |= {"agreement": made["agreement"], "indicator": made["results"][0]["indicators"][0]}
    newcomers.command(office, person, "planning", agreement_of(person, "/acceptance"), rater.token, {"proposal": 1})
    assert line_of(office, person, NEXT_PERIOD)["high"] == "4"
    gone = read(office, person, "evaluation", f"/v1/agreements/{first['agreement']}/evaluations/{NEXT_PERIOD}")
    assert_refused(gone, 404)


def test_what_waits_when_the_assignment_ends_is_agreed_no_more(office):
    person = started(office)
    person.made["agreement"] = person.note("planning", drafted(office, person, plan(office)))["agreement"]

    moved(office, person, "2026-06-30")

    accepted = office.post("planning", agreement_of(person, "/acceptance"), office.rater, {"proposal": 1})
    assert_refused(accepted, 409)
    assert accepted.json()["type"].endswith(":agreement-closed")
    again = drafted(office, person, plan(office))
    assert_refused(again, 422)
    assert again.json()["type"].endswith(":no-such-assignment")
    assert drafted(office, person, plan(office), ("2026-01-01", "2026-06-30")).status_code == 201


@pytest.mark.parametrize(("corrected", "due"), [("2026-11-30", 200), ("2026-08-31", 404)], ids=["later", "earlier"])
def test_a_corrected_move_moves_the_closing_with_it(office, corrected, due):
    person = newcomers.employed(office)
    moved(office, person, "2026-09-30")

    moved(office, person, corrected, "corrected")

    assert read(office, person, "planning", agreement_of(person)).json()["closed_on"] == corrected
    assert read(office, person, "evaluation", evaluation_of(person, NEXT_PERIOD)).status_code == due


def test_a_move_entered_by_mistake_and_corrected_leaves_an_agreement_that_is_revised(office):
    person = newcomers.employed(office)
    moved(office, person, "2026-09-30")

    moved(office, person, "2026-12-31", "corrected")

    shown = read(office, person, "planning", agreement_of(person)).json()
    assert (shown["state"], shown["closed_on"]) == ("agreed", None)
    revised = {"results": plan(office, indicator=person.made["indicator"]), **REVISION}
    newcomers.command(office, person, "planning", agreement_of(person, "/revisions"), person.token, revised)
    assert read(office, person, "evaluation", evaluation_of(person, NEXT_PERIOD)).status_code == 200


def test_an_agreement_may_end_on_a_leap_day(office):
    year, leap_day = 2028, "2028-02-29"
    months = [("2028M01", "2028-01-01", "2028-01-31"), ("2028M02", "2028-02-01", leap_day),
              ("2028M03", "2028-03-01", "2028-03-31"), ("2028M04", "2028-04-01", "2028-12-31")]  # fmt: skip
    periods = [
        {"period": name, "starts_on": first, "ends_on": last, "reporting_deadline": "2029-01-10",
         "evidence_deadline": "2029-01-10", "evaluation_deadline": "2029-01-10"} for name, first, last in months
    ]  # fmt: skip
    cycle = {"year": year, "time_zone": "Asia/Makassar", "periods": periods, "agreement_deadline": "2028-01-31",
             "annual_evaluation_deadline": "2029-01-31"}  # fmt: skip
    assert office.post("planning", "/v1/cycles", "officer", cycle).status_code in (201, 409)
    unit = office.story.ids["u-tu"]
    wanted = {"year": year, "title": "Sasaran 2028"}
    objective = office.made("planning", f"/v1/units/{unit}/objectives", "officer", wanted)["objective"]
    person = started(office)
    made = person.note("planning", drafted(office, person, plan_of(objective), ("2028-01-01", "2028-03-31")))
    person.made["agreement"] = made["agreement"]
    newcomers.command(office, person, "planning", agreement_of(person, "/acceptance"), office.rater, {"proposal": 1})

    moved(office, person, leap_day)

    assert read(office, person, "planning", agreement_of(person)).json()["closed_on"] == leap_day
    assert read(office, person, "evaluation", evaluation_of(person, "2028M02")).status_code == 200
    assert_refused(read(office, person, "evaluation", evaluation_of(person, "2028M03")), 404)
    paper = read(office, person, "planning", agreement_of(person, "/document")).text
    assert "29 Februari 2028" in paper
