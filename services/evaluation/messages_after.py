"""How the refusals of what follows a final are told: objection, amendment, follow-up, settlement; in both languages."""

from chassis.problems import Problem
from contracts.refusals import Refusal
from services.evaluation import after_commands, amendment, follow_up, objection, settlement

__all__ = ["AFTER_THE_FINAL"]

AFTER_THE_FINAL: dict[type[Refusal], Problem] = {
    objection.NotFinal: Problem(
        409, "not-final", "The evaluation is not final",
        "only a final evaluation is received, objected to or followed up", "evaluasi ini belum final",
        "wait until the rater has finalized it", "tunggu sampai pejabat penilai memfinalkan", "rater",
    ),
    objection.NotYourEvaluation: Problem(
        403, "not-your-evaluation", "Another person's evaluation",
        "whoever an evaluation is about assesses themself for it, receives its final and objects to it",
        "penilaian mandiri, penerimaan, dan keberatan hanya oleh pegawai yang dinilai",
        "the employee does it", "pegawai yang dinilai yang melakukannya", "employee",
    ),
    objection.TooLate: Problem(
        409, "objection-too-late", "The time for it is over",
        "the last day for it was {until}", "hari terakhir adalah {until}",
        "nothing can be done any more in this procedure", "tidak ada lagi yang dapat dilakukan dalam prosedur ini",
        "nobody",
    ),
    objection.AlreadyLodged: Problem(
        409, "objection-already-lodged", "The objection is lodged",
        "there is an objection before {before} already", "keberatan sudah diajukan",
        "wait for its decision", "tunggu keputusannya", "the rater's superior",
    ),
    objection.WaitsForAnswer: Problem(
        409, "objection-waits-for-answer", "The rater may still answer",
        "the rater may answer until {until}", "pejabat penilai masih dapat menjawab sampai {until}",
        "wait for the answer, or until that day is over", "tunggu jawaban, atau sampai hari itu lewat", "rater",
    ),
    objection.NoObjection: Problem(
        409, "no-objection", "There is no objection",
        "nothing is lodged that could be answered, heard or decided", "tidak ada keberatan yang diajukan",
        "the employee lodges one", "pegawai mengajukan keberatan lebih dahulu", "employee",
    ),
    objection.NotTheOneAsked: Problem(
        403, "not-the-one-asked", "The rater in force explains",
        "an objection is answered by the rater in force", "keberatan dijawab oleh pejabat penilai yang berwenang",
        "the rater answers", "pejabat penilai yang menjawab", "rater",
    ),
    objection.AlreadyAnswered: Problem(
        409, "objection-already-answered", "The rater has answered",
        "the objection is answered in this step", "keberatan sudah dijawab pada tahap ini",
        "nothing needs to be done", "tidak perlu tindakan", "nobody",
    ),
    objection.NotTheRatersSuperior: Problem(
        403, "not-the-raters-superior", "The rater's superior decides",
        "an objection is heard and decided by the rater's superior",
        "keberatan diperiksa dan diputus oleh atasan pejabat penilai",
        "the superior does it", "atasan pejabat penilai yang melakukannya", "the rater's superior",
    ),
    objection.NobodyDecides: Problem(
        409, "nobody-decides", "Nobody may decide yet",
        "nobody is above the rater of employee {employee} who could decide on the objection",
        "di atas pejabat penilai pegawai {employee} tidak ada yang dapat memutus keberatan",
        "the performance officer enters the rater's superior",
        "pengelola kinerja mencatat atasan pejabat penilai", "performance officer",
    ),
    objection.OwnObjection: Problem(
        403, "own-objection", "Nobody decides on themself",
        "nobody decides on themself, nor on an objection against their own rating",
        "tidak seorang pun memutus keberatan atas dirinya atau atas penilaiannya sendiri",
        "the rater's superior decides", "atasan pejabat penilai yang memutus", "the rater's superior",
    ),
    objection.RaterNotHeard: Problem(
        409, "rater-not-heard", "The rater is not heard",
        "the rater has not been heard and may be silent until {until}", "pejabat penilai belum didengar",
        "hear the rater, or wait until that day is over", "dengarkan pejabat penilai, atau tunggu sampai {until}",
        "the rater's superior",
    ),
    objection.NotHeardYet: Problem(
        422, "not-heard-yet", "The day is to come",
        "{heard_on} is to come", "{heard_on} belum tiba", "say on which day somebody was heard",
        "isi hari pemeriksaan yang sudah lewat", "the rater's superior",
    ),
    objection.HeardBeforeLodged: Problem(
        422, "heard-before-lodged", "Before the objection",
        "{heard_on} was before {lodged_on}, when the objection was lodged",
        "{heard_on} mendahului {lodged_on}, hari keberatan diajukan",
        "say on which day since then somebody was heard", "isi hari pemeriksaan sejak keberatan diajukan",
        "the rater's superior",
    ),
    objection.AlreadyDecided: Problem(
        409, "objection-already-decided", "The decision is final",
        "the objection is decided: {outcome}", "keberatan sudah diputus: {outcome}",
        "the decision is final", "keputusan bersifat final", "nobody",
    ),
    objection.NotThisObjections: Problem(
        409, "not-this-objections", "Another final",
        "the change amends another final than the one objected to ({final})",
        "perubahan menyangkut evaluasi lain ({final})",
        "amend the final that the objection names", "ubah evaluasi yang diajukan keberatannya", "the rater's superior",
    ),
    amendment.CannotBeReadmitted: Problem(
        422, "cannot-be-readmitted", "It cannot be readmitted",
        "{name} is unknown here, was withdrawn, cannot be opened, or was reported for nothing",
        "{name} tidak dikenal, sudah ditarik, tidak dapat dibuka, atau tanpa realisasi",
        "name evidence or realizations that were excluded", "sebutkan bukti atau realisasi yang dikecualikan",
        "the rater's superior",
    ),
    amendment.WouldLower: Problem(
        409, "would-lower", "It would lower the result",
        "an objection never lowers the employee's own result: {predicate} would be {would_be} or the score less",
        "keberatan tidak pernah menurunkan hasil pegawai: {predicate} akan menjadi {would_be} atau nilainya turun",
        "let the final stand", "biarkan evaluasi tetap berlaku", "the rater's superior",
    ),
    amendment.WouldRaise: Problem(
        409, "would-raise", "It would raise the result",
        "evidence found false never raises a predicate: {predicate} would be {would_be}",
        "bukti yang ternyata tidak benar tidak pernah menaikkan predikat: {predicate} akan menjadi {would_be}",
        "give the ratings as they stand, each with its reason where the advice is another",
        "berikan peringkat yang berlaku, dengan alasan bila sarannya berbeda", "rater",
    ),
    amendment.NotOfTheAmendment: Problem(
        409, "not-of-the-amendment", "The amendment excluded something else",
        "the objection is to an amendment after false evidence, and {name} is none of what that excluded",
        "keberatan ini atas perubahan karena bukti palsu; {name} tidak dikecualikan olehnya",
        "readmit what was found false, or a realization that it had shown",
        "terima kembali bukti yang dinyatakan palsu, atau realisasi yang dibuktikannya", "the rater's superior",
    ),
    amendment.NothingFound: Problem(
        409, "nothing-found-false", "No evidence in it was found false",
        "without an objection a final is amended only after evidence in it was found false",
        "tanpa keberatan, evaluasi hanya diubah bila ada bukti di dalamnya yang ternyata palsu",
        "name the finding of evidence that this final used", "sebutkan temuan atas bukti yang dipakai evaluasi ini",
        "rater",
    ),
    amendment.AlreadyReviewed: Problem(
        409, "already-reviewed", "It is amended",
        "an amendment names the finding on item {item} already", "temuan atas bukti {item} sudah ditindaklanjuti",
        "nothing needs to be done", "tidak perlu tindakan", "nobody",
    ),
    after_commands.NobodyLeftToDecide: Problem(
        409, "nobody-left-to-decide", "Nobody else could decide an objection",
        "you decide on objections of {employee}, and nobody is above you who could decide on one to your amendment",
        "Anda yang memutus keberatan {employee}; tidak ada atasan yang dapat memutus keberatan atas perubahan Anda",
        "the rater amends", "pejabat penilai yang mengubah", "rater",
    ),
    after_commands.PolicyGone: Problem(
        409, "policy-gone", "Another release computed it",
        "this release has not the policy {policy} as the final was computed by",
        "versi ini tidak memuat kebijakan {policy} sebagaimana dipakai evaluasi ini",
        "the operator installs a release that has it", "operator memasang versi yang memuatnya", "operator",
    ),
    follow_up.OwnFollowUp: Problem(
        403, "own-follow-up", "Nobody follows themself up",
        "this is your own evaluation", "ini evaluasi Anda sendiri",
        "your rater plans and completes it", "pejabat penilai Anda yang mengatur", "rater",
    ),
    follow_up.OwnerFollowedUp: Problem(
        422, "owner-followed-up", "They could not complete it",
        "{owner} is followed up: its owner completes a follow-up, and nobody says that of themself",
        "{owner} adalah pegawai yang ditindaklanjuti; tindak lanjut diselesaikan oleh penanggung jawabnya, bukan"
        " pegawai itu sendiri",
        "name the rater or somebody else as owner", "pilih pejabat penilai atau orang lain sebagai penanggung jawab",
        "rater",
    ),
    follow_up.NotYours: Problem(
        403, "not-your-follow-up", "Not yours to do",
        "the rater in force or the superior plans a follow-up, and its owner completes it",
        "tindak lanjut diatur oleh pejabat penilai atau atasannya, dan diselesaikan oleh penanggung jawabnya",
        "ask one of them", "mintalah kepada salah satunya", "rater",
    ),
    follow_up.DueInThePast: Problem(
        422, "due-in-the-past", "The day is over",
        "{due_on} is over", "{due_on} sudah lewat", "choose a day from today on", "pilih hari mulai hari ini", "rater",
    ),
    follow_up.AlreadyPlanned: Problem(
        409, "follow-up-already-planned", "It is planned",
        "follow-up {follow_up} is planned already", "tindak lanjut ini sudah direncanakan",
        "nothing needs to be done", "tidak perlu tindakan", "nobody",
    ),
    follow_up.FollowUpUnknown: Problem(
        404, "follow-up-unknown", "No such follow-up",
        "there is no follow-up {follow_up} of this evaluation", "tidak ada tindak lanjut {follow_up} di sini",
        "look at the follow-ups of the evaluation", "periksa daftar tindak lanjut evaluasi ini", "caller",
    ),
    follow_up.AlreadyDone: Problem(
        409, "follow-up-already-done", "It is done",
        "follow-up {follow_up} is completed already", "tindak lanjut ini sudah selesai",
        "nothing needs to be done", "tidak perlu tindakan", "nobody",
    ),
    settlement.StillOpen: Problem(
        409, "distribution-still-open", "People are still open",
        "{people} people counted have no final; the first is {first}: {state}",
        "masih ada {people} pegawai tanpa hasil final; yang pertama {first}: {keadaan}",
        "{mend}, or exclude them with a reason; the unit's recap says of everybody at whom it is",
        "{perbaikan}, atau kecualikan dengan alasan; rekap unit menyebut tiap orang menunggu siapa", "{who}",
    ),
    settlement.BreaksThePattern: Problem(
        422, "breaks-the-pattern", "The pattern is broken",
        "the spread breaks {rules} rules of the pattern", "distribusi melanggar {rules} aturan pola",
        "settle it with a written reason", "tetapkan dengan alasan tertulis", "performance officer",
    ),
}  # fmt: skip
