"""How it is told, in both languages, that evidence cannot be found false, or was already."""

from chassis.problems import Problem
from contracts.refusals import Refusal
from services.evidence import domain, false_evidence

__all__ = ["FALSE_EVIDENCE"]

FALSE_EVIDENCE: dict[type[Refusal], Problem] = {
    domain.FoundFalse: Problem(
        409, "found-false", "It was found false",
        "item {item} was found false: nothing more is said of it", "bukti {item} sudah dinyatakan palsu",
        "look at the evaluations that used it", "periksa evaluasi yang memakainya", "rater",
    ),
    false_evidence.NotVerified: Problem(
        409, "not-verified", "Nobody vouched for it",
        "item {item} is verified for nothing, so no result rests on it",
        "bukti {item} tidak pernah diverifikasi, sehingga tidak ada hasil yang bertumpu padanya",
        "reject it instead", "tolak bukti tersebut", "rater",
    ),
    false_evidence.NotYoursToFind: Problem(
        403, "not-yours-to-find", "The rater or the superior finds it",
        "item {item} is found false by the rater in force or the rater's superior",
        "bukti ini dinyatakan palsu oleh pejabat penilai atau atasannya",
        "tell one of them", "sampaikan kepada salah satunya", "rater",
    ),
}  # fmt: skip
