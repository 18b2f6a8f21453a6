"""Puts charts on a page so that they update in place: the specification is built once, then only data are sent."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pandas as pd
import streamlit as st

from fedsim.charts.look import look
from fedsim.language import language

Build = Callable[..., Any]
PADDING = dict.fromkeys(("left", "right", "top"), 5)
"""px around a chart, so that no label at its edge is cut. Below, Streamlit leaves more."""
INK = {"light": "#141312", "dark": "#f2f0ed"}
"""The colour of text, as in .streamlit/config.toml."""


def figure(build: Build, frame: pd.DataFrame, *arguments: Any, key: str, alt: str, **options: Any) -> None:
    """Draw a chart of `fedsim.charts`.

    Args:
        build: the chart's function; its first argument is the frame.
        frame: the data.
        arguments: the rest of the function's arguments; hashable.
        key: stays the same as long as the chart should update in place.
        alt: says what the chart says.
        options: the function's keyword arguments; hashable.
    """
    st.vega_lite_chart(
        frame, _spec((ink(), language()), build, *arguments, **options), key=key, alt=alt, width="stretch"
    )


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
    return INK["dark" if st.context.theme.type == "dark" else "light"]
