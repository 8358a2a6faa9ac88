"""For whom, of those whose role opens a route, it is: the relation that must hold beside the role. Beside the roles of
`ACCESS` this is planning's whole table of rights; a route that is in one and not in the other fails a test, and every
cell of both is tried (`tests/services/test_rights_of_planning.py`).

`anyone`: no relation is asked. `employee`: whom it is about. `rater`: who acts as rater now, the one in force or a
delegate. `officer`, `auditor`: by their role, whoever it is about. `head`: who heads the unit today. `member`: who
works in the unit. `above`: who heads a unit above. `below`: whom the owner rates, and who works directly below.
`other`: who it is not about; `uninvolved`: nor its rater (nobody decides on themself); `another officer`: the officer,
unless it is about them.
"""

from collections.abc import Mapping
from typing import Literal

__all__ = ["RELATIONS", "Relation"]

Relation = Literal[
    "anyone", "employee", "rater", "officer", "auditor", "head", "member", "above", "below", "other", "uninvolved",
    "another officer",
]  # fmt: skip

_ANYONE: frozenset[Relation] = frozenset({"anyone"})
_SIDES: frozenset[Relation] = frozenset({"employee", "rater"})
_READ: frozenset[Relation] = _SIDES | {"officer", "auditor"}
_SETS: frozenset[Relation] = frozenset({"officer", "head"})
_PLAN: frozenset[Relation] = frozenset({"member", "above", "officer", "auditor"})
_AGREEMENT = "/v1/agreements/{agreement}"
_ASSIGNMENT = "/v1/employees/{employee}/assignments/{assignment}"

RELATIONS: Mapping[tuple[str, str], frozenset[Relation]] = {
    ("POST", "/v1/units"): _ANYONE,
    ("GET", "/v1/units"): _ANYONE,
    ("GET", "/v1/units/{unit}"): _ANYONE,
    ("POST", "/v1/units/{unit}/name"): _ANYONE,
    ("POST", "/v1/units/{unit}/parent"): _ANYONE,
    ("POST", "/v1/employees"): _ANYONE,
    ("GET", "/v1/employees"): _ANYONE,
    ("GET", "/v1/employees/{employee}"): _READ,
    # Of one's own only the first, with which an agency begins.
    ("POST", "/v1/employees/{employee}/assignments"): frozenset({"other"}),
    ("POST", "/v1/employees/{employee}/identity"): _ANYONE,
    ("DELETE", "/v1/employees/{employee}/identity"): _ANYONE,
    # Of the assignments it is about each has its relation: not one's own.
    ("POST", "/v1/employees/{employee}/successor"): _ANYONE,
    ("GET", "/v1/raters/departed"): _ANYONE,
    ("POST", _ASSIGNMENT + "/end"): frozenset({"other"}),
    ("POST", _ASSIGNMENT + "/rater"): frozenset({"other"}),
    ("POST", _ASSIGNMENT + "/rater/dispute"): frozenset({"employee"}),
    ("POST", _ASSIGNMENT + "/rater/confirmation"): frozenset({"uninvolved"}),
    ("POST", "/v1/employees/{employee}/functional-levels"): frozenset({"other"}),
    ("POST", "/v1/employees/{employee}/employment"): frozenset({"other"}),
    ("POST", "/v1/employees/{employee}/delegations"): _ANYONE,
    ("POST", "/v1/employees/{employee}/delegations/{delegation}/end"): _ANYONE,
    ("GET", "/v1/disputes"): _ANYONE,
    ("POST", "/v1/directory/imports"): _ANYONE,
    ("POST", "/v1/units/{unit}/agreements/{year}/imports"): _ANYONE,
    ("POST", "/v1/cycles"): _ANYONE,
    ("GET", "/v1/cycles/{year}"): _ANYONE,
    ("POST", "/v1/cycles/{year}/extensions"): _ANYONE,
    ("GET", "/v1/cycles/{year}/history"): _ANYONE,
    ("POST", "/v1/cycles/{year}/holidays"): _ANYONE,
    ("POST", "/v1/cycles/{year}/closing"): _ANYONE,
    # Of a unit; one's own people anyone may ask for. Of the bulk calls each entry has its relation.
    ("GET", "/v1/team/{year}"): frozenset({"head", "above", "officer", "auditor"}),
    ("POST", "/v1/team/proposals"): _ANYONE,
    ("POST", "/v1/team/acceptances"): _ANYONE,
    ("POST", "/v1/units/{unit}/goals"): _SETS,
    ("GET", "/v1/units/{unit}/goals"): _ANYONE,
    ("POST", "/v1/units/{unit}/goals/{goal}"): _SETS,
    ("POST", "/v1/units/{unit}/objectives"): _SETS,
    ("GET", "/v1/units/{unit}/objectives/{year}"): _ANYONE,
    ("POST", "/v1/units/{unit}/objectives/{year}/{objective}"): _SETS,
    ("POST", "/v1/units/{unit}/objectives/{year}/{objective}/withdrawal"): _SETS,
    ("GET", "/v1/units/{unit}/cascade/{year}"): _PLAN,
    ("GET", "/v1/units/{unit}/matrix/{year}"): _PLAN,
    ("GET", "/v1/results/{result}/supporters"): _PLAN | {"employee", "below"},
    ("GET", "/v1/positions/indicators"): _ANYONE,
    # One's own colleagues.
    ("GET", "/v1/colleagues"): _ANYONE,
    ("POST", "/v1/units/{unit}/templates"): _SETS,
    ("GET", "/v1/units/{unit}/templates"): _ANYONE,
    ("GET", "/v1/templates/{template}/preview/{employee}/{year}"): _READ,
    ("POST", "/v1/templates/{template}/withdrawal"): _SETS,
    ("POST", "/v1/templates/{template}/draft"): _SIDES | {"officer"},
    # For whom the caller may draft, one by one: the outcome of each is listed.
    ("POST", "/v1/templates/{template}/drafts"): _ANYONE,
    ("POST", "/v1/agreements"): _SIDES,
    ("GET", "/v1/agreements"): _READ,
    ("GET", _AGREEMENT): _READ,
    ("GET", _AGREEMENT + "/history"): _READ,
    ("GET", _AGREEMENT + "/document"): _READ,
    ("GET", _AGREEMENT + "/unmet"): _READ,
    ("POST", _AGREEMENT + "/draft"): _SIDES,
    ("POST", _AGREEMENT + "/carry-over"): _SIDES,
    ("POST", _AGREEMENT + "/proposals"): _SIDES,
    ("POST", _AGREEMENT + "/revisions"): _SIDES,
    ("POST", _AGREEMENT + "/acceptance"): _SIDES,
    ("POST", _AGREEMENT + "/dialogue"): _SIDES,
    ("POST", _AGREEMENT + "/closing"): frozenset({"another officer", "rater"}),
    # Of a dialogue or a revision; why a deadline was moved is for everyone (`views.may_read_text`).
    ("GET", "/v1/texts/{text}"): _SIDES,
    ("DELETE", "/v1/texts/{text}"): _ANYONE,
    ("GET", "/v1/projection/digest"): _ANYONE,
    ("GET", "/v1/projection/set-aside"): _ANYONE,
}
