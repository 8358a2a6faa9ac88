"""Evidence: the files that show what was reported, and what their verifier said."""

from pathlib import Path

from fastapi import APIRouter

from chassis.runtime import Definition, Runtime
from services.evidence import http, http_content, http_false, http_links, http_previews, http_uploads, http_work
from services.evidence.checks import check_for_ever
from services.evidence.files import Files, files_of
from services.evidence.garbage import collect_for_ever
from services.evidence.link_work import fetch_for_ever
from services.evidence.messages import PROBLEMS
from services.evidence.messages_links import PROBLEMS as OF_LINKS
from services.evidence.projections import CONSUMES, labels
from services.evidence.seeing import may_read_text

__all__ = ["DEFINITION"]

router = APIRouter()
# Work first: `waiting` is no item.
for part in (
    http_work.router,
    http_links.router,
    http.router,
    http_content.router,
    http_previews.router,
    http_false.router,
    http_uploads.router,
):
    router.routes.extend(part.routes)


def _prepare(runtime: Runtime) -> Files:
    """What a process has for its files; an API fails at its start where their store's address can be none."""
    files = files_of(runtime)
    if runtime.role != "worker":
        files.store.open()
    return files


DEFINITION = Definition(
    name="evidence",
    title="Evidence files and their verification",
    consumes=CONSUMES,
    router=router,
    access={
        **http_work.ACCESS,
        **http.ACCESS,
        **http_links.ACCESS,
        **http_content.ACCESS,
        **http_previews.ACCESS,
        **http_false.ACCESS,
        **http_uploads.ACCESS,
    },
    problems={**PROBLEMS, **OF_LINKS},
    migrations=Path(__file__).parent / "migrations",
    labels=labels,
    may_read_text=may_read_text,
    prepare=_prepare,
    uploads=frozenset(
        {("POST", "/v1/evidence"), ("POST", "/v1/evidence/links/{item}/content"), ("PATCH", "/v1/uploads/{upload}")}
    ),
    in_worker={"checks": check_for_ever, "collection": collect_for_ever, "links": fetch_for_ever},
)
