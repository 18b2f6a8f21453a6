"""What a sweep has come to: the sentence, the trade-off, and what the strongest noise does."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from fedsim import charts
from fedsim.analysis.frames import matrix_frame
from fedsim.charts import cost as cost_charts
from fedsim.language import paragraph
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.mechanisms.base import Unit
from fedsim.runs.state import RunState
from fedsim.runs.sweep import CLIPPED, NOISY, PLAIN, Sweep, cost_frame, epsilon_range, extremes, is_coming
from fedsim.text import privacy as privacy_words
from fedsim.text.format import counted, exact, percent
from fedsim.text.pages.privacy.cost import Cost
from fedsim.text.promise import no_guarantee
from fedsim.ui.shared.downloads import tables
from fedsim.ui.shared.figures import figure, ink, of_run
from fedsim.ui.shared.tables import as_shown
from fedsim.ui.shared.words import sentence, tied


def show(sweep: Sweep, states: Sequence[RunState]) -> None:
    """Draw what there is so far.

    Args:
        sweep: what was asked for.
        states: its runs, done or not.
    """
    frame = cost_frame(states)
    if frame.empty and not any(map(is_coming, states)):
        st.markdown(Cost.NOTHING_YET)
        return
    _headline(frame)
    figure(cost_charts.cost_chart, cost_charts.cost_chart_frame(frame), epsilon_range(sweep, states), ink(),
           height=340, key=f"cost-{sweep.dp}", alt=cost_charts.describe_cost(frame))  # fmt: skip
    _legend(sweep, frame)
    if pair := extremes(states):
        _strongest(*pair)
    if len(frame):
        with st.expander(Cost.NUMBERS, icon=":material/table_rows:", type="compact"):
            table, columns = _table(frame), _columns()
            st.dataframe(table, hide_index=True, placeholder="–", column_config=columns)
            tables(as_shown(table, columns), "fedsim-privacy", f"cost-table-{sweep.dp}", frame)


def _headline(frame: pd.DataFrame) -> None:
    if text := privacy_words.headline(frame):
        st.markdown(f"## {sentence(text)}")


def _legend(sweep: Sweep, frame: pd.DataFrame) -> None:
    """What the marks are, and what the comparison leaves open."""
    seeds = frame["seeds"][frame["kind"] == NOISY]
    parts = [Cost.POINT, Cost.ONE_SEED if seeds.max() == 1 else Cost.BAND]
    if MECHANISMS[sweep.dp].unit is Unit.IMAGE:
        parts.append(Cost.ONE_IMAGE)
    if sweep.base.model == "resnet18":
        parts.append(Cost.NORMS)
    st.caption(paragraph(parts))


def _strongest(before: RunState, after: RunState) -> None:
    st.markdown(Cost.STRONGEST)
    st.markdown(sentence(privacy_words.strongest(before, after)))
    left, right = st.columns(2, gap="medium")
    epsilon = privacy_words.short(after.rounds[-1].epsilon or 0.0)
    noise = Cost.NOISE.format(noise=exact(after.config.noise_multiplier), epsilon=epsilon)
    for place, title, state, key in ((left, Cost.PLAIN, before, PLAIN), (right, noise, after, NOISY)):
        with place, of_run(state):
            _matrix(title, state, f"sweep-matrix-{key}")


def _matrix(title: str, state: RunState, key: str) -> None:
    classes, last = state.info.classes if state.info else (), state.rounds[-1]
    frame = matrix_frame(last.confusion_matrix, classes, last.round).assign(run=state.id)
    said = {"model": title, "share": tied(percent(last.accuracy)), "seed": state.config.seed}
    st.caption(Cost.MATRIX.format(**said))
    figure(charts.confusion_chart, frame, classes, shares=True, ink=ink(), height=charts.matrix_height(len(classes)),
           key=key, alt=charts.describe_matrix(frame, title), of=title)  # fmt: skip


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    """The chart's numbers as text, in columns that `_columns` names: no noise and no promise are words, not gaps."""
    rows = list(frame.itertuples())
    return pd.DataFrame(
        {
            "noise": [_noise(row.kind, row.noise) for row in rows],
            "epsilon": [_or_none(row.epsilon) for row in rows],
            "delta": [_or_none(row.delta) for row in rows],
            "accuracy": [percent(row.accuracy, 1) for row in rows],
            "range": [_range(row.low, row.high) if row.seeds > 1 else None for row in rows],
            "spread": [None if np.isnan(row.sd) else percent(row.sd, 1) for row in rows],
            "seeds": [counted(int(row.seeds), "seed") for row in rows],
        }
    )


def _columns() -> dict[str, Any]:
    titles = {
        "noise": Cost.NOISE_COLUMN,
        "epsilon": "ε",
        "delta": "δ",
        "accuracy": Cost.ACCURACY,
        "range": Cost.RANGE,
        "spread": Cost.SPREAD,
        "seeds": Cost.SEEDS,
    }
    return {name: st.column_config.Column(title) for name, title in titles.items()}


def _noise(kind: str, noise: float) -> str:
    return Cost.PLAIN if kind == PLAIN else Cost.CLIPPED if kind == CLIPPED else exact(noise)


def _range(low: float, high: float) -> str:
    return Cost.FROM_TO.format(low=percent(low, 1), high=percent(high, 1))


def _or_none(value: float) -> str:
    return no_guarantee() if np.isnan(value) else privacy_words.short(value)
