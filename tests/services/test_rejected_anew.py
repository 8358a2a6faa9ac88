"""A rejected value that is reported anew with nothing shown, where the agency lets the unverified count (7.1, 0070)."""

import pytest

from tests.services import newcomers
from tests.services.years import MEETS, begin_year


@pytest.fixture(scope="module")
def rejected(office):
    """A person's quarter of such a year: reported and shown, rejected, and reported anew."""
    year = begin_year(office)
    chosen = {"policy": "permenpanrb-6-2022.v1", "unverified": "count"}
    year.do(year.boss, f"/v1/cycles/{year.year}/policy", "officer", chosen)
    person = year.join(newcomers.register(office))
    year.assign(person)
    year.agree(person, year.boss.token)
    person.made["item"] = year.upload(person, "Q1")
    year.judge(person, person.made["item"], year.report(person, "Q1", "4"), year.boss.token, "rejection")
    year.report(person, "Q1", "4")
    year.do(person, year.of_quarter(person, "Q1", "/behaviour"), year.boss.token, MEETS)
    return year, person


def test_the_advice_excludes_it_as_rejected_and_says_what_would_change_that(rejected):
    year, person = rejected

    advice = year.shown(person, year.of_quarter(person, "Q1", "/advice"), person.token)
    provisional = year.shown(person, f"/v1/employees/{person.id}/provisional/{year.period('Q1')}", person.token)

    assert advice["score"]["shown"] == "0.00"
    assert [(one["code"], one["items"]) for one in advice["exclusions"]] == [("rejected", [person.made["item"]])]
    assert ("unproven", "rejected", "employee") in [
        (one["kind"], one["code"], one["actor"]) for one in provisional["people"][0]["would_change"]
    ]


def test_something_new_that_is_verified_makes_it_count(rejected):
    year, person = rejected
    report = year.report(person, "Q1", "4")

    year.judge(person, year.upload(person, "Q1", "bukti-baru.pdf"), report, year.boss.token)
    advice = year.shown(person, year.of_quarter(person, "Q1", "/advice"), person.token)

    assert (advice["exclusions"], advice["score"]["shown"]) == ([], "120.00")
