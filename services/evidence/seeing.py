"""Whom an item concerns: who may read its record, its file and what was written of it."""

from chassis.call import Call
from chassis.errors import Forbidden
from chassis.texts import StoredText
from contracts.evidence import EvidenceUploaded, LinkSubmitted
from contracts.planning import TargetAgreed
from services.evidence import commands, projections
from services.evidence.domain import Item, evolve_item

__all__ = ["concerns", "is_party", "may_read_text", "others", "reads_all"]


def reads_all(call: Call) -> bool:
    """Whether the caller may read every item's record; files and texts are for those they concern only."""
    return call.has("auditor") or call.has("officer")


def is_party(call: Call, agreed: TargetAgreed) -> bool:
    """Whether the caller is the employee, acts as rater now, or as the rater's superior."""
    if call.is_one_of(agreed.employee):
        return True
    place = projections.place_of(call.runtime.projection, agreed.employee, agreed.assignment)
    if call.is_one_of(*projections.acting(call.runtime.projection, place, call.now)):
        return True
    return call.is_one_of(*commands.superiors_of(call.runtime, place.rater if place else None, agreed.year))


def concerns(call: Call, about: EvidenceUploaded | LinkSubmitted) -> bool:
    if call.is_one_of(about.employee):
        return True
    agreed = commands.agreement_of(call.runtime, about.agreement)
    return is_party(call, agreed)


def others(call: Call) -> Forbidden:
    return call.forbid(
        "this evidence is another person's", "bukti ini milik orang lain",
        "the employee, the rater in force or the rater's superior",
        "pegawai, pejabat penilainya, atau atasan pejabat penilai",
    )  # fmt: skip


def may_read_text(call: Call, text: StoredText) -> bool:
    """A file's name, a link's address, the reason of a rejection: for whom the file is, also the rater's superior.

    The superior judges items after the deadline and decides objections: on a rejection, one reads why it was.
    """
    about = call.runtime.store.folded(text.stream, Item(), evolve_item).state.about
    if about is None:
        return False
    agreed = projections.agreed_versions(call.runtime.projection, about.agreement)
    return call.is_one_of(about.employee) or (bool(agreed) and is_party(call, agreed[-1]))
