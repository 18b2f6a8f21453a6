"""What a run is handed over as: a line a format."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from safetensors.numpy import save

from fedsim.analysis.tidy import tidy_frame
from fedsim.errors import FedsimError, Problem
from fedsim.export import plain
from fedsim.export.pictures import stem_of, zipped
from fedsim.export.report import figures, report
from fedsim.export.results_file import to_results
from fedsim.export.tables import to_csv
from fedsim.memory import MODEL
from fedsim.runs.about import About
from fedsim.runs.state import RunState
from fedsim.runs.store import Store
from fedsim.text.model_card import model_card


@dataclass(frozen=True)
class Format:
    """One.

    Attributes:
        suffix: of its files, with the dot.
        mime: its media type.
        make: a file's bytes, of a run that the store keeps.
        obstacle: why there is none of a run; None where there is.
    """

    suffix: str
    mime: str
    make: Callable[[Store, RunState], bytes]
    obstacle: Callable[[RunState], Problem | None] = lambda state: None


def _json(store: Store, state: RunState) -> bytes:
    return (json.dumps(to_results(state, store.about().get(state.id)), indent=1) + "\n").encode()


def _csv(store: Store, state: RunState) -> bytes:
    return to_csv(tidy_frame(state)).encode()


def _parquet(store: Store, state: RunState) -> bytes:
    return tidy_frame(state).to_parquet(index=False)


def _toml(store: Store, state: RunState) -> bytes:
    return state.config.to_toml().encode()


def _model(store: Store, state: RunState) -> bytes:
    """The last global model and its card, in a ZIP file.

    Raises:
        FedsimError: it is not there any more.
    """
    checkpoint = store.checkpoints.latest(state.id)
    if checkpoint is None:
        raise FedsimError("no-model-kept", run=state.id)
    weights = {name.removeprefix(MODEL): each for name, each in checkpoint.arrays.items() if name.startswith(MODEL)}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("model.safetensors", save(weights, {"format": "pt"}))
        folder.writestr("README.md", model_card(state, checkpoint.round))
    return file.getvalue()


def _html(store: Store, state: RunState) -> bytes:
    return report(state, store.repeats(state.id), store.about().get(state.id, About())).encode()


def no_figures(state: RunState) -> Problem | None:
    """Why there is no chart of a run."""
    return None if state.rounds else Problem.of("no-figures-yet")


def _figures(store: Store, state: RunState) -> bytes:
    if problem := no_figures(state):
        raise FedsimError(problem)
    return zipped(each.chart for each in figures(state))


def _script(store: Store, state: RunState) -> bytes:
    return plain.script(state)


def _notebook(store: Store, state: RunState) -> bytes:
    return plain.notebook(state)


ZIP = "application/zip"
FORMATS = {
    "html": Format(".html", "text/html", _html),
    "json": Format(".json", "application/json", _json),
    "csv": Format(".csv", "text/csv", _csv),
    "parquet": Format(".parquet", "application/vnd.apache.parquet", _parquet),
    "toml": Format(".toml", "application/toml", _toml),
    "model": Format(".zip", ZIP, _model),
    "figures": Format(".zip", ZIP, _figures, no_figures),
    "script": Format(".zip", ZIP, _script, plain.obstacle),
    "notebook": Format(".zip", ZIP, _notebook, plain.obstacle),
}


def file_name(state: RunState, name: str) -> str:
    """What its file is called; no name of a run is in it, which may be anything."""
    return f"{stem_of(state)}{f'-{name}' if FORMATS[name].mime == ZIP else ''}{FORMATS[name].suffix}"
