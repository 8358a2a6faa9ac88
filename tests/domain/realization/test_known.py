"""Which version of an agreement holds on a day or in a period, as realization asks it."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from services.realization.commands import indicators_by_title
from services.realization.known import Known
from services.realization.work_sheets import activities_in
from tests.domain.given import uid
from tests.domain.plans import YEAR, agreed, main, planned

FIRST = agreed(main(planned(title="lama", indicator=uid("old")), title="hasil lama"))
NEW = main(planned(title="Lama", indicator=uid("new")), title="hasil baru")
SECOND = agreed(NEW, agreement_version=2, valid_from=date(2026, 8, 10))


def known(*versions):
    periods = {one.period: one for one in YEAR}
    return Known(None, versions or (FIRST, SECOND), periods, ZoneInfo("Asia/Makassar"), frozenset(), {})


@pytest.mark.parametrize(
    ("period", "titles"),
    [
        ("2026Q2", {"hasil lama"}),
        ("2026Q3", {"hasil lama", "hasil baru"}),
        ("2026Q4", {"hasil baru"}),
    ],
    ids=["before the revision", "it begins within", "after it began"],
)
def test_a_period_has_the_work_results_that_hold_on_any_of_its_days(period, titles):
    assert known().results_in(period) == {uid(title) for title in titles}


def test_a_title_that_two_versions_share_is_on_each_day_that_of_the_version_in_force():
    titles = {one.agreement_version: indicators_by_title(one) for one in known().agreed}
    days = ("2025-12-31", "2026-08-09", "2026-08-10", "2027-01-01")
    sheet = "Rencana Aksi,Tanggal,Kegiatan Harian,Realisasi,Satuan\n" + "".join(
        f"Lama,{day},Rapat,1,kali\n" for day in days
    )

    deeds = activities_in(sheet.encode(), lambda day: titles[known().in_force_on(day).agreement_version], "key")

    assert [one.line.errors for one in deeds] == [[], [], [], []]
    assert [one.indicator for one in deeds] == [uid("old"), uid("old"), uid("new"), uid("new")]
