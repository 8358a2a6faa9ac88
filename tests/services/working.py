"""Work done, given back and talked about by a newcomer: every command of realization once, in a sound order."""

from typing import Any

from tests.services import newcomers
from tests.services.conftest import OPEN_PERIOD, Office, eventually
from tests.services.newcomers import Newcomer

DAY = "2026-07-01"
TITLE = "Jumlah laporan"  # of the newcomer's one indicator
DAILY = "Rencana Aksi,Tanggal,Jam Mulai,Jam Selesai,Kegiatan Harian,Realisasi,Satuan,Bukti Dukung\n"


def employed(office: Office) -> Newcomer:
    """Somebody with an agreement that realization knows."""
    return arrived(office, newcomers.employed(office))


def arrived(office: Office, person: Newcomer) -> Newcomer:
    """The same person, once realization has all that was made of them."""
    path, seen = path_of(person, f"realizations/{OPEN_PERIOD}"), person.seen("realization")
    eventually(lambda: office.get("realization", path, person.token, Ekinerja_Seen=seen))
    return person


def path_of(person: Newcomer, rest: str) -> str:
    return f"/v1/agreements/{person.made['agreement']}/{rest}"


def deed(person: Newcomer, **changed: Any) -> dict[str, Any]:
    """An activity as it is sent."""
    plain = {
        "indicator": person.made["indicator"], "day": DAY, "begins": "08:00", "ends": "09:30", "amount": "1",
        "unit_of_measure": "laporan", "text": "Menyusun laporan triwulan",
    }  # fmt: skip
    return {name: value for name, value in {**plain, **changed}.items() if value is not None}


def do(office: Office, person: Newcomer, rest: str, body: Any = None, who: str = "") -> dict[str, Any]:
    """A command on the newcomer's agreement that must be accepted, by themself unless said; its answer."""
    return newcomers.command(office, person, "realization", path_of(person, rest), who or person.token, body)


def sheet(office: Office, person: Newcomer, where: str, content: str | bytes, who: str = "", **asked: str):
    """Send a sheet, CSV unless it is bytes of an XLSX; where: the whole path."""
    kind = "text/csv" if isinstance(content, str) else XLSX
    body = content.encode() if isinstance(content, str) else content
    query = "&".join(f"{name}={value}" for name, value in asked.items() if name != "Idempotency_Key")
    headers = {"Content_Type": kind, "Ekinerja_Seen": person.seen("realization") or None}
    headers |= {name: value for name, value in asked.items() if name == "Idempotency_Key"}
    return office.post("realization", f"{where}?{query}", who or person.token, body, **headers)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def do_everything(office: Office, person: Newcomer) -> None:
    """Each command of realization once; reports apart."""
    first = do(office, person, "activities", deed(person))["activity"]
    second = do(office, person, "activities", deed(person, begins="10:00", ends="11:00"))["activity"]
    do(office, person, "activities/bulk", {"activities": [deed(person, begins="13:00", ends=None)]})
    do(office, person, f"activities/{first}/correction", deed(person, amount="2"))
    do(office, person, f"activities/{second}/withdrawal", {"reason_code": "entered_twice"})
    person.made["activity"] = first
    reports = f"realizations/{OPEN_PERIOD}"
    value = {"indicator": person.made["indicator"], "value": "5"}
    account = do(office, person, f"{reports}/bulk", {"reports": [value]})
    version = int(account["lines"][0]["made"]["version"])
    given_back = {"reason_code": "value_unclear", "comment": "Laporan yang mana?", **value, "version": version}
    given_back.pop("value")
    do(office, person, f"{reports}/returns", given_back, office.rater)
    feedback = do(office, person, "feedback", {"value": "harmonious", "text": "Rukun."}, office.colleague)
    do(office, person, f"feedback/{feedback['feedback']}/answer", {"text": "Terima kasih."})
    session = {"held_on": DAY, "topic": "Menulis", "agreements": "Satu draf", "follow_up_on": "2026-07-02"}
    held = do(office, person, "coaching", session, office.rater)
    office.get("realization", "/v1/coaching/due", office.rater, Ekinerja_Seen=person.seen("realization"))
    do(office, person, f"coaching/{held['session']}/follow-up", {"outcome": "done", "note": "Selesai."}, office.rater)
    record = f"/v1/employees/{person.id}"
    month = {"month": "2026M01", "working_days": 20, "present": 20, "late": 0, "absent": 0}
    newcomers.command(office, person, "realization", f"{record}/attendance", "officer", month)
    imposed = {"imposed_on": "2026-02-03", "grade": "light"}
    made = newcomers.command(office, person, "realization", f"{record}/sanctions", "officer", imposed)
    withdrawal = f"{record}/sanctions/2026/{made['sanction']}/withdrawal"
    newcomers.command(office, person, "realization", withdrawal, "officer", {"reason_code": "lifted"})
    _sheets(office, person, reports)


def _sheets(office: Office, person: Newcomer, reports: str) -> None:
    """Every import, checked and then recorded, with a bad line that is left out."""
    daily = DAILY + f"{TITLE},{DAY},,,Rapat,1,kali,\n{TITLE},kemarin,,,Rapat,1,kali,\n"
    values = f"Indikator,Realisasi\n{TITLE},6\nTidak ada,6\n"
    months = (
        f"Pegawai,Bulan,Hari Kerja,Hadir,Terlambat,Alpa\n{person.id},2026-02,20,19,1,1\n{person.id},2026-03,20,1,0,0\n"
    )
    sanctions = f"Pegawai,Tanggal,Tingkat\n{person.id},2026-02-04,berat\nx,2026-02-04,berat\n"
    for where, content, who in (
        (path_of(person, "activities/imports"), daily, ""),
        (path_of(person, f"{reports}/imports"), values, ""),
        ("/v1/attendance/imports", months, "officer"),
        ("/v1/sanctions/imports", sanctions, "officer"),
    ):
        assert sheet(office, person, where, content, who).status_code == 200
        answer = sheet(office, person, where, content, who, dry_run="false", on_error="skip")
        assert answer.status_code == 201, answer.text
        person.note("realization", answer)
