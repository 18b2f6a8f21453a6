"""Reads a results file back: the run that it tells of, as the store keeps it. Nothing in the file is trusted."""

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fedsim.errors import FedsimError, Problem
from fedsim.events import Attacked, BaselineFinished, Epoch, RoundFinished, Started
from fedsim.export.misfits import misfits
from fedsim.export.results_file import SCHEMA_VERSION, finite
from fedsim.runs.about import About
from fedsim.runs.codec import PROBLEMS, UNREADABLE
from fedsim.runs.state import Baseline, Purpose, RunState, Status
from fedsim.settings.config import ConfigError, SimulationConfig

MOST_BYTES = 256_000_000
LATEST = 4_102_444_800.0
"""The year 2100, in seconds since the epoch: later times have no date everywhere."""


class Misfit(ValueError):
    """A part that is not what a results file holds there; its text is the part's place."""


def read_results(path: Path) -> tuple[RunState, About]:
    """The run that a results file tells of, over, and what people said of it.

    What the file does not hold the run lacks: what each model said to each test image, and the models. A file of
    earlier versions may lack more: where models are on the map, times, why a part failed but in words.

    Args:
        path: the file.

    Raises:
        FedsimError: it cannot be read, is no results file, is damaged, or a newer version wrote it.
    """
    try:
        with path.open("rb") as file:
            text, written_at = file.read(MOST_BYTES + 1), path.stat().st_mtime
    except OSError as error:
        raise FedsimError("results-not-read", file=path, why=error.strerror) from error
    if len(text) > MOST_BYTES:
        raise FedsimError("results-too-large", file=path, most=MOST_BYTES // 1_000_000)
    return read_text(text, str(path), written_at)


def read_text(text: bytes, name: str, written_at: float) -> tuple[RunState, About]:
    """The same of a file's content.

    Args:
        text: the content.
        name: what the file is called.
        written_at: when it was written, seconds since the epoch.

    Raises:
        FedsimError: likewise.
    """
    results = _load(text, name)
    try:
        return _state(results, written_at), _about(results)
    except ConfigError as error:
        raise FedsimError("results-settings-wrong", file=name, why=error) from error
    except Misfit as error:
        raise FedsimError("results-part-wrong", file=name, part=error) from error
    except KeyError as error:
        raise FedsimError("results-part-wrong", file=name, part=error.args[0]) from error
    except UNREADABLE as error:  # a part is of another type
        raise FedsimError("results-damaged", file=name) from error


def _load(text: bytes, name: str) -> dict[str, Any]:
    try:
        results = finite(json.loads(text))
    except json.JSONDecodeError as error:
        raise FedsimError("results-no-json", file=name, line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise FedsimError("no-results-file", file=name) from error
    schema = results.get("schema") if isinstance(results, dict) else None
    if not isinstance(schema, int) or schema < 1 or "config" not in results:
        raise FedsimError("no-results-file", file=name)
    if schema > SCHEMA_VERSION:
        raise FedsimError("results-newer", file=name, schema=schema, known=SCHEMA_VERSION)
    return results


def _state(results: dict[str, Any], written_at: float) -> RunState:
    info = _started(results)
    config = _config(results["config"], info)
    rounds = tuple(_round(each, place) for place, each in enumerate(_list(results, "rounds")))
    attacks = tuple(
        _typed(Attacked, _unworded(each), "attacks", place) for place, each in enumerate(_list(results, "attacks"))
    )
    made_by = results.get("made_by")
    state = RunState(
        _id(results),
        config,
        _status(results["status"]),
        error=_unworded(results)["error"],
        info=info,
        rounds=rounds,
        attacks=attacks,
        baselines=_baselines(results["baselines"]),
        purpose=Purpose.IMPORTED,
        made_by=json.dumps(made_by, sort_keys=True) if isinstance(made_by, dict) else None,
    )
    for part in misfits(state):
        raise Misfit(part)
    return replace(state, **_times(results, rounds, written_at))


def _id(results: Mapping[str, Any]) -> str:
    """The run's own, or where an earlier version wrote the file one that the same file always has."""
    if (run_id := results.get("id")) is None:
        return hashlib.sha256(json.dumps(results, sort_keys=True).encode()).hexdigest()[:8]
    if not isinstance(run_id, str) or not re.fullmatch("[0-9a-f]{8}", run_id):
        raise Misfit("id")
    return run_id


def _status(name: Any) -> Status:
    """What was under way when the file was written goes on nowhere."""
    if name not in list(Status):
        raise Misfit("status")
    return Status.INTERRUPTED if Status(name).live else Status(name)


def _config(values: Any, info: Started | None) -> SimulationConfig:
    if not isinstance(values, dict):
        raise Misfit("config")
    classes = info.classes if info else None
    config = SimulationConfig.from_dict(values, *([classes] if classes else []))
    if problems := config.problems(classes):
        raise ConfigError(*problems)
    return config


def _started(results: Mapping[str, Any]) -> Started | None:
    """None where the data were never there."""
    if results.get("device") is None:
        return None
    data, top = results["dataset"], ("hospitals", "sample", "device", "num_threads", "evaluated")
    given = {
        **{name: results.get(name) for name in top},
        **{name: results["privacy"].get(name) for name in ("noise_multiplier", "weighting")},
        **{name: data.get(name) for name in ("classes", "drawn", "num_train", "num_val", "num_test", "num_left_over")},
        "dataset": data["name"],
        "dataset_title": data["title"],
        "data_sha256": data.get("sha256"),
        "num_parameters": results["model"]["num_parameters"],
        "pooled_class_counts": results.get("partition", {}).get("pooled_class_counts"),
    }
    return _typed(Started, {name: value for name, value in given.items() if value is not None}, "dataset")


def _round(values: Any, place: int) -> RoundFinished:
    told = {**values, "loss": _or_nan(values["loss"])}
    for name in {"hospitals", "newcomers"} & set(values):
        told[name] = [_unworded(each) for each in _list(values, name)]
    return _typed(RoundFinished, told, "rounds", place)


def _baselines(values: Mapping[str, Any]) -> tuple[Baseline, ...]:
    finished = [*_list(values, "alone"), *filter(None, [values["pooled"]])]
    whole = [
        _typed(
            BaselineFinished,
            {**each, "hospital": each["name"], "loss": _or_nan(each["loss"]), "key": None},
            "baselines",
            place,
        )
        for place, each in enumerate(finished)
    ]
    begun = [
        Baseline(each["name"], tuple(_typed(Epoch, epoch, "baselines", "unfinished") for epoch in each["epochs"]))
        for each in (_list(values, "unfinished") if "unfinished" in values else [])
    ]
    return *(Baseline(each.hospital, each.epochs, each) for each in whole), *begun


def _times(results: Mapping[str, Any], rounds: Sequence[RoundFinished], written_at: float) -> dict[str, Any]:
    """When the run was asked for, began and ended, and when its rounds were over.

    Files of earlier versions tell how long it took alone: then it ended when the file was written.
    """
    if (times := results.get("times")) is None:
        times = _guessed(results["timing"], rounds, written_at)
    told = {name: times[name] for name in ("queued_at", "started_at", "ended_at")}
    of_rounds = tuple(map(_time, _list(times, "rounds")))
    if len(of_rounds) != len(rounds) or told["queued_at"] is None:
        raise Misfit("times")
    return {name: None if at is None else _time(at) for name, at in told.items()} | {"round_times": of_rounds}


def _guessed(timing: Mapping[str, Any], rounds: Sequence[RoundFinished], written_at: float) -> dict[str, Any]:
    first = timing.get("first_point_s") or 0.0
    after = list(accumulate((each.seconds for each in rounds[1:]), initial=first))
    total = timing.get("total_s")
    began = written_at - (total or after[-1])
    ended = None if total is None else written_at
    at = [began + seconds for seconds in after][: len(rounds)]
    return {"queued_at": began, "started_at": began if rounds else None, "ended_at": ended, "rounds": at}


def _time(at: Any) -> float:
    if isinstance(at, bool) or not isinstance(at, int | float) or not 0 <= at <= LATEST:
        raise Misfit("times")
    return float(at)


def _about(results: Mapping[str, Any]) -> About:
    told = results.get("about") or {}
    given = {name: told[name] for name in ("name", "tags", "note") if told.get(name) is not None}
    said = _typed(About, given, "about")
    said.check()
    return said


def _list(values: Mapping[str, Any], name: str) -> list[Any]:
    found = values[name]
    if not isinstance(found, list):
        raise Misfit(name)
    return found


def _or_nan(loss: Any) -> Any:
    """JSON has no number that is none."""
    return math.nan if loss is None else loss


def _unworded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Each problem as it was; where this version has no sentence for it, or the file no more than it, its sentence."""
    told = dict(values)
    for name in PROBLEMS:
        if (words := values.get(name)) is not None:
            told[name] = _problem(str(words), values.get(f"{name}_json"))
    return told


def _problem(words: str, kept: Any) -> Problem:
    if isinstance(kept, str):
        try:
            problem = Problem.read({**json.loads(kept)})
            if str(problem) != problem.code:
                return problem
        except UNREADABLE:
            pass
    return Problem.of("as-told", words=words)


@cache
def _reader(kind: Any) -> TypeAdapter:
    return TypeAdapter(kind)


def _typed(kind: Any, value: Any, *place: str | int) -> Any:
    try:
        return _reader(kind).validate_python(value)
    except ValidationError as error:
        raise Misfit(".".join(map(str, (*place, *error.errors()[0]["loc"])))) from error
