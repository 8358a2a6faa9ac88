"""The five OpenAPI files say what is answered: every 2xx has a form and its headers; real answers hold nothing else."""

import re
import uuid

import jsonschema
import pytest

from chassis.process import make_app
from contracts.envelope import SERVICES
from services.cli import definition_of
from tests.drawable import pdf
from tests.services import following, newcomers, working
from tests.services.conftest import OPEN_PERIOD
from tests.services.test_access import SETTINGS
from tests.services.test_relations import PLAYED, VALUES
from tests.world import main_result

FILES = {service: make_app(definition_of(service), SETTINGS)._app.openapi() for service in SERVICES}
OPERATIONS = [
    pytest.param(service, operation, id=f"{service} {method.upper()} {path}")
    for service, file in FILES.items()
    for path, operations in file["paths"].items()
    for method, operation in operations.items()
]
TEMPLATE = {
    "kind": "main", "title": "Layanan", "indicators": [
        {"title": "Laporan", "aspect": "quantity", "unit_of_measure": "laporan", "accumulation": "sum",
         "target": {"low": "4", "high": "4"}},
    ],
}  # fmt: skip
#: As the tus protocol has it: all is in the headers, and nothing is recorded.
WITHOUT_A_BODY = {
    ("201", "begin_v1_uploads_post"),
    ("204", "go_on_v1_uploads__upload__patch"),
    ("204", "end_v1_uploads__upload__delete"),
}
SAYING = {"properties", "oneOf", "anyOf", "format", "enum", "pattern"}


def resolved(file, schema):
    while "$ref" in schema:
        schema = file["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def accepted(operation):
    """(status, response) of an operation's 2xx."""
    return [(status, one) for status, one in operation["responses"].items() if status.startswith("2")]


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_every_2xx_has_a_form_that_says_something(service, operation):
    told = [one for status, one in accepted(operation) if (status, operation["operationId"]) not in WITHOUT_A_BODY]
    schemas = [media["schema"] for one in told for media in one["content"].values()]

    assert schemas or not told
    assert all(SAYING & resolved(FILES[service], schema).keys() for schema in schemas)


@pytest.mark.parametrize(("service", "operation"), OPERATIONS)
def test_every_file_tells_of_the_headers_of_commands_and_of_not_now(service, operation):
    headers = {status: set(one.get("headers", ())) for status, one in operation["responses"].items()}

    assert "Retry-After" in headers["409"] & headers["503"]
    records = "201" in headers and ("201", operation["operationId"]) not in WITHOUT_A_BODY
    assert not records or {"ETag", "Ekinerja-Seen"} <= headers["201"]


def operation_of(service, method, path):
    """The operation a request met, or None for what is in no file."""
    for template, operations in FILES[service]["paths"].items():
        if method.lower() in operations and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            return operations[method.lower()]
    return None


def send_in_parts(office, person):
    """A resumable upload, begun, gone on with and given up."""
    tus = {"Tus_Resumable": "1.0.0"}
    begun = office.post("evidence", "/v1/uploads", person.token, Upload_Length="9", **tus)
    place, part = begun.headers["Location"], {"Upload_Offset": "0", "Content_Type": "application/offset+octet-stream"}
    office.send("PATCH", "evidence", place, person.token, b"%PDF", **part, **tus)
    office.send("DELETE", "evidence", place, person.token, **tus)


def give_links(office, person):
    """A link that leads nowhere, and its content by hand."""
    given = newcomers.give_link(office, person, "http://tautan.invalid:9/laporan.pdf")
    office.get("evidence", f"/v1/evidence/{given}", person.token)
    newcomers.upload_content(office, person, given)
    office.get("evidence", f"/v1/evidence/{given}", person.token)
    newcomers.command(office, person, "evidence", f"/v1/evidence/{given}/withdrawal", person.token)


def keep_directory(office, person):
    """What the officer does with the directory, and the employee says of their rater; of people of its own."""
    other, unit = (
        newcomers.employed(office),
        office.post("planning", "/v1/units", "officer", {"name": "A"}).json()["unit"],
    )
    path = f"/v1/employees/{other.id}"
    assignment = f"{path}/assignments/{other.made['assignment']}"
    interval = {"starts_at": "2026-01-01T00:00:00Z", "ends_at": "2028-01-01T00:00:00Z"}
    delegation = {"delegate": person.id, "kind": "plt", **interval}
    given = newcomers.command(office, other, "planning", f"{path}/delegations", "officer", delegation)
    newcomers.command(office, other, "planning", f"{assignment}/rater/dispute", other.token, {"reason_code": "other"})
    for where, who in ((path, "officer"), ("/v1/disputes?limit=500", "officer")):
        office.get("planning", where, who)
    for where, body in (
        (f"{assignment}/rater/confirmation", None),
        (f"{path}/delegations/{given['delegation']}/end", None),
        (f"{assignment}/end", {"ends_on": "2026-12-30", "reason_code": "moved"}),
        (f"/v1/units/{unit}/name", {"name": "B"}),
        (f"/v1/units/{unit}/parent", {"parent": office.story.ids["u-tu"]}),
    ):
        newcomers.command(office, other, "planning", where, "officer", body)
    csv = b"unit,nip,nama,jenis pegawai\nSeksi Impor,,,\n,1,,\n"
    for asked in ("dry_run=true", "dry_run=false&on_error=skip"):
        office.post("planning", f"/v1/directory/imports?{asked}", "officer", csv, Content_Type="text/csv")
    office.get("planning", path, "officer")
    office.send("DELETE", "planning", f"{path}/identity", "officer")


def keep_plans(office):
    """What is kept before anything is proposed; of a person of its own."""
    person = newcomers.register(office)
    newcomers.assign(office, person, unit=office.story.ids["u-tu"], rater=office.story.ids[office.rater])
    plan = {"results": [main_result(office.story.ids["u-tu/o1"])]}
    begun = {"employee": person.id, "assignment": person.made["assignment"], "propose": False, **plan}
    days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    kept = newcomers.command(office, person, "planning", "/v1/agreements", person.token, begun | days)
    path = f"/v1/agreements/{kept['agreement']}"
    newcomers.command(office, person, "planning", f"{path}/draft", person.token, plan)
    office.get("planning", path, person.token)
    unit = office.story.ids["u-tu"]
    offered = {"position": "Penata Uji", "results": [TEMPLATE]}
    kept, old = (
        newcomers.command(office, person, "planning", f"/v1/units/{unit}/templates", "officer", offered)["template"]
        for _ in range(2)
    )
    newcomers.command(office, person, "planning", f"/v1/templates/{old}/withdrawal", "officer")
    other = newcomers.register(office)
    newcomers.assign(office, other, unit=unit, rater=office.story.ids[office.rater], position="Penata Uji")
    for where, body in (("draft", {"employee": other.id, "year": 2026}), ("drafts", {"year": 2026})):
        newcomers.command(office, other, "planning", f"/v1/templates/{kept}/{where}", "officer", body)
    number = office.get("planning", f"/v1/employees/{other.id}", "officer").json()["number"]
    rows = f"{number},Layanan,Kuantitas,Laporan,2 dokumen,utama\n1,Layanan,Kuantitas,Laporan,2,utama\n"
    form = f"NIP,RENCANA HASIL KERJA,ASPEK,INDIKATOR KINERJA INDIVIDU,TARGET,JENIS RHK\n{rows}".encode()
    imports = f"/v1/units/{unit}/agreements/2026/imports"
    for asked in ("dry_run=true", "dry_run=false&on_error=skip"):
        office.post("planning", f"{imports}?{asked}", "officer", form, Content_Type="text/csv")
    return kept


def agree_for_all(office):
    """The rater proposes for one and accepts what another proposed, each beside an entry that is refused."""
    entries = []
    for _ in range(2):
        member = newcomers.register(office)
        newcomers.assign(office, member, unit=office.story.ids["u-tu"], rater=office.story.ids[office.rater])
        days = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
        who = {"employee": member.id, "assignment": member.made["assignment"]}
        entries.append({**who, **days, "results": [main_result(office.story.ids["u-tu/o1"])]})
    drafted = newcomers.command(office, member, "planning", "/v1/agreements", member.token, entries[1])
    wanted = [{"agreement": drafted["agreement"], "proposal": proposal} for proposal in (1, 1)]
    wanted[1]["agreement"] = str(uuid.uuid4())
    newcomers.command(office, member, "planning", "/v1/team/acceptances", office.rater, {"entries": wanted})
    proposed = [entries[0], {"agreement": wanted[1]["agreement"]}]
    newcomers.command(office, member, "planning", "/v1/team/proposals", office.rater, {"entries": proposed})


LEVEL = {"level": "ahli_pertama", "starts_on": "2026-01-01"}
EMPLOYMENT = {"employment": "pppk", "number": "199103032023211999", "starts_on": "2026-09-01"}


@pytest.fixture(scope="module")
def met(office):
    """Every answer met while a newcomer's quarter is played and all of it is read: (service, operation, answer)."""
    found = []
    named = {url: service for service, url in office.stack.urls.items()}

    def note(answer):
        url = answer.request.url
        service = named[f"{url.scheme}://{url.host}:{url.port}"]
        answer.read()
        found.append((service, operation_of(service, answer.request.method, url.path), answer))

    office.http.event_hooks["response"].append(note)
    try:
        play_and_read(office)
    finally:
        office.http.event_hooks["response"].remove(note)
    return [one for one in found if one[2].is_success]


def play_and_read(office):
    person, rater = newcomers.employed(office), office.rater
    agreement, indicator = person.made["agreement"], person.made["indicator"]
    head = newcomers.report(office, person, "4", note="Selesai.")
    item = person.note("evidence", newcomers.sent_upload(office, person, content=pdf()))["item"]
    other, taken, more, waits = (newcomers.upload(office, person) for _ in range(4))
    shown = {"indicator": indicator, "report": head}
    rejected = {**shown, "reason_code": "unreadable", "reason": "Buram."}
    base = f"/v1/agreements/{agreement}/evaluations/{OPEN_PERIOD}"
    assessed = {"values": dict.fromkeys(VALUES, "meets_expectation")}
    of_year = f"/v1/employees/{person.id}/evaluations/2026"
    innovation = {"kind": "new_way_of_working", "items": [item], "description": "Layanan satu pintu"}
    top, goal = office.story.ids["u-kanwil"], {"title": "Umat yang rukun", "first_year": 2025, "last_year": 2029}
    for service, path, who, body in (
        ("evidence", f"/v1/evidence/{item}/verification", rater, shown),
        ("evidence", f"/v1/evidence/{other}/rejection", rater, rejected),
        ("evidence", f"/v1/evidence/{taken}/withdrawal", person.token, None),
        (
            "evidence",
            "/v1/evidence/verdicts",
            rater,
            {"entries": [shown | {"item": more, "verdict": "verified"}, shown | {"item": item, "verdict": "verified"}]},
        ),
        ("planning", f"/v1/units/{office.story.ids['u-tu']}/objectives", "officer", {"year": 2026, "title": "Sasaran"}),
        ("planning", "/v1/units", "officer", {"name": "Seksi"}),
        ("planning", f"/v1/employees/{person.id}/functional-levels", "officer", LEVEL),
        ("planning", f"/v1/employees/{person.id}/employment", "officer", EMPLOYMENT),
        ("evaluation", f"{base}/behaviour", rater, assessed),
        ("evaluation", f"{base}/innovations", rater, innovation),
        ("evaluation", f"{of_year}/behaviour", rater, assessed),
        ("evaluation", f"{of_year}/innovations", rater, innovation),
        ("evaluation", f"{of_year}/consideration", rater, {"consideration": "Bertugas di dua seksi."}),
    ):
        newcomers.command(office, person, service, path, who, body)
    objectives = f"/v1/units/{top}/objectives"
    another = newcomers.command(office, person, "planning", objectives, "officer", {"year": 2026, "title": "Keliru"})
    set_goal = newcomers.command(office, person, "planning", f"/v1/units/{top}/goals", "officer", goal)["goal"]
    newcomers.command(office, person, "planning", f"/v1/units/{top}/goals/{set_goal}", "officer", goal)
    corrected = f"{objectives}/2026/{another['objective']}"
    newcomers.command(office, person, "planning", corrected, "officer", {"title": "Sasaran yang tepat"})
    withdrawal = f"{objectives}/2026/{another['objective']}/withdrawal"
    newcomers.command(office, person, "planning", withdrawal, "officer", {"reason": "Ditetapkan dua kali."})
    keep_directory(office, person)
    person.made["template"] = keep_plans(office)
    agree_for_all(office)
    working.do_everything(office, person)
    send_in_parts(office, person)
    give_links(office, person)
    read_all(office, person, item)
    entries = {"entries": [rejected | {"item": waits, "verdict": "rejected"}]}
    newcomers.command(office, person, "evidence", "/v1/evidence/verdicts", rater, entries)
    newcomers.assess_self(office, person)  # after the rejections, or the final waits for their answers
    newcomers.command(office, person, "evaluation", f"{base}/finalization", rater, {})
    finalize_two(office)
    following.follow(office, person, item)
    identity = {"name": "Orang yang Berganti Nama"}
    newcomers.command(office, person, "planning", f"/v1/employees/{person.id}/identity", "officer", identity)
    follows = {"rater": office.story.ids[office.rater], "reason_code": "moved"}
    assert office.post("planning", f"/v1/employees/{person.id}/successor", "officer", follows).status_code == 200
    end, last = f"/v1/employees/{person.id}/assignments/{person.made['assignment']}/end", "2026-09-30"
    newcomers.command(office, person, "planning", end, "officer", {"ends_on": last, "reason_code": "left_service"})
    newcomers.command(office, person, "evaluation", f"{of_year}/self-assessment", person.token, assessed)
    newcomers.command(office, person, "evaluation", f"{of_year}/finalization", rater, {})
    following.follow(office, person, more, of_year)
    text = newcomers.event_data(office, "realization", head["stream"], 1)["note"]["text"]
    office.get("realization", f"/v1/texts/{text}", person.token)
    office.send("DELETE", "realization", f"/v1/texts/{text}", "officer")
    read_all(office, person, item)
    notice = office.get("notify", "/v1/notices", person.token, Ekinerja_Seen=person.seen("notify")).json()["notices"][0]
    office.post("notify", f"/v1/notices/{notice['notice']}/acknowledgement", person.token)


def finalize_two(office):
    """The rater finalizes for many: one is recorded, one refused; and before it the first is provisional."""
    other = newcomers.employed(office)
    values = {"values": dict.fromkeys(VALUES, "meets_expectation")}
    assessed = {"entries": [{"agreement": other.made["agreement"], **values}]}
    newcomers.command(office, other, "evaluation", f"/v1/team/{OPEN_PERIOD}/behaviours", office.rater, assessed)
    newcomers.assess_self(office, other)
    entries = [{"agreement": one} for one in (other.made["agreement"], str(uuid.uuid4()))]
    finals = f"/v1/team/{OPEN_PERIOD}/finalizations"
    newcomers.command(office, other, "evaluation", finals, office.rater, {"entries": entries})
    office.get("evaluation", f"/v1/team/{OPEN_PERIOD[:4]}", office.rater, Ekinerja_Seen=other.seen("evaluation"))


def read_all(office, person, item):
    everything = office.stack.token(["employee", "rater", "officer", "auditor"], office.story.ids[office.rater])
    values = {
        "unit": office.story.ids["u-tu"], "employee": person.id, "agreement": person.made["agreement"], "year": "2026",
        "item": item, "text": "", "result": office.story.ids["p-003/r1"],
        "template": person.made["template"],
        "activity": person.made["activity"],
    }  # fmt: skip
    for service, file in FILES.items():
        for path in (
            path for path, operations in file["paths"].items() if "get" in operations and "{text}" not in path
        ):
            for period in (OPEN_PERIOD, PLAYED):
                where = path.format(**values, period=period)
                office.get(service, where, everything, Ekinerja_Seen=person.seen(service))
    office.get("planning", f"/v1/agreements?employee={person.id}", person.token)
    office.get("planning", "/v1/positions/indicators?position=Analis&year=2027", person.token)


def untold(file, schema, value, where="answer"):
    """Fields of a real answer that its form does not tell of."""
    schema = resolved(file, schema)
    if isinstance(value, list):
        return [one for part in value for one in untold(file, schema.get("items", {}), part, f"{where}[]")]
    if not isinstance(value, dict) or schema.get("additionalProperties", False) is not False:
        return []  # an open object: an event's data, or by names that are data
    choices = [resolved(file, one) for one in schema.get("oneOf", schema.get("anyOf", [schema]))]
    told = [
        one["properties"] for one in choices if "properties" in one and set(one.get("required", ())) <= value.keys()
    ]
    if not told:
        return [where]
    missing = [[f"{where}.{name}" for name in value.keys() - one.keys()] for one in told]
    best = min(range(len(told)), key=lambda number: len(missing[number]))
    inside = [(name, part) for name, part in value.items() if name in told[best]]
    return missing[best] + [
        one for name, part in inside for one in untold(file, told[best][name], part, f"{where}.{name}")
    ]


def test_the_quarter_meets_every_operation_that_can_be_repeated(met):
    operations = {operation["operationId"] for _, operation, _ in met}

    left = [one.id for one in OPERATIONS if one.values[1]["operationId"] not in operations]
    # Once a year, once a quarter and for another's unit, and the texts of services that here wrote none.
    assert {one for one in left if "/v1/texts/" not in one} == {
        "planning POST /v1/employees/{employee}/assignments/{assignment}/rater",
        "planning POST /v1/cycles",
        "planning POST /v1/cycles/{year}/closing",
        "planning POST /v1/cycles/{year}/extensions",
        "planning POST /v1/cycles/{year}/holidays",
        "planning POST /v1/agreements/{agreement}/proposals",
        "planning POST /v1/agreements/{agreement}/revisions",
        "planning POST /v1/agreements/{agreement}/dialogue",
        "planning POST /v1/agreements/{agreement}/closing",
        "planning POST /v1/agreements/{agreement}/carry-over",
        "evaluation POST /v1/agreements/{agreement}/evaluations/{period}/lateness",
        "evaluation POST /v1/team/{period}/lateness",
        "evaluation POST /v1/units/{unit}/achievements/{period}",
        "evaluation POST /v1/cycles/{year}/policy",
        "evaluation POST /v1/units/{unit}/distribution/{period}/settlement",
    }


def test_no_answer_holds_a_field_that_its_form_does_not_tell_of(met):
    found = set()
    for service, operation, answer in met:
        media = dict(accepted(operation))[str(answer.status_code)].get("content", {})
        if "application/json" in media:
            file, schema = FILES[service], media["application/json"]["schema"]
            found |= {f"{operation['operationId']}: {one}" for one in untold(file, schema, answer.json())}

    assert found == set()


def test_every_answer_is_of_its_form(met):
    for service, operation, answer in met:
        media = dict(accepted(operation))[str(answer.status_code)].get("content", {})
        if "application/json" in media:
            schema = {**media["application/json"]["schema"], "components": FILES[service]["components"]}
            jsonschema.Draft202012Validator(schema).validate(answer.json())


@pytest.mark.parametrize("header", ["ETag", "Ekinerja-Seen", "Location", "Retry-After", "Content-Disposition"])
def test_a_header_that_is_answered_is_told_of(met, header):
    with_it = [one for one in met if header in one[2].headers]

    untold_of = {
        operation["operationId"]
        for _, operation, answer in with_it
        if header not in dict(accepted(operation))[str(answer.status_code)].get("headers", {})
    }
    assert untold_of == set()
    assert with_it or header == "Retry-After"
