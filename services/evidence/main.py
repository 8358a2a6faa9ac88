"""Evidence: the files that show what was reported, and what their verifier said."""

from pathlib import Path

from chassis.runtime import Definition, Runtime
from services.evidence.content import ContentStore
from services.evidence.http import ACCESS, may_read_text, router
from services.evidence.messages import PROBLEMS
from services.evidence.projections import CONSUMES, labels

__all__ = ["DEFINITION"]


def _prepare(runtime: Runtime) -> ContentStore | None:
    """The content store; a worker holds none."""
    if runtime.role == "worker":
        return None
    return ContentStore(runtime.settings.evidence_store, runtime.settings.evidence_max_bytes)


DEFINITION = Definition(
    name="evidence",
    title="Evidence files and their verification",
    consumes=CONSUMES,
    router=router,
    access=ACCESS,
    problems=PROBLEMS,
    migrations=Path(__file__).parent / "migrations",
    labels=labels,
    may_read_text=may_read_text,
    prepare=_prepare,
)
