"""A run in MLflow: settings are parameters, numbers of rounds metrics, results and model artifacts."""

import logging
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from fedsim.errors import FedsimError
from fedsim.export.tracking import parameters_of
from fedsim.runs.state import RunState, Status
from fedsim.text.runs import run_title

EXPERIMENT = "fedsim"
SQLITE = "sqlite:///"
MOST_METRICS, MOST_PARAMETERS, MOST_TEXT = 1000, 100, 5000
"""At once, as MLflow takes them, and characters of a value."""
NAMES = {"name": "mlflow.runName", "note": "mlflow.note.content"}
"""Where MLflow has a place of its own for what is said of a run."""
ENDED = {Status.FINISHED: "FINISHED", Status.FAILED: "FAILED"}
"""What MLflow calls it; all else was killed."""


class MlflowLog:
    """One run.

    Args:
        uri: of the tracking store. Beside an SQLite file is a folder for the artifacts.
    """

    def __init__(self, uri: str) -> None:
        from mlflow import MlflowClient  # telemetry is off since fedsim was imported

        for name in ("mlflow", "alembic"):
            logging.getLogger(name).setLevel(logging.ERROR)  # it tells of every table that it makes
        self._client, self._uri, self._run = MlflowClient(uri), uri, ""
        self._experiment = self._find()

    def _find(self) -> str:
        found = self._client.get_experiment_by_name(EXPERIMENT)
        if found is not None:
            return found.experiment_id
        folder = None
        if self._uri.startswith(SQLITE):
            file = Path(self._uri.removeprefix(SQLITE).partition("?")[0]).resolve()
            folder = (file.parent / f"{file.stem}-artifacts").as_uri()
        return self._client.create_experiment(EXPERIMENT, artifact_location=folder)

    def _there(self, state: RunState) -> Any:
        """What there is of the run; None where nothing is."""
        found = self._client.search_runs([self._experiment], f"tags.`fedsim.run` = '{state.id}'", max_results=1)
        return found[0] if found else None

    def go_on(self, state: RunState) -> Mapping[str, int] | None:
        if (there := self._there(state)) is None:
            return None
        self._run = there.info.run_id
        self._client.update_run(self._run, status="RUNNING")
        return {name: max(each.step for each in self._client.get_metric_history(self._run, name))
                for name in there.data.metrics}  # fmt: skip

    def begin(self, state: RunState, tags: Mapping[str, str], at: float) -> None:
        if self._there(state):
            raise FedsimError("logged-already", run=state.id)
        said = {NAMES.get(name, f"fedsim.{name}"): value[:MOST_TEXT] for name, value in tags.items()}
        name = tags.get("name") or run_title(state)
        self._run = self._client.create_run(self._experiment, _ms(at), said, name[:MOST_TEXT]).info.run_id
        from mlflow.entities import Param

        parameters = [Param(name, value[:MOST_TEXT]) for name, value in parameters_of(state.config).items()]
        for some in _batches(parameters, MOST_PARAMETERS):
            self._client.log_batch(self._run, params=some)

    def add(self, numbers: Mapping[str, float], step: int, at: float) -> None:
        from mlflow.entities import Metric

        metrics = [Metric(name, value, _ms(at), step) for name, value in numbers.items()]
        for some in _batches(metrics, MOST_METRICS):
            self._client.log_batch(self._run, metrics=some)

    def end(self, state: RunState, files: Mapping[str, bytes], at: float) -> None:
        self._client.set_tag(self._run, "fedsim.status", str(state.status))
        with tempfile.TemporaryDirectory() as folder:
            for name, content in files.items():
                (Path(folder) / name).write_bytes(content)
            self._client.log_artifacts(self._run, folder)
        self._client.set_terminated(self._run, ENDED.get(state.status, "KILLED"), _ms(at))


def _ms(at: float) -> int:
    return round(at * 1000)


def _batches(items: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    yield from (items[first : first + most] for first in range(0, len(items), most))
