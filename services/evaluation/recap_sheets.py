"""A recap, a year's export and a ranking as sheets: rows of text for CSV and XLSX.

The recap has the columns of the national report of evaluations: seven title rows, then its header, then ours behind it
(`domain.md` 11). Who a person is, is not known to this service: `nip` and `nama` stay empty, `pegawai` is the employee
id that planning's directory knows. What nobody records here (`golru`; a position that is neither a head's nor a
functional one) stays empty too. Pure.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.evaluation import words
from services.evaluation.awards import Awarded
from services.evaluation.population import Member
from services.evaluation.recap import Recap, Row
from services.evaluation.units import Units
from services.evaluation.words import of, period_said

__all__ = ["awards_sheet", "recap_sheet", "year_sheet"]

REPORT = (
    "No", "nip", "nama", "skp_unor", "skp_unor_induk", "skp_jabatan", "hasil_kerja", "perilaku_kerja", "hasil_akhir",
    "golru", "jenis_pegawai", "skp_jenis_jabatan", "is_skp_plt_plh_pjb",
)  # fmt: skip
OURS = ("pegawai", "skp", "kelas", "keterangan", "menunggu", "nilai", "kebijakan")
CLASSES = {"final": "final", "open": "belum final", "excluded": "dikecualikan"}
BESIDE = {"ended": "pindah atau berhenti dalam periode", "second_office": "jabatan rangkap (Plt/Plh)"}
ACTORS = {
    "employee": "pegawai", "rater": "pejabat penilai", "head_one_level_up": "pimpinan satu tingkat di atas",
    "performance_officer": "pengelola kinerja",
}  # fmt: skip


def recap_sheet(found: Recap, agency: str, at: datetime) -> list[Sequence[str]]:
    """Seven title rows, the header, a line for everyone of the head-count, then those beside it."""
    name, classes = found.units.name(found.unit), found.classes
    titles = (
        "REKAPITULASI EVALUASI KINERJA PEGAWAI",
        f"Instansi: {agency}",
        f"Unit kerja: {name}",
        f"Periode: {period_said(found.period).id}",
        f"Jumlah pegawai: {len(found.rows)}",
        f"Final: {classes['final']}; belum final: {classes['open']}; dikecualikan: {classes['excluded']}",
        f"Dibuat: {at:%Y-%m-%d %H:%M} {at.tzname()}",
    )
    lines: list[Sequence[str]] = [(title,) for title in titles]
    lines.append((*REPORT, *OURS))
    lines += [_line(str(number), row, found.units) for number, row in enumerate(found.rows, 1)]
    lines += [_line("", row, found.units) for row in found.beside]
    return lines


def _said(row: Row) -> str:
    return f"{BESIDE[row.beside]}; {row.said().id}" if row.beside else row.said().id


def _kind(member: Member) -> str:
    """The kind of position, where it is known; a functional one stays so where who holds it heads a unit."""
    return "FUNGSIONAL" if member.functional else "STRUKTURAL" if member.head_of_unit else ""


def _line(number: str, row: Row, units: Units) -> Sequence[str]:
    member, final = row.member, row.stands
    at = ACTORS.get(row.actor or "", "")
    return (
        number, "", "", units.name(member.unit), units.name(units.line(member.unit)[-1]), member.position,
        of(words.RATING, final.given.result).id if final else "",
        of(words.RATING, final.given.behaviour).id if final else "",
        of(words.PREDICATE, final.predicate).id if final else "",
        "", member.employment.upper(), _kind(member), "ya" if member.acting else "tidak",
        str(member.employee), str(member.agreement or ""), CLASSES[row.row_class], _said(row),
        f"{at} {row.person}" if row.person else at,
        final.score.shown if final and final.score else "", final.policy.id if final else "",
    )  # fmt: skip


YEAR = (
    "tahun", "periode", "pegawai", "skp", "unit", "nama_unit", "jabatan", "jenis_pegawai", "pimpinan_unit", "kelas",
    "keterangan", "nilai", "nilai_bila_semua_dihitung", "saran_hasil_kerja", "hasil_kerja", "saran_perilaku_kerja",
    "perilaku_kerja", "predikat", "menyimpang_dari_saran", "dikecualikan", "diubah", "kebijakan", "hash_kebijakan",
)  # fmt: skip


def year_sheet(year: str, recaps: Iterable[Recap]) -> list[Sequence[str]]:
    """A line for each person and period, and for their year; and for each agreement beside a period."""
    lines: list[Sequence[str]] = [YEAR]
    for found in recaps:
        lines += [_year_line(year, found, row) for row in (*found.rows, *found.beside)]
    return lines


def _year_line(year: str, found: Recap, row: Row) -> Sequence[str]:
    member, final = row.member, row.stands
    plain = (
        year, found.period, str(member.employee), str(member.agreement or ""), str(member.unit),
        found.units.name(member.unit), member.position, member.employment.upper(),
        "ya" if member.head_of_unit else "tidak", CLASSES[row.row_class], _said(row),
    )  # fmt: skip
    if final is None:
        return (*plain, *[""] * (len(YEAR) - len(plain)))
    return (
        *plain,
        final.score.shown if final.score else "",
        final.score_with_excluded.shown if final.score_with_excluded else "",
        of(words.RATING, final.advised.result).id,
        of(words.RATING, final.given.result).id,
        of(words.RATING, final.advised.behaviour).id,
        of(words.RATING, final.given.behaviour).id,
        of(words.PREDICATE, final.predicate).id,
        " ".join(one.reason_code for one in final.departures),
        " ".join(f"{one.indicator}:{one.code}" for one in final.exclusions),
        "ya" if row.amended else "tidak",
        final.policy.id,
        final.policy.hash,
    )


AWARDS = (
    "kelompok", "peringkat", "pegawai", "unit", "nilai", "perilaku_di_atas", "kehadiran_persen", "ditentukan_oleh",
    "tidak_diperingkat_karena",
)  # fmt: skip
GROUPS = {"heads": "pimpinan unit", "others": "bukan pimpinan unit"}
CRITERIA = {"score": "nilai", "behaviour": "perilaku", "attendance": "kehadiran", "equal": "sama pada semuanya"}


def awards_sheet(found: Awarded) -> list[Sequence[str]]:
    """Those ranked, then those who are not and why."""
    lines: list[Sequence[str]] = [AWARDS]
    for one in found.ranked:
        lines.append((
            GROUPS[one.group], str(one.rank), one.employee, one.unit, one.score, str(one.behaviour_above),
            one.attendance.shown, CRITERIA.get(one.decided_by or "", "") or "peringkat pertama", "",
        ))  # fmt: skip
    for other in found.not_ranked:
        because = "; ".join(of(words.OBSTACLE, name).id for name in other.because)
        lines.append((GROUPS[other.group], "", other.employee, other.unit, "", "", "", "", because))
    return lines
