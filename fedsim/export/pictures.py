"""Charts as pictures, made without a network: for paper, on white, with a title and what they are of."""

import io
import json
import re
import textwrap
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from fedsim import charts
from fedsim.analysis.keys import TOGETHER
from fedsim.charts.agreement import similarity_chart
from fedsim.charts.ends import OF_LABELS
from fedsim.charts.images import answers_chart, counts_chart
from fedsim.charts.lengths import norms_chart
from fedsim.charts.look import look
from fedsim.charts.model_map import map_chart
from fedsim.export.tables import to_csv
from fedsim.runs.state import RunState
from fedsim.text.figures import NOTES, TITLES, Figures
from fedsim.text.format import number, wrapped
from fedsim.text.run_header import run_header

INK, DARK_INK = "#141312", "#f2f0ed"
"""The colours of text on a light page and on a dark one, as in .streamlit/config.toml."""
FONTS = (
    "Helvetica Neue, Arial, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, "
    "WenQuanYi Micro Hei, sans-serif"
)
"""Chinese ones go before the last: what that stands for may have no Chinese, and then any font is taken that has it."""
WIDTH, HEIGHT, PADDING = 640, 300, 12  # px
NARROW = dict.fromkeys(("confusion_chart", "similarity_chart", "learning_chart", "answers_chart", "roc_chart"), 420)
"""px of charts that are near to a square, or short."""
LEGENDS = (norms_chart, map_chart, answers_chart, similarity_chart)
"""Charts of which a page says beside them, or under the pointer, what the colours are."""
SCALE, PPI = 2, 72  # an SVG has 72 units an inch
LETTER_PX, TITLE_LETTERS, MOST_LINES = 5.6, 60, 6
"""Of the words under a title; letters a line of it has; lines of what a chart is of."""
FOR_DRAWING = [*OF_LABELS, "order", "end", "runs"]
"""Columns that tell of no run: where marks are, and that numbers are new."""
SLUG = re.compile(r"[^a-z0-9]+")
SLUG_LETTERS = 30


@dataclass(frozen=True)
class Chart:
    """A chart as it was drawn.

    Attributes:
        build: the function of `fedsim.charts`; its first argument is the frame.
        frame: the data.
        alt: says what the chart says.
        arguments, options: the rest of the function's.
        of: which of several of its kind it is, such as a model's title.
        about: the run, its data and seed, in words.
        stem: files' names begin with it.
        table: its numbers, where the frame has places in place of values, or only some of them.
    """

    build: Callable[..., Any]
    frame: pd.DataFrame
    alt: str = ""
    arguments: tuple[Any, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    of: str = ""
    about: str = ""
    stem: str = "fedsim"
    table: pd.DataFrame | None = None

    @property
    def title(self) -> str:
        """What it is called."""
        title = TITLES[self.build.__name__]
        return Figures.OF.format(chart=title, of=_in_line(self.of)) if self.of else title

    @property
    def round(self) -> int | None:
        """The last round that its data tell of: the federation's, where a model alone makes more passes."""
        if "round" not in self.frame:
            return None
        together = self.frame["series"] == TOGETHER.id if "series" in self.frame else pd.Series(dtype=bool)
        rounds = (self.frame[together] if together.any() else self.frame)["round"].dropna()
        return int(max(rounds, default=0)) or None  # 0: before training, or of a model that knows no rounds


def whose_numbers(state: RunState) -> str:
    """What a chart of a run is of: its settings, when, and its id."""
    return " · ".join(filter(None, [run_header(state), Figures.RUN.format(id=state.id) if state.id else ""]))


def stem_of(state: RunState) -> str:
    """What the names of a run's files begin with; no name of a run is in it, which may be anything."""
    return f"fedsim-{state.id}"


def file_stems(drawn: Iterable[Chart]) -> list[str]:
    """What the charts' files are called, without a suffix: run, chart, which of its kind, round.

    Of a name only letters that every file system has are left; two that would be called alike have a number.
    """
    stems: list[str] = []
    for each in drawn:
        kind = each.build.__name__.removesuffix("_chart")
        parts = [each.stem, kind, _slug(each.of), f"round-{each.round}" if each.round is not None else ""]
        stem = "-".join(filter(None, parts))
        taken = [name for name in stems if name == stem or name.startswith(f"{stem}-no-")]
        stems.append(f"{stem}-no-{len(taken) + 1}" if taken else stem)
    return stems


def spec(build: Callable[..., Any], frame: pd.DataFrame, *arguments: Any, **options: Any) -> dict[str, Any]:
    """A chart with its data, built as the pages build it, without a bound on rows."""
    made = build(pd.DataFrame(), *arguments, **options).to_dict()
    made = {name: part for name, part in made.items() if name not in ("data", "datasets")}
    values = json.loads(frame.to_json(orient="records"))
    return made | {"data": {"values": values}, "width": WIDTH, "config": look(INK) | {"font": FONTS}}


def for_paper(chart: Chart) -> dict[str, Any]:
    """Its specification: the words of a light page on white, large where it stood small, with its title."""
    arguments = [INK if each == DARK_INK else each for each in chart.arguments]
    options = {name: INK if each == DARK_INK else each for name, each in chart.options.items()}
    if options.pop("small", False):
        options["height"] = charts.matrix_height(len(arguments[0]))
    if chart.build in LEGENDS:
        options["legend"] = True
    width = NARROW.get(chart.build.__name__, WIDTH)
    title = {
        "text": wrapped(chart.title, TITLE_LETTERS, 3),
        "subtitle": _below(chart, int(width / LETTER_PX)), "anchor": "start", "frame": "group",
        "offset": 14, "subtitlePadding": 5, "subtitleFontSize": 11, "color": INK, "subtitleColor": INK,
    }  # fmt: skip
    made = spec(chart.build, chart.frame, *arguments, **options)
    more = {"width": width, "title": title, "description": chart.alt, "background": "white", "padding": PADDING}
    return made | more


def png(chart: Chart) -> bytes:
    """At twice the size, and says so: it is as large as the SVG where both are put in."""
    import vl_convert  # takes a second: not for every command

    return vl_convert.vegalite_to_png(for_paper(chart), ppi=SCALE * PPI, allowed_base_urls=[])


def svg(chart: Chart) -> bytes:
    """Words stay words, in a sans-serif that the reader's program has."""
    import vl_convert

    return vl_convert.vegalite_to_svg(for_paper(chart), allowed_base_urls=[]).encode()


def csv(chart: Chart) -> bytes:
    """The tidy table that the chart was drawn from, without what is there for drawing alone."""
    table = chart.frame if chart.table is None else chart.table
    return to_csv(table.drop(columns=FOR_DRAWING, errors="ignore")).encode()


PICTURES: dict[str, tuple[str, str, Callable[[Chart], bytes]]] = {
    "png": (".png", "image/png", png),
    "svg": (".svg", "image/svg+xml", svg),
    "csv": (".csv", "text/csv", csv),
}
"""A suffix, a media type and a function each, by the format's name."""


def files(drawn: Iterable[Chart], formats: Iterable[str] = PICTURES) -> Iterator[tuple[str, bytes]]:
    """Every chart in these formats: a file's name and content each."""
    drawn = [*drawn]
    for stem, chart in zip(file_stems(drawn), drawn, strict=True):
        for name in formats:
            suffix, _, make = PICTURES[name]
            yield f"{stem}{suffix}", make(chart)


def zipped(drawn: Iterable[Chart]) -> bytes:
    """All of them in every format, in a ZIP file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files(drawn):
            folder.writestr(name, content)
    return file.getvalue()


def _below(chart: Chart, letters: int) -> list[str]:
    """What stands under the title: what to know to read it, and whose numbers these are."""
    name, at = chart.build.__name__, chart.round
    about = " · ".join(filter(None, [chart.about, Figures.ROUND.format(round=at) if at is not None else ""]))
    outlined = "seen" not in chart.frame or not all(chart.frame["seen"])
    note = wrapped(_note(chart), letters) if name in NOTES and outlined else []
    return [*note, *wrapped(about, letters, MOST_LINES)]


def _note(chart: Chart) -> str:
    """How its marks are read."""
    note = NOTES[chart.build.__name__]
    return note.format(most=number(int(chart.frame["images"].max()))) if chart.build is counts_chart else note


def _in_line(text: str) -> str:
    return " ".join(text.split())


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return textwrap.shorten(SLUG.sub(" ", plain), SLUG_LETTERS, placeholder="").replace(" ", "-")
