"""About how long a run will take, from what earlier ones took.

The time of a round, and of a baseline, is taken to be proportional to the images that pass through the model, and to
how often a hospital's turn comes: few images still cost something. Both rates are fitted to the newest runs of the same
pace (least squares on relative errors), and held near what was measured once where those tell little.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fedsim.hospitals.participation.attendance import share_expected
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.privacy.mechanisms.base import Place
from fedsim.runs.made_now import made_now
from fedsim.runs.state import Purpose, RunState
from fedsim.settings import sameness
from fedsim.settings.alike import MOST_EACH, sample_places
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import newcomers
from fedsim.settings.shift import NoShift
from fedsim.settings.shortcut import Mark

MOST_ROUNDS = 20
"""Of a longer run about so many are gone by, evenly spread."""
NEWEST, LOOKED_AT = 3, 8
"""So many runs are gone by, of so many that are looked at: some end before their first round."""
FORWARD = 0.26
"""What an image costs that is only evaluated, of one that is trained on: no backward pass, no step."""
MAX_OWN, MAX_VALIDATION = 500, 1000
"""Images that train and validation accuracy are measured on at most."""
CNN_SIZE, CNN_SECONDS = 28, 1 / 5000
"""Seconds a training image of the small CNN takes on one core (docs/PERFORMANCE.md), where nothing has trained yet."""
TURN_SECONDS = 0.02
"""What a hospital's turn takes beside its images, of any model."""
START_SECONDS = 0.3
"""From a run's turn to its first training, in this process, with the data in memory."""
TRUST = 0.1
"""How much the measured rates weigh, in observations."""


@dataclass(frozen=True)
class Work:
    """What is to be computed.

    Attributes:
        images: training images, those that are only evaluated counted as `FORWARD` of one.
        turns: trainings that begin.
    """

    images: float
    turns: float

    def __mul__(self, times: float) -> "Work":
        return Work(self.images * times, self.turns * times)


@dataclass(frozen=True)
class Size:
    """How much there is to train and to evaluate on.

    Attributes:
        hospitals: each hospital's training images.
        num_val: validation images in all.
        num_test: test images.
        num_pooled: the pooled model's training images; None is all of the hospitals'.
    """

    hospitals: Sequence[int]
    num_val: int
    num_test: int
    num_pooled: int | None = None

    def a_round(self, config: SimulationConfig, share: float = 1.0, there: Sequence[int] | None = None) -> Work:
        """A share of the hospitals trains, each one's model is evaluated, of many a sample's, and then the shared one,
        also on the images of every scanner that differs, of many of a sample, and with the marks of shortcuts.

        Args:
            config: the run's settings.
            share: of the hospitals, who trains.
            there: training images of the hospitals that never take part; None is as `hospitals` has them.
        """
        shifted = sum(config.hospitals[place].shift != NoShift() for place in sample_places(config))
        turns, own = share * len(self.hospitals), share * sum(min(MAX_OWN, images) for images in self.hospitals)
        marked = 3 * len({each.shortcut.of for each in config.hospitals if isinstance(each.shortcut, Mark)})
        evaluated = own + self.num_test * (min(MOST_EACH, turns) + 1 + shifted + marked)
        places = newcomers(config.hospitals)
        tried = self._tried(config, [self.hospitals[place] for place in places] if there is None else there)
        trained = share * config.local_epochs * sum(self.hospitals) + tried.images
        return Work(trained + FORWARD * evaluated, turns + tried.turns)

    def _tried(self, config: SimulationConfig, there: Sequence[int]) -> Work:
        """The shared model at hospitals that never take part, before and after a little training on so many images."""
        epochs = [
            getattr(config.hospitals[place].presence, "tuning_epochs", 0) for place in newcomers(config.hospitals)
        ]
        trained = sum(own * times for own, times in zip(there, epochs, strict=False))
        return Work(trained + 2 * FORWARD * self.num_test * len(there), len(there))

    def a_baseline(self, num_images: int, epochs: int) -> Work:
        """One hospital alone, or the pooled model: evaluated after every epoch."""
        evaluated = min(MAX_OWN, num_images) + min(MAX_VALIDATION, self.num_val) + self.num_test
        return Work(num_images + FORWARD * evaluated, 1) * epochs

    def baselines(self, config: SimulationConfig) -> Work:
        """Every hospital alone, of many a sample, and the pooled model."""
        pooled = sum(self.hospitals) if self.num_pooled is None else self.num_pooled
        alone, epochs = [self.hospitals[place] for place in sample_places(config)], config.num_baseline_epochs
        each = [self.a_baseline(images, epochs) for images in (*alone, pooled)]
        return Work(sum(work.images for work in each), sum(work.turns for work in each))


Pace = tuple[str, int, str, str, int, bool]


def pace(config: SimulationConfig) -> Pace:
    """What the time of an image hangs on: runs that are alike in it tell of one another."""
    return config.model, config.size, config.device, config.engine, config.batch_size, _by_image(config)


def on_baselines(config: SimulationConfig) -> tuple[SimulationConfig, SimulationConfig]:
    """What the baselines hang on: which images each hospital has, and how a model is trained on them."""
    return sameness.data(config), sameness.baselines(config)


def has_baselines(state: RunState) -> bool:
    """Whether a run has all its baselines: another that is alike `on_baselines` does not train them again."""
    return not state.num_baselines_missing and made_now(state)


def seconds(config: SimulationConfig, size: Size, earlier: Sequence[RunState], baselines_kept: bool) -> float | None:
    """From a run's turn to its end; None where nothing like it has run.

    Args:
        config: what is to be run.
        size: how many images it has.
        earlier: runs of its `pace`, newest first.
        baselines_kept: whether its baselines are there already.
    """
    earlier = [state for state in earlier if state.rounds_done and state.purpose is not Purpose.IMPORTED][:NEWEST]
    rates = _rates(config, [seen for state in earlier for seen in _observed(state)])
    starts = [state.round_times[0] - state.started_at for state in earlier if state.started_at]
    if rates is None or (not starts and config.engine != "inprocess"):
        return None
    together = _time(size.a_round(config, share_expected(config)) * config.rounds, rates)
    trains_alone = config.baselines != "none" and not baselines_kept
    alone = _time(size.baselines(config), rates) if trains_alone else 0.0
    at_once = config.baselines == "beside" and _num_cores() > 1
    return min(starts, default=START_SECONDS) + (max(together, alone) if at_once else together + alone)


def _observed(state: RunState) -> Iterator[tuple[Work, float]]:
    """What a run computed, and how many seconds that took: each round, and each baseline that it trained itself."""
    info, config = state.info, state.config
    if info is None:
        return
    for finished in state.rounds[1 :: max(1, len(state.rounds) // MOST_ROUNDS)]:
        trained = Size([each.num_examples for each in finished.hospitals if each.participated], 0, info.num_test)
        yield trained.a_round(config, there=[each.num_examples for each in finished.newcomers]), finished.seconds
    size = Size([], info.num_val, info.num_test)
    for each in filter(None, (*state.alone, state.pooled)):
        if not each.cached:
            yield size.a_baseline(each.num_examples, len(each.epochs)), each.seconds


def _rates(config: SimulationConfig, observed: Sequence[tuple[Work, float]]) -> tuple[float, float] | None:
    """Seconds an image and a turn take; None where that is not known."""
    seen = [(work, spent) for work, spent in observed if spent > 0]
    known = (config.model, config.size, _by_image(config)) == ("cnn", CNN_SIZE, False)
    if not seen and not known:
        return None
    rows = [(work.images / spent, work.turns / spent, 1.0) for work, spent in seen]
    rows.append((0.0, TRUST / TURN_SECONDS, TRUST))
    if known:
        rows.append((TRUST / CNN_SECONDS, 0.0, TRUST))
    table = np.array(rows)
    image, turn = np.linalg.lstsq(table[:, :2], table[:, 2], rcond=None)[0]
    return max(0.0, float(image)), max(0.0, float(turn))


def _time(work: Work, rates: tuple[float, float]) -> float:
    return work.images * rates[0] + work.turns * rates[1]


def _num_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _by_image(config: SimulationConfig) -> bool:
    """Whether each image's gradient is clipped by itself, which takes much longer."""
    return mechanism_of(config).clips_at is Place.TRAINING
