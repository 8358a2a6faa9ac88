"""The page of hard cases names, for each case and each section, tests that are there (`docs/hard-cases.md`)."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/hard-cases.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
CASES = {
    int(number): row for number, row in re.findall(r"^\| (\d+) \| (.*) \|$", PAGE, re.M)
}  # of the domain's section 9, in its order
SECTIONS = ("7.2", "7.3", "7.4", "7.5", "7.6", "7.7", "7.8")
#: What runs on the real stack, or on what was played on it.
PLAYED = ("tests/services/", "tests/system/", "tests/kafka/")


@cache
def found_in(file):
    return set(re.findall(r"^def (test_\w+)\(", (ROOT / file).read_text(), re.M)) if (ROOT / file).exists() else set()


def test_every_test_that_is_named_is_there():
    assert [f"{file}::{name}" for file, name in NAMED.findall(PAGE) if name not in found_in(file)] == []


def test_all_sixteen_cases_stand_in_it_once_and_in_order():
    assert list(CASES) == list(range(1, 17))
    assert len(re.findall(r"^\| \d+ \| ", PAGE, re.M)) == 16


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_played_on_the_real_stack(case):
    files = [file for file, _ in NAMED.findall(CASES[case])]

    assert files
    assert [file for file in files if not file.startswith(PLAYED)] == []


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_with_numbers_has_its_tests(section):
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| {section} | ")]

    assert rows
    assert [row for row in rows if not NAMED.search(row)] == []


def test_nothing_is_named_in_another_form():
    assert len(re.findall(r"::test_", PAGE)) == len(NAMED.findall(PAGE))
