"""Charts: pure functions from a tidy table to an Altair chart. An empty table draws empty axes."""

from fedsim.charts.axes import top
from fedsim.charts.ends import MOST_LABELLED, spread, with_ends
from fedsim.charts.images import (
    EVEN,
    answers_chart,
    balance_chart,
    counts_chart,
    counts_height,
    describe_answers,
    describe_balance,
    describe_counts,
    describe_rarest,
)
from fedsim.charts.matrices import (
    MAX_FLAT_CHARACTERS,
    are_slanted,
    confusion_chart,
    describe_matrix,
    describe_recalls,
    matrices_a_row,
    matrix_height,
    recall_chart,
)
from fedsim.charts.palette import (
    ALONE_DASHES,
    DASHES,
    HOSPITAL_COLORS,
    NEVER_COLOR,
    POOLED_COLOR,
    TOGETHER_COLOR,
    hospital_color,
)
from fedsim.charts.rounds import (
    accuracy_chart,
    comparison_chart,
    describe_accuracy,
    describe_loss,
    learning_chart,
    loss_chart,
)

__all__ = [
    "ALONE_DASHES",
    "DASHES",
    "EVEN",
    "HOSPITAL_COLORS",
    "MAX_FLAT_CHARACTERS",
    "MOST_LABELLED",
    "NEVER_COLOR",
    "POOLED_COLOR",
    "TOGETHER_COLOR",
    "accuracy_chart",
    "answers_chart",
    "are_slanted",
    "balance_chart",
    "comparison_chart",
    "confusion_chart",
    "counts_chart",
    "counts_height",
    "describe_accuracy",
    "describe_answers",
    "describe_balance",
    "describe_counts",
    "describe_loss",
    "describe_matrix",
    "describe_rarest",
    "describe_recalls",
    "hospital_color",
    "learning_chart",
    "loss_chart",
    "matrices_a_row",
    "matrix_height",
    "recall_chart",
    "spread",
    "top",
    "with_ends",
]
