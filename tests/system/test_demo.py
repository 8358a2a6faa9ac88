"""`make demo` as a user runs it: every person's result, the proof of each, and nothing left running.

Expected results are the sample's own, worked out by hand; the demo compares them and must say so.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import psutil
import pytest
from rich.console import Console

import deploy
from deploy.local import demo
from deploy.local.proof import Proof, Tampering
from deploy.sample import world as sample
from services.evaluation.replay.history import History
from tests.system.flagged import flags_of

HOUSE = Path(deploy.__file__).parents[1]
TIMEOUT_S = 600
PEOPLE = 60
FLAGS = {"late": "terlambat", "same_content": "isi sama", "cannot_open": "tidak dapat dibuka"}
ANY_ID = defaultdict(str)
BY_HAND = 8
#: The demo, but a service refuses the first step.
REFUSED = """
import sys
from deploy.local import demo

def refused(*_):
    raise RuntimeError("409 the rater\\nhas left")

demo.play = refused
sys.exit(demo.main())
"""


def environment(folder, **given):
    """The demo's folders lie where the test can see what is left of them."""
    return {**os.environ, "TMPDIR": str(folder), "COLUMNS": "160", **given}


def processes_in(folder):
    """Processes that name a folder: in their command line, their environment or where they stand."""
    found = []
    for process in psutil.process_iter():
        try:
            told = [*process.cmdline(), *process.environ().values(), process.cwd()]
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
        if process.pid != os.getpid() and any(str(folder) in one for one in told):
            found.append(process.cmdline())
    return found


def run(folder, *instead, **given):
    """Run the demo to its end, as `make demo` does."""
    command = [sys.executable, *(instead or ("-m", "deploy.local.demo"))]
    options = {"cwd": HOUSE, "env": environment(folder, **given), "timeout": TIMEOUT_S}
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


@pytest.fixture(scope="module")
def folder():
    """A short path: sockets lie in it."""
    with tempfile.TemporaryDirectory(prefix="ek-demo-") as made:
        yield Path(made)


@pytest.fixture(scope="module")
def the_demo(folder):
    return run(folder)


def cells_of(line):
    """What stands in the columns of a table's line."""
    return [cell.strip() for cell in re.split("[│|]", line)]


def rows(printed):
    """The table's rows by person: what stands in each column."""
    lines = [line for line in printed.splitlines() if re.match(r"^[│|] p-\d{3} ", line)]
    cells = [cells_of(line)[1:-1] for line in lines]
    return {row[0].split()[0]: row[1:] for row in cells}


def tree(printed):
    """The lines of the cascade."""
    lines = printed.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("Kaskade "))
    last = next(number for number, line in enumerate(lines) if "equal those worked out by hand" in line)
    return "\n".join(lines[first:last])


@pytest.mark.kafka
@pytest.mark.postgres
class TestPlayed:
    """One run of the whole demo, looked at from all sides."""

    def test_it_ends_well(self, the_demo):
        assert the_demo.returncode == 0, the_demo.stdout[-3000:] + the_demo.stderr[-3000:]

    def test_every_person_stands_in_the_table_once(self, the_demo):
        world = sample.load()

        table = rows(the_demo.stdout)

        assert set(table) == {one.person for one in world.finalizations}
        assert len(table) == PEOPLE

    @pytest.mark.parametrize("expected", sample.expected(), ids=lambda one: one.person)
    def test_the_results_worked_out_by_hand_are_printed(self, the_demo, expected):
        score, result, behaviour, predicate, excluded = rows(the_demo.stdout)[expected.person]

        assert score == expected.score_shown
        assert result.rstrip(" !") == demo._rating(expected.given_result)
        assert behaviour.rstrip(" !") == demo._rating(expected.given_behaviour)
        assert predicate == expected.predicate.replace("_", " ")
        assert bool(excluded) == bool(expected.exclusions)

    def test_the_verifiers_flags_of_late_repeated_and_broken_files_are_printed(self, the_demo):
        world = sample.load()

        lines = [line for line in the_demo.stdout.splitlines() if re.match(r"^[│|] e-\d{4} ", line)]

        told = {(cells[1], cells[3].partition(" / ")[0]) for cells in map(cells_of, lines)}
        copy = next(one for one in world.evidence if one.same_as)
        assert told == {(key, FLAGS[one["flag"]]) for key, found in flags_of(world, ANY_ID).items() for one in found}
        assert (copy.key, "isi sama") in told
        assert f"= {copy.same_as}, " in next(line for line in lines if copy.key in line)
        assert {flag for _, flag in told} == set(FLAGS.values())

    def test_the_cascade_of_a_bidang_is_printed_from_the_goal_down_to_every_one_of_its_people(self, the_demo):
        world, unit = sample.load(), demo.CASCADE_OF
        objectives = [one for one in world.objectives if one.unit == unit]
        results = [
            (one.person, result)
            for one in world.agreements
            if one.unit == unit
            for result in one.results
            if result.supports
        ]

        printed = " ".join(re.sub("[│├└─|`+]|-- ", " ", tree(the_demo.stdout)).split())

        goal = next(one.title for one in world.goals if one.key == "goal-3")
        assert printed.startswith("Kaskade 2026: Bidang Bimbingan Masyarakat Islam")
        assert [one.title for one in objectives if one.title not in printed] == []
        assert f"sasaran Renstra: {goal}" in printed
        assert [key for key, result in results if f"{key} {result.title}" not in printed] == []
        assert len({key for key, _ in results}) == 5

    def test_all_by_hand_are_compared_and_every_final_is_recomputed(self, the_demo):
        assert len(sample.expected()) == BY_HAND
        assert "eight people's results equal those worked out by hand" in the_demo.stdout
        assert f"{PEOPLE} finals recomputed: score, advice, exclusions and predicate are equal" in the_demo.stdout

    def test_the_projections_were_empty_and_are_as_before(self, the_demo):
        printed = " ".join(the_demo.stdout.split())

        emptied = re.search(r"emptied \((\d+) events in (\S+) are gone\) and (\S+) filled from the topics in", printed)

        assert int(emptied[1]) > PEOPLE
        assert emptied[2] != emptied[3]

    def test_a_changed_realization_is_found_out_by_name(self, the_demo):
        printed = " ".join(the_demo.stdout.split())
        changed = re.search(r"changed one realization in a copy: report (\S+) from", printed)[1]

        assert re.search(rf"found out: realization of indicator \S+ \(report {changed}\)", printed)

    def test_nothing_is_left(self, the_demo, folder):
        assert processes_in(folder) == []
        assert list(folder.glob("ekinerja-demo-*")) == []


# -- what would not be well -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        ("the 7th final\ndiffers", "the 7th final differs"),
        ("no such file: [/x]", r"no such file: \[/x\]"),
        ("[main] ended with 1", r"\[main\] ended with 1"),
        ("at 12:30 :warning: [red]", r"at 12:30 :warning: \[red\]"),
        ("", "Failed"),
    ],
)
def test_a_failure_inside_is_one_line_and_no_success(monkeypatch, capsys, tmp_path, raised, told):
    def fails(*_):
        raise demo.Failed(raised)

    monkeypatch.setattr(demo, "_run", fails)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    code = demo.main()

    printed = capsys.readouterr().out.splitlines()
    assert code == 1
    assert len(printed) == 1
    assert re.fullmatch(rf"failed: {told} \(logs: \S+/logs\)", printed[0])


@pytest.mark.kafka
@pytest.mark.postgres
def test_a_step_refused_while_all_is_up_ends_the_demo_with_its_cause_and_nothing_left(folder):
    ended = run(folder, "-c", REFUSED)

    assert ended.returncode == 1, ended.stdout[-3000:] + ended.stderr[-3000:]
    assert "five services are up" in ended.stdout
    assert cause(ended) == ["failed: 409 the rater has left"]
    assert "Traceback" not in ended.stdout + ended.stderr
    assert processes_in(folder) == []


def test_a_stack_that_cannot_start_ends_the_demo_with_what_to_set(folder):
    ended = run(folder, EKINERJA_STACK="borrowed")

    assert ended.returncode == 1
    assert cause(ended) == ["failed: EKINERJA_STACK is 'borrowed'; it can be embedded, containers or external"]
    assert processes_in(folder) == []


def cause(ended):
    """The lines that say why the demo failed, without the place of its logs."""
    return [line.partition(" (logs: ")[0] for line in ended.stdout.splitlines() if line.startswith("failed:")]


def test_projections_that_were_not_emptied_are_no_proof(monkeypatch):
    before = {"schema": "projection_1", "digest": "d", "events": 9}
    monkeypatch.setattr(demo, "_digest", lambda *_: before)
    stack = SimpleNamespace(cli=lambda *_: None)

    with pytest.raises(demo.Failed, match="still answers from projection_1"):
        demo._emptied_and_refilled(stack, SimpleNamespace(), before)


def final_as(one, keys):
    """What the auditor would read of a result that is as worked out by hand."""
    return {
        "score": {"exact": one.score_exact, "shown": one.score_shown},
        "score_with_excluded": {"exact": one.score_with_excluded_exact, "shown": one.score_with_excluded_shown},
        "advised": {"result": one.advised_result, "behaviour": one.advised_behaviour},
        "given": {"result": one.given_result, "behaviour": one.given_behaviour},
        "predicate": one.predicate,
        "exclusions": [{"indicator": keys[indicator], "code": code} for indicator, code in one.exclusions],
        "head_of_unit": False,
    }


def all_as_by_hand():
    """A story and finals in which everything is as worked out by hand."""
    world, indicators = sample.load(), [indicator for one in sample.expected() for indicator, _ in one.exclusions]
    keys = {key: f"id of {key}" for key in (*indicators, *(one.key for one in (*world.evidence, *world.people)))}
    story = SimpleNamespace(ids=keys, world=world, flags=flags_of(world, keys))
    return story, {one.person: final_as(one, keys) for one in sample.expected()}


@pytest.fixture
def as_by_hand():
    return all_as_by_hand()


def test_equal_results_are_equal(as_by_hand):
    assert demo.compare_with_expected(*as_by_hand) == []


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("predicate", "kurang", "predicate is kurang, by hand"),
        ("score", {"exact": "1/3", "shown": "0.33"}, "score_exact is 1/3, by hand"),
        ("exclusions", [{"indicator": "id of nothing", "code": "rejected"}], "exclusions"),
    ],
)
def test_a_result_that_differs_from_the_one_by_hand_is_named(as_by_hand, field, value, named):
    story, finals = as_by_hand
    story.ids["nothing"] = "id of nothing"
    person = sample.expected()[-1].person
    finals[person][field] = value

    wrong = demo.compare_with_expected(story, finals)

    assert wrong[0].startswith(f"{person}: {named}")


@pytest.mark.parametrize(
    ("advised", "given", "code", "marked"),
    [
        ("meets_expectation", "meets_expectation", None, False),
        ("meets_expectation", "meets_expectation", "value_below_confirmed", False),
        ("meets_expectation", "above_expectation", "conduct", True),
        ("meets_expectation", "above_expectation", "value_below_confirmed", True),
    ],
)
def test_a_departure_is_marked_where_another_rating_was_given_than_advised(as_by_hand, advised, given, code, marked):
    story, finals = as_by_hand
    person = sample.expected()[-1].person
    final = finals[person] | {
        "head_of_unit": False,
        "advised": {"result": "meets_expectation", "behaviour": advised},
        "given": {"result": "meets_expectation", "behaviour": given},
        "departures": [{"rating": "behaviour", "reason_code": code}] if code else [],
        "exclusions": [],
    }

    table = demo._table(story, {person: final})

    assert [column._cells[0].endswith(" !") for column in table.columns[2:4]] == [False, marked]


@pytest.mark.parametrize(
    ("differences", "verdicts", "holds"),
    [
        ((), (SimpleNamespace(equal=True),), False),
        (("another",), (SimpleNamespace(equal=True),), False),
        (("realization (report s:1)",), (), False),
        (("realization (report s:1)",), (SimpleNamespace(equal=False),), False),
        (("realization (report s:1)",), (SimpleNamespace(equal=True),), True),
    ],
    ids=["tampering not found", "tampering not named", "no finals", "a final differs", "all is well"],
)
def test_a_proof_holds_only_if_every_final_is_equal_and_the_tampering_named(differences, verdicts, holds):
    found = tuple(SimpleNamespace(what=one) for one in differences)

    proof = Proof(History({}, {}), verdicts, Tampering("s:1", "1", "2", found))

    assert proof.holds is holds


@pytest.mark.parametrize(
    ("history", "cause"),
    [
        (
            History({}, {}, strangers=("ekinerja.notify.v1/3 offset 7: no JSON",)),
            "not an event of ours: ekinerja.notify",
        ),
        (History({}, {}, broken={UUID(int=1): "version 2 is missing"}), f"stream {UUID(int=1)} is broken: version 2"),
    ],
    ids=["a stranger", "a gap"],
)
def test_topics_that_are_not_whole_prove_nothing(history, cause):
    named = Tampering("s:1", "1", "2", (SimpleNamespace(what="realization (report s:1)"),))
    proof = Proof(history, (SimpleNamespace(equal=True),), named)
    story = SimpleNamespace(world=SimpleNamespace(finalizations=(1,)))

    with pytest.raises(demo.Failed, match=cause):
        demo._tell(Console(quiet=True), proof, story)

    assert not proof.holds
