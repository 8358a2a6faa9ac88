"""A dossier: what the topics say of one employee, folded, with the place every value came from.

A pure fold of events sorted by (stream, version): the order in which topics arrived and duplicates leave no
trace. It judges nothing; `scoring_inputs` hands a policy the part that concerns one agreement's period.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from operator import itemgetter
from typing import Any
from uuid import UUID

from contracts.evaluation import (
    BehaviourAssessed,
    ConsiderationLeft,
    CopiedFacts,
    Innovation,
    InnovationRecorded,
    LatenessAccepted,
    SelfAssessed,
)
from contracts.events import Event
from contracts.evidence import (
    EvidenceChecked,
    EvidenceFoundFalse,
    EvidenceRejected,
    EvidenceUploaded,
    EvidenceVerified,
    EvidenceWithdrawn,
)
from contracts.planning import AgreementClosed, Indicator, TargetAgreed, WorkResult
from contracts.readings import agreed_versions, end_of_day
from contracts.realization import RealizationReported
from contracts.values import StreamHead
from services.evaluation.policies import inputs_v1 as given
from services.evaluation.policies.extended_8_2021_v1 import NumericInputs

__all__ = [
    "FOLDED",
    "Dossier",
    "Fact",
    "ItemFacts",
    "Terms",
    "digest_of",
    "fold",
    "heads_of",
    "innovations_in",
    "inputs_of",
    "results_in",
    "scoring_inputs",
    "showing_nothing",
]


#: The types of event a dossier is folded of; all others of a person's are passed over.
FOLDED: tuple[type[Event], ...] = (
    TargetAgreed,
    AgreementClosed,
    RealizationReported,
    EvidenceUploaded,
    EvidenceChecked,
    EvidenceVerified,
    EvidenceRejected,
    EvidenceWithdrawn,
    EvidenceFoundFalse,
    SelfAssessed,
    BehaviourAssessed,
    LatenessAccepted,
    InnovationRecorded,
    ConsiderationLeft,
)


@dataclass(frozen=True)
class Fact:
    """One event and its place: stream, version, and the instant it was recorded."""

    stream: UUID
    version: int
    time: datetime
    event: Event


@dataclass
class ItemFacts:
    """What is known of one evidence item."""

    uploaded: EvidenceUploaded
    at: datetime
    verdicts: list[tuple[int, datetime, EvidenceVerified | EvidenceRejected]] = field(default_factory=list)
    withdrawn: bool = False
    infected: bool = False
    found_false: tuple[int, datetime] | None = None

    @property
    def shows_nothing(self) -> bool:
        """It was taken back, has malware, or was found false."""
        return self.withdrawn or self.infected or self.found_false is not None


@dataclass
class Dossier:
    """Everything an evaluation of one employee can rest on, by agreement and period."""

    #: As its stream has them: a later closing gives back what an earlier one cut, and cuts what was agreed after it.
    terms: dict[UUID, list[TargetAgreed | AgreementClosed]] = field(default_factory=dict)
    agreed: dict[UUID, list[TargetAgreed]] = field(default_factory=dict)
    reports: list[tuple[StreamHead, datetime, RealizationReported]] = field(default_factory=list)
    items: dict[UUID, ItemFacts] = field(default_factory=dict)
    behaviour: dict[tuple[UUID, str], BehaviourAssessed] = field(default_factory=dict)
    accepted: dict[tuple[UUID, str], set[UUID]] = field(default_factory=dict)
    innovations: list[tuple[StreamHead, InnovationRecorded]] = field(default_factory=list)
    #: By year: assessed for the annual evaluation, whichever agreement was the last one then.
    annual_behaviour: dict[str, BehaviourAssessed] = field(default_factory=dict)
    #: Last version of every stream that says something of an agreement's period (None: of all its periods).
    heads: dict[tuple[UUID, str | None], dict[UUID, int]] = field(default_factory=dict)


def fold(facts: Iterable[Fact]) -> Dossier:
    """The dossier of one employee's facts, however they arrived."""
    dossier = Dossier()
    # By numbers, which is the order of the ids: to compare two of them calls Python, ten thousand times for a team.
    unique = {(fact.stream.int, fact.version): fact for fact in facts}
    for _, fact in sorted(unique.items(), key=itemgetter(0)):
        _add(dossier, fact)
    return dossier


def _add(dossier: Dossier, fact: Fact) -> None:  # noqa: C901  # a line or two for each type of event
    event = fact.event
    match event:  # what there is most of first: each case that does not match costs as much as a line
        case RealizationReported():
            dossier.reports.append((StreamHead(stream=fact.stream, version=fact.version), fact.time, event))
            _head(dossier, event.agreement, event.period, fact)
        case EvidenceUploaded():
            # Fetched by a link, it is as late as the link was.
            dossier.items[event.item] = ItemFacts(event, event.submitted_at or fact.time)
            _head(dossier, event.agreement, event.period, fact)
        case EvidenceVerified() | EvidenceRejected() | EvidenceChecked() | EvidenceWithdrawn() | EvidenceFoundFalse():
            # An item whose upload can never be read (given up, with a reason) counts as not shown, verdict or not.
            if item := dossier.items.get(event.item):
                _told_of(item, fact)
            _head(dossier, event.agreement, event.period, fact)
        case TargetAgreed() | AgreementClosed():
            dossier.terms.setdefault(event.agreement, []).append(event)
            dossier.agreed[event.agreement] = agreed_versions(dossier.terms[event.agreement])
            _head(dossier, event.agreement, None, fact)
        case BehaviourAssessed():
            dossier.behaviour[(event.agreement, event.period)] = event
            if len(event.period) == len("2026"):
                dossier.annual_behaviour[event.period] = event
            _head(dossier, event.agreement, event.period, fact)
        case InnovationRecorded():
            dossier.innovations.append((StreamHead(stream=fact.stream, version=fact.version), event))
            _head(dossier, event.agreement, event.period, fact)
        case ConsiderationLeft() | SelfAssessed():
            _head(dossier, event.agreement, event.period, fact)
        case LatenessAccepted():
            dossier.accepted.setdefault((event.agreement, event.period), set()).add(event.item)
            _head(dossier, event.agreement, event.period, fact)


def _told_of(item: ItemFacts, fact: Fact) -> None:
    """What became of an item."""
    match fact.event:
        case EvidenceVerified() | EvidenceRejected():
            item.verdicts.append((fact.version, fact.time, fact.event))
        case EvidenceWithdrawn():
            item.withdrawn = True
        case EvidenceChecked(outcome="infected"):
            item.infected = True
        case EvidenceFoundFalse():
            item.found_false = (fact.version, fact.time)


def _head(dossier: Dossier, agreement: UUID, period: str | None, fact: Fact) -> None:
    heads = dossier.heads.setdefault((agreement, period), {})
    heads[fact.stream] = max(heads.get(fact.stream, 0), fact.version)


def _before(dossier: Dossier, agreement: UUID, period: str) -> tuple[str, ...]:
    """Earlier periods of the same agreement that anything was reported for, earliest first."""
    periods = {report.period for _, _, report in dossier.reports if report.agreement == agreement}
    return tuple(sorted(one for one in periods if one < period and one[4] == period[4]))


def heads_of(dossier: Dossier, agreement: UUID, period: str) -> tuple[StreamHead, ...]:
    """Every stream the evaluation of this period rests on, and its last version, in stream order."""
    found: dict[UUID, int] = {}
    for one in (None, *_before(dossier, agreement, period), period):
        found.update(dossier.heads.get((agreement, one), {}))
    # What shows an innovation may be of a period that nothing else is read of.
    for item in (item for one in innovations_in(dossier, {agreement}, {period}, ()) for item in one.items):
        if shows := dossier.items.get(item):
            of_item = dossier.heads[shows.uploaded.agreement, shows.uploaded.period]
            found |= {stream: version for stream, version in of_item.items() if stream == item}
    return tuple(StreamHead(stream=stream, version=version) for stream, version in sorted(found.items()))


@dataclass(frozen=True)
class Terms:
    """What evidence is judged by: the deadline it must meet, and the zone of the days in which a rejection is answered.

    `unverified`: what a realization is worth that nothing was shown for.
    """

    evidence_deadline: datetime
    time_zone: str
    unverified: given.Unverified


def showing_nothing(dossier: Dossier) -> frozenset[UUID]:
    """The items that show nothing any more. One that the dossier does not hold is none of them: older finals do not
    name the stream of every item that shows an innovation, and are replayed as they were judged."""
    return frozenset(name for name, item in dossier.items.items() if item.shows_nothing)


def innovations_in(
    dossier: Dossier,
    agreements: Collection[UUID],
    periods: Collection[str],
    gone: Collection[UUID] | None = None,
) -> tuple[Innovation, ...]:
    """What was recorded as new, of these agreements in these periods, and is shown by an item that is not `gone` (None:
    those that show nothing).
    """
    none = set(showing_nothing(dossier) if gone is None else gone)
    return tuple(
        Innovation(recorded=head, kind=one.kind, items=one.items)
        for head, one in dossier.innovations
        if one.agreement in agreements and one.period in periods and set(one.items) - none
    )


def scoring_inputs(
    dossier: Dossier, agreed: TargetAgreed, period: str, copied: CopiedFacts, unverified: given.Unverified
) -> NumericInputs:
    """What a policy is given for one period of an agreement, with what was copied from elsewhere."""
    agreement = agreed.agreement
    periods = (*_before(dossier, agreement, period), period)
    behaviour = dossier.behaviour.get((agreement, period))
    terms = Terms(copied.evidence_deadline, copied.time_zone, unverified)
    plain = inputs_of(dossier, agreed, periods, periods, terms)
    return replace(
        plain,
        behaviour=behaviour.values.model_dump() if behaviour else None,
        unit_achievement=copied.unit_achievement,
        innovation=bool(innovations_in(dossier, {agreement}, {period})),
        colleagues_heard=behaviour is not None and behaviour.colleagues_heard,
    )


def inputs_of(
    dossier: Dossier, agreed: TargetAgreed, periods: tuple[str, ...], within: Collection[str], terms: Terms
) -> NumericInputs:
    """What was agreed, reported and shown: of the last of `periods`, after the others, as far as told `within` some."""
    agreement, (*before, period) = agreed.agreement, periods
    accepted = set[UUID]().union(*(dossier.accepted.get((agreement, one), set()) for one in within))
    # A report on what the version in force no longer holds says nothing about its indicators.
    known = {indicator.indicator for result in agreed.results for indicator in result.indicators}
    reports = [one for one in dossier.reports if one[2].agreement == agreement and one[2].period in within]
    items = [
        item
        for item in dossier.items.values()
        if item.uploaded.agreement == agreement and item.uploaded.period in within
    ]
    return NumericInputs(
        period=period,
        periods_before=tuple(before),
        results=results_in(agreed, period),
        reports=tuple(_report(*one) for one in reports if one[2].indicator in known),
        items=tuple(_item(item, accepted, terms.time_zone) for item in items),
        evidence_deadline=terms.evidence_deadline,
        head_of_unit=agreed.head_of_unit,
        unverified=terms.unverified,
    )


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def results_in(agreed: TargetAgreed, period: str) -> tuple[given.WorkResult, ...]:
    """What was agreed, with the targets of a period; due where there is one."""
    return tuple(_result(result, period) for result in agreed.results)


def _result(result: WorkResult, period: str) -> given.WorkResult:
    indicators = tuple(_indicator(indicator, period) for indicator in result.indicators)
    return given.WorkResult(str(result.result), result.kind, indicators, _fraction(result.weight))


def _indicator(indicator: Indicator, period: str) -> given.Indicator:
    target = next((target for target in indicator.targets if target.period == period), None)
    return given.Indicator(
        indicator=str(indicator.indicator),
        aspect=indicator.aspect,
        direction=indicator.direction,
        accumulation=indicator.accumulation,
        due=target is not None,
        low=Fraction(target.low) if target else None,
        high=Fraction(target.high) if target else None,
        maximum=_fraction(target.maximum) if target else None,
        weight=_fraction(indicator.weight),
    )


def _report(head: StreamHead, at: datetime, report: RealizationReported) -> given.Report:
    ref = given.ReportRef(str(head.stream), head.version)
    return given.Report(str(report.indicator), report.period, Fraction(report.value), at, ref)


def _item(item: ItemFacts, accepted: set[UUID], time_zone: str) -> given.Item:
    uploaded = item.uploaded
    return given.Item(
        item=str(uploaded.item),
        sha256=uploaded.sha256,
        indicators=tuple(str(indicator) for indicator in _shown_by(item)),
        period=uploaded.period,
        uploaded_at=item.at,
        withdrawn=item.withdrawn,
        unusable=item.infected,
        lateness_accepted=uploaded.item in accepted,
        answers=str(uploaded.answers) if uploaded.answers else None,
        verdicts=_verdicts(item, time_zone),
    )


def _shown_by(item: ItemFacts) -> tuple[UUID, ...]:
    """The indicators that an item shows. What was found false shows only what it was judged for before: for the others
    nobody can give a verdict any more, and a final would wait for one for ever."""
    if item.found_false is None:
        return item.uploaded.indicators
    judged = {verdict.indicator for _, _, verdict in item.verdicts}
    return tuple(one for one in item.uploaded.indicators if one in judged)


def _verdicts(item: ItemFacts, time_zone: str) -> tuple[given.Verdict, ...]:
    """What was found false counts as rejected for all it was judged for."""
    told = tuple(_verdict(*one, time_zone) for one in item.verdicts)
    if item.found_false is None:
        return told
    version, at = item.found_false
    about = sorted({(one.indicator, one.report) for one in told})
    return (*told, *(given.Verdict(indicator, report, False, at, version) for indicator, report in about))


def _verdict(version: int, at: datetime, verdict: EvidenceVerified | EvidenceRejected, time_zone: str) -> given.Verdict:
    until = end_of_day(verdict.answer_until, time_zone) if isinstance(verdict, EvidenceRejected) else None
    return given.Verdict(
        indicator=str(verdict.indicator),
        report=given.ReportRef(str(verdict.report.stream), verdict.report.version),
        verified=isinstance(verdict, EvidenceVerified),
        at=at,
        version=version,
        answer_until=until,
    )


def digest_of(dossiers: Iterable[tuple[str, Dossier]]) -> tuple[int, str]:
    """How many dossiers, and SHA-256 of their canonical JSON by employee: the same history gives the same digest.

    They come in order of their employees, and none is kept: a ministry's do not fit into memory.
    """
    digest, count = hashlib.sha256(b"{"), 0
    for key, dossier in dossiers:
        text = json.dumps(_plain(dossier), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest.update(f"{',' if count else ''}{json.dumps(key)}:{text}".encode())
        count += 1
    digest.update(b"}")
    return count, digest.hexdigest()


def _plain(value: Any) -> Any:  # Any: walks whatever a dossier holds
    match value:
        case Dossier() | ItemFacts():
            return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
        case dict():
            return {
                "|".join(map(str, key)) if isinstance(key, tuple) else str(key): _plain(one)
                for key, one in value.items()
            }
        case set():
            return sorted(str(one) for one in value)
        case list() | tuple():
            return [_plain(one) for one in value]
        case datetime() | date():
            return value.isoformat()
        case Event() | StreamHead():
            return value.model_dump(mode="json")
    return str(value) if isinstance(value, UUID) else value
