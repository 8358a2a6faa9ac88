"""Reviews: finals in which evidence was found false afterwards, open until an amendment answers the finding.

`domain.md` 9. The final stays as it is; only the rater or the superior amends it, also to what it came to before, and
that amendment closes the review (decision 0054). Nothing is kept of a review: it is read off findings and finals.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from chassis.call import Call
from chassis.projection import Kept
from chassis.runtime import Runtime
from chassis.store import Recorded, fold
from contracts.evidence import EvidenceFoundFalse
from contracts.values import StreamHead, instant_text
from services.evaluation.after import after_of, may_amend, people_of
from services.evaluation.amendment import opens_review, standing_final
from services.evaluation.finals import period_of
from services.evaluation.objection import Objection, evolve_objection
from services.evaluation.population import Member
from services.evaluation.seeing import concerned
from services.evaluation.standing import stream_of

__all__ = ["is_open", "reviews", "under_review"]

PAGE = 100
#: Findings looked at in one question, while a page is gathered.
AT_ONCE = 50


def is_open(state: Objection, finding: StreamHead) -> bool:
    """Whether a finding is about evidence of this final, came after it, and no amendment names it. Pure."""
    if state.final is None or not opens_review(state, finding):
        return False
    return finding not in [one.finding for one in state.amended]


def under_review(runtime: Runtime, members: Sequence[Member], period: str) -> frozenset[Member]:
    """Those of a period, or year, whose final has an open review."""
    marks = runtime.projection.marked("found-false-of", sorted({str(one.employee) for one in members}))
    of = {mark.value for mark in marks}
    streams = {one: stream_of(runtime, one, period) for one in members if str(one.employee) in of and one.agreement}
    if not streams:
        return frozenset()
    found: dict[str, list[StreamHead]] = defaultdict(list)
    for mark in marks:
        found[mark.value].append(StreamHead(stream=mark.stream, version=mark.version))
    recorded = runtime.store.load_many(list(dict.fromkeys(streams.values())))
    states = {stream: fold(told, Objection(), evolve_objection) for stream, told in recorded.items()}
    return frozenset(
        one for one, stream in streams.items() if any(is_open(states[stream], it) for it in found[str(one.employee)])
    )


def reviews(call: Call, start: UUID | None) -> dict[str, Any]:
    """Open reviews the caller may see, by the item found false: all to the officer and the auditor, to rater and
    superior those they may answer."""
    reads_all = call.has("officer") or call.has("auditor")
    rows: list[dict[str, Any]] = []
    last: UUID | None = None
    for finding, finals in _found(call, start, all_of_them=reads_all):
        if len(rows) >= PAGE and finding.stream != last:
            return {"reviews": rows, "next": str(last)}
        last = finding.stream
        rows += [row for recorded in finals if (row := _row(call, finding, recorded, reads_all=reads_all)) is not None]
    return {"reviews": rows, "next": None}


def _row(call: Call, kept: Kept, recorded: Sequence[Recorded], *, reads_all: bool) -> dict[str, Any] | None:
    """A review as it is listed; None for one that is answered, was never opened, or is not the caller's to see."""
    finding, event = StreamHead(stream=kept.stream, version=kept.version), kept.event
    state = fold(recorded, Objection(), evolve_objection)
    if not isinstance(event, EvidenceFoundFalse) or state.final is None or not is_open(state, finding):
        return None
    after = after_of(call.runtime, recorded)
    if not reads_all and not call.is_one_of(*people_of(call.runtime, after, call.now).both - {after.final.employee}):
        return None
    return {
        "employee": str(after.final.employee),
        "agreement": str(after.final.agreement),
        "period": period_of(after.final),
        "evaluation": str(after.stream),
        "item": str(kept.stream),
        "finding": finding.model_dump(mode="json"),
        "reason_code": event.reason_code,
        "found_at": instant_text(kept.time),
        "predicate": standing_final(state).predicate,
        "who": sorted(str(one) for one in may_amend(call.runtime, after, call.now)),
    }


def _found(call: Call, start: UUID | None, *, all_of_them: bool) -> Iterator[tuple[Kept, list[Sequence[Recorded]]]]:
    """Findings in the order of their items, behind `start`, each with the finals of its employee and year."""
    projection = call.runtime.projection
    if all_of_them:
        while items := projection.page("found-false", "all", start, AT_ONCE):
            yield from _with_finals(call.runtime, items)
            start = items[-1]
        return
    marks = projection.marked("found-false-of", sorted(str(one) for one in concerned(call)))
    mine = sorted({mark.stream for mark in marks if start is None or mark.stream > start})
    for first in range(0, len(mine), AT_ONCE):
        yield from _with_finals(call.runtime, mine[first : first + AT_ONCE])


def _with_finals(runtime: Runtime, items: Iterable[UUID]) -> Iterator[tuple[Kept, list[Sequence[Recorded]]]]:
    projection = runtime.projection
    findings = projection.of_stream(*items, types=(EvidenceFoundFalse,))
    marks = projection.marked("final-of", sorted({f"{one.key}:{_year(one)}" for one in findings}))
    recorded = runtime.store.load_many(sorted({mark.stream for mark in marks}))
    by_year: dict[str, list[Sequence[Recorded]]] = defaultdict(list)
    for mark in marks:
        by_year[mark.value].append(recorded[mark.stream])
    yield from ((one, by_year[f"{one.key}:{_year(one)}"]) for one in findings)


def _year(kept: Kept) -> str:
    assert isinstance(kept.event, EvidenceFoundFalse)
    return kept.event.period[:4]
