"""What is shown of a final beside it: delivery, objection, amendments, reviews, follow-ups, and what came later."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.runtime import Runtime
from contracts.acting_office import acting_in
from contracts.evaluation import AnnualEvaluationFinalized, BehaviourAssessed, LatenessAccepted, SelfAssessed
from contracts.events import Event
from contracts.evidence import EvidenceFoundFalse
from contracts.readings import places
from contracts.realization import RealizationReported
from contracts.values import StreamHead, instant_text
from services.evaluation import projections
from services.evaluation.after import After, people_of
from services.evaluation.amendment import items_used, opens_review
from services.evaluation.dossier import Fact
from services.evaluation.finals import Amended, Final
from services.evaluation.follow_up import FollowUps, is_required, overdue, still_missing
from services.evaluation.innovation import ends_showing
from services.evaluation.objection_standing import standing

__all__ = ["MOST_LATER", "after_the_fact", "follow_ups", "objection", "shown_after", "what_counts"]

#: Of what came after a final this many are listed, the last ones; how many there are is always told.
MOST_LATER = 100


def shown_after(runtime: Runtime, after: After, now: datetime) -> dict[str, Any]:
    """Everything that followed a final, and what counts now."""
    later = after_the_fact(_inputs(runtime, after.final), after.final, after.stream)
    amended = [one for one in after.recorded if isinstance(one.event, Amended)]
    last = amended[-1] if amended else after.finalized
    assert isinstance(last.event, Final | Amended)
    delivered = after.state.delivered
    return {
        "standing": what_counts(after.stream, last.version, last.event),
        "delivery": _plain(delivered) if delivered else None,
        "objection": objection(runtime, after, now),
        "amendments": [{"version": one.version, "by": one.actor, **_plain(one.event)} for one in amended],
        "reviews": _reviews(runtime, after),
        "follow_ups": follow_ups(after, now),
        "after_the_fact": {
            "events": len(later),
            "last": [
                {"type": one.event.TYPE, "stream": str(one.stream), "version": one.version,
                 "time": instant_text(one.time)}
                for one in later[-MOST_LATER:]
            ],
        },
    }  # fmt: skip


def _inputs(runtime: Runtime, final: Final) -> list[Fact]:
    """What is known of the employee; for a year without an acting office, which stands beside it."""
    facts = projections.facts_of(runtime.projection, final.employee)
    if not isinstance(final, AnnualEvaluationFinalized):
        return facts
    placed = places(kept.event for kept in runtime.projection.of_stream(final.employee))
    acting = acting_in((one.event for one in facts), placed, final.year) - {one.agreement for one in final.agreements}
    return [one for one in facts if getattr(one.event, "agreement", None) not in acting]


def what_counts(stream: UUID, version: int, told: Final | Amended) -> dict[str, Any]:
    """What counts of a final now: `told` and its place, which is the final or the last amendment of it."""
    return {
        "by": {"stream": str(stream), "version": version},
        "amended": isinstance(told, Amended),
        "predicate": told.predicate,
        "score": _plain(told.score) if told.score else None,
    }


def objection(runtime: Runtime, after: After, now: datetime) -> dict[str, Any]:
    """Where an objection stands: who must act, until when, and every step so far."""
    at = standing(after.state, now, after.clock)
    people = people_of(runtime, after, now)
    waits = {"rater": people.raters, "raters_superior": people.deciders}
    who = {"employee": [after.final.employee]}.get(at.acts, sorted(waits.get(at.acts, ())))
    state = after.state
    return {
        "state": at.state,
        # Where the directory has nobody to decide or to answer, the officer mends it first (decision 0055).
        "acts": "performance_officer" if at.acts in waits and not who else at.acts,
        "who": [str(one) for one in who],
        "until": at.until.isoformat() if at.until else None,
        "overdue": at.overdue,
        "lodged": [_plain(one) for one in state.lodged],
        "answered": _plain(state.answered) if state.answered else None,
        "heard": sorted(state.heard),
        "decided": _plain(state.decided) if state.decided else None,
    }


def follow_ups(after: After, now: datetime) -> dict[str, Any]:
    """The follow-ups of a final; `missing`: its predicate requires one and none is planned."""
    state: FollowUps = after.follow_ups
    late = {one.follow_up for one in overdue(state, after.clock.day(now))}
    return {
        "required": state.predicate is not None and is_required(state.predicate),
        "missing": still_missing(state),
        "planned": [
            {
                **_plain(one),
                "done": _plain(state.done[name]) if name in state.done else None,
                "overdue": name in late,
            }
            for name, one in state.planned.items()
        ],
    }


def after_the_fact(facts: Iterable[Fact], final: Final, own: UUID) -> list[Fact]:
    """What came after the heads a final names and would have been an input of it, in the order of its recording.

    Of the period itself, whatever stream it lies in; of earlier periods and of the agreement, in the streams named. Of
    another period only what shows an innovation is named: what matters of it is that it shows nothing any more. Of a
    year: of all its periods and agreements, one that the final had not seen too.
    """
    last, facts = {head.stream: head.version for head in final.heads}, list(facts)
    # As of what was reported before: nothing else is read of an earlier period (`dossier.heads_of`).
    read = {one.event.period for one in facts if one.stream in last and isinstance(one.event, RealizationReported)}

    def concerns(fact: Fact) -> bool:
        event = fact.event
        if fact.stream == own and not isinstance(event, LatenessAccepted):  # which counts in the year yet
            return False
        if isinstance(final, AnnualEvaluationFinalized):
            return _concerns_year(event, final)
        if getattr(event, "agreement", None) != final.agreement:
            return False
        period = getattr(event, "period", None)
        if period == final.period:
            return True
        return fact.stream in last and (period is None or period in read or ends_showing(event))

    later = [fact for fact in facts if concerns(fact) and fact.version > last.get(fact.stream, 0)]
    return sorted(later, key=lambda fact: (fact.time, fact.stream, fact.version))


def _concerns_year(event: Event, final: AnnualEvaluationFinalized) -> bool:
    """Whether it is of the year, or of an agreement of it; a period's own behaviour is no input of the year."""
    if isinstance(event, BehaviourAssessed | SelfAssessed):
        return event.period == str(final.year)
    named = {one.agreement for one in final.agreements}
    of = str(getattr(event, "period", None) or getattr(event, "year", None))[:4]
    return of == str(final.year) or getattr(event, "agreement", None) in named


def _reviews(runtime: Runtime, after: After) -> list[dict[str, Any]]:
    """What was found false of the evidence in a final, each a review that an amendment closes."""
    amended = {one.finding: one for one in after.state.amended if one.finding}
    by_stream = {finding.stream for finding in amended}
    found = runtime.projection.of_stream(*items_used(after.state), types=(EvidenceFoundFalse,))
    return [
        {
            "item": str(one.stream),
            "finding": {"stream": str(one.stream), "version": one.version},
            "reason_code": one.event.reason_code,
            "found_at": instant_text(one.time),
            "state": "amended" if one.stream in by_stream else "open",
        }
        for one in found
        if isinstance(one.event, EvidenceFoundFalse)
        and opens_review(after.state, StreamHead(stream=one.stream, version=one.version))
    ]


def _plain(one: Any) -> dict[str, Any]:  # Any: an event or a part of one
    shown: dict[str, Any] = one.model_dump(mode="json", exclude_none=True)
    return shown
