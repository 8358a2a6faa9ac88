"""`ekinerja policy compare` as an agency runs it on real topics, before it adopts another policy."""

import asyncio

import pytest
from typer.testing import CliRunner

from chassis.settings import load_kafka_settings
from deploy.local.stack import AGENCY
from services.cli import app
from tests.domain.plans import AGREEMENT, EMPLOYEE
from tests.stack import renew_topics
from tests.system.test_history_from_kafka import RECORDS
from tests.system.test_replay_command import _write

BOTH = ("permenpanrb-6-2022.v1", "permenpanrb-8-2021.v1")


@pytest.fixture(scope="module")
def topics(kafka):
    renew_topics(kafka)
    asyncio.run(_write(kafka.bootstrap, RECORDS))
    return kafka.bootstrap


def compare(bootstrap, *policies, period="2026Q2"):
    """(exit code, lines) of the command."""
    load_kafka_settings.cache_clear()
    where = {"EKINERJA_AGENCY": AGENCY, "EKINERJA_KAFKA": bootstrap}
    done = CliRunner().invoke(app, ["policy", "compare", *policies, "--period", period], env=where)
    load_kafka_settings.cache_clear()
    return done.exit_code, done.output.splitlines()


def test_a_policy_changes_nothing_against_itself(topics):
    assert compare(topics, BOTH[0], BOTH[0]) == (0, ["2026Q2: 1 agreements compared, 0 would differ"])


def test_a_year_is_compared_by_the_policies_of_a_year(topics):
    years = tuple(policy.replace(".v1", "-year.v1") for policy in BOTH)
    code, lines = compare(topics, *years, period="2026")
    refused, told = compare(topics, *BOTH, period="2026")

    (summed,) = [line for line in lines if line.startswith("2026: ")]
    assert (code, summed) == (0, "2026: 1 years compared, 1 would differ")
    assert any(EMPLOYEE.hex[:8] in line for line in lines)
    assert (refused, told) == (1, [told[-1]])
    assert f"is not one of {', '.join(years)}, which judge 2026" in told[-1]


@pytest.mark.parametrize(
    ("policy", "period", "scores"),
    [(BOTH[0], "2026Q2", ("98.50", "101.00")), (BOTH[0].replace(".v1", "-year.v1"), "2026", ("26.25", "27.50"))],
)
def test_what_nobody_verified_is_held_against_itself_where_it_would_count(topics, policy, period, scores):
    same = compare(topics, policy, policy, "--unverified", "exclude", period=period)
    code, lines = compare(topics, policy, policy, "--unverified", "count", period=period)
    refused, _ = compare(topics, policy, policy, "--unverified", "maybe", period=period)

    assert (code, same[0], refused) == (0, 0, 2)
    assert same[1][-1].endswith(" compared, 0 would differ")
    (row,) = [line for line in lines if EMPLOYEE.hex[:8] in line]
    assert all(score in row for score in scores)
    assert any(line.startswith(f"{period}: ") and line.endswith("1 would differ") for line in lines)


def test_another_policy_is_told_person_by_person_and_in_sum(topics):
    code, lines = compare(topics, *BOTH)

    assert code == 0
    (row,) = [line for line in lines if f"{EMPLOYEE} {AGREEMENT}" in line]
    (summed,) = [line for line in lines if line.startswith("2026Q2: ")]
    assert summed == "2026Q2: 1 agreements compared, 1 would differ"
    assert any(word in row for word in ("baik", "butuh_perbaikan", "kurang", "-"))


@pytest.mark.parametrize(
    ("policies", "period", "told"),
    [
        (("permenpanrb-1-1999.v1", BOTH[1]), "2026Q2", "'permenpanrb-1-1999.v1' is not one of"),
        (BOTH, "2031Q1", "no cycle on the topics has a period 2031Q1"),
    ],
)
def test_what_is_not_there_is_named_in_one_line(topics, policies, period, told):
    code, lines = compare(topics, *policies, period=period)

    assert code == 1
    assert [line for line in lines if told in line] == lines[-1:]
