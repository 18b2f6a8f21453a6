"""Puts charts on a page so that they update in place: the specification is built once, then only data are sent.

Its numbers are behind a button at its corner. What a page has drawn can be taken away at its end, as pictures. Until
either is asked for nothing is made of it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import lru_cache, partial
from typing import Any

import pandas as pd
import streamlit as st

from fedsim.charts.look import look
from fedsim.export.pictures import DARK_INK, INK, PICTURES, Chart, file_stems, stem_of, whose_numbers, zipped
from fedsim.language import language, paragraph
from fedsim.runs.state import RunState
from fedsim.text.figures import Figures
from fedsim.ui.shared.chart_table import behind_a_click
from fedsim.ui.shared.handing_over import button, tell
from fedsim.ui.shared.words import plain

Build = Callable[..., Any]
PADDING = dict.fromkeys(("left", "right", "top"), 5)
"""px around a chart, so that no label at its edge is cut. Below, Streamlit leaves more."""
DRAWN = "drawn_charts"
"""The page's charts, by key."""
ABOUT: ContextVar[tuple[str, str]] = ContextVar("about", default=("", "fedsim"))


def figure(
    build: Build, frame: pd.DataFrame, *arguments: Any, key: str, alt: str, of: str = "",
    table: pd.DataFrame | None = None, **options: Any,
) -> None:  # fmt: skip
    """Draw a chart of `fedsim.charts`.

    Args:
        build: the chart's function; its first argument is the frame.
        frame: the data.
        arguments: the rest of the function's arguments; hashable.
        key: stays the same as long as the chart should update in place.
        alt: says what the chart says.
        of: tells it apart where a page has several of its kind, such as a model's title.
        table: what is taken away as its numbers, where the frame has not all of them.
        options: the function's keyword arguments; hashable.
    """
    spec = _spec((ink(), language()), build, *arguments, **options)
    chart = Chart(build, frame, alt, arguments, options, of, *ABOUT.get(), table)
    with st.container(key=f"chart-{key}", gap=None):
        st.vega_lite_chart(frame, spec, key=key, alt=alt, width="stretch")
        behind_a_click(chart, spec, key)
    st.session_state.setdefault(DRAWN, {})[key] = chart


@lru_cache(maxsize=128)
def _spec(reader: tuple[str, str], build: Build, *arguments: Any, **options: Any) -> dict[str, Any]:
    """The chart's Vega-Lite specification without data. Every encoding names its type, so no data are needed.

    Args:
        reader: for whom it is: the colour of text, and the language in force.
    """
    spec = build(pd.DataFrame(), *arguments, **options).to_dict()
    spec = {name: part for name, part in spec.items() if name not in ("data", "datasets")}
    return spec | {"config": look(reader[0]), "padding": dict(PADDING)}


def ink() -> str:
    """The colour of text on the page's background."""
    return DARK_INK if st.context.theme.type == "dark" else INK


@contextmanager
def about(words: str, stem: str) -> Iterator[None]:
    """Say whose numbers the charts within are.

    Args:
        words: data, settings, seed.
        stem: the files' names begin with it.
    """
    token = ABOUT.set((words, stem))
    try:
        yield
    finally:
        ABOUT.reset(token)


def of_run(state: RunState) -> AbstractContextManager[None]:
    """Likewise, of a run."""
    return about(whose_numbers(state), stem_of(state))


def begin() -> None:
    """A page is about to be drawn. What hangs on charts of the one before keeps them."""
    st.session_state[DRAWN] = {}


def forget(beginning: str) -> None:
    """Of a fragment that may draw fewer charts than it did: those whose keys begin so."""
    drawn = st.session_state.get(DRAWN, {})
    for key in [key for key in drawn if key.startswith(beginning)]:
        del drawn[key]


@st.fragment
def take_away() -> None:
    """Draw the fold at the end of a page that lists its charts; of a closed one nothing is sent."""
    if not (drawn := st.session_state.get(DRAWN)):
        return
    fold = st.expander(Figures.HEADING, icon=":material/image:", type="compact", key="figures", on_change="rerun")
    if not fold.open:
        return
    shown = [chart for chart in drawn.values() if len(chart.frame)]
    with fold:
        st.caption(paragraph([Figures.HELP, Figures.NOW]))
        for place, (chart, stem) in enumerate(zip(shown, file_stems(shown), strict=True)):
            _row(chart, stem, place)
        button(Figures.ALL, partial(zipped, shown), "fedsim-figures.zip", "application/zip",
               icon=":material/folder_zip:", key="figures-all")  # fmt: skip
        tell("figure")


def _row(chart: Chart, stem: str, place: int) -> None:
    """A chart's name and a button a format. Each is spoken with the chart's name, which the eye has before them."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"figure-row-{place}"):
        st.markdown(plain(chart.title))
        for name, (suffix, mime, make) in PICTURES.items():
            label = Figures.BUTTON.format(chart=plain(chart.title), format=name.upper())
            button(label, partial(make, chart), f"{stem}{suffix}", mime, type="tertiary",
                   key=f"figure-{name}-{place}")  # fmt: skip
