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
    }
)
ERRORS = Words(
    {
        "accuracy": N_("Test error (1 − accuracy), log scale"),
        "worst": N_("Error at the worst hospital (1 − accuracy), log scale"),
        "auc": N_("1 − AUC, log scale"),
        "loss": N_("Test loss, log scale"),
        "epsilon": N_("Epsilon spent, log scale"),
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
    NO_NUMBER = Said("None of these runs has this number.")
    SPOKEN_BARS = Said("{metric}, best first: {groups}.")
    SPOKEN_ONE = Said("{group} {value}")
    SPOKEN_CURVES = Said("{metric} along {by}, at its end: {groups}.")
    SPOKEN_PARALLEL = Said("A line a run through {settings} and {metric}.")
    SPOKEN_SCATTER = Said("{metric} against {setting}: {groups}.")
    SPOKEN_POINT = Said("{group}, {x}: {value}")
    SPOKEN_EMPTY = Said("There is nothing to show yet.")
    DIFFERENCES = Said("Differences are of the test accuracy after the last round.")


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
