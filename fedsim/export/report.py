"""A run's report: one HTML file that needs no other, nor any network, and prints well.

Every word that comes from people is escaped, as HTML and within scripts; the page's policy lets it fetch nothing.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import pandas as pd

from fedsim import charts
from fedsim.analysis import frames
from fedsim.analysis.bands import own_bands
from fedsim.analysis.curves import curve_frame, last_round
from fedsim.analysis.keys import POOLED, TOGETHER, alone, on_classes_of
from fedsim.analysis.tested import num_tested
from fedsim.charts.bands import bands_chart, describe_bands
from fedsim.export.pictures import HEIGHT, INK, Chart, spec, stem_of, whose_numbers
from fedsim.hospitals.identity import installed
from fedsim.language import as_sentence, commas, language, paragraph
from fedsim.runs.about import About
from fedsim.runs.state import RunState
from fedsim.text.endings import in_a_list
from fedsim.text.format import number, percent
from fedsim.text.model_card import data_card
from fedsim.text.models import class_titles, describe_curves, named, titles
from fedsim.text.pages.simulate import Charts
from fedsim.text.participation import STATUS
from fedsim.text.privacy_statement import privacy_statement
from fedsim.text.report import Report
from fedsim.text.run_header import run_header
from fedsim.text.runs import title_of
from fedsim.text.tested import line_over_all, on_all_classes
from fedsim.text.verdict import verdict_of

MOST_LINES = 12
"""A chart of more hospitals has a band in place of lines."""
PACKAGES = ("flwr", "torch", "torchvision", "opacus")
TEMPLATE = Template(Path(__file__).with_name("report.html").read_text("utf-8"))


@dataclass(frozen=True)
class Figure:
    """A chart with what the report calls it."""

    title: str
    chart: Chart


def report(state: RunState, repeats: Sequence[RunState], said: About = About()) -> str:  # noqa: B008 - frozen
    """The file's text.

    Args:
        state: the run.
        repeats: it, and those of other seeds: what its verdict rests on.
        said: what people say of it.
    """
    heading = said.name or title_of(state)
    parts = [*_head(state, repeats, said, heading), *_figures_of(state), *_hospitals(state), *_rest(state)]
    return TEMPLATE.substitute(
        language=escape(language()), title=escape(heading), body="\n".join(parts), bundle=_bundle(),
        menu=_in_script({"CLICK_TO_VIEW_ACTIONS": Report.MENU, "PNG_ACTION": Report.PNG, "SVG_ACTION": Report.SVG}),
    )  # fmt: skip


def _head(state: RunState, repeats: Sequence[RunState], said: About, heading: str) -> Iterator[str]:
    yield f"<h1>{escape(heading)}</h1>"
    yield f'<p class="quiet">{escape(run_header(state))}</p>'
    ended = in_a_list(state)
    told = [as_sentence(ended), *([str(state.error)] if state.error else [])]
    yield f"<p>{escape(paragraph(told))}</p>"
    if state.alone and (verdict := verdict_of(repeats)):
        yield f'<p class="verdict">{escape(verdict.headline)}</p>'
        yield from (f"<p>{escape(each)}</p>" for each in verdict.details)
    if said.tags:
        yield f"<p>{escape(Report.TAGS.format(tags=commas(said.tags)))}</p>"
    if said.note:
        yield f"<h2>{Report.NOTE}</h2><p>{escape(said.note)}</p>"


def _figures_of(state: RunState) -> Iterator[str]:
    if not state.rounds:
        yield f"<p>{Report.NOTHING}</p>"
        return
    yield f"<noscript><p>{Report.NO_CHARTS}</p></noscript>"
    for each in figures(state):
        yield f"<h2>{escape(each.title)}</h2><figure><div></div>"
        chart = each.chart
        drawn = spec(chart.build, chart.frame, *chart.arguments, **chart.options)
        yield f'<script type="application/json">{_in_script(drawn)}</script>'
        yield f'<figcaption class="quiet">{escape(chart.alt)}</figcaption></figure>'


def figures(state: RunState) -> Iterator[Figure]:
    """The charts of a run that has finished a round."""
    classes, config, last = state.info.classes if state.info else (), state.config, state.rounds[-1]
    tested = num_tested(state.rounds, len(classes)), len(classes)

    def chart(build: Callable[..., Any], frame: pd.DataFrame, alt: str, *arguments: Any, **options: Any) -> Chart:
        options = {"height": HEIGHT} | options
        return Chart(build, frame, alt, arguments, options, about=whose_numbers(state), stem=stem_of(state))

    if len(config.hospitals) > MOST_LINES:
        bands = own_bands(state.rounds)
        alt = paragraph([Report.BAND, describe_bands(bands)])
        yield Figure(str(Report.ACCURACY), chart(bands_chart, bands, alt, config.rounds))
    else:
        called = class_titles([TOGETHER, *map(on_classes_of, config.hospital_names)], line_over_all(*tested))
        lines = frames.accuracy_frame(state.rounds)
        drawn = charts.with_ends(named(lines, called))
        alt = charts.describe_accuracy(lines, on_all_classes(*tested))
        yield Figure(str(Report.ACCURACY), chart(charts.accuracy_chart, drawn, alt, called, config.rounds))
        if state.alone:
            models = titles([TOGETHER, *map(alone, config.hospital_names), POOLED])
            curves = curve_frame(state)
            drawn = charts.with_ends(named(curves, models))
            alt = describe_curves(curves, models)
            yield Figure(str(Report.ALONE), chart(charts.comparison_chart, drawn, alt, models, last_round(state)))
    matrix = frames.matrix_frame(last.confusion_matrix, classes, last.round)
    whose = str(Charts.MEAN_OF_OWN_MODELS if state.has_own_models else Charts.SHARED_MODEL)
    alt = charts.describe_matrix(matrix, whose)
    options = {"shares": True, "ink": INK, "height": charts.matrix_height(len(classes))}
    drawn = chart(charts.confusion_chart, matrix, alt, classes, **options)
    yield Figure(Report.CONFUSION.format(round=last.round), drawn)
    losses = frames.loss_frame(state.rounds)
    alt = charts.describe_loss(losses)
    yield Figure(str(Report.LOSS), chart(charts.loss_chart, losses, alt, config.rounds, charts.top(losses["loss"])))


def _hospitals(state: RunState) -> Iterator[str]:
    if not state.rounds_done or not state.rounds[-1].hospitals:
        return
    heads = (Report.HOSPITAL, Report.STATUS, Report.IMAGES, Report.OWN, Report.LOCAL)
    yield f"<h2>{Report.HOSPITALS}</h2><table><thead>"
    yield f"<tr>{''.join(f'<th>{escape(str(each))}</th>' for each in heads)}</tr></thead>"
    for each in state.rounds[-1].hospitals:
        status = str(each.error) if each.error else STATUS[each.status]
        cells = number(each.num_examples), _share(each.global_accuracy_on_own_classes), _share(each.local_accuracy)
        yield f"<tr><td>{escape(each.name)}</td><td>{escape(status)}</td>"
        yield "".join(f'<td class="n">{escape(cell)}</td>' for cell in cells) + "</tr>"
    yield "</table>"


def _share(share: float | None) -> str:
    return "–" if share is None else percent(share, 1)


def _rest(state: RunState) -> Iterator[str]:
    yield f"<h2>{Report.PRIVACY}</h2><p>{escape(privacy_statement(state))}</p>"
    yield f"<h2>{Report.DATA}</h2>"
    yield from (f"<p>{escape(each)}</p>" for each in data_card(state))
    yield f'<h2>{Report.SETTINGS}</h2><p class="quiet">{escape(str(Report.SETTINGS_HELP))}</p>'
    yield f"<pre>{escape(state.config.to_toml())}</pre>"
    versions = commas(f"{name} {installed(name)}" for name in PACKAGES)
    yield f'<h2>{Report.VERSIONS}</h2><p class="quiet">{escape(versions)}</p>'
    yield f'<p class="quiet">{escape(state.made_by or "")}</p>'


def _in_script(value: Any) -> str:
    """JSON that no script's end is in, whatever names there are."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c").replace("\u2028", "\\u2028")


@lru_cache(maxsize=1)
def _bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, from the package that holds them: no network is asked."""
    import vl_convert  # takes a second: not for every command

    return vl_convert.javascript_bundle("window.draw = vegaEmbed;").replace("</script", "<\\/script")
