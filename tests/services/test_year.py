"""The annual evaluation through HTTP and Kafka: a move, late evidence, the head of a unit, and the numeric policy.

Each test plays a year of its own; a stranger recomputes what it came to from the topics alone.
"""

from uuid import UUID

import pytest

from services.evaluation.replay.recompute import recompute_all
from services.evaluation.replay.recompute_year import recompute_years
from tests.services import newcomers
from tests.services.conftest import eventually
from tests.services.judging import counted_again
from tests.services.topics import history_with
from tests.services.years import ABOVE, MEETS, begin_year

NUMERIC = {"policy": "permenpanrb-8-2021.v1"}
ONE_DOCUMENT = {"target": {"low": "1", "high": "1"}, "whole": True}


@pytest.fixture
def year(office):
    return begin_year(office)


def member(year, **indicator):
    """Somebody of the unit with an agreement of the whole year, rated by its head."""
    person = year.join(newcomers.register(year.office))
    year.assign(person)
    year.agree(person, year.boss.token, **indicator)
    return person


def finalized(year, person, who, body=None):
    """The annual final, as it is shown after it was made."""
    year.finalize(person, year.of_year(person), who, body)
    return year.shown(person, year.of_year(person), person.token)


def waiting(year, person):
    """What the rater's list shows of a person."""
    path, seen = f"/v1/evidence/waiting?employee={person.id}", person.seen("evidence")
    answer = eventually(lambda: year.office.get("evidence", path, year.boss.token, Ekinerja_Seen=seen))
    return [one["item"] for one in answer.json()["waiting"]]


def recomputed(office, *people):
    """Finals of years and of periods of these people, and all differences, as a stranger finds them on the topics."""
    ids = {person.id for person in people}
    history = history_with(office, ((stream, at) for one in people for (_, stream), at in one.heads.items()))
    years = [one for one in recompute_years(history) if str(one.final.employee) in ids]
    periods = [one for one in recompute_all(history) if str(one.final.employee) in ids]
    return years, periods, [str(each) for one in (*years, *periods) for each in one.differences]


def test_a_year_with_a_move_is_judged_over_both_agreements_by_the_last_ones_rater(office, year):
    person = member(year)
    year.prove(person, "Q1", "3", year.boss.token)
    report, unjudged = year.report(person, "Q1", "3"), year.upload(person, "Q1", "lampiran.pdf")
    first, indicator = person.made["agreement"], person.made["indicator"]
    path = f"/v1/employees/{person.id}/assignments/{person.made['assignment']}/end"
    newcomers.command(
        office, person, "planning", path, "officer", {"ends_on": f"{year.year}-03-31", "reason_code": "moved"}
    )
    other = newcomers.register(office, ("employee", "rater"))
    newcomers.assign(office, other, unit=year.unit, rater=year.boss.id)
    person.heads |= other.heads
    year.assign(person, f"{year.year}-04-01", rater=other.id)
    year.agree(person, other.token, first=f"{year.year}-04-01")
    year.prove(person, "Q4", "9", other.token)
    assess = year.of_year(person, "/behaviour")

    refused = year.post(person, assess, year.boss.token, MEETS)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (403, "not-your-subordinate")
    missing = year.post(person, year.of_year(person, "/finalization"), other.token, {})
    assert missing.json()["type"].endswith("behaviour-missing")
    year.do(person, assess, other.token, MEETS)
    waits = year.post(person, year.of_year(person, "/finalization"), other.token, {})
    listed = year.shown(person, f"/v1/units/{year.unit}/progress/{year.year}", "officer")["rows"]
    (of_team,) = year.shown(person, f"/v1/team/{year.year}", other.token)["team"]
    verdict = {"indicator": indicator, "report": report}
    newcomers.command(office, person, "evidence", f"/v1/evidence/{unjudged}/verification", year.boss.token, verdict)
    year.do(person, year.of_year(person, "/consideration"), other.token, {"consideration": "Baru sejak April."})
    advice = year.shown(person, year.of_year(person, "/advice"), other.token)
    now = newcomers.register(office, ("employee", "rater"))
    newcomers.change_rater(office, person, now.id)
    final = finalized(year, person, now.token)

    # What was shown before the move is the first rater's to judge: the last one may not.
    assert waits.json()["type"].endswith("waits-for-verdict")
    for told in (waits.json()["detail"], waits.json()["pesan"]):
        assert (unjudged in told, year.boss.id in told, other.id in told) == (True, True, False)
    (row,) = [one for one in listed if one["employee"] == person.id]
    assert row["waits_for"] == {"actor": "rater", "person": year.boss.id}
    assert [one["rater"] for one in of_team["waits_for"]["verdicts"]] == [year.boss.id]

    # 3 of the 12 reports of a quarter's agreement, split over its own months; both wholly reached or not as computed.
    assert [one["agreement"] for one in final["agreements"]] == [first, person.made["agreement"]]
    assert [one["share_of_months"]["exact"] for one in final["agreements"]] == ["1/4", "3/4"]
    scores = [float(one["score"]["shown"]) for one in final["agreements"]]
    assert float(final["score"]["shown"]) == pytest.approx(scores[0] / 4 + scores[1] * 3 / 4, abs=0.01)
    assert advice["score"] == final["score"]
    assert (final["rater"], final["rater_on_last_day"], final["consideration"]["version"]) == (now.id, other.id, 2)
    again = year.post(person, year.of_year(person, "/finalization"), now.token, {})
    assert (again.status_code, again.json()["type"].rpartition(":")[2]) == (409, "already-final")
    years, _, differences = recomputed(office, person)
    assert (len(years), differences) == (1, [])


def test_evidence_verified_after_the_quarter_was_final_counts_in_the_year(office, year):
    person, boss = member(year, accumulation="sum"), year.boss.token
    report = year.report(person, "Q1", "3")
    unclear = year.upload(person, "Q1")
    year.judge(person, unclear, report, boss, "rejection")
    year.do(person, year.of_quarter(person, "Q1", "/behaviour"), boss, MEETS)
    year.finalize(person, year.of_quarter(person, "Q1"), boss)
    quarter = year.shown(person, year.of_quarter(person, "Q1"), person.token)
    waits, nonsense = year.upload(person, "Q1", "jelas.pdf"), year.upload(person, "Q1", "lain.pdf")
    year.do(person, year.of_year(person, "/behaviour"), boss, MEETS)
    refused = year.post(person, year.of_year(person, "/finalization"), boss, {})
    listed = waiting(year, person)
    later = year.judge(person, waits, report, boss)
    year.judge(person, nonsense, report, boss, "rejection")
    final = finalized(year, person, boss)
    after_all = year.upload(person, "Q1", "terlambat.pdf")

    assert set(listed) == {waits, nonsense}
    assert after_all not in waiting(year, person)

    assert refused.json()["type"].endswith("waits-for-verdict")
    assert {waits, nonsense} <= set(refused.json()["detail"].replace(",", "").split())

    assert quarter["score"]["shown"] == "0.00"
    assert year.shown(person, year.of_quarter(person, "Q1"), person.token)["score"]["shown"] == "0.00"
    (line,) = final["agreements"][0]["results"][0]["indicators"]
    (part,) = line["parts"]
    assert (part["realization"]["exact"], part["proven"], part["report"]) == ("3", True, report)
    assert final["score"]["shown"] == "25.00"  # 3 of the year's 12
    assert [(one["period"], one["predicate"]) for one in final["beside"]] == [(year.period("Q1"), quarter["predicate"])]
    assert later["streams"][0] in final["heads"]
    assert recomputed(office, person)[2] == []


def test_an_item_that_waits_holds_the_year_and_names_item_and_rater(office, year):
    person, boss = member(year), year.boss.token
    year.report(person, "Q2", "6")
    item = year.upload(person, "Q2")
    year.do(person, year.of_year(person, "/behaviour"), boss, MEETS)

    refused = year.post(person, year.of_year(person, "/finalization"), boss, {})

    assert refused.json()["type"].endswith("waits-for-verdict")
    assert item in refused.json()["detail"]
    assert year.boss.id in refused.json()["detail"]


def test_the_year_of_a_units_head_waits_for_the_units_achievement_of_the_year(office, year):
    boss, superior = year.boss, office.superior
    year.agree(boss, superior)
    year.prove(boss, "Q4", "12", superior)
    year.do(boss, year.of_year(boss, "/behaviour"), superior, MEETS)

    refused = year.post(boss, year.of_year(boss, "/finalization"), superior, {})
    own = year.post(boss, year.of_year(boss, "/behaviour"), boss.token, MEETS)
    path = f"/v1/units/{year.unit}/achievements/{year.year}"
    year.do(boss, path, superior, {"achievement": "butuh_perbaikan"})
    final = finalized(year, boss, superior)

    assert refused.json()["type"].endswith("waits-for-unit-achievement")
    assert own.json()["type"].endswith("own-evaluation")
    (agreement,) = final["agreements"]
    assert (agreement["unit_achievement"], agreement["score"]["shown"]) == ("butuh_perbaikan", "100.00")
    assert (final["given"]["result"], final["predicate"]) == ("below_expectation", "butuh_perbaikan")
    assert year.shown(boss, path, "auditor")["achievement"] == "butuh_perbaikan"
    assert recomputed(office, boss)[2] == []


def test_the_numeric_policy_asks_for_an_innovation_in_a_quarter_and_in_the_year(office, year):
    choice = f"/v1/cycles/{year.year}/policy"
    assert year.shown(year.boss, choice, "auditor")["chosen"] is False
    year.do(year.boss, choice, "officer", NUMERIC)
    year.seen |= year.boss.heads
    boss, target, idle = year.boss.token, {"low": "4", "high": "4"}, member(year, **ONE_DOCUMENT)
    people = [member(year, target=target), member(year, target=target)]
    for person in people:
        item = year.prove(person, "Q1", "2", boss)
        year.prove(person, "Q4", "8", boss)
        new = {"kind": "new_idea", "items": [item], "description": "Layanan jemput bola"}
        if person is people[0]:
            year.do(person, year.of_quarter(person, "Q1", "/innovations"), boss, new)
        year.do(person, year.of_quarter(person, "Q1", "/behaviour"), boss, ABOVE | {"colleagues_heard": True})
        advised = year.shown(person, year.of_quarter(person, "Q1", "/advice"), boss)["numeric"]
        year.finalize(person, year.of_quarter(person, "Q1"), boss)
        year.do(person, year.of_year(person, "/behaviour"), boss, ABOVE)

    assert (advised["final"]["shown"], advised["band"]) == ("120.00", "baik")
    quarters = [year.shown(one, year.of_quarter(one, "Q1"), one.token) for one in people]
    finals = [finalized(year, one, boss) for one in people]
    late = year.post(people[0], choice, "officer", {"policy": "permenpanrb-6-2022.v1"})

    for found in (quarters, finals):
        assert [one["predicate"] for one in found] == ["sangat_baik", "baik"]
        assert [one["numeric"]["final"]["shown"] for one in found] == ["120.00", "120.00"]
        assert [len(one["innovations"]) for one in found] == [1, 0]
    assert [one["policy"]["id"] for one in (quarters[0], finals[0])] == [
        "permenpanrb-8-2021.v1", "permenpanrb-8-2021-year.v1",
    ]  # fmt: skip
    assert quarters[0]["numeric"]["behaviour_share"]["exact"] == "2/5"
    assert finals[0]["numeric"]["behaviour_share"]["exact"] == "3/10"
    assert (late.status_code, late.json()["type"].rpartition(":")[2]) == (409, "year-is-judged")
    years, periods, differences = recomputed(office, *people)
    assert (len(years), len(periods), differences) == (2, 2, [])
    nothing_was_due(office, year, idle, people)
    what_is_final_or_never_can_be_needs_no_rater_who_left(office, year, idle, people)


def nothing_was_due(office, year, idle, people):
    """Of the quarter of whom one document is due at the year's end there is no final, and nothing waits for one."""
    boss, unit, period = year.boss, year.unit, year.period("Q1")
    rating = {"rating": "meets_expectation", "because": {"code": "context_not_in_figures", "text": "Cukup baik."}}
    path = year.of_quarter(idle, "Q1", "/finalization")
    refused = [year.post(idle, path, boss.token, body) for body in ({}, {"result": rating, "behaviour": rating})]
    assert [(one.status_code, one.json()["type"].rpartition(":")[2]) for one in refused] == [(422, "nothing-due")] * 2

    for one in (idle, *people):
        boss.heads |= one.heads
    of_unit = {name: year.shown(boss, f"/v1/units/{unit}/{name}/{period}", "officer") for name in ("progress", "recap")}
    progress, recap = ({one["employee"]: one for one in it["rows"]}[idle.id] for it in of_unit.values())
    assert (progress["state"], progress["waits_for"], progress["goes_from"]) == ("nothing_due", None, None)
    assert (recap["class"], recap["why"], recap["at"]) == ("excluded", "nothing_due", None)
    of_team = [year.shown(boss, f"/v1/team/{period}{tail}", boss.token) for tail in ("", "/provisional")]
    rows = [{one["employee"]: one for one in lists} for lists in (of_team[0]["team"], of_team[1]["people"])]
    assert [one[idle.id]["state"] for one in rows] == ["nothing_due", "nothing_due"]
    assert year.shown(idle, year.of_quarter(idle, "Q1"), idle.token)["waits_for"] == {
        "verdicts": [], "behaviour": [], "unit_achievement": False, "nothing_due": True, "goes_from": None,
        "still_due": [],
    }  # fmt: skip
    why = year.shown(idle, year.of_quarter(idle, "Q1", "/explanation"), idle.token)["advice"]
    assert [one["text"] for one in why] == ["no main result was due, so there is nothing to evaluate"]

    year.do(boss, f"/v1/units/{unit}/achievements/{period}", office.superior, {"achievement": "baik"})
    before = year.shown(boss, f"/v1/units/{unit}/distribution/{period}", "officer")
    assert (before["people"], before["waiting"]) == (2, [])
    assert before["left_out"] == [{"employee": idle.id, "why": "nothing_due"}]
    year.do(boss, f"/v1/units/{unit}/distribution/{period}/settlement", "officer", {})
    assert year.shown(boss, f"/v1/units/{unit}/distribution/{period}", "officer")["check_again"] is False
    assert counted_again(office, unit, {stream: at for (_, stream), at in boss.heads.items()}) == [([], ())]
    assert year.shown(boss, year.of_year(idle), boss.token)["waits_for"]["nothing_due"] is False


def what_is_final_or_never_can_be_needs_no_rater_who_left(office, year, idle, people):
    """All of them have left, one a quarter later than the first two: that quarter is not final."""
    done, open_still = people
    for one, last in ((idle, "03-31"), (done, "03-31"), (open_still, "06-30"), (year.boss, "06-30")):
        path = f"/v1/employees/{one.id}/assignments/{one.made['assignment']}/end"
        body = {"ends_on": f"{year.year}-{last}", "reason_code": "left_service"}
        newcomers.command(office, one, "planning", path, "officer", body)
        year.boss.heads |= one.heads

    before = UUID(int=UUID(year.boss.id).int - 1)
    path, seen = f"/v1/raters/departed?limit=1&after={before}", year.boss.seen("planning")
    (row,) = eventually(lambda: office.get("planning", path, "officer", Ekinerja_Seen=seen)).json()["raters"]

    assert (row["employee"], [one["employee"] for one in row["rates"]]) == (year.boss.id, [open_still.id])


def test_an_innovation_is_shown_by_the_employees_own_evidence_and_recorded_by_the_rater(office, year):
    person, other, boss = member(year), member(year), year.boss.token
    theirs = year.prove(other, "Q1", "3", boss)
    path = year.of_quarter(person, "Q1", "/innovations")
    body = {"kind": "new_idea", "items": [theirs], "description": "Layanan jemput bola"}
    person.heads |= other.heads
    rater_too = office.stack.token(["employee", "rater"], person.id)

    answers = [year.post(person, path, who, body) for who in (boss, rater_too, other.token)]

    assert [one.status_code for one in answers] == [422, 403, 403]
    assert theirs in answers[0].json()["detail"]
