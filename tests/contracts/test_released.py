"""The promise kept on the real folder: released files are whole, compatible with the drafts, and readable today.

With nothing released yet the list and the folder must both be empty; from the first release on, the same
tests hold every edition and every stored sample against today's code, both ways.
"""

import json
from pathlib import Path

from contracts.compatibility import incompatibilities
from contracts.envelope import decode, read
from contracts.events import Event
from contracts.examples import AGENCY, example_file_name, example_files, example_value
from contracts.generate import CONTRACTS
from contracts.release import DIGESTS, Released, faults, pending, released_schemas, sample_name
from contracts.schema_files import ENVELOPE_FILE, schema_files
from tests.contracts.validators import LIBRARIES, accepted_by, keyed_as_recorded

DRAFTS = CONTRACTS / "schemas"
FOLDER = DRAFTS / "released"
RELEASED = released_schemas(FOLDER)
OF_EVENTS = [one for one in RELEASED if f"{one.contract}.schema.json" != ENVELOPE_FILE]
BOTH = list(LIBRARIES)


def sample_of(one: Released) -> Path:
    return one.path.with_name(sample_name(one.path.name))


def todays(text: str) -> Event:
    value = example_value(text)
    event = json.loads(value)
    service = event["type"].split(".")[1]
    return decode(read(value, agency=AGENCY, service=service, key=event["partitionkey"].encode()))


def test_no_released_file_was_edited_deleted_or_put_there_by_hand() -> None:
    assert faults(FOLDER) == ()


def test_the_list_of_digests_names_exactly_the_files_of_the_folder() -> None:
    listed = [line.split("  ")[1] for line in (FOLDER / DIGESTS).read_text().splitlines()]

    assert sorted(listed) == sorted(path.name for path in FOLDER.iterdir() if path.name != DIGESTS)


def test_every_draft_could_be_released_as_it_is() -> None:
    added = pending(DRAFTS, CONTRACTS / "examples", FOLDER)

    last = {one.contract: one.path.read_text(encoding="utf-8") for one in RELEASED}
    changed = {name for name, text in schema_files().items() if last.get(name.removesuffix(".schema.json")) != text}
    assert len(changed) == sum(name.endswith(".schema.json") for name in added)


def test_every_edition_is_compatible_with_the_ones_before() -> None:
    pairs = [(a, b) for a, b in zip(RELEASED, RELEASED[1:], strict=False) if a.contract == b.contract]

    assert [reason for a, b in pairs for reason in incompatibilities(a.schema(), b.schema())] == []


def test_todays_reader_reads_every_stored_sample() -> None:
    unread = [one.path.name for one in OF_EVENTS if not todays(sample_of(one).read_text(encoding="utf-8"))]

    assert unread == []


def test_every_stored_sample_has_the_key_that_todays_code_would_give_it() -> None:
    samples = [sample_of(one).read_text(encoding="utf-8") for one in OF_EVENTS]

    assert [text for text in samples if not keyed_as_recorded(text, todays(text))] == []


def test_every_stored_sample_fits_every_edition_of_its_contract() -> None:
    wrong = [
        (schema.path.name, sample_of(one).name)
        for one in OF_EVENTS
        for schema in OF_EVENTS
        if schema.contract == one.contract
        and accepted_by(schema.schema(), json.loads(sample_of(one).read_text(encoding="utf-8"))["data"]) != BOTH
    ]

    assert wrong == []


def test_every_released_schema_accepts_what_is_written_today() -> None:
    today = {name: json.loads(text) for name, text in example_files().items()}
    wrong = [
        one.path.name
        for one in OF_EVENTS
        if (example := today.get(example_file_name(one.contract))) is not None
        and accepted_by(one.schema(), example["data"]) != BOTH
    ]

    assert wrong == []
