"""How refusals of the year are told: of its policy, of innovations, and of the annual evaluation."""

from chassis.problems import Problem
from contracts.refusals import Refusal
from services.evaluation import annual, annual_inputs, innovation, nothing_due, policy_choice

__all__ = ["OF_THE_YEAR"]

OF_THE_YEAR: dict[type[Refusal], Problem] = {
    policy_choice.YearIsJudged: Problem(
        409, "year-is-judged", "The year is judged already",
        "the evaluation of {period} of employee {employee} is final: {year} keeps its policy",
        "evaluasi {period} seorang pegawai sudah final; kebijakan tahun {year} tidak dapat diubah",
        "choose the policy of another year", "pilih kebijakan untuk tahun lain", "nobody",
    ),
    policy_choice.ChosenPolicyMissing: Problem(
        409, "chosen-policy-missing", "Another release is needed",
        "policy {policy} is not in this release as it was chosen", "kebijakan {policy} tidak tersedia pada rilis ini",
        "the operator installs the release in which it was chosen", "operator memasang rilis yang memuatnya",
        "operator",
    ),
    innovation.EvidenceNotUsable: Problem(
        422, "evidence-not-usable", "The evidence shows nothing",
        "items {items} are not this employee's, withdrawn, could not be read, or were found false",
        "bukti {items} bukan milik pegawai ini, ditarik kembali, tidak terbaca, atau ternyata tidak benar",
        "name evidence of the employee that is there", "sebutkan bukti pegawai tersebut yang masih ada", "rater",
    ),
    annual_inputs.AgreementsOverlap: Problem(
        409, "agreements-overlap", "Two agreements of one day",
        "agreements {one} and {other} hold on the same days of the year", "dua SKP berlaku pada hari yang sama",
        "after a move, end the first assignment on the day before the second begins; of an acting office (Plt, Plh), "
        "which stands beside the year, set the last day, within the days of the other assignment",
        "bila pindah, akhiri penugasan pertama sehari sebelum yang kedua dimulai; bila salah satunya Plt/Plh, tetapkan "
        "hari terakhirnya di dalam masa penugasan lainnya, lalu hasilnya disandingkan dengan hasil tahunan",
        "performance officer",
    ),
    nothing_due.NothingDueInYear: Problem(
        422, "nothing-due-in-year", "Nothing was due in the year",
        "no main result was due in {year}, so policy {policy} computes no class: there is no annual evaluation",
        "tidak ada RHK utama yang jatuh tempo pada {year}; kebijakan {policy} tidak menghasilkan kelas, sehingga tidak"
        " ada evaluasi tahunan",
        "nothing needs to be done: nothing waits for it", "tidak perlu tindakan: tidak ada yang menunggunya", "nobody",
    ),
    annual.NotTheLastDaysRater: Problem(
        403, "not-the-last-days-rater", "Left by the rater on the last day",
        "a consideration for {year} is left by whoever was the rater on its last day",
        "pertimbangan tahun {year} diberikan oleh pejabat penilai pada hari terakhir",
        "ask that rater", "mintalah kepada pejabat penilai tersebut", "the rater on the last day",
    ),
}  # fmt: skip
