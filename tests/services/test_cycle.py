"""The cycle over HTTP: deadlines of the year move, its history says what was in force when, and after it is closed
nothing more is planned for its year (`domain.md` 3). `test_months.py` has the cycle of twelve months.
"""

import pytest

from tests.services import newcomers
from tests.services.conftest import eventually
from tests.services.teams import make_team
from tests.services.test_bad_input import assert_refused
from tests.world import main_result

WHY = {"reason_code": "late_guidance", "reason": "Pedoman terlambat"}
#: Years of this file's own: a year has one cycle.
HOLED, QUARTERLY, MOVED, OVER = 2041, 2042, 2014, 2016


def period(name, starts_on, ends_on, deadline):
    dates = dict.fromkeys(("reporting_deadline", "evidence_deadline", "evaluation_deadline"), deadline)
    return {"period": name, "starts_on": starts_on, "ends_on": ends_on, **dates}


def cycle(year, *periods):
    whole = period(f"{year}Q4", f"{year}-01-01", f"{year}-12-31", f"{year + 1}-01-10")
    deadlines = {"agreement_deadline": f"{year}-01-31", "annual_evaluation_deadline": f"{year + 1}-01-31"}
    return {"year": year, "time_zone": "Asia/Makassar", "periods": list(periods) or [whole], **deadlines}


def kind(answer):
    return answer.json()["type"].rpartition(":")[2]


# -- opening ----------------------------------------------------------------------------------------------------------


def test_a_cycle_opened_without_periods_has_the_four_quarters(office):
    sent = {name: said for name, said in cycle(QUARTERLY).items() if name != "periods"}
    office.made("planning", "/v1/cycles", "officer", sent)

    shown = office.get("planning", f"/v1/cycles/{QUARTERLY}", office.employee).json()["periods"]

    assert [(one["period"], one["starts_on"], one["evidence_deadline"]) for one in shown] == [
        ("2042Q1", "2042-01-01", "2042-04-10"),
        ("2042Q2", "2042-04-01", "2042-07-10"),
        ("2042Q3", "2042-07-01", "2042-10-10"),
        ("2042Q4", "2042-10-01", "2043-01-10"),
    ]


def test_a_hole_in_the_year_is_refused_with_its_first_day(office):
    holed = cycle(HOLED, period(f"{HOLED}Q1", f"{HOLED}-01-01", f"{HOLED}-03-30", f"{HOLED}-04-10"))

    refused = office.post("planning", "/v1/cycles", "officer", holed)

    assert_refused(refused, 422)
    assert kind(refused) == "day-in-no-period"
    assert f"{HOLED}-03-31" in refused.json()["detail"]
    assert f"{HOLED}-03-31" in refused.json()["pesan"]


# -- deadlines of the year --------------------------------------------------------------------------------------------


def test_deadlines_of_the_year_move_and_the_history_says_what_was_in_force_when(office):
    path = f"/v1/cycles/{MOVED}"
    office.made("planning", "/v1/cycles", "officer", cycle(MOVED))
    moves = [
        {"deadline": "agreement", "extended_to": "2014-02-14"},
        {"deadline": "annual_evaluation", "extended_to": "2015-02-28"},
        {"deadline": "agreement", "extended_to": "2014-03-01"},
        {"deadline": "evidence", "period": "2014Q4", "extended_to": "2015-01-20"},
    ]

    other = newcomers.register(office, ("employee", "officer"))
    for move in moves[:-1]:
        office.made("planning", f"{path}/extensions", "officer", move | WHY)
    office.made("planning", f"{path}/extensions", other.token, moves[-1] | WHY)
    earlier = office.post("planning", f"{path}/extensions", "officer", moves[0] | WHY)
    now = office.get("planning", path, office.employee).json()
    history = office.get("planning", f"{path}/history", office.employee).json()

    assert (now["agreement_deadline"], now["annual_evaluation_deadline"]) == ("2014-03-01", "2015-02-28")
    assert (now["closed"], now["periods"][0]["evidence_deadline"]) == (False, "2015-01-20")
    assert [(one.get("period"), one.get("deadline"), one.get("from"), one.get("to")) for one in history["events"]] == [
        (None, None, None, None),
        (None, "agreement", "2014-01-31", "2014-02-14"),
        (None, "annual_evaluation", "2015-01-31", "2015-02-28"),
        (None, "agreement", "2014-02-14", "2014-03-01"),
        ("2014Q4", "evidence", "2015-01-10", "2015-01-20"),
    ]
    assert [one["at"] for one in history["events"]] == sorted(one["at"] for one in history["events"])
    assert [one["actor"] == other.id for one in history["events"]] == [False] * 4 + [True]
    assert_refused(earlier, 422)
    assert earlier.json()["who_must_act"] == "performance officer"
    text = history["events"][1]["reason"]["text"]
    assert office.get("planning", f"/v1/texts/{text}", office.employee).json()["body"] == WHY["reason"]


@pytest.mark.parametrize(
    "sent",
    [{"deadline": "agreement", "period": "2026Q4"}, {"deadline": "evidence"}],
    ids=["of a period", "of no period"],
)
def test_a_deadline_is_of_a_period_or_of_the_year(office, sent):
    refused = office.post(
        "planning", "/v1/cycles/2026/extensions", "officer", {**sent, "extended_to": "2030-01-01", **WHY}
    )

    assert_refused(refused, 422)


# -- closing ----------------------------------------------------------------------------------------------------------


def test_a_year_that_runs_is_not_closed_and_it_is_said_who_may_still_act(office):
    refused = office.post("planning", "/v1/cycles/2026/closing", "officer", {"reason": "Selesai"})

    assert_refused(refused, 409)
    assert kind(refused) == "cycle-still-runs"
    assert refused.json()["who_must_act"] == "performance officer"
    assert office.get("planning", "/v1/cycles/2026", "officer").json()["closed"] is False


@pytest.fixture(scope="module")
def over(office):
    """A team whose year is closed: one agreed, one in dialogue; (team, heads of the closing)."""
    office.made("planning", "/v1/cycles", "officer", cycle(OVER))
    team = make_team(office, 3, year=OVER)
    agreed, waiting, _ = team.members
    team.begin(agreed, agreed.token)
    team.accept(agreed, team.boss.token)
    team.begin(waiting, waiting.token)
    closed = team.made(f"/v1/cycles/{OVER}/closing", "officer", {"reason": "Semua batas waktu telah lewat"})
    return team, closed["streams"]


def test_nothing_is_planned_for_a_closed_year(office, over):
    team, _ = over
    agreed, waiting, new = team.members
    plan = [main_result(team.objective)]
    unit, year = f"/v1/units/{team.unit}/objectives", {"year": OVER, "title": "Sasaran lain"}
    before = office.recorded("planning")

    refused = [
        team.post("/v1/agreements", new.token, team.new(new)),
        team.post("/v1/agreements", new.token, team.new(new, propose=False)),
        team.post(f"/v1/agreements/{waiting.made['agreement']}/draft", waiting.token, {"results": plan}),
        team.post(f"/v1/agreements/{waiting.made['agreement']}/proposals", waiting.token, {"results": plan}),
        team.post(f"/v1/agreements/{waiting.made['agreement']}/acceptance", team.boss.token, {"proposal": 1}),
        team.post(
            f"/v1/agreements/{agreed.made['agreement']}/revisions",
            agreed.token,
            {"results": plan, "valid_from": f"{OVER}-10-01", "reason_code": "other", "reason": "Tugas bertambah"},
        ),
        team.post(unit, "officer", year),
        team.post(f"{unit}/{OVER}/{team.objective}/withdrawal", "officer", {"reason": "Keliru"}),
        team.post(
            f"/v1/cycles/{OVER}/extensions", "officer", {"deadline": "agreement", "extended_to": "2030-01-01", **WHY}
        ),
        team.post(f"/v1/cycles/{OVER}/holidays", "officer", {"days": ["2990-01-01"], "reason": "Cuti bersama"}),
        team.post(f"/v1/cycles/{OVER}/closing", "officer", {"reason": "Sekali lagi"}),
    ]

    for answer in refused:
        assert_refused(answer, 409)
        assert (kind(answer), answer.json()["who_must_act"]) == ("cycle-closed", "performance officer")
    assert office.recorded("planning") == before


def test_a_closed_year_stays_readable_and_its_dialogue_open(office, over):
    team, _ = over
    agreement = team.members[1].made["agreement"]

    shown = office.get("planning", f"/v1/cycles/{OVER}", "officer").json()
    history = office.get("planning", f"/v1/cycles/{OVER}/history", "officer").json()["events"]
    written = team.post(
        f"/v1/agreements/{agreement}/dialogue", team.boss.token, {"kind": "clarification", "text": "Tidak disepakati."}
    )

    assert (shown["closed"], history[-1]["type"], "reason" in history[-1]) == (True, "CycleClosed", True)
    assert written.status_code == 201
    assert {one["state"] for one in team.rows(team.boss.token)} == {"agreed", "in_dialogue", "not_started"}


def test_reports_and_evaluations_of_a_closed_year_go_on_by_their_own_rules(office, over):
    team, closing = over
    agreed = team.members[0]
    agreement = agreed.made["agreement"]
    shown = office.get("planning", f"/v1/agreements/{agreement}", agreed.token).json()
    indicator = shown["agreed"]["results"][0]["indicators"][0]["indicator"]
    heads = [*closing, *shown["streams"]]
    seen = ", ".join(f"{one['stream']}:{one['version']}" for one in heads)
    path = f"/v1/agreements/{agreement}"

    reported = eventually(
        lambda: office.post(
            "realization",
            f"{path}/realizations/{OVER}Q4",
            agreed.token,
            {"indicator": indicator, "value": "12"},
            Ekinerja_Seen=seen,
        )
    )
    evaluated = eventually(
        lambda: office.get("evaluation", f"{path}/evaluations/{OVER}Q4", agreed.token, Ekinerja_Seen=seen)
    )
    evidence = eventually(lambda: office.get("evidence", f"{path}/evidence/{OVER}Q4", agreed.token, Ekinerja_Seen=seen))

    assert [one.status_code for one in (reported, evaluated, evidence)] == [201, 200, 200]
