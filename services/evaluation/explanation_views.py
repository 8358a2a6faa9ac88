"""The explanation of one evaluation, to those who may see it: of the final where there is one, else provisional."""

from typing import Any
from uuid import UUID

from chassis.call import MOST_HEADS, Call
from contracts import people
from contracts.planning import TargetAgreed
from services.evaluation import commands, views
from services.evaluation.after import load_after
from services.evaluation.explanation import Source, Subject, explained, of_case, of_final
from services.evaluation.standing import StandsOfPeriod, standing

__all__ = ["explanation", "subject_of"]


def subject_of(call: Call, agreement: UUID, period: str) -> tuple[Subject, list[dict[str, Any]], int]:
    """What is explained, the heads it shows, and the version of its own stream. Raises `Forbidden`, `Unknown`."""
    case, history = commands.case_of(call.runtime, agreement, period)
    if history.state.final is None:
        views.may_read(call, case)
    else:
        views.may_read_final(call, case, load_after(call.runtime, history.stream))
    own = [{"stream": str(history.stream), "version": history.version}] if history.version else []
    recorded = call.runtime.store.load(history.stream)
    stands = standing(one.event for one in recorded)
    if not isinstance(stands, StandsOfPeriod):
        others = [head.model_dump(mode="json") for head in case.heads if head.stream != history.stream]
        return of_case(case, history.state.behaviour), [*own, *others][:MOST_HEADS], history.version
    at = next(one for one in reversed(recorded) if one.event == stands)
    source = Source(type(stands).TYPE, at.stream, at.version, at.time, at.actor)
    return of_final(stands, _agreed(call, case.agreed, stands), source), own, history.version


def _agreed(call: Call, now: TargetAgreed, stands: StandsOfPeriod) -> TargetAgreed:
    """The version the final names, for its titles; the one in force now where that has not arrived."""
    versions = people.agreed_versions(call.runtime.projection, stands.agreement)
    return next((one for one in versions if one.agreement_version == stands.agreement_version), now)


def explanation(call: Call, agreement: UUID, period: str) -> dict[str, Any]:
    subject, heads, version = subject_of(call, agreement, period)
    return {**explained(subject), "streams": heads, "own_version": version}
