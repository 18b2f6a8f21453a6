"""What charts are called where they are taken away: a figure in a paper stands without its page."""

from fedsim.language import N_, Said, Words


class Figures:
    """The list of a page's charts."""

    HEADING = Said("Figures")
    HELP = Said(
        "The charts above for a paper or a slide: light, with a title and what they are of. PNG at twice the size, SVG "
        "for any size, and the numbers as CSV."
    )
    NOW = Said("They show what was there when this was opened.")
    ALL = Said("All of them (ZIP)")
    BUTTON = Said(":small[{chart}] {format}")
    OF = Said("{chart}: {of}")
    RUN = Said("run {id}")
    ROUND = Said("round {round}")
    TABLE = Said("Table: {chart}")
    NO_NUMBERS = Said("There are no numbers yet.")
    MOST_ROWS = Said("The first {most} rows. All are in the CSV file under “Figures” at the end of the page.")
    IMAGE = Said("test image {number}, which shows {cls}")


TITLES = Words(
    {
        "accuracy_chart": N_("Accuracy by round, each hospital on its own classes"),
        "answers_chart": N_("What models say to an image"),
        "attendance_chart": N_("Who took part in which round"),
        "balance_chart": N_("How common each class is"),
        "bands_chart": N_("Accuracy by round, over the hospitals"),
        "comparison_chart": N_("Accuracy by round: together, each hospital alone, pooled"),
        "confusion_chart": N_("Confusion matrix"),
        "cost_chart": N_("Accuracy against ε"),
        "count_chart": N_("How many hospitals took part"),
        "counts_chart": N_("Images of each class at each hospital"),
        "exploration_chart": N_("Accuracy after the last round"),
        "fairness_chart": N_("How evenly the hospitals are served"),
        "groups_chart": N_("Runs side by side"),
        "heat_chart": N_("Accuracy after the last round, a cell a pair of values"),
        "lines_chart": N_("Accuracy after the last round, a line a value"),
        "learning_chart": N_("Accuracy by epoch of a model that learns by itself"),
        "loss_chart": N_("Loss by round"),
        "map_chart": N_("Where the models are"),
        "newcomer_chart": N_("A hospital that takes no part"),
        "norms_chart": N_("Length of the updates"),
        "parallel_chart": N_("Settings and what came of them"),
        "ranking_chart": N_("Runs in order"),
        "recall_chart": N_("What each model finds of each class"),
        "roc_chart": N_("Membership test"),
        "scatter_chart": N_("A setting and what came of it"),
        "scenario_chart": N_("What the scenario shows"),
        "share_chart": N_("Share of the updates that is clipped"),
        "shortcut_chart": N_("Who reads the mark"),
        "signal_chart": N_("Signal to noise"),
        "similarity_chart": N_("How alike the hospitals' updates are"),
        "success_chart": N_("Attack success by round"),
    }
)
"""By the function that draws the chart."""

NOTES = Words(
    {
        "balance_chart": N_("Dark: share of the training images. Pale: of the test images."),
        "bands_chart": N_(
            "Blue: the shared model. Green: from the lowest hospital to the highest, stronger the middle half, dashed "
            "the median. Grey, where there is one: the pooled model."
        ),
        "confusion_chart": N_("Outlined: classes of which the hospital has no image."),
        "cost_chart": N_(
            "Mean of the runs with one noise multiplier, which stands under its point; a band from the worst seed to "
            "the best."
        ),
        "counts_chart": N_("A bar is a hospital's images of a class; the longest has {most}."),
        "exploration_chart": N_("Mean of the seeds; a line from the worst to the best."),
        "lines_chart": N_("Mean of the seeds; a band from the worst to the best."),
        "learning_chart": N_("Thick: all test images. Dashed: validation images. Thin: its own training images."),
        "map_chart": N_(
            "A dot: a hospital's model after its own training in a round. Line: the shared model, from the hollow "
            "dot on."
        ),
        "ranking_chart": N_("Line: the interval. Upright mark: where the run ends that all are compared with."),
        "recall_chart": N_("Outlined: classes of which the hospital has no image."),
    }
)
"""What a page says beside a chart, and the chart cannot do without."""
