"""`make demo`: the whole path on real parts, from agreed targets to scores that a stranger recomputes.

Starts a real Kafka, a real PostgreSQL and the five services, plays one quarter of the sample world over HTTP,
prints what the verifiers were told of the evidence and every person's result, then empties evaluation's projections
and proves each final from the topics alone.
Exit 0 and nothing left running; any failure is a non-zero exit with the cause in one line.
"""

import asyncio
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from chassis.settings import KafkaSettings
from deploy.local import flags
from deploy.local.cascade import cascade_of, tree_of
from deploy.local.client import Client
from deploy.local.proof import Proof, prove
from deploy.local.stack import Stack
from deploy.local.story import MOST_HEADS, Story, play
from deploy.sample import world as sample

__all__ = ["Failed", "compare_with_expected", "finals_of", "main"]

CATCH_UP_S = 60.0
#: The unit whose cascade is printed: the Bidang Bimbingan Masyarakat Islam.
CASCADE_OF = "u-bimas"


class Failed(RuntimeError):
    """The demo found something wrong; the text is the cause in one line."""


def finals_of(stack: Stack, story: Story) -> dict[str, dict[str, Any]]:
    """Every person's final by the sample's key, as the auditor reads it."""
    client = Client(stack.urls, story.seen)
    try:
        read = {}
        for final in story.world.finalizations:
            path = f"/v1/agreements/{story.ids[f'{final.person}/skp']}/evaluations/{story.world.period}"
            read[final.person] = client.get("evaluation", path, story.tokens["auditor"])
    finally:
        client.close()
    return read


def compare_with_expected(story: Story, finals: dict[str, dict[str, Any]]) -> list[str]:
    """What differs from the eight results worked out by hand; empty when all are equal."""
    keys = {identity: key for key, identity in story.ids.items()}
    wrong = []
    for row in sample.expected():
        final = finals[row.person]
        found = {
            "score_exact": final["score"]["exact"],
            "score_shown": final["score"]["shown"],
            "score_with_excluded_exact": final["score_with_excluded"]["exact"],
            "score_with_excluded_shown": final["score_with_excluded"]["shown"],
            "advised_result": final["advised"]["result"],
            "advised_behaviour": final["advised"]["behaviour"],
            "given_result": final["given"]["result"],
            "given_behaviour": final["given"]["behaviour"],
            "predicate": final["predicate"],
            "exclusions": tuple((keys[one["indicator"]], one["code"]) for one in final["exclusions"]),
        }
        for name, value in found.items():
            if value != getattr(row, name):
                wrong.append(f"{row.person}: {name} is {value}, by hand {getattr(row, name)}")
    return wrong


def _table(story: Story, finals: dict[str, dict[str, Any]]) -> Table:
    keys = {identity: key for key, identity in story.ids.items()}
    table = Table(title=f"Evaluasi kinerja {story.world.period} / performance evaluation", header_style="bold")
    columns = (
        "pegawai / person",
        "skor / score",
        "hasil kerja / result",
        "perilaku / behaviour",
        "predikat / predicate",
    )
    for column in (*columns, "tidak dihitung / excluded"):
        table.add_column(column)
    names = {person.key: person.name for person in story.world.people}
    for person, final in sorted(finals.items()):
        advised, given = final["advised"], final["given"]
        departed = {rating for rating in ("result", "behaviour") if given[rating] != advised.get(rating)}
        excluded = Counter(one["code"] for one in final.get("exclusions", ()))
        shown = ", ".join(
            f"{keys[one['indicator']].split('/', 1)[1]} {one['code']}" for one in final.get("exclusions", ())
        )
        table.add_row(
            f"{person} {names[person]}{' *' if final['head_of_unit'] else ''}",
            final["score"]["shown"] if "score" in final else "-",
            _rating(given["result"]) + (" !" if "result" in departed else ""),
            _rating(given["behaviour"]) + (" !" if "behaviour" in departed else ""),
            final["predicate"].replace("_", " "),
            shown if excluded else "",
        )
    table.caption = "* pimpinan unit / head of unit (rating from the unit's achievement)   ! departs from the advice"
    return table


def _rating(word: str) -> str:
    return {"above_expectation": "di atas", "meets_expectation": "sesuai", "below_expectation": "di bawah"}[word]


def _digest(stack: Stack, story: Story) -> dict[str, Any]:
    client = Client(stack.urls, story.seen)
    try:
        return client.get("evaluation", "/v1/projection/digest", story.tokens["auditor"])
    finally:
        client.close()


def _all_arrived(stack: Stack, story: Story) -> None:
    """Wait until evaluation's projection holds all that was played: a digest taken before would lack some of it."""
    client = Client(stack.urls, story.seen)
    heads = list(story.seen.heads)
    try:
        for start in range(0, len(heads), MOST_HEADS):
            path, seen = f"/v1/evaluations/{story.world.period}", heads[start : start + MOST_HEADS]
            client.get("evaluation", path, story.tokens["auditor"], seen=seen)
    finally:
        client.close()


def _emptied_and_refilled(stack: Stack, story: Story, before: dict[str, Any]) -> tuple[str, float]:
    """Put an empty projection in evaluation's place and wait until it is as the one before; (its schema, seconds)."""
    stack.cli("evaluation", "rebuild", "evaluation", "--in-place")
    started = time.monotonic()
    while True:
        now = _digest(stack, story)
        if now["schema"] == before["schema"]:  # equal digests would prove nothing
            raise Failed(f"evaluation still answers from {now['schema']}: its projections were not emptied")
        if now["digest"] == before["digest"]:
            return now["schema"], time.monotonic() - started
        if time.monotonic() - started > CATCH_UP_S:
            raise Failed(f"evaluation's projections are not as before {CATCH_UP_S:.0f} s after they were emptied")
        time.sleep(0.2)


def _tell(console: Console, proof: Proof, story: Story) -> None:
    history = proof.history
    console.print(
        f"read {history.records} records of five topics from offset 0: {len(history.streams)} streams,"
        f" {history.duplicates} duplicates, {len(history.strangers)} strangers"
    )
    if history.broken or history.strangers:
        found = [f"stream {stream} is broken: {why}" for stream, why in history.broken.items()]
        found += [f"not an event of ours: {stranger}" for stranger in history.strangers]
        raise Failed(f"{len(found)} things on the topics are not as they were recorded, first: {found[0]}")
    wrong = [verdict for verdict in proof.verdicts if not verdict.equal]
    for verdict in wrong[:5]:
        console.print(f"  {verdict.final.agreement}: {verdict.differences[0]}", style="red")
    finals = len(story.world.finalizations)
    if not proof.holds or len(proof.verdicts) != finals:
        raise Failed(_cause(proof, finals))
    told = f"{len(proof.verdicts)} finals recomputed: score, advice, exclusions and predicate are equal"
    console.print(told, style="green")
    tampering = proof.tampering
    console.print(
        f"changed one realization in a copy: report {tampering.changed} from {tampering.was} to {tampering.now}"
    )
    for difference in tampering.differences[:3]:
        console.print(f"  found out: {difference}", style="yellow")


def _cause(proof: Proof, finals: int) -> str:
    """Why the proof does not hold for as many finals as were recorded."""
    wrong = [verdict for verdict in proof.verdicts if not verdict.equal]
    if wrong:
        first = f"{wrong[0].final.agreement}: {wrong[0].differences[0]}"
        return f"{len(wrong)} of {len(proof.verdicts)} finals cannot be recomputed from the topics, first {first}"
    if len(proof.verdicts) != finals:
        return f"{finals} finals were recorded, and the topics hold {len(proof.verdicts)}"
    if not proof.tampering.named:
        return f"the changed realization {proof.tampering.changed} was not found out"
    return "the proof does not hold"


def _run(console: Console, run_dir: Path) -> None:
    began = time.monotonic()
    with Bars(
        TextColumn("{task.description:32}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    ) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(title: str, done: int, total: int) -> None:
            if title not in tasks or done == 0:
                tasks[title] = bars.add_task(title, total=total)
            bars.update(tasks[title], completed=done)

        stack = Stack(run_dir, progress=lambda words: console.print(words, style="dim"))
        stack.start()
        try:
            console.print(f"Kafka, PostgreSQL and five services are up after {stack.started_in_s:.1f} s")
            story = play(stack, progress)
            bars.stop()
            _show_and_prove(console, stack, story)
        finally:
            stack.stop()
    console.print(f"done in {time.monotonic() - began:.0f} s; nothing is left running", style="bold green")


def _show_and_prove(console: Console, stack: Stack, story: Story) -> None:
    console.print(flags.table_of(story))
    if wrong := flags.not_as_uploaded(story):
        raise Failed(f"the flags of {len(wrong)} items are not those of their files, first: {wrong[0]}")
    finals = finals_of(stack, story)
    console.print(_table(story, finals))
    console.print(tree_of(cascade_of(stack, story, CASCADE_OF), story))
    if wrong := compare_with_expected(story, finals):
        raise Failed(f"{len(wrong)} values differ from expected.csv, first: {wrong[0]}")
    by_hand = "eight people's results equal those worked out by hand (deploy/sample/expected.csv)"
    console.print(by_hand, style="green")
    _all_arrived(stack, story)
    before = _digest(stack, story)
    schema, seconds = _emptied_and_refilled(stack, story, before)
    console.print(
        f"evaluation's projections emptied ({before['events']} events in {before['schema']} are gone)"
        f" and {schema} filled from the topics in {seconds:.1f} s: the same digest {before['digest'][:16]}..."
    )
    proof = asyncio.run(prove(KafkaSettings(agency=stack.agency, kafka=stack.kafka.bootstrap)))
    _tell(console, proof, story)


def main() -> int:
    """Run the demo; 0 when everything held."""
    # What is printed comes from topics, services and the sample: nothing in it is markup.
    console = Console(width=None if sys.stdout.isatty() else 160, markup=False, emoji=False)
    run_dir = Path(tempfile.mkdtemp(prefix="ekinerja-demo-"))
    try:
        _run(console, run_dir)
    except KeyboardInterrupt:
        console.print("interrupted")
        return 130
    except Exception as error:  # noqa: BLE001  # the outermost edge: one line, and the logs stay for a look
        cause = " ".join(str(error).split()) or type(error).__name__
        told = f"failed: {cause[:600]} (logs: {run_dir}/logs)"
        console.print(told, style="bold red", highlight=False, soft_wrap=True)
        return 1
    shutil.rmtree(run_dir, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
