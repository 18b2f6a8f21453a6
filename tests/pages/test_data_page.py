"""The Data page: what the hospitals look at."""

import numpy as np

PAGE = "pages/data.py"


def texts(elements) -> str:
    return " ".join(str(element.value) for element in elements)


def test_it_says_what_the_set_is_and_that_it_is_drawn(open_page):
    app = open_page(PAGE)
    assert not app.exception
    shown = texts(app.markdown) + texts(app.caption)
    assert "drawn, not medical" in shown
    assert "Diabetic macular" in shown
    assert "8,000" in shown


def test_a_file_by_path_is_used(open_page, tmp_path):
    path = tmp_path / "blobs.npz"
    rng = np.random.default_rng(0)
    arrays = {}
    for split, size in (("train", 90), ("val", 9), ("test", 9)):
        arrays[f"{split}_images"] = rng.integers(0, 255, (size, 28, 28), dtype=np.uint8)
        arrays[f"{split}_labels"] = (np.arange(size) % 3).astype(np.uint8)
    np.savez(path, **arrays)
    app = open_page(PAGE)
    app.text_input(key="data-path").input(str(path))
    app.button(key="use-file").click().run()
    assert not app.exception
    assert not app.error
    assert app.session_state["dataset"] == str(path)


def test_a_bad_file_is_refused_in_a_sentence_and_the_set_in_use_stays(open_page, tmp_path):
    path = tmp_path / "bad.npz"
    path.write_text("not an archive")
    app = open_page(PAGE)
    app.text_input(key="data-path").input(str(path))
    app.button(key="use-file").click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert app.session_state["dataset"] == "synthetic-oct"


def test_the_choice_holds_on_the_simulate_page(open_page):
    app = open_page(PAGE)
    app.selectbox(key="dataset").select("digits").run()
    app.switch_page("pages/simulate.py").run().run()  # AppTest draws what persists across pages a run late
    assert not app.exception
    assert app.session_state["dataset"] == "digits"
    assert app.checkbox(key="sees-digits-0-0").value
