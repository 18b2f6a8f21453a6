"""The hospital x class grid, what each hospital would get, and the button that starts it all."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from fedsim.analysis.frames import counts_frame
from fedsim.charts import counts_chart, counts_height, describe_counts
from fedsim.data import Dataset
from fedsim.hospitals.advice import advice_for
from fedsim.hospitals.advice_on_skew import is_skewed
from fedsim.hospitals.partition import partition_for
from fedsim.language import paragraph
from fedsim.runs.state import RunState
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presence import members
from fedsim.text.format import counted, listed, number
from fedsim.text.pages.simulate import Grid
from fedsim.text.run_header import run_header
from fedsim.text.settings import with_titles
from fedsim.ui.shared import history, lesson, session, starting
from fedsim.ui.shared.controls import draw
from fedsim.ui.shared.figures import about, figure
from fedsim.ui.shared.how_many import choose_how_many
from fedsim.ui.shared.many import some_places
from fedsim.ui.shared.resources import registry, wait_until_ready
from fedsim.ui.shared.run_header import redraw_if_changed
from fedsim.ui.shared.words import plain
from fedsim.ui.simulate.copy_link import copy_link
from fedsim.ui.simulate.differ import choose_how_they_differ, follow_lead, say_how_they_differ
from fedsim.ui.simulate.each import show_each
from fedsim.ui.simulate.preview import show_preview
from fedsim.ui.simulate.rows import show_rows


@st.fragment
def hospital_grid(dataset: Dataset, *, can_run: bool = True, preview: bool = False) -> None:
    """Edit the federation. A fragment: a tick redraws the grid and its chart, and not the run's charts.

    Args:
        dataset: what the hospitals share out.
        can_run: end in Run; otherwise in words on what each hospital holds. The grid is the same one.
        preview: show below what a run will do.
    """
    if session.entry().classes != dataset.classes:  # the file was replaced since the page was drawn
        st.rerun()
    history.follow()
    left, right = st.columns([2, 1], gap="medium")
    with right:
        _amounts()
        choose_how_they_differ()
    config, may = session.get_settings(), is_skewed(session.get_settings())
    if can_run:
        follow_lead(config)
    counts = count_images(config, dataset)
    some = some_places(config)
    some_counts, some_names = counts[list(some)], tuple(config.hospital_names[place] for place in some)
    with left:
        show_rows(counts, dataset.classes, Grid.MAY_SEE if may else Grid.HAS_SEEN)
        show_each(config, dataset)
        bar = st.container()
        if not can_run:
            _say_troubles(config, dataset, _problems(config, dataset))
            st.markdown("  \n".join(describe_hospitals(some_counts, some_names, dataset.classes)))
    with right:
        partition, places = partition_for(config, dataset), members(config.hospitals)
        st.caption(holdings(counts, partition.num_distinct))
        if len(places) < len(config.hospitals):
            st.caption(Grid.IN_PART.format(images=counted(int(partition.pooled_counts_of(places).sum()), "image")))
        say_how_they_differ(config, partition_for(config, dataset))
        frame = counts_frame(some_counts, some_names, dataset.classes)
        with about(run_header(RunState("", config)), "fedsim"):
            figure(
                counts_chart, frame, some_names, dataset.classes,
                height=counts_height(len(some_names), dataset.classes), key="counts", alt=describe_counts(frame),
                table=counts_frame(counts, config.hospital_names, dataset.classes),
            )  # fmt: skip
        if len(some_names) < len(counts):
            st.caption(Grid.SOME.format(n=number(len(some_names)), all=number(len(counts))))
    with st.empty():  # a place of its own: a run that starts takes it away at once, and not when it is all drawn
        if preview:
            with st.container():
                show_preview(config, dataset, counts)
    if can_run:
        with bar:  # last: it may have to wait, and everything else stands meanwhile
            run_bar(config, dataset)
        redraw_if_changed()


def _amounts() -> None:
    """How many hospitals, and how much each has."""
    hospitals, images = st.columns(2, gap="medium")
    with hospitals:
        if not lesson.hides("hospitals"):
            choose_how_many()
    with images:
        draw("samples_per_hospital")


def count_images(config: SimulationConfig, dataset: Dataset) -> np.ndarray:
    """(hospitals, k) int64: what each hospital gets."""
    return partition_for(config, dataset).class_counts


def holdings(counts: np.ndarray, distinct: int) -> str:
    """How many images the hospitals truly have, whatever was asked for.

    Args:
        counts: (hospitals, k), from `count_images`.
        distinct: how many different ones all have together.
    """
    least, most = int(counts.sum(axis=1).min()), int(counts.sum(axis=1).max())
    sentence = Grid.HOLD if least == most else Grid.HOLD_FROM_TO
    said = sentence.format(least=number(least), images=counted(most, "image"), all=number(int(counts.sum())))
    if distinct == counts.sum():
        return said
    return paragraph([said, Grid.OVERLAP.format(images=counted(distinct, "image"))])


def describe_hospitals(counts: np.ndarray, hospitals: Sequence[str], classes: Sequence[str]) -> list[str]:
    """What each hospital holds and what it has never seen: a sentence a hospital, in Markdown.

    Args:
        counts: (hospitals, k), from `count_images`.
        hospitals: names, in order.
        classes: names, in label order.
    """
    return [
        _holds(plain(name), row, [plain(cls) for cls in classes]) for name, row in zip(hospitals, counts, strict=True)
    ]


def _holds(name: str, counts: np.ndarray, classes: Sequence[str]) -> str:
    missing = [cls for cls, count in zip(classes, counts, strict=True) if not count]
    if len(missing) == len(classes):
        return Grid.HOLDS_NOTHING.format(hospital=name)
    sentence = Grid.HOLDS_SOME if missing else Grid.HOLDS_ALL
    return sentence.format(hospital=name, images=counted(int(counts.sum()), "image"), classes=listed(missing))


def _problems(config: SimulationConfig, dataset: Dataset) -> str:
    """What is wrong with who holds what; the page that only shows that asks no more."""
    problems = config.problems(dataset.classes) or advice_for(config, dataset).problems()
    return plain(with_titles(paragraph(map(str, problems))))


def _say_troubles(config: SimulationConfig, dataset: Dataset, problems: str) -> None:
    """What stands in the way of a run, or of a good one, and what is left over."""
    advice = advice_for(config, dataset)
    if problems:
        st.error(problems, icon=":material/block:")
    elif messages := advice.warnings():
        st.warning("  \n".join(plain(str(message)) for message in messages), icon=":material/warning:")
    if unused := advice.left_over():
        st.caption(plain(str(unused)))


def run_bar(config: SimulationConfig, dataset: Dataset) -> None:
    """What stands in the way of a good run, and Run."""
    why = starting.why_not(config)
    _say_troubles(config, dataset, why)
    busy = bool(registry().live())
    wait_until_ready()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            Grid.QUEUE if busy else Grid.RUN,
            key="run",
            type="primary",  # always: a button of another type is another element, and loses the focus
            icon=":material/play_arrow:",
            disabled=bool(why),
            on_click=_start,
            width=260,
        )
        copy_link(config)
    starting.tell("run")


def _start() -> None:
    """Start what the controls say now: this fragment may have been drawn before the sidebar's last change."""
    starting.start(session.get_settings(), "run")
