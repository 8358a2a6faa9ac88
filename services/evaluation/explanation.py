"""Why this score? One structure that answers it, for the JSON and for the page: nothing is said in only one of them.

A final is explained from its event alone (titles from the agreement version it names); before that from the dossier as
it stands, marked provisional, with what would change it. Pure: what is looked up comes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal
from uuid import UUID

from contracts.evaluation import (
    BehaviourValues,
    Concluded,
    CopiedFacts,
    Departure,
    Exclusion,
    Figures,
    IndicatorLine,
    Innovation,
    PolicyRef,
    Ratings,
    ResultLine,
)
from contracts.planning import Indicator, TargetAgreed, WorkResult
from contracts.values import Exact, StreamHead, TextRef
from services.evaluation import words
from services.evaluation.arithmetic import contribution, indicator_steps, read_of_aspect, read_of_head, score_step
from services.evaluation.arithmetic_class import class_steps
from services.evaluation.domain import Case
from services.evaluation.explanation_beside import NOTHING, LookedUp, amendment_shown, departures_shown, evidence_shown
from services.evaluation.explanation_parts import (
    Source,
    behaviour_shown,
    change_shown,
    conclusion,
    exact_shown,
    innovations_shown,
    planned_shown,
    policy_shown,
    ratings_shown,
    source_shown,
)
from services.evaluation.lines import exclusions, figures, result_lines, score
from services.evaluation.policies.ratings_6_2022_v1 import counting_rating, lower_of, rating_of_unit, rating_of_value
from services.evaluation.policies.registry import POLICIES
from services.evaluation.progress import Change, changes_of
from services.evaluation.words import Said, of

__all__ = ["Source", "Subject", "explained", "of_case", "of_final"]


@dataclass(frozen=True)
class Subject:
    """What is explained. `given`, `predicate`, `source`: of a final; `changes`: of what is provisional."""

    employee: UUID
    rater: UUID | None
    agreed: TargetAgreed
    period: str
    policy: PolicyRef
    unverified: Literal["exclude", "count"]
    copied: CopiedFacts
    results: tuple[ResultLine, ...]
    exclusions: tuple[Exclusion, ...]
    score: Exact | None
    score_with_excluded: Exact | None
    behaviour: BehaviourValues | None
    behaviour_below: tuple[str, ...]
    colleagues_heard: bool
    advised: Ratings
    heads: tuple[StreamHead, ...]
    numeric: Figures | None = None
    given: Ratings | None = None
    departures: tuple[Departure, ...] = ()
    predicate: str | None = None
    source: Source | None = None
    changes: tuple[Change, ...] = ()
    innovations: tuple[Innovation, ...] = ()
    #: What is new about each, by the event it was recorded with.
    described: Mapping[StreamHead, TextRef] = field(default_factory=dict)
    #: The employee's own view of the seven values, of before the final.
    self_assessed: BehaviourValues | None = None


def of_final(stands: Concluded, agreed: TargetAgreed, source: Source) -> Subject:
    """From what a final, or an amendment of it, carries."""
    return Subject(
        employee=agreed.employee,
        rater=stands.rater,
        agreed=agreed,
        period=stands.period,
        policy=stands.policy,
        unverified=stands.unverified,
        copied=stands.copied,
        results=stands.results,
        exclusions=stands.exclusions,
        score=stands.score,
        score_with_excluded=stands.score_with_excluded,
        behaviour=stands.behaviour,
        behaviour_below=stands.behaviour_below,
        colleagues_heard=stands.colleagues_heard,
        advised=stands.advised,
        heads=stands.heads,
        numeric=stands.numeric,
        given=stands.given,
        departures=stands.departures,
        predicate=stands.predicate,
        source=source,
        innovations=stands.innovations,
    )


def of_case(case: Case, behaviour: BehaviourValues | None) -> Subject:
    """From the dossier as it stands: provisional."""
    outcome = case.outcome
    return Subject(
        employee=case.agreed.employee,
        rater=case.rater,
        agreed=case.agreed,
        period=case.period,
        policy=case.policy,
        unverified=case.unverified,
        copied=case.copied,
        results=result_lines(outcome, case.agreed),
        exclusions=exclusions(outcome),
        score=score(outcome.score, outcome.score_shown),
        score_with_excluded=score(outcome.score_with_excluded, outcome.score_with_excluded_shown),
        behaviour=behaviour,
        behaviour_below=outcome.behaviour_below,
        colleagues_heard=case.colleagues_heard,
        advised=Ratings(result=outcome.advised_result, behaviour=outcome.advised_behaviour),
        heads=case.heads,
        numeric=figures(outcome),
        changes=changes_of(outcome),
        innovations=case.innovations,
    )


def explained(subject: Subject, beside: LookedUp = NOTHING) -> dict[str, Any]:
    """The whole answer. Sentences are `pesan` (Bahasa Indonesia) and `text` (English)."""
    planned = {one.result: one for one in subject.agreed.results}
    titles = {one.indicator: one.title for result in planned.values() for one in result.indicators}
    return {
        "provisional": subject.source is None,
        **amendment_shown(beside),
        "employee": str(subject.employee),
        "rater": str(subject.rater) if subject.rater else None,
        "agreement": str(subject.agreed.agreement),
        "agreement_version": subject.agreed.agreement_version,
        "period": subject.period,
        "head_of_unit": subject.agreed.head_of_unit,
        "policy": policy_shown(subject.policy, subject.unverified),
        "results": [_result(subject, beside, one, planned.get(one.result)) for one in subject.results],
        "score": exact_shown(subject.score),
        "score_with_excluded": exact_shown(subject.score_with_excluded),
        "score_step": score_step(subject.results, subject.score).plain(),
        "numeric": subject.numeric.model_dump(mode="json") if subject.numeric else None,
        "advice": _advice(subject),
        "behaviour": behaviour_shown(
            subject.behaviour, subject.behaviour_below, subject.advised.behaviour, subject.self_assessed
        ),
        "colleagues_heard": subject.colleagues_heard,
        "innovations": innovations_shown(subject.innovations, subject.described),
        "advised": ratings_shown(subject.advised),
        "given": ratings_shown(subject.given) if subject.given else None,
        "departures": departures_shown(subject.departures, beside),
        "predicate": subject.predicate,
        "conclusion": conclusion(subject.predicate, subject.given).plain(),
        "exclusions": [
            {
                **one.model_dump(mode="json"),
                "title": titles.get(one.indicator, ""),
                **of(words.EXCLUSION, one.code).plain(),
            }
            for one in subject.exclusions
        ],
        "would_change": [
            change_shown(one, titles.get(one.indicator, "") if one.indicator else "") for one in subject.changes
        ],
        "copied": subject.copied.model_dump(mode="json", exclude_none=True),
        "rests_on": [head.model_dump(mode="json") for head in subject.heads],
        "source": source_shown(subject.source),
    }


def _result(subject: Subject, beside: LookedUp, line: ResultLine, planned: WorkResult | None) -> dict[str, Any]:
    indicators: Mapping[UUID, Indicator] = {one.indicator: one for one in planned.indicators} if planned else {}
    return {
        "result": str(line.result),
        "kind": line.kind,
        "title": planned.title if planned else "",
        "value": exact_shown(line.value),
        "weight": exact_shown(line.weight),
        "rating": line.rating,
        "indicators": [
            _indicator(subject, beside, one, line, indicators.get(one.indicator)) for one in line.indicators
        ],
    }


def _read(subject: Subject, line: IndicatorLine, result: ResultLine, planned: Indicator | None) -> Said | None:
    """How a value was read off the numeric policy's table; None under another, or as long as nobody has a class."""
    if subject.numeric is None:
        return None
    if subject.agreed.head_of_unit:
        return read_of_head(line)
    named = (result.result, planned.aspect if planned else None)
    aspect = next((one for one in subject.numeric.aspects if (one.result, one.aspect) == named), None)
    return read_of_aspect(line, aspect) if aspect else None


def _indicator(
    subject: Subject, beside: LookedUp, line: IndicatorLine, result: ResultLine, planned: Indicator | None
) -> dict[str, Any]:
    read, notes = _read(subject, line, result, planned), beside.of_report(line.report)
    return {
        **line.model_dump(mode="json", exclude_none=True),
        "evidence": evidence_shown(line.evidence, beside),
        **planned_shown(planned),
        "contribution": exact_shown(contribution(line, result)),
        "steps": [one.plain() for one in indicator_steps(line, planned, read, notes)],
    }


def _advice(subject: Subject) -> list[dict[str, str]]:
    """How the result rating was advised: of a head, of the score and the counting rule, or of a class."""
    if subject.numeric is not None:
        heard = subject.colleagues_heard
        return [one.plain() for one in class_steps(subject.behaviour, subject.score, subject.numeric, heard=heard)]
    if POLICIES[subject.policy.id].predicate is None:  # no class yet, or never one
        return [] if subject.score is not None else [words.STATE["nothing_due"].plain()]
    if subject.agreed.head_of_unit:
        return [_of_unit(subject.copied).plain()]
    if subject.score is None:
        return [Said("tanpa saran: tidak ada RHK utama yang jatuh tempo", "no advice: no main result was due").plain()]
    main = [one.rating for one in subject.results if one.kind == "main" and one.rating is not None]
    helping = [one.rating for one in subject.results if one.kind == "additional" and one.rating is not None]
    by_score, by_count = rating_of_value(Fraction(subject.score.exact)), counting_rating(main, helping)
    score_said, count_said, lower = (
        of(words.RATING, one) for one in (by_score, by_count, lower_of(by_score, by_count))
    )
    shown = words.number_said(subject.score.shown)
    counted = [main.count(one) for one in ("above_expectation", "meets_expectation", "below_expectation")]
    return [
        Said(f"nilai {shown.id}: {score_said.id}", f"score {shown.en}: {score_said.en}").plain(),
        Said(
            f"RHK utama di atas/sesuai/di bawah ekspektasi: {counted[0]}/{counted[1]}/{counted[2]}, RHK tambahan di"
            f" atas: {helping.count('above_expectation')}; aturan hitung: {count_said.id}",
            f"main results above/meeting/below: {counted[0]}/{counted[1]}/{counted[2]}, additional ones above:"
            f" {helping.count('above_expectation')}; counting rule: {count_said.en}",
        ).plain(),
        Said(
            f"rating hasil kerja yang disarankan, yang lebih rendah dari keduanya: {lower.id}",
            f"advised result rating, the lower of the two: {lower.en}",
        ).plain(),
    ]


def _of_unit(copied: CopiedFacts) -> Said:
    if copied.unit_achievement is None:
        return Said("pimpinan unit: menunggu capaian unit", "head of a unit: waits for the unit's achievement")
    unit, rating = (
        of(words.ACHIEVEMENT, copied.unit_achievement),
        of(words.RATING, rating_of_unit(copied.unit_achievement)),
    )
    return Said(
        f"pimpinan unit: capaian unit {unit.id}, maka rating hasil kerja {rating.id}; nilai sendiri hanya ditampilkan",
        f"head of a unit: the unit is {unit.en}, so the result rating is {rating.en}; own scores are only shown",
    )
