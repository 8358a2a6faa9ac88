"""A year's cycle as this service has seen it."""

from collections.abc import Sequence

from chassis.errors import Unknown
from chassis.projection import Kept
from chassis.runtime import Runtime
from contracts.readings import cycle_dates

__all__ = ["cycle_of"]


def cycle_of(runtime: Runtime, year: int) -> Sequence[Kept]:
    """The events of an opened cycle, in order; never none. Raises `Unknown`."""
    cycle = runtime.projection.of_stream(runtime.stream(f"cycle:{year}"))
    if not cycle_dates(kept.event for kept in cycle)[2]:
        raise Unknown(
            detail=f"there is no cycle {year}, as far as this service has seen",
            pesan=f"siklus {year} tidak ditemukan",
            mend="the performance officer opens the year's cycle; if that was just now, send Ekinerja-Seen of that"
            " answer along",
            perbaikan="pengelola kinerja membuka siklus tahun itu; bila baru saja dibuka, sertakan Ekinerja-Seen dari"
            " jawabannya",
            who_must_act="performance officer",
        )
    return cycle
