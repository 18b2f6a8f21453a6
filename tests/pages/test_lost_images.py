"""A file that was chosen and is then deleted or replaced: one sentence, and ways on, on every page."""

from pathlib import Path

import numpy as np
import pytest
from all_pages import OF_SETTINGS, PAGES

from tests.pages.conftest import comes_below_the_title


def write(path: Path, classes: str = "xyz", size: int = 12) -> Path:
    rng, arrays = np.random.default_rng(0), {"class_names": np.array(list(classes))}
    for split in ("train", "val", "test"):
        labels = np.arange(20 * len(classes)) % len(classes)
        arrays |= {f"{split}_images": rng.integers(0, 255, (len(labels), size, size), dtype=np.uint8)}
        arrays |= {f"{split}_labels": labels}
    np.savez(path, **arrays)
    return path


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return write(tmp_path / "mine.npz")


@pytest.fixture
def app(open_page, mine: Path):
    """The app with a file of one's own chosen."""
    app = open_page("pages/data.py").run()
    app.text_input(key="data-path").input(str(mine))
    app.button(key="use-file").click().run()
    assert (app.session_state.dataset, app.session_state.size) == (str(mine), 12)
    return app


def go_to(app, page: str):
    return app.switch_page(page).run().run()


def told(app) -> list[str]:
    return [warning.value for warning in app.warning if "can no longer be used" in warning.value]


@pytest.mark.parametrize("page", OF_SETTINGS)
def test_a_file_that_is_gone_is_told_once_and_another_stands_in(app, mine: Path, page: str) -> None:
    mine.unlink()
    go_to(app, page)
    assert not app.exception
    assert not app.error
    (sentence,) = told(app)
    assert "mine.npz" in sentence
    assert "There is no file" in sentence
    assert "Synthetic OCT" in sentence
    assert comes_below_the_title(app, sentence)
    assert (app.session_state.dataset, app.session_state.size) == ("synthetic-oct", 28)
    app.button(key="keep-these").click().run()
    assert not told(app)
    assert not app.exception


@pytest.mark.parametrize("page", OF_SETTINGS)
def test_a_file_that_was_damaged_is_told(app, mine: Path, page: str) -> None:
    mine.write_bytes(mine.read_bytes()[:300])
    go_to(app, page)
    assert not app.exception
    assert "cut short or damaged" in told(app)[0]


def test_a_file_that_is_back_is_taken_again(app, mine: Path) -> None:
    mine.unlink()
    go_to(app, PAGES[0])
    app.button(key="look-again").click().run()
    assert told(app)
    write(mine)
    app.button(key="look-again").click().run()
    assert not told(app)
    assert (app.session_state.dataset, app.session_state.size) == (str(mine), 12)


@pytest.mark.parametrize("page", OF_SETTINGS)
def test_a_file_that_was_replaced_is_the_new_one(app, mine: Path, page: str) -> None:
    write(mine, classes="pqrst", size=16)
    go_to(app, page)
    assert not app.exception
    assert not app.error
    assert not told(app)
    assert app.session_state.size == 16


def test_choosing_other_images_ends_it(app, mine: Path) -> None:
    mine.unlink()
    go_to(app, PAGES[0])
    app.selectbox(key="dataset").set_value("digits").run()
    assert not told(app)
    assert not app.exception
