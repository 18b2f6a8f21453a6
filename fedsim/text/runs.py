"""What to call a run, or runs that were asked for together, in a list of them."""

from collections.abc import Callable
from pathlib import Path

from fedsim import data
from fedsim.data import DataError
from fedsim.data.catalog import is_path
from fedsim.runs.progress import adds_baselines
from fedsim.runs.state import Purpose, RunState, Status
from fedsim.settings.config import SimulationConfig
from fedsim.text.datasets import short_title, title
from fedsim.text.format import counted, percent

BATCHES = {
    Purpose.RUN: "Runs",
    Purpose.REPEAT: "Repeats with other seeds",
    Purpose.SWEEP: "Accuracy against epsilon",
    Purpose.MEMBERSHIP: "Membership test",
}

ENDINGS = {
    Status.QUEUED: "waiting",
    Status.RUNNING: "running",
    Status.STOPPING: "stopping",
    Status.STOPPED: "stopped",
    Status.FINISHED: "finished",
    Status.FAILED: "failed",
    Status.INTERRUPTED: "interrupted",
}


def run_title(state: RunState) -> str:
    """What tells one run from another: its images, how large it is, its privacy and its seed."""
    config = state.config
    parts = [
        title_of(state, short_title),
        counted(len(config.hospitals), "hospital"),
        counted(config.rounds, "round"),
        *([_privacy(config)] if config.private else []),
        f"seed {config.seed}",
        *(["alone and pooled"] if adds_baselines(state) else []),
    ]
    return ", ".join(parts)


def title_of(state: RunState, worded: Callable[[str, str], str] = title) -> str:
    """What a run's images are called."""
    if state.info:
        return worded(state.info.dataset, state.info.dataset_title)
    return dataset_title(state.config.dataset, worded)


def dataset_title(name: str, worded: Callable[[str, str], str] = title) -> str:
    """A set's title, or a file's name, without reading the file."""
    if is_path(name):
        return data.upload_title(name) or Path(name.replace("\\", "/")).stem
    try:
        return worded(name, data.info(name).title)
    except DataError:
        return name


def _privacy(config: SimulationConfig) -> str:
    if config.noise_multiplier:
        return f"{config.dp} noise {config.noise_multiplier:g}"
    return f"{config.dp} privacy, ε at most {config.target_epsilon:g}" if config.target_epsilon else "clipped"


def run_summary(state: RunState, now: float) -> str:
    """What a run was, how it ended, when, and what it came to."""
    ended = ENDINGS[state.status]
    if state.status is not Status.FINISHED:
        ended += f"{',' if state.status.live else ' after'} {counted(state.rounds_done, 'round')}"
    when = f" {ago(now - state.ended_at)}" if state.ended_at and not state.status.live else ""
    accuracy = state.rounds[-1].accuracy if state.rounds else None
    reached = f", {percent(accuracy)} right" if accuracy is not None else ""
    return f"{run_title(state)}: {ended}{when}{reached}"


def ago(seconds: float) -> str:
    """How long since, in the largest unit that is whole."""
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            return f"{counted(int(seconds // length), unit)} ago"
    return "just now"
