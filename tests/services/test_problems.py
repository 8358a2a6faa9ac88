"""Every error a caller can meet is told in full: what is wrong and how to mend it, in both languages.

Pure: walks the trees of errors and refusals, and the drivers' error classes, and fails on a missing row.
"""

import ast
import asyncio
import dataclasses
import importlib
import pkgutil
import string
from pathlib import Path

import aiokafka.errors
import httpx
import psycopg
import pytest
import structlog
from eventsourcing import persistence
from fastapi import FastAPI

import chassis
import services
from chassis import errors
from chassis.middleware import TooManyUploads
from chassis.problems import PROBLEM_TYPE, body_of, handle_problems
from contracts.envelope import SERVICES
from contracts.refusals import Refusal
from services.cli import definition_of
from services.evidence.previews import TooManyPreviews

WORDS = ("title", "detail", "pesan", "mend", "perbaikan", "who_must_act")


def _modules(package):
    return [
        importlib.import_module(one.name) for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]


MODULES = [*_modules(chassis), *_modules(services)]


def _source(module):
    return Path(module.__file__).read_text()


def _below(kind):
    return [one for child in kind.__subclasses__() for one in (child, *_below(child))]


REFUSALS = sorted(
    (one for one in _below(Refusal) if one.__module__.startswith("services.")),
    key=lambda one: (one.__module__, one.__name__),
)
ERRORS = [one for one in _below(errors.EkinerjaError) if one.__module__.split(".")[0] in ("chassis", "services")]
PROBLEMS = {name: definition_of(name).problems for name in SERVICES}
ROWS = [(service, kind) for service, table in PROBLEMS.items() for kind in table]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_every_refusal_of_a_service_is_in_its_table(refusal):
    service = refusal.__module__.split(".")[1]

    assert refusal in PROBLEMS[service]


@pytest.mark.parametrize(("service", "refusal"), ROWS, ids=lambda one: getattr(one, "__name__", one))
def test_every_row_is_whole_and_names_only_the_refusals_fields(service, refusal):
    problem = PROBLEMS[service][refusal]

    fields = {one.name for one in dataclasses.fields(refusal)}
    named = {name for word in WORDS for _, name, _, _ in string.Formatter().parse(getattr(problem, word)) if name}
    assert all(getattr(problem, word).strip() for word in WORDS)
    assert named <= fields
    assert 400 <= problem.status < 500
    assert problem.type == problem.type.lower()
    assert " " not in problem.type


@pytest.mark.parametrize("service", SERVICES)
def test_a_type_means_one_thing_in_a_service(service):
    told = [(problem.type, problem.title) for problem in PROBLEMS[service].values()]

    assert len({kind for kind, _ in told}) == len(told)


@pytest.mark.parametrize("error", ERRORS, ids=lambda one: one.__name__)
def test_every_error_of_the_chassis_has_a_status_a_type_and_a_family(error):
    abstract = error in (errors.Refused, errors.Retryable)

    body = body_of(error("what is wrong", "yang salah", "how to mend it", "cara memperbaiki"))

    assert abstract or "type" in vars(error) and "title" in vars(error)
    assert issubclass(error, (errors.Refused, errors.Retryable))
    assert abstract or 400 <= body.status < 500 or body.status == 503
    callers = issubclass(error, errors.Refused) or error in (errors.StillCatchingUp, TooManyUploads, TooManyPreviews)
    assert body.who_must_act == ("caller" if callers else "operator")


def test_types_of_the_chassis_are_each_errors_own():
    concrete = [one.type for one in ERRORS if one not in (errors.Refused, errors.Retryable)]

    assert len(set(concrete)) == len(concrete)


NAMES = {one.__name__ for one in ERRORS} | {"forbid"}
PARTS = ("detail", "pesan", "mend", "perbaikan")  # of `forbid`, the last two say who may, of which it makes both


def _raised():
    """Every place where an error of the tree is made, as (where, the parts it gives)."""
    for module in MODULES:
        tree = ast.parse(_source(module))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            if name in NAMES and (node.args or node.keywords):
                given = {*PARTS[: len(node.args)], *(one.arg for one in node.keywords)}
                yield f"{module.__name__}:{node.lineno} {name}", given


RAISED = dict(_raised())


@pytest.mark.parametrize("where", RAISED)
def test_whoever_raises_says_all_of_it_in_both_languages(where):
    assert set(PARTS) <= RAISED[where]


@pytest.fixture(autouse=True)
def _quiet():
    """Unconfigured, structlog paints each traceback for seconds."""
    with structlog.testing.capture_logs():
        yield


APP = FastAPI()
handle_problems(APP, {})
RAISES: list[BaseException] = []


@APP.get("/x")
def fails() -> None:
    raise RAISES.pop()


def _answering(error):
    async def ask():
        transport = httpx.ASGITransport(APP, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get("/x")

    RAISES.append(error)
    return asyncio.run(ask())


PSYCOPG = [psycopg.OperationalError, psycopg.InterfaceError, *_below(psycopg.OperationalError)]


@pytest.mark.parametrize("error", PSYCOPG, ids=lambda one: one.__name__)
def test_a_driver_error_that_means_not_now_is_a_503_with_retry_after(error):
    answer = _answering(error("gone"))

    assert answer.status_code == 503
    assert answer.headers["content-type"] == PROBLEM_TYPE
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.json()["type"].endswith("database-away")


#: psycopg's families (PEP 249) and what an answer says of each; a new family fails here until it has a row.
FAMILIES = {
    psycopg.InterfaceError: 503,
    psycopg.OperationalError: 503,
    psycopg.DataError: 500,
    psycopg.IntegrityError: 500,
    psycopg.InternalError: 500,
    psycopg.NotSupportedError: 500,
    psycopg.ProgrammingError: 500,
}


def test_every_family_of_the_driver_has_its_answer():
    children = {*psycopg.Error.__subclasses__(), *psycopg.DatabaseError.__subclasses__()} - {psycopg.DatabaseError}
    families = {one for one in children if one.sqlstate is None and one.__module__ == "psycopg"}

    assert families == set(FAMILIES)
    assert {kind: _answering(kind("x")).status_code for kind in FAMILIES} == FAMILIES


RECORDER = _below(persistence.PersistenceError)


@pytest.mark.parametrize("error", RECORDER, ids=lambda one: one.__name__)
def test_an_error_of_the_recorder_is_away_or_a_defect_and_never_a_secret(error):
    answer = _answering(error("password=hunter2"))

    away = issubclass(error, (persistence.OperationalError, persistence.InterfaceError))
    assert answer.status_code == (503 if away else 500)
    assert "hunter2" not in answer.text


def test_errors_of_kafka_never_reach_a_caller():
    """No route talks to Kafka; should one ever, its errors are a defect told without its words."""
    answers = [_answering(error()) for error in (aiokafka.errors.KafkaConnectionError, aiokafka.errors.KafkaError)]
    imports = {module.__name__ for module in MODULES if "aiokafka" in _source(module)}
    served = {f"services.{name}.{part}" for name in SERVICES for part in ("http", "commands", "views", "projections")}

    assert {answer.status_code for answer in answers} == {500}
    assert not imports & served


def test_a_defect_says_nothing_of_itself_but_whom_to_tell():
    answer = _answering(RuntimeError("SELECT name FROM people"))

    told = answer.json()
    assert answer.status_code == 500
    assert answer.headers["content-type"] == PROBLEM_TYPE
    assert "people" not in answer.text
    assert told["who_must_act"] == "operator"
    assert all(told[word] for word in WORDS)


def test_the_tree_drawn_at_the_top_of_the_errors_names_every_class():
    drawn = errors.__doc__ or ""

    missing = [
        one.__name__
        for one in _below(errors.EkinerjaError)
        if one.__module__ == "chassis.errors" and one.__name__ not in drawn
    ]

    assert not missing
