"""How realization's refusals are told, in English and Bahasa Indonesia, and who must act."""

from chassis.problems import Problem
from contracts.refusals import Refusal
from services.realization import domain

__all__ = ["PROBLEMS"]

PROBLEMS: dict[type[Refusal], Problem] = {
    domain.NotYourReport: Problem(
        403, "not-your-report", "Another person's agreement",
        "only the employee of agreement {agreement} reports on it", "hanya pemilik SKP yang melaporkan realisasi",
        "report on your own agreement", "laporkan pada SKP Anda sendiri", "employee",
    ),
    domain.NotYourIndicator: Problem(
        403, "not-your-indicator", "Not an indicator of this agreement",
        "indicator {indicator} is not part of this agreement", "indikator ini bukan bagian SKP Anda",
        "use an indicator of the agreement", "gunakan indikator pada SKP Anda", "employee",
    ),
    domain.UnknownPeriod: Problem(
        404, "unknown-period", "The agreement does not cover this period",
        "the agreement covers no period {period}", "SKP tidak mencakup periode {period}",
        "use a period of the agreement", "gunakan periode yang dicakup SKP", "employee",
    ),
    domain.PeriodIsFinal: Problem(
        409, "period-is-final", "The period is final",
        "the evaluation of {period} is final; open: {open_periods}",
        "evaluasi {period} sudah final; periode terbuka: {open_periods}",
        "report in an open period", "laporkan pada periode yang masih terbuka", "employee",
    ),
    domain.NegativeValue: Problem(
        422, "negative-value", "A negative value", "{value} is below zero", "nilai {value} negatif",
        "report zero or more", "laporkan nol atau lebih", "employee",
    ),
    domain.WholeUnit: Problem(
        422, "whole-unit", "A whole unit", "{unit_of_measure} is counted in whole numbers",
        "{unit_of_measure} dihitung bulat", "report a whole number", "laporkan bilangan bulat", "employee",
    ),
    domain.BelowEarlierPeriod: Problem(
        422, "below-earlier-period", "Below an earlier period",
        "a cumulative value cannot lie below the {earlier_value} of {earlier_period}",
        "nilai kumulatif tidak boleh di bawah {earlier_value} pada {earlier_period}",
        "correct that period, or send `lower_because`", "perbaiki periode itu atau isi `lower_because`", "employee",
    ),
}  # fmt: skip
