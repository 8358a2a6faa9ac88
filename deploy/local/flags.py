"""What the verifiers were told of the evidence before they judged it: the flags, each with what it is based on."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table

from deploy.local.story import Story

__all__ = ["not_as_uploaded", "table_of"]

_FLAGS = {
    "same_content": "isi sama / same content",
    "late": "terlambat / late",
    "uploaded_by_another": "diunggah orang lain / uploaded by another",
    "cannot_open": "tidak dapat dibuka / cannot be opened",
    "name_differs": "nama tidak sesuai isi / name differs",
    "dated_outside": "tanggal di luar periode / dated outside",
    "malware": "perangkat perusak / malware",
}
_WHY = {"damaged": "berkas rusak / damaged", "encrypted": "terkunci / locked"}


def table_of(story: Story) -> Table:
    """A line for each flag of an item, in the order of the items."""
    title = f"Tanda bagi verifikator bukti {story.world.period} / flags for the verifier"
    table = Table(title=title, header_style="bold")
    for column in ("bukti / item", "pegawai / person", "tanda / flag", "dasar / based on"):
        table.add_column(column)
    names = {person.key: f"{person.key} {person.name}" for person in story.world.people}
    for item in story.world.evidence:
        for one in story.flags.get(item.key, ()):
            cells = (item.key, names[item.person], _FLAGS.get(one["flag"], one["flag"]))
            table.add_row(*cells, "; ".join(_basis(one, story)))
    seen = sum(1 for flags in story.flags.values() if not flags)
    table.caption = f"{seen} bukti lain tanpa tanda / more items without a flag; bukan putusan / flags are no verdicts"
    return table


def _basis(flag: Mapping[str, Any], story: Story) -> Iterator[str]:
    based = flag["based_on"]
    match flag["flag"]:
        case "same_content":
            yield from (_use(one, story) for one in based["items"])
        case "late":
            uploaded, deadline = (_local(based[name], story) for name in ("uploaded_at", "deadline"))
            yield f"masuk / came {uploaded}, batas / due {deadline}"
        case "cannot_open":
            yield _WHY.get(based["why"], based["why"])
        case _:
            yield from (f"{name}: {value}" for name, value in based.items())


def _use(use: Mapping[str, Any], story: Story) -> str:
    """Another item of this content; of one that the verifier may not see, only that it is another's."""
    if "item" not in use:
        return "milik pegawai lain / another employee's" if use["by"] == "another_employee" else "miliknya / their own"
    keys = {identity: key for key, identity in story.ids.items()}
    return f"= {keys[use['item']]}, {keys[use['employee']]}, {_local(use['uploaded_at'], story)}"


def _local(instant: str, story: Story) -> str:
    """In the agency's own time."""
    return f"{datetime.fromisoformat(instant).astimezone(ZoneInfo(story.world.cycle.time_zone)):%Y-%m-%d %H:%M}"


def not_as_uploaded(story: Story) -> list[str]:
    """Where the flags are other than those of the files that were made: late, damaged, a colleague's once more.

    What answers a rejection came within its three working days, and is as much in time as what was rejected.
    """
    period = next(one for one in story.world.cycle.periods if one.key == story.world.period)
    zone = ZoneInfo(story.world.cycle.time_zone)
    wrong = []
    for item in story.world.evidence:
        made = {
            "late": item.answers is None and item.at.astimezone(zone).date() > period.evidence_deadline,
            "cannot_open": item.damaged,
            "same_content": item.same_as is not None,
        }
        due = sorted(flag for flag, holds in made.items() if holds)
        found = sorted(one["flag"] for one in story.flags[item.key]) if item.key in story.flags else None
        if found != due:
            wrong.append(f"{item.key} was shown with {found}, and is {due}")
    return wrong
