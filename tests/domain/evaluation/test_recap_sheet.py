"""The national report's columns of a recap: what kind of position, and whether it is an acting office's (Plt, Plh)."""

from datetime import UTC, datetime

import pytest

from services.evaluation.population import Member
from services.evaluation.recap import Recap, Row
from services.evaluation.recap_sheets import REPORT, recap_sheet, year_sheet
from services.evaluation.units import Units
from tests.domain.given import uid

UNIT = uid("unit")
AT = datetime(2026, 10, 1, tzinfo=UTC)


def row(name, beside=None, **known):
    member = Member(uid(name), UNIT, known.pop("head", False), uid("assignment"), uid(f"skp of {name}"), **known)
    return Row(member, "open", state="ready", beside=beside)


def recap(*rows, beside=()):
    return Recap(UNIT, "2026Q3", Units({UNIT: None}, {UNIT: "Tim"}), rows, beside)


def cells(found, column):
    return [line[REPORT.index(column)] for line in recap_sheet(found, "Kantor", AT)[8:]]


@pytest.mark.parametrize(
    ("known", "kind"),
    [
        pytest.param({"head": True}, "STRUKTURAL", id="heads a unit"),
        pytest.param({"functional": True}, "FUNGSIONAL", id="holds a level"),
        pytest.param({"head": True, "functional": True}, "FUNGSIONAL", id="holds a level and heads a unit"),
        pytest.param({}, "", id="nothing is recorded"),
    ],
)
def test_the_kind_of_position_is_told_where_it_is_known(known, kind):
    assert cells(recap(row("one", **known)), "skp_jenis_jabatan") == [kind]


def test_an_acting_office_is_told_in_its_column_and_the_other_office_stands_beside_outside_the_count():
    found = recap(row("one", acting=True), beside=(row("one", "second_office"), row("two", "ended")))

    sheet = recap_sheet(found, "Kantor", AT)

    assert cells(found, "is_skp_plt_plh_pjb") == ["ya", "tidak", "tidak"]
    assert cells(found, "No") == ["1", "", ""]
    assert sheet[4] == ("Jumlah pegawai: 1",)
    said = [line[len(REPORT) + 3] for line in sheet[8:]]
    assert [one.partition(";")[0] for one in said[1:]] == [
        "jabatan rangkap (Plt/Plh)", "pindah atau berhenti dalam periode",
    ]  # fmt: skip
    assert [line[10] for line in year_sheet("2026", [found])[1:]] == said
