"""Every module of the contracts lists what is public, and what it lists is what it defines.

A name without an underscore that is not listed is public by accident; a listed name that is gone breaks readers.
"""

import ast
import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest

import contracts

#: Packages whose modules are held to it, by import name.
MODULES = [contracts.__name__, *(module.name for module in pkgutil.walk_packages(contracts.__path__, "contracts."))]


def defined_in(source: str) -> set[str]:
    """Public names a module's source binds at its top level, imports apart."""
    names: set[str] = set()
    for statement in ast.parse(source).body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(targets=targets):
                names |= {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return {name for name in names if not name.startswith("_")}


def passed_on_by(source: str) -> set[str]:
    """Names a module takes from another of the contracts, which it may list as its own: code moves, imports stay."""
    imports = [one for one in ast.parse(source).body if isinstance(one, ast.ImportFrom)]
    return {name.name for one in imports if (one.module or "").startswith("contracts.") for name in one.names}


def disagreement(module: ModuleType, source: str, *, is_package: bool) -> set[str]:
    """Names that are listed and not there, or there and not listed. A package may also pass names on."""
    listed = set(module.__all__)
    missing = {name for name in listed if not hasattr(module, name)}
    defined = defined_in(source)
    strange = set() if is_package else listed - defined - passed_on_by(source)
    return missing | (defined - listed) | strange


@pytest.mark.parametrize("name", MODULES)
def test_listed_names_are_the_public_ones(name: str) -> None:
    module = importlib.import_module(name)
    path = Path(str(module.__file__))

    found = disagreement(module, path.read_text(encoding="utf-8"), is_package=path.name == "__init__.py")

    assert found == set()


@pytest.mark.parametrize("name", MODULES)
def test_names_are_listed_once(name: str) -> None:
    listed = importlib.import_module(name).__all__

    assert len(listed) == len(set(listed))


def test_a_forgotten_and_a_vanished_name_would_be_noticed() -> None:
    module = ModuleType("made_up")
    module.__all__ = ["gone", "there"]  # type: ignore[attr-defined]  # a module made for this test
    module.there = 1  # type: ignore[attr-defined]

    found = disagreement(module, "there = 1\nforgotten: int = 2\n_private = 3\n", is_package=False)

    assert found == {"gone", "forgotten"}
