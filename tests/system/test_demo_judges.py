"""What the demo makes of what it finds: it ends well when all is well, and otherwise with 1 and the cause in one line.

Pure: the stack and the topics are made of paper, since only what the demo decides is looked at. The demo on real parts
is in `test_demo.py`.
"""

import re
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy.local import demo
from deploy.local.client import Seen
from deploy.local.proof import Proof, Tampering
from deploy.sample import world as sample
from services.evaluation.replay.history import History
from services.evaluation.replay.recompute import Difference, Verdict
from tests.system.test_demo import PEOPLE, all_as_by_hand


class PaperStack:
    """What the demo asks of a stack, and nothing runs."""

    agency, kafka, started_in_s, urls = "kanwil-contoh", SimpleNamespace(bootstrap="nowhere"), 0.0, {}

    def __init__(self, run_dir, progress):
        self._progress = progress

    def start(self):
        self._progress("fetching [/x]")

    def stop(self):
        pass


def verdict(*differences):
    return Verdict(uuid.uuid4(), 1, SimpleNamespace(agreement="[/skp]"), differences)


@dataclass
class Found:
    """What the demo finds; a test makes one thing of it wrong."""

    story: SimpleNamespace
    finals: dict
    verdicts: list
    named: str = "realization (report s:1)"

    @property
    def proof(self) -> Proof:
        tampering = Tampering("s:1", "[/1]", "2", (Difference(self.named, "1", "2"),))
        return Proof(History({}, {}), tuple(self.verdicts), tampering)


@pytest.fixture
def found(monkeypatch, tmp_path):
    """All is well, as far as the demo can see: `demo.main()` looks at what is here and not at a stack."""
    story, finals = all_as_by_hand()
    one = Found(story, finals, [verdict() for _ in story.world.finalizations])

    async def prove(_):
        return one.proof

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(demo, "Stack", PaperStack)
    monkeypatch.setattr(demo, "play", lambda *_: one.story)
    monkeypatch.setattr(demo, "finals_of", lambda *_: one.finals)
    monkeypatch.setattr(demo, "_all_arrived", lambda *_: None)
    monkeypatch.setattr(demo, "_digest", lambda *_: {"events": 9, "schema": "projection_1", "digest": "d" * 64})
    monkeypatch.setattr(demo, "_emptied_and_refilled", lambda *_: ("projection_2", 0.1))
    monkeypatch.setattr(demo, "prove", prove)
    monkeypatch.setattr(demo, "cascade_of", lambda *_: {})
    monkeypatch.setattr(demo, "tree_of", lambda *_: "Kaskade")
    return one


def test_where_all_is_well_the_demo_ends_well(found, capsys):
    assert demo.main() == 0
    assert f"{PEOPLE} finals recomputed" in capsys.readouterr().out


def a_final_differs(found):
    found.verdicts[6] = verdict(Difference("score", "[/100]", "99"))


def a_final_is_missing(found):
    found.verdicts.pop()


def no_final_is_there(found):
    found.verdicts.clear()


def the_tampering_is_not_named(found):
    found.named = "realization (report s:2)"


def a_result_is_not_as_by_hand(found):
    found.finals[sample.expected()[0].person]["predicate"] = "kurang"


def a_flag_is_not_that_of_the_file(found):
    found.story.flags[next(one.key for one in found.story.world.evidence if one.damaged)] = []


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (a_flag_is_not_that_of_the_file, "the flags of 1 items are not those of their files, first: e-"),
        (a_final_differs, "1 of 60 finals cannot be recomputed from the topics, first [/skp]: score: the final says"),
        (a_final_is_missing, "60 finals were recorded, and the topics hold 59"),
        (no_final_is_there, "60 finals were recorded, and the topics hold 0"),
        (the_tampering_is_not_named, "the changed realization s:1 was not found out"),
        (a_result_is_not_as_by_hand, "1 values differ from expected.csv, first: p-"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_one_thing_that_is_not_well_ends_the_demo_with_1_and_its_cause_in_one_line(found, capsys, broken, told):
    broken(found)

    code = demo.main()

    printed = capsys.readouterr().out.splitlines()
    assert code == 1
    assert [line for line in printed if line.startswith("failed:")] == printed[-1:]
    assert printed[-1].startswith(f"failed: {told}")


def test_what_was_played_has_arrived_when_each_of_its_heads_was_waited_for(monkeypatch):
    asked = []

    class Asked:
        def __init__(self, *_):
            pass

        def get(self, service, path, _token, *, seen=()):
            asked.append((service, path, tuple(seen)))

        def close(self):
            pass

    monkeypatch.setattr(demo, "Client", Asked)
    heads = {f"stream {number}": 1 for number in range(230)}
    story = SimpleNamespace(seen=Seen(heads), world=sample.load(), tokens={"auditor": "a"})

    demo._all_arrived(PaperStack("", None), story)

    assert {(service, path) for service, path, _ in asked} == {("evaluation", "/v1/evaluations/2026Q2")}
    assert [stream for *_, seen in asked for stream in seen] == list(heads)
    assert max(len(seen) for *_, seen in asked) <= 100


def test_the_demo_waits_before_it_takes_the_digest(found, monkeypatch):
    done = []
    for name, answer in (
        ("_all_arrived", None),
        ("_digest", {"events": 9, "schema": "s", "digest": "d"}),
        ("_emptied_and_refilled", ("t", 0.1)),
    ):
        monkeypatch.setattr(demo, name, lambda *_, name=name, answer=answer: done.append(name) or answer)

    assert demo.main() == 0
    assert done == ["_all_arrived", "_digest", "_emptied_and_refilled"]


def test_the_demo_writes_no_markup_that_would_be_printed_as_it_stands():
    tags = re.findall(r"\[/?(?:bold|dim|red|green|yellow)[a-z ]*\]", Path(demo.__file__).read_text())

    assert tags == []
