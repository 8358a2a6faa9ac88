"""The explanation of one evaluation, to those who may see it: of the final where there is one, else provisional."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from chassis.call import MOST_HEADS, Call
from chassis.errors import Unknown
from contracts import people
from contracts.planning import TargetAgreed
from contracts.values import StreamHead, TextRef
from services.evaluation import commands, views
from services.evaluation.after import load_after
from services.evaluation.domain import Evaluation, time_left_of
from services.evaluation.explanation import Source, Subject, explained, of_case, of_final
from services.evaluation.explanation_beside import LookedUp
from services.evaluation.explanation_lookup import asked_for, looked_up, none_yet
from services.evaluation.innovation_views import described
from services.evaluation.nothing_due import nothing_due
from services.evaluation.progress import self_assessment_awaited
from services.evaluation.standing import StandsOfPeriod

__all__ = ["explanation", "subject_of"]


def subject_of(
    call: Call, agreement: UUID, period: str, version: int | None = None
) -> tuple[Subject, LookedUp, list[dict[str, Any]], int]:
    """What is explained and what is looked up beside it, the heads it shows, and the version of its own stream.

    version: of the final, or of an amendment of it; None: what counts now. Raises `Forbidden`, `Unknown`.
    """
    history = commands.load_evaluation(call.runtime, agreement, period)
    own = [{"stream": str(history.stream), "version": history.version}] if history.version else []
    final = history.state.final
    if final is None:
        case, history = commands.case_of(call.runtime, agreement, period)
        views.may_read(call, case)
        none_yet(version)
        others = [head.model_dump(mode="json") for head in case.heads if head.stream != history.stream]
        subject = of_case(case, history.state.behaviour)
        left = time_left_of(history.state, case, call.now)
        changes = () if nothing_due(case.outcome) else self_assessment_awaited(left)
        subject = _told(call, replace(subject, changes=(*subject.changes, *changes)), history.state)
        return subject, looked_up(call, *_of(subject)), [*own, *others][:MOST_HEADS], history.version
    after = load_after(call.runtime, history.stream)
    views.may_read_final(call, final, after)
    at = asked_for(after.recorded, version)
    stands = at.event
    assert isinstance(stands, StandsOfPeriod)
    source = Source(type(stands).TYPE, at.stream, at.version, at.time, at.actor)
    subject = of_final(stands, _agreed(call, stands), source)
    beside = looked_up(call, *_of(subject), recorded=after.recorded, at=at.version)
    return _told(call, subject, history.state), beside, own, history.version


def _told(call: Call, subject: Subject, state: Evaluation) -> Subject:
    """With what people said of it and is no input of the result."""
    texts = described(call.runtime, subject.innovations)
    return replace(subject, described=texts, self_assessed=state.self_assessed)


def _of(subject: Subject) -> tuple[list[StreamHead], StreamHead, list[TextRef]]:
    """The reports that count, the cycle, and the reasons that were written."""
    lines = (line for result in subject.results for line in result.indicators)
    return [one.report for one in lines if one.report], subject.copied.cycle, [one.reason for one in subject.departures]


def _agreed(call: Call, stands: StandsOfPeriod) -> TargetAgreed:
    """The version the final names, for its titles, whatever became of the agreement since."""
    projection = call.runtime.projection
    told = projection.of_stream(stands.agreement, types=(TargetAgreed,))  # a closing may have cut the version away
    versions = [*people.agreed_versions(projection, stands.agreement), *(one.event for one in told)]
    for one in versions:
        if isinstance(one, TargetAgreed) and one.agreement_version == stands.agreement_version:
            return one
    raise Unknown(
        detail=f"version {stands.agreement_version} of agreement {stands.agreement} is not here yet",
        pesan="SKP yang mendasari evaluasi ini belum tiba di layanan ini",
        mend="ask again when evaluation has caught up", perbaikan="minta kembali setelah layanan evaluasi mutakhir",
        who_must_act="operator",
    )  # fmt: skip


def explanation(call: Call, agreement: UUID, period: str, version: int | None) -> dict[str, Any]:
    """version: as of `subject_of`, which raises."""
    subject, beside, heads, own_version = subject_of(call, agreement, period, version)
    return {**explained(subject, beside), "streams": heads, "own_version": own_version}
