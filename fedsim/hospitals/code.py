"""The code that a kept number was made by, as a digest: after a change of it, the number is made anew."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = ("seeds.py", "training", "hospitals")
"""What a baseline's numbers depend on, within fedsim/; its images are told by their own digest."""


@cache
def code_digest(*more: str) -> str:
    """fedsim's version and a digest of the sources, and of `more` of them; read once in a process."""
    return f"{fedsim_version()} {digest_of(ROOT, (*SOURCES, *more))}"


def digest_of(root: Path, sources: tuple[str, ...]) -> str:
    """A digest of these files, and of every .py file in these folders, with their places.

    Args:
        root: the folder that the places are told from.
        sources: files and folders in it.
    """
    digest = hashlib.sha256()
    files = (
        file for name in sources for file in ([root / name] if name.endswith(".py") else (root / name).rglob("*.py"))
    )
    for file in sorted(files):
        digest.update(f"{file.relative_to(root).as_posix()} {file.stat().st_size}\n".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def fedsim_version() -> str:
    """As it is installed; run from its folder it has none but the digest."""
    try:
        return version("fedsim")
    except PackageNotFoundError:
        return "unpacked"
