"""How planning's refusals are told, in English and Bahasa Indonesia, and who must act."""

from chassis.problems import Problem
from contracts.refusals import Refusal
from services.planning import domain, extension, targets
from services.planning.messages_directory import DIRECTORY

__all__ = ["PROBLEMS"]


def _plan(kind: str, title: str, detail: str, pesan: str, mend: str, perbaikan: str) -> Problem:
    return Problem(422, kind, title, detail, pesan, mend, perbaikan, "the one who proposes")


PROBLEMS: dict[type[Refusal], Problem] = {
    **DIRECTORY,
    domain.NotYourAgreement: Problem(
        403, "not-your-agreement", "The agreement is between others",
        "only the employee and the rater in force, or a delegate, act on agreement {agreement}",
        "hanya pegawai dan pejabat penilainya yang dapat bertindak atas SKP ini",
        "if the rater is wrong, the performance officer corrects the directory",
        "bila pejabat penilai keliru, hubungi pengelola kinerja", "performance officer",
    ),
    domain.NotYourProposal: Problem(
        409, "not-your-proposal", "The other side accepts",
        "this proposal waits for the {waits_for}", "usulan ini menunggu persetujuan pihak lain ({waits_for})",
        "wait, or propose something else", "tunggu atau ajukan usulan lain", "{waits_for}",
    ),
    domain.FormerRatersProposal: Problem(
        409, "former-raters-proposal", "The rater was replaced",
        "proposal {proposal} was made by a rater who is no longer in force",
        "usulan {proposal} diajukan oleh pejabat penilai sebelumnya",
        "the rater in force proposes anew, or the employee does and that rater accepts",
        "pejabat penilai yang berwenang atau pegawai mengajukan usulan baru", "rater",
    ),
    domain.OtherProposal: Problem(
        409, "other-proposal", "Not the last proposal",
        "the last proposal is number {last}", "usulan terakhir bernomor {last}",
        "read the last proposal and accept that one", "baca dan setujui usulan terakhir",
    ),
    domain.AlreadyAgreed: Problem(
        409, "already-agreed", "Already agreed",
        "agreement {agreement} is agreed", "SKP ini sudah disepakati",
        "what is agreed stands for its days", "yang disepakati berlaku",
    ),
    domain.SupportsNothing: Problem(
        422, "supports-nothing", "A main result supports nothing",
        "the main result '{result}' supports no agreed work result of another and no unit objective of the year",
        "RHK utama '{result}' belum mendukung RHK pimpinan yang telah disepakati atau sasaran unit tahun ini",
        "name what it supports in a new proposal; until the superior's is agreed, agreement waits",
        "pilih RHK pimpinan yang diintervensi; tunggu sampai disepakati", "employee and rater",
    ),
    extension.NoSuchPeriod: Problem(
        404, "no-such-period", "No such period",
        "the cycle has no period {period}", "siklus tidak memiliki periode {period}",
        "use a period of the cycle", "gunakan periode pada siklus",
    ),
    extension.NotLater: Problem(
        422, "not-later", "A deadline only moves later",
        "the deadline in force is {in_force}", "batas waktu yang berlaku adalah {in_force}",
        "choose a later day", "pilih tanggal sesudahnya",
    ),
    targets.NoMainResult: _plan(
        "no-main-result", "No main result", "an SKP needs at least one main result",
        "SKP memerlukan paling sedikit satu RHK utama", "add a main result", "tambahkan RHK utama",
    ),
    targets.CoversNoPeriod: _plan(
        "covers-no-period", "No period of the cycle", "no period of the cycle lies in {starts_on} to {ends_on}",
        "tidak ada periode siklus pada {starts_on} sampai {ends_on}",
        "choose days that touch a period of the cycle", "pilih masa yang mencakup periode siklus",
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
    targets.WeightsUneven: _plan(
        "weights-uneven", "Weights do not fit",
        "weights of {where} must stand on all siblings or none, be above zero and add up to 100 (now {total})",
        "bobot {where} harus lengkap, positif, dan berjumlah 100 (kini {total})",
        "leave all empty for equal weights", "kosongkan semua untuk bobot sama",
    ),
    targets.WeightNotAboveZero: _plan(
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
    targets.PeriodNotCovered: _plan(
        "period-not-covered", "A period outside the agreement",
        "'{indicator}': period {period} is not covered by the agreement, or is named twice",
        "'{indicator}': periode {period} di luar masa SKP atau ganda", "remove it", "hapus periode tersebut",
    ),
}  # fmt: skip
