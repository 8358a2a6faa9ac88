"""How the demo tells of the verifier's flags, and that it ends badly when they are not those of the files it made."""

from types import SimpleNamespace

import pytest
from rich.console import Console

from deploy.local import flags
from deploy.sample import world as sample
from tests.system.flagged import flags_of

WORLD = sample.load()
COPY = next(item for item in WORLD.evidence if item.same_as)
DAMAGED = next(item for item in WORLD.evidence if item.damaged)
LATE = max((item for item in WORLD.evidence if item.answers is None), key=lambda item: item.at)
ANSWER = max((item for item in WORLD.evidence if item.answers is not None), key=lambda item: item.at)


@pytest.fixture
def story():
    keys = [*(item.key for item in WORLD.evidence), *(person.key for person in WORLD.people)]
    ids = {key: f"id of {key}" for key in keys}
    return SimpleNamespace(world=WORLD, ids=ids, flags=flags_of(WORLD, ids))


def printed(story):
    console = Console(width=160, markup=False, emoji=False)
    with console.capture() as told:
        console.print(flags.table_of(story))
    return told.get().splitlines()


def row(story, item):
    (found,) = (line for line in printed(story) if f" {item.key} " in line and item.person in line.split(item.key)[1])
    return [cell.strip() for cell in found.split("│")[1:-1]]


def test_flags_as_the_files_were_made_are_well(story):
    assert flags.not_as_uploaded(story) == []


def test_a_colleagues_file_is_told_with_whose_and_when(story):
    original = next(item for item in WORLD.evidence if item.key == COPY.same_as)

    _, person, flag, basis = row(story, COPY)

    assert person.startswith(COPY.person)
    assert flag == "isi sama / same content"
    assert basis == f"= {original.key}, {original.person}, 2026-07-01 09:00"


def test_of_a_use_that_the_verifier_may_not_see_only_whose_kind_is_told(story):
    story.flags[COPY.key] = [
        {"flag": "same_content", "based_on": {"uses": 1, "items": [{"by": by, "earlier_period": False}]}}
        for by in ("another_employee", "same_employee")
    ]

    told = "\n".join(printed(story))

    assert "milik pegawai lain / another employee's" in told
    assert "miliknya / their own" in told


def test_a_late_one_is_told_with_both_instants_in_the_agencys_time(story):
    assert row(story, LATE)[2:] == [
        "terlambat / late",
        "masuk / came 2026-07-08 09:00, batas / due 2026-07-07 23:59",
    ]


def test_one_that_cannot_be_opened_is_told_with_why(story):
    assert row(story, DAMAGED)[2:] == ["tidak dapat dibuka / cannot be opened", "berkas rusak / damaged"]


def test_a_flag_that_is_not_worded_here_is_told_as_it_is(story):
    story.flags[COPY.key] = [{"flag": "unverifiable", "based_on": {"status": 404}}]

    assert row(story, COPY)[2:] == ["unverifiable", "status: 404"]


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        (COPY, []),
        (DAMAGED, []),
        (LATE, []),
        (WORLD.evidence[0], [{"flag": "late", "based_on": {}}]),
        (ANSWER, [{"flag": "late", "based_on": {}}]),
        (COPY, None),
    ],
    ids=["a copy", "a damaged one", "a late one", "one without any", "an answer in time", "one that nobody looked at"],
)
def test_flags_other_than_those_of_the_files_are_named(story, item, shown):
    del story.flags[item.key]
    if shown is not None:
        story.flags[item.key] = shown

    (wrong,) = flags.not_as_uploaded(story)

    assert wrong.startswith(f"{item.key} was shown with ")
