"""The results file: what the app shows, as JSON with names that do not change."""

import dataclasses
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fedsim.analysis.heterogeneity import heterogeneity_of
from fedsim.analysis.target import to_target
from fedsim.data.files.whole import whole_file
from fedsim.errors import FedsimError, Problem
from fedsim.events import BaselineFinished, RoundFinished
from fedsim.hospitals.identity import installed, parts_of
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.runs.codec import PROBLEMS
from fedsim.runs.state import RunState
from fedsim.settings.stop_at import target_of
from fedsim.text.datasets import title
from fedsim.text.promise import in_words, not_covered

if TYPE_CHECKING:
    from fedsim.runs.about import About  # SQLAlchemy: not for --help

SCHEMA_VERSION = 1
NOTHING_SAID = {"name": None, "tags": (), "note": None}
PACKAGES = ("flwr", "torch", "torchvision", "streamlit", "opacus", "dp-accounting")


def to_results(state: RunState, said: "About | None" = None) -> dict[str, Any]:
    """A run in the results file's form; numbers that are not finite become null.

    Args:
        state: the run.
        said: what people say of it.
    """
    info = dataclasses.asdict(state.info) if state.info else {}
    return finite(
        {
            "schema": SCHEMA_VERSION,
            "id": state.id,
            "about": {"name": said.name, "tags": said.tags, "note": said.note} if said else NOTHING_SAID,
            "status": str(state.status),
            **_worded({"error": state.error}),
            "engine": state.config.engine,
            "config": state.config.to_dict(),
            "made_by": parts_of(state.made_by),
            "versions": {name: installed(name) for name in PACKAGES},
            "dataset": {
                "name": info.get("dataset", state.config.dataset),
                "title": title(state.info.dataset, state.info.dataset_title) if state.info else None,
                "drawn": info.get("drawn"),
                "classes": info.get("classes", ()),
                "sha256": info.get("data_sha256"),
                "num_train": info.get("num_train", 0),
                "num_val": info.get("num_val", 0),
                "num_test": info.get("num_test", 0),
                "num_left_over": info.get("num_left_over"),
            },
            "model": {"name": state.config.model, "num_parameters": info.get("num_parameters")},
            "device": info.get("device"),
            "num_threads": info.get("num_threads"),
            "evaluated": info.get("evaluated"),
            "privacy": {
                "dp": state.config.dp,
                "noise_multiplier": info.get("noise_multiplier"),
                "weighting": info.get("weighting", mechanism_of(state.config).weighting),
                "promise": in_words(state.config, info.get("noise_multiplier", state.config.noise_multiplier)),
                "not_covered": not_covered(),
            },
            "hospitals": info.get("hospitals", ()),
            "sample": info.get("sample", ()),
            "partition": {
                "pooled_class_counts": info.get("pooled_class_counts"),
                "heterogeneity": heterogeneity_of(state.info) if state.info else None,
            },
            "rounds": [_round(finished) for finished in state.rounds],
            "attacks": [_worded(vars(attacked)) for attacked in state.attacks],
            "baselines": {
                "alone": [_baseline(baseline) for baseline in state.alone],
                "pooled": _baseline(state.pooled) if state.pooled else None,
                "unfinished": [
                    {"name": each.hospital, "epochs": [vars(epoch) for epoch in each.epochs]}
                    for each in state.baselines
                    if not each.finished
                ],
            },
            "timing": _timing(state),
            "times": {
                "queued_at": state.queued_at,
                "started_at": state.started_at,
                "ended_at": state.ended_at,
                "rounds": state.round_times,
            },
            "target": _target(state),
        }
    )


def write_results(state: RunState, path: Path) -> None:
    """Write the results file, whole or not at all: an older one stays until then.

    Raises:
        FedsimError: it cannot be written there.
    """
    write_whole(as_json(to_results(state)), path)


def as_json(content: dict[str, Any]) -> bytes:
    """A file's content."""
    return (json.dumps(content, indent=1) + "\n").encode()


def write_whole(content: bytes, path: Path, *, folders: bool = False) -> None:
    """Write what a run or several came to, whole or not at all.

    Args:
        content: of the file.
        path: an older one stays until then.
        folders: whether those that are missing are made.

    Raises:
        FedsimError: it cannot be written there.
    """
    try:
        if folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as file:
            file.write(content)
    except OSError as error:
        raise FedsimError("results-not-written", path=path, why=error.strerror) from error


def _round(finished: RoundFinished) -> dict[str, Any]:
    return vars(finished) | {
        "hospitals": [_worded(vars(hospital)) for hospital in finished.hospitals],
        "attack_success": [vars(each) for each in finished.attack_success],
        "newcomers": [_worded(vars(each)) for each in finished.newcomers],
        "shortcut": [vars(each) for each in finished.shortcut],
    }


def _worded(values: dict[str, Any]) -> dict[str, Any]:
    """Each problem as its sentence, with its code beside it, and all of it for whoever reads the file back.

    Where a problem may be and is none, none of them is.
    """
    told: dict[str, Any] = {}
    for name, value in values.items():
        problem = value if isinstance(value, Problem) else None
        told[name] = value if problem is None else str(problem)
        if name in PROBLEMS:
            told[f"{name}_code"] = problem and problem.code
            told[f"{name}_json"] = problem and problem.to_json()
    return told


def _baseline(baseline: BaselineFinished) -> dict[str, Any]:
    values = dataclasses.asdict(baseline)
    del values["key"]  # of a file that stays here
    return {"name": values.pop("hospital"), **values}


def _target(state: RunState) -> dict[str, float | None]:
    """What it took to reach the target accuracy; null where there is none, or it was not reached."""
    target = target_of(state.config)
    found = None if target is None else to_target(state.rounds, target)
    return {
        "accuracy": target,
        "rounds_to_target": found.rounds if found else None,
        "bytes_to_target": found.bytes if found else None,
        "seconds_to_target": found.seconds if found else None,
    }


def _timing(state: RunState) -> dict[str, float | None]:
    """Seconds since the run's turn came: to the first point (round 0), to the end of round 1, to the end."""
    marks = {
        "first_point_s": state.round_times[0] if state.rounds else None,
        "first_round_s": state.round_times[1] if state.rounds_done else None,
        "total_s": state.ended_at,
    }
    return {
        name: None if at is None or state.started_at is None else at - state.started_at for name, at in marks.items()
    }


def finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
