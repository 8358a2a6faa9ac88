"""Why this result of a year? One structure for the JSON and for the page, as `explanation.py` has it for a period.

Of every indicator: which periods were looked at, how they were put together (`domain.md` 7.7), and what came of it; of
every agreement its share of the months. A final, or an amendment of it, is explained from its event alone, with
titles from the agreement versions it names. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal
from uuid import UUID

from contracts.evaluation import (
    AgreementOfYear,
    BehaviourValues,
    ConcludedYear,
    CopiedOfYear,
    Departure,
    Innovation,
    PeriodBeside,
    PolicyRef,
    Predicate,
    Ratings,
    YearExclusion,
    YearFigures,
    YearIndicatorLine,
    YearResultLine,
)
from contracts.planning import Indicator, TargetAgreed, WorkResult
from contracts.values import Exact, StreamHead, TextRef, exact
from services.evaluation import words
from services.evaluation.advice_year import advice_of
from services.evaluation.annual import YearCase, advised_in, behaviour_below
from services.evaluation.annual_lines import agreements_of_year, exclusions_of_year, figures_of_year, shown_score
from services.evaluation.arithmetic import contribution, read_of_aspect, read_of_head, score_step
from services.evaluation.arithmetic_class import class_steps
from services.evaluation.arithmetic_year import months_step, year_indicator_steps, year_score_step
from services.evaluation.credit_steps import credit_explained
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
from services.evaluation.policies.credit_points_v1 import Row
from services.evaluation.policies.year_v1 import months_held
from services.evaluation.progress import Change
from services.evaluation.progress_year import changes_of_year
from services.evaluation.words import Said, of

__all__ = ["Beside", "YearSubject", "explained_year", "of_concluded_year", "of_year_case"]


@dataclass(frozen=True)
class Beside:
    """What is looked up for the page, and no input of the result: agreements with their titles, by id; the text of the
    consideration that was left; the credit points of the year's final, by the levels held; and what a period has too.
    """

    agreed: Mapping[UUID, TargetAgreed]
    consideration: TextRef | None = None
    credit: tuple[Row, ...] = ()
    looked_up: LookedUp = NOTHING
    #: What is new about each innovation, by the event it was recorded with.
    described: Mapping[StreamHead, TextRef] = field(default_factory=dict)


@dataclass(frozen=True)
class YearSubject:
    """What is explained. `given`, `predicate`, `source`: of a final; `changes`: of what is provisional."""

    employee: UUID
    year: int
    rater: UUID | None
    rater_on_last_day: UUID | None
    consideration: StreamHead | None
    policy: PolicyRef
    unverified: Literal["exclude", "count"]
    copied: CopiedOfYear
    agreements: tuple[AgreementOfYear, ...]
    exclusions: tuple[YearExclusion, ...]
    score: Exact | None
    score_with_excluded: Exact | None
    behaviour: BehaviourValues | None
    behaviour_below: tuple[str, ...]
    colleagues_heard: bool
    innovations: tuple[Innovation, ...]
    advised: Ratings
    numeric: YearFigures | None
    beside: tuple[PeriodBeside, ...]
    short_period: bool
    heads: tuple[StreamHead, ...]
    given: Ratings | None = None
    departures: tuple[Departure, ...] = ()
    predicate: Predicate | None = None
    source: Source | None = None
    changes: tuple[Change, ...] = ()
    #: The employee's own view of the seven values, of before the final.
    self_assessed: BehaviourValues | None = None


def of_concluded_year(stands: ConcludedYear, employee: UUID, source: Source) -> YearSubject:
    """From what a year's final, or an amendment of it, carries."""
    return YearSubject(
        employee=employee,
        year=stands.year,
        rater=stands.rater,
        rater_on_last_day=stands.rater_on_last_day,
        consideration=stands.consideration,
        policy=stands.policy,
        unverified=stands.unverified,
        copied=stands.copied,
        agreements=stands.agreements,
        exclusions=stands.exclusions,
        score=stands.score,
        score_with_excluded=stands.score_with_excluded,
        behaviour=stands.behaviour,
        behaviour_below=stands.behaviour_below,
        colleagues_heard=stands.colleagues_heard,
        innovations=stands.innovations,
        advised=stands.advised,
        numeric=stands.numeric,
        beside=stands.beside,
        short_period=stands.short_period,
        heads=stands.heads,
        given=stands.given,
        departures=stands.departures,
        predicate=stands.predicate,
        source=source,
    )


def of_year_case(case: YearCase, behaviour: BehaviourValues | None) -> YearSubject:
    """From the dossier as it stands: provisional."""
    outcome = case.outcome
    return YearSubject(
        employee=case.employee,
        year=case.year,
        rater=case.rater,
        rater_on_last_day=case.rater_on_last_day,
        consideration=case.consideration,
        policy=case.policy,
        unverified=case.unverified,
        copied=case.copied,
        agreements=agreements_of_year(case.inputs, outcome, case.held),
        exclusions=exclusions_of_year(outcome),
        score=shown_score(outcome.score),
        score_with_excluded=shown_score(outcome.score_with_excluded),
        behaviour=behaviour,
        behaviour_below=behaviour_below(case.inputs),
        colleagues_heard=case.inputs.colleagues_heard,
        innovations=case.innovations,
        advised=advised_in(outcome),
        numeric=figures_of_year(outcome),
        beside=case.beside,
        short_period=outcome.short_period,
        heads=case.heads,
        changes=changes_of_year(outcome),
    )


def explained_year(subject: YearSubject, beside: Beside) -> dict[str, Any]:
    """The whole answer. Sentences are `pesan` (Bahasa Indonesia) and `text` (English)."""
    titles = {
        one.indicator: one.title
        for agreed in beside.agreed.values()
        for result in agreed.results
        for one in result.indicators
    }
    return {
        "provisional": subject.source is None,
        **amendment_shown(beside.looked_up),
        "employee": str(subject.employee),
        "year": subject.year,
        "rater": str(subject.rater) if subject.rater else None,
        "rater_on_last_day": str(subject.rater_on_last_day) if subject.rater_on_last_day else None,
        "consideration": _consideration(subject.consideration, beside),
        "policy": policy_shown(subject.policy, subject.unverified),
        "agreements": [_agreement(one, subject, beside) for one in subject.agreements],
        "score": exact_shown(subject.score),
        "score_with_excluded": exact_shown(subject.score_with_excluded),
        "score_step": year_score_step(subject.agreements, subject.score).plain(),
        "numeric": subject.numeric.model_dump(mode="json") if subject.numeric else None,
        "advice": [one.plain() for one in _advice(subject)],
        "behaviour": behaviour_shown(
            subject.behaviour, subject.behaviour_below, subject.advised.behaviour, subject.self_assessed
        ),
        "colleagues_heard": subject.colleagues_heard,
        "innovations": innovations_shown(subject.innovations, beside.described),
        "advised": ratings_shown(subject.advised),
        "given": ratings_shown(subject.given) if subject.given else None,
        "departures": departures_shown(subject.departures, beside.looked_up),
        "predicate": subject.predicate,
        "short_period": subject.short_period,
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
        "credit_points": credit_explained(beside.credit),
        "beside": [one.model_dump(mode="json") for one in subject.beside],
        "copied": subject.copied.model_dump(mode="json", exclude_none=True),
        "rests_on": [head.model_dump(mode="json") for head in subject.heads],
        "source": source_shown(subject.source),
    }


def _advice(subject: YearSubject) -> list[Said]:
    if subject.numeric is None:
        return advice_of(subject.policy, subject.agreements, subject.score)
    return class_steps(subject.behaviour, subject.score, subject.numeric, heard=subject.colleagues_heard)


def _consideration(head: StreamHead | None, beside: Beside) -> dict[str, Any] | None:
    if head is None:
        return None
    text = beside.consideration
    read = beside.looked_up.read(text) if text else None
    return {**head.model_dump(mode="json"), "written": text.model_dump(mode="json") if text else None, "read": read}


def _agreement(one: AgreementOfYear, subject: YearSubject, beside: Beside) -> dict[str, Any]:
    agreed = beside.agreed.get(one.agreement)
    planned = {result.result: result for result in agreed.results} if agreed else {}
    months = months_held(one.starts_on, one.ends_on)
    share = _share(one, subject.agreements)
    return {
        **one.model_dump(mode="json", exclude={"results", "score", "score_with_excluded"}),
        "months": exact(months).model_dump(),
        "months_step": months_step(one, months).plain(),
        "results": [_result(line, planned.get(line.result), share, one, beside.looked_up) for line in one.results],
        "score": exact_shown(one.score),
        "score_with_excluded": exact_shown(one.score_with_excluded),
        "score_step": score_step(one.results, one.score).plain(),
    }


def _share(one: AgreementOfYear, agreements: Sequence[AgreementOfYear]) -> Fraction:
    """Its part of the year's score: of the months of those that have one."""
    whole = sum((Fraction(each.share_of_months.exact) for each in agreements if each.score is not None), Fraction(0))
    return Fraction(one.share_of_months.exact) / whole if one.score is not None else Fraction(0)


def _result(
    line: YearResultLine,
    planned: WorkResult | None,
    share: Fraction,
    of_agreement: AgreementOfYear,
    beside: LookedUp,
) -> dict[str, Any]:
    indicators: Mapping[UUID, Indicator] = {one.indicator: one for one in planned.indicators} if planned else {}
    return {
        "result": str(line.result),
        "kind": line.kind,
        "title": planned.title if planned else "",
        "value": exact_shown(line.value),
        "weight": exact_shown(line.weight),
        "rating": line.rating,
        "indicators": [
            {
                **_indicator(one, line, indicators.get(one.indicator), share),
                **_told(one, line, indicators.get(one.indicator), of_agreement, beside),
            }
            for one in line.indicators
        ],
    }


def _read(
    line: YearIndicatorLine, result: YearResultLine, planned: Indicator | None, of_agreement: AgreementOfYear
) -> Said | None:
    """How a value was read off the numeric policy's table; None under another."""
    if of_agreement.main is None:
        return None
    if of_agreement.head_of_unit:
        return read_of_head(line)
    named = (result.result, planned.aspect if planned else None)
    aspect = next((one for one in of_agreement.aspects if (one.result, one.aspect) == named), None)
    return read_of_aspect(line, aspect) if aspect else None


def _indicator(
    line: YearIndicatorLine,
    result: YearResultLine,
    planned: Indicator | None,
    share: Fraction,
) -> dict[str, Any]:
    brings = contribution(line, result)
    return {
        **line.model_dump(mode="json", exclude_none=True),
        **planned_shown(planned),
        "contribution": exact_shown(exact(Fraction(brings.exact) * share)) if brings else None,
    }


def _told(
    line: YearIndicatorLine,
    result: YearResultLine,
    planned: Indicator | None,
    of_agreement: AgreementOfYear,
    beside: LookedUp,
) -> dict[str, Any]:
    """What each period gave, and the arithmetic of the year's value."""
    read = _read(line, result, planned, of_agreement)
    return {
        "parts": [
            {**one.model_dump(mode="json", exclude_none=True), "evidence": evidence_shown(one.evidence, beside)}
            for one in line.parts
        ],
        "steps": [one.plain() for one in year_indicator_steps(line, planned, read, beside.of_report)],
    }
