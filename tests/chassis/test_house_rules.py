"""Rules of the house that no type checker holds: what is public, what pure code and FastStream's users may import,
offsets, sizes of files, exact numbers, the clock.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from functools import cache
from pathlib import Path

import pytest

import chassis
from chassis.inputs import Body
from contracts.envelope import SERVICES
from tests.contracts.test_exported_names import disagreement

HOUSE = Path(chassis.__file__).parents[1]
PACKAGES = ("contracts", "chassis", "services", "deploy", "tests")  # the first three are what others build on
SOURCES = sorted(path for package in PACKAGES for path in (HOUSE / package).rglob("*.py"))
MOST_LINES = 400
SHORTEST_DOCSTRING = 20

#: Pure code: decisions and scores, the same at every replay.
PURE = sorted(
    [
        *(HOUSE / "services").glob("*/domain.py"),
        *(HOUSE / "services" / "evaluation" / "policies").glob("*.py"),
        *(
            HOUSE / "services" / "evidence" / f"{name}.py"
            for name in ("false_evidence", "flags", "item", "linked", "work")
        ),
        *(
            HOUSE / "services" / "evaluation" / f"{name}.py"
            for name in (
                "amended_case",
                "amended_year",
                "amendment",
                "annual",
                "annual_inputs",
                "annual_lines",
                "arithmetic",
                "charts",
                "credit_points",
                "dossier",
                "finals",
                "follow_up",
                "innovation",
                "lines",
                "nothing_due",
                "objection",
                "objection_refused",
                "objection_standing",
                "policy_choice",
                "policy_compare",
                "progress",
                "self_assessment",
                "settlement",
                "time_left",
                "words",
            )
        ),
        HOUSE / "services" / "planning" / "targets.py",
        HOUSE / "services" / "planning" / "templates.py",
        HOUSE / "services" / "planning" / "whole_plan.py",
        HOUSE / "services" / "planning" / "directory_rules.py",
        HOUSE / "services" / "planning" / "extension.py",
        HOUSE / "services" / "planning" / "objectives.py",
        *(
            HOUSE / "services" / "realization" / f"{name}.py"
            for name in ("activities", "attendance", "monitoring", "talks")
        ),
    ]
)
#: No float is ever part of a decision or a score.
DOMAINS = sorted(
    [
        *PURE,
        *(HOUSE / "services" / "evaluation" / "replay").glob("*.py"),
        HOUSE / "contracts" / "achievement_v1.py",
        HOUSE / "contracts" / "acting_office.py",
        HOUSE / "contracts" / "readings.py",
        HOUSE / "contracts" / "people.py",
    ]
)
#: Where FastStream is met; whoever changes it looks here alone.
OF_FASTSTREAM = {"chassis/inbox.py", "chassis/kafka.py"}
MODULES = sorted(
    ".".join(path.relative_to(HOUSE).with_suffix("").parts)
    for path in (HOUSE / "chassis").glob("*.py")
    if path.name != "__init__.py"
)


def named(path):
    return str(path.relative_to(HOUSE))


def module_of(path):
    return ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__")


#: What pure code may know beside contracts and the standard library: each other.
PURE_MODULES = {module_of(path) for path in PURE}


def imported(path):
    """(module, name) of everything a file of the house takes from another of its modules."""
    statements = [one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.ImportFrom)]
    ours = [one for one in statements if one.module and one.module.split(".")[0] in PACKAGES[:3]]
    return [(one.module, alias.name) for one in ours for alias in one.names]


def is_route(found):
    """Whether it answers requests: it is handed the call."""
    return inspect.isfunction(found) and "call" in inspect.signature(found).parameters


@cache
def listed_in(name):
    """What a module offers: its list, or for a package its modules."""
    module = importlib.import_module(name)
    within = {one.name for one in pkgutil.iter_modules(getattr(module, "__path__", []))}
    return within | set(getattr(module, "__all__", ()))


def floats_in(source):
    """Lines on which pure code names `float` or writes a number with a point."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]


def bare_commits_in(source):
    """Lines that commit a consumer's offsets without saying which: they would commit what was not applied."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("commit", "ack")
        and not node.args
        and not node.keywords
        and re.search(r"consumer|message|msg|batch", ast.unparse(node.func.value), re.IGNORECASE)
    ]


def clocks_in(source):
    """Lines that ask the system what time of the day it is."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("datetime.now", "date.today", "time.time")
    ]


def modules_imported_in(source):
    """(line, module) of every import, wherever it stands; a relative one keeps its dots."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


def impure_imports_in(source):
    """Lines on which pure code imports more than contracts, the standard library and other pure code."""
    return [
        line
        for line, module in modules_imported_in(source)
        if module.split(".")[0] not in {"contracts", *sys.stdlib_module_names} and module not in PURE_MODULES
    ]


def faststream_in(source):
    """Lines that import FastStream."""
    return [line for line, module in modules_imported_in(source) if module.split(".")[0] == "faststream"]


def skips_in(source):
    """Lines that leave a test out: what is lacking somewhere is a strict xfail that says why (style, 4)."""
    skips = {"skip", "skipif", "importorskip", "skipIf", "skipUnless", "skipTest"}
    return [
        node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute) and node.attr in skips
    ]


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_and_class_of_the_chassis_is_listed_and_there(name):
    module = importlib.import_module(name)

    wrong = disagreement(module, Path(str(module.__file__)).read_text(), is_package=False)

    # Constants stand at the top of the file that uses them; routes are public as paths, not as names.
    assert {one for one in wrong if not one.isupper() and not is_route(getattr(module, one, None))} == set()
    assert len(module.__all__) == len(set(module.__all__))


def test_nobody_imports_a_name_that_is_not_listed():
    imports = {one for package in PACKAGES[:-1] for path in (HOUSE / package).rglob("*.py") for one in imported(path)}

    unlisted = {(module, name) for module, name in imports if name not in listed_in(module)}

    assert unlisted == set()


@pytest.mark.parametrize("path", DOMAINS, ids=named)
def test_no_float_in_a_domain(path):
    assert floats_in(path.read_text()) == []


@pytest.mark.parametrize("path", PURE, ids=named)
def test_pure_code_imports_contracts_and_the_standard_library_only(path):
    assert impure_imports_in(path.read_text()) == []


def test_faststream_is_met_in_two_files_only():
    assert {named(path) for path in SOURCES if faststream_in(path.read_text())} == OF_FASTSTREAM


def test_no_file_is_longer_than_400_lines():
    lines = {named(path): len(path.read_text().splitlines()) for path in SOURCES}

    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_every_file_says_what_it_is_for():
    said = {named(path): ast.get_docstring(ast.parse(path.read_text())) for path in SOURCES if path.stat().st_size}

    assert [name for name, words in said.items() if len(words or "") < SHORTEST_DOCSTRING] == []


def test_consumers_commit_only_offsets_they_name():
    sources = [path for path in SOURCES if "tests" not in path.parts]

    found = {named(path): lines for path in sources if (lines := bare_commits_in(path.read_text()))}

    assert found == {}


def test_only_the_clock_reads_the_systems_time():
    services = [
        *(HOUSE / "services").rglob("*.py"),
        *(HOUSE / "chassis").glob("*.py"),
        *(HOUSE / "contracts").rglob("*.py"),
    ]

    found = {named(path): lines for path in services if (lines := clocks_in(path.read_text()))}

    assert set(found) == {"chassis/clock.py"}


def test_no_test_is_skipped():
    found = {named(path): lines for path in SOURCES if (lines := skips_in(path.read_text()))}

    assert found == {}


def bodies():
    """Every request body of the services."""
    for service in SERVICES:
        importlib.import_module(f"services.{service}.http")
    waiting, found = [Body], []
    while waiting:
        waiting += (below := waiting.pop().__subclasses__())
        found += below
    return found


def lenient(body):
    """The parts of a body, itself included, that would take an unknown field and lose it."""
    schema = body.model_json_schema()
    parts = {body.__name__: schema, **schema.get("$defs", {})}
    return {
        name for name, part in parts.items() if "properties" in part and part.get("additionalProperties") is not False
    }


def test_no_part_of_a_request_body_loses_a_field_it_does_not_know():
    wrong = {f"{body.__module__}.{body.__name__}": lenient(body) for body in bodies()}

    assert len(wrong) >= 20
    assert {name: parts for name, parts in wrong.items() if parts} == {}


@pytest.mark.parametrize(
    ("rule", "broken", "kept"),
    [
        (floats_in, "x = 0.5", "x = Fraction(1, 2)"),
        (floats_in, "def f(x: float): ...", "def f(x: Decimal): ..."),
        (bare_commits_in, "await self._consumer.commit()", "await consumer.commit({tp: 4})"),
        (bare_commits_in, "await msg.ack()", "conn.commit()"),
        (clocks_in, "now = datetime.now(UTC)", "now = clock()"),
        (impure_imports_in, "import yaml", "import json"),
        (impure_imports_in, "import contractsx.planning", "import contracts.planning"),
        (impure_imports_in, "from chassis.store import EventStore", "from contracts.planning import Target"),
        (
            impure_imports_in,
            "from services.planning.commands import draft",
            "from services.planning.domain import Cycle",
        ),
        (
            impure_imports_in,
            "from services.evaluation import views",
            "from services.evaluation.policies import inputs_v1",
        ),
        (impure_imports_in, "from . import commands", "from fractions import Fraction"),
        (impure_imports_in, "def f(): import psycopg", "def f(): import decimal"),
        (faststream_in, "from faststream.kafka import KafkaBroker", "from aiokafka import AIOKafkaConsumer"),
        (faststream_in, "import faststream as fs", "import faststreamlike"),
        (
            skips_in,
            "@pytest.mark.skipif(True, reason='x')\ndef t(): ...",
            "@pytest.mark.xfail(strict=True)\ndef t(): ...",
        ),
        (skips_in, "pytest.skip('later')", "options.skip_lines"),
    ],
)
def test_these_rules_would_notice(rule, broken, kept):
    assert rule(broken) == [1]
    assert rule(kept) == []
