"""How the numeric policy's class came: behaviour, the shares of both, the innovation; of a period and of a year.

As `arithmetic.py`: every number is the final's own, and a formula is told only where it gives that number. Pure.
"""

from fractions import Fraction

from contracts.evaluation import BehaviourValues, Figures, YearFigures
from contracts.values import Exact
from services.evaluation.arithmetic import plain
from services.evaluation.policies.numeric_8_2021_v1 import BEHAVIOUR_POINTS, class_of_points
from services.evaluation.words import PREDICATE, Said, number_said, of, with_numbers

__all__ = ["class_steps"]


def class_steps(
    values: BehaviourValues | None, score: Exact | None, figures: Figures | YearFigures, *, heard: bool
) -> list[Said]:
    """From the seven values and the result score to the class. heard: colleagues and subordinates were asked."""
    return [
        _behaviour(values, figures.behaviour),
        _final(score, figures, heard=heard),
        _innovation(figures),
        _class(figures),
    ]


def _behaviour(values: BehaviourValues | None, points: Exact) -> Said:
    rated = list(values.model_dump().values()) if values else []
    total = sum((BEHAVIOUR_POINTS[one] for one in rated), Fraction(0))
    if not rated or total / len(rated) != Fraction(points.exact):
        return with_numbers("perilaku kerja: {}", "behaviour: {}", points.shown)
    parts = " + ".join(
        f"{rated.count(rating)} x {plain(each)}" for rating, each in BEHAVIOUR_POINTS.items() if rating in rated
    )
    return with_numbers(
        "perilaku kerja: ({}) / {} = {}", "behaviour: ({}) / {} = {}", parts, str(len(rated)), points.shown
    )


def _final(score: Exact | None, figures: Figures | YearFigures, *, heard: bool) -> Said:
    share, points = Fraction(figures.behaviour_share.exact), Fraction(figures.behaviour.exact)
    final = figures.final
    if score is None or (1 - share) * Fraction(score.exact) + share * points != Fraction(final.exact):
        return with_numbers("nilai akhir: {}", "final value: {}", final.shown)
    shares = plain(100 * (1 - share)), plain(100 * share)
    said = with_numbers(
        "nilai akhir: {} % x {} + {} % x {} = {}", "final value: {} % x {} + {} % x {} = {}",
        shares[0], score.shown, shares[1], figures.behaviour.shown, final.shown,
    )  # fmt: skip
    if heard:
        return Said(f"{said.id} (rekan kerja dan bawahan didengar)", f"{said.en} (colleagues and subordinates heard)")
    return Said(
        f"{said.id} (rekan kerja dan bawahan tidak didengar)", f"{said.en} (colleagues and subordinates not heard)"
    )


def _innovation(figures: Figures | YearFigures) -> Said:
    if figures.innovation:
        return Said("inovasi: ada", "innovation: there is one")
    if class_of_points(Fraction(figures.final.exact)) == figures.band:
        return Said("inovasi: tidak ada", "innovation: none")
    would, band = of(PREDICATE, class_of_points(Fraction(figures.final.exact))), of(PREDICATE, figures.band)
    return Said(
        f"inovasi: tidak ada, jadi bukan {would.id} melainkan {band.id}",
        f"innovation: none, therefore not {would.en} but {band.en}",
    )


def _class(figures: Figures | YearFigures) -> Said:
    said, final = of(PREDICATE, figures.band), number_said(figures.final.shown)
    return Said(f"nilai akhir {final.id}: kelas {said.id}", f"final value {final.en}: class {said.en}")
