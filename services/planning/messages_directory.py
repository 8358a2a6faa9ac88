"""How the directory's refusals are told, in English and Bahasa Indonesia, and who must act."""

from chassis import spreadsheet_reading
from chassis.problems import Problem
from contracts.refusals import Refusal
from services.planning import directory, directory_rules, employment, identity, sheet, succession

__all__ = ["DIRECTORY"]

DIRECTORY: dict[type[Refusal], Problem] = {
    **spreadsheet_reading.PROBLEMS,
    directory_rules.AlreadyExists: Problem(
        409, "already-exists", "It exists already",
        "{what} exists already", "{apa} sudah ada", "read what is there and use it", "gunakan yang sudah ada",
        "performance officer",
    ),
    directory_rules.NoSuchAssignment: Problem(
        422, "no-such-assignment", "No such assignment on these days",
        "assignment {assignment} is not this employee's on these days",
        "penugasan {assignment} bukan milik pegawai ini pada tanggal tersebut",
        "use one of the employee's assignments; the performance officer keeps them",
        "gunakan penugasan pegawai tersebut", "performance officer",
    ),
    directory_rules.OwnRater: Problem(
        422, "own-rater", "Nobody rates themself",
        "employee {employee} cannot be their own rater", "pegawai tidak boleh menilai dirinya sendiri",
        "name the direct superior", "pilih atasan langsung", "performance officer",
    ),
    directory.BadNumber: Problem(
        422, "bad-number", "Not an employee number",
        "the number is not a NIP or NI: {why}", "NIP/NI tidak sah: {sebab}",
        "check the number in the decree of appointment", "periksa SK pengangkatan", "performance officer",
    ),
    employment.EmploymentLiesAhead: Problem(
        422, "employment-lies-ahead", "The employment has not begun",
        "it begins on {starts_on}; the directory holds the number of today",
        "status kepegawaian itu baru berlaku {starts_on}; data pegawai memuat nomor yang berlaku hari ini",
        "record it on that day", "catat pada tanggal tersebut", "performance officer",
    ),
    identity.IdentityIsErased: Problem(
        409, "identity-is-erased", "Who it is was erased",
        "the identity of employee {employee} was erased for ever",
        "identitas pegawai {employee} telah dihapus selamanya",
        "nothing can be done; register a person who serves again anew",
        "tidak ada yang dapat dilakukan; pegawai yang bekerja kembali didaftarkan baru", "performance officer",
    ),
    succession.OwnSuccessor: Problem(
        422, "own-successor", "Nobody follows themself",
        "employee {employee} is the rater already", "pegawai {employee} sudah menjadi pejabat penilainya",
        "name the new rater", "pilih pejabat penilai yang baru", "performance officer",
    ),
    succession.RatedByAnother: Problem(
        409, "rated-by-another", "The rater was changed meanwhile",
        "assignment {assignment} has another rater by now",
        "penugasan {assignment} sudah memiliki pejabat penilai lain",
        "read the record of the employee; nothing more needs to be done if that rater is right",
        "baca data pegawai tersebut; tidak perlu tindakan bila penilai itu benar", "performance officer",
    ),
    directory_rules.SameAssignment: Problem(
        409, "same-assignment", "This assignment exists already",
        "assignment {assignment} is the same position in the same unit from the same day on",
        "penugasan {assignment} adalah jabatan yang sama di unit yang sama sejak tanggal yang sama",
        "use that assignment; if its rater is wrong, name another for it",
        "gunakan penugasan tersebut; bila pejabat penilainya keliru, tetapkan yang lain", "performance officer",
    ),
    directory_rules.AssignmentHasEnded: Problem(
        409, "assignment-has-ended", "The assignment's last day is known",
        "the assignment ends on {ends_on}", "penugasan berakhir pada {ends_on}",
        "if that day is wrong, send the right one with the reason code corrected",
        "bila tanggal itu keliru, kirim tanggal yang benar dengan kode corrected", "performance officer",
    ),
    directory_rules.EndsBeforeItStarts: Problem(
        422, "ends-before-it-starts", "The interval is reversed",
        "it starts {starts} and would end {ends}", "dimulai {starts} dan akan berakhir {ends}",
        "send an end after the start; of an assignment entered by mistake the day before its first, with the code"
        " corrected",
        "isi akhir sesudah awal; untuk penugasan yang keliru dicatat, isi sehari sebelum hari pertamanya dengan kode"
        " corrected", "performance officer",
    ),
    directory_rules.OwnDelegate: Problem(
        422, "own-delegate", "Nobody acts for themself",
        "employee {employee} cannot be their own delegate", "pegawai tidak dapat menjadi Plt/Plh bagi dirinya sendiri",
        "name another employee", "pilih pegawai lain", "performance officer",
    ),
    directory_rules.DelegationsOverlap: Problem(
        409, "delegations-overlap", "One delegate at a time",
        "delegation {delegation} is in force from {starts_at} until {ends_at}",
        "pelimpahan {delegation} berlaku dari {starts_at} sampai {ends_at}",
        "end that delegation first, or choose an interval beside it",
        "akhiri pelimpahan itu lebih dahulu, atau pilih masa yang lain", "performance officer",
    ),
    directory_rules.NoSuchDelegation: Problem(
        404, "no-such-delegation", "No such delegation",
        "the employee gave no delegation {delegation}", "pegawai ini tidak memiliki pelimpahan {delegation}",
        "use a delegation that the employee's record shows", "gunakan pelimpahan pada data pegawai tersebut",
        "performance officer",
    ),
    directory_rules.DelegationOver: Problem(
        409, "delegation-over", "The delegation is over",
        "it ended at {ends_at}", "pelimpahan berakhir pada {ends_at}",
        "nothing needs to be done; to give another, choose an interval that is to come",
        "tidak perlu tindakan; untuk pelimpahan baru pilih masa yang akan datang", "performance officer",
    ),
    directory_rules.NotYourRater: Problem(
        403, "not-your-rater", "Another person's rater",
        "only employee {employee} says that their rater is wrong",
        "hanya pegawai tersebut yang dapat menyatakan pejabat penilainya keliru",
        "ask the employee, or tell the performance officer", "mintalah kepada pegawai tersebut atau pengelola kinerja",
        "the employee",
    ),
    directory_rules.StillDisputed: Problem(
        409, "still-disputed", "It was said already",
        "the performance officer has not settled the dispute about assignment {assignment} yet",
        "pengelola kinerja belum menyelesaikan sanggahan atas penugasan {assignment}",
        "the officer names another rater or confirms this one; go on drafting meanwhile",
        "pengelola kinerja menetapkan pejabat penilai; sementara itu SKP tetap dapat disusun", "performance officer",
    ),
    directory_rules.NoOpenDispute: Problem(
        409, "no-open-dispute", "Nothing to settle",
        "nobody disputes the rater of assignment {assignment}",
        "tidak ada sanggahan atas pejabat penilai pada penugasan {assignment}",
        "read the list of open disputes", "baca daftar sanggahan yang terbuka", "performance officer",
    ),
    sheet.NoHeaderRow: Problem(
        422, "no-header-row", "No row names the columns",
        "none of the first rows has the columns {needed}", "tidak ada baris judul dengan kolom {needed}",
        "begin with a row of the column names", "awali dengan baris nama kolom", "performance officer",
    ),
    directory_rules.UnitsInARing: Problem(
        422, "units-in-a-ring", "Units would stand in a ring",
        "unit {parent} is unit {unit} itself or stands below it",
        "unit {parent} adalah unit {unit} atau berada di bawahnya",
        "choose a unit that is not below it; or move that one first",
        "pilih unit lain, atau pindahkan unit itu lebih dahulu",
        "performance officer",
    ),
}  # fmt: skip
