"""How chosen runs stand side by side: the controls, the charts and what is said of an address."""

from fedsim.language import N_, Said, Words, ngettext
from fedsim.text.format import listed, number

KINDS = Words(
    {"curves": N_("Curves"), "bars": N_("Bars"), "parallel": N_("Parallel coordinates"), "scatter": N_("Scatter")}
)
METRICS = Words(
    {
        "accuracy": N_("Test accuracy"),
        "worst": N_("Worst hospital"),
        "auc": N_("AUC"),
        "loss": N_("Test loss"),
        "epsilon": N_("Epsilon spent"),
        "seconds": N_("Seconds a round"),
        "bytes": N_("MB sent a round"),
    }
)
ERRORS = Words(
    {
        "accuracy": N_("Test error (1 − accuracy), log scale"),
        "worst": N_("Error at the worst hospital (1 − accuracy), log scale"),
        "auc": N_("1 − AUC, log scale"),
        "loss": N_("Test loss, log scale"),
        "epsilon": N_("Epsilon spent, log scale"),
        "seconds": N_("Seconds a round, log scale"),
        "bytes": N_("MB sent a round, log scale"),
    }
)
BY = Words({"round": N_("Rounds"), "seconds": N_("Seconds"), "bytes": N_("Bytes sent")})
BY_AXIS = Words(
    {
        "round": N_("Round"),
        "seconds": N_("Seconds of training and evaluation"),
        "bytes": N_("MB sent, up and down"),
    }
)
SMOOTH = Words({"1": N_("None"), "3": N_("Mean of 3"), "5": N_("Mean of 5")})
SCALES = Words({"linear": N_("Linear"), "log": N_("Log")})
VALUES = Words({"last": N_("Last round"), "best": N_("Best round"), "mean": N_("Mean of last rounds")})
SPREADS = Words({"range": N_("Worst to best seed"), "sd": N_("Standard deviation"), "se": N_("Standard error")})


class Controls:
    """Above the charts."""

    CHART = Said("Chart")
    METRIC = Said("Metric")
    METRIC_HELP = Said("The number by which the runs are compared.")
    CHART_HELP = Said("How the runs are drawn; the table below stays.")
    SPREAD_HELP = Said("What surrounds the mean of a group's seeds.")
    OF_HELP = Said("Over how many of the last rounds the mean is.")
    AGAINST_HELP = Said("The setting that the runs are laid out by, from left to right.")
    AGAINST = Said("Against")
    VIEW = Said("View")
    BY = Said("Along")
    BY_HELP = Said("What the curves go along. Pauses of a run that was resumed do not count.")
    SMOOTH = Said("Smoothing")
    SMOOTH_HELP = Said("Each point is the mean of the last rounds. What was measured stays, faint.")
    SCALE = Said("Scale")
    SCALE_HELP = Said("A logarithm shows the error, 1 − accuracy, so that 98 % and 99 % are told apart.")
    VALUE = Said("A run counts by")
    VALUE_HELP = Said("The number of a run in the table, the bars and the points.")
    OF = Said("How many rounds")
    SPREAD = Said("Around the mean")
    COLORED = Said("In colour")
    COLORED_HELP = Said(
        "{n} groups at most have a colour, the same in every chart; the others are grey, and named where the pointer "
        "is. At first these are what the others are compared with, and the best; with none chosen it is so again."
    )
    UNPIN = Said("Let go")
    UNPIN_HELP = Said("The group is kept as what the others are compared with, whichever runs are chosen.")
    NONE = Said("Choose none")


class Charts:
    """Titles and sentences of the charts."""

    VALUE = Said("Value")
    VALUE_BEST = Said("{metric}, best round")
    VALUE_MEAN = Said("{metric}, mean of the last {n}")
    SEED = Said("Seed")
    SETTING = Said("Setting")
    BASE = Said("{group}, base")
    NO_NUMBER = Said("None of these runs has this number: choose another number above.")
    SPOKEN_BARS = Said("{metric}, best first: {groups}.")
    SPOKEN_ONE = Said("{group} {value}")
    SPOKEN_CURVES = Said("{metric} along {by}, at its end: {groups}.")
    SPOKEN_PARALLEL = Said("A line a run through {settings} and {metric}.")
    SPOKEN_SCATTER = Said("{metric} against {setting}: {groups}.")
    SPOKEN_POINT = Said("{group}, {x}: {value}")
    SPOKEN_EMPTY = Said("There is nothing to show yet.")


class Differences:
    """What paired comparisons say."""

    BETTER = Said("{one} is better than {other} by {size} ({interval}, {seeds}).")
    WORSE = Said("{one} is worse than {other} by {size} ({interval}, {seeds}).")
    NEGLIGIBLE = Said("{better} is better than {worse} by {size} ({interval}, {seeds}): significant, yet negligible.")
    NOT_APART = Said("{one} and {other} are not told apart: {better} came out better by {size} ({interval}, {seeds}).")
    ALIKE = Said("{one} and {other} are not told apart: {size} ({interval}, {seeds}).")
    BETTER_ALONE = Said("{one} is better than {other} by {size}; one seed alone does not say how sure that is.")
    WORSE_ALONE = Said("{one} is worse than {other} by {size}; one seed alone does not say how sure that is.")
    EFFECT = Said("{sentence} Cohen's d of the pairs: {d}.")
    INTERVAL = Said("95 % interval {low} to {high}")
    POINTS = Said("95 % interval {low} to {high} points")
    MORE_IS_BETTER = Said("Differences are paired by seed and are of: {metric}. More is better.")
    LESS_IS_BETTER = Said("Differences are paired by seed and are of: {metric}. Less is better.")
    POINT_IS_SMALL = Said("Less than {size} point is negligible.")
    PART_IS_SMALL = Said("Less than {size} % of what is compared with is negligible.")
    EACH_ALONE = Said("Each interval holds by itself: of many comparisons, some come out by luck.")


APART = Words(
    {
        "seeds": N_("{one} and {other} have no seed in common: they are not compared."),
        "images": N_("{one} and {other} were tested on different images: they are not compared."),
        "number": N_("{one} and {other} have no seed in which both have this number."),
    }
)
"""Why two groups are not compared, by `analysis.paired.Apart`."""
UNITS = Words({"seconds": N_("{n} s"), "bytes": N_("{n} MB")})
"""Of a difference; others have none."""


def out_of_sight(runs: int) -> str:
    """Of chosen runs that the table does not show."""
    said = ngettext("{n} of them is not in the table.", "{n} of them are not in the table.", runs)
    return said.format(n=number(runs))


def address_not_used(parts: list[str]) -> str:
    """Of an address, in one sentence."""
    said = ngettext(
        "{parts} in this address cannot be read, and stands as at first.",
        "{parts} in this address cannot be read, and stand as at first.",
        len(parts),
    )
    return said.format(parts=listed(parts))


def not_here(runs: int) -> str:
    """Of runs that an address names."""
    said = ngettext(
        "{n} run of this address is not here, or was deleted.",
        "{n} runs of this address are not here, or were deleted.",
        runs,
    )
    return said.format(n=number(runs))
