"""The five OpenAPI files say what a command needs: its key, and where one version stands for its state, `If-Match`."""

from tests.services.test_openapi import FILES

#: POSTs that record no event: the beginning of a resumable upload, which is one's own and named by its address.
WITHOUT_A_KEY = {"evidence /v1/uploads"}
MANY_IN_ONE = {
    "planning /v1/directory/imports",
    "planning /v1/units/{unit}/agreements/{year}/imports",
    "planning /v1/employees/{employee}/successor",
    "planning /v1/team/proposals",
    "planning /v1/team/acceptances",
    "planning /v1/templates/{template}/drafts",
    "evidence /v1/evidence/verdicts",
    "evaluation /v1/team/{period}/behaviours",
    "evaluation /v1/team/{period}/lateness",
    "evaluation /v1/team/{period}/finalizations",
}


def test_every_post_requires_an_idempotency_key_but_those_that_record_nothing():
    without = {
        f"{service} {path}"
        for service, file in FILES.items()
        for path, operations in file["paths"].items()
        if "post" in operations
        and not any(
            (one["in"], one["name"].lower(), one["required"]) == ("header", "idempotency-key", True)
            for one in operations["post"].get("parameters", ())
        )
    }

    assert without == WITHOUT_A_KEY


def test_a_request_that_is_many_commands_tells_of_no_if_match_and_every_other_command_does():
    commands = {
        f"{service} {path}": {one["name"].lower() for one in operations["post"].get("parameters", ())}
        for service, file in FILES.items()
        for path, operations in file["paths"].items()
        if "post" in operations
    }

    assert {one for one, named in commands.items() if "if-match" not in named} == MANY_IN_ONE | WITHOUT_A_KEY
