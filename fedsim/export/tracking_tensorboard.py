"""A run in TensorBoard: a folder of its own, with scalars, settings as hyperparameters and what it is as text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fedsim.errors import FedsimError
from fedsim.export.tracking import parameters_of
from fedsim.runs.state import RunState


class TensorboardLog:
    """One run.

    Args:
        folder: what `tensorboard --logdir` is given; the run's own is in it, by its id.
    """

    def __init__(self, folder: str) -> None:
        from tensorboard.summary.writer.event_file_writer import EventFileWriter

        self._open, self._folder = EventFileWriter, Path(folder)
        self._writer: Any = None

    def go_on(self, state: RunState) -> Mapping[str, int] | None:
        from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

        own = self._folder / state.id
        if not own.is_dir() or not any(own.iterdir()):
            return None
        told = EventAccumulator(str(own), size_guidance={"scalars": 1})  # the last of each
        told.Reload()
        self._writer = self._open(str(own))
        return {name: told.Scalars(name)[-1].step for name in told.Tags()["scalars"]}

    def begin(self, state: RunState, tags: Mapping[str, str], at: float) -> None:
        from tensorboard.plugins.hparams.summary_v2 import hparams_pb
        from tensorboard.plugins.text.summary_v2 import text_pb

        own = self._folder / state.id
        if own.is_dir() and any(own.iterdir()):
            raise FedsimError("logged-already", run=state.id)
        self._writer = self._open(str(own))
        settings = {name: _number(value) for name, value in parameters_of(state.config).items()}
        self._write(hparams_pb(settings, trial_id=state.id, start_time_secs=at), 0, at)
        for name, value in tags.items():
            self._write(text_pb(name, _as_it_is(value)), 0, at)

    def add(self, numbers: Mapping[str, float], step: int, at: float) -> None:
        from tensorboard.compat.proto.summary_pb2 import Summary

        values = [Summary.Value(tag=name, simple_value=value) for name, value in numbers.items()]
        self._write(Summary(value=values), step, at)
        self._writer.flush()

    def end(self, state: RunState, files: Mapping[str, bytes], at: float) -> None:
        from tensorboard.plugins.text.summary_v2 import text_pb

        self._write(text_pb("status", _as_it_is(str(state.status))), 0, at)
        self._writer.close()

    def _write(self, summary: Any, step: int, at: float) -> None:
        from tensorboard.compat.proto.event_pb2 import Event

        self._writer.add_event(Event(wall_time=at, step=step, summary=summary))


def _number(value: str) -> str | float:
    """TensorBoard draws numbers on an axis."""
    try:
        return float(value)
    except ValueError:
        return value


def _as_it_is(text: str) -> str:
    """It reads Markdown: what is indented stays text."""
    return "\n".join(f"    {line}" for line in text.splitlines())
