"""Whether the hospitals' updates point the same way, and how evenly these are served, in sentences true of a run."""

from collections.abc import Iterator

import pandas as pd

from fedsim.analysis.agreement import Agreement
from fedsim.language import _, capital, ngettext, paragraph
from fedsim.text.format import counted, decimals, few, hospitals, listed, margin, percent, short

OPPOSITE = -0.05
"""From this mean cosine on, updates point away; above it they have little in common."""


def in_short(found: Agreement) -> str:
    """What is seen in a run, up to now."""
    return paragraph([_of_directions(found), *_of_lengths(found)])


def _of_directions(found: Agreement) -> str:
    if found.apart:
        return _apart(found)
    if found.pairs:
        return _no_one_apart(found)
    if found.to_mean:
        return _of_many(found)
    if found.rounds:
        return _("No two updates of the same round could be compared in this run.")
    return _("No round of training is finished yet.")


def _apart(found: Agreement) -> str:
    """Who stands apart, and what the others have in common."""
    if found.between <= OPPOSITE:
        told = _("The updates of {apart} point away from the others': cosine {between} on average.")
    else:
        told = _("The updates of {apart} have little in common with the others': cosine {between} on average.")
    others = _("{others} agree with one another: {within}.").format(
        others=capital(hospitals(found.others)), within=decimals(found.within, 2)
    )
    return paragraph([told.format(apart=hospitals(found.apart), between=decimals(found.between, 2)), others])


def _no_one_apart(found: Agreement) -> str:
    ranked = sorted(found.pairs, key=found.pairs.__getitem__)
    least, most = ranked[0], ranked[-1]
    if len(ranked) == 1:
        words = _("The updates of {most} have a cosine of {high} on average over {rounds}.")
    else:
        words = _(
            "No hospital stands apart from all others. Nearest are the updates of {most}: cosine {high} on average; "
            "farthest apart those of {least}: {low}."
        )
    return words.format(
        most=listed(most),
        least=listed(least),
        high=decimals(found.pairs[most], 2),
        low=decimals(found.pairs[least], 2),
        rounds=counted(found.rounds, "round"),
    )


def _of_many(found: Agreement) -> str:
    ranked = sorted(found.to_mean, key=found.to_mean.__getitem__)
    away = [name for name in ranked if found.to_mean[name] <= OPPOSITE]
    said = _(
        "The cosine of a hospital's update and the mean of all is {low} to {high}, on average over the rounds in which "
        "it took part."
    ).format(low=decimals(found.to_mean[ranked[0]], 2), high=decimals(found.to_mean[ranked[-1]], 2))
    if not away:
        return said
    pointing = ngettext("{names} points away from the mean.", "{names} point away from the mean.", len(away))
    return paragraph([said, pointing.format(names=capital(hospitals(away)))])


def _of_lengths(found: Agreement) -> Iterator[str]:
    if not found.longer:
        return
    longest = max(found.longer, key=found.longer.__getitem__)
    times = short(found.longer[longest], 2)
    if len(found.longer) == 1:
        yield _("{hospital} sends updates {times} times as long as the median hospital's.").format(
            hospital=capital(hospitals([longest])), times=times
        )
    else:
        yield _("Updates much longer than the median hospital's: {hospitals}; the longest {times} times.").format(
            hospitals=listed(few([*found.longer])), times=times
        )


def served(frame: pd.DataFrame) -> str:
    """How evenly hospitals are served in the last round of a `fairness_frame`; nothing where there is none."""
    if frame.empty:
        return ""
    now = frame[frame["round"] == frame["round"].max()].set_index("series")
    worst, best = now.loc["worst"], now.loc["best"]
    said = {
        "round": int(worst["round"]),
        "worst": _whose(worst, _("the worst hospital")),
        "low": percent(worst["accuracy"]),
        "best": _whose(best, _("the best")),
        "high": percent(best["accuracy"]),
    }
    if worst["hospitals"] and worst["hospitals"] == best["hospitals"]:
        return _("After round {round} all hospitals are at {low} on their own classes.").format(**said)
    words = _("After round {round}, on their own classes: worst served {worst} with {low}, best {best} with {high}.")
    if pd.isna(worst["spread"]):
        return words.format(**said)
    spread = _("The spread (standard deviation) is {points} points.").format(points=margin(worst["spread"]))
    return paragraph([words.format(**said), spread])


def _whose(row: pd.Series, otherwise: str) -> str:
    return hospitals(row["hospitals"]) if row["hospitals"] else otherwise
