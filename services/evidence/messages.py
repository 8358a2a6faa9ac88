"""How evidence's refusals are told, in English and Bahasa Indonesia, and who must act."""

from chassis.problems import Problem
from contracts.refusals import Refusal
from services.evidence import domain
from services.evidence.messages_false import FALSE_EVIDENCE

__all__ = ["PROBLEMS"]

PROBLEMS: dict[type[Refusal], Problem] = {
    domain.NotYourEvidence: Problem(
        403, "not-your-evidence", "Another person's agreement",
        "only the employee of agreement {agreement} uploads and withdraws evidence for it",
        "hanya pemilik SKP yang mengunggah dan menarik bukti", "use your own agreement", "gunakan SKP Anda sendiri",
        "employee",
    ),
    domain.NotYourIndicators: Problem(
        403, "not-your-indicator", "Not an indicator of this agreement",
        "indicator {indicator} is not part of this agreement at the end of the period",
        "indikator ini bukan bagian SKP Anda pada akhir periode",
        "use an indicator of the version in force then", "gunakan indikator pada SKP yang berlaku saat itu", "employee",
    ),
    domain.OutsideAgreement: Problem(
        404, "unknown-period", "The agreement does not cover this period",
        "the agreement covers no period {period}", "SKP tidak mencakup periode {period}",
        "use a period of the agreement", "gunakan periode yang dicakup SKP", "employee",
    ),
    domain.NotRejected: Problem(
        422, "not-rejected", "Nothing to answer",
        "item {answers} was not rejected in this agreement and period", "bukti yang dijawab tidak pernah ditolak",
        "leave `answers` out", "kosongkan `answers`", "employee",
    ),
    domain.NotRejectedFor: Problem(
        422, "not-rejected-for", "Not rejected for this indicator",
        "item {answers} was not rejected for indicator {indicator}, so it is not answered for it",
        "bukti yang dijawab tidak pernah ditolak untuk indikator tersebut",
        "name only indicators the item was rejected for; upload the file for the others without `answers`",
        "pilih hanya indikator yang ditolak; untuk indikator lain unggah tanpa `answers`", "employee",
    ),
    domain.OwnEvidence: Problem(
        403, "own-evidence", "Nobody verifies their own evidence",
        "item {item} is your own", "Anda tidak boleh memverifikasi bukti sendiri",
        "your rater verifies it", "pejabat penilai Anda yang memverifikasi", "rater",
    ),
    domain.NotYoursToJudge: Problem(
        403, "not-yours-to-judge", "The rater in force verifies",
        "item {item} is verified by the rater in force; after the evaluation deadline also by the rater's superior",
        "bukti ini diverifikasi oleh pejabat penilai yang berwenang",
        "if the rater is wrong, the performance officer corrects the directory",
        "bila pejabat penilai keliru, hubungi pengelola kinerja", "rater",
    ),
    domain.NotShownByItem: Problem(
        422, "not-shown-by-item", "The item does not show this indicator",
        "the item was not uploaded for indicator {indicator}", "bukti ini bukan untuk indikator tersebut",
        "name one of the item's indicators", "pilih indikator pada bukti", "rater",
    ),
    domain.NoSuchReport: Problem(
        422, "no-such-report", "No such report",
        "{report} is no report of this indicator and period, as far as this service has seen",
        "laporan realisasi tidak ditemukan", "name the report's stream and version; send Ekinerja-Seen if it is new",
        "sebutkan laporan yang benar", "rater",
    ),
    domain.AlreadyJudged: Problem(
        409, "already-judged", "There is a verdict", "the item is {verdict} for this report",
        "bukti ini sudah dinilai ({verdict})", "a rejected item is answered by a new upload",
        "bukti yang ditolak dijawab dengan unggahan baru", "employee",
    ),
    domain.Withdrawn: Problem(
        409, "withdrawn", "The item was withdrawn", "item {item} was withdrawn", "bukti ini telah ditarik",
        "upload it anew", "unggah kembali", "employee",
    ),
    **FALSE_EVIDENCE,
    domain.NotCheckedYet: Problem(
        409, "not-checked-yet", "The malware check is not through",
        "the file of item {item} waits for the malware scanner, so nobody has seen it",
        "berkas bukti ini masih menunggu pemeriksaan perangkat perusak",
        "verify it once it is checked; if that takes long, tell the operator",
        "verifikasi setelah pemeriksaan selesai; bila lama, sampaikan kepada operator", "operator",
    ),
    domain.Infected: Problem(
        409, "infected", "Malware was found",
        "the scanner found {signature} in the file of item {item}", "berkas bukti ini mengandung perangkat perusak",
        "the employee uploads a clean file", "pegawai mengunggah berkas yang bersih", "employee",
    ),
    domain.PeriodIsFinal: Problem(
        409, "period-is-final", "The period is final",
        "the evaluation of {period} is final; a rejection would change nothing",
        "evaluasi {period} sudah final", "a finding of false evidence is the rater's superior's to make",
        "temuan bukti palsu disampaikan kepada atasan pejabat penilai", "rater's superior",
    ),
}  # fmt: skip
