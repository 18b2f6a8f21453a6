"""What the Explore page says: how different the hospitals are, and which strategy copes."""

from collections.abc import Sequence

import pandas as pd

from fedsim.analysis.exploration import Finding
from fedsim.analysis.same import SAME
from fedsim.language import N_, Said, Words, _, commas, ngettext
from fedsim.runs.axes import Axis, find_axis
from fedsim.runs.exploration import Exploration
from fedsim.settings.config import SimulationConfig
from fedsim.settings.strategy import OWN_MODELS
from fedsim.text.chance import unclear
from fedsim.text.format import apart, counted, exact, listed, percent, short
from fedsim.text.settings import TEXTS, value_title

ABOUT = Words(
    {
        "alpha": N_(
            "Dirichlet's alpha: at 100 every hospital has about the same share of each class; at 0.1 most have two or "
            "three classes, and little of the rest. Every hospital may see every class here."
        ),
        "classes_per_hospital": N_("How many classes each hospital has. Every hospital may see every class here."),
        "shards_per_hospital": N_("How many shards each hospital draws. Every hospital may see every class here."),
        "adversary.sign-flip": N_(
            "The first hospitals turn the sign of what they have learnt, so that the shared model unlearns it. The "
            "others do not know."
        ),
        "fraction": N_(
            "The share of the hospitals that is asked to train in each round, drawn anew from the seed. Shares that "
            "come to as many hospitals are one run."
        ),
        "dropout": N_("The chance that a hospital which is asked in a round does not answer."),
        "hospitals": N_(
            "The first hospitals of the Simulate page. Further ones are honest, and have never seen what those before "
            "them have not, in turn."
        ),
    }
)
"""What moving it means, where the setting's own help would not say it."""
TITLES = Words(
    {
        "alpha": N_("How unevenly classes are shared (alpha)"),
        "hospitals": N_("How many hospitals there are"),
        "adversary.sign-flip": N_("How many hospitals cheat: flip their update's sign"),
        "fraction": N_("Who takes part in a round (fraction asked)"),
        "dropout": N_("How many drop out (dropout)"),
    }
)
"""What there is to move, where the setting's own title says too little."""
AXIS_TITLES = Words({"alpha": N_("alpha (the smaller, the more the hospitals differ)")})


PARTS = Words({"ladder": N_("Four steps"), "sweep": N_("Your own sweep"), "grid": N_("Several settings")})
"""The page's parts."""


class Page:
    """The page."""

    HEADING = Said("How different are the hospitals?")
    PURPOSE = Said("Make it harder for hospitals to learn together, and see which strategy copes.")
    WHAT = Said("What is moved")
    VALUES = Said("Values")
    VALUES_HELP = Said("Choose from the list, or type another number and press Enter.")
    STRATEGIES = Said("Strategies")
    STRATEGIES_HELP = Said(
        "Up to {n}. One that is chosen on the Simulate page has its parameters; others have their own."
    )
    SEEDS = Said("Seeds")
    SEEDS_HELP = Said("Each point is tried with as many seeds, to see how much of a difference is chance.")
    CHOOSE = Said("Choose at least one value and one strategy.")
    PART = Said("Part of the page")
    BUDGET = Said(
        "All runs have the noise that the budget of the Simulate page asks for, {noise}, and none ends early."
    )
    OF_MANY = Said("{kind}: how many hospitals")
    OF_STRENGTH = Said("{kind}: {parameter}")
    OF_KIND = Said("{setting} ({kind})")
    NUMBERS = Said("The numbers")
    NOTHING_YET = Said("Each run becomes a point. Run them to see which strategy copes.")
    POINT = Said("A point is the mean of the runs at a value, a bar goes from the worst seed to the best.")
    ONE_SEED = Said("One seed a point: chance may move any of them. Two or more tell by how much.")


class Queue:
    """Its runs."""

    RUN = Said("Run them all")
    FAILED = Said("A run failed: {error}")
    NOW = Said("now {run}")
    AT_SEED = Said("{run}, seed {seed}")
    ONE = Said("{strategy} {at}, seed {seed}")


class Chart:
    """What the chart says."""

    STRATEGY = Said("Strategy")
    HETEROGENEITY = Said("How different (mean JSD)")
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
    return _("The rest is as on the Simulate page: {what}.").format(what=shared_by_all(images, config))


def shared_by_all(images: str, config: SimulationConfig, num_seeds: int = 0) -> str:
    """What all runs share, as a picture of them says it; with a number of seeds, it too."""
    said = _("{images}, {hospitals}, {rounds} of {epochs}").format(
        images=images, hospitals=counted(len(config.hospitals), "hospital"), rounds=counted(config.rounds, "round"),
        epochs=counted(config.local_epochs, "local epoch"),
    )  # fmt: skip
    return _("{said}, {seeds}").format(said=said, seeds=counted(num_seeds, "seed")) if num_seeds else said


def title(axis: Axis) -> str:
    """What is moved, as it is offered."""
    if axis.key in TITLES:
        return TITLES[axis.key]
    if axis.kind is None:
        name, union = TEXTS[axis.one.name].title, axis.one.union
        if not union:
            return name
        kinds = [value_title(union, kind) for kind in axis.one.of_kinds]
        return Page.OF_KIND.format(setting=name, kind=listed(kinds))
    kind = _kind(axis)
    if axis.parameter is None:
        return Page.OF_MANY.format(kind=kind)
    return Page.OF_STRENGTH.format(kind=kind, parameter=TEXTS[axis.parameter.name].title)


def _kind(axis: Axis) -> str:
    setting, kind = TEXTS[axis.one.name].title, value_title(axis.one.name, axis.kind)
    return Page.OF_KIND.format(setting=setting, kind=kind)


def axis_title(axis: Axis) -> str:
    """Below the chart."""
    return AXIS_TITLES[axis.key] if axis.key in AXIS_TITLES else title(axis)


def about(axis: Axis) -> str:
    """What moving it means."""
    if axis.key in ABOUT:
        return ABOUT[axis.key]
    if axis.kind is None:
        return TEXTS[axis.one.name].help
    if axis.parameter is None:
        return _("The first hospitals have it, and the others have not: {kind}.").format(kind=_kind(axis))
    return _("Those that have it on the Simulate page, or else the first hospital: {kind}. {help}").format(
        kind=_kind(axis), help=TEXTS[axis.parameter.name].help
    )


def at(axis: Axis, value: float) -> str:
    """Where on the axis, within a sentence."""
    if axis.one.name == "hospitals":
        return _("with {hospitals}").format(hospitals=counted(round(value), "hospital"))
    if axis.counts_hospitals and axis.one.name == "adversary":
        number = round(value)
        return ngettext("with {n} hospital that cheats", "with {n} hospitals that cheat", number).format(n=number)
    if axis.counts_hospitals:
        return _("with {setting} ({kind}) at {hospitals}").format(
            setting=TEXTS[axis.one.name].called, kind=value_title(axis.one.name, axis.kind),
            hospitals=counted(round(value), "hospital"),
        )  # fmt: skip
    if axis.key == "fraction":
        return _("with a share of {value} a round").format(value=exact(value))
    if axis.key == "dropout":
        return _("with a chance of {value} to drop out").format(value=exact(value))
    name = (axis.parameter or axis.one).name
    return _("at {setting} {value}").format(setting=TEXTS[name].called, value=exact(value))


def headline(found: Finding, titles: Sequence[str], axis: Axis) -> str:
    """What the first strategy loses on the way, and which other one does best where it is worst.

    Args:
        found: what the runs found.
        titles: the strategies', in order.
        axis: what was moved.
    """
    if found.best - found.worst < SAME:
        return _("{strategy} is right on {share} at every value.").format(
            strategy=titles[0], share=percent(found.worst)
        )
    digits = apart(found.worst, found.best)
    said = _("{strategy} is right on {high} {easy}, and on {low} {hard}.").format(
        strategy=titles[0], high=percent(found.best, digits), easy=at(axis, found.best_at),
        low=percent(found.worst, digits), hard=at(axis, found.worst_at),
    )  # fmt: skip
    said = unclear(said, found.clear_in, found.seeds)
    if not found.other:
        return said
    other, digits = found.other, max(digits, apart(found.other.accuracy, found.worst))
    words = {"said": said, "strategy": titles[other.strategy], "share": percent(other.accuracy, digits)}
    if other.accuracy <= found.worst + SAME:
        only = len(titles) == 2
        return (
            _("{said} {strategy} does no better there: {share}.")
            if only
            else _("{said} None of the others does better there: {strategy} is right on {share}.")
        ).format(**words)
    if found.seeds == 1:
        better = _("{said} {strategy} does better there: {share}.").format(**words)
    else:
        better = _("{said} {strategy} does better there: {share}, and better in {better} of {seeds} seeds.").format(
            **words, better=other.better_in, seeds=found.seeds
        )
    return unclear(better, other.clear_in, found.seeds)


def skew_alone(base: SimulationConfig, key: str) -> str:
    """What of the settings is not taken where a label skew is moved; empty where nothing is."""
    if find_axis(base, key).one.union != "partition":
        return ""
    taken = [
        *([_("no image is dealt to two hospitals")] if base.deal != "disjoint" else []),
        *([_("every hospital may see every class")] if any(each.excluded for each in base.hospitals) else []),
        *([_("all sizes are even")] if key == "shards_per_hospital" and base.quantity.kind != "even" else []),
    ]
    return _("Other than in the settings, {taken}.").format(taken=listed(taken)) if taken else ""


def how_many_done(done: int, asked: int) -> str:
    """While some runs are missing, and the sentence is not that of all."""
    return ngettext("{done} of {n} run is done.", "{done} of {n} runs are done.", asked).format(done=done, n=asked)


def how_different(frame: pd.DataFrame) -> str:
    """How far hospitals are apart in their classes, at each value."""
    by_value = frame.groupby("value")["heterogeneity"].mean()
    points = [
        Chart.SPOKEN_POINT.format(share=short(different, 2), value=exact(value))
        for value, different in by_value.dropna().items()
    ]
    return _(
        "How different the hospitals are in their classes (mean Jensen-Shannon divergence, 0 is alike and 1 nothing in "
        "common): {points}."
    ).format(points=commas(points))


def called(title: str, *, own: bool) -> str:
    """A strategy on the chart; own is one whose numbers are means over the hospitals' own models."""
    return _("{strategy} (mean of own models)").format(strategy=title) if own else title


def titles_of(exploration: Exploration) -> tuple[str, ...]:
    """What the lines of an exploration are called."""
    return tuple(
        called(value_title("strategy", each.kind), own=each.kind in OWN_MODELS) for each in exploration.strategies
    )


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
