"""Every page in the pseudo-language: whatever is not accented was not written in `fedsim.text`."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import streamlit as st
from all_pages import PAGES
from helped import unhelped, unsaid
from real import carry_out, open_page, wait_for
from shown import english, nodes, shown
from shown import texts as words_of
from streamlit.testing.v1 import AppTest
from tiny import CLASSES

from fedsim.data.catalog import entries
from fedsim.language import PSEUDO, Pseudo
from fedsim.runs.membership_runs import comparison
from fedsim.runs.registry import Registry
from fedsim.runs.state import Purpose
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.text.citations import CITATIONS
from fedsim.ui.shared.words import plain

NAMES = {
    *("CNV", "DME", "DRUSEN", "NORMAL", *CLASSES),
    *(word for entry in entries() for word in re.findall("[A-Za-z]+", f"{entry.name} {entry.title}")),
    *("adrenalmnist", "chestmnist", "fracturemnist", "nodulemnist", "organmnist", "retinamnist", "synapsemnist"),
    *(
        "vesselmnist",
        "flwr",
        "torch",
        "scikit",
        "learn",
        "tiny",
        "npz",
        "data",
        "scans",
        "zzz",
        "rounds",
        "dataset",
        "hospitals",
        "size",
        "many",
        "English",
        *("Apache", "arXiv", "McMahan", "et"),
        *("Karimireddy", "Abadi", "Kairouz", "Bonawitz"),
        "auto",
        "cpu",
        "cuda",
        "mps",
        *("Esc", "DEPLOY", "docs"),
    ),
}
"""Of classes, data sets, files, licences, devices and of a setting in a link: they are the same in every language."""

TITLES = ["  \n".join(map(plain, each)) for each in CITATIONS.values()]
"""Publications keep their titles, too."""


NO_NUMBERS = Pseudo().gettext("There are no numbers yet.")
RUN_ID = re.compile(r"\b[0-9a-f]{8}\b")


@pytest.fixture(autouse=True)
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything in the pseudo-language, and every chart's table open."""
    monkeypatch.setenv("FEDSIM_LANGUAGE", PSEUDO)
    popover = st.popover

    def opened(*arguments, key=None, **options):
        place = popover(*arguments, key=key, **options)
        if key and key.startswith("numbers-"):
            place.open = True
        return place

    monkeypatch.setattr(st, "popover", opened)


def look(app: AppTest, at_least: int = 4) -> list[str]:
    """Everything that is read on the page, none of it plain English; every chart has a table that names it."""
    assert not app.exception
    drawn = [node.proto for node in nodes(app._tree) if getattr(node, "proto", None)]
    charts = sum(each.DESCRIPTOR.name == "VegaLiteChart" for each in drawn)
    bodies = [each.body for each in drawn if each.DESCRIPTOR.name == "Html"]
    tables = sum("<caption>" in body for body in bodies) + sum(each.value == NO_NUMBERS for each in app.caption)
    assert tables == charts
    parts = [each for each in drawn if each.DESCRIPTOR.name == "BidiComponent"]
    assert [each.component_name for each in parts if not any(words_of(each))] == []
    texts = [RUN_ID.sub("", text) for text in shown(app) if text not in TITLES]
    assert len(texts) >= at_least
    found = english(texts, NAMES)
    assert not found, "\n".join(found)
    assert unhelped(app) == []
    assert unsaid(app) == []
    return texts


@pytest.fixture(scope="module")
def story(registry: Registry, config: SimulationConfig) -> str:
    """A run with its baselines, and its repeat with another seed."""
    told = replace(config, baselines="beside")
    return carry_out(registry, told, replace(told, seed=8))[-1]


@pytest.fixture(scope="module")
def private(registry: Registry, config: SimulationConfig) -> str:
    """One with noise."""
    return carry_out(registry, replace(config, dp="central", noise_multiplier=0.5))[0]


@pytest.mark.parametrize("page", [Path(page).stem for page in PAGES])
def test_a_page_before_any_run(registry, page: str) -> None:
    look(open_page(page))


@pytest.mark.parametrize("page", [Path(page).stem for page in PAGES])
def test_a_page_after_a_run_with_baselines(registry, config, story, page: str) -> None:
    look(open_page(page, config, run=story))


@pytest.mark.parametrize("page", ["simulate", "compare"])
def test_a_page_after_a_private_run(registry, config, private, page: str) -> None:
    look(open_page(page, config, run=private))


def test_a_board_to_draw_on(registry, config) -> None:
    hospitals = Hospital("A", ("3",)), Hospital("B")
    digits = replace(config, dataset="digits", size=28, hospitals=hospitals, rounds=1, baselines="before")
    app = open_page("try_it", digits, run=carry_out(registry, digits)[0])
    drawn = app.segmented_control(key="tried-source").set_value("drawn").run()
    assert any(node.proto.component_name == "fedsim.draw" for node in drawn.get("bidi_component"))
    look(drawn)


def test_a_run_that_is_unknown_and_a_link_that_cannot_be_read(registry) -> None:
    look(open_page("simulate", run="zzz"))
    look(open_page("simulate", rounds="many", lr="-3"))


def test_a_queue_in_sight(registry, config) -> None:
    long = replace(config, rounds=500)
    registry.start_all([long, replace(long, seed=9)], Purpose.RUN)
    try:
        look(open_page("simulate", config, run=registry.live()[0]))
        look(open_page("data", config))
    finally:
        registry.stop_all(registry.live())
    wait_for(registry)
    look(open_page("simulate", config, run=registry.store.latest(1)[0].id))


def test_every_part_of_the_privacy_page(registry, config, private) -> None:
    carry_out(registry, *comparison(config, 1.0).values(), purpose=Purpose.MEMBERSHIP)
    app = open_page("privacy", config, dp="central", noise_multiplier="0.5")
    parts = app.segmented_control(key="privacy-part").options
    for part in parts:
        look(app.segmented_control(key="privacy-part").set_value(part).run())
