"""What to call a run, or runs that were asked for together, in a list of them."""

from pathlib import Path

from fedsim import data
from fedsim.data import DataError
from fedsim.data.catalog import is_path
from fedsim.runs.progress import adds_baselines
from fedsim.runs.state import Purpose, RunState, Status
from fedsim.settings.config import SimulationConfig
from fedsim.text.format import counted, percent

DRAWN = " (drawn, not medical)"
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
        (state.info.dataset_title if state.info else dataset_title(config.dataset)).removesuffix(DRAWN),
        counted(len(config.hospitals), "hospital"),
        counted(config.rounds, "round"),
        *([_privacy(config)] if config.private else []),
        f"seed {config.seed}",
        *(["alone and pooled"] if adds_baselines(state) else []),
    ]
    return ", ".join(parts)


def dataset_title(name: str) -> str:
    """A set's title, or a file's name, without reading the file."""
    if is_path(name):
        return data.upload_title(name) or Path(name.replace("\\", "/")).stem
    try:
        return data.info(name).title
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
