"""The table of metrics is closed, every metric answers a question, and none tells of a person."""

import re
from pathlib import Path

import pytest

import chassis
from chassis.telemetry import METRICS, Telemetry

HOUSE = Path(chassis.__file__).parents[1]
NAMES = {metric.name for metric in METRICS}


def test_a_metric_outside_the_table_does_not_exist():
    with pytest.raises(KeyError):
        Telemetry().count("ekinerja_made_up_total")


def test_a_metric_is_used_as_the_kind_it_is():
    with pytest.raises(AssertionError):
        Telemetry().set("ekinerja_commands_total", 1.0)


def test_a_counter_counts_by_its_labels():
    telemetry = Telemetry()

    telemetry.count("ekinerja_commands_total", by=3, route="/v1/units", status="201")

    labels = {"route": "/v1/units", "status": "201"}
    assert telemetry.registry.get_sample_value("ekinerja_commands_total", labels) == 3


def test_names_are_given_once_and_say_their_kind():
    assert len(NAMES) == len(METRICS)
    assert {metric.name for metric in METRICS if metric.kind == "counter"} == {
        name for name in NAMES if name.endswith("_total")
    }


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_a_metric_has_a_unit_a_question_and_no_label_that_tells_of_a_person(metric):
    assert metric.unit
    assert len(metric.question) > 10
    assert set(metric.labels) <= {"route", "status", "topic", "reason", "part"}


def test_the_code_uses_every_metric_and_no_other():
    sources = [path.read_text() for folder in ("chassis", "services") for path in (HOUSE / folder).rglob("*.py")]
    elsewhere = [source for source in sources if "METRICS = (" not in source]

    used = {name for source in elsewhere for name in re.findall(r"[\"'](ekinerja_[a-z_]+)[\"']", source)}

    assert used & NAMES == NAMES
    assert {name for name in used - NAMES if name.startswith(("ekinerja_relay", "ekinerja_inbox"))} == set()
