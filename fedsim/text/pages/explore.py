"""What the Explore page says: how different the hospitals are, and which strategy copes."""

from collections.abc import Sequence

import pandas as pd

from fedsim.language import N_, Said, Words, _, ngettext
from fedsim.settings.config import SimulationConfig
from fedsim.text.format import apart, counted, exact, listed, percent

AXES = Words(
    {
        "alpha": N_("How unevenly classes are shared"),
        "cheats": N_("How many hospitals cheat"),
        "fraction": N_("Who takes part in a round"),
        "dropout": N_("How many drop out"),
    }
)
"""What there is to move."""
ABOUT = Words(
    {
        "alpha": N_(
            "Dirichlet's alpha: at 100 every hospital has about the same share of each class; at 0.1 most have two or "
            "three classes, and little of the rest. Every hospital may see every class here."
        ),
        "cheats": N_(
            "The first hospitals turn the sign of what they have learnt, so that the shared model unlearns it. The "
            "others do not know."
        ),
        "fraction": N_("The share of the hospitals that is asked to train in each round, drawn anew from the seed."),
        "dropout": N_("The chance that a hospital which is asked in a round does not answer."),
    }
)
AXIS_TITLES = Words(
    {
        "alpha": N_("alpha (the smaller, the more the hospitals differ)"),
        "cheats": N_("Hospitals that cheat"),
        "fraction": N_("Share of the hospitals a round"),
        "dropout": N_("Chance to drop out"),
    }
)
AT = Words(
    {
        "alpha": N_("at alpha {value}"),
        "cheats": N_("with {value} hospitals that cheat"),
        "fraction": N_("with a share of {value} a round"),
        "dropout": N_("with a chance of {value} to drop out"),
    }
)


class Page:
    """The page."""

    HEADING = Said("How different are the hospitals?")
    LEAD = Said(
        "Make it harder for them to learn together, and see which strategy copes: one thing is moved from run to run, "
        "and each strategy is a line."
    )
    NOT_HERE = Said("{images} is not on this machine yet.")
    DOWNLOAD = Said("Get it on the Data page")
    WHAT = Said("What is moved")
    VALUES = Said("Values")
    STRATEGIES = Said("Strategies")
    STRATEGIES_HELP = Said(
        "Up to {n}. One that is chosen on the Simulate page has its parameters; others have their own."
    )
    SEEDS = Said("Seeds")
    SEEDS_HELP = Said("Each point is tried with as many seeds, to see how much of a difference is chance.")
    CHOOSE = Said("Choose at least one value and one strategy.")
    NUMBERS = Said("The numbers")
    NOTHING_YET = Said("Each run becomes a point. Run them to see which strategy copes.")
    POINT = Said("A point is the mean of the runs at a value, a bar goes from the worst seed to the best.")
    ONE_SEED = Said("One seed a point: chance may move any of them. Two or more tell by how much.")


class Queue:
    """Its runs."""

    RUN = Said("Run them all")
    FAILED = Said("A run failed: {error}")
    NOW = Said("now {strategy} {at}, seed {seed}")


class Chart:
    """What the chart says."""

    STRATEGY = Said("Strategy")
    VALUE = Said("Value")
    ACCURACY = Said("Test accuracy after the last round")
    WORST = Said("Worst seed")
    BEST = Said("Best seed")
    SEEDS = Said("Seeds")
    SPOKEN = Said("Test accuracy by {axis}. {lines}.")
    SPOKEN_LINE = Said("{strategy}: {points}")
    SPOKEN_POINT = Said("{share} at {value}")
    SPOKEN_EMPTY = Said("No run is done yet.")


def which(images: str, config: SimulationConfig) -> str:
    """What stays as it is."""
    return _("The rest is as on the Simulate page: {images}, {hospitals}, {rounds} of {epochs}.").format(
        images=images, hospitals=counted(len(config.hospitals), "hospital"), rounds=counted(config.rounds, "round"),
        epochs=counted(config.local_epochs, "local epoch"),
    )  # fmt: skip


def at(axis: str, value: float) -> str:
    """Where on the axis, within a sentence."""
    return AT[axis].format(value=exact(value))


def headline(frame: pd.DataFrame, axis: str, hardest: float, easiest: float) -> str:
    """What the first strategy loses on the way, and which other one does best where it is hardest; empty at first.

    Args:
        frame: `exploration_frame` with a column title.
        axis: a key of `AXES`.
        hardest: the value at which hospitals are hardest to join.
        easiest: the value at the other end.
    """
    shares = {(row.title, row.value): row.accuracy for row in frame.itertuples()}
    titles = list(dict.fromkeys(frame["title"]))
    if not titles or hardest == easiest or not {(titles[0], hardest), (titles[0], easiest)} <= shares.keys():
        return ""
    first, low, high = titles[0], shares[titles[0], hardest], shares[titles[0], easiest]
    digits = apart(low, high)
    said = _("{strategy} is right on {high} {easy}, and on {low} {hard}.").format(
        strategy=first, high=percent(high, digits), easy=at(axis, easiest), low=percent(low, digits),
        hard=at(axis, hardest),
    )  # fmt: skip
    others = {title: shares[title, hardest] for title in titles[1:] if (title, hardest) in shares}
    if not others:
        return said
    best = max(others, key=lambda title: others[title])
    sentence = (
        _("{said} {strategy} does better there: {share}.")
        if others[best] > low
        else _("{said} None of the others does better there: {strategy} is right on {share}.")
    )
    return sentence.format(said=said, strategy=best, share=percent(others[best], max(digits, apart(others[best], low))))


def called(title: str, *, own: bool) -> str:
    """A strategy on the chart; own is one whose numbers are means over the hospitals' own models."""
    return _("{strategy} (mean of own models)").format(strategy=title) if own else title


def own_models(own: Sequence[str], shared: Sequence[str]) -> str:
    """What is on one axis where some strategies leave each hospital a model of its own; empty where none does.

    Args:
        own: titles of these strategies.
        shared: of the others.
    """
    if not own:
        return ""
    said = ngettext(
        "{strategies} leaves each hospital a model of its own: its points are means over these models.",
        "{strategies} leave each hospital a model of its own: their points are means over these models.",
        len(own),
    ).format(strategies=listed(own))
    if not shared:
        return said
    others = ngettext(
        "{said} Those of {strategies} are of the one shared model.",
        "{said} Those of {strategies} are of the one shared model each.",
        len(shared),
    )
    return others.format(said=said, strategies=listed(shared))


def seeds_matter(frame: pd.DataFrame) -> str:
    """What the marks are, and what they leave open."""
    return str(Page.ONE_SEED if frame["seeds"].max() == 1 else Page.POINT)
