"""Which of a run's models are kept, and what each of them says to one image."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import numpy as np

from fedsim.analysis.keys import POOLED, TOGETHER, ModelKey, alone, own
from fedsim.data import Dataset
from fedsim.events import BaselineFinished
from fedsim.runs.state import RunState
from fedsim.runs.store import Store
from fedsim.settings.alike import sample_places
from fedsim.settings.limits import MB
from fedsim.settings.presence import takes_part
from fedsim.settings.strategy import by_scanner

if TYPE_CHECKING:
    from torch import nn

    from fedsim.training.looking import Look


class Weights(StrEnum):
    """What there is of a model."""

    THERE = "there"
    UNTRAINED = "untrained"
    """It has never been trained to the end, or not in this run."""
    GONE = "gone"
    """It was trained, and its weights are not kept any more, or never were."""


@dataclass(frozen=True, eq=False)
class Said:
    """What a model says to an image.

    Attributes:
        image: (h, w) or (h, w, 3) uint8, as the model is given it.
        probabilities: (k,) float32.
        look: what covering parts of it does.
    """

    image: np.ndarray
    probabilities: np.ndarray
    look: "Look"


def weights(store: Store, state: RunState) -> dict[ModelKey, Weights]:
    """Every model of a run, and what there is of it: each hospital alone, of many a sample, together, pooled."""
    trained: dict[str | None, BaselineFinished] = {each.hospital: each for each in state.alone}
    names, sample = state.config.hospital_names, sample_places(state.config)
    found = {alone(names[place]): _of_baseline(store, trained.get(names[place])) for place in sample}
    round_kept = state.rounds_done > 0 and store.checkpoints.last_round(state.id) > 0
    shared = Weights.THERE if round_kept else Weights.GONE if state.rounds_done else Weights.UNTRAINED
    if state.has_own_models:
        members = [place for place in sample if takes_part(state.config.hospitals[place])]
        found |= {own(names[place]): shared for place in members}
    else:
        found[TOGETHER] = shared
    return {**found, POOLED: _of_baseline(store, state.pooled)}


def forget_gone(store: Store, state: RunState) -> None:
    """Have the baselines whose weights are gone trained anew when the run's are next asked for."""
    told = [*state.alone, *filter(None, [state.pooled])]
    store.forget_baselines([each.key for each in told if each.key and not store.baseline_models.has(each.key)])


def ask(
    store: Store, state: RunState, dataset: Dataset, image: np.ndarray, place: int | None = None
) -> dict[ModelKey, Said]:
    """What each model that is kept says to an image, and where it looks.

    Args:
        store: keeps the models.
        state: the run.
        dataset: what it trained on.
        image: (h, w) or (h, w, 3) uint8, of the size and channels of the set's.
        place: the image's in the test set: where hospitals are judged by what their own scanner takes, each is shown
            that; None is an image from elsewhere, which all are shown as it is.

    Raises:
        FedsimError: a model cannot be made whole again, or what it says is not finite.
    """
    from fedsim.federation import kept_models  # PyTorch takes seconds: not for a page's first sight

    found = {}
    for whose, model in _loaded(store, state, dataset).items():
        shown = image if place is None else _as_scanned(state, whose, image, place)
        found[whose] = Said(shown, *kept_models.ask(model, shown))
    return found


LOADED: OrderedDict[tuple, dict[ModelKey, "nn.Module"]] = OrderedDict()
"""The models of the runs that were asked last, since several images are tried in a row, and by several visitors."""
MOST_RUNS, MOST_MB = 4, 500
LOADING: WeakValueDictionary[tuple, threading.Lock] = WeakValueDictionary()
"""One for each run that is being loaded: a hospital's own model may have to be trained, and others need not wait."""
LOOKING = threading.Lock()


def _loaded(store: Store, state: RunState, dataset: Dataset) -> Mapping[ModelKey, "nn.Module"]:
    there = tuple(whose for whose, standing in weights(store, state).items() if standing is Weights.THERE)
    keys = tuple(each.key for each in (*state.alone, *filter(None, [state.pooled])))
    key = state.id, store.checkpoints.last_round(state.id), keys, there
    with LOOKING:
        loading = LOADING.setdefault(key, threading.Lock())
    with loading:
        models = LOADED.get(key) or dict(_load(store, state, dataset, there))
        _keep(key, models)
    return models


def _keep(key: tuple, models: dict[ModelKey, "nn.Module"]) -> None:
    """Those asked last, and no more of them than there is room for."""
    with LOOKING:
        LOADED[key] = models
        LOADED.move_to_end(key)
        while len(LOADED) > 1 and (len(LOADED) > MOST_RUNS or sum(map(_num_bytes, LOADED.values())) > MOST_MB * MB):
            LOADED.popitem(last=False)


def _num_bytes(models: Mapping[ModelKey, "nn.Module"]) -> int:
    return sum(each.nbytes for model in models.values() for each in model.state_dict().values())


def _load(
    store: Store, state: RunState, dataset: Dataset, there: tuple[ModelKey, ...]
) -> Iterator[tuple[ModelKey, "nn.Module"]]:
    """Those that can still be read: a file may be gone since it was looked for."""
    from fedsim.federation import kept_models

    config, checkpoint = state.config, store.checkpoints.latest(state.id)
    baselines = {alone(each.hospital or ""): each for each in state.alone} | {POOLED: state.pooled}
    for whose in there:
        if whose in baselines:
            found = baselines[whose]
            if arrays := store.baseline_models.load(found.key if found else None):
                yield whose, kept_models.model_of(config, dataset, arrays)
        elif checkpoint and whose.hospital is not None:
            place = config.hospital_names.index(whose.hospital)
            yield whose, kept_models.own_model(config, dataset, checkpoint, place)
        elif checkpoint:
            yield whose, kept_models.shared_model(config, dataset, checkpoint)


def _as_scanned(state: RunState, whose: ModelKey, image: np.ndarray, place: int) -> np.ndarray:
    """A test image as the model was evaluated on it."""
    if whose.hospital is None or not by_scanner(state.config):
        return image
    from fedsim.hospitals.population import load_population

    hospital = state.config.hospital_names.index(whose.hospital)
    taken = load_population(state.config).test_at(hospital).images[place].cpu().numpy()
    return taken[0] if len(taken) == 1 else taken.transpose(1, 2, 0)


def _of_baseline(store: Store, finished: BaselineFinished | None) -> Weights:
    if finished is None:
        return Weights.UNTRAINED
    return Weights.THERE if store.baseline_models.has(finished.key) else Weights.GONE
