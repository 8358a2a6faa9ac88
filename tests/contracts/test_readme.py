"""What the subscriber's page says is true: its links, its tables, its worked example, its ten lines."""

import re
from decimal import Decimal
from fractions import Fraction
from uuid import UUID, uuid5

import pytest
from aiokafka.partitioner import DefaultPartitioner

from contracts.envelope import CONTENT_TYPE, MAX_EVENT_BYTES, namespace
from contracts.events import EVENT_TYPES, PREFIX
from contracts.examples import AGENCY, EXAMPLES, Example
from contracts.generate import CONTRACTS
from contracts.schema_files import envelope_schema
from contracts.topics import TOPICS

PAGE = (CONTRACTS / "README.md").read_text(encoding="utf-8")
LINKS = sorted(set(re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE)))
ATTRIBUTES = dict(re.findall(r"^\| `([a-z]+)` \| (yes|no) \|", PAGE, re.MULTILINE))
STREAMS = re.findall(r"^\| ([a-z]+) \| [^|]+ \| `([^`]+)` \|$", PAGE, re.MULTILINE)
#: Fewest lines that still remember, commit what is done and no more, and survive a restart.
CONSUMER_LINES = 10


@pytest.mark.parametrize("link", LINKS)
def test_a_link_leads_to_a_file(link: str) -> None:
    assert (CONTRACTS / link).exists()


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_every_type_is_listed_with_its_schema_and_example(event_type: str) -> None:
    name = event_type.removeprefix(PREFIX)

    assert f"| `{name}` |" in PAGE
    assert {f"schemas/{name}.schema.json", f"examples/{name}.json"} <= set(LINKS)


def test_the_table_of_attributes_is_the_envelope() -> None:
    schema = envelope_schema()

    assert list(ATTRIBUTES) == list(schema["properties"])
    assert [name for name, always in ATTRIBUTES.items() if always == "yes"] == schema["required"]


@pytest.mark.parametrize("told", EXAMPLES, ids=lambda one: one.event.TYPE)
def test_every_event_lies_in_a_stream_of_the_table(told: Example) -> None:
    """By its id, made of what the event says; a year stands in `year`, in `period` or, of a goal, in `first_year`."""
    said = told.event.model_dump(mode="json")
    said |= {"year": said.get("year") or said.get("first_year") or said.get("period")}
    names = [name for service, name in STREAMS if service == told.event.SERVICE]

    ids = {
        uuid5(namespace(AGENCY), made) if ":" in made else UUID(made)
        for made in (re.sub(r"<(\w+)>", lambda field: str(said.get(field[1])), name) for name in names)
        if "None" not in made
    }

    assert told.stream in ids


def test_the_worked_key_lies_in_the_partition_named() -> None:
    (worked,) = re.findall(r"the key `([0-9a-f-]{36})` lies in partition (\d+) of each", PAGE)
    partitions = list(range(TOPICS[0].partitions))

    assert DefaultPartitioner()(worked[0].encode(), partitions, partitions) == int(worked[1])


def test_the_worked_value_shows_its_fraction() -> None:
    (worked,) = re.findall(r'\{"exact": "([^"]+)", "shown": "([^"]+)"\}', PAGE)

    assert abs(Fraction(worked[0]) - Fraction(Decimal(worked[1]))) <= Fraction(1, 200)


def test_the_content_type_and_the_limit_are_those_of_the_encoder() -> None:
    assert f"`{CONTENT_TYPE}`" in PAGE
    assert f"at most {MAX_EVENT_BYTES // 1024} KiB" in PAGE


def test_the_consumer_has_ten_lines() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)

    assert sum(bool(line.strip()) for line in code.splitlines()) == CONSUMER_LINES
