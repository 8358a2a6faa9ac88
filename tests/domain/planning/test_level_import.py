"""What a line of a directory sheet may say of a level: no other than what is said for its day, and never one's own."""

from datetime import date

import pytest

from contracts.planning import FunctionalLevelSet
from services.planning.directory_sheet import Row
from services.planning.level_import import Said, holds_already, level_trouble, say
from tests.domain.given import uid

NEW_YEAR, JUNE = date(2026, 1, 1), date(2026, 6, 1)
NUMBER = "199102032015031901"


def row(level, day=NEW_YEAR, line=2):
    return Row(line, "Seksi", number=NUMBER, level=level, starts_on=day)


def held(level, day=NEW_YEAR):
    return FunctionalLevelSet(employee=uid("employee"), level=level, starts_on=day)


def said(*rows, levels=()):
    found: Said = {}
    say(found, NUMBER, levels, rows)
    return found


@pytest.mark.parametrize(
    ("levels", "rows"),
    [
        ((), [row("mahir")]),
        ((held("mahir"),), [row("mahir")]),
        ((held("terampil", date(2020, 1, 1)),), [row("mahir")]),
        ((), [row("mahir"), row("mahir", line=3)]),
        ((), [row("mahir"), row("penyelia", JUNE, line=3)]),
        ((held("terampil"),), [row("")]),
    ],
    ids=["nothing said", "the same", "another day", "twice the same", "a later day", "no level"],
)
def test_what_contradicts_nothing_is_taken(levels, rows):
    assert [level_trouble(said(*rows, levels=levels), one, own=False) for one in rows] == [None] * len(rows)


@pytest.mark.parametrize(
    ("levels", "rows"),
    [
        ((held("terampil"),), [row("mahir")]),
        ((held(None),), [row("mahir")]),
        ((), [row("mahir"), row("penyelia", line=3)]),
    ],
    ids=["the directory has another", "the directory has none", "the file has another"],
)
def test_another_level_for_the_same_day_is_named(levels, rows):
    found = [level_trouble(said(*rows, levels=levels), one, own=False) for one in rows]

    assert all(words and str(NEW_YEAR) in words[0] for words in found)


def test_nobody_imports_their_own_level():
    words = level_trouble(said(row("mahir")), row("mahir"), own=True)

    assert words is not None
    assert "another performance officer" in words[2]


def test_a_level_that_is_held_on_the_day_is_not_said_again():
    levels = (held("terampil"), held("mahir", JUNE))

    assert [holds_already(levels, "terampil", day) for day in (date(2025, 12, 31), NEW_YEAR, JUNE)] == [
        False,
        True,
        False,
    ]
