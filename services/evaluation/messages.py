"""How evaluation's refusals are told, in English and Bahasa Indonesia, and who must act."""

from chassis.problems import Problem
from contracts.refusals import Refusal
from services.evaluation import domain, nothing_due, one_level_up, self_assessment, time_left
from services.evaluation.messages_after import AFTER_THE_FINAL
from services.evaluation.messages_year import OF_THE_YEAR

__all__ = ["PROBLEMS"]

PROBLEMS: dict[type[Refusal], Problem] = {
    **AFTER_THE_FINAL,
    **OF_THE_YEAR,
    domain.OwnEvaluation: Problem(
        403, "own-evaluation", "Nobody rates themself", "this is your own evaluation",
        "Anda tidak boleh menilai diri sendiri", "your rater evaluates you", "pejabat penilai Anda yang menilai",
        "rater",
    ),
    domain.NotYourSubordinate: Problem(
        403, "not-your-subordinate", "The rater in force evaluates",
        "agreement {agreement} is evaluated by the rater in force",
        "SKP ini dinilai oleh pejabat penilai yang berwenang",
        "if the rater is wrong, the performance officer corrects the directory",
        "bila pejabat penilai keliru, hubungi pengelola kinerja", "performance officer",
    ),
    one_level_up.NotOneLevelUp: Problem(
        403, "not-one-level-up", "Set one level up",
        "the achievement of unit {unit} is set by the head one level up",
        "capaian unit ditetapkan oleh pimpinan satu tingkat di atasnya", "ask that head",
        "mintalah kepada pimpinan tersebut",
        "the head one level up",
    ),
    one_level_up.NobodyOneLevelUp: Problem(
        409, "nobody-one-level-up", "Nobody may set it yet",
        "nobody ever headed unit {unit}, or nobody above who heads it or headed it last is there any more",
        "unit {unit} belum pernah memiliki pimpinan, atau di atas pimpinan terakhirnya tidak ada pejabat lagi",
        "the performance officer enters its head, or who rates by now whoever heads it or headed it last",
        "pengelola kinerja mencatat pimpinan unit itu, atau pejabat penilai yang baru bagi pimpinan terakhirnya",
        "performance officer",
    ),
    one_level_up.OwnAchievement: Problem(
        403, "own-achievement", "It is your own rating",
        "the achievement of unit {unit} is the result rating of who headed it in the period",
        "capaian unit adalah penilaian hasil kerja pimpinan unit itu pada periode tersebut",
        "whoever is above the head one level up sets it",
        "ditetapkan oleh atasan dari pimpinan satu tingkat di atasnya",
        "the superior of the head one level up",
    ),
    domain.AlreadyFinal: Problem(
        409, "already-final", "The evaluation is final",
        "the evaluation of {period} is final at version {version} with predicate {predicate}",
        "evaluasi {period} sudah final dengan predikat {predicate}", "nothing after it changes it; an objection may",
        "perubahan hanya melalui keberatan", "employee",
    ),
    domain.AlreadyAccepted: Problem(
        409, "already-accepted", "Lateness is accepted", "the lateness of item {item} is accepted already",
        "keterlambatan bukti ini sudah diterima", "nothing needs to be done", "tidak perlu tindakan", "nobody",
    ),
    time_left.PeriodNotOver: Problem(
        409, "period-not-over", "The days judged are not over",
        "{period} of employee {employee} is judged up to {last_day}, and can be finalized from {goes_from}",
        "{period} pegawai {employee} dinilai sampai {last_day} dan dapat difinalkan mulai {goes_from}",
        "finalize it from that day", "finalkan mulai tanggal tersebut", "rater",
    ),
    time_left.EvidenceStillDue: Problem(
        409, "evidence-still-due", "The employee may still show it",
        "employee {employee} may report and show {indicators} until {until}: they would not count in {period}",
        "pegawai {employee} masih dapat melaporkan dan membuktikan indikator {indicators} sampai {until};"
        " indikator itu tidak akan dihitung pada {period}",
        "wait until that day is over, or until the employee has assessed themself, after the last rejection",
        "tunggu sampai hari itu lewat, atau sampai pegawai mengirim penilaian mandiri setelah penolakan terakhir",
        "employee",
    ),
    self_assessment.SelfAssessmentTooEarly: Problem(
        409, "self-assessment-too-early", "The days judged are not over",
        "{period} is judged up to {last_day}: assess yourself from {goes_from}, when nothing more will come",
        "{period} dinilai sampai {last_day}: penilaian mandiri dapat dikirim mulai {goes_from}",
        "send it from that day", "kirim mulai tanggal tersebut", "employee",
    ),
    domain.BehaviourMissing: Problem(
        409, "behaviour-missing", "Behaviour is not assessed",
        "all seven values of behaviour must be rated for {period}", "tujuh nilai perilaku {period} belum lengkap",
        "the rater assesses behaviour first", "nilai perilaku kerja terlebih dahulu", "rater",
    ),
    domain.WaitsForVerdict: Problem(
        409, "waits-for-verdict", "Evidence waits for a verdict",
        "items {items} were uploaded in time and have no verdict by rater {rater}",
        "bukti {items} belum diverifikasi oleh pejabat penilai {rater}",
        "verify or reject each of them; silence must not cost the employee",
        "verifikasi atau tolak setiap bukti tersebut", "rater",
    ),
    domain.WaitsForUnitAchievement: Problem(
        409, "waits-for-unit-achievement", "The unit's achievement is not set",
        "the achievement of unit {unit} for {period} is not set", "capaian unit untuk {period} belum ditetapkan",
        "the head one level up sets it", "pimpinan satu tingkat di atasnya menetapkan", "the head one level up",
    ),
    domain.HeadsDoNotDepart: Problem(
        422, "heads-do-not-depart", "A head's result rating is the unit's",
        "the result rating of a unit's head is {advised}, from the unit's achievement",
        "rating hasil kerja pimpinan unit mengikuti capaian unit ({advised})", "leave the rating out",
        "kosongkan rating hasil kerja", "rater",
    ),
    domain.NoAdvice: Problem(
        422, "no-advice", "There is no advice to confirm",
        "no main result was due in {period}: give the result rating with a reason",
        "tidak ada RHK utama yang jatuh tempo pada {period}; berikan rating dengan alasan",
        "send `rating` and `because` with a text",
        "isi rating dan alasannya", "rater",
    ),
    domain.DepartureNeedsReason: Problem(
        422, "departure-needs-reason", "A reason is needed",
        "the {rating} rating departs from the advice, or confirms it over a value below: it needs a reason",
        "rating ini berbeda dari saran atau ada nilai di bawah ekspektasi: beri alasan",
        "send `because` with a text, and with a code where the rating departs from the advice",
        "isi alasan, dan kodenya bila rating berbeda dari saran", "rater",
    ),
    nothing_due.NothingDue: Problem(
        422, "nothing-due", "Nothing was due",
        "no main result is due in {period}, so policy {policy} computes no class: there is nothing to make final",
        "tidak ada RHK utama yang jatuh tempo pada {period}; kebijakan {policy} tidak menghasilkan kelas, sehingga"
        " tidak ada yang difinalkan",
        "nothing needs to be done: nothing waits for it, and the year evaluates what is due in it",
        "tidak perlu tindakan: tidak ada yang menunggunya, dan yang jatuh tempo dalam tahun itu dinilai secara tahunan",
        "nobody",
    ),
    domain.ClassIsComputed: Problem(
        422, "class-is-computed", "The class is computed",
        "policy {policy} computes the class from results and behaviour: it takes no ratings",
        "kebijakan {policy} menghitung kelas dari hasil kerja dan perilaku, tanpa rating",
        "leave the ratings out", "kosongkan rating", "rater",
    ),
    domain.CodeSetByTheService: Problem(
        422, "code-set-by-the-service", "Not a reason to depart",
        "the {rating} rating departs from the advice, and {code} is no reason of yours: the service sets it itself",
        "kode {code} ditetapkan oleh sistem, bukan alasan untuk menyimpang dari saran",
        "choose the code that says why you depart", "pilih kode yang menjelaskan alasan Anda", "rater",
    ),
}  # fmt: skip
