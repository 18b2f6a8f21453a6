"""The Try it page: one image, and what every model of a run says to it."""

import io
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from real import carry_out, open_page, wait_for
from shown import english
from streamlit.testing.v1 import AppTest

from fedsim import data
from fedsim.analysis.keys import TOGETHER, alone
from fedsim.analysis.tried import LOADED, ask
from fedsim.language import PSEUDO
from fedsim.runs.registry import Registry
from fedsim.runs.state import RunState
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.text.models import title
from fedsim.text.pages.try_it import Cards, Missing, Page, Test
from fedsim.ui.shared import resources
from fedsim.ui.tried import cards, drawing, found
from fedsim.ui.tried.asked import ASKED
from fedsim.ui.tried.asking import KEPT, KEPT_OF_OWN
from fedsim.ui.tried.cards import Shown, answers_frame, figure_data


@pytest.fixture(scope="module")
def state(registry: Registry, config: SimulationConfig) -> RunState:
    (run_id,) = carry_out(registry, replace(config, rounds=3, baselines="before"))
    state = registry.store.get(run_id)
    assert state is not None
    return state


@pytest.fixture(scope="module", autouse=True)
def ready() -> Iterator[None]:
    resources.READY.set()
    yield
    LOADED.clear()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What the page hands to its part, time after time."""
    told: list[dict] = []
    monkeypatch.setattr(cards, "component", lambda name, given, **options: told.append(given))
    return told


def words(app: AppTest) -> str:
    kinds = ("markdown", "caption", "info", "warning", "error")
    return " ".join(str(each.value) for kind in kinds for each in app.get(kind))


def image_of(given: dict) -> int:
    return int(given["image"]["note"].split()[-1].replace(",", "")) - 1


def test_it_begins_with_the_image_that_tells_most(registry, config, state, drawn) -> None:
    app = open_page("try_it", config, run=state.id)
    assert not app.exception
    dataset, answers = data.load(config.dataset), registry.store.answers(state.id)
    given, labels = drawn[-1], dataset.test.labels
    place = image_of(given)
    together = answers["together", None]
    assert together[place].argmax() == labels[place]
    wrong = [name for name in "ABC" if answers["alone", name][place].argmax() != labels[place]]
    assert wrong
    shown = found.images(state, dataset, found.answers_of(state, dataset), found.HELPS, None)
    assert shown[0][0] == place
    assert f"**{shown[0][1]} alone**" in words(app)
    assert [each["id"] for each in given["cards"]] == ["alone:A", "alone:B", "alone:C", "together", "pooled"]
    for each in given["cards"]:
        kind, _, name = each["id"].partition(":")
        said = answers[kind, name or None][place]
        assert [bar["share"] for bar in each["bars"]] == pytest.approx(said.tolist(), abs=1e-5)
        assert each["verdict"] == ("right" if said.argmax() == labels[place] else "wrong")


def test_without_a_run_in_its_address_it_shows_the_newest_that_has_models(registry, state, drawn) -> None:
    app = open_page("try_it")
    assert app.query_params["run"] == [state.id] or app.session_state["run_id"] == state.id
    assert drawn


def test_next_previous_and_any_one_step_through_what_is_found(registry, config, state, drawn) -> None:
    app = open_page("try_it", config, run=state.id)
    first = image_of(drawn[-1])
    app.button(key="tried-next").click().run()
    second = image_of(drawn[-1])
    assert second != first
    app.button(key="tried-previous").click().run()
    assert image_of(drawn[-1]) == first
    app.button(key="tried-previous").click().run()
    dataset = data.load(config.dataset)
    every = found.images(state, dataset, found.answers_of(state, dataset), found.HELPS, None)
    assert image_of(drawn[-1]) == every[-1][0]
    app.button(key="tried-random").click().run()
    assert image_of(drawn[-1]) in [place for place, _ in every]


def test_images_are_chosen_by_what_they_show_and_by_what_models_say(registry, config, state, drawn) -> None:
    app = open_page("try_it", config, run=state.id)
    app.selectbox(key="tried-way").set_value(found.ANY).run()
    app.selectbox(key="tried-class").set_value(2).run()
    labels = data.load(config.dataset).test.labels
    assert image_of(drawn[-1]) == int(np.flatnonzero(labels == 2)[0])
    assert drawn[-1]["image"]["shows"] == Cards.SHOWS.format(cls="south")
    before = len(drawn)
    app.selectbox(key="tried-class").set_value(-1).run()
    app.selectbox(key="tried-way").set_value(found.NONE_RIGHT).run()
    answers = registry.store.answers(state.id)
    none = np.flatnonzero(~np.any([each.argmax(axis=1) == labels for each in answers.values()], axis=0))
    if len(none):
        assert image_of(drawn[-1]) == none[0]
    else:
        assert Test.NO_IMAGE in words(app)
    assert len(drawn) > before


def test_where_they_looked_is_shown_for_one_class_on_one_scale(registry, config, state, drawn) -> None:
    app = open_page("try_it", config, run=state.id)
    app.selectbox(key="tried-class-looked-for").set_value(1).run()
    given, dataset = drawn[-1], data.load(config.dataset)
    said = ask(registry.store, state, dataset, dataset.test.images[image_of(given)], image_of(given))
    highest = {key.id: max(0, each.look.evidence[:, :, 1].max()) for key, each in said.items()}
    values = {each["id"]: max(each["heat"]["values"]) for each in given["cards"]}
    assert max(values.values()) <= 100
    top = max(values, key=values.__getitem__)
    if given["most"] > 1:
        assert values[top] == 100
    for each in given["cards"]:
        assert (each["box"] is None) == (highest[each["id"]] <= 0)
        assert len(each["covered"]) == len(given["square"]["lefts"]) * len(given["square"]["tops"])
        assert max(each["covered"]) < len(given["answers"])
        if each["box"]:
            assert all(0 <= one <= 1 for one in each["box"])
    app.toggle(key="tried-overlay").set_value(False).run()
    assert not drawn[-1]["overlay"]


def test_a_picture_of_ones_own_is_answered_and_kept_nowhere(registry, config, state, drawn, tmp_path) -> None:
    app = open_page("try_it", config, run=state.id)
    app.segmented_control(key="tried-source").set_value("own").run()
    before, file = len(drawn), io.BytesIO()
    Image.new("RGB", (90, 60), "white").save(file, "PNG")
    app.file_uploader[0].upload("scan.png", file.getvalue(), "image/png").run()
    assert not app.exception
    given = drawn[-1]
    assert len(drawn) > before
    assert [each["verdict"] for each in given["cards"]] == [None] * 5
    assert "90 × 60" in words(app)
    assert app.file_uploader[0].value is None  # the form has let go of it
    (before,) = app.session_state[KEPT_OF_OWN]
    file = io.BytesIO()
    Image.new("RGB", (40, 60), "black").save(file, "PNG")
    app.file_uploader[0].upload("other.png", file.getvalue(), "image/png").run()
    (after,) = app.session_state[KEPT_OF_OWN]
    assert after != before
    assert all(place is not None for *_, place in app.session_state[KEPT])
    app.file_uploader[0].upload("scan.png", b"<svg/>", "image/png").run()
    assert "PNG or JPEG" in words(app)
    assert not app.exception
    assert "tried-picture" not in app.session_state
    assert KEPT_OF_OWN not in app.session_state


def test_a_drawn_digit_is_answered_where_the_set_is_of_digits(registry, config, drawn, monkeypatch) -> None:
    hospitals = Hospital("A", ("3",)), Hospital("B")
    digits = replace(
        config, dataset="digits", size=28, hospitals=hospitals, rounds=1, samples_per_hospital=50, baselines="before"
    )
    (run_id,) = carry_out(registry, digits)
    strokes: list = []

    class Drawn:
        @property
        def strokes(self) -> list:
            return strokes

    monkeypatch.setattr(drawing, "component", lambda *arguments, **options: Drawn())
    app = open_page("try_it", digits, run=run_id)
    assert len(app.segmented_control(key="tried-source").options) == 3
    before = len(drawn)
    app.segmented_control(key="tried-source").set_value("drawn").run()
    assert len(drawn) == before
    strokes.append([[0.5, 0.1], [0.5, 0.9]])
    app.run()
    assert len(drawn) > before
    assert [bar["name"] for bar in drawn[-1]["cards"][0]["bars"]] == [*"0123456789"]


@pytest.mark.parametrize("sent", [None, 3, "abc", [["x"]], [[[1, 2, 3]]], [[[1, None]]], {"strokes": 1}])
def test_what_a_browser_should_not_send_is_no_drawing(sent) -> None:
    assert drawing.strokes_of(sent) == []
    assert drawing.strokes_of([[[0.1, 0.2], [0.3, 0.4]]]) == [[(0.1, 0.2), (0.3, 0.4)]]


def test_another_page_may_name_the_image(registry, config, state, drawn) -> None:
    app = open_page("compare", config, run=state.id)
    app.session_state[ASKED] = 7
    app.switch_page("pages/try_it.py").run()
    assert image_of(drawn[-1]) == 7


def test_models_that_are_gone_are_named_and_can_be_trained_again(registry, config, drawn, tmp_path) -> None:
    (run_id,) = carry_out(registry, replace(config, rounds=1, seed=23, baselines="before"))
    state, store = registry.store.get(run_id), registry.store
    lost = store.baseline_models._path(state.alone[0].key)
    lost.unlink()
    app = open_page("try_it", config, run=run_id)
    assert "A alone" in words(app)
    assert [each["id"] for each in drawn[-1]["cards"]] == ["alone:B", "alone:C", "together", "pooled"]
    app.button(key="tried-train").click().run()
    wait_for(registry)
    app = open_page("try_it", config, run=run_id)
    assert drawn[-1]["cards"][0]["id"] == "alone:A"
    assert "tried-train" not in {each.key for each in app.button}


def test_a_run_without_any_model_says_what_to_do(registry, config, drawn) -> None:
    (run_id,) = carry_out(registry, replace(config, rounds=1, seed=31, baselines="none"))
    registry.store.checkpoints.delete(run_id)
    app = open_page("try_it", replace(config, rounds=1, seed=31, baselines="none"), run=run_id)
    assert Missing.NONE in words(app)
    assert app.button(key="tried-again").label == Missing.RUN_AGAIN
    assert not drawn


def test_before_any_run_it_leads_to_simulate(engine) -> None:
    app = open_page("try_it")
    assert Page.NO_RUN in words(app)


def test_what_it_draws_is_in_the_readers_language(registry, config, state, monkeypatch) -> None:
    dataset = data.load(config.dataset)
    said = ask(registry.store, state, dataset, dataset.test.images[0], 0)
    shown = Shown(dataset.test.images[0], dataset.classes, 0, Cards.IMAGE, "", "", "", frozenset("A"))
    monkeypatch.setenv("FEDSIM_LANGUAGE", PSEUDO)
    wanted = dict.fromkeys(said, 0)
    given = figure_data(state, replace(shown, title=Cards.IMAGE), said, wanted, overlay=True)
    texts = [given["covered"], given["move"], given["hint"], *given["answers"]]
    for each in given["cards"]:
        texts += [each[name] for name in ("title", "answer", "share", "verdict_text", "note", "alt", "box_text")]
    texts += [*answers_frame(shown, said, wanted).columns]
    assert english([text for text in texts if text], {*dataset.classes, "answer"}) == []


def test_a_card_says_in_words_where_the_model_looked(registry, config, state) -> None:
    dataset = data.load(config.dataset)
    said = ask(registry.store, state, dataset, dataset.test.images[0], 0)
    for key in (alone("A"), TOGETHER):
        place, bits = cards.looked_at(said[key], 0)
        assert (place == "") == (bits == 0.0)
        assert (place or "north") in cards.describe(key, said[key], 0, dataset.classes)


def test_classes_that_are_called_as_columns_have_columns_of_their_own(registry, config, state) -> None:
    dataset = data.load(config.dataset)
    said = ask(registry.store, state, dataset, dataset.test.images[0], 0)
    classes = ("Model", "Answer", "Looked most at", "Evidence there, bits")
    shown = Shown(dataset.test.images[0], classes, 0, Cards.IMAGE, "", "")
    frame = answers_frame(shown, said, dict.fromkeys(said, 0))
    assert len(frame.columns) == 4 + len(classes)
    assert frame["Model"].tolist() == [title(key) for key in said]
    assert set(frame["Answer"]) <= {*classes}
