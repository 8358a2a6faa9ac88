"""A rater's year in a few calls: many assessed, late items accepted, years made final; and two offices held at once.

One year of a unit and a unit below it, whose evidence deadline is over: everything shown now is late.
"""

import csv
import dataclasses
import uuid

import pytest

from services.evaluation.replay.recompute_year import recompute_years
from tests.services import newcomers
from tests.services.conftest import eventually
from tests.services.test_bad_input import assert_refused
from tests.services.test_finalize_team import kinds, without_ids
from tests.services.topics import history_with
from tests.services.years import MEETS, begin_year

LATE = {"reason_code": "system_outage", "reason": "Jaringan padam."}
NAMES = ("first", "second", "third")


class TeamOfYear:
    """`year` and its boss; `below`: the same of the unit below. Three have a whole year, one moved in it; `plt` acts in
    the unit below for half a year; `twice` has an agreement there too, and no last day; `low` is rated there."""

    def __init__(self, office):
        self.office, self.year = office, begin_year(office, long=False)
        self.boss = self.year.boss
        self.below = self.unit_below()
        self.people = {name: self.member() for name in (*NAMES, "moved", "plt", "twice")}
        moved, plt, twice = (self.people[name] for name in ("moved", "plt", "twice"))
        moved.made["before"] = moved.made["agreement"]
        self.end(moved, "03-31", "moved")
        self.year.assign(moved, self.day("04-01"))
        self.year.agree(moved, self.boss.token, first=self.day("04-01"))
        plt.made["own"], plt.made["own_assignment"] = plt.made["agreement"], plt.made["assignment"]
        self.below.assign(plt, self.day("03-01"), position="Kepala Seksi")
        self.end(plt, "08-31", "other")
        self.below.agree(plt, self.below.boss.token, first=self.day("03-01"), last=self.day("08-31"))
        plt.made["acting"] = plt.made["agreement"]
        self.below.assign(twice, self.day("03-01"))
        self.below.agreed(twice, self.below.boss.token, first=self.day("03-01"))
        self.low = self.below.join(newcomers.register(office))
        self.below.assign(self.low)
        self.below.agree(self.low, self.below.boss.token)
        for person in (*self.people.values(), self.low):
            self.boss.heads |= person.heads

    def day(self, day):
        return f"{self.year.year}-{day}"

    def unit_below(self):
        head, year = newcomers.register(self.office, ("employee", "rater")), self.year
        head.heads |= self.boss.heads
        unit = newcomers.command(
            self.office, head, "planning", "/v1/units", "officer", {"name": "Urusan Uji", "parent": year.unit}
        )["unit"]
        newcomers.assign(
            self.office, head, unit=unit, rater=self.boss.id, starts_on=self.day("01-01"), head_of_unit=True
        )
        wanted, path = {"year": year.year, "title": "Berkas yang rapi"}, f"/v1/units/{unit}/objectives"
        objective = newcomers.command(self.office, head, "planning", path, "officer", wanted)["objective"]
        return dataclasses.replace(year, unit=unit, objective=objective, boss=head, seen=dict(head.heads))

    def member(self):
        person = self.below.join(newcomers.register(self.office))
        self.year.assign(person)
        self.year.agree(person, self.boss.token)
        return person

    def end(self, person, day, why):
        path = f"/v1/employees/{person.id}/assignments/{person.made['assignment']}/end"
        body = {"ends_on": self.day(day), "reason_code": why}
        newcomers.command(self.office, person, "planning", path, "officer", body)

    def agreement(self, name):
        return self.people[name].made["agreement"]

    def post(self, what, entries, who="", key="", period=""):
        path, seen = f"/v1/team/{period or self.year.year}/{what}", self.boss.seen("evaluation")
        sent = {"Ekinerja_Seen": seen, "Idempotency_Key": key or str(uuid.uuid4())}
        answer = self.office.post("evaluation", path, who or self.boss.token, {"entries": entries}, **sent)
        if answer.status_code == 201:
            self.boss.note("evaluation", answer)
        return answer

    def get(self, path, who="officer"):
        seen = self.boss.seen("evaluation")
        answer = eventually(lambda: self.office.get("evaluation", path, who, Ekinerja_Seen=seen))
        return answer.json()

    def rows(self):
        return {one["employee"]: one for one in self.get(f"/v1/team/{self.year.year}", self.boss.token)["team"]}


@pytest.fixture(scope="module")
def team(office):
    return TeamOfYear(office)


@pytest.fixture(scope="module")
def before(team):
    return team.rows()


@pytest.fixture(scope="module")
def assessed(team, before):
    """The behaviour of a year, of who is there, by an agreement that is not the last, and of who has two at once."""
    named = ["first", "second", "moved", "twice"]
    entries = [{"agreement": team.agreement(name), **MEETS} for name in named]
    plt, moved = team.people["plt"], team.people["moved"]
    entries += [{"agreement": one, **MEETS} for one in (moved.made["before"], plt.made["own"], plt.made["acting"])]
    key = str(uuid.uuid4())
    return team.post("behaviours", entries, key=key), team.post("behaviours", entries, key=key)


@pytest.fixture(scope="module")
def done(team, assessed):
    entries = [
        {"agreement": team.agreement("first"), "expects": "butuh_perbaikan"},
        {"agreement": team.agreement("second"), "expects": "baik"},
        {"agreement": team.agreement("third")}, {"agreement": team.agreement("twice")},
    ]  # fmt: skip
    return team.post("finalizations", entries)


# -- one call ---------------------------------------------------------------------------------------------------------


def test_the_behaviour_of_a_period_is_rated_for_many_each_entry_with_its_own_outcome(office, team):
    period = team.year.period("Q4")
    entries = [{"agreement": team.agreement(name), **MEETS} for name in NAMES]
    entries.append({"agreement": str(uuid.uuid4()), **MEETS})
    key = str(uuid.uuid4())
    first, again = (team.post("behaviours", entries, key=key, period=period) for _ in range(2))

    assert kinds(first.json()) == ["recorded"] * 3 + ["unknown"]
    assert [one.get("agreement") for one in first.json()["entries"][:3]] == [team.agreement(name) for name in NAMES]
    assert without_ids(again.json()) == without_ids(first.json())
    for head in first.json()["streams"]:
        assert office.events_of("evaluation", head["stream"]) == head["version"] == 1
    rows = {one["employee"]: one for one in team.get(f"/v1/team/{period}", team.boss.token)["team"]}
    assert [rows[team.people[name].id]["waits_for"]["behaviour"] for name in NAMES] == [[]] * 3
    another = team.post("behaviours", entries[:1], office.rater, period=period)
    assert (another.status_code, kinds(another.json())) == (200, ["not-your-subordinate"])
    assert_refused(team.post("behaviours", entries[:1] * 2, period=period), 422)
    assert_refused(team.post("behaviours", entries[:1], team.people["first"].token, period=period), 403)


def test_late_items_of_many_are_accepted_in_one_call(team):
    period = team.year.period("Q4")
    people = [team.people[name] for name in ("third", "moved")]
    items = [team.year.upload(one, "Q4") for one in people]
    for one in people:
        team.boss.heads |= one.heads
    entries = [
        {"agreement": one.made["agreement"], "item": item, **LATE} for one, item in zip(people, items, strict=True)
    ]
    entries.append({"agreement": team.agreement("first"), "item": items[0], **LATE})
    accepted, again = (team.post("lateness", entries[:2], period=period) for _ in range(2))
    of_another = team.post("lateness", entries[2:], period=period)

    assert kinds(accepted.json()) == ["recorded", "recorded"]
    assert (again.status_code, kinds(again.json())) == (200, ["already-accepted"] * 2)
    assert kinds(of_another.json()) == ["unknown"]
    assert_refused(team.post("lateness", entries[:1] * 2, period=period), 422)
    assert_refused(team.post("lateness", entries[:1]), 422)  # lateness is of a period


def test_a_years_behaviour_is_rated_for_many_by_the_last_agreement_of_each(team, assessed):
    first, again = assessed

    outcomes = ["recorded"] * 3 + ["agreements-overlap", "conflict", "recorded", "conflict"]
    assert kinds(first.json()) == outcomes
    assert without_ids(again.json()) == without_ids(first.json())
    assert {one["period"] for one in first.json()["entries"] if one["outcome"] == "recorded"} == {str(team.year.year)}
    overlap = first.json()["entries"][3]["problem"]
    assert (overlap["who_must_act"], "Plt" in overlap["mend"]) == ("performance officer", True)


def test_years_are_made_final_in_one_call_each_with_its_own_outcome(team, done):
    assert kinds(done.json()) == ["recorded", "conflict", "behaviour-missing", "agreements-overlap"]
    shown = team.year.shown(team.people["first"], team.year.of_year(team.people["first"]), team.boss.token)
    assert (shown["state"], shown["predicate"]) == ("final", "butuh_perbaikan")


# -- the team in a year -----------------------------------------------------------------------------------------------


def test_a_team_in_a_year_is_everybody_once_with_what_each_waits_for(team, before, done):
    after = team.rows()

    mine = {name: person.id for name, person in team.people.items() if name != "twice"}
    assert set(before) == set(after) == {*mine.values(), team.below.boss.id}
    assert before[team.people["moved"].id]["agreement"] == team.agreement("moved")
    assert before[team.people["plt"].id]["agreement"] == team.people["plt"].made["own"]
    assert {before[one]["state"] for one in mine.values()} == {"open"}
    assert before[team.below.boss.id]["state"] == "no_agreement"
    of_below = team.get(f"/v1/team/{team.year.year}", team.below.boss.token)["team"]
    assert {one["employee"]: one["state"] for one in of_below} == {
        team.low.id: "open", team.people["twice"].id: "agreements_overlap",
    }  # fmt: skip
    waits = before[team.people["first"].id]["waits_for"]
    assert (len(waits["behaviour"]), waits["unit_achievements"]) == (7, [])
    assert (waits["goes_from"], waits["still_due"]) == (None, [])  # the evidence deadline is over
    assert before[team.people["first"].id]["self_assessed"] is False
    assert before[team.people["first"].id]["rater"] == team.boss.id
    first, second = (after[team.people[name].id] for name in ("first", "second"))
    assert (first["state"], first["predicate"], first["standing"]["amended"]) == ("final", "butuh_perbaikan", False)
    assert (second["state"], second["waits_for"]["behaviour"]) == ("open", [])


# -- follow-ups -------------------------------------------------------------------------------------------------------


def test_a_units_follow_ups_hold_what_is_below_it_by_pages(office, team, done):
    year, below = team.year, team.below
    for step, body in (("/behaviour", MEETS), ("/finalization", {})):
        below.do(team.low, below.of_year(team.low, step), below.boss.token, body)
    team.boss.heads |= team.low.heads
    path, of_below = (f"/v1/units/{one.unit}/follow-ups/{year.year}" for one in (year, below))
    whole, page = team.get(path, team.boss.token), team.get(f"{path}?limit=1")
    rest = team.get(f"{path}?limit=1&after={page['next']}", "auditor")

    low = sorted((team.people["first"].id, team.low.id))
    assert ([one["employee"] for one in whole["finals"]], whole["missing"], whole["next"]) == (low, 2, None)
    assert [one["employee"] for part in (page, rest) for one in part["finals"]] == low
    assert (page["missing"], page["next"], rest["next"]) == (2, low[0], None)
    assert [one["employee"] for one in team.get(of_below, team.boss.token)["finals"]] == [team.low.id]
    assert_refused(office.get("evaluation", path, below.boss.token), 403)
    assert_refused(office.get("evaluation", f"/v1/units/{uuid.uuid4()}/follow-ups/{year.year}", "officer"), 404)


# -- two offices at once ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def acted(team, assessed):
    """A quarter of both offices is final, each by its own rater; nothing was shown in either."""
    plt = team.people["plt"]
    for agreement, who in ((plt.made["acting"], team.below.boss.token), (plt.made["own"], team.boss.token)):
        for step, body in (("/behaviour", MEETS), ("/finalization", {})):
            path = f"/v1/agreements/{agreement}/evaluations/{team.year.period('Q2')}{step}"
            team.year.do(plt, path, who, body)
    plt.heads |= team.boss.heads
    team.boss.heads |= plt.heads
    return plt


def test_the_results_of_an_acting_office_stand_beside_the_year_of_ones_own(office, team, acted):
    year, plt = team.year, acted
    refused = year.post(plt, year.of_year(plt, "/finalization"), team.below.boss.token, {})
    year.do(plt, year.of_year(plt, "/finalization"), team.boss.token, {})
    final = year.shown(plt, year.of_year(plt), plt.token)
    pages = [
        year.office.get("evaluation", year.of_year(plt, what), plt.token, Ekinerja_Seen=plt.seen("evaluation"))
        for what in ("/document?lang=en", "/explanation?format=html&lang=en")
    ]
    history = history_with(office, ((stream, version) for (_, stream), version in plt.heads.items()))
    (verdict,) = [one for one in recompute_years(history) if str(one.final.employee) == plt.id]

    assert refused.json()["type"].endswith(":not-your-subordinate")
    assert [one["agreement"] for one in final["agreements"]] == [plt.made["own"]]
    assert {(one["agreement"], one["period"]) for one in final["beside"]} == {
        (plt.made[one], year.period("Q2")) for one in ("own", "acting")
    }
    assert final["after_the_fact"]["events"] == 0
    assert [str(one) for one in verdict.differences] == []
    assert [one.text.count("(acting office)") for one in pages] == [1, 1]


def test_the_finals_of_both_offices_of_a_quarter_are_followed_up_where_they_were_made(team, acted):
    plt, period = acted, team.year.period("Q2")
    own, below = (team.get(f"/v1/units/{one.unit}/follow-ups/{period}") for one in (team.year, team.below))

    assert [one["agreement"] for one in below["finals"]] == [plt.made["acting"]]
    assert {one["agreement"] for one in own["finals"]} == {plt.made["own"], plt.made["acting"]}


def test_the_other_office_of_a_quarter_stands_beside_in_recap_progress_and_export(office, team, acted):
    """The symptom: of who acts in a second office, the evaluation of their own was in no list of any unit."""
    plt, period = acted, team.year.period("Q2")
    path = f"/v1/units/{team.year.unit}"
    recap, progress = (team.get(f"{path}/{what}/{period}{page}") for what, page in (
        ("recap", ""), ("progress", "?limit=100"),
    ))  # fmt: skip
    seen = team.boss.seen("evaluation")
    report, export = (
        list(csv.reader(office.get("evaluation", f"{path}/{what}", "officer", Ekinerja_Seen=seen).text.splitlines()))
        for what in (f"recap/{period}?format=csv", f"finals/{team.year.year}")
    )

    (row,) = [one for one in recap["rows"] if one["employee"] == plt.id]
    (beside,) = [one for one in recap["beside"] if one["employee"] == plt.id]
    assert recap["people"] == len(recap["rows"]) == sum(recap["classes"].values()) == 9
    assert (row["agreement"], row["acting"], row["beside"]) == (plt.made["acting"], True, None)
    assert (beside["agreement"], beside["acting"]) == (plt.made["own"], False)
    assert (beside["class"], beside["beside"]) == ("final", "second_office")
    assert (progress["people"], sum(progress["counts"].values())) == (9, 9)
    assert [(one["agreement"], one["state"]) for one in progress["beside"] if one["employee"] == plt.id] == [
        (plt.made["own"], "final")
    ]
    assert [(line[14], line[12], bool(line[0])) for line in report if plt.id in line[13:14]] == [
        (plt.made["acting"], "ya", True), (plt.made["own"], "tidak", False),
    ]  # fmt: skip
    assert [(line[3], "jabatan rangkap" in line[10]) for line in export if line[1:3] == [period, plt.id]] == [
        (plt.made["acting"], False), (plt.made["own"], True),
    ]  # fmt: skip


def test_a_recap_of_the_year_says_that_two_agreements_overlap_and_the_classes_are_the_head_count(team, done):
    year, plt, twice = team.year, team.people["plt"], team.people["twice"]
    recap = team.get(f"/v1/units/{year.unit}/recap/{year.year}")
    below = team.get(f"/v1/units/{team.below.unit}/recap/{year.year}")
    progress = team.get(f"/v1/units/{year.unit}/progress/{year.year}?limit=100")

    rows = {one["employee"]: one for one in recap["rows"]}
    assert len(rows) == recap["people"] == sum(recap["classes"].values()) == 9
    found = rows[twice.id]
    assert (found["class"], found["why"], found["at"]["actor"]) == (
        "excluded", "agreements_overlap", "performance_officer",
    )  # fmt: skip
    assert found["text"] == "two agreements hold on the same days"
    assert (rows[plt.id]["unit"], rows[plt.id]["agreement"]) == (year.unit, plt.made["own"])
    assert {one["employee"] for one in below["rows"]} == {team.below.boss.id, team.low.id, twice.id}
    assert progress["counts"]["agreements_overlap"] == 1


def test_an_officer_who_sets_the_last_day_of_the_acting_office_lets_the_year_be_judged(office, team, done):
    year, twice = team.year, team.people["twice"]
    seen = twice.seen("evaluation")
    refused = office.get("evaluation", year.of_year(twice), team.boss.token, Ekinerja_Seen=seen)
    team.end(twice, "08-31", "other")
    shown = year.shown(twice, year.of_year(twice), team.boss.token)

    assert_refused(refused, 409)
    assert refused.json()["type"].endswith(":agreements-overlap")
    assert (shown["state"], shown["rater"]) == ("open", team.boss.id)
