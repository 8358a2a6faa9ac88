"""Who may do what in planning, written here once more: a line per route, a column per role, and in it for what is the
caller's own, a subordinate's and a colleague's of another unit (one sign where a route is about nobody's own).

`+` may, `x` refused because the relation does not hold, `-` refused because the role does not open the route.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.services import newcomers
from tests.services.conftest import Office
from tests.services.test_bad_input import results
from tests.sheets import FORM

__all__ = ["BODIES", "HOLDS", "MINE", "ROLES", "TABLE", "Line", "People", "body_of", "path_of", "people"]

ROLES = ("employee", "rater", "officer", "auditor", "subscriber")
MINE = ("own", "subordinate's", "colleague's")
#: What the caller is to each of the three: the one it is about, head of its unit; its rater, head above; nobody.
HOLDS = {
    "own": {"employee", "head", "member"},
    "subordinate's": {"rater", "above", "other"},
    "colleague's": {"other", "uninvolved"},
}
_TABLE = """
#                                                                         employee rater officer auditor subscriber
POST   /v1/units                                                              -     -     +     -     -
GET    /v1/units                                                              +     +     +     +     +
GET    /v1/units/{unit}                                                       +++   +++   +++   +++   +++
POST   /v1/units/{unit}/name                                                  ---   ---   +++   ---   ---
POST   /v1/units/{unit}/parent                                                ---   ---   +++   ---   ---
POST   /v1/employees                                                          -     -     +     -     -
GET    /v1/employees                                                          -     -     +     +     -
GET    /v1/employees/{employee}                                               ++x   ++x   +++   +++   ---
POST   /v1/employees/{employee}/assignments                                   ---   ---   x++   ---   ---
POST   /v1/employees/{employee}/assignments/{assignment}/end                  ---   ---   x++   ---   ---
POST   /v1/employees/{employee}/assignments/{assignment}/rater                ---   ---   x++   ---   ---
POST   /v1/employees/{employee}/assignments/{assignment}/rater/dispute        +xx   ---   ---   ---   ---
POST   /v1/employees/{employee}/assignments/{assignment}/rater/confirmation   ---   ---   xx+   ---   ---
POST   /v1/employees/{employee}/functional-levels                             ---   ---   x++   ---   ---
POST   /v1/employees/{employee}/employment                                    ---   ---   x++   ---   ---
POST   /v1/employees/{employee}/delegations                                   ---   ---   +++   ---   ---
POST   /v1/employees/{employee}/delegations/{delegation}/end                  ---   ---   +++   ---   ---
GET    /v1/disputes                                                           -     -     +     +     -
POST   /v1/employees/{employee}/identity                                      ---   ---   +++   ---   ---
POST   /v1/employees/{employee}/successor                                     ---   ---   +++   ---   ---
GET    /v1/raters/departed                                                    -     -     +     +     -
POST   /v1/directory/imports                                                  -     -     +     -     -
POST   /v1/units/{unit}/agreements/{year}/imports                             ---   ---   +++   ---   ---
POST   /v1/cycles                                                             -     -     +     -     -
GET    /v1/cycles/{year}                                                      +     +     +     +     +
POST   /v1/cycles/{year}/extensions                                           -     -     +     -     -
GET    /v1/cycles/{year}/history                                              +     +     +     +     +
POST   /v1/cycles/{year}/holidays                                             -     -     +     -     -
POST   /v1/cycles/{year}/closing                                              -     -     +     -     -
GET    /v1/team/{year}                                                        ---   ++x   +++   +++   ---
POST   /v1/team/proposals                                                     -     +     -     -     -
POST   /v1/team/acceptances                                                   -     +     -     -     -
POST   /v1/units/{unit}/goals                                                 ---   +xx   +++   ---   ---
GET    /v1/units/{unit}/goals                                                 +++   +++   +++   +++   +++
POST   /v1/units/{unit}/goals/{goal}                                          ---   +xx   +++   ---   ---
POST   /v1/units/{unit}/objectives                                            ---   +xx   +++   ---   ---
GET    /v1/units/{unit}/objectives/{year}                                     +++   +++   +++   +++   +++
POST   /v1/units/{unit}/objectives/{year}/{objective}                         ---   +xx   +++   ---   ---
POST   /v1/units/{unit}/objectives/{year}/{objective}/withdrawal              ---   +xx   +++   ---   ---
GET    /v1/units/{unit}/cascade/{year}                                        ++x   ++x   +++   +++   ---
GET    /v1/units/{unit}/matrix/{year}                                         ++x   ++x   +++   +++   ---
GET    /v1/results/{result}/supporters                                        ++x   ++x   +++   +++   ---
GET    /v1/positions/indicators                                               +     +     +     +     -
GET    /v1/colleagues                                                         +     +     -     -     -
POST   /v1/units/{unit}/templates                                             ---   +xx   +++   ---   ---
GET    /v1/units/{unit}/templates                                             +++   +++   +++   +++   ---
GET    /v1/templates/{template}/preview/{employee}/{year}                     ++x   ++x   +++   +++   ---
POST   /v1/templates/{template}/draft                                         ++x   ++x   +++   ---   ---
POST   /v1/templates/{template}/drafts                                        ---   +++   +++   ---   ---
POST   /v1/templates/{template}/withdrawal                                    ---   +xx   +++   ---   ---
POST   /v1/agreements                                                         ++x   ++x   ---   ---   ---
GET    /v1/agreements                                                         ++x   ++x   +++   +++   ---
GET    /v1/agreements/{agreement}                                             ++x   ++x   +++   +++   ---
GET    /v1/agreements/{agreement}/history                                     ++x   ++x   +++   +++   ---
GET    /v1/agreements/{agreement}/document                                    ++x   ++x   +++   +++   ---
GET    /v1/agreements/{agreement}/unmet                                       ++x   ++x   +++   +++   ---
POST   /v1/agreements/{agreement}/draft                                       ++x   ++x   ---   ---   ---
POST   /v1/agreements/{agreement}/carry-over                                  ++x   ++x   ---   ---   ---
POST   /v1/agreements/{agreement}/proposals                                   ++x   ++x   ---   ---   ---
POST   /v1/agreements/{agreement}/revisions                                   ++x   ++x   ---   ---   ---
POST   /v1/agreements/{agreement}/acceptance                                  ++x   ++x   ---   ---   ---
POST   /v1/agreements/{agreement}/dialogue                                    ++x   ++x   ---   ---   ---
POST   /v1/agreements/{agreement}/closing                                     ---   x+x   x++   ---   ---
GET    /v1/texts/{text}                                                       ++x   ++x   ++x   ---   ---
DELETE /v1/texts/{text}                                                       ---   ---   +++   ---   ---
GET    /v1/projection/digest                                                  -     -     +     +     -
GET    /v1/projection/set-aside                                               -     -     +     +     -
DELETE /v1/employees/{employee}/identity                                      ---   ---   +++   ---   ---
"""


@dataclass(frozen=True)
class Line:
    """One route's line; `cells` by role, a sign for each of MINE or a single one."""

    method: str
    path: str
    cells: dict[str, str]

    @property
    def signs(self) -> list[tuple[str, str | None, str]]:
        """(role, whose, sign) of every cell; whose is None where the route is about nobody's own."""
        return [
            (role, MINE[number] if len(cell) > 1 else None, sign)
            for role, cell in self.cells.items()
            for number, sign in enumerate(cell)
        ]


def _line(text: str) -> Line:
    method, path, *cells = text.split()
    return Line(method, path, dict(zip(ROLES, cells, strict=True)))


TABLE = [_line(text) for text in _TABLE.strip().splitlines() if not text.startswith("#")]


# -- the people and what is theirs ------------------------------------------------------------------------------------


@dataclass
class People:
    """The caller, who heads a unit and is rated from above; ids of what is theirs, a subordinate's, a colleague's."""

    caller: str
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: str = ""


def people(office: Office) -> People:
    """A head above; the caller under it, head of a unit; who is rated by the caller and heads the unit below; and a
    colleague who heads a unit beside. Each has an agreed SKP, a question in its dialogue, and a delegation."""
    top = newcomers.register(office, ("employee", "rater"))
    agency = office.made("planning", "/v1/units", "officer", {"name": "Kantor Hak"})["unit"]
    newcomers.assign(office, top, unit=agency, rater=office.story.ids[office.superior], head_of_unit=True)
    caller, made = newcomers.register(office), None
    found, heads = People(caller.id), dict(top.heads)
    for whose in MINE:
        person = caller if whose == "own" else newcomers.register(office, ("employee", "rater"))
        parent, rater = (made["unit"], caller) if whose == "subordinate's" and made else (agency, top)
        unit = office.made("planning", "/v1/units", "officer", {"name": f"Unit {whose}"})["unit"]
        goal = office.made("planning", f"/v1/units/{unit}/goals", "officer", GOAL)["goal"]  # below the top none is set
        office.made("planning", f"/v1/units/{unit}/parent", "officer", {"parent": parent})
        newcomers.assign(office, person, unit=unit, rater=rater.id, head_of_unit=True)
        ids = {
            "unit": unit,
            "goal": goal,
            "parent": parent,
            "employee": person.id,
            "assignment": person.made["assignment"],
        }
        ids |= {"rater": rater.id, "delegate": top.id if rater is caller else newcomers.register(office).id}
        ids |= _agreed(office, person, rater, ids)
        found.ids[whose], heads = ids, heads | person.heads
        made = made or ids
    found.seen = ", ".join(f"{stream}:{version}" for (_, stream), version in heads.items())
    return found


def _agreed(office: Office, person: newcomers.Newcomer, rater: newcomers.Newcomer, ids: dict[str, str]) -> dict:
    as_rater = office.stack.token(["rater"], rater.id)
    wanted = {"year": 2026, "title": "Sasaran hak"}
    path = f"/v1/units/{ids['unit']}/objectives"
    objective = newcomers.command(office, person, "planning", path, "officer", wanted)["objective"]
    drafted = newcomers.command(office, person, "planning", "/v1/agreements", person.token, draft_of(ids, objective))
    base = f"/v1/agreements/{drafted['agreement']}"
    newcomers.command(office, person, "planning", f"{base}/acceptance", as_rater, {"proposal": 1})
    question = {"kind": "question", "text": "Apakah target ini realistis?"}
    asked = newcomers.command(office, person, "planning", f"{base}/dialogue", as_rater, question)["streams"][0]
    text = newcomers.event_data(office, "planning", asked["stream"], asked["version"])["text"]["text"]
    kept = newcomers.command(office, person, "planning", f"/v1/units/{ids['unit']}/templates", "officer", TEMPLATE)
    path = f"/v1/employees/{person.id}/delegations"
    given = newcomers.command(office, person, "planning", path, "officer", delegation_of(ids, 2040))["delegation"]
    return {
        "objective": objective, "agreement": drafted["agreement"], "result": drafted["results"][0]["result"],
        "text": text, "delegation": given, "template": kept["template"], "year": "2026",
    }  # fmt: skip


GOAL = {"title": "Tujuan", "first_year": 2025, "last_year": 2029}
#: For the position that newcomers have.
TEMPLATE = {
    "position": "Analis",
    "results": [{
        "kind": "main", "title": "Tersusunnya laporan hak",
        "indicators": [{
            "title": "Jumlah laporan hak", "aspect": "quantity", "unit_of_measure": "dokumen", "whole": True,
            "accumulation": "sum", "target": {"low": "12", "high": "12"},
        }],
    }],
}  # fmt: skip


def draft_of(ids: dict[str, str], objective: str) -> dict[str, Any]:
    plan = plan_of(objective)
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    return {"employee": ids["employee"], "assignment": ids["assignment"], "results": plan, **days}


def plan_of(objective: str) -> list[dict[str, Any]]:
    plan = results()
    plan[0]["supports"] = {"kind": "unit_objective", "id": objective, "taken_over": "directly"}
    return plan


def delegation_of(ids: dict[str, str], year: int) -> dict[str, Any]:
    interval = {"starts_at": f"{year}-01-01T00:00:00Z", "ends_at": f"{year}-02-01T00:00:00Z"}
    return {"delegate": ids["delegate"], "kind": "plt", **interval}


# -- what is sent -----------------------------------------------------------------------------------------------------


def _number() -> str:
    digits = f"{uuid.uuid4().int % 10**7:07}"
    return f"19910203{digits[:4]}211{digits[4:]}"


_REASON = {"reason_code": "other", "reason": "Percobaan hak."}
_CYCLE = {
    "year": 2026, "time_zone": "Asia/Makassar", "agreement_deadline": "2026-01-31",
    "annual_evaluation_deadline": "2027-01-31",
}  # fmt: skip
_AGREEMENT = "/v1/agreements/{agreement}"
_ASSIGNMENT = "/v1/employees/{employee}/assignments/{assignment}"
#: Route -> a sound body for these ids. Sound, or its own refusal would come before that of the relation; where it can
#: be done once only, later calls are refused as conflicts, after the relation was looked at.
BODIES = {
    "/v1/units": lambda ids: {"name": "Unit Hak"},
    "/v1/units/{unit}/name": lambda ids: {"name": "Unit Hak"},
    "/v1/units/{unit}/parent": lambda ids: {"parent": ids["parent"]},
    "/v1/employees": lambda ids: {"name": "Orang Hak", "number": _number(), "employment": "pppk"},
    "/v1/employees/{employee}/assignments": lambda ids: {
        "unit": ids["unit"], "position": "Lain", "starts_on": "2050-01-01", "rater": ids["rater"],
    },
    _ASSIGNMENT + "/end": lambda ids: {"ends_on": "2049-12-31", "reason_code": "other"},
    _ASSIGNMENT + "/rater": lambda ids: {"rater": ids["rater"], "reason_code": "corrected"},
    _ASSIGNMENT + "/rater/dispute": lambda ids: {"reason_code": "other"},
    _ASSIGNMENT + "/rater/confirmation": lambda ids: None,
    "/v1/employees/{employee}/functional-levels": lambda ids: {"level": "terampil", "starts_on": "2050-01-01"},
    "/v1/employees/{employee}/employment": lambda ids: {
        "employment": "pppk", "number": _number(), "starts_on": "2026-09-01",
    },
    "/v1/employees/{employee}/delegations": lambda ids: delegation_of(ids, 2045),
    "/v1/employees/{employee}/delegations/{delegation}/end": lambda ids: None,
    "/v1/employees/{employee}/identity": lambda ids: {"name": "Orang Hak"},
    # Refused as one's own successor, after the rights: who rates whom stays as the other cells need it.
    "/v1/employees/{employee}/successor": lambda ids: {"rater": ids["employee"], "reason_code": "moved"},
    "/v1/directory/imports": lambda ids: b"unit\nUnit Hak Impor\n",
    "/v1/units/{unit}/agreements/{year}/imports": lambda ids: f"{';'.join(FORM)}\n1;;Hasil;Kuantitas;Jumlah;2".encode(),
    "/v1/units/{unit}/templates": lambda ids: TEMPLATE,
    "/v1/templates/{template}/withdrawal": lambda ids: None,
    "/v1/templates/{template}/draft": lambda ids: {"employee": ids["employee"], "year": 2026},
    "/v1/templates/{template}/drafts": lambda ids: {"year": 2026},
    "/v1/cycles": lambda ids: _CYCLE,
    "/v1/cycles/{year}/extensions": lambda ids: {
        "period": "2026Q4", "deadline": "reporting", "extended_to": "2026-12-31", **_REASON,
    },
    "/v1/cycles/{year}/holidays": lambda ids: {"days": ["2026-12-24"], "reason": "Cuti bersama."},
    "/v1/cycles/{year}/closing": lambda ids: {"reason": "Selesai."},
    "/v1/team/proposals": lambda ids: {
        "entries": [{"agreement": ids["agreement"], "results": plan_of(ids["objective"])}],
    },
    "/v1/team/acceptances": lambda ids: {"entries": [{"agreement": ids["agreement"], "proposal": 1}]},
    "/v1/units/{unit}/goals": lambda ids: GOAL,
    "/v1/units/{unit}/objectives": lambda ids: {"year": 2026, "title": "Sasaran lain"},
    "/v1/units/{unit}/goals/{goal}": lambda ids: GOAL,
    "/v1/units/{unit}/objectives/{year}/{objective}": lambda ids: {"title": "Sasaran yang diperbaiki"},
    "/v1/units/{unit}/objectives/{year}/{objective}/withdrawal": lambda ids: {"reason": "Keliru."},
    "/v1/agreements": lambda ids: draft_of(ids, ids["objective"]),
    _AGREEMENT + "/draft": lambda ids: {"results": plan_of(ids["objective"])},
    _AGREEMENT + "/carry-over": lambda ids: {"assignment": ids["assignment"], "year": 2026},
    _AGREEMENT + "/proposals": lambda ids: {"results": plan_of(ids["objective"])},
    _AGREEMENT + "/revisions": lambda ids: {
        "results": plan_of(ids["objective"]), "valid_from": "2026-12-01", "reason_code": "other", "reason": "Perlu.",
    },
    _AGREEMENT + "/acceptance": lambda ids: {"proposal": 1},
    _AGREEMENT + "/dialogue": lambda ids: {"kind": "question", "text": "Bagaimana?"},
    _AGREEMENT + "/closing": lambda ids: {"closes_on": "2026-12-30", "reason_code": "moved"},
}  # fmt: skip
#: What is asked for whose, beside the path.
_QUERIES = {
    "/v1/agreements": "?employee={employee}",
    "/v1/team/{year}": "?unit={unit}",
    "/v1/positions/indicators": "?position=Analis&year=2027",
}


def body_of(line: Line, ids: dict[str, str]) -> Any:
    return BODIES[line.path](ids) if line.method == "POST" else None


def path_of(line: Line, ids: dict[str, str]) -> str:
    query = _QUERIES.get(line.path, "") if line.method == "GET" else ""
    return (line.path + query).format(**ids)
