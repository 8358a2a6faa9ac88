"""How a year's result rating was advised, in sentences: both rules, of each agreement where one was held as head (7.7).

From the agreements as a final carries them; of a class, `arithmetic_class.py`. Pure.
"""

from collections.abc import Sequence
from fractions import Fraction

from contracts.evaluation import AgreementOfYear, PolicyRef, Rating
from contracts.values import Exact
from services.evaluation import words
from services.evaluation.arithmetic import per_cent
from services.evaluation.arithmetic_year import by_months
from services.evaluation.explanation_parts import policy_of
from services.evaluation.policies.ratings_6_2022_v1 import (
    ABOVE,
    ABOVE_MORE_THAN,
    BELOW,
    BELOW_AT_MOST,
    MEETS,
    lower_of,
    rating_of_value,
)
from services.evaluation.words import Said, of, with_numbers

__all__ = ["advice_of", "rating_of_shares"]


def rating_of_shares(above: Fraction, below: Fraction) -> Rating:
    """The counting rule, of the shares of results above and below expectation."""
    if below == 0 and above > ABOVE_MORE_THAN:
        return ABOVE
    return MEETS if below <= BELOW_AT_MOST else BELOW


def advice_of(policy: PolicyRef, agreements: Sequence[AgreementOfYear], score: Exact | None) -> list[Said]:
    """Of the score and the counting rule, or of the units someone headed."""
    known = policy_of(policy.id)
    if known is None:
        return []
    if known.predicate is None:  # no class yet, or never one
        return [] if score is not None else [words.STATE["nothing_due"]]
    if any(one.head_of_unit for one in agreements):
        return _of_heads(agreements)
    above, below = (by_months(agreements, [_of(value) for value in values]) for values in (
        [one.above for one in agreements], [one.below for one in agreements],
    ))  # fmt: skip
    if score is None or above is None or below is None:
        return [Said("tanpa saran: tidak ada RHK utama yang jatuh tempo", "no advice: no main result was due")]
    by_score, by_count = rating_of_value(Fraction(score.exact)), rating_of_shares(above, below)
    said, counted, lower = (of(words.RATING, one) for one in (by_score, by_count, lower_of(by_score, by_count)))
    shown = words.number_said(score.shown)
    shares = with_numbers(
        "di atas ekspektasi {} % dari RHK, di bawah {} % dari RHK utama",
        "above expectation {} % of the results, below {} % of the main ones", per_cent(above), per_cent(below),
    )  # fmt: skip
    by = Said(" (rata-rata menurut bulan)", " (mean by months)") if len(agreements) > 1 else Said("", "")
    return [
        Said(f"nilai {shown.id}: {said.id}", f"score {shown.en}: {said.en}"),
        Said(f"{shares.id}{by.id}; aturan hitung: {counted.id}", f"{shares.en}{by.en}; counting rule: {counted.en}"),
        Said(
            f"rating hasil kerja yang disarankan, yang lebih rendah dari keduanya: {lower.id}",
            f"advised result rating, the lower of the two: {lower.en}",
        ),
    ]


def _of(value: Exact | None) -> Fraction | None:
    return None if value is None else Fraction(value.exact)


def _of_heads(agreements: Sequence[AgreementOfYear]) -> list[Said]:
    """Each agreement's own rating, by the unit where it was held as head; then all by months."""
    told = [_of_agreement(one) for one in agreements]
    if any(one.head_of_unit and one.advised is None for one in agreements):
        return told
    above, below = (
        by_months(agreements, [None if one.advised is None else Fraction(one.advised == rating) for one in agreements])
        for rating in (ABOVE, BELOW)
    )
    if above is None or below is None or len(agreements) == 1:
        return told
    advised = of(words.RATING, rating_of_shares(above, below))
    shares = with_numbers(
        "menurut bulan: di atas {} %, di bawah {} %", "by months: above {} %, below {} %",
        per_cent(above), per_cent(below),
    )  # fmt: skip
    return [
        *told,
        Said(
            f"{shares.id}; rating hasil kerja yang disarankan: {advised.id}",
            f"{shares.en}; advised result rating: {advised.en}",
        ),
    ]


def _of_agreement(one: AgreementOfYear) -> Said:
    days = Said(f"{one.starts_on} s.d. {one.ends_on}", f"{one.starts_on} to {one.ends_on}")
    rating = of(words.RATING, one.advised)
    if not one.head_of_unit:
        return Said(
            f"{days.id}: menurut nilai dan aturan hitung, {rating.id}", f"{days.en}: by score and count, {rating.en}"
        )
    if one.unit_achievement is None:
        return Said(
            f"{days.id}, pimpinan unit: menunggu capaian unit setahun",
            f"{days.en}, head of a unit: waits for the unit's achievement of the year",
        )
    unit = of(words.ACHIEVEMENT, one.unit_achievement)
    return Said(
        f"{days.id}, pimpinan unit: capaian unit {unit.id}, maka rating hasil kerja {rating.id}; nilai sendiri hanya"
        " ditampilkan",
        f"{days.en}, head of a unit: the unit is {unit.en}, so the result rating is {rating.en}; own scores are only"
        " shown",
    )
