"""Proves that every final can be recomputed by a stranger, and that a changed history is found out.

Reads the topics from offset zero with nothing but Kafka: no service and no database is asked.
"""

from dataclasses import dataclass
from decimal import Decimal

from chassis.settings import KafkaSettings
from contracts.envelope import SERVICES
from contracts.realization import RealizationReported
from services.evaluation.replay.history import History, read_history, with_changed_realization
from services.evaluation.replay.recompute import Difference, Verdict, recompute, recompute_all

__all__ = ["Proof", "Tampering", "prove", "tamper"]


@dataclass(frozen=True)
class Tampering:
    """One realization changed in a copy of the history, and what the comparison then says."""

    changed: str
    was: str
    now: str
    differences: tuple[Difference, ...]

    @property
    def named(self) -> bool:
        """Whether the comparison failed and named the changed input."""
        return bool(self.differences) and self.changed in self.differences[0].what


@dataclass(frozen=True)
class Proof:
    """What a stranger finds in the topics."""

    history: History
    verdicts: tuple[Verdict, ...]
    tampering: Tampering

    @property
    def holds(self) -> bool:
        whole = not (self.history.broken or self.history.strangers)
        return whole and bool(self.verdicts) and all(one.equal for one in self.verdicts) and self.tampering.named


async def prove(settings: KafkaSettings) -> Proof:
    """Recompute every final from the topics, then change one realization in a copy and compare again."""
    history = await read_history(settings, SERVICES)
    verdicts = tuple(recompute_all(history))
    return Proof(history, verdicts, tamper(history, verdicts))


def tamper(history: History, verdicts: tuple[Verdict, ...]) -> Tampering:
    """Change one realization that counted in a final, in a copy of the history."""
    finals = {(one.stream, one.version) for one in history.finals()}
    for verdict in (one for one in verdicts if (one.stream, one.version) in finals):
        for line in (line for result in verdict.final.results for line in result.indicators):
            if line.report is None or line.work_not_done:
                continue
            head = line.report
            reported = next(one.event for one in history.streams[head.stream] if one.version == head.version)
            assert isinstance(reported, RealizationReported)
            changed = str(Decimal(reported.value) + 1)
            copy = with_changed_realization(history, head.stream, head.version, changed)
            final = next(one for one in copy.streams[verdict.stream] if one.version == verdict.version)
            found = recompute(copy, final).differences
            return Tampering(f"{head.stream}:{head.version}", reported.value, changed, found)
    raise LookupError("no final counts a realization; there is nothing to tamper with")
