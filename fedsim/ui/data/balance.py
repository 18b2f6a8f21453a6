"""How common each class is."""

import streamlit as st

from fedsim.analysis.frames import balance_frame
from fedsim.charts import balance_chart, describe_balance, describe_rarest
from fedsim.data import Dataset
from fedsim.data.splits import lacking
from fedsim.language import paragraph
from fedsim.text.pages.data import Balance
from fedsim.text.runs import dataset_title
from fedsim.ui.shared.figures import figure, ink
from fedsim.ui.shared.words import plain

CLASS_HEIGHT, LARGE_HEIGHT, MAX_LARGE = 24, 34, 5  # px, px where there are few classes, as many


def class_balance(dataset: Dataset) -> None:
    """A bar a class: a model is weakest where it has seen least."""
    counts = {"train": dataset.class_counts(dataset.train), "test": dataset.class_counts(dataset.test)}
    frame = balance_frame(counts, dataset.classes)
    note = paragraph([plain(describe_rarest(frame)), Balance.MARKS])
    st.markdown(f"**{Balance.HEADING}**  \n:small[:gray[{note}]]")
    figure(
        balance_chart, frame, dataset.classes, float(frame["share"].max()), ink(),
        height=dataset.num_classes * (LARGE_HEIGHT if dataset.num_classes <= MAX_LARGE else CLASS_HEIGHT),
        key="balance", alt=describe_balance(frame), of=dataset_title(dataset.name),
    )  # fmt: skip
    if problems := [*lacking(dataset)]:
        st.warning("  \n".join(plain(str(problem)) for problem in problems), icon=":material/warning:")
