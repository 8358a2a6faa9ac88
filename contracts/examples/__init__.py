"""One whole event of every type, as it would lie on its topic: a made-up employee's third quarter of 2026.

The JSON files beside this module are made from it by the real encoder (`contracts.generate`). They tell
one story, so ids, stream heads and figures agree from file to file. Nobody in it exists.
"""

import json
from typing import Final

from contracts.events import PREFIX
from contracts.examples import afterwards, cycles, deeds, drafts, links, plans, work, years
from contracts.examples.story import AGENCY, Example

__all__ = ["AGENCY", "EXAMPLES", "Example", "example_file_name", "example_files", "example_value"]

EXAMPLES: Final[tuple[Example, ...]] = (
    cycles.EXAMPLES
    + plans.EXAMPLES
    + drafts.EXAMPLES
    + work.EXAMPLES
    + deeds.EXAMPLES
    + links.EXAMPLES
    + afterwards.EXAMPLES
    + years.EXAMPLES
)


def example_file_name(event_type: str) -> str:
    return f"{event_type.removeprefix(PREFIX)}.json"


def example_value(text: str) -> bytes:
    """The recorded bytes behind the text of an example file, which differs from them by white space only."""
    return json.dumps(json.loads(text), separators=(",", ":"), ensure_ascii=False).encode()


def example_files() -> dict[str, str]:
    """Name and text of every example. Raises `ValueError` when a type has two."""
    files = {
        example_file_name(example.event.TYPE): json.dumps(json.loads(example.value()), indent=2, ensure_ascii=False)
        + "\n"
        for example in EXAMPLES
    }
    if len(files) != len(EXAMPLES):
        raise ValueError("two examples of one event type: their files would have one name")
    return dict(sorted(files.items()))
