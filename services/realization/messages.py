"""How realization's refusals are told, in English and Bahasa Indonesia, and who must act."""

from chassis import spreadsheet_reading
from chassis.problems import Problem
from contracts.refusals import Refusal
from services.realization import activities, attendance, domain, talks

__all__ = ["PROBLEMS"]

PROBLEMS: dict[type[Refusal], Problem] = {
    **spreadsheet_reading.PROBLEMS,
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
    domain.AboveLaterPeriod: Problem(
        422, "above-later-period", "Above a later period",
        "a cumulative value of {value} for {period} cannot lie above the {later_value} of {later_period}",
        "nilai kumulatif {value} untuk {period} tidak boleh di atas {later_value} pada {later_period}",
        "correct {later_period} first, or send `lower_because`: why that is lower",
        "perbaiki {later_period} lebih dahulu atau isi `lower_because`: mengapa nilai itu lebih rendah", "employee",
    ),
    domain.NotBegun: Problem(
        422, "period-not-begun", "The period has not begun",
        "{period} begins on {begins_on}, and today is {today}", "{period} dimulai {begins_on}, sedangkan kini {today}",
        "report it from that day on; report now what an earlier period came to",
        "laporkan mulai hari itu; kini laporkan periode yang sudah dimulai", "employee",
    ),
    domain.NotYoursToReturn: Problem(
        403, "not-yours-to-return", "Another rater's",
        "only who acts as rater of agreement {agreement} gives a report back",
        "hanya pejabat penilai yang berwenang dapat mengembalikan laporan",
        "ask the rater now in force, or their delegate", "mintalah kepada pejabat penilai yang berwenang", "rater",
    ),
    domain.NothingReported: Problem(
        409, "not-the-last-report", "Not the last report",
        "the last report of indicator {indicator} is version {last}",
        "laporan terakhir indikator ini adalah versi {last}",
        "read the reports again and name the last one", "baca ulang laporan lalu sebut yang terakhir", "rater",
    ),
    domain.AlreadyReturned: Problem(
        409, "already-returned", "Given back already",
        "the last report of indicator {indicator} was given back and nothing was reported since",
        "laporan terakhir indikator ini sudah dikembalikan dan belum dilaporkan kembali",
        "wait until the employee reports again", "tunggu pegawai melaporkan kembali", "employee",
    ),
    activities.InTheFuture: Problem(
        422, "in-the-future", "It has not happened yet",
        "{day} or its hour lies in the future: here it is {now}", "{day} atau jamnya belum terjadi: kini {now}",
        "record what was done, on its day", "catat yang sudah dikerjakan pada harinya", "employee",
    ),
    activities.NotItsEvidence: Problem(
        422, "not-its-evidence", "Not this agreement's evidence",
        "{item} is no evidence item of this agreement, as far as this service has seen",
        "{item} bukan bukti dukung SKP ini sejauh yang diketahui layanan ini",
        "upload it for this agreement and use the `item` of that answer; if that was just now, send Ekinerja-Seen of it"
        " along; or leave the evidence out",
        "unggah untuk SKP ini lalu gunakan `item` jawabannya; bila baru saja, sertakan Ekinerja-Seen; atau kosongkan",
        "employee",
    ),
    activities.OutsideAgreement: Problem(
        422, "outside-agreement", "The agreement does not cover the day",
        "the agreement covers {starts_on} to {ends_on}, not {day}",
        "SKP mencakup {starts_on} sampai {ends_on}, bukan {day}",
        "use the agreement of that day", "gunakan SKP yang berlaku pada hari itu", "employee",
    ),
    activities.OutsideCycle: Problem(
        422, "outside-cycle", "No period has this day",
        "the cycle has no period with {day} in it", "siklus tidak memiliki periode yang memuat {day}",
        "ask the performance officer to open the year's cycle", "mintalah pengelola kinerja membuka siklus",
        "performance officer",
    ),
    activities.EndsBeforeItBegins: Problem(
        422, "ends-before-it-begins", "It ends before it begins",
        "it begins at {begins} and ends at {ends}", "mulai pukul {begins} dan selesai pukul {ends}",
        "send both hours, the end after the beginning, on one day", "isi kedua jam, selesai setelah mulai", "employee",
    ),
    activities.UnknownActivity: Problem(
        404, "unknown-activity", "No such activity",
        "there is no activity {activity}, or it was withdrawn", "kegiatan tidak ditemukan atau sudah dibatalkan",
        "use an id of the list", "gunakan pengenal dari daftar", "employee",
    ),
    activities.InAnotherPeriod: Problem(
        422, "in-another-period", "Another period",
        "{day} lies outside {period}, where the activity was recorded", "{day} berada di luar periode {period}",
        "withdraw the activity and record it on the right day", "batalkan lalu catat pada hari yang benar", "employee",
    ),
    talks.FeedbackOnYourself: Problem(
        403, "feedback-on-yourself", "One's own agreement",
        "agreement {agreement} is the caller's own", "SKP ini milik Anda sendiri",
        "answer what others said, or write a note with a report", "jawab umpan balik atau tulis catatan laporan",
        "rater or colleague",
    ),
    talks.NotAColleague: Problem(
        403, "not-a-colleague", "Neither rater nor colleague",
        "feedback on agreement {agreement} is for its rater and for who works in the same unit, has the same rater, or"
        " is rated by its employee",
        "umpan balik untuk pejabat penilai, rekan seunit, rekan dengan penilai yang sama, atau bawahan",
        "tell it to the employee's rater", "sampaikan kepada pejabat penilainya", "rater or colleague",
    ),
    talks.UnknownResult: Problem(
        404, "unknown-result", "No such work result",
        "the agreement has no work result {result} in {period}", "SKP tidak memiliki hasil kerja ini pada {period}",
        "use a work result of the version in force then, or name the `period` it is of",
        "gunakan hasil kerja yang berlaku saat itu, atau sebut `period`-nya", "caller",
    ),
    talks.UnknownFeedback: Problem(
        404, "unknown-feedback", "No such feedback",
        "there is no feedback {feedback} on this agreement", "umpan balik tidak ditemukan",
        "use an id of the list", "gunakan pengenal dari daftar", "employee",
    ),
    talks.AlreadyAnswered: Problem(
        409, "already-answered", "Answered already",
        "feedback {feedback} was answered", "umpan balik ini sudah dijawab",
        "talk to whoever gave it, or ask for coaching", "bicarakan langsung atau minta pembinaan", "employee",
    ),
    talks.NotYoursToCoach: Problem(
        403, "not-yours-to-coach", "Another rater's",
        "only who acts as rater of agreement {agreement} records coaching",
        "hanya pejabat penilai yang berwenang mencatat pembinaan",
        "ask the rater now in force, or their delegate", "mintalah kepada pejabat penilai yang berwenang", "rater",
    ),
    talks.HeldBefore: Problem(
        422, "held-before", "Before the agreement began",
        "the agreement begins on {starts_on}, and the session was held on {day}",
        "SKP berlaku mulai {starts_on}, sedangkan pembinaan pada {day}",
        "record it on the agreement of that day", "catat pada SKP yang berlaku pada hari itu", "rater",
    ),
    talks.NotYetHeld: Problem(
        422, "not-yet-held", "Not held yet",
        "{day} lies in the future: today is {today}", "{day} belum tiba: hari ini {today}",
        "record the session once it was held", "catat pembinaan setelah dilaksanakan", "rater",
    ),
    talks.FollowUpTooEarly: Problem(
        422, "follow-up-too-early", "Too early to follow up",
        "a follow-up on {day} is not after {after}", "tindak lanjut {day} tidak setelah {after}",
        "name a later day", "pilih hari yang lebih kemudian", "rater",
    ),
    talks.UnknownSession: Problem(
        404, "unknown-session", "No such session",
        "there is no session {session} on this agreement", "pembinaan tidak ditemukan",
        "use an id of the list", "gunakan pengenal dari daftar", "rater",
    ),
    talks.AlreadyFollowedUp: Problem(
        409, "already-followed-up", "Nothing is left to look at",
        "session {session} was followed up to its end", "tindak lanjut pembinaan ini sudah selesai",
        "record a new session", "catat pembinaan baru", "rater",
    ),
    attendance.SumsDiffer: Problem(
        422, "sums-differ", "The days do not add up",
        "present, on leave and absent are {sum} days, and the working days {working_days}",
        "hadir, cuti, dan tanpa keterangan berjumlah {sum} hari, sedangkan hari kerja {working_days}",
        "correct the figures", "perbaiki angkanya", "performance officer",
    ),
    attendance.LateBeyondPresent: Problem(
        422, "late-beyond-present", "More late than present",
        "late on {late} days and present on {present}", "terlambat {late} hari dari {present} hari hadir",
        "correct the figures: who came late was present", "perbaiki: yang terlambat dihitung hadir",
        "performance officer",
    ),
    attendance.NotThatManyDays: Problem(
        422, "not-that-many-days", "The month is shorter",
        "{month} has {days} days", "{month} memiliki {days} hari",
        "correct the working days", "perbaiki hari kerja", "performance officer",
    ),
    attendance.MonthNotOver: Problem(
        422, "month-not-over", "The month is not over",
        "the figures of {month} are known once it is over", "angka {month} baru diketahui setelah bulan berakhir",
        "import it next month", "impor pada bulan berikutnya", "performance officer",
    ),
    attendance.TooLongAgo: Problem(
        422, "too-long-ago", "Long before this system",
        "{year} lies before {first}", "{year} sebelum {first}",
        "correct the year", "perbaiki tahunnya", "performance officer",
    ),
    attendance.SanctionInTheFuture: Problem(
        422, "sanction-in-the-future", "Not imposed yet",
        "{day} lies in the future", "{day} belum tiba",
        "record it from that day on", "catat mulai hari itu", "performance officer",
    ),
    attendance.UnknownSanction: Problem(
        404, "unknown-sanction", "No such sanction",
        "there is no sanction {sanction} in this year, or it was withdrawn",
        "hukuman disiplin tidak ditemukan pada tahun ini atau sudah dibatalkan",
        "use an id of the person's record", "gunakan pengenal dari catatan pegawai", "performance officer",
    ),
}  # fmt: skip
