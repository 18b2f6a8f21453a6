"""What a sweep, and the clipping of a run, come to: sentences from tidy tables. Shares are fractions in [0, 1]."""

import numpy as np
import pandas as pd

from fedsim.analysis.clipping_frames import is_far_from_half, median_norm
from fedsim.language import _, ngettext, paragraph
from fedsim.privacy.accounting import Spent
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.runs.state import RunState
from fedsim.runs.sweep import NOISY, PLAIN
from fedsim.text.format import decimals, exact, percent, short
from fedsim.text.promise import attacker_right, is_void, worth_in_short

AFFORDABLE = 0.05
"""Accuracy that privacy may cost before it is called a fall."""
LAST_ROUNDS = 3
DROWNED = 0.3
"""With a smaller signal-to-noise ratio a small federation learns little: what is random averages out over rounds."""
SHIFT = 0.1
"""A class of which a model says so much more often is worth a word."""


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
    within = _("within {points} points of no privacy ({share})").format(
        points=decimals(100 * AFFORDABLE, 0), share=percent(reference)
    )
    parts = (
        [_kept(noisy.iloc[first - 1], within, strongest=first == len(noisy))]
        if first
        else [_("No noise that was tried leaves accuracy {within}.").format(within=within)]
    )
    return paragraph([*parts, *([_falls(noisy.iloc[first])] if first < len(noisy) else [])])


def _kept(row: pd.Series, within: str, strongest: bool) -> str:
    """Of the strongest noise that costs little."""
    spent = Spent(float(row["epsilon"]), float(row["delta"]))
    noise = (_("noise {noise}, the strongest noise that was tried") if strongest else _("noise {noise}")).format(
        noise=exact(row["noise"])
    )
    said = {"within": within, "epsilon": short(spent.epsilon), "noise": noise}
    if is_void(spent):
        return _(
            "Accuracy stays {within} only where practically nothing is promised: at best ε = {epsilon} ({noise}), with "
            "which whoever guesses membership may be right {right}."
        ).format(right=attacker_right(spent), **said)
    return _("Down to ε = {epsilon} ({noise}) accuracy stays {within}; with that, {worth}.").format(
        worth=worth_in_short(spent), **said
    )


def _falls(row: pd.Series) -> str:
    return _("At noise {noise} (ε = {epsilon}) it is {share}.").format(
        noise=exact(row["noise"]), epsilon=short(row["epsilon"]), share=percent(row["accuracy"])
    )


def strongest(plain: RunState, noisy: RunState) -> str:
    """What the strongest noise does, from one run without privacy and one with it."""
    before, after = plain.rounds[-1], noisy.rounds[-1]
    reached = {
        "noise": exact(noisy.config.noise_multiplier),
        "epsilon": short(after.epsilon or 0.0),
        "after": percent(after.accuracy),
        "before": percent(before.accuracy),
        "seed": noisy.config.seed,
    }
    classes = noisy.info.classes if noisy.info else ()
    shift = _shift(np.array(before.confusion_matrix), np.array(after.confusion_matrix), classes)
    if shift:
        return _(
            "With noise {noise} (ε = {epsilon}) the hospitals reach {after} instead of {before} (seed {seed}); {shift}."
        ).format(shift=shift, **reached)
    return _(
        "With noise {noise} (ε = {epsilon}) the hospitals reach {after} instead of {before} (seed {seed})."
    ).format(**reached)


def _shift(before: np.ndarray, after: np.ndarray, classes: tuple[str, ...]) -> str:
    """The class that it names too often, else the class that it loses most of; empty where there is neither."""
    said = [matrix.sum(axis=0) / max(1, matrix.sum()) for matrix in (before, after)]
    most = int(np.argmax(said[1]))
    if said[1][most] - said[0][most] > SHIFT:
        return _("their model calls {share} of the images {cls}, where {true_share} are").format(
            share=percent(said[1][most]), cls=classes[most], true_share=_truly(after, most)
        )
    found = [matrix.diagonal() / np.maximum(matrix.sum(axis=1), 1) for matrix in (before, after)]
    worst = int(np.argmax(found[0] - found[1]))
    if found[0][worst] - found[1][worst] > SHIFT:
        return _("of {cls} their model finds {after} instead of {before}").format(
            cls=classes[worst], after=percent(found[1][worst]), before=percent(found[0][worst])
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
    median, clip = short(median_norm(norms)), norms["clip_norm"].dropna()
    if clip.empty:
        return _(
            "Half of the updates are {median} or longer: a clip norm near that would clip half of them, as Andrew et "
            "al. 2021 aim for."
        ).format(median=median)
    now = short(float(clip.iloc[-1]))
    if MECHANISMS[dp].adapts:
        return _(
            "Half of the updates are {median} or longer; the clip norm went from {first} to {now}, following the "
            "median."
        ).format(median=median, first=short(float(clip.iloc[0])), now=now)
    share = norms["clipped"].astype(float).mean()
    if not is_far_from_half(norms):
        return _(
            "The clip norm of {now} shortens {share} of the updates: near the half that Andrew et al. 2021 aim for."
        ).format(now=now, share=percent(share))
    return _(
        "The clip norm of {now} shortens {share} of the updates. One near {median} would shorten half of them, as "
        "Andrew et al. 2021 aim for."
    ).format(now=now, share=percent(share), median=median)


def _how_many(clipping: pd.DataFrame) -> list[str]:
    last = clipping[clipping["share"].notna()].tail(LAST_ROUNDS)
    if last.empty:
        return []
    share = last["clipped"].sum() / last["updates"].sum()
    return [
        ngettext(
            "In the last round, {share} of the updates were clipped.",
            "In the last {n} rounds, {share} of the updates were clipped.",
            len(last),
        ).format(n=len(last), share=percent(share))
    ]


def _how_loud(clipping: pd.DataFrame) -> list[str]:
    last = clipping["signal_to_noise"].dropna().tail(LAST_ROUNDS)
    if last.empty:
        return []
    ratio = float(last.median())
    if ratio >= 1:
        message = ngettext(
            "In the last round, the average update is {times} times as long as the noise in it.",
            "In the last {n} rounds, the average update is {times} times as long as the noise in it.",
            len(last),
        )
        return [message.format(n=len(last), times=short(ratio))]
    message = (
        ngettext(
            "Noise drowns the signal: in the last round the noise is {times} times as long as the average update (a "
            "signal-to-noise ratio of {ratio}).",
            "Noise drowns the signal: in the last {n} rounds the noise is {times} times as long as the average update "
            "(a signal-to-noise ratio of {ratio}).",
            len(last),
        )
        if ratio < DROWNED
        else ngettext(
            "There is more noise than signal: in the last round the noise is {times} times as long as the average "
            "update (a signal-to-noise ratio of {ratio}).",
            "There is more noise than signal: in the last {n} rounds the noise is {times} times as long as the average "
            "update (a signal-to-noise ratio of {ratio}).",
            len(last),
        )
    )
    return [message.format(n=len(last), times=short(1 / max(ratio, 1e-9)), ratio=short(ratio))]
