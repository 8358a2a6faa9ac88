"""The matrix of rights: roles x routes x own, subordinate's, colleague's. Every cell of `rights_table.py` is tried.

A route needs three lines: its roles in its file's ACCESS, its relation in `services/planning/relations.py`, and its
expected answers in `rights_table.py`; the first tests here say which is missing. A refusal is a 403 of the role or of
the relation, by its words; what is let through is done, or refused for what it asks (409, 422), never for who asks.
"""

import re
from pathlib import Path

import pytest

from chassis.common_routes import common_access
from services.planning.http import ACCESS
from services.planning.relations import RELATIONS
from tests.services.rights_table import BODIES, HOLDS, ROLES, TABLE, body_of, path_of, people

ROUTES = {**ACCESS, **common_access}
README = Path(__file__).parents[2] / "services/planning/README.md"
CELLS = [
    pytest.param(line, role, whose, sign, id=f"{line.method} {line.path} {role} {whose or 'any'}")
    for line in TABLE
    for role, whose, sign in line.signs
]


# -- the tables agree -------------------------------------------------------------------------------------------------


def test_every_route_has_a_line_in_each_table():
    tried = {(line.method, line.path) for line in TABLE}
    missing = [f"{method} {path}: add its relation to RELATIONS of services/planning/relations.py"
               for method, path in ROUTES.keys() - RELATIONS.keys()]  # fmt: skip
    missing += [f"{method} {path}: add its line to _TABLE of tests/services/rights_table.py"
                for method, path in ROUTES.keys() - tried]  # fmt: skip
    missing += [f"POST {path}: add a sound body to BODIES of tests/services/rights_table.py"
                for method, path in ROUTES if method == "POST" and path not in BODIES]  # fmt: skip
    gone = [f"{method} {path}: is no route any more; take its line away"
            for method, path in (RELATIONS.keys() | tried) - ROUTES.keys()]  # fmt: skip

    assert "\n".join(sorted(missing + gone)) == ""
    assert len(TABLE) == len(tried)


@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line.method} {line.path}")
def test_the_service_s_own_tables_say_the_same(line):
    route = (line.method, line.path)
    told = {
        (role, whose): _sign(role, whose, ROUTES[route], RELATIONS[route])
        for role in ROLES
        for _, whose, _ in line.signs
    }

    assert {(role, whose): sign for role, whose, sign in line.signs} == told


def _sign(role, whose, roles, relations):
    """What the two tables of the service make of a cell."""
    if role not in roles:
        return "-"
    holds = HOLDS.get(whose, set()) | ({role} & {"officer", "auditor"}) | {"anyone"}
    holds |= {"another officer"} if role == "officer" and "other" in holds else set()
    return "+" if holds & relations else "x"


def test_the_readme_shows_for_whom_a_route_is_beside_the_role():
    shown = dict(re.findall(r"^\| `(\w+ /v1[^`]*)` \| ([^|]+) \|$", README.read_text(), re.MULTILINE))

    wanted = {f"{method} {path}": ", ".join(sorted(relations)) for (method, path), relations in RELATIONS.items()
              if relations != {"anyone"}}  # fmt: skip
    wrong = [f"| `{route}` | {wanted[route]} |" for route in wanted if shown.get(route) != wanted[route]]

    assert "\n".join(wrong) == "", "lines of the README's table 'For whom' that are missing or differ"
    assert set(shown) == set(wanted)


# -- and so does the service ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def known(office):
    return people(office)


@pytest.fixture(scope="module")
def tokens(office, known):
    """The caller's token, with one role each."""
    return {role: office.stack.token([role], known.caller) for role in ROLES}


def answered(answer):
    """`+`, `x` or `-`; anything else is told as it came."""
    if answer.status_code == 403:
        by_role = re.search(r"(GET|POST|DELETE) /v1\S* is for ", answer.json()["detail"])
        return "-" if by_role else "x"
    if answer.is_success or (answer.status_code in (409, 422) and not answer.json()["type"].endswith(":invalid")):
        return "+"
    return f"{answer.status_code} {answer.text[:300]}"


@pytest.mark.parametrize(("line", "role", "whose", "sign"), CELLS)
def test_a_cell_of_the_matrix(office, known, tokens, line, role, whose, sign):  # noqa: PLR0913  # its co-ordinates
    ids = known.ids[whose or "own"]
    kind = {"Content_Type": "text/csv"} if line.path.endswith("/imports") else {}

    answer = office.send(
        line.method, "planning", path_of(line, ids), tokens[role], body_of(line, ids), Ekinerja_Seen=known.seen, **kind
    )

    assert answered(answer) == sign
    assert line.method == "POST" or sign != "+" or answer.is_success, answer.text


@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line.method} {line.path}")
def test_without_an_employee_a_token_of_all_roles_opens_what_an_auditor_or_a_subscriber_reads(office, known, line):
    """An officer's claim without a person read names and NIPs, and erased: design, section 8."""
    ids, nobody = known.ids["own"], office.stack.token(list(ROLES))

    answer = office.send(line.method, "planning", path_of(line, ids), nobody, body_of(line, ids))

    assert (answered(answer) != "-") == bool(ROUTES[line.method, line.path] & {"auditor", "subscriber"})
