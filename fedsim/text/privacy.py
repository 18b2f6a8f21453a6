"""What a sweep, and the clipping of a run, come to: sentences from tidy tables. Shares are fractions in [0, 1]."""

import numpy as np
import pandas as pd

from fedsim.privacy.accounting import Spent
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.runs.state import RunState
from fedsim.runs.sweep import NOISY, PLAIN
from fedsim.text.format import percent
from fedsim.text.promise import attacker_right, is_void, worth_in_short

AFFORDABLE = 0.05
"""Accuracy that privacy may cost before it is called a fall."""
LAST_ROUNDS = 3
NEAR = 0.25
"""A clip norm that shortens half of the updates, give or take this share, needs no other."""
DROWNED = 0.3
"""With a smaller signal-to-noise ratio a small federation learns little: what is random averages out over rounds."""
SHIFT = 0.1
"""A class of which a model says so much more often is worth a word."""


def short(value: float) -> str:
    """Three digits: 9,310 or 0.93."""
    if value < 1000:
        return f"{value:.3g}"
    return f"{float(f'{value:.3g}'):,.0f}"


def headline(frame: pd.DataFrame) -> str | None:
    """Where privacy begins to cost more than `AFFORDABLE`, in a sentence or two.

    Args:
        frame: `cost_frame`.

    Returns:
        None as long as there is no run without privacy, or none with a promise.
    """
    plain, noisy = frame["accuracy"][frame["kind"] == PLAIN], frame[frame["kind"] == NOISY].sort_values("noise")
    if plain.empty or noisy.empty:
        return None
    reference = plain.iloc[0]
    falls = (reference - noisy["accuracy"] > AFFORDABLE).to_numpy()
    first = int(np.argmax(falls)) if falls.any() else len(noisy)
    within = f"within {100 * AFFORDABLE:.0f} points of no privacy ({percent(reference)})"
    fall = f" {_falls(noisy.iloc[first])}" if first < len(noisy) else ""
    if first == 0:
        return f"No noise that was tried leaves accuracy {within}.{fall}"
    return _kept(noisy.iloc[first - 1], within, strongest=first == len(noisy)) + fall


def _kept(row: pd.Series, within: str, strongest: bool) -> str:
    """Of the strongest noise that costs little."""
    spent = Spent(float(row["epsilon"]), float(row["delta"]))
    tried = ", the strongest noise that was tried" if strongest else ""
    if is_void(spent):
        return (
            f"Accuracy stays {within} only where practically nothing is promised: at best ε = {short(spent.epsilon)} "
            f"(noise {row['noise']:g}{tried}), with which an attacker may be right {attacker_right(spent)}."
        )
    return (
        f"Down to ε = {short(spent.epsilon)} (noise {row['noise']:g}{tried}) accuracy stays {within}; with that, "
        f"{worth_in_short(spent)}."
    )


def _falls(row: pd.Series) -> str:
    return f"At noise {row['noise']:g} (ε = {short(row['epsilon'])}) it is {percent(row['accuracy'])}."


def strongest(plain: RunState, noisy: RunState) -> str:
    """What the strongest noise does, from one run without privacy and one with it."""
    before, after = plain.rounds[-1], noisy.rounds[-1]
    what = f"With noise {noisy.config.noise_multiplier:g} (ε = {short(after.epsilon or 0.0)})"
    seed = f"(seed {noisy.config.seed})"
    text = f"{what} the hospitals reach {percent(after.accuracy)} instead of {percent(before.accuracy)} {seed}"
    classes = noisy.info.classes if noisy.info else ()
    return f"{text}{_shift(np.array(before.confusion_matrix), np.array(after.confusion_matrix), classes)}."


def _shift(before: np.ndarray, after: np.ndarray, classes: tuple[str, ...]) -> str:
    """The class that it names too often, else the class that it loses most of."""
    said = [matrix.sum(axis=0) / max(1, matrix.sum()) for matrix in (before, after)]
    most = int(np.argmax(said[1]))
    if said[1][most] - said[0][most] > SHIFT:
        calls = f"their model calls {percent(said[1][most])} of the images {classes[most]}"
        return f"; {calls}, where {_truly(after, most)} are"
    found = [matrix.diagonal() / np.maximum(matrix.sum(axis=1), 1) for matrix in (before, after)]
    worst = int(np.argmax(found[0] - found[1]))
    if found[0][worst] - found[1][worst] > SHIFT:
        return (
            f"; of {classes[worst]} their model finds {percent(found[1][worst])} instead of {percent(found[0][worst])}"
        )
    return ""


def _truly(matrix: np.ndarray, cls: int) -> str:
    return percent(matrix[cls].sum() / max(1, matrix.sum()))


def clip_guidance(norms: pd.DataFrame, clipping: pd.DataFrame, dp: str) -> list[str]:
    """What clip norm the updates suggest, and whether noise drowns them; nothing before the first round.

    Args:
        norms: `norm_frame`.
        clipping: `clipping_frame`.
        dp: where the noise goes, as in the settings.
    """
    if norms.empty:
        return []
    return [_suggestion(norms, dp), *_how_many(clipping), *_how_loud(clipping)]


def _suggestion(norms: pd.DataFrame, dp: str) -> str:
    median, clip = short(float(norms["norm"].median())), norms["clip_norm"].dropna()
    half = f"Half of the updates are {median} or longer"
    if clip.empty:
        return f"{half}: a clip norm near that would clip half of them, as Andrew et al. 2021 aim for."
    now = short(float(clip.iloc[-1]))
    if MECHANISMS[dp].adapts:
        return f"{half}; the clip norm went from {short(float(clip.iloc[0]))} to {now}, following the median."
    share = norms["clipped"].astype(float).mean()
    shortens = f"The clip norm of {now} shortens {percent(share)} of the updates"
    if abs(share - 0.5) <= NEAR:
        return f"{shortens}: near the half that Andrew et al. 2021 aim for."
    return f"{shortens}. One near {median} would shorten half of them, as Andrew et al. 2021 aim for."


def _how_many(clipping: pd.DataFrame) -> list[str]:
    last = clipping[clipping["share"].notna()].tail(LAST_ROUNDS)
    if last.empty:
        return []
    share = last["clipped"].sum() / last["updates"].sum()
    return [f"In {_last(len(last))}, {percent(share)} of the updates were clipped."]


def _how_loud(clipping: pd.DataFrame) -> list[str]:
    last = clipping["signal_to_noise"].dropna().tail(LAST_ROUNDS)
    if last.empty:
        return []
    ratio = float(last.median())
    if ratio >= 1:
        return [f"In {_last(len(last))}, the average update is {short(ratio)} times as long as the noise in it."]
    loud = "Noise drowns the signal" if ratio < DROWNED else "There is more noise than signal"
    times = short(1 / max(ratio, 1e-9))
    return [
        f"{loud}: in {_last(len(last))} the noise is {times} times as long as the average update (a signal-to-noise "
        f"ratio of {short(ratio)})."
    ]


def _last(number: int) -> str:
    return f"the last {number} rounds" if number > 1 else "the last round"
