"""Names come from people and from files: wherever a page reads Markdown, they stand as they were typed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from real import carry_out, open_page
from shown import marked, unmarked
from streamlit.testing.v1 import AppTest
from tiny import write_tiny

from fedsim.runs.membership_runs import comparison
from fedsim.runs.registry import Registry
from fedsim.runs.state import Purpose
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.ui.shared.words import JOINER, plain

NAMES = ("*Zq* [x](http://a.b) :smile: $y$ <b>Q</b> &amp; www.zq.de", "1. z@zq.org -> :material/home: :red[z]", "# Zq")
CLASSES = ("_zq_ www.c.de", "- zq :tada:", "`zq`", "zq")
RAW = ("*Zq*", "[x](", "http://a", ":smile:", "$y$", "<b>", "&amp;", "www.zq", "z@zq", " -> ", ":material/home",
       ":red[", "_zq_", "www.c", ":tada:", "`zq`")  # fmt: skip
HOSTILE = re.compile("|".join(rf"(?<!\\){re.escape(part)}" for part in RAW))
AT_START = ("1. z", "# Zq", "- zq")
ESCAPED = ("\\*Zq", "\\_zq", "\\:", JOINER)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> SimulationConfig:
    file = write_tiny(Path(tmp_path_factory.mktemp("data")) / "*zq* :smile:.npz", classes=CLASSES)
    hospitals = tuple(Hospital(name, (cls,)) for name, cls in zip(NAMES, CLASSES, strict=False))
    return SimulationConfig(
        dataset=file, hospitals=hospitals, samples_per_hospital=None, rounds=2, batch_size=16, seed=7, device="cpu",
        baselines="beside",
    )  # fmt: skip


def look(app: AppTest) -> None:
    """Every text that holds a name: escaped where it is Markdown, and as it is elsewhere."""
    assert not app.exception
    wrong = [text for text in marked(app) if HOSTILE.search(text)]
    wrong += [text for text in marked(app) if any(line.lstrip().startswith(AT_START) for line in text.splitlines())]
    assert not wrong, "\n\n".join(wrong)
    escaped = [text for text in unmarked(app) if any(part in text for part in ESCAPED)]
    assert not escaped, "\n\n".join(text[:400] for text in escaped)


def parts(app: AppTest) -> Iterator[AppTest]:
    for part in app.segmented_control(key="privacy-part").options:
        yield app.segmented_control(key="privacy-part").set_value(part).run()


@pytest.mark.parametrize("page", ["simulate", "data"])
def test_names_before_a_run(registry: Registry, told: SimulationConfig, page: str) -> None:
    look(open_page(page, told))


def test_names_after_a_run(registry: Registry, told: SimulationConfig) -> None:
    private = replace(told, dp="local", noise_multiplier=0.5, clip_norm=1.0, baselines="none")
    run, noisy = carry_out(registry, told)[0], carry_out(registry, private)[0]
    carry_out(registry, *comparison(told, 1.0).values(), purpose=Purpose.MEMBERSHIP)
    for page in ("simulate", "compare", "data"):
        look(open_page(page, told, run=run))
    look(open_page("simulate", private, run=noisy))
    for app in parts(open_page("privacy", private, run=noisy)):
        look(app)
    changed = replace(told, hospitals=(Hospital("*Zq*"), *told.hospitals[1:]), rounds=3)
    look(open_page("simulate", changed, run=run))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Charité", "Charité"),
        ("12:30, a ratio of 3:1", "12\\:30, a ratio of 3\\:1"),
        (":smile:", f"\\:{JOINER}smile\\:"),
        ("http://a.b", f"http\\:{JOINER}//a.b"),
        ("see WWW.a.b", f"see WWW{JOINER}.a.b"),
        ("a@b.c", f"a@{JOINER}b.c"),
        ("A -> B", f"A -{JOINER}\\> B"),
        ("A <-> B -- C", f"A \\<{JOINER}-\\> B -{JOINER}- C"),
        ("1. A", "1\\. A"),
        ("- A", "\\- A"),
        ("Q&amp;A", "Q\\&amp;A"),
    ],
)
def test_what_markdown_would_change_is_broken_up(text: str, shown: str) -> None:
    assert plain(text) == shown
