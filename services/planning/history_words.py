"""What happened to an agreement, and what a version changed, as sentences in Bahasa Indonesia and English. Pure.

Titles are isolated (U+2068, U+2069), so that one in Arabic script does not turn the sentence around it.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contracts.events import Event
from contracts.planning import (
    AgreementClosed,
    AgreementDrafted,
    DialogueEntryWritten,
    PeriodTarget,
    Target,
    TargetAgreed,
    TargetsDrafted,
    TargetsProposed,
)
from services.planning import wording
from services.planning.wording import Said, day_said

__all__ = ["Change", "change_said", "event_said"]

#: One difference, as it is answered: values of JSON by name.
Change = dict[str, Any]

_SIDE = {
    "employee": Said("pegawai", "the employee"), "rater": Said("pejabat penilai", "the rater"),
    "officer": Said("pengelola kinerja", "the performance officer"),
}  # fmt: skip
_ORIGIN = {
    "written": Said("", ""), "spreadsheet": Said(" dari lembar kerja", " from a spreadsheet"),
    "template": Said(" dari templat jabatan", " from a template of the position"),
    "carried_over": Said(" dengan target yang belum tercapai", " with what was not reached before"),
}  # fmt: skip
_ENTRY = {
    "question": Said("Pertanyaan", "A question"), "clarification": Said("Klarifikasi", "A clarification"),
    "answer": Said("Jawaban", "An answer"),
}  # fmt: skip
_FIELD = {
    "title": Said("judul", "title"), "kind": Said("jenis", "kind"), "weight": Said("bobot", "weight"),
    "supports": Said("hasil pimpinan yang didukung", "superior's result it supports"),
    "aspect": Said("aspek", "aspect"), "unit_of_measure": Said("satuan", "unit of measure"),
    "whole": Said("satuan utuh", "whole units"), "direction": Said("arah", "direction"),
    "accumulation": Said("akumulasi", "accumulation"), "target": Said("target tahunan", "target of the year"),
    "maximum": Said("nilai tertinggi yang mungkin", "highest attainable value"),
    "of_result": Said("hasil kerja tempatnya", "work result it stands under"),
    "resources": Said("dukungan sumber daya", "resources needed"),
    "accountability": Said("skema pertanggungjawaban", "accountability scheme"),
    "consequences": Said("konsekuensi", "consequences"),
}  # fmt: skip
_PART = {"result": Said("hasil kerja", "work result"), "indicator": Said("indikator", "indicator")}
_DONE = {"added": Said("Ditambahkan", "Added"), "removed": Said("Dihapus", "Removed")}
_CODES = {
    "aspect": wording.ASPECT, "direction": wording.DIRECTION, "accumulation": wording.ACCUMULATION,
    "kind": wording.KIND,
}  # fmt: skip
_NONE = Said("tidak ada", "none")
_YES, _NO = Said("ya", "yes"), Said("tidak", "no")


def event_said(event: Event) -> Said:
    """What happened, in one sentence; an event of a later release by its name."""
    match event:
        case AgreementDrafted():
            first, last = day_said(event.starts_on), day_said(event.ends_on)
            return Said(f"SKP dibuat untuk {first.id} s.d. {last.id}.", f"Drafted for {first.en} to {last.en}.")
        case TargetsDrafted():
            side, origin = wording.of(_SIDE, event.by), wording.of(_ORIGIN, event.origin)
            return Said(f"Draf disimpan oleh {side.id}{origin.id}.", f"A draft was kept by {side.en}{origin.en}.")
        case TargetsProposed():
            side, why = _SIDE[event.proposed_by], _revision(event)
            return Said(
                f"Usulan {event.proposal} diajukan oleh {side.id}{why.id}.",
                f"Proposal {event.proposal} was made by {side.en}{why.en}.",
            )
        case DialogueEntryWritten():
            side, kind = _SIDE[event.written_by], _ENTRY[event.kind]
            return Said(f"{kind.id} ditulis oleh {side.id}.", f"{kind.en} was written by {side.en}.")
        case TargetAgreed():
            day, why = day_said(event.valid_from), _because(event)
            return Said(
                f"Versi {event.agreement_version} disepakati, berlaku mulai {day.id}{why.id}.",
                f"Version {event.agreement_version} was agreed, in force from {day.en}{why.en}.",
            )
        case AgreementClosed():
            day, reason = day_said(event.closes_on), wording.of(wording.REASON, event.reason_code)
            return Said(f"Ditutup; hari terakhir {day.id} ({reason.id}).", f"Closed; last day {day.en} ({reason.en}).")
    name = type(event).__name__
    return Said(name, name)


def _revision(event: TargetsProposed) -> Said:
    if event.revision is None:
        return Said("", "")
    day, why = day_said(event.revision.valid_from), _because(event)
    return Said(f" sebagai revisi mulai {day.id}{why.id}", f" as a revision from {day.en}{why.en}")


def _because(event: TargetsProposed | TargetAgreed) -> Said:
    if event.revision is None:
        return Said("", "")
    reason = wording.of(wording.REASON, event.revision.reason_code)
    return Said(f" (alasan: {reason.id})", f" (reason: {reason.en})")


def change_said(change: Change, supported: Mapping[UUID, str]) -> Said:
    """One change in one sentence; `supported` has the titles of what results support."""
    if change["part"] == "annexes":
        return _annex_said(change)
    title, part = f"\u2068{change['title']}\u2069", _PART[change["of"]]
    if change["change"] != "changed":
        done, target = _DONE[change["change"]], change.get("to") or change.get("from")
        at = wording.target_said(Target(**target), change["unit"]) if target else None
        more = Said(f", target {at.id}", f", target {at.en}") if at else Said("", "")
        return Said(f"{done.id}: {part.id} {title}{more.id}.", f"{done.en}: {part.en} {title}{more.en}.")
    field = _field(change)
    before = {**change, "unit": change.get("unit_before", change.get("unit"))}
    was, now = _value(before, change["from"], supported), _value(change, change["to"], supported)
    return Said(
        f"{part.id.capitalize()} {title}: {field.id} dari {was.id} menjadi {now.id}.",
        f"{part.en.capitalize()} {title}: {field.en} from {was.en} to {now.en}.",
    )


def _annex_said(change: Change) -> Said:
    annex = _FIELD[change["field"]]
    if change["change"] == "changed":
        return Said(f"Lampiran {annex.id}: urutan berubah.", f"Annex {annex.en}: the order changed.")
    done, line = _DONE[change["change"]], f"\u2068{change['to'] or change['from']}\u2069"
    return Said(f"Lampiran {annex.id}: {done.id.lower()} {line}.", f"Annex {annex.en}: {done.en.lower()} {line}.")


def _field(change: Change) -> Said:
    if change["field"] == "targets":
        period = wording.period_said(change["period"])
        return Said(f"target {period.id}", f"target of {period.en}")
    return wording.of(_FIELD, change["field"])


def _value(change: Change, value: Any, supported: Mapping[UUID, str]) -> Said:  # Any: a field's value in JSON
    """A field's value in words."""
    field = change["field"]
    if value is None:
        not_due = Said("tidak jatuh tempo", "not due")
        return not_due if field == "targets" else _NONE
    if field == "targets":
        return wording.target_said(PeriodTarget(period=change["period"], **value), change["unit"])
    if field == "target":
        return wording.target_said(Target(**value), change["unit"])
    if field in ("weight", "maximum"):
        return wording.number_said(value)
    if field == "supports":
        title = supported.get(UUID(value["id"]), value["id"])
        how = wording.of(wording.TAKEN_OVER, value["taken_over"])
        return Said(f"\u2068{title}\u2069 ({how.id})", f"\u2068{title}\u2069 ({how.en})")
    if isinstance(value, bool):
        return _YES if value else _NO
    if field in _CODES:
        return Said(*(word.lower() for word in wording.of(_CODES[field], value)))
    return Said(f"\u2068{value}\u2069", f"\u2068{value}\u2069")
