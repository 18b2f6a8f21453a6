"""The lock files are those of the requirements that people write."""

import re
from itertools import combinations
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)
FILES = ["requirements", "requirements-dev", "requirements-tracking"]


def pins(name: str) -> dict[str, str]:
    """Each package's version, by its normalised name."""
    found = PINNED.findall((ROOT / name).read_text(encoding="utf-8"))
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in found}


@pytest.mark.parametrize("name", FILES)
def test_the_lock_has_the_very_versions_that_were_asked_for(name: str) -> None:
    asked, locked = pins(f"{name}.in"), pins(f"{name}.txt")
    assert asked
    assert {package: locked.get(package) for package in asked} == asked, "renew the lock: CONTRIBUTING.md"


@pytest.mark.parametrize("name", FILES)
def test_every_package_of_the_lock_has_hashes(name: str) -> None:
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(re.findall(r"^[A-Za-z0-9]", text, re.MULTILINE))
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_no_package_is_locked_to_two_versions() -> None:
    for one, other in combinations([pins(f"{name}.txt") for name in FILES], 2):
        assert {package for package in one.keys() & other.keys() if one[package] != other[package]} == set()
