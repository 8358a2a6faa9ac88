"""`ekinerja replay` as an auditor runs it on real topics: what it says, and with which code it ends.

One set of topics, which gets worse from step to step; what each step finds is kept, for topics are dear to make.
"""

import asyncio

import pytest
from aiokafka import AIOKafkaProducer
from typer.testing import CliRunner

from chassis.settings import load_kafka_settings
from contracts.envelope import CONTENT_TYPE
from contracts.evaluation import DistributionSettled, PolicyRef, PredicateCount, UnitAchievementSet
from deploy.local.stack import AGENCY
from services.cli import app
from services.evaluation.dossier import Fact
from services.evaluation.policies.distribution_v1 import PREDICATES
from services.evaluation.policies.registry import policy_hash
from tests.domain.histories import FINAL_AT, UNIT_PERIOD
from tests.domain.plans import AGREEMENT, UNIT
from tests.stack import renew_topics
from tests.system.test_history_from_kafka import AFTER_A_GAP, KEY, QUARTER, RECORDS, TOPIC, recorded

STRANGER = (TOPIC, KEY, b"{not json")
EQUAL = f"{AGREEMENT} 2026Q2: equal"
RECORDS_READ = len(RECORDS)
#: A unit whose achievement was set, of whom nobody is counted: settled as it is, and as it is not.
NOBODY = {
    "unit": UNIT, "period": "2026Q2", "achievement": "baik", "people": 0, "counted": (),
    "rules": PolicyRef(id="distribution.v1", hash=policy_hash("distribution.v1")),
    "counts": tuple(PredicateCount(predicate=one, people=0) for one in PREDICATES),
}  # fmt: skip
SETTLED = [
    recorded(Fact(UNIT_PERIOD, version, FINAL_AT, event))
    for version, event in enumerate(
        [
            UnitAchievementSet(unit=UNIT, period="2026Q2", achievement="baik"),
            DistributionSettled(**NOBODY),
            DistributionSettled(**NOBODY | {"people": 7}),
        ],
        1,
    )
]
FINAL = QUARTER.facts[-1].event


async def _write(bootstrap, records):
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for topic, key, value in records:
            await producer.send_and_wait(topic, value, key=key, headers=[("content-type", CONTENT_TYPE.encode())])


def replay(bootstrap, *options, agency=AGENCY):
    """(exit code, lines) of the command."""
    load_kafka_settings.cache_clear()
    done = CliRunner().invoke(app, ["replay", *options], env={"EKINERJA_AGENCY": agency, "EKINERJA_KAFKA": bootstrap})
    load_kafka_settings.cache_clear()
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output.splitlines()


@pytest.fixture(scope="module")
def said(kafka):
    """What the command says of empty topics, of a whole history, and of what becomes of it."""
    renew_topics(kafka)
    where, told = kafka.bootstrap, {}
    told["nothing"] = replay(where)
    asyncio.run(_write(where, RECORDS))
    told["whole"] = replay(where)
    told["whole, quiet"] = replay(where, "--quiet")
    told["as of the final"] = replay(where, "--as-of", FINAL_AT.isoformat())
    told["as of before it"] = replay(where, "--as-of", "2026-07-01T08:00:00+08:00")
    told["as of no instant"] = replay(where, "--as-of", "2026-07-01")
    told["misspelt agency"] = replay(where, agency="kanwil-gorontallo")
    asyncio.run(_write(where, [STRANGER]))
    told["a stranger"] = replay(where)
    asyncio.run(_write(where, [AFTER_A_GAP]))
    told["a gap"] = replay(where)
    asyncio.run(_write(where, SETTLED))
    told["settled"] = replay(where)
    return told, where


def test_topics_without_a_final_prove_nothing(said):
    told, where = said

    assert told["nothing"] == (
        1,
        [
            "0 finals, 0 differ, 0 records read",
            f"no final was found for agency {AGENCY} on {where}: nothing is proven",
        ],
    )


def test_a_whole_history_ends_well(said):
    told, _ = said

    total = f"1 finals, 0 differ, {RECORDS_READ} records read"
    assert told["whole"] == (0, [EQUAL, total])
    assert told["whole, quiet"] == (0, [total])


def test_as_of_an_instant_it_says_what_stood_then(said):
    told, where = said

    total = f"1 finals, 0 differ, {RECORDS_READ} records read"
    assert told["as of the final"] == (0, [f"{AGREEMENT} 2026Q2: {FINAL.predicate}", EQUAL, total])
    assert told["as of before it"] == (
        1,
        [
            f"0 finals, 0 differ, {RECORDS_READ} records read",
            f"no final was found for agency {AGENCY} on {where}: nothing is proven",
        ],
    )
    code, (line,) = told["as of no instant"]
    assert (code, "says no zone" in line) == (1, True)


def test_of_another_agency_there_is_nothing_but_strangers(said):
    told, where = said

    code, lines = told["misspelt agency"]

    assert code == 1
    assert [line.startswith("not an event of ours: ekinerja.") for line in lines[:-3]] == [True] * RECORDS_READ
    assert lines[-3:] == [
        f"0 finals, 0 differ, {RECORDS_READ} records read",
        f"{RECORDS_READ} records on the topics are no events of agency kanwil-gorontallo",
        f"no final was found for agency kanwil-gorontallo on {where}: nothing is proven",
    ]


def test_one_stranger_among_equal_finals_is_no_success(said):
    told, _ = said

    code, (stranger, *rest) = told["a stranger"]

    assert code == 1
    assert stranger.startswith(f"not an event of ours: {TOPIC}/")
    assert rest == [
        EQUAL,
        f"1 finals, 0 differ, {RECORDS_READ + 1} records read",
        f"1 records on the topics are no events of agency {AGENCY}",
    ]


def test_a_gap_is_named_and_the_final_on_it_differs(said):
    told, _ = said

    code, lines = told["a gap"]

    assert code == 1
    assert lines[0].endswith(" is broken: version 4 is missing")
    assert f"{AGREEMENT} 2026Q2: DIFFERS" in lines
    assert f"1 finals, 1 differ, {RECORDS_READ + 2} records read" in lines


def test_settled_distributions_are_counted_again_and_what_differs_is_named(said):
    told, _ = said

    code, lines = told["settled"]
    place = lines.index(f"distribution of unit {UNIT} 2026Q2: equal")

    assert code == 1
    assert lines[place + 1 : place + 3] == [
        f"distribution of unit {UNIT} 2026Q2: DIFFERS",
        "  people: the final says 7, the history gives 0",
    ]
    assert f"1 finals, 2 settled distributions, 2 differ, {RECORDS_READ + 5} records read" in lines
