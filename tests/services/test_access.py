"""Who may call what: every role on every route of every service, against a table written here once more.

Deny by default: a route that is not in its service's table cannot be served at all, and nobody gets in without a token.
"""

import uuid
from pathlib import Path

import pytest
from fastapi import APIRouter

from chassis.process import make_app
from chassis.runtime import Definition
from chassis.settings import Settings
from contracts.envelope import SERVICES
from services.cli import definition_of

#: What HTTP itself says of another method's answer is in no OpenAPI file.
UNTOLD = ("HEAD", "OPTIONS")
ROLES = ("employee", "rater", "officer", "auditor", "subscriber", "none")
#: The first letter of each role that is let in.
EXPECTED = """
planning    POST   /v1/units                                                    o
planning    GET    /v1/units                                                    eroas
planning    GET    /v1/units/{unit}                                             eroas
planning    POST   /v1/units/{unit}/name                                        o
planning    POST   /v1/units/{unit}/parent                                      o
planning    POST   /v1/employees                                                o
planning    GET    /v1/employees                                                oa
planning    GET    /v1/employees/{employee}                                     eroa
planning    POST   /v1/employees/{employee}/assignments                         o
planning    DELETE /v1/employees/{employee}/identity                            o
planning    POST   /v1/employees/{employee}/assignments/{assignment}/end        o
planning    POST   /v1/employees/{employee}/assignments/{assignment}/rater      o
planning    POST   /v1/employees/{employee}/assignments/{assignment}/rater/dispute e
planning    POST   /v1/employees/{employee}/assignments/{assignment}/rater/confirmation o
planning    POST   /v1/employees/{employee}/functional-levels                   o
planning    POST   /v1/employees/{employee}/employment                          o
planning    POST   /v1/employees/{employee}/delegations                         o
planning    POST   /v1/employees/{employee}/delegations/{delegation}/end        o
planning    GET    /v1/disputes                                                 oa
planning    POST   /v1/employees/{employee}/identity                            o
planning    POST   /v1/employees/{employee}/successor                           o
planning    GET    /v1/raters/departed                                          oa
planning    POST   /v1/directory/imports                                        o
planning    POST   /v1/units/{unit}/agreements/{year}/imports                   o
planning    POST   /v1/cycles                                                   o
planning    GET    /v1/cycles/{year}                                            eroas
planning    GET    /v1/cycles/{year}/history                                    eroas
planning    POST   /v1/cycles/{year}/extensions                                 o
planning    POST   /v1/cycles/{year}/holidays                                   o
planning    POST   /v1/cycles/{year}/closing                                    o
planning    POST   /v1/units/{unit}/goals                                       ro
planning    GET    /v1/units/{unit}/goals                                       eroas
planning    POST   /v1/units/{unit}/goals/{goal}                                ro
planning    POST   /v1/units/{unit}/objectives                                  ro
planning    GET    /v1/units/{unit}/objectives/{year}                           eroas
planning    POST   /v1/units/{unit}/objectives/{year}/{objective}               ro
planning    POST   /v1/units/{unit}/objectives/{year}/{objective}/withdrawal    ro
planning    GET    /v1/units/{unit}/cascade/{year}                              eroa
planning    GET    /v1/units/{unit}/matrix/{year}                               eroa
planning    GET    /v1/results/{result}/supporters                              eroa
planning    GET    /v1/positions/indicators                                     eroa
planning    GET    /v1/colleagues                                               er
planning    POST   /v1/agreements                                               er
planning    GET    /v1/agreements                                               eroa
planning    GET    /v1/agreements/{agreement}                                   eroa
planning    GET    /v1/agreements/{agreement}/history                           eroa
planning    GET    /v1/agreements/{agreement}/document                          eroa
planning    POST   /v1/agreements/{agreement}/draft                             er
planning    GET    /v1/agreements/{agreement}/unmet                             eroa
planning    POST   /v1/agreements/{agreement}/carry-over                        er
planning    POST   /v1/units/{unit}/templates                                   ro
planning    GET    /v1/units/{unit}/templates                                   eroa
planning    GET    /v1/templates/{template}/preview/{employee}/{year}           eroa
planning    POST   /v1/templates/{template}/withdrawal                          ro
planning    POST   /v1/templates/{template}/draft                               ero
planning    POST   /v1/templates/{template}/drafts                              ro
planning    POST   /v1/agreements/{agreement}/proposals                         er
planning    POST   /v1/agreements/{agreement}/revisions                         er
planning    POST   /v1/agreements/{agreement}/dialogue                          er
planning    POST   /v1/agreements/{agreement}/closing                           ro
planning    POST   /v1/agreements/{agreement}/acceptance                        er
planning    GET    /v1/team/{year}                                              roa
planning    POST   /v1/team/proposals                                           r
planning    POST   /v1/team/acceptances                                         r
realization POST   /v1/agreements/{agreement}/realizations/{period}             e
realization GET    /v1/agreements/{agreement}/realizations/{period}             eroa
realization POST   /v1/agreements/{agreement}/realizations/{period}/bulk        e
realization POST   /v1/agreements/{agreement}/realizations/{period}/imports     e
realization POST   /v1/agreements/{agreement}/realizations/{period}/returns     r
realization POST   /v1/agreements/{agreement}/activities                        e
realization POST   /v1/agreements/{agreement}/activities/bulk                   e
realization POST   /v1/agreements/{agreement}/activities/imports                e
realization GET    /v1/agreements/{agreement}/activities                        eroa
realization GET    /v1/agreements/{agreement}/activities/{activity}             eroa
realization POST   /v1/agreements/{agreement}/activities/{activity}/correction  e
realization POST   /v1/agreements/{agreement}/activities/{activity}/withdrawal  e
realization POST   /v1/agreements/{agreement}/feedback                          er
realization GET    /v1/agreements/{agreement}/feedback                          eroa
realization POST   /v1/agreements/{agreement}/feedback/{feedback}/answer        e
realization POST   /v1/agreements/{agreement}/coaching                          r
realization GET    /v1/agreements/{agreement}/coaching                          eroa
realization POST   /v1/agreements/{agreement}/coaching/{session}/follow-up      r
realization GET    /v1/coaching/due                                             er
realization POST   /v1/employees/{employee}/attendance                          o
realization GET    /v1/employees/{employee}/attendance/{year}                   eoa
realization POST   /v1/employees/{employee}/sanctions                           o
realization POST   /v1/employees/{employee}/sanctions/{year}/{sanction}/withdrawal o
realization POST   /v1/attendance/imports                                       o
realization POST   /v1/sanctions/imports                                        o
realization GET    /v1/monitoring/{period}                                      r
realization GET    /v1/units/{unit}/monitoring/{period}                         roa
evidence    POST   /v1/evidence                                                 e
evidence    GET    /v1/evidence/waiting                                         r
evidence    POST   /v1/evidence/verdicts                                        r
evidence    GET    /v1/evidence/gap/{period}                                    eroa
evidence    POST   /v1/evidence/links                                           e
evidence    POST   /v1/evidence/links/{item}/content                            e
evidence    GET    /v1/evidence/{item}                                          eroa
evidence    GET    /v1/evidence/{item}/content                                  er
evidence    HEAD   /v1/evidence/{item}/content                                  er
evidence    GET    /v1/evidence/{item}/preview                                  er
evidence    GET    /v1/evidence/{item}/downloads                                eoa
evidence    OPTIONS /v1/uploads                                                 e
evidence    POST   /v1/uploads                                                  e
evidence    HEAD   /v1/uploads/{upload}                                         e
evidence    PATCH  /v1/uploads/{upload}                                         e
evidence    DELETE /v1/uploads/{upload}                                         e
evidence    POST   /v1/evidence/{item}/verification                             r
evidence    POST   /v1/evidence/{item}/rejection                                r
evidence    POST   /v1/evidence/{item}/withdrawal                               e
evidence    POST   /v1/evidence/{item}/finding                                  r
evidence    GET    /v1/agreements/{agreement}/evidence/{period}                 eroa
evaluation  GET    /v1/agreements/{agreement}/evaluations/{period}              eroa
evaluation  POST   /v1/agreements/{agreement}/evaluations/{period}/behaviour    r
evaluation  POST   /v1/agreements/{agreement}/evaluations/{period}/lateness     r
evaluation  GET    /v1/agreements/{agreement}/evaluations/{period}/advice       eroa
evaluation  POST   /v1/agreements/{agreement}/evaluations/{period}/self-assessment e
evaluation  POST   /v1/agreements/{agreement}/evaluations/{period}/finalization r
evaluation  POST   /v1/agreements/{agreement}/evaluations/{period}/delivery     e
evaluation  POST   /v1/agreements/{agreement}/evaluations/{period}/objections   e
evaluation  POST   /v1/agreements/{agreement}/evaluations/{period}/objections/answer r
evaluation  POST   /v1/agreements/{agreement}/evaluations/{period}/objections/hearing r
evaluation  POST   /v1/agreements/{agreement}/evaluations/{period}/objections/decision r
evaluation  POST   /v1/agreements/{agreement}/evaluations/{period}/amendments   r
evaluation  POST   /v1/agreements/{agreement}/evaluations/{period}/follow-ups   r
evaluation  POST   /v1/agreements/{agreement}/evaluations/{period}/follow-ups/{follow_up}/completion er
evaluation  GET    /v1/objections                                               eroa
evaluation  GET    /v1/follow-ups/{period}                                      r
evaluation  GET    /v1/follow-ups                                               er
evaluation  GET    /v1/reviews                                                  roa
evaluation  GET    /v1/units/{unit}/follow-ups/{period}                         roa
evaluation  GET    /v1/evaluations/{period}                                     oa
evaluation  GET    /v1/team/{period}                                            r
evaluation  POST   /v1/units/{unit}/achievements/{period}                       r
evaluation  GET    /v1/units/{unit}/achievements/{period}                       eroa
evaluation  GET    /v1/dossiers/digest                                          oa
evaluation  GET    /v1/cycles/{year}/policy                                     eroa
evaluation  POST   /v1/cycles/{year}/policy                                     o
evaluation  POST   /v1/agreements/{agreement}/evaluations/{period}/innovations  r
evaluation  GET    /v1/employees/{employee}/evaluations/{year}                  eroa
evaluation  GET    /v1/employees/{employee}/evaluations/{year}/advice           eroa
evaluation  GET    /v1/employees/{employee}/evaluations/{year}/explanation      eroa
evaluation  GET    /v1/employees/{employee}/evaluations/{year}/document         eroa
evaluation  POST   /v1/employees/{employee}/evaluations/{year}/behaviour        r
evaluation  POST   /v1/employees/{employee}/evaluations/{year}/self-assessment  e
evaluation  POST   /v1/employees/{employee}/evaluations/{year}/innovations      r
evaluation  POST   /v1/employees/{employee}/evaluations/{year}/consideration    r
evaluation  POST   /v1/employees/{employee}/evaluations/{year}/finalization     r
evaluation  GET    /v1/employees/{employee}/credit-points/{year}                eroa
evaluation  GET    /v1/employees/{employee}/dossier/{year}                      eroa
evaluation  POST   /v1/employees/{employee}/evaluations/{year}/delivery         e
evaluation  POST   /v1/employees/{employee}/evaluations/{year}/objections       e
evaluation  POST   /v1/employees/{employee}/evaluations/{year}/objections/answer r
evaluation  POST   /v1/employees/{employee}/evaluations/{year}/objections/hearing r
evaluation  POST   /v1/employees/{employee}/evaluations/{year}/objections/decision r
evaluation  POST   /v1/employees/{employee}/evaluations/{year}/amendments       r
evaluation  POST   /v1/employees/{employee}/evaluations/{year}/follow-ups       r
evaluation  POST   /v1/employees/{employee}/evaluations/{year}/follow-ups/{follow_up}/completion er
evaluation  POST   /v1/team/{period}/behaviours                                 r
evaluation  POST   /v1/team/{period}/lateness                                   r
evaluation  POST   /v1/team/{period}/finalizations                              r
evaluation  GET    /v1/team/{period}/provisional                                r
evaluation  GET    /v1/employees/{employee}/provisional/{period}                eroa
evaluation  GET    /v1/units/{unit}/provisional/{period}                        roa
evaluation  GET    /v1/units/{unit}/progress/{period}                           roa
evaluation  GET    /v1/agreements/{agreement}/evaluations/{period}/explanation  eroa
evaluation  GET    /v1/agreements/{agreement}/evaluations/{period}/document     eroa
evaluation  GET    /v1/units/{unit}/documents/{period}                          oa
evaluation  GET    /v1/units/{unit}/distribution/{period}                       roa
evaluation  POST   /v1/units/{unit}/distribution/{period}/settlement            o
evaluation  GET    /v1/units/{unit}/distribution/{period}/chart                 roa
evaluation  GET    /v1/units/{unit}/nine-box/{period}                           roa
evaluation  GET    /v1/units/{unit}/recap/{period}                              roa
evaluation  GET    /v1/units/{unit}/awards/{period}                             roa
evaluation  GET    /v1/units/{unit}/finals/{year}                               roa
notify      GET    /v1/notices                                                  ero
notify      POST   /v1/notices/{notice}/acknowledgement                         ero
*           GET    /v1/texts/{text}                                             ero
*           DELETE /v1/texts/{text}                                             o
*           GET    /v1/projection/digest                                        oa
*           GET    /v1/projection/set-aside                                     oa
"""
ROWS = [
    (service, method, path, frozenset(role for role in ROLES if role[0] in letters))
    for named, method, path, letters in (line.split() for line in EXPECTED.strip().splitlines())
    for service in (SERVICES if named == "*" else (named,))
]
CASES = [pytest.param(row, role, id=f"{row[0]} {row[1]} {row[2]} {role}") for row in ROWS for role in ROLES]
FILLED = {"period": "2026Q2", "year": "2026"}
SETTINGS = Settings(agency="kantor-uji", database="postgresql://nowhere", issuer="http://nowhere")


def filled(path):
    """The path with ids that belong to nobody."""
    parts = (part.strip("{}") if part.startswith("{") else "" for part in path.split("/"))
    values = {part: FILLED.get(part, str(uuid.uuid4())) for part in parts if part}
    return path.format(**values)


@pytest.fixture(scope="module")
def badges(stack):
    """A token per role, each of a person unknown to the directory; `none` is an employee without any role."""
    return {
        role: stack.token([] if role == "none" else [role], str(uuid.uuid4()), subject=f"access-{role}")
        for role in ROLES
    }


@pytest.mark.parametrize(("row", "role"), CASES)
def test_a_role_opens_its_own_routes_and_no_other(office, badges, row, role):
    service, method, path, let_in = row

    answer = office.send(method, service, filled(path), badges[role])

    # The answer to a HEAD has no body; of ids that belong to nobody, nothing but the role is refused with 403.
    told = method == "HEAD" or (answer.content and f"{method} {path} is for " in answer.json().get("detail", ""))
    by_role = answer.status_code == 403 and told
    assert answer.status_code != 401
    assert answer.status_code < 500
    assert by_role == (role not in let_in), answer.text


@pytest.mark.parametrize(("service", "method", "path", "let_in"), ROWS)
def test_without_a_token_every_route_is_closed(office, service, method, path, let_in):
    answer = office.send(method, service, filled(path), None)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert method == "HEAD" or answer.json()["mend"]


@pytest.mark.parametrize("service", SERVICES)
def test_the_served_routes_are_those_of_the_table_above(office, service):
    served = office.get(service, "/openapi.json", None).json()["paths"]

    here = {(method.upper(), path) for path, methods in served.items() for method in methods}
    assert here == {(method, path) for of, method, path, _ in ROWS if of == service and method not in UNTOLD}


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_own_table_names_no_route_that_is_not_there(service):
    app = make_app(definition_of(service), SETTINGS)

    assert app is not None
    assert set(definition_of(service).access) <= {(method, path) for of, method, path, _ in ROWS if of == service}


def _definition(router, access):
    return Definition("planning", "A fixture", (), router, access, {}, Path(__file__).parent)


def test_a_route_that_is_not_in_the_table_cannot_be_served():
    router = APIRouter()

    @router.get("/v1/secrets")
    def secrets() -> dict[str, str]:
        return {"all": "of them"}

    with pytest.raises(LookupError, match="GET /v1/secrets is not in the access table of planning"):
        make_app(_definition(router, {}), SETTINGS)


def test_a_method_that_is_not_in_the_table_cannot_be_served():
    router = APIRouter()

    @router.api_route("/v1/secrets", methods=["GET", "DELETE"])
    def secrets() -> dict[str, str]:
        return {"all": "of them"}

    access = {("GET", "/v1/secrets"): frozenset({"officer"})}
    with pytest.raises(LookupError, match="DELETE /v1/secrets"):
        make_app(_definition(router, access), SETTINGS)


@pytest.mark.parametrize("service", SERVICES)
def test_the_probes_and_the_description_are_open_and_nothing_else(office, service):
    opened = [office.get(service, path, None).status_code for path in ("/livez", "/readyz", "/openapi.json", "/docs")]
    others = [office.get(service, path, None).status_code for path in ("/redoc", "/v1", "/v1/", "/admin", "/debug")]

    assert opened == [200] * 4
    assert others == [404] * 5


def test_a_route_that_forgets_to_ask_who_calls_is_closed_all_the_same():
    """The table is asked for every route of a service, not only for those whose function takes the caller."""
    import asyncio

    import httpx

    router = APIRouter()

    @router.get("/v1/secrets")
    def secrets() -> dict[str, str]:
        return {"all": "of them"}

    app = make_app(_definition(router, {("GET", "/v1/secrets"): frozenset({"officer"})}), SETTINGS)

    async def ask():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
            return await client.get("/v1/secrets")

    assert asyncio.run(ask()).status_code == 401
