"""Charts as files: every one can be drawn, on white, says whose numbers it has, and asks nobody for anything."""

import io
import struct
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest
import vl_convert
from every_chart import CHARTS, CLASSES, ENDS, HOSPITALS, ROUNDS, called, curves, mapped, matrix, walked, walkers

from fedsim import charts
from fedsim.analysis.agreement import similarity_frame
from fedsim.analysis.clipping_frames import norm_frame
from fedsim.analysis.keys import TOGETHER, alone
from fedsim.charts.agreement import similarity_chart
from fedsim.charts.ends import OF_LABELS
from fedsim.charts.lengths import norms_chart
from fedsim.charts.model_map import map_chart, map_ends
from fedsim.export import pictures
from fedsim.export.formats import FORMATS
from fedsim.export.pictures import DARK_INK, INK, PICTURES, Chart, csv, file_stems, files, for_paper, png, svg
from fedsim.export.report import figures
from fedsim.export.tables import to_csv
from fedsim.text.figures import TITLES
from fedsim.text.format import width
from tests.export.test_report import made

HOSTILE = "</text><image href='http://x.test/a.png'/>\n\"=HYPERLINK('http://x.test')\"" + "x" * 1000
SVG = "{http://www.w3.org/2000/svg}"


def taken(name: str, of: str = "", about: str = "Digits · seed 7 · run abc", number: int = 0) -> Chart:
    """A chart of `every_chart` as a page would have drawn it."""
    drawn = CHARTS[name][number]()

    def build(frame: pd.DataFrame):
        return drawn

    build.__name__ = name
    return Chart(build, drawn.data, "what it says", of=of, about=about)


def legends(spec: dict) -> list[dict]:
    """Of a Vega specification, those of its parts too."""
    return [*spec.get("legends", []), *(key for mark in spec.get("marks", []) for key in legends(mark))]


def size(picture: bytes) -> tuple[int, int]:
    return struct.unpack(">II", picture[16:24])


def words(drawn: bytes) -> str:
    return " ".join(ElementTree.fromstring(drawn).itertext())


def test_every_chart_has_a_title() -> None:
    assert {*TITLES} == {*CHARTS}


def test_chinese_fonts_come_before_what_may_have_no_chinese() -> None:
    """Where "sans-serif" has none, letters come from any font that has them, often one with serifs."""
    fonts = for_paper(taken("loss_chart"))["config"]["font"].split(", ")
    assert fonts.index("Arial") < fonts.index("Noto Sans CJK SC") < fonts.index("sans-serif") == len(fonts) - 1
    assert {"PingFang SC", "Microsoft YaHei"} < {*fonts}


def test_a_title_without_spaces_is_broken_where_its_letters_end() -> None:
    title = for_paper(taken("loss_chart", of="北京协和医院" * 12, about="训练周期，" * 60))["title"]
    assert len(title["text"]) == 3
    assert max(map(width, title["text"])) <= pictures.TITLE_LETTERS
    assert max(map(width, title["subtitle"])) <= pictures.WIDTH / pictures.LETTER_PX


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_is_a_picture_that_says_whose_it_is_and_asks_nobody(name: str) -> None:
    drawn = svg(taken(name))
    root = ElementTree.fromstring(drawn)
    assert root.tag == f"{SVG}svg"
    assert all(text in words(drawn) for text in (TITLES[name].split()[0], "Digits", "seed 7", "run abc"))
    assert "http" not in drawn.decode().replace("http://www.w3.org/", "")
    assert not [each for each in root.iter() if each.tag in (f"{SVG}image", f"{SVG}script", f"{SVG}style")]


def test_a_png_is_twice_as_large_as_the_svg_and_has_that_many_dots_an_inch() -> None:
    for name in ("accuracy_chart", "confusion_chart"):
        chart = taken(name)
        picture, drawn = png(chart), ElementTree.fromstring(svg(chart))
        assert picture.startswith(b"\x89PNG\r\n\x1a\n")
        for pixels, side in zip(size(picture), ("width", "height"), strict=True):
            assert abs(pixels - 2 * float(drawn.attrib[side])) <= 2
        assert struct.unpack(">II", picture.split(b"pHYs")[1][:8]) == (round(144 / 0.0254),) * 2


def test_a_chart_of_a_dark_page_comes_out_as_one_of_a_light_page() -> None:
    by_ink = [
        Chart(charts.confusion_chart, matrix(), arguments=(CLASSES,), options={"shares": True, "ink": ink})
        for ink in (INK, DARK_INK)
    ]
    light, dark = map(for_paper, by_ink)
    assert light == dark
    assert light["background"] == "white"
    assert DARK_INK not in str(light)


def test_what_stands_small_on_a_page_is_large_on_paper() -> None:
    options = {"shares": True, "ink": INK, "height": 110}
    small, large = (
        for_paper(Chart(charts.confusion_chart, matrix(), arguments=(CLASSES,), options=each))
        for each in (options | {"small": True}, options | {"height": charts.matrix_height(len(CLASSES))})
    )
    assert small == large


def test_a_picture_says_whose_colour_is_which_though_the_page_says_it_beside_the_chart() -> None:
    names = ("A", HOSTILE[:40])
    lengths = Chart(norms_chart, norm_frame(ROUNDS), arguments=(names, 5, ENDS))
    assert names[1][:10] in words(svg(lengths))
    filled = [each.get("fill") for each in ElementTree.fromstring(svg(lengths)).iter()]
    assert filled.count(charts.hospital_color(1)) == 1  # its entry: it has sent nothing
    way = Chart(map_chart, mapped(), arguments=(walkers(), map_ends(mapped())))
    assert all((key.hospital or title) in words(svg(way)) for key, title in walkers())
    said = CHARTS["answers_chart"][0]().data
    models = called(alone("A"), TOGETHER)
    answered = Chart(charts.answers_chart, said, arguments=(models, ("#111", "#222"), CLASSES), options={"height": 99})
    assert all(title in words(svg(answered)) for _, title in models)
    alike = Chart(similarity_chart, similarity_frame(walked()[1]), arguments=(HOSPITALS, INK, 120))
    assert "Cosine" in words(svg(alike))


def test_a_legend_of_lines_has_lines() -> None:
    made = {name: vl_convert.vegalite_to_vega(CHARTS[name][0]().to_dict()) for name in CHARTS}
    keys = {name: [key for key in legends(spec) if key.get("symbolType") == "stroke"] for name, spec in made.items()}
    assert sum(map(len, keys.values())) > 5
    assert not [name for name, of_chart in keys.items() if any({"shape", "strokeDash"} <= {*key} for key in of_chart)]


def test_the_longest_bar_has_its_number_and_the_table_all_hospitals() -> None:
    drawn = taken("counts_chart")
    some = replace(drawn, build=charts.counts_chart, arguments=(HOSPITALS, CLASSES, 99), table=drawn.frame.head(1))
    assert "the longest has 3" in words(svg(some))
    assert csv(some).decode().splitlines() == ["hospital,class,images", "A,CNV,3"]


def test_what_people_wrote_is_text_in_a_picture_and_in_no_file_name() -> None:
    chart = taken("confusion_chart", of=HOSTILE, about=HOSTILE)
    root = ElementTree.fromstring(svg(chart))
    assert not list(root.iter(f"{SVG}image"))
    assert "</text><image" in words(svg(chart))
    assert size(png(chart))[0] < 3000
    [stem] = file_stems([chart])
    assert stem == "fedsim-confusion-text-image-href-http-x-test-a-round-2"


def test_charts_that_would_be_called_alike_have_numbers() -> None:
    names = ["A", "ä", "a", "東京", "大阪"]
    stems = file_stems([taken("confusion_chart", of=name) for name in names])
    assert stems == [
        "fedsim-confusion-a-round-2",
        "fedsim-confusion-a-round-2-no-2",
        "fedsim-confusion-a-round-2-no-3",
        "fedsim-confusion-round-2",
        "fedsim-confusion-round-2-no-2",
    ]


def test_a_model_that_knows_no_rounds_is_of_none() -> None:
    trained = Chart(charts.confusion_chart, matrix())
    alone = replace(trained, frame=matrix().assign(round=0))
    assert (trained.round, alone.round) == (2, None)
    assert file_stems([trained, alone]) == ["fedsim-confusion-round-2", "fedsim-confusion"]


def test_the_numbers_come_back_from_the_table() -> None:
    drawn = curves()
    back = pd.read_csv(io.BytesIO(csv(taken("accuracy_chart"))))
    pd.testing.assert_frame_equal(back, drawn.drop(columns=OF_LABELS).reset_index(drop=True), check_dtype=False)


@pytest.mark.parametrize("name", ["=HYPERLINK('http://x')", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_no_spreadsheet_works_a_name_out(name: str) -> None:
    table = pd.DataFrame({"hospital": [name, 'a "b"\n, c', "B"], "loss": [-0.5, 0.25, 1.0], "change": ["-1.5 %"] * 3})
    back = pd.read_csv(io.StringIO(to_csv(table), newline=""), lineterminator="\n")
    assert back["hospital"].tolist() == [f"'{name}", 'a "b"\n, c', "B"]
    assert back["loss"].tolist() == [-0.5, 0.25, 1.0]
    assert back["change"].tolist() == ["-1.5 %"] * 3
    assert to_csv(pd.DataFrame(columns=[name])).lstrip('"').startswith("'")


def test_all_charts_of_a_run_are_handed_over_in_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    monkeypatch.setitem(pictures.PICTURES, "png", (".png", "", lambda chart: drawn.append(chart) or b"png"))
    state = made()
    with zipfile.ZipFile(io.BytesIO(FORMATS["figures"].make(None, state))) as folder:
        names = folder.namelist()
    assert len(drawn) == 4
    assert len(names) == len({*names}) == 4 * len(PICTURES)
    assert {name.split("-")[1] for name in names} == {state.id}
    alone = [name for name, _ in files((each.chart for each in figures(state)), ["csv"])]
    assert alone == [name for name in names if name.endswith(".csv")]
    assert alone[0] == "fedsim-abc-accuracy-round-3.csv"
