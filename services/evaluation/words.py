"""How evaluation's codes and numbers are said to people, in Bahasa Indonesia and English; the official terms first.

Pure. A number keeps its digits; in Indonesian a comma stands before the decimals.
"""

from collections.abc import Mapping
from typing import NamedTuple

__all__ = [
    "ACHIEVEMENT",
    "ASPECT",
    "BEHAVIOUR",
    "CAUSE",
    "DEPARTURE",
    "DIRECTION",
    "EXCLUSION",
    "INNOVATION",
    "ITEM",
    "LEFT_OUT",
    "OBSTACLE",
    "PREDICATE",
    "RATING",
    "STATE",
    "UNVERIFIED",
    "Said",
    "number_said",
    "of",
    "period_said",
    "with_numbers",
]


class Said(NamedTuple):
    """The same thing said twice."""

    id: str
    en: str

    def plain(self) -> dict[str, str]:
        """As an answer carries it: `pesan` and `text`."""
        return {"pesan": self.id, "text": self.en}


PREDICATE: Mapping[str, Said] = {
    "sangat_baik": Said("Sangat Baik", "very good"), "baik": Said("Baik", "good"),
    "butuh_perbaikan": Said("Butuh Perbaikan", "needs improvement"), "kurang": Said("Kurang", "poor"),
    "sangat_kurang": Said("Sangat Kurang", "very poor"), "cukup": Said("Cukup", "fair"),
}  # fmt: skip
ACHIEVEMENT: Mapping[str, Said] = {**PREDICATE, "istimewa": Said("Istimewa", "outstanding")}
RATING: Mapping[str, Said] = {
    "above_expectation": Said("Di Atas Ekspektasi", "above expectation"),
    "meets_expectation": Said("Sesuai Ekspektasi", "meets expectation"),
    "below_expectation": Said("Di Bawah Ekspektasi", "below expectation"),
}
#: The seven BerAKHLAK values, in the order of their acronym.
BEHAVIOUR: Mapping[str, Said] = {
    "service_orientation": Said("Berorientasi pelayanan", "service orientation"),
    "accountable": Said("Akuntabel", "accountable"), "competent": Said("Kompeten", "competent"),
    "harmonious": Said("Harmonis", "harmonious"), "loyal": Said("Loyal", "loyal"),
    "adaptive": Said("Adaptif", "adaptive"), "collaborative": Said("Kolaboratif", "collaborative"),
}  # fmt: skip
ASPECT: Mapping[str, Said] = {
    "quantity": Said("Kuantitas", "quantity"), "quality": Said("Kualitas", "quality"),
    "time": Said("Waktu", "time"), "cost": Said("Biaya", "cost"),
}  # fmt: skip
DIRECTION: Mapping[str, Said] = {
    "higher_is_better": Said("makin tinggi makin baik", "higher is better"),
    "lower_is_better": Said("makin rendah makin baik", "lower is better"),
}
#: Why an indicator counts as not achieved, or a later report does not count.
EXCLUSION: Mapping[str, Said] = {
    "rejected": Said(
        "bukti dukung ditolak, dan belum ada bukti baru yang diverifikasi",
        "the evidence was rejected, and nothing new that shows it is verified",
    ),
    "late_not_accepted": Said(
        "bukti dukung terlambat dan tidak diterima", "the evidence came late and was not accepted"
    ),
    "not_shown": Said(
        "tidak ada bukti dukung yang diverifikasi", "reported, but no verified evidence shows it"
    ),
    "not_reported": Said("tidak ada realisasi yang dilaporkan", "nothing was reported"),
}  # fmt: skip
INNOVATION: Mapping[str, Said] = {
    "new_idea": Said("ide baru", "a new idea"),
    "new_way_of_working": Said("cara kerja baru", "a new way of working"),
}
ITEM: Mapping[str, Said] = {
    "verified": Said("diverifikasi", "verified"), "rejected": Said("ditolak", "rejected"),
    "late_not_accepted": Said("terlambat, tidak diterima", "late, not accepted"),
    "pending": Said("belum diperiksa", "not judged yet"), "withdrawn": Said("ditarik", "withdrawn"),
    "unusable": Said("tidak dapat dipakai", "unusable"),
    "readmitted": Said("dihitung karena putusan keberatan", "counted by the decision of an objection"),
}  # fmt: skip
DEPARTURE: Mapping[str, Said] = {
    "context_not_in_figures": Said("keadaan yang tidak tampak dalam angka", "context the figures do not show"),
    "quality_of_work": Said("mutu pekerjaan", "quality of work"),
    "conduct": Said("perilaku", "conduct"),
    "no_advice": Said("tidak ada saran karena tidak ada RHK utama yang jatuh tempo", "no main result was due"),
    "value_below_confirmed": Said(
        "saran dikukuhkan walaupun ada nilai di bawah ekspektasi", "advice confirmed over a value below expectation"
    ),
}
#: Why a final was changed.
CAUSE: Mapping[str, Said] = {
    "objection": Said("putusan keberatan", "the decision of an objection"),
    "false_evidence": Said("bukti dukung yang ternyata tidak benar", "evidence that was found false"),
}
#: What a realization is worth that nothing was shown for, as the agency chose for the year.
UNVERIFIED: Mapping[str, Said] = {
    "exclude": Said("tidak dihitung (exclude)", "it does not count (exclude)"),
    "count": Said("laporan terakhir tetap dihitung (count)", "the last report counts all the same (count)"),
}
#: How far the evaluation of a person's period has come.
STATE: Mapping[str, Said] = {
    "final": Said("final", "final"),
    "ready": Said("siap difinalkan", "ready to be made final"),
    "waits_for_verdict": Said("menunggu verifikasi bukti dukung", "waits for a verdict on evidence"),
    "waits_for_evidence": Said("menunggu bukti dukung", "waits for evidence"),
    "period_not_over": Said("menunggu berakhirnya hari yang dinilai", "waits for the days judged to end"),
    "waits_for_behaviour": Said("menunggu penilaian perilaku kerja", "waits for behaviour to be rated"),
    "waits_for_unit_achievement": Said("menunggu capaian unit", "waits for the unit's achievement"),
    "not_started": Said("belum mulai", "not started"),
    "no_agreement": Said("tidak ada SKP yang berlaku pada hari terakhir periode", "no agreement on the last day"),
    "not_in_period": Said("SKP tidak dapat dinilai pada periode ini", "the agreement cannot be evaluated here"),
    "agreements_overlap": Said("dua SKP berlaku pada hari yang sama", "two agreements hold on the same days"),
    "nothing_due": Said(
        "tidak ada RHK utama yang jatuh tempo, sehingga tidak ada yang dinilai",
        "no main result was due, so there is nothing to evaluate",
    ),
}
LEFT_OUT: Mapping[str, Said] = {
    "short_period": Said("masa kerja kurang dari tiga bulan", "fewer than three months of service"),
    "long_leave": Said("cuti panjang", "long leave"), "seconded": Said("diperbantukan", "seconded"),
    "left_service": Said("berhenti", "left the service"), "other": Said("lainnya", "other"),
}  # fmt: skip
#: Why somebody is no candidate for an award.
OBSTACLE: Mapping[str, Said] = {
    "not_final": Said("evaluasi belum final", "the evaluation is not final"),
    "predicate": Said("predikat di bawah Baik", "the predicate is below Baik"),
    "sanction": Said("hukuman disiplin dalam periode", "a sanction in the period"),
    "no_score": Said("tidak ada nilai hasil kerja", "no result score"),
    "attendance_unknown": Said("kehadiran tidak lengkap atau tidak ada", "attendance is missing or not complete"),
    "no_days_left": Said(
        "tidak ada hari kerja di luar cuti yang disetujui", "no working day was without approved leave"
    ),
    "attendance_below": Said("kehadiran di bawah ambang", "attendance is below the threshold"),
}
_ROMAN = ("I", "II", "III", "IV")
_MONTHS = (
    ("Januari", "January"), ("Februari", "February"), ("Maret", "March"), ("April", "April"), ("Mei", "May"),
    ("Juni", "June"), ("Juli", "July"), ("Agustus", "August"), ("September", "September"), ("Oktober", "October"),
    ("November", "November"), ("Desember", "December"),
)  # fmt: skip


def of(words: Mapping[str, Said], code: str | None) -> Said:
    """A code in words; one that a later release knows is shown as it is, none is a dash."""
    return Said("-", "-") if code is None else words.get(code, Said(code, code))


def number_said(number: str) -> Said:
    """A number as text: `12.5` is 12,5 in Indonesian."""
    return Said(number.replace(".", ","), number)


def with_numbers(ours: str, english: str, *numbers: str) -> Said:
    """A sentence in both languages; each `{}` is the next of the numbers, written as that language writes it."""
    said = [number_said(one) for one in numbers]
    return Said(ours.format(*(one.id for one in said)), english.format(*(one.en for one in said)))


def period_said(period: str) -> Said:
    """`2026Q3` is triwulan III 2026, `2026M07` Juli 2026, `2026` tahun 2026."""
    year, kind, number = period[:4], period[4:5], period[5:]
    if kind == "Q":
        return Said(f"triwulan {_ROMAN[int(number) - 1]} {year}", f"quarter {number} of {year}")
    if kind == "M":
        return Said(*(f"{month} {year}" for month in _MONTHS[int(number) - 1]))
    return Said(f"tahun {year}", f"the year {year}")
