"""How each hospital alone, and the pooled model, learn: what a hospital sees of itself, and what is true."""

import streamlit as st

from fedsim import charts
from fedsim.analysis.compare_frames import Model
from fedsim.analysis.curves import learning_frame
from fedsim.data import DataError
from fedsim.data.splits import lacking
from fedsim.errors import Problem
from fedsim.runs.state import RunState
from fedsim.text.models import MEASURED, describe_learning, labelled, title
from fedsim.text.pages.compare import Learning
from fedsim.ui.shared.figures import figure
from fedsim.ui.shared.glossary import explained
from fedsim.ui.shared.resources import load_dataset
from fedsim.ui.shared.words import plain

A_ROW, HEIGHT_PX = 4, 150


def show_learning(state: RunState, models: list[Model]) -> None:
    """Draw a chart a model that trains by itself; `models` are those, the pooled one last."""
    st.markdown(Learning.HOW)
    st.caption(Learning.BLIND)
    for problem in _not_validated(state):
        st.caption(plain(str(problem)))
    for first in range(0, len(models), A_ROW):
        columns = st.columns(min(A_ROW, len(models)), gap="small")
        for place in range(first, min(first + A_ROW, len(models))):
            with columns[place - first]:
                _one(state, models[place], place)


def _not_validated(state: RunState) -> list[Problem]:
    """Classes that no validation image is of, where the images are still there to say so."""
    try:
        dataset = load_dataset(state.config.dataset, state.config.size)
    except DataError:
        return []
    return [problem for problem in lacking(dataset) if problem.code == "classes-unvalidated"]


def _one(state: RunState, model: Model, place: int) -> None:
    baseline = next((each for each in state.baselines if each.hospital == model.hospital), None)
    color = (
        charts.POOLED_COLOR
        if model.hospital is None
        else charts.hospital_color(state.config.hospital_names.index(model.hospital))
    )
    frame = learning_frame(baseline)
    shown = labelled(frame, MEASURED, "measured")
    st.caption(f"**{plain(title(model.key))}**", help=explained(title(model.key)))
    figure(charts.learning_chart, shown, tuple(MEASURED), color, state.config.num_baseline_epochs,
           HEIGHT_PX, key=f"learning-{state.id}-{place}", of=title(model.key),
           alt=describe_learning(frame, title(model.key)))  # fmt: skip
