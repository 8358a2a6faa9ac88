"""Releases the policies: `python -m services.evaluation.policy_release` (`make release-contracts`).

Adds the digest of every policy and rule of the registry that is not listed yet to `policies/released.sha256`, one
line each, `<sha256>  <id>`. The list is append-only: a released policy keeps every byte of every module under its
digest for ever, for finals name it and are recomputed by it. `policies/released.seal` holds the digest of the list,
so that no line goes or changes unnoticed. A policy that is not as it was released stops the release before anything
is written.
"""

import hashlib
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from services.evaluation.policies.registry import HASHES

__all__ = ["LIST", "SEAL", "PolicyChanged", "faults", "main", "released", "release", "seal"]

_FOLDER: Final = Path(__file__).parent / "policies"
#: One line a policy, in the order of release.
LIST: Final = _FOLDER / "released.sha256"
#: One line for the list itself, as `sha256sum -c` reads it.
SEAL: Final = _FOLDER / "released.seal"


class PolicyChanged(ValueError):
    """Policies that are not as they were released: one line each, with what to do instead."""


def _lines(listed: Path) -> list[tuple[str, str]]:
    parted = (line.partition("  ") for line in listed.read_text(encoding="utf-8").splitlines())
    return [(name, digest) for digest, _, name in parted]


def released(listed: Path = LIST) -> Mapping[str, str]:
    """The digest that each released policy has for ever, by id."""
    return dict(_lines(listed))


def _sealed(listed: Path) -> str:
    return f"{hashlib.sha256(listed.read_bytes()).hexdigest()}  {listed.name}\n"


def seal(listed: Path) -> None:
    """Write the digest of the list as it stands: at a release, and once for the empty list."""
    listed.with_name(SEAL.name).write_text(_sealed(listed), encoding="utf-8")


def faults(listed: Path, today: Mapping[str, str]) -> tuple[str, ...]:
    """What breaks the promise that a released policy stays as it is; empty when all is well.

    `today`: the digests of this source, by id. Only the seal of the list is trusted, so whoever rewrites a policy, its
    line and the seal is seen in their history, not here.
    """
    held, lines = listed.with_name(SEAL.name), _lines(listed)
    names = [name for name, _ in lines]
    return (
        *(
            (f"{listed.name}: not as it was sealed by the last release; restore it and {held.name}",)
            if not held.is_file() or held.read_text(encoding="utf-8") != _sealed(listed)
            else ()
        ),
        *(f"{name}: listed twice" for name in sorted(set(names)) if names.count(name) > 1),
        *(f"{name}: released, but not in the registry; put it back" for name in names if name not in today),
        *(
            f"{name}: a module under its digest was edited after its release; restore it, and make a new policy"
            for name, digest in lines
            if name in today and today[name] != digest
        ),
    )


def release(listed: Path, today: Mapping[str, str]) -> tuple[str, ...]:
    """Adds the policies that are not listed and returns their ids. Raises `PolicyChanged`, and then writes nothing."""
    found = faults(listed, today)
    if found:
        raise PolicyChanged("\n".join(found))
    added = {name: digest for name, digest in today.items() if name not in released(listed)}
    if added:
        with listed.open("a", encoding="utf-8") as file:
            file.writelines(f"{digest}  {name}\n" for name, digest in added.items())
        seal(listed)
    return tuple(added)


def main() -> int:
    """Releases every policy, or says in full why not. Takes no arguments: `--help` releases nothing."""
    ArgumentParser(prog="python -m services.evaluation.policy_release", description=__doc__).parse_args()
    try:
        added = release(LIST, HASHES)
    except PolicyChanged as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print("\n".join(added) if added else "nothing to release: every policy is as it was released")
    return 0


if __name__ == "__main__":
    sys.exit(main())
