"""Every text that a person can send to planning, found in its OpenAPI file: how long it may be, and of what.

Length is counted in Unicode code points, as JSON Schema's maxLength is. What stays erasable (reasons, dialogue) is of
10,000 at most, with line breaks and tabs; official wording, which stands in events for ever and together must fit one
event, of 2,000, a unit of measure of 100, a person's name of 200. Control characters, those that change direction and
lone surrogates are refused in all of them, by the field's name; every script and emoji comes back as it was sent.
"""

import copy
import json

import pytest

from chassis.process import make_app
from services.cli import definition_of
from tests.services import newcomers
from tests.services.rights_table import BODIES, people, plan_of
from tests.services.test_access import SETTINGS

WRITTEN, OFFICIAL, UNIT_OF_MEASURE, NAME = 10_000, 2000, 100, 200
#: Every text field of every command, and the most code points it takes.
RESULTS = {
    "results.0.title": OFFICIAL, "results.0.indicators.0.title": OFFICIAL,
    "results.0.indicators.0.unit_of_measure": UNIT_OF_MEASURE,
}  # fmt: skip
PLAN = {
    **RESULTS, "annexes.resources.0": OFFICIAL, "annexes.accountability.0": OFFICIAL,
    "annexes.consequences.0": OFFICIAL,
}  # fmt: skip
OBJECTIVE = {"title": OFFICIAL, "indicators.0.title": OFFICIAL, "indicators.0.unit_of_measure": UNIT_OF_MEASURE}
FIELDS = {
    "/v1/units": {"name": OFFICIAL},
    "/v1/units/{unit}/name": {"name": OFFICIAL},
    "/v1/employees": {"name": NAME},
    "/v1/employees/{employee}/identity": {"name": NAME},
    "/v1/employees/{employee}/assignments": {"position": OFFICIAL},
    "/v1/employees/{employee}/assignments/{assignment}/rater/dispute": {"reason": WRITTEN},
    "/v1/cycles/{year}/extensions": {"reason": WRITTEN},
    "/v1/units/{unit}/goals": {"title": OFFICIAL},
    "/v1/units/{unit}/goals/{goal}": {"title": OFFICIAL},
    "/v1/units/{unit}/objectives": OBJECTIVE,
    "/v1/units/{unit}/objectives/{year}/{objective}": OBJECTIVE,
    "/v1/units/{unit}/objectives/{year}/{objective}/withdrawal": {"reason": WRITTEN},
    "/v1/agreements": PLAN,
    **{f"/v1/agreements/{{agreement}}/{path}": PLAN for path in ("draft", "proposals", "revisions")},
    "/v1/team/proposals": {f"entries.0.{field}": most for field, most in PLAN.items()},
    "/v1/units/{unit}/templates": {"position": OFFICIAL, **RESULTS},
    "/v1/cycles/{year}/holidays": {"reason": WRITTEN},
    "/v1/cycles/{year}/closing": {"reason": WRITTEN},
    "/v1/agreements/{agreement}/dialogue": {"text": WRITTEN},
}  # fmt: skip
FIELDS["/v1/agreements/{agreement}/revisions"] = {**FIELDS["/v1/agreements/{agreement}/revisions"], "reason": WRITTEN}
EACH = [
    pytest.param(path, field, most, id=f"{path} {field}")
    for path, fields in FIELDS.items()
    for field, most in fields.items()
]
#: What a text may be made of: Indonesian, Arabic with its marks, Javanese, emoji joined and with skin and flag.
SOUND = (
    "Meningkatnya layanan \u201cHaji\u201d; \u062e\u062f\u0645\u0629\u064f \u0627\u0644\u062d\u062c \u0660\u0661\u0662"
    " \ua984\ua9ab \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd \U0001f1ee\U0001f1e9"
)
REFUSED = {
    "NUL": "\x00", "escape": "\x1b", "delete": "\x7f", "C1": "\x85", "override": "\u202e", "embedding": "\u202b",
    "isolate": "\u2067", "half a character": "\ud800",
}  # fmt: skip
SCHEMA = make_app(definition_of("planning"), SETTINGS)._app.openapi()


def texts_in(schema, at=""):
    """(where, schema) of every string below a schema that is free: neither a choice, nor a format, nor a pattern."""
    while "$ref" in schema:
        schema = SCHEMA["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for part in schema.get("anyOf", ()):
        yield from texts_in(part, at)
    if schema.get("type") == "array" and "items" in schema:
        yield from texts_in(schema["items"], f"{at}.0".lstrip("."))
    for name, part in schema.get("properties", {}).items():
        yield from texts_in(part, f"{at}.{name}".lstrip("."))
    if schema.get("type") == "string" and not {"enum", "const", "format", "pattern"} & schema.keys():
        yield at, schema


def found():
    """route -> field -> maxLength, as the file tells of it."""
    sent = {
        path: operation["requestBody"]["content"]
        for path, operations in SCHEMA["paths"].items()
        for method, operation in operations.items()
        if method == "post" and "requestBody" in operation
    }
    fields = {
        path: {where: schema.get("maxLength") for where, schema in texts_in(content["application/json"]["schema"])}
        for path, content in sent.items()
        if "application/json" in content
    }
    return {path: texts for path, texts in fields.items() if texts}


def test_every_text_field_is_in_the_table_with_its_length():
    told = found()

    assert {path: told.get(path) for path in told.keys() | FIELDS.keys()} == FIELDS, "add or mend a line of FIELDS"


def with_text(path, ids, field, text):
    """A sound body with one of its texts replaced."""
    body = copy.deepcopy(BODIES[path](ids))
    plan = body["entries"][0] if "entries" in body else body
    if "results" in plan and "position" not in plan:
        plan["annexes"] = {name: ["x"] for name in ("resources", "accountability", "consequences")}
    if path.endswith(("/objectives", "/{objective}")):
        goal = {"low": "80", "high": "80"}
        body["indicators"] = [{"title": "Nilai", "unit_of_measure": "poin", "target": goal}]
    *above, last = [int(part) if part.isdigit() else part for part in field.split(".")]
    place = body
    for part in above:
        place = place[part]
    place[last] = text
    return body


def long(most):
    """Sound text of exactly so many code points."""
    return (SOUND * (1 + most // len(SOUND)))[:most].strip().ljust(most, "\u062e")


@pytest.fixture(scope="module")
def known(office):
    return people(office)


@pytest.fixture
def send(office, known):
    """Send a body as ASCII JSON, whatever is in it: as somebody who may do everything that is their own."""
    token = office.stack.token(["employee", "rater", "officer"], known.caller)

    def sent(path, body):
        whose = "subordinate's" if path.endswith("/assignments") else "own"  # nobody assigns themself once more
        where = path.format(**known.ids[whose])
        return office.post("planning", where, token, json.dumps(body), Content_Type="application/json")

    return sent


def is_invalid(answer):
    return answer.status_code in (400, 422) and answer.json()["type"].endswith((":invalid", ":malformed"))


@pytest.mark.parametrize(("path", "field", "most"), EACH)
def test_a_text_is_as_long_as_its_field_takes_and_no_longer(known, send, path, field, most):
    ids = known.ids["own"]

    fits, too_long = (send(path, with_text(path, ids, field, long(length))) for length in (most, most + 1))

    assert not is_invalid(fits), fits.text
    assert fits.status_code in (200, 201, 409, 422)
    assert too_long.status_code == 422
    assert [one["where"] for one in too_long.json()["errors"]] == [f"body.{field}"]


@pytest.mark.parametrize("character", REFUSED)
@pytest.mark.parametrize(("path", "field", "most"), EACH)
def test_what_is_no_text_is_refused_by_the_fields_name(office, known, send, path, field, most, character):  # noqa: PLR0913  # its co-ordinates
    before = office.recorded("planning")

    answer = send(path, with_text(path, known.ids["own"], field, f"Laporan {REFUSED[character]} tahunan"))

    assert answer.status_code == 422, answer.text
    assert [one["where"] for one in answer.json()["errors"]] == [f"body.{field}"]
    assert office.recorded("planning") == before


@pytest.mark.parametrize(("path", "field"), [(path, field) for path, fields in FIELDS.items()
                                             for field, most in fields.items() if most == WRITTEN])  # fmt: skip
def test_what_stays_erasable_has_lines_and_tabs_and_is_never_empty(known, send, path, field):
    ids = known.ids["own"]

    lines = send(path, with_text(path, ids, field, "Pertama.\r\n\tKedua.\n"))
    empty = send(path, with_text(path, ids, field, " \n\u00a0 "))

    assert not is_invalid(lines), lines.text
    assert is_invalid(empty)


# -- and comes back as it was sent ------------------------------------------------------------------------------------


def official(most=OFFICIAL):
    return long(most)


def test_official_wording_comes_back_as_it_was_sent(office):
    person, title = newcomers.register(office), official()
    unit = office.made("planning", "/v1/units", "officer", {"name": title})["unit"]
    newcomers.assign(office, person, unit=unit, rater=office.story.ids[office.rater], position=title)
    indicator = {"title": title, "unit_of_measure": long(100), "target": {"low": "1", "high": "1"}}
    body = {"year": 2026, "title": title, "indicators": [indicator]}
    objective = office.made("planning", f"/v1/units/{unit}/objectives", "officer", body)["objective"]
    goal = {"title": title, "first_year": 2026, "last_year": 2029}
    office.made("planning", f"/v1/units/{unit}/goals", "officer", goal)

    def read(path, who="officer"):
        return office.get("planning", path, who, Ekinerja_Seen=person.seen("planning")).json()

    assert read(f"/v1/units/{unit}")["name"] == title
    assert read(f"/v1/employees/{person.id}")["assignments"][0]["position"] == title
    (shown,) = read(f"/v1/units/{unit}/objectives/2026")["objectives"]
    assert (shown["objective"], shown["title"]) == (objective, title)
    assert (shown["indicators"][0]["title"], shown["indicators"][0]["unit_of_measure"]) == (title, long(100))


def test_a_plan_and_its_annexes_come_back_as_they_were_sent(office):
    person, title = newcomers.register(office), official()
    newcomers.assign(office, person, unit=office.story.ids["u-tu"], rater=office.story.ids[office.rater])
    plan = plan_of(office.story.ids["u-tu/o1"])
    plan[0]["title"] = plan[0]["indicators"][0]["title"] = title
    plan[0]["indicators"][0]["unit_of_measure"] = long(100)
    annexes = {name: [title, SOUND] for name in ("resources", "accountability", "consequences")}
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    body = {"employee": person.id, "assignment": person.made["assignment"], "results": plan, "annexes": annexes, **days}
    drafted = newcomers.command(office, person, "planning", "/v1/agreements", person.token, body)["agreement"]
    newcomers.command(office, person, "planning", f"/v1/agreements/{drafted}/acceptance", office.rater, {"proposal": 1})

    agreed = office.get("planning", f"/v1/agreements/{drafted}", person.token).json()["agreed"]
    paper = office.get("planning", f"/v1/agreements/{drafted}/document", person.token)

    (result,) = agreed["results"]
    assert (result["title"], result["indicators"][0]["title"]) == (title, title)
    assert result["indicators"][0]["unit_of_measure"] == long(100)
    assert agreed["annexes"] == annexes
    assert paper.text.count(f">{title}<") == 5  # a result, an indicator, three annexes


@pytest.mark.parametrize("what", ["dialogue", "dispute", "revision", "withdrawal"])
def test_what_is_written_comes_back_as_it_was_sent(office, what):
    person, text = newcomers.employed(office), long(WRITTEN)
    agreement = f"/v1/agreements/{person.made['agreement']}"
    assignment = f"/v1/employees/{person.id}/assignments/{person.made['assignment']}"
    unit = office.story.ids["u-tu"]
    plan = office.get("planning", agreement, person.token).json()["agreed"]["results"]
    del plan[0]["indicators"][0]["targets"]
    revision = {"results": plan, "valid_from": "2026-12-01", "reason_code": "other", "reason": text}
    objective = office.made("planning", f"/v1/units/{unit}/objectives", "officer", {"year": 2026, "title": "Lain"})
    withdrawal = f"/v1/units/{unit}/objectives/2026/{objective['objective']}/withdrawal"
    path, who, body = {
        "dialogue": (f"{agreement}/dialogue", person.token, {"kind": "question", "text": text}),
        "dispute": (f"{assignment}/rater/dispute", person.token, {"reason_code": "other", "reason": text}),
        "revision": (f"{agreement}/revisions", person.token, revision),
        "withdrawal": (withdrawal, "officer", {"reason": text}),
    }[what]

    head = newcomers.command(office, person, "planning", path, who, body)["streams"][0]

    event = newcomers.event_data(office, "planning", head["stream"], head["version"])
    ref = (event.get("revision") or event).get("text" if what == "dialogue" else "reason")
    assert office.get("planning", f"/v1/texts/{ref['text']}", who).json()["body"] == text
