"""What is looked up beside what is explained, and is no input of the result; and how it is told.

Of a report that counts: that it came late, or counts by the decision of an objection. Of a reason: what it says, to
whoever may read it. Of an amendment: what it changed, and what stood before. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from contracts.evaluation import CountedItem, Departure
from contracts.values import StreamHead, TextRef
from services.evaluation.finals import Amended, Final
from services.evaluation.words import CAUSE, DEPARTURE, Said, of

__all__ = ["CLOSED", "ERASED", "NOTHING", "LookedUp", "Read", "amendment_shown", "departures_shown", "evidence_shown"]

_READMITTED = Said(
    "laporan ini dihitung karena putusan keberatan, tanpa bukti dukung yang diverifikasi",
    "this report counts by the decision of an objection, without verified evidence",
)


class Read(NamedTuple):
    """A written reason as its reader finds it: what it says, or None and `said` why not."""

    body: str | None
    said: Said = Said("tertulis", "as written")

    def plain(self) -> dict[str, Any]:
        return {"body": self.body, **self.said.plain()}


CLOSED = Read(
    None,
    Said(
        "hanya terbaca oleh pegawai, pejabat penilai, dan yang memutuskan keberatan",
        "read only by the employee, the rater, and whoever decides on an objection",
    ),
)
ERASED = Read(None, Said("teks ini sudah dihapus", "this text was erased"))


@dataclass(frozen=True)
class LookedUp:
    """By default nothing of it.

    late: what is said of a report that came after its deadline. texts: reasons by id; one that is missing is closed to
    the reader. told: the final, then its amendments, each with its version; at: the version that is explained.
    """

    late: Mapping[StreamHead, Said] = field(default_factory=dict)
    texts: Mapping[UUID, Read] = field(default_factory=dict)
    told: Sequence[tuple[int, Final | Amended]] = ()
    at: int = 0

    @property
    def amendment(self) -> Amended | None:
        """The amendment that is explained; None: it is the final, or nothing is final."""
        return next((one for version, one in self.told if version == self.at and isinstance(one, Amended)), None)

    @property
    def readmitted(self) -> frozenset[UUID]:
        """The evidence that decisions so far let count; an earlier amendment stays in force."""
        return frozenset(item for one in self._amended() for item in one.readmitted.items)

    def of_report(self, report: StreamHead | None) -> list[Said]:
        """What else there is to say of the report that counts."""
        if report is None:
            return []
        late = [self.late[report]] if report in self.late else []
        by_decision = any(report in one.readmitted.reports for one in self._amended())
        return [*late, *([_READMITTED] if by_decision else [])]

    def read(self, ref: TextRef) -> dict[str, Any]:
        """A reason, as its reader finds it."""
        return self.texts.get(ref.text, CLOSED).plain()

    def _amended(self) -> list[Amended]:
        return [one for version, one in self.told if version <= self.at and isinstance(one, Amended)]


#: Of what is explained from the event alone.
NOTHING = LookedUp()


def departures_shown(departures: Sequence[Departure], beside: LookedUp) -> list[dict[str, Any]]:
    return [
        {**one.model_dump(mode="json"), "read": beside.read(one.reason), **of(DEPARTURE, one.reason_code).plain()}
        for one in departures
    ]


def evidence_shown(items: Sequence[CountedItem], beside: LookedUp) -> list[dict[str, Any]]:
    """The items of a line; what counts by a decision is not called verified, which nobody said of it."""

    def state(one: CountedItem) -> str:
        return "readmitted" if one.state == "verified" and one.item in beside.readmitted else one.state

    return [{**one.model_dump(mode="json"), "state": state(one)} for one in items]


def amendment_shown(beside: LookedUp) -> dict[str, Any]:
    """`amendment`: of what is explained, None of a final. `replaced_by`: the version that counts in its place."""
    last = beside.told[-1][0] if beside.told else beside.at
    return {"amendment": _amendment(beside), "replaced_by": last if last != beside.at else None}


def _amendment(beside: LookedUp) -> dict[str, Any] | None:
    amended = beside.amendment
    if amended is None:
        return None
    return {
        "cause": amended.cause,
        "original": amended.original.model_dump(mode="json"),
        "reason": amended.reason.model_dump(mode="json"),
        "read": beside.read(amended.reason),
        "readmitted": amended.readmitted.model_dump(mode="json"),
        "finding": amended.finding.model_dump(mode="json") if amended.finding else None,
        "before": [
            {"version": version, "predicate": one.predicate, "score": one.score.model_dump() if one.score else None}
            for version, one in beside.told
            if version < beside.at
        ],
        **of(CAUSE, amended.cause).plain(),
    }
