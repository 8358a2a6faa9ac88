"""How planning's refusals are told, in English and Bahasa Indonesia, and who must act."""

from chassis.problems import Problem
from contracts.refusals import Refusal
from services.planning import (
    agreement,
    carry_over,
    closing,
    cycle_closing,
    dialogue,
    draft,
    extension,
    holidays,
    objectives,
    opening,
    starting,
    supports,
    targets,
    templates,
    whole_plan,
)
from services.planning.messages_directory import DIRECTORY

__all__ = ["PROBLEMS"]


def _plan(kind: str, title: str, detail: str, pesan: str, mend: str, perbaikan: str) -> Problem:
    return Problem(422, kind, title, detail, pesan, mend, perbaikan, "the one who proposes")


PROBLEMS: dict[type[Refusal], Problem] = {
    **DIRECTORY,
    agreement.NotYourAgreement: Problem(
        403, "not-your-agreement", "The agreement is between others",
        "only the employee and the rater in force, or a delegate, act on agreement {agreement}",
        "hanya pegawai dan pejabat penilainya yang dapat bertindak atas SKP ini",
        "if the rater is wrong, the performance officer corrects the directory",
        "bila pejabat penilai keliru, hubungi pengelola kinerja", "performance officer",
    ),
    agreement.NotYourProposal: Problem(
        409, "not-your-proposal", "The other side accepts",
        "this proposal waits for the {waits_for}", "usulan ini menunggu persetujuan pihak yang lain",
        "wait, or propose something else", "tunggu atau ajukan usulan lain", "{waits_for}",
    ),
    agreement.FormerRatersProposal: Problem(
        409, "former-raters-proposal", "The rater was replaced",
        "proposal {proposal} was made by a rater who is no longer in force",
        "usulan {proposal} diajukan oleh pejabat penilai sebelumnya",
        "the rater in force proposes anew, or the employee does and that rater accepts",
        "pejabat penilai yang berwenang atau pegawai mengajukan usulan baru", "rater",
    ),
    agreement.OtherProposal: Problem(
        409, "other-proposal", "Not the last proposal",
        "the last proposal is number {last}", "usulan terakhir bernomor {last}",
        "read the last proposal and accept that one; while there is none (0), propose",
        "baca dan setujui usulan terakhir; bila belum ada (0), ajukan usulan", "the one who accepts",
    ),
    agreement.AlreadyAgreed: Problem(
        409, "already-agreed", "Already agreed",
        "agreement {agreement} is agreed", "SKP {agreement} sudah disepakati",
        "nothing needs to be accepted; to change it, propose a revision with a day and a reason",
        "tidak perlu disetujui lagi; untuk mengubahnya ajukan revisi dengan tanggal dan alasan",
        "employee or rater",
    ),
    draft.NothingDrafted: Problem(
        409, "nothing-drafted", "Nothing is drafted",
        "no draft of agreement {agreement} was kept since the last proposal",
        "tidak ada draf SKP ini sejak usulan terakhir",
        "keep a draft first, or send `results` with the proposal", "simpan draf, atau kirim `results` bersama usulan",
        "employee or rater",
    ),
    starting.AlreadyWorkedOn: Problem(
        409, "already-worked-on", "Somebody has worked on it",
        "the employee or the rater has drafted, proposed or agreed something in agreement {agreement}: nothing is"
        " overwritten",
        "pegawai atau pejabat penilai sudah mengisi SKP {agreement}; isinya tidak ditimpa",
        "the employee or the rater keeps a draft or proposes there", "pegawai atau pejabat penilai melanjutkan SKP itu",
        "employee or rater",
    ),
    agreement.NothingToRevise: Problem(
        409, "nothing-to-revise", "Nothing is agreed yet",
        "agreement {agreement} is not agreed, so there is nothing to revise", "SKP {agreement} belum disepakati",
        "propose the targets; a revision replaces what is agreed", "ajukan usulan target biasa",
        "the one who proposes",
    ),
    agreement.RevisionOutOfTime: Problem(
        422, "revision-out-of-time", "A revision is valid from a day that is still open",
        "{valid_from} lies outside {earliest} to {latest}: a period that has ended keeps its targets",
        "revisi hanya berlaku mulai {earliest} sampai {latest}; periode yang sudah berakhir tidak berubah",
        "choose a day from {earliest} on", "pilih tanggal mulai {earliest}", "the one who proposes",
    ),
    agreement.AgreementIsClosed: Problem(
        409, "agreement-closed", "The agreement is closed",
        "the agreement was closed at {closes_on}", "SKP ini telah ditutup pada {closes_on}",
        "use the agreement of the assignment that followed; where there is none, draft it",
        "gunakan atau susun SKP pada penugasan berikutnya", "employee or rater",
    ),
    agreement.NoRater: Problem(
        409, "no-rater", "No rater is recorded",
        "assignment {assignment} has no rater, so nobody can agree; at the top the rater is outside of the agency",
        "penugasan ini belum memiliki pejabat penilai, sehingga SKP belum dapat disepakati",
        "register the superior outside as an employee, and record them as rater of the assignment",
        "daftarkan atasan di luar instansi ini sebagai pegawai, lalu tetapkan sebagai pejabat penilai",
        "performance officer",
    ),
    closing.ClosesLater: Problem(
        409, "closes-later", "The agreement was closed for an earlier day",
        "the agreement was closed at {closes_on}, and a later day is a correction",
        "SKP ini sudah ditutup pada {closes_on}; tanggal yang lebih akhir adalah perbaikan",
        "choose an earlier day, or send `reason_code` corrected",
        "pilih tanggal yang lebih awal, atau kirim `reason_code` corrected", "the one who closes",
    ),
    closing.ClosesOutside: Problem(
        422, "closes-outside", "The last day lies outside the agreement",
        "the agreement and its assignment run from {starts_on} to {ends_on}",
        "SKP dan penugasannya berlaku {starts_on} sampai {ends_on}",
        "choose a day within", "pilih tanggal di dalamnya", "the one who closes",
    ),
    agreement.AgreementOverlaps: Problem(
        409, "agreement-overlaps", "Another agreement covers these days",
        "agreement {other} of the same assignment is agreed for some of these days",
        "SKP {other} pada penugasan yang sama sudah disepakati untuk sebagian masa ini",
        "choose days that the other does not cover, revise it, or close it first",
        "pilih masa yang tidak dicakup SKP tersebut, revisi, atau tutup lebih dahulu", "the rater or the officer",
    ),
    dialogue.NoSuchQuestion: Problem(
        422, "no-such-question", "An answer answers something",
        "there is no question or clarification {answers} of the other side",
        "tidak ada pertanyaan tersebut dari pihak lain",
        "name the entry you answer", "sebutkan pertanyaan yang dijawab", "the one who answers",
    ),
    supports.SupportsNothing: Problem(
        422, "supports-nothing", "A main result supports nothing",
        "the main result '{result}' supports no agreed work result of another and no unit objective of the year",
        "RHK utama '{result}' belum mendukung RHK pimpinan yang telah disepakati atau sasaran unit tahun ini",
        "name what it supports in a new proposal; until the superior's is agreed, agreement waits",
        "pilih RHK pimpinan yang diintervensi; tunggu sampai disepakati", "employee and rater",
    ),
    supports.SupportsInARing: Problem(
        422, "supports-in-a-ring", "A result supports itself by way of others",
        "what the result '{result}' supports rests, itself or further up, on a result of the same employee's",
        "yang didukung RHK '{result}' pada akhirnya bertumpu pada RHK pegawai yang sama",
        "name another result or a unit objective in a new proposal; where it is the others who support the wrong one,"
        " they revise first",
        "pilih RHK pimpinan atau sasaran unit lain dalam usulan baru; bila SKP orang lain yang keliru, SKP itu direvisi"
        " lebih dahulu",
        "employee and rater",
    ),
    cycle_closing.CycleIsClosed: Problem(
        409, "cycle-closed", "The cycle is closed",
        "the cycle of {year} is closed: nothing more is proposed, agreed, revised, set or extended for that year",
        "siklus {year} sudah ditutup: tidak ada lagi usulan, kesepakatan, revisi, penetapan, atau perpanjangan",
        "plan for a year whose cycle is open; where none is, the performance officer opens it",
        "gunakan tahun yang siklusnya terbuka; bila belum ada, pengelola kinerja membukanya", "performance officer",
    ),
    cycle_closing.CycleStillRuns: Problem(
        409, "cycle-still-runs", "The cycle still runs",
        "the last day of {year} and all its deadlines in force have passed only after {until}",
        "siklus {year} masih berjalan sampai {until}",
        "close it after that day; until then employees and raters may still act in time",
        "tutup setelah tanggal itu; sampai saat itu pegawai dan pejabat penilai masih dapat bertindak",
        "performance officer",
    ),
    opening.DayInNoPeriod: Problem(
        422, "day-in-no-period", "The periods leave a day out",
        "no period has {day}, so nothing that is done on it could be reported",
        "tidak ada periode yang mencakup {day}, sehingga hasil kerja hari itu tidak dapat dilaporkan",
        "let the periods cover the year from 1 January to 31 December, or leave them out for the four quarters",
        "isi periode dari 1 Januari sampai 31 Desember, atau kosongkan untuk empat triwulan", "performance officer",
    ),
    opening.DayInTwoPeriods: Problem(
        422, "day-in-two-periods", "The periods overlap",
        "{day} lies in {period} and in the period before it",
        "{day} termasuk dalam {period} dan dalam periode sebelumnya",
        "let each period begin on the day after the one before it ends",
        "mulailah setiap periode sehari sesudah akhir periode sebelumnya", "performance officer",
    ),
    extension.NoSuchPeriod: Problem(
        404, "no-such-period", "No such period",
        "the cycle has no period {period}", "siklus tidak memiliki periode {period}",
        "use a period of the cycle", "gunakan periode pada siklus", "performance officer",
    ),
    extension.NotLater: Problem(
        422, "not-later", "A deadline only moves later",
        "the deadline in force is {in_force}", "batas waktu yang berlaku adalah {in_force}",
        "choose a later day", "pilih tanggal sesudahnya", "performance officer",
    ),
    holidays.DayHasPassed: Problem(
        422, "day-has-passed", "A holiday is added beforehand",
        "{day} has passed; what was reckoned over it stays", "{day} telah lewat; yang telah dihitung tetap berlaku",
        "leave it out; if somebody was late because of it, extend the deadline",
        "hilangkan tanggal itu; bila ada yang terlambat karenanya, perpanjang batas waktunya", "performance officer",
    ),
    objectives.GoalBelowTheTop: Problem(
        422, "goal-below-the-top", "Goals are set at the top",
        "unit {unit} has a parent; goals of the strategic plan are set for the unit at the top",
        "unit {unit} memiliki unit induk; sasaran Renstra ditetapkan pada unit teratas",
        "set it for the unit at the top, or set an objective of this unit",
        "tetapkan pada unit teratas, atau tetapkan sasaran unit ini", "performance officer",
    ),
    objectives.GoalEndsBeforeItBegins: Problem(
        422, "goal-ends-before-it-begins", "The years are the wrong way round",
        "the last year {last_year} lies before the first, {first_year}",
        "tahun akhir {last_year} mendahului tahun awal {first_year}", "swap them", "tukar keduanya",
        "the unit's head or the performance officer",
    ),
    objectives.NoSuchGoal: Problem(
        404, "no-such-goal", "No such goal",
        "the strategic plan has no goal {goal} with that unit", "Renstra tidak memuat sasaran {goal} pada unit itu",
        "use one of the goals listed for the unit", "gunakan salah satu sasaran Renstra pada unit tersebut",
        "the unit's head or the performance officer",
    ),
    objectives.GoalStillServed: Problem(
        409, "goal-still-served", "Objectives of that year serve it",
        "an objective of {year} serves goal {goal}, whose years would leave {year} out",
        "ada sasaran unit tahun {year} yang mendukung sasaran Renstra {goal}, sedangkan tahun itu tidak lagi tercakup",
        "keep {year} among its years, or correct that objective first",
        "tetap cakup tahun {year}, atau perbaiki sasaran unit itu lebih dahulu",
        "the head of that objective's unit or the performance officer",
    ),
    objectives.NotAbove: Problem(
        422, "not-above", "That is not above this unit",
        "{supports} is no goal of the strategic plan for {year} and no objective of the parent unit for that year",
        "{supports} bukan sasaran Renstra tahun {year} dan bukan sasaran unit induk pada tahun tersebut",
        "name a goal of those years or an objective of the parent unit that was not withdrawn; its head sets them",
        "pilih sasaran Renstra atau sasaran unit induk yang masih berlaku", "the parent unit's head",
    ),
    objectives.ObjectivesInARing: Problem(
        422, "objectives-in-a-ring", "An objective serves itself by way of others",
        "objective {supports} serves, itself or further up, objective {objective}, which is to serve it",
        "sasaran {supports} pada akhirnya mendukung sasaran {objective} yang hendak mendukungnya",
        "name another objective or a goal; where it is the others that serve the wrong one, they are corrected first",
        "pilih sasaran lain; bila sasaran lain itu yang keliru, perbaiki sasaran itu lebih dahulu",
        "the heads of the two units",
    ),
    objectives.NoSuchObjective: Problem(
        404, "no-such-objective", "No such objective",
        "the unit has no objective {objective} in that year", "unit tidak memiliki sasaran {objective} pada tahun itu",
        "use one of the unit's objectives", "gunakan sasaran unit tersebut",
        "the unit's head or the performance officer",
    ),
    objectives.AlreadyWithdrawn: Problem(
        409, "already-withdrawn", "Withdrawn already",
        "objective {objective} was withdrawn", "sasaran {objective} sudah ditarik",
        "set another if one is needed", "tetapkan sasaran baru bila perlu",
        "the unit's head or the performance officer",
    ),
    objectives.StillSupported: Problem(
        409, "still-supported", "Others rest on it",
        "{supporters} agreed SKPs or objectives below support objective {objective}",
        "{supporters} SKP atau sasaran unit di bawahnya mendukung sasaran {objective}",
        "those who support it agree on something else first; they are listed by GET /v1/results/{objective}/supporters",
        "pendukungnya lebih dahulu beralih ke sasaran lain", "employees and raters of what supports it",
    ),
    whole_plan.NoMainResult: _plan(
        "no-main-result", "No main result", "an SKP needs at least one main result",
        "SKP memerlukan paling sedikit satu RHK utama", "add a main result", "tambahkan RHK utama",
    ),
    targets.CoversNoPeriod: _plan(
        "covers-no-period", "No period of the cycle", "no period of the cycle lies in {starts_on} to {ends_on}",
        "tidak ada periode siklus pada {starts_on} sampai {ends_on}",
        "choose days that touch a period of the cycle", "pilih masa yang mencakup periode siklus",
    ),
    carry_over.NothingUnmet: Problem(
        409, "nothing-unmet", "Nothing is left to carry over",
        "no final of agreement {agreement} that has arrived here has an indicator that was not reached",
        "belum ada evaluasi final SKP {agreement} dengan indikator yang tidak tercapai",
        "nothing needs to be carried over; where the evaluation was made just now, ask again in a moment",
        "tidak ada yang perlu dilanjutkan; bila evaluasi baru saja difinalkan, ulangi sebentar lagi",
        "nobody, or the rater, who finalizes",
    ),
    templates.TemplateIsWithdrawn: Problem(
        409, "template-withdrawn", "The template was withdrawn",
        "template {template} is offered no longer", "templat {template} sudah ditarik",
        "use another one, or keep a new one", "gunakan templat lain atau buat yang baru", "officer or head of unit",
    ),
    targets.ZeroTarget: _plan(
        "zero-target", "A target of zero", "'{indicator}': zero is no target where higher is better",
        "'{indicator}': target nol tidak bermakna", "set a target above zero", "isi target di atas nol",
    ),
    targets.NegativeTarget: _plan(
        "negative-target", "A negative target", "'{indicator}': a target is never negative",
        "'{indicator}': target tidak boleh negatif", "set a target of zero or more", "isi target nol atau lebih",
    ),
    targets.BoundsCrossed: _plan(
        "bounds-crossed", "The range is upside down", "'{indicator}': the lower bound is above the upper",
        "'{indicator}': batas bawah melebihi batas atas", "swap them", "tukar keduanya",
    ),
    targets.MaximumBelowTarget: _plan(
        "maximum-below-target", "The highest attainable value misses the target",
        "'{indicator}': the highest attainable value lies on the wrong side of the target",
        "'{indicator}': nilai tertinggi tidak mencapai target", "set it to the target or better", "perbaiki nilainya",
    ),
    whole_plan.WeightsUneven: _plan(
        "weights-uneven", "Weights do not fit",
        "weights of {where} must stand on all siblings or none, be above zero and add up to 100 (now {total})",
        "bobot {where} harus lengkap, positif, dan berjumlah 100 (kini {total})",
        "leave all empty for equal weights", "kosongkan semua untuk bobot sama",
    ),
    whole_plan.WeightNotAboveZero: _plan(
        "weight-not-above-zero", "A weight above zero", "the weight of '{result}' is {weight}, not above zero",
        "bobot '{result}' adalah {weight}, harus di atas nol", "raise it or leave it out", "naikkan atau kosongkan",
    ),
    targets.NoPeriodTarget: _plan(
        "no-period-target", "No target per period", "'{indicator}': `targets` is given and names no period",
        "'{indicator}': `targets` diisi tanpa satu periode pun",
        "give a target for each period that is due, or leave `targets` out",
        "isi target periode yang jatuh tempo atau kosongkan `targets`",
    ),
    targets.GivenTargetsDiffer: _plan(
        "given-targets-differ", "The last period's target is not the year's",
        "'{indicator}': the target given for {period} must equal the year's",
        "'{indicator}': target {period} harus sama dengan target tahunan", "make them equal", "samakan keduanya",
    ),
    targets.GivenMaximumDiffers: _plan(
        "given-maximum-differs", "The highest attainable value is not the year's",
        "'{indicator}': the highest attainable value of {period} does not fit the year's: where the year has one, every"
        " given target has one too and the last period's is the year's; where it has none, none has",
        "'{indicator}': nilai tertinggi {period} tidak sesuai dengan nilai tertinggi tahunan",
        "give `maximum` with the year and with every target, or with none",
        "isi `maximum` pada tahun dan pada setiap target, atau kosongkan semuanya",
    ),
    targets.LatestNeedsTargets: _plan(
        "latest-needs-targets", "Targets per period are needed",
        "'{indicator}': a lower_is_better `latest` target needs its targets per period",
        "'{indicator}': target per periode wajib diisi", "give a target for each period", "isi target tiap periode",
    ),
    targets.AnotherIndicator: _plan(
        "another-indicator", "Another indicator under the same id",
        "'{indicator}': `{field}` was '{was}' and would be '{now}'; what was agreed and reported under its id would be"
        " read wrongly",
        "'{indicator}': `{field}` semula '{was}' menjadi '{now}'; target dan realisasi dengan id itu salah terbaca",
        "it is another indicator: leave its id out; it is due from the revision's first day on",
        "ini indikator lain: kosongkan id-nya; targetnya berlaku mulai hari pertama revisi",
    ),
    targets.NotOfThisAgreement: _plan(
        "not-of-this-agreement", "An id of another agreement",
        "{part} is no result or indicator proposed or agreed here before, or stands twice",
        "{part} bukan bagian SKP ini atau tercantum dua kali", "leave ids out for new parts",
        "kosongkan id untuk bagian baru",
    ),
    targets.PeriodNotCovered: _plan(
        "period-not-covered", "A period outside the agreement",
        "'{indicator}': period {period} is not covered by the agreement, or is named twice",
        "'{indicator}': periode {period} di luar masa SKP atau ganda", "remove it", "hapus periode tersebut",
    ),
}  # fmt: skip
