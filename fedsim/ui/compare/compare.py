"""A run's models side by side: scores, what each finds of each class, confusion matrices."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from fedsim import charts
from fedsim.analysis import compare_frames, frames
from fedsim.analysis.compare_frames import Model, models_of
from fedsim.analysis.keys import TOGETHER
from fedsim.export.pictures import stem_of
from fedsim.language import paragraph
from fedsim.runs.state import RunState
from fedsim.settings.alike import sample_names, sample_places
from fedsim.settings.strategy import by_scanner
from fedsim.text.format import decimals, number, percent, width
from fedsim.text.models import HEADINGS, SCORES, named, score_frame, title, titles
from fedsim.text.pages.compare import HELP, all_rows, own_models, same_test_images
from fedsim.text.pages.compare import Models as Words
from fedsim.ui.compare.learning import show_learning
from fedsim.ui.shared.downloads import download, tables
from fedsim.ui.shared.figures import figure, ink, of_run
from fedsim.ui.shared.many import choose_hospitals
from fedsim.ui.shared.run_header import show_header
from fedsim.ui.shared.tables import cut, with_help
from fedsim.ui.shared.words import plain, tied

ROW_PX, WIDTH_PX = 32, 1000  # of the heat map, and of the page; about
AXIS_PX, SLANTED_AXIS_PX = 30, 80
MOST_ROWS, TABLE_PX = 12, 440
CHARACTER_PX, MOST_LETTERS = 7.5, 22
BEST = "background-color: rgba(47, 125, 225, 0.16)"
DIGITS = 3


def _percent(share: float) -> str:
    return tied(percent(share, 1))


FORMATS: dict[str, Callable[..., str]] = dict.fromkeys(SCORES, _percent)
FORMATS |= {"auc": partial(decimals, places=DIGITS), "num_examples": number}
"""How the columns of `score_frame` are written."""


def which(state: RunState) -> None:
    """Say which run this is."""
    show_header(state)
    if state.info:
        differ = state.has_own_models and by_scanner(state.config)
        own = [own_models(by_scanner=differ)] if state.has_own_models else []
        st.caption(paragraph([same_test_images(state.info.num_test, by_scanner=differ), *own]))


def has_something(state: RunState) -> bool:
    """Whether there is, or will be, more than the federation to show."""
    coming = state.status.live and (state.config.baselines != "none" or bool(state.ended_at))
    return state.info is not None and (coming or bool(state.alone) or state.pooled is not None)


def show(state: RunState) -> None:
    """Draw the models that are trained, and leave room for those to come."""
    models, classes = models_of(state), state.info.classes if state.info else ()
    _scores(state, models, classes)
    shown = _choose(state, models)
    with of_run(state):
        _recalls(state, shown, classes)
        _matrices(state, shown, classes)
        show_learning(state, [model for model in shown if model.key != TOGETHER])


def _choose(state: RunState, models: Sequence[Model]) -> list[Model]:
    """All models; of many hospitals, those that are chosen: at first the worst, the middle and the best alone."""
    places = dict(zip(sample_names(state.config), sample_places(state.config), strict=True))
    scores = {places[model.hospital]: model.score.accuracy for model in models if model.hospital and model.score}
    trained = sorted(scores, key=scores.__getitem__)
    first = {trained[0], trained[len(trained) // 2], trained[-1]} if trained else [*places.values()][:3]
    chosen = choose_hospitals(state, "compared", sorted(first))
    return [model for model in models if model.hospital is None or places[model.hospital] in chosen]


def _scores(state: RunState, models: Sequence[Model], classes: Sequence[str]) -> None:
    st.markdown(Words.SCORES)
    st.caption(Words.BY_CHANCE)
    table = score_frame(models, classes)
    short = cut(table["model"], MOST_LETTERS)
    columns = {name: st.column_config.Column(HEADINGS[name], help=text) for name, text in HELP.items()}
    px = 24 + round(CHARACTER_PX * max(width(short(name)) for name in table["model"]))
    columns["model"] = st.column_config.Column(HEADINGS["model"], help=HELP["model"], pinned=True, width=px)
    st.dataframe(
        _marked(table, short), hide_index=True, column_config=with_help(table, columns), key="scores", placeholder="–",
        height="content" if len(models) <= MOST_ROWS else TABLE_PX,
    )  # fmt: skip
    if len(models) > MOST_ROWS:
        st.caption(all_rows(len(models)))
    with st.container(horizontal=True, key="take-scores"):
        if not state.status.live:
            download([state], "compare-download")
        tables(_in_words(table), f"{stem_of(state)}-models", "compare-table",
               table.assign(id=[model.key.id for model in models]))  # fmt: skip


def _in_words(table: pd.DataFrame) -> pd.DataFrame:
    said = {name: table[name].map(each, na_action="ignore") for name, each in FORMATS.items()}
    return table.assign(**said).rename(columns={name: str(HEADINGS[name]) for name in table})


def _marked(table: pd.DataFrame, short: Callable[[str], str]) -> Styler:
    """The table as it is shown: percents, names cut, and the best of each score tinted; alike as shown is equal."""

    def mark(column: pd.Series) -> list[str]:
        shown = column.round(DIGITS)
        return [BEST if shown.count() > 1 and value == shown.max() else "" for value in shown]

    return table.style.apply(mark, subset=list(SCORES)).format(FORMATS | {"model": short}, na_rep="–")


def _recalls(state: RunState, models: Sequence[Model], classes: tuple[str, ...]) -> None:
    st.markdown(Words.FINDS)
    st.markdown(Words.OUTLINED)
    called = titles([model.key for model in models])
    frame = named(compare_frames.recall_frame(models, classes), called, "model")
    axis = SLANTED_AXIS_PX if charts.are_slanted(classes) else AXIS_PX
    figure(charts.recall_chart, frame, called, classes, ink(),
           height=axis + ROW_PX * len(models), key=f"recall-{state.id}",
           alt=charts.describe_recalls(frame))  # fmt: skip


def _matrices(state: RunState, models: Sequence[Model], classes: tuple[str, ...]) -> None:
    st.markdown(Words.TAKES)
    a_row, height = charts.matrices_a_row(len(classes), WIDTH_PX), charts.matrix_height(len(classes), small=True)
    for first in range(0, len(models), a_row):
        columns = st.columns(min(a_row, len(models)), gap="small", vertical_alignment="bottom")
        for place in range(first, min(first + a_row, len(models))):
            with columns[place - first]:
                _matrix(state, models[place], place, classes, height)


def _matrix(state: RunState, model: Model, place: int, classes: tuple[str, ...], height: int) -> None:
    score = model.score
    news = getattr(score, "round", 0)
    frame = frames.matrix_frame(score.confusion_matrix if score else None, classes, news, model.seen)
    share = tied(percent(score.accuracy)) if score else ""
    head = (Words.MODEL_RIGHT if score else Words.MODEL_UNTRAINED).format(model=plain(title(model.key)), share=share)
    square = f'<span style="color:{_color(state, model)}">■</span>'
    st.markdown(f"{square} :small[{head}]", unsafe_allow_html=True)
    figure(charts.confusion_chart, frame, classes, shares=True, ink=ink(), height=height, small=True,
           key=f"matrix-{state.id}-{place}", of=title(model.key),
           alt=charts.describe_matrix(frame, title(model.key)))  # fmt: skip


def _color(state: RunState, model: Model) -> str:
    if model.hospital is not None:
        return charts.hospital_color(state.config.hospital_names.index(model.hospital))
    return charts.TOGETHER_COLOR if model.key == TOGETHER else charts.POOLED_COLOR
