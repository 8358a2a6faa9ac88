"""What the papers tell people to type is there: verbs of the Makefile, and commands of `ekinerja`.

CI runs what README names, and no more; what a verb runs exists.
"""

import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from contracts.envelope import SERVICES
from tests.deploy.commands import parse
from tests.order import LONGEST, turn

ROOT = Path(__file__).parents[2]

PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in ROOT.rglob("*.md")
    if not {".venv", ".run", ".tools", "node_modules"} & set(path.relative_to(ROOT).parts)
)
#: Without what a `make` that runs these tests says to another.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("MAKE", "MFLAGS")) and name not in ("LONG", "SEED")
}


def recipe(verb):
    """What `make VERB` would run, without running it."""
    command = ["make", "-n", "-o", "install", verb]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_test_long_runs_three_times_what_is_drawn():
    (command,) = recipe("test-long")
    setting, _pytest, *files = command.split()
    shown = (
        "from tests.kafka import kills, test_order; from tests.system import test_schemathesis as requests;"
        "print(kills.KILLS, test_order.INTERLEAVINGS, requests.LEAST_OF_ONE)"
    )

    done = subprocess.run(
        [sys.executable, "-c", shown],
        cwd=ROOT,
        env=ENVIRONMENT | dict([setting.split("=")]),
        capture_output=True,
        text=True,
        check=True,
    )

    assert files == [
        "tests/kafka/test_kills.py",
        "tests/kafka/test_order.py",
        "tests/services/test_killed_uploads.py",
        "tests/system/test_schemathesis.py",
        "tests/system/test_rebuild_command.py",
        "tests/domain/evaluation/test_ten_thousand.py",
    ]
    assert [file for file in files if not (ROOT / file).exists()] == []
    assert done.stdout.split() == ["60", "60", "12"]


def test_make_test_runs_every_test():
    lines = recipe("test")

    assert lines[0].startswith(
        ".venv/bin/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder --ignore=tests/"
    )
    run = Counter(path for line in lines for path in run_by(line))
    assert run == Counter(path for path in (ROOT / "tests").rglob("test_*.py"))  # each once


def test_the_longest_files_begin_first_and_are_there():
    first = [turn(file, whole_stack=False, several=True) for file in LONGEST]

    assert [file for file in LONGEST if not (ROOT / file).is_file()] == []
    assert first == sorted(first)
    assert first[-1] < turn("tests/services/test_access.py", whole_stack=True, several=True)


def run_by(line):
    """The files of tests that a line of the recipe hands to pytest."""
    named = {path for one in re.findall(r"(?<![=\w])tests/[\w/.]+", line) for path in files_below(ROOT / one)}
    return named - {path for one in re.findall(r"--ignore=(tests/[\w/.]+)", line) for path in files_below(ROOT / one)}


def files_below(path):
    return [path] if path.is_file() else list(path.rglob("test_*.py"))


@pytest.mark.parametrize("failing", ["", "tests/services", "tests/domain", "tests/kafka/test_kills.py"])
def test_make_test_fails_where_any_part_of_it_does(tmp_path, failing):
    """Two run at the same time: neither may fail unseen."""
    fake, log = tmp_path / "pytest", tmp_path / "pure.log"
    fake.write_text(f'#!/bin/sh\necho "ran $*"\ncase " $*" in *" {failing or "nothing"}"*) exit 1;; esac\n')
    fake.chmod(0o755)
    command = ["make", "-o", "install", "test", f"BIN={tmp_path}", f"PURE_LOG={log}"]

    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)

    assert (done.returncode != 0) == bool(failing)
    if failing == "tests/services":  # the second part is not begun
        assert not log.exists()
    else:
        assert log.read_text().startswith("ran tests/contracts")
        assert log.read_text() in done.stdout


def code_of(page, heading=""):
    """The lines of a page's code blocks, of those below a heading if one is named."""
    text = (ROOT / page).read_text()
    within = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0] if heading else text
    return [
        line
        for block in re.findall(r"^```\w*\n(.*?)^```", within, re.DOTALL | re.MULTILINE)
        for line in block.splitlines()
    ]


def test_ci_runs_what_readme_tells_people_to_run():
    told = [line.partition("#")[0].strip() for line in code_of("README.md", "Install, check, test")]

    run = re.findall(r"^make (?:\w+=\S+ )*([a-z-]+)$", (ROOT / ".ci/run").read_text(), re.MULTILINE)

    assert told == [f"make {verb}" for verb in run] == ["make install", "make check", "make test"]


def test_every_verb_a_page_names_is_one_of_the_makefile():
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        verb for page in PAGES for verb in re.findall(r"(?:`|^)make ([a-z-]+)", (ROOT / page).read_text(), re.MULTILINE)
    }

    assert named - verbs == set()
    assert len(named) > 8


def commands_of(page):
    """Every `ekinerja ...` that a page tells people to type: lines of code blocks, and spans between backticks."""
    lines = [line.strip() for line in code_of(page) if line.strip().startswith("ekinerja ")]
    return lines + re.findall(r"`(ekinerja [^`]+)`", (ROOT / page).read_text())


COMMANDS = sorted({(command, page) for page in PAGES for command in commands_of(page)})


@pytest.mark.parametrize(("command", "page"), COMMANDS)
def test_a_documented_command_is_one_the_command_line_takes(command, page):
    """As it stands, placeholders and all: the arguments are parsed, and nothing is run."""
    _ekinerja, *arguments = shlex.split(command, comments=True)

    asked = parse(arguments)

    assert asked.get("service") in {None, "SERVICE", "OWNER", *SERVICES}


def test_the_pages_of_auditors_and_runbooks_name_commands():
    assert {"docs/auditors.md", "docs/runbooks/set-aside.md", "docs/runbooks/rebuild.md"} <= {
        page for _, page in COMMANDS
    }
