"""The release machinery, proved on a made-up contract in a folder of its own before anything real is released.

It must refuse an edit, a deletion and whatever is not an added optional field, and pass what is; and every
sample ever stored must be readable by today's reader, as today's events must be by every released schema.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from contracts.envelope import Act, encode, read
from contracts.events import EVENT_TYPES, Event, PersonalEvent
from contracts.examples import example_file_name, example_value
from contracts.generate import CONTRACTS
from contracts.release import (
    DIGESTS,
    SEAL,
    NotCompatible,
    faults,
    main,
    pending,
    release,
    released_schemas,
    sample_name,
    seal,
)
from contracts.schema_files import as_text, event_schema, schema_file_name
from contracts.upcasting import upcast
from tests.contracts.fixture.first import leave as first
from tests.contracts.fixture.second import leave as second
from tests.contracts.fixture.third import leave as third
from tests.contracts.validators import LIBRARIES, accepted_by, keyed_as_recorded

AGENCY = "made-up"
SOMEBODY = UUID("00000000-0000-4000-8000-000000000001")
STREAM = UUID("00000000-0000-4000-8000-000000000002")
V1 = "leave.LeaveGranted.v1.schema.json"
V1_1 = "leave.LeaveGranted.v1.1.schema.json"
V2 = "leave.LeaveGranted.v2.schema.json"

FIRST = first.LeaveGranted(
    employee=SOMEBODY, starts_on=date(2026, 6, 29), days=3, stretches=(first.Stretch(kind="rest"),)
)
SECOND = second.LeaveGranted(employee=SOMEBODY, starts_on=date(2026, 6, 29), days=2, reason_code="rest")
THIRD = third.LeaveGranted(employee=SOMEBODY, starts_on=date(2026, 6, 29), ends_on=date(2026, 7, 1))


@dataclass(frozen=True)
class Contracts:
    """A folder of contracts: drafts, examples and what is released."""

    root: Path

    @property
    def drafts(self) -> Path:
        return self.root / "schemas"

    @property
    def examples(self) -> Path:
        return self.root / "examples"

    @property
    def released(self) -> Path:
        return self.drafts / "released"

    def draft(self, event: Event) -> None:
        """Writes the schema and the example of `event` as today's code would."""
        act = Act(actor=str(SOMEBODY), command_id=STREAM, correlation_id="c", now=datetime(2026, 6, 15, tzinfo=UTC))
        value = encode(event, stream=STREAM, version=1, agency=AGENCY, act=act)
        self.write(event, event_schema(type(event)))
        (self.examples / example_file_name(event.TYPE)).write_text(as_text(json.loads(value)))

    def write(self, event: Event, schema: dict[str, Any]) -> None:
        (self.drafts / schema_file_name(event.TYPE)).write_text(as_text(schema))

    def release(self) -> tuple[str, ...]:
        return release(self.drafts, self.examples, self.released)

    def digests(self) -> list[str]:
        return (self.released / DIGESTS).read_text().splitlines()


@pytest.fixture
def contracts(tmp_path: Path) -> Contracts:
    made = Contracts(tmp_path)
    made.released.mkdir(parents=True)
    made.examples.mkdir()
    (made.released / DIGESTS).touch()
    seal(made.released)
    return made


@pytest.fixture
def after_v1(contracts: Contracts) -> Contracts:
    contracts.draft(FIRST)
    contracts.release()
    return contracts


@pytest.fixture
def after_all(after_v1: Contracts) -> Contracts:
    after_v1.draft(SECOND)
    after_v1.release()
    (after_v1.drafts / V1).unlink()  # the class of the first major is gone; its upcaster stays
    after_v1.draft(THIRD)
    after_v1.release()
    return after_v1


def todays_reader(text: str) -> third.LeaveGranted:
    value = example_value(text)
    envelope = read(value, agency=AGENCY, service="leave", key=json.loads(value)["partitionkey"].encode())
    latest, data = upcast(envelope.type, json.loads(bytes(envelope.data)), third.FIXTURE_UPCASTERS)
    assert latest == third.LeaveGranted.TYPE
    return third.LeaveGranted.model_validate_json(json.dumps(data))


def test_the_fixture_is_no_part_of_our_contracts() -> None:
    assert all(issubclass(event, PersonalEvent) for event in (type(FIRST), type(SECOND), type(THIRD)))
    assert not any("leave" in event_type for event_type in EVENT_TYPES)


def test_what_is_really_released_is_as_it_was_released() -> None:
    assert faults(CONTRACTS / "schemas" / "released") == ()


def test_the_first_release_copies_the_draft_and_its_sample(contracts: Contracts) -> None:
    contracts.draft(FIRST)

    added = contracts.release()

    assert added == (V1, sample_name(V1))
    assert (contracts.released / V1).read_bytes() == (contracts.drafts / V1).read_bytes()
    assert [line.split("  ")[1] for line in contracts.digests()] == list(added)
    assert faults(contracts.released) == ()


def test_nothing_new_releases_nothing(after_v1: Contracts) -> None:
    before = after_v1.digests()

    assert after_v1.release() == ()
    assert after_v1.digests() == before


def test_an_edit_of_a_released_file_is_found_and_stops_the_next_release(after_v1: Contracts) -> None:
    path = after_v1.released / V1

    path.write_text(path.read_text().replace("integer", "number"))

    assert faults(after_v1.released) == (f"{V1}: edited after its release",)
    with pytest.raises(NotCompatible, match="edited after its release"):
        after_v1.release()


def test_a_deletion_of_a_released_file_is_found_and_stops_the_next_release(after_v1: Contracts) -> None:
    (after_v1.released / V1).unlink()

    assert faults(after_v1.released) == (f"{V1}: released, but deleted",)
    with pytest.raises(NotCompatible, match="released, but deleted"):
        after_v1.release()


def test_an_edition_deleted_together_with_its_digest_is_found(after_all: Contracts) -> None:
    (after_all.released / V1).unlink()
    kept = [line for line in after_all.digests() if not line.endswith(f"  {V1}")]
    (after_all.released / DIGESTS).write_text("\n".join(kept) + "\n")

    assert faults(after_all.released) == (UNSEALED, "leave.LeaveGranted.v1: edition 1 without edition 0")


UNSEALED = f"{DIGESTS}: not as it was sealed by the last release"


def test_everything_deleted_together_with_the_whole_list_is_found_and_stops_the_next_release(
    after_all: Contracts,
) -> None:
    """As if nothing had ever been released; the next release would have begun from nothing."""
    for path in after_all.released.iterdir():
        path.unlink()
    (after_all.released / DIGESTS).touch()

    assert faults(after_all.released) == (UNSEALED,)
    with pytest.raises(NotCompatible, match="not as it was sealed"):
        after_all.release()


def test_the_last_contract_deleted_together_with_its_digests_is_found(after_all: Contracts) -> None:
    kept = [line for line in after_all.digests() if ".v2." not in line]
    for path in after_all.released.glob("*.v2.*"):
        path.unlink()
    (after_all.released / DIGESTS).write_text("\n".join(kept) + "\n")

    assert faults(after_all.released) == (UNSEALED,)


def test_a_list_without_a_seal_is_found(after_v1: Contracts) -> None:
    after_v1.released.with_name(SEAL).unlink()

    assert faults(after_v1.released) == (UNSEALED,)


def test_the_seal_and_the_list_are_read_by_sha256sum(after_v1: Contracts) -> None:
    for folder, file in ((after_v1.drafts, SEAL), (after_v1.released, DIGESTS)):
        for line in (folder / file).read_text().splitlines():
            digest, _, name = line.partition("  ")

            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_a_file_put_there_by_hand_is_found(after_v1: Contracts) -> None:
    (after_v1.released / V1_1).write_text("{}")

    assert faults(after_v1.released) == (f"{V1_1}: not released by contracts.release",)


def test_a_file_listed_twice_is_found(after_v1: Contracts) -> None:
    with (after_v1.released / DIGESTS).open("a") as digests:
        digests.write(after_v1.digests()[0] + "\n")

    assert faults(after_v1.released) == (UNSEALED, f"{V1}: listed twice")


def test_an_added_optional_field_is_a_further_edition_beside_the_first(after_v1: Contracts) -> None:
    first_edition = (after_v1.released / V1).read_bytes()
    after_v1.draft(SECOND)

    added = after_v1.release()

    assert added == (V1_1, sample_name(V1_1))
    assert (after_v1.released / V1).read_bytes() == first_edition
    assert faults(after_v1.released) == ()


def test_a_new_required_field_is_refused_and_nothing_is_written(after_v1: Contracts) -> None:
    schema = event_schema(second.LeaveGranted)
    after_v1.write(FIRST, schema | {"required": [*schema["required"], "reason_code"]})
    before = sorted(after_v1.released.iterdir())

    with pytest.raises(NotCompatible, match="data.reason_code: now required; make a new major"):
        after_v1.release()

    assert sorted(after_v1.released.iterdir()) == before
    assert faults(after_v1.released) == ()


def test_one_bad_draft_stops_the_good_ones_too(after_v1: Contracts) -> None:
    after_v1.draft(THIRD)
    after_v1.write(FIRST, event_schema(first.LeaveGranted) | {"properties": {}})

    with pytest.raises(NotCompatible) as refusal:
        after_v1.release()

    assert "data.days: removed" in str(refusal.value)
    assert not (after_v1.released / V2).exists()


def test_each_edition_is_compared_with_the_last_one(after_all: Contracts) -> None:
    after_all.draft(FIRST)  # as if the second edition's fields had been taken away again

    with pytest.raises(NotCompatible, match="data.reason: removed"):
        pending(after_all.drafts, after_all.examples, after_all.released)


def test_a_new_major_is_a_contract_of_its_own(after_all: Contracts) -> None:
    assert [one.path.name for one in released_schemas(after_all.released)] == [V1, V1_1, V2]
    assert faults(after_all.released) == ()


@pytest.mark.parametrize(
    ("schema", "last_day"), [(V1, date(2026, 7, 1)), (V1_1, date(2026, 6, 30)), (V2, date(2026, 7, 1))]
)
def test_todays_reader_reads_the_sample_of_every_edition(schema: str, last_day: date, after_all: Contracts) -> None:
    granted = todays_reader((after_all.released / sample_name(schema)).read_text())

    assert granted == third.LeaveGranted(employee=SOMEBODY, starts_on=date(2026, 6, 29), ends_on=last_day)


def test_a_type_that_got_another_key_is_found(after_all: Contracts) -> None:
    class Rekeyed(third.LeaveGranted):
        KEY = "starts_on"

    text = (after_all.released / sample_name(V2)).read_text()

    assert keyed_as_recorded(text, THIRD)
    assert not keyed_as_recorded(text, Rekeyed(**THIRD.model_dump()))


def test_readers_of_the_first_edition_accept_what_the_second_writes_and_the_other_way(after_all: Contracts) -> None:
    samples = {name: json.loads((after_all.released / sample_name(name)).read_text())["data"] for name in (V1, V1_1)}
    schemas = {one.path.name: one.schema() for one in released_schemas(after_all.released)}

    assert accepted_by(schemas[V1], samples[V1_1]) == list(LIBRARIES)
    assert accepted_by(schemas[V1_1], samples[V1]) == list(LIBRARIES)
    assert accepted_by(schemas[V2], samples[V1]) == []


@pytest.mark.parametrize("argument", ["--help", "--dry-run"])
def test_asking_for_help_releases_nothing(argument: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["release", argument])
    monkeypatch.setattr("contracts.release.release", lambda *_: pytest.fail("released"))

    with pytest.raises(SystemExit):
        main()


def test_drafts_that_are_out_of_date_are_not_released(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["release"])
    monkeypatch.setattr("contracts.release.outdated", lambda: [Path("planning.TargetAgreed.v1.schema.json")])
    monkeypatch.setattr("contracts.release.release", lambda *_: pytest.fail("released"))

    assert main() == 1
    assert "run `make schemas` first" in capsys.readouterr().err
