"""The five OpenAPI files, held against the running services by schemathesis: sound and unsound requests of every route.

At least 200 different requests for each file, as many sound as unsound, drawn anew in every run (SEED repeats one).
Nothing may be an internal error, and every answer must be one that the file declares: status, media type, headers and
schema. Requests are sent by who may. Half of the sound ones with a body name things that are there (`known.py`), and
the first has a body that will be accepted: so every operation is also carried out.
"""

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from math import ceil
from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from requests.adapters import HTTPAdapter
from schemathesis import GenerationMode, checks
from urllib3.util import Retry

from contracts.envelope import SERVICES
from tests.longer import times
from tests.services.test_access import ROWS, UNTOLD
from tests.system.known import Known, make_known

LEAST_REQUESTS = 200
#: More than that are drawn, some being alike; once more where too many were. Of each operation, of each kind:
DRAWN = 1.3 * LEAST_REQUESTS
TURNS = 4
LEAST_OF_ONE = times(4)
#: Of an operation that takes nothing all requests are alike.
OF_NOTHING = 4
OPERATIONS = {service: [row[1:3] for row in ROWS if row[0] == service and row[1] not in UNTOLD] for service in SERVICES}
CASES = [(service, method, path) for service, rows in OPERATIONS.items() for method, path in rows]
#: notify keeps no texts, so none of its can be read or erased; a spreadsheet drawn at random is none (sound ones are
#: imported in `tests/services/test_directory_import.py` and `working.py`).
NEVER = [("notify", method, "/v1/texts/{text}") for method in ("GET", "DELETE")]
NEVER += [row[:3] for row in ROWS if row[1] == "POST" and row[2].endswith("/imports")]
# What was not reached is known once a period is final, which it becomes while the requests are sent.
NEVER.append(("planning", "POST", "/v1/agreements/{agreement}/carry-over"))
#: Carried out by a client of the protocol in `tests/services/test_resumable.py`.
NEVER += [
    ("evidence", "POST", "/v1/uploads"),
    *(("evidence", way, "/v1/uploads/{upload}") for way in ("PATCH", "DELETE")),
]
KINDS = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


CHECKED = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
# A query parameter that no route knows is passed over, as HTTP has it, and the tool counts that as unsound: so only of
# requests with a body it is asked that unsound ones are refused.
REFUSED = {"POST": [checks.negative_data_rejection]}


class OnceMore(Retry):
    """Sent again, under the same key, by who is told when (`Retry-After`): a database may be silent for a moment."""

    RETRY_AFTER_STATUS_CODES = frozenset({503})


TIMEOUT_S = 60.0


@schemathesis.serializer("application/offset+octet-stream")
def as_it_is(_: Any, value: Any) -> dict[str, Any]:  # Any: schemathesis's
    """A part of an upload is sent as the bytes it is."""
    return {"data": value if isinstance(value, bytes) else str(value).encode()}


@dataclass
class Outcome:
    """What one operation was asked, and how it answered."""

    statuses: Counter[int] = field(default_factory=Counter)
    requests: set[tuple[Any, ...]] = field(default_factory=set)


@dataclass
class Runs:
    """Every operation, tried once with each kind of request, whichever test asks first."""

    schemas: dict[str, Any]  # schemathesis's
    known: Known
    seed: int
    session: requests.Session
    done: dict[tuple[Any, ...], Outcome] = field(default_factory=dict)

    def of(self, service: str, method: str, path: str, kind: GenerationMode, turn: int = 0) -> Outcome:
        """Raises what schemathesis or hypothesis found wrong."""
        case = (service, method, path, kind, turn)
        if case not in self.done:
            self.done[case] = self._try(*case)
        return self.done[case]

    def different(self, service: str) -> set[tuple[Any, ...]]:
        """What a file was asked, drawing again where what was drawn is too much alike."""
        found = set()
        cases = [(*case, kind) for case in OPERATIONS[service] for kind in KINDS]
        for turn, case in product(range(TURNS), cases):
            if turn and len(found) >= LEAST_REQUESTS:
                break
            found |= self.of(service, *case, turn).requests
        return found

    def _examples(self, service: str, method: str, path: str) -> int:
        """How many of each kind, so that the file gets its 200."""
        varied = [case for case in OPERATIONS[service] if self._takes_something(service, *case)]
        if (method, path) not in varied:
            return OF_NOTHING
        return max(LEAST_OF_ONE, ceil(DRAWN / (len(KINDS) * len(varied))))

    def _takes_something(self, service: str, method: str, path: str) -> bool:
        operation = self.schemas[service][path][method]
        return any(len(part) for part in (operation.path_parameters, operation.query, operation.body))

    def _try(self, service: str, method: str, path: str, kind: GenerationMode, turn: int) -> Outcome:
        operation, outcome = self.schemas[service][path][method], Outcome()
        token = self.known.token(service, method, path)
        # Of an upload in parts the protocol's version is looked at first: 412, which the tool takes for no refusal.
        checked = CHECKED + (REFUSED.get(method, []) if path != "/v1/uploads" else [])

        @hypothesis.seed(self.seed + turn)
        @settings(
            max_examples=self._examples(service, method, path), deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=kind))
        def holds(case: Any) -> None:
            if kind is GenerationMode.POSITIVE:
                self._name_what_is_there(case, service, path, sum(outcome.statuses.values()))
            sent = {
                name: text for name, text in case.headers.items() if name not in ("idempotency-key", "Authorization")
            }
            asked = (case.path_parameters, case.query, sent, case.body)
            bearer = {"Authorization": f"Bearer {token}"}
            answer = case.call(session=self.session, headers=bearer, timeout=TIMEOUT_S)
            outcome.statuses[answer.status_code] += 1
            outcome.requests.add((method, path, *map(repr, asked)))
            # A body above the limit is refused as such, whatever else is wrong with it: no refusal to the tool.
            case.validate_response(answer, checks=CHECKED if answer.status_code == 413 else checked)

        holds()
        return outcome

    def _name_what_is_there(self, case: Any, service: str, path: str, number: int) -> None:
        """In every other sound request with a body, and in every fourth without; the first body will be accepted."""
        for name in ("ekinerja-seen", "if-match"):  # of what is not there: refused, or waited for, two seconds each
            case.headers.pop(name, None)
        if path == "/v1/cycles" and isinstance(case.body, dict) and "year" in case.body:
            case.body["year"] = 2060 + case.body["year"] % 40  # those before are opened by other tests of this stack
        if number % (2 if case.method == "POST" else 4):
            return
        case.path_parameters = self.known.path(service, case.method, path)
        if "idempotency-key" in case.headers:
            case.headers["idempotency-key"] = str(uuid.uuid4())
        sound = self.known.sound(service, path) if case.method == "POST" else None
        if number == 0 and sound is not None:
            case.body = sound
        else:
            case.body = self.known.filled(case.body)


@pytest.fixture(scope="module")
def runs(stack, seed) -> Iterator[Runs]:
    schemas = {name: schemathesis.openapi.from_url(f"{stack.urls[name]}/openapi.json") for name in SERVICES}
    with requests.Session() as session:
        session.trust_env = False
        again = OnceMore(total=3, connect=0, read=False, allowed_methods=None, raise_on_status=False)
        session.mount("http://", HTTPAdapter(max_retries=again))
        yield Runs(schemas, make_known(stack), seed, session)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.value)
@pytest.mark.parametrize(("service", "method", "path"), CASES)
def test_every_answer_is_one_that_the_file_declares(runs, service, method, path, kind):
    assert runs.of(service, method, path, kind).statuses


@pytest.mark.parametrize(("service", "method", "path"), [case for case in CASES if case not in NEVER])
def test_every_operation_is_carried_out_at_least_once(runs, service, method, path):
    statuses = runs.of(service, method, path, GenerationMode.POSITIVE).statuses

    assert any(200 <= status < 300 for status in statuses), statuses


@pytest.mark.parametrize("service", SERVICES)
def test_every_file_is_tried_with_at_least_200_different_requests(runs, service):
    assert len(runs.different(service)) >= LEAST_REQUESTS
