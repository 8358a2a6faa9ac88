"""Releases the contracts: `python -m contracts.release` (`make release-contracts`).

Copies the drafts that differ from the last released edition, with today's example of each as the stored
sample, to `schemas/released/`. That folder is append-only: its `SHA256SUMS` lists every file in the order
of release, and nothing here ever changes or removes one. `schemas/released.sha256` holds the digest of that
list, outside the folder, so that files do not go together with their lines unnoticed. A draft that is not
compatible stops the release before anything is written. `a.B.v1.schema.json` is the first edition of a
major, `a.B.v1.1.schema.json` the next; all have the same `$id`.
"""

import hashlib
import json
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from contracts.compatibility import incompatibilities
from contracts.generate import CONTRACTS, outdated
from contracts.schema_files import ENVELOPE_FILE

__all__ = [
    "DIGESTS",
    "SEAL",
    "NotCompatible",
    "Released",
    "faults",
    "main",
    "pending",
    "release",
    "released_schemas",
    "sample_name",
    "seal",
]

#: One line a file, as `sha256sum -c` reads it.
DIGESTS: Final = "SHA256SUMS"
#: Beside the folder, one line for the list itself, read likewise.
SEAL: Final = "released.sha256"

_SCHEMA: Final = ".schema.json"
_SAMPLE: Final = ".sample.json"
_STEM: Final = re.compile(r"(?P<contract>cloudevent|[a-z]+\.[A-Za-z0-9]+\.v[1-9]\d*)(\.(?P<edition>[1-9]\d*))?")


class NotCompatible(ValueError):
    """Drafts that may not be released: each line names the file, the place in it, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Released:
    """One released schema: `contract` is `planning.TargetAgreed.v1`, `edition` counts from 0 within it."""

    contract: str
    edition: int
    path: Path

    def schema(self) -> dict[str, Any]:  # Any: a parsed JSON Schema
        parsed: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        return parsed


def sample_name(schema_name: str) -> str:
    """Name of the stored sample beside a released schema."""
    return schema_name.removesuffix(_SCHEMA) + _SAMPLE


def _file_name(contract: str, edition: int) -> str:
    return f"{contract}{f'.{edition}' if edition else ''}{_SCHEMA}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def released_schemas(folder: Path) -> tuple[Released, ...]:
    """Every released schema, each contract's editions in order."""
    found = []
    for path in folder.glob(f"*{_SCHEMA}"):
        if match := _STEM.fullmatch(path.name.removesuffix(_SCHEMA)):
            found.append(Released(match["contract"], int(match["edition"] or 0), path))
    return tuple(sorted(found, key=lambda one: (one.contract, one.edition)))


def _listed(folder: Path) -> Iterator[tuple[str, str]]:
    for line in (folder / DIGESTS).read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest


def _sealed(folder: Path) -> str:
    return f"{_digest((folder / DIGESTS).read_bytes())}  {folder.name}/{DIGESTS}\n"


def seal(folder: Path) -> None:
    """Write the digest of the list of digests as it stands: at a release, and once for the empty list."""
    folder.with_name(SEAL).write_text(_sealed(folder), encoding="utf-8")


def faults(folder: Path) -> tuple[str, ...]:
    """What breaks the promise that released files stay as they are; empty when all is well.

    Only the seal of the list is trusted, so whoever rewrites file, list and seal is seen in their history, not here.
    """
    held = folder.with_name(SEAL)
    listed = list(_listed(folder))
    names = {name for name, _ in listed}
    present = {path.name for path in folder.iterdir() if path.name != DIGESTS}
    editions = {(one.contract, one.edition) for one in released_schemas(folder)}
    return (
        *(
            (f"{DIGESTS}: not as it was sealed by the last release",)
            if not held.is_file() or held.read_text(encoding="utf-8") != _sealed(folder)
            else ()
        ),
        *(f"{name}: listed twice" for name in sorted(names) if [n for n, _ in listed].count(name) > 1),
        *(f"{name}: released, but deleted" for name in sorted(names - present)),
        *(f"{name}: not released by contracts.release" for name in sorted(present - names)),
        *(
            f"{name}: edited after its release"
            for name, digest in listed
            if name in present and _digest((folder / name).read_bytes()) != digest
        ),
        *(
            f"{contract}: edition {edition} without edition {edition - 1}"
            for contract, edition in sorted(editions)
            if edition and (contract, edition - 1) not in editions
        ),
    )


def _latest(folder: Path) -> dict[str, Released]:
    return {one.contract: one for one in released_schemas(folder)}


def pending(drafts: Path, examples: Path, folder: Path) -> dict[str, bytes]:
    """The files a release would add. Raises `NotCompatible` naming every draft that is not.

    `drafts` holds `<contract>.schema.json`, `examples` the example of each as `<contract>.json`.
    """
    latest, added, refused = _latest(folder), {}, []
    for draft in sorted(drafts.glob(f"*{_SCHEMA}")):
        contract = draft.name.removesuffix(_SCHEMA)
        content, last = draft.read_bytes(), latest.get(contract)
        if last is not None and last.path.read_bytes() == content:
            continue
        if last is not None:
            reasons = incompatibilities(last.schema(), json.loads(content))
            refused += [f"{draft.name}: {reason}; make a new major, with an upcaster" for reason in reasons]
        name = _file_name(contract, 0 if last is None else last.edition + 1)
        added[name] = content
        if draft.name != ENVELOPE_FILE:
            added[sample_name(name)] = (examples / f"{contract}.json").read_bytes()
    if refused:
        raise NotCompatible("\n".join(refused))
    return added


def release(drafts: Path, examples: Path, folder: Path) -> tuple[str, ...]:
    """Adds what is pending and returns the names. Raises `NotCompatible`, also when the folder has faults."""
    found = faults(folder)
    if found:
        raise NotCompatible("\n".join(found))
    added = pending(drafts, examples, folder)
    for name, content in added.items():
        with (folder / name).open("xb") as file:
            file.write(content)
    with (folder / DIGESTS).open("a", encoding="utf-8") as digests:
        digests.writelines(f"{_digest(content)}  {name}\n" for name, content in added.items())
    seal(folder)
    return tuple(added)


def main() -> int:
    """Releases all drafts, or says in full why not. Takes no arguments: `--help` releases nothing."""
    ArgumentParser(prog="python -m contracts.release", description=__doc__).parse_args()
    stale = outdated()
    if stale:
        print("run `make schemas` first; out of date: " + ", ".join(path.name for path in stale), file=sys.stderr)
        return 1
    schemas = CONTRACTS / "schemas"
    try:
        added = release(schemas, CONTRACTS / "examples", schemas / "released")
    except NotCompatible as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print("\n".join(added) if added else "nothing to release: every draft equals its last released edition")
    return 0


if __name__ == "__main__":
    sys.exit(main())
