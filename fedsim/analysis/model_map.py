"""All models of a run on a plane: what each hospital made of the shared model in each round, and the shared one's path.

Models are known by their sketches (`fedsim.training.sketches`), 64 numbers each; the plane is that of their two
principal components (Pearson 1901), in which they differ most.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fedsim.analysis.keys import TOGETHER, local
from fedsim.events import RoundFinished
from fedsim.training.sketches import unpack

MOST_ROUNDS = 60
"""Of more rounds, so many are on the map, as far apart as they go: the first and the last one among them."""


@dataclass(frozen=True)
class ModelMap:
    """Where models are.

    Attributes:
        frame: series (a key's id), x, y, round.
        explained: shares of all variation that the two axes show.
        rounds_shown: how many rounds of training are on it.
    """

    frame: pd.DataFrame
    explained: tuple[float, float]
    rounds_shown: int


def model_map(rounds: Sequence[RoundFinished]) -> ModelMap:
    """Work it out; empty where no round says where its model is.

    Args:
        rounds: of a run, round 0 first.
    """
    shown = _chosen(rounds)
    rows, points = [], []
    for before, finished in zip([None, *rounds], rounds, strict=False):
        if finished.round not in shown or (at := unpack(finished.position)) is None:
            continue
        rows.append((TOGETHER.id, finished.round))
        points.append(at)
        if before is None or (start := unpack(before.position)) is None:
            continue
        for each in finished.hospitals:
            if (update := unpack(each.sketch)) is not None:
                rows.append((local(each.name).id, finished.round))
                points.append(start + update)
    frame = pd.DataFrame(rows, columns=["series", "round"])
    plane, explained = _plane(np.array(points), frame)
    frame.insert(1, "x", plane[:, 0])
    frame.insert(2, "y", plane[:, 1])
    return ModelMap(frame, explained, int(frame["round"][frame["round"] > 0].nunique()))


def _chosen(rounds: Sequence[RoundFinished]) -> set[int]:
    numbers = [finished.round for finished in rounds]
    if len(numbers) <= MOST_ROUNDS + 1:
        return {*numbers}
    return {numbers[place] for place in np.linspace(0, len(numbers) - 1, MOST_ROUNDS + 1).round().astype(int)}


def _plane(points: np.ndarray, frame: pd.DataFrame) -> tuple[np.ndarray, tuple[float, float]]:
    """Two columns; the shared model begins at the origin, and goes to the right, so that a live map does not flip."""
    if len(points) < 3:
        return np.zeros((len(points), 2)), (0.0, 0.0)
    from sklearn.decomposition import PCA  # takes a second: not for the first page

    if not np.ptp(points, axis=0).any():
        return np.zeros((len(points), 2)), (0.0, 0.0)
    pca = PCA(n_components=2, svd_solver="full").fit(points)
    plane = pca.transform(points)
    plane -= plane[0]
    shared = plane[frame["series"] == TOGETHER.id]
    others = plane[frame["series"] != TOGETHER.id]
    towards = np.array([shared[-1, 0], others[0, 1] if len(others) else shared[-1, 1]])
    one, two = map(float, pca.explained_variance_ratio_)
    return plane * np.where(towards < 0, -1.0, 1.0), (one, two)
