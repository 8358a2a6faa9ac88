"""An agency that works in months, over HTTP: agreement, targets and deadlines, a final, the recap, and what a stranger
recomputes (`domain.md` 3). `test_cycle.py` has the rest of the cycle.
"""

import csv
import io
from calendar import monthrange

import pytest

from tests.services.conftest import eventually
from tests.services.teams import make_team
from tests.services.test_bad_input import assert_refused
from tests.services.test_cycle import WHY, cycle, period
from tests.services.test_year import recomputed
from tests.services.years import FAR, MEETS, YearOf

#: A year of this file's own.
YEAR = 2015


@pytest.fixture(scope="module")
def team(office):
    """Two members of a unit whose year has twelve periods; the deadlines of February are over, the others far ahead."""
    months = [
        period(
            f"{YEAR}M{month:02}",
            f"{YEAR}-{month:02}-01",
            f"{YEAR}-{month:02}-{monthrange(YEAR, month)[1]}",
            f"{YEAR}-03-10" if month == 2 else FAR,
        )
        for month in range(1, 13)
    ]
    office.made("planning", "/v1/cycles", "officer", cycle(YEAR, *months) | {"annual_evaluation_deadline": FAR})
    return make_team(office, 2, year=YEAR)


def test_a_monthly_cycle_leads_from_the_agreement_to_targets_and_deadlines_of_months(office, team):
    member = team.members[0]
    agreement = team.begin(member, member.token)
    agreed = team.accept(member, team.boss.token)

    shown = office.get("planning", f"/v1/agreements/{agreement}", member.token).json()
    indicator = shown["agreed"]["results"][0]["indicators"][0]
    path = f"/v1/agreements/{agreement}/realizations/{YEAR}M02"
    seen = ", ".join(f"{one['stream']}:{one['version']}" for one in agreed["streams"])
    report = {"indicator": indicator["indicator"], "value": "2"}
    eventually(lambda: office.post("realization", path, member.token, report, Ekinerja_Seen=seen))
    late = office.get("realization", path, member.token).json()["reports"][0]["late"]
    move = {"deadline": "reporting", "period": f"{YEAR}M02", "extended_to": "2040-01-31", **WHY}
    moved = team.made(f"/v1/cycles/{YEAR}/extensions", "officer", move)["streams"][0]
    seen = f"{moved['stream']}:{moved['version']}"
    cleared = eventually(lambda: office.get("realization", path, member.token, Ekinerja_Seen=seen)).json()
    unknown = office.post("realization", path.replace("M02", "Q1"), member.token, report)

    assert [(one["period"], one["low"]) for one in indicator["targets"]] == [
        (f"{YEAR}M{month:02}", str(month)) for month in range(1, 13)
    ]
    assert (late, cleared["reports"][0]["late"]) == (True, False)
    assert_refused(unknown, 404)


def test_a_month_is_made_final_is_in_the_recap_and_the_sheet_of_the_year_and_is_recomputed(office, team):
    member, boss = team.members[1], team.boss
    year = YearOf(office, YEAR, team.unit, team.objective, boss)
    agreement = year.agreed(member, boss.token)
    year.arrived(member, agreement, "M12")
    year.prove(member, "M03", "3", boss.token)
    march = year.of_quarter(member, "M03")
    year.do(member, f"{march}/behaviour", boss.token, MEETS)
    year.finalize(member, march, boss.token)

    final = year.shown(member, march, member.token)
    recap = year.shown(member, f"/v1/units/{team.unit}/recap/{YEAR}M03", "officer")
    sheet = office.get("evaluation", f"/v1/units/{team.unit}/finals/{YEAR}", "officer").text
    quarter = office.get("evaluation", year.of_quarter(member, "Q1"), boss.token)

    line = final["results"][0]["indicators"][0]
    assert (final["period"], line["high"], line["achievement"]["exact"]) == (f"{YEAR}M03", "3", "1")
    assert (final["score"]["shown"], final["predicate"]) == ("100.00", "baik")
    (row,) = [one for one in recap["rows"] if one["employee"] == member.id]
    assert (row["class"], row["predicate"], recap["classes"]["final"]) == ("final", "baik", 1)
    lines = csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff"), newline=""))
    assert {one["periode"]: one["predikat"] for one in lines if one["pegawai"] == member.id}[f"{YEAR}M03"] == "Baik"
    assert_refused(quarter, 404)
    _, periods, differences = recomputed(office, member)
    assert ([(one.final.period, one.final.predicate) for one in periods], differences) == ([(f"{YEAR}M03", "baik")], [])
