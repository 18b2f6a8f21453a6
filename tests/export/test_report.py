"""The report: one file, no network, names stay text, and not too large."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.browser import find_chromium, open_browser
from fedsim.events import HospitalInfo, HospitalRound
from fedsim.export.report import report
from fedsim.language import speaking
from fedsim.runs.about import About
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import Hospital, SimulationConfig
from tests.tiny import baseline, finished, started

HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=alert(1)>\"'&{{7*7}}" + "x" * 1000
MOST_BYTES = 5_000_000


def made(rounds: int = 3, names: tuple[str, ...] = ("A", "B")) -> RunState:
    """A run as large as asked for."""
    hospitals = tuple(
        HospitalRound(name, True, "ok", None, 5, 0.1, 0.4, 0.8, 1.5, 1000, 2000, 0.7512345, 0.5123456, ((2, 0), (2, 0)))
        for name in names
    )
    done = tuple(replace(finished(each, 0.5123456 + each / 10_000), hospitals=hospitals) for each in range(rounds + 1))
    info = replace(started(), hospitals=tuple(HospitalInfo(name, (), 5, (5, 5)) for name in names))
    config = SimulationConfig(rounds=rounds, hospitals=tuple(map(Hospital, names)))
    alone = [baseline(name) for name in names]
    state = RunState("abc", config, Status.FINISHED, info=info, rounds=done, queued_at=1e9, started_at=1e9)
    for each in alone:
        state = state.after(each, 0.0)
    return state


def specs(text: str) -> list[dict]:
    return [json.loads(each) for each in re.findall(r'<script type="application/json">(.*?)</script>', text, re.DOTALL)]


def test_it_has_the_charts_their_sentences_the_verdict_and_the_settings() -> None:
    state = made()
    text = report(state, [state], About(name="For Monday", note="a note", tags=("x",)))
    assert text.count("<figure>") == len(specs(text)) == 4
    assert all(each["data"]["values"] for each in specs(text))
    for words in ("<h1>For Monday</h1>", "a note", "Tags: x", "kind = &quot;fedavg&quot;", "No guarantee", "Made with"):
        assert words in text


def test_a_run_without_rounds_has_a_report() -> None:
    state = RunState("abc", SimulationConfig(), Status.FAILED, queued_at=1e9)
    assert "No round is finished" in report(state, [state])


def test_names_are_text_everywhere() -> None:
    state = made(names=(HOSTILE, "B"))
    text = report(state, [state], About(name=HOSTILE, note=HOSTILE, tags=(HOSTILE,)))
    assert "<img" not in text.split('<script type="module">')[0]
    assert "window.hacked=1</script>" not in text
    assert len(specs(text)) == 4


def test_twenty_hospitals_and_five_hundred_rounds_stay_small() -> None:
    state = made(500, tuple(f"Hospital {each}" for each in range(20)))
    text = report(state, [state])
    assert len(text.encode()) < MOST_BYTES
    assert len(specs(text)[0]["data"]["values"]) > 500


@pytest.mark.skipif(find_chromium() is None, reason="no Chromium or Chrome on this machine")
def test_a_browser_draws_it_and_asks_nobody_for_anything(tmp_path: Path) -> None:
    state = made(names=(HOSTILE, "B"))
    (tmp_path / "report.html").write_text(report(state, [state], About(name=HOSTILE)), encoding="utf-8")
    with open_browser() as browser:
        page = browser.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: wrong.append(request.url) if request.url.startswith("http") else None)
        page.goto((tmp_path / "report.html").as_uri())
        page.wait_for_function("document.querySelectorAll('figure svg').length >= 4")
        assert page.evaluate("window.hacked") is None
        assert page.locator("h1").inner_text() == HOSTILE
        assert wrong == []


@pytest.mark.skipif(find_chromium() is None, reason="no Chromium or Chrome on this machine")
def test_it_fits_a_phone_and_a_sheet_of_paper(tmp_path: Path) -> None:
    state = made(names=("Universitätsklinikum Schleswig-Holstein Campus Lübeck", "B"))
    (tmp_path / "report.html").write_text(report(state, [state]), encoding="utf-8")
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto((tmp_path / "report.html").as_uri())
        page.wait_for_function("document.querySelectorAll('figure svg').length >= 4")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 680, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 680
        assert not page.locator("figure summary").first.is_visible()
        assert page.locator("thead th").count() == 5


@pytest.mark.skipif(find_chromium() is None, reason="no Chromium or Chrome on this machine")
def test_a_charts_menu_is_in_its_language(tmp_path: Path) -> None:
    state = made()
    with speaking("zh-Hans"):
        (tmp_path / "report.html").write_text(report(state, [state]), encoding="utf-8")
    with open_browser() as browser:
        page = browser.new_page()
        page.goto((tmp_path / "report.html").as_uri())
        page.wait_for_function("document.querySelectorAll('figure svg').length >= 4")
        assert set(page.locator(".vega-actions a").all_text_contents()) == {"保存为 SVG", "保存为 PNG"}
        assert {each.get_attribute("title") for each in page.locator(".vega-embed details").all()} == {"保存图表"}
