"""Routes every service has: its texts, what it has set aside, and the digest of its projection."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from chassis.answers import Erased, ProjectionDigest, SetAside, Text, reads
from chassis.call import Caller
from chassis.errors import Unknown
from chassis.set_aside import list_open, passed_over
from chassis.texts import erase_text, read_text

__all__ = ["common_access", "common_routes"]

common_routes = APIRouter(tags=["common"])

common_access = {
    ("GET", "/v1/texts/{text}"): frozenset({"employee", "rater", "officer"}),
    ("DELETE", "/v1/texts/{text}"): frozenset({"officer"}),
    ("GET", "/v1/projection/digest"): frozenset({"officer", "auditor"}),
    ("GET", "/v1/projection/set-aside"): frozenset({"officer", "auditor"}),
}


def _no_text(text: UUID) -> Unknown:
    return Unknown(
        detail=f"there is no text {text} here",
        pesan="teks tidak ditemukan",
        mend="ask the service that owns it",
        perbaikan="mintalah kepada layanan yang menyimpannya",
    )


@common_routes.get("/v1/texts/{text}", response_model=None, responses=reads(Text))
def get_text(text: UUID, call: Caller) -> dict[str, Any]:
    """A text a person wrote, for those it concerns now; with its salt, so that its digest can be checked."""
    call.wait_until_seen()
    found = read_text(call.runtime.database, text)
    if found is None:
        raise _no_text(text)
    if not call.may_read(found):
        raise call.forbid(
            "this text concerns others", "teks ini untuk orang lain", "one of those it concerns", "pihak yang terkait"
        )
    erased = found.body is None
    body = {"text": str(found.id), "sha256": found.sha256, "erased": erased}
    return body if erased else body | {"body": found.body, "salt": found.salt.hex() if found.salt else ""}


@common_routes.delete("/v1/texts/{text}", response_model=None, responses=reads(Erased))
def delete_text(text: UUID, call: Caller) -> dict[str, Any]:
    """Erase a text for ever (UU 27/2022); the events that name it stay as they are."""
    if not erase_text(call.runtime.database, text):
        raise _no_text(text)
    return {"text": str(text), "erased": True}


@common_routes.get("/v1/projection/digest", response_model=None, responses=reads(ProjectionDigest))
def get_digest(call: Caller) -> dict[str, Any]:
    """SHA-256 over all that the projection keeps, and the checkpoints it stands at."""
    call.wait_until_seen(listing=True)
    return call.runtime.projection.digest()


@common_routes.get("/v1/projection/set-aside", response_model=None, responses=reads(SetAside))
def get_set_aside(call: Caller) -> dict[str, Any]:
    """Held streams and dead letters, and types passed over."""
    call.wait_until_seen(listing=True)
    rows = list_open(call.runtime.database)
    return {"open": rows, "passed_over": passed_over(call.runtime.database)}
