"""A link may say anything: no page breaks, and what is not used is said."""

from itertools import islice

import pytest

from benchmarks import fuzz_links
from fedsim.settings.config import SimulationConfig
from fedsim.settings.presets import QUICK

LINKS = list(islice(fuzz_links.links(seed=7), 32))
PLACES = [(fuzz_links.PAGES[place % len(fuzz_links.PAGES)], link) for place, link in enumerate(LINKS)]


@pytest.mark.parametrize(("page", "link"), PLACES, ids=map(str, range(len(PLACES))))
def test_no_link_breaks_a_page(engine, page: str, link: fuzz_links.Link) -> None:
    assert fuzz_links.open_page(page, link) == []


def told(app) -> str:
    assert not app.exception
    return " ".join(warning.value for warning in app.warning).replace("\\", "")


REFUSED = [
    ({"hospitals": "A"}, "hospitals must be from 2 to 1000, got 1."),
    ({"hospitals": ",".join(map(str, range(10_000)))}, "hospitals must be from 2 to 1000, got 10000."),
    ({"hospitals": "9" * 5000}, "hospitals must be a number or a list of names, got '999"),
    ({"hospitals": "A,B\0"}, "The name of hospital number 2 has a character that cannot be shown"),
    ({"hospitals": "\u202eA,B\u2066"}, "The names of hospitals number 1 and 2 have characters that cannot be shown"),
    ({"excluded": "A=XX"}, "Hospital A excludes XX, but the classes are CNV, DME, DRUSEN, NORMAL."),
    ({"excluded": "A=" + ",".join(map(str, range(10_000)))}, "Hospital A excludes 0, 1, 2 and 9,997 more, but"),
    ({"size": "29"}, "synthetic-oct has no images of 29 px: choose 28, 64, 128 or 224."),
    ({"dp": "central", "target_epsilon": "inf"}, "target_epsilon must be above 0, at most 1e+06, got inf."),
    ({"dp": "central", "noise_multiplier": "1", "delta": "2"}, "delta must be between 0 and 1, or auto, got 2.0."),
    ({"samples_per_hospital": "1" * 30}, "samples_per_hospital must be from 50 to 999999, or all, got 111"),
    ({"rounds": ["5", "7"]}, "rounds stands 2 times in the link; give it once."),
    ({"dataset": "\0.npz"}, "There is no file \ufffd.npz"),
]


@pytest.mark.parametrize(("query", "why"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_used_is_named_with_its_bound_and_what_stands_instead(open_page, query, why: str) -> None:
    app = open_page(**query)
    words = told(app)
    assert "The link's settings were not used; those of “Quick demo” stand instead." in words
    assert why in words
    assert len(words) < 500
    assert app.session_state.rounds == QUICK.rounds
    assert app.session_state.preset == "quick-demo"


UNUSED = [
    ({"utm_source": "x", "rounds": "3"}, "utm_source is no setting."),
    ({"a": "1", "b": "2", "rounds": "3"}, "a and b are no settings."),
    ({"delta": "0.5", "rounds": "3"}, "delta counts only where dp is central, "),
    ({"noise_multiplier": "1", "dp": "none", "rounds": "3"}, "noise_multiplier counts only where dp is central, "),
    ({"run": ["a", "b"], "rounds": "3"}, "It names 2 runs; the last one is shown: b."),
]


@pytest.mark.parametrize(("query", "why"), UNUSED, ids=range(len(UNUSED)))
def test_what_counts_for_nothing_is_said_and_the_rest_is_used(open_page, query, why: str) -> None:
    app = open_page(**query)
    words = told(app)
    assert "Something in the link was not used." in words
    assert why in words
    assert app.session_state.rounds == 3


def test_a_link_that_is_all_used_is_no_matter(open_page) -> None:
    assert not told(open_page(**QUICK.to_query()))
    assert not told(open_page(dataset="digits", rounds="3"))


def test_a_set_without_exclusions_begins_with_the_start_pattern_of_its_own_classes(open_page) -> None:
    app = open_page(dataset="digits")
    assert [app.session_state[f"sees-digits-0-{digit}"] for digit in range(4)] == [True, False, True, True]


def test_a_link_that_names_a_run_has_the_runs_settings_and_says_so(open_page, engine) -> None:
    engine.go.set()
    app = open_page(rounds="2")
    app.button(key="run").click().run()
    run = app.session_state.run_id
    again = open_page(run=run, rounds="7", seed="3")
    assert "those of the link were not used: rounds and seed." in told(again)
    assert again.session_state.rounds == 2
    assert "link" not in told(open_page(run=run))


def test_a_links_settings_stand_while_another_visitors_run_is_live(open_page, engine) -> None:
    open_page().button(key="run").click().run()
    app = open_page(rounds="7")
    assert app.session_state.rounds == 7
    assert app.session_state.baselines == SimulationConfig().baselines
