"""What a server allows its visitors: next to nothing is limited on one's own machine, everything on a shared one.

The operator sets limits in the environment; docs/DEPLOY.md says what each is for.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from fedsim.errors import FedsimError

MB = 1_000_000
SHARED = "FEDSIM_SHARED"
"""The environment's name for whether the server is shared: yes, no, or auto, which goes by the address."""
YES, NO, AUTO = ("yes", "true", "1"), ("no", "false", "0"), ("auto", "")
PREFIX = "FEDSIM_"


class LimitsError(FedsimError):
    """The environment has a limit that is none."""


@dataclass(frozen=True)
class Limits:
    """What one process allows. None is no bound.

    Attributes:
        shared: whether several people use it: then a run has an owner, and paths are closed.
        max_upload_mb: the largest file that is taken, MB.
        max_unpacked_mb: the largest total of a file's arrays, MB.
        max_sets_mb: of all sets in memory together, MB; those that were used least lately make room.
        max_uploads_mb: of all uploads that are kept, MB.
        max_models_mb: of all models that runs keep, MB; the oldest of runs without a star make room first.
        min_free_mb: nothing new is started or kept where the disk has less left, MB.
        max_runs_waiting: runs of one visitor that are running or waiting.
        max_runs_waiting_in_all: of all visitors.
        max_run_minutes: the longest run, as estimated before it starts, minutes.
        max_pause_minutes: the longest pause of a run, which keeps those that wait from their turns, minutes.
        max_hospitals: the largest federation.
        sets_folder: whose .npz files may be opened by their path; None is none of them on a shared server.
    """

    shared: bool = False
    max_upload_mb: int = 2000
    max_unpacked_mb: int | None = None
    max_sets_mb: int | None = None
    max_uploads_mb: int | None = None
    max_models_mb: int | None = 5000
    min_free_mb: int = 0
    max_runs_waiting: int | None = None
    max_runs_waiting_in_all: int | None = None
    max_run_minutes: int | None = None
    max_pause_minutes: int | None = None
    max_hospitals: int | None = None
    sets_folder: Path | None = None


OWN = Limits()
"""One's own machine."""
ON_A_SHARED_SERVER = Limits(
    shared=True,
    max_upload_mb=200,
    max_unpacked_mb=1000,
    max_sets_mb=4000,
    max_uploads_mb=5000,
    max_models_mb=5000,
    min_free_mb=1000,
    max_runs_waiting=30,
    max_runs_waiting_in_all=200,
    max_run_minutes=15,
    max_pause_minutes=5,
    max_hospitals=200,
)
_in_force = OWN


def in_force() -> Limits:
    """This process's limits; until `open_to` was called, those of one's own machine."""
    return _in_force


def in_bytes(megabytes: int | None) -> int | None:
    """A limit in bytes; None is no bound."""
    return None if megabytes is None else megabytes * MB


def open_to(others: bool, environment: Mapping[str, str] = os.environ) -> Limits:
    """Put limits in force: the environment's, over those of a shared server or of one's own machine.

    Args:
        others: whether the server's address is in reach of other machines; the environment may say otherwise.
        environment: the process's.

    Raises:
        LimitsError: a limit of the environment is none; what was in force stays.
    """
    global _in_force
    _in_force = read_limits(others, environment)
    return _in_force


def read_limits(others: bool, environment: Mapping[str, str]) -> Limits:
    """The limits that `open_to` puts in force."""
    said = environment.get(SHARED, "").strip().lower()
    if said not in (*YES, *NO, *AUTO):
        raise LimitsError("shared-or-not", variable=SHARED, got=said)
    shared = said in YES or (others and said in AUTO)
    start = ON_A_SHARED_SERVER if shared else OWN
    return replace(start, **dict(_given(environment)))


def _given(environment: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """What the environment sets: a variable a limit, by its name."""
    for name in (field.name for field in fields(Limits) if field.name != "shared"):
        variable = f"{PREFIX}{name.upper()}"
        if text := environment.get(variable, "").strip():
            yield name, _folder(variable, text) if name.endswith("_folder") else _number(variable, text)


def _number(variable: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise LimitsError("limit-no-number", variable=variable, got=text)
    return int(text)


def _folder(variable: str, text: str) -> Path:
    folder = Path(text).expanduser()
    if not folder.is_dir():
        raise LimitsError("limit-no-folder", variable=variable, got=text)
    return folder.resolve()
