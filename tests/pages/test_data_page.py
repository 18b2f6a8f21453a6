"""The Data page: what the hospitals look at, and who holds which."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from fedsim import data
from fedsim.data import DataError
from fedsim.data.base import Doing, Step
from fedsim.text.pages.data import task
from fedsim.ui.data.samples import draw
from fedsim.ui.shared.pictures import THUMBNAIL_PX, enlarge, thumbnail
from fedsim.ui.shared.words import plain
from fedsim.ui.simulate.hospitals import describe_hospitals

PAGE = "pages/data.py"
SIMULATE = "pages/simulate.py"


def texts(elements) -> str:
    return " ".join(str(element.value) for element in elements)


def sample_buttons(app) -> list:
    return [button for button in app.button if re.fullmatch(r"sample-\d+-\d+", button.key or "")]


def decoded(address: str) -> np.ndarray:
    return np.array(Image.open(io.BytesIO(base64.b64decode(address.removeprefix("data:image/png;base64,")))))


def picture(button) -> np.ndarray:
    return decoded(button.label.split("](")[1].removesuffix(")"))


def position(button) -> int:
    return int(re.search(r"image (\d+)", button.label)[1])


def write_npz(path, num_classes: int, size: int = 28, **more) -> str:
    rng = np.random.default_rng(0)
    arrays = {}
    for split, count in (("train", 10 * num_classes), ("val", num_classes), ("test", num_classes)):
        arrays[f"{split}_images"] = rng.integers(0, 255, (count, size, size), dtype=np.uint8)
        arrays[f"{split}_labels"] = (np.arange(count) % num_classes).astype(np.uint8)
    np.savez(path, **arrays, **more)
    return str(path)


def use_file(app, path: str):
    app.text_input(key="data-path").input(path)
    app.button(key="use-file").click().run()
    assert not app.exception
    return app


def go_to(app, page: str):
    return app.switch_page(page).run().run()  # AppTest draws what persists across pages a run late


@pytest.fixture
def open_data(open_page):
    return lambda: go_to(open_page(), PAGE)


def test_it_says_what_the_set_is_and_that_it_is_drawn(open_data):
    app = open_data()
    assert not app.exception
    facts = app.table[0].value.iloc[:, 0]
    assert facts["Task"] == "Tell 4 classes apart (multi-class)"
    assert facts["Images"] == "28 × 28 px, grey (1 channel)"
    assert [facts[split] for split in ("Training", "Validation", "Test")] == [
        "8,000 images",
        "1,000 images",
        "1,000 images",
    ]
    assert facts["Licence"] == "Apache-2.0"
    shown = texts(app.markdown) + texts(app.caption)
    assert "drawn, not medical" in shown
    assert "Drawn by a program, not medical." in shown
    assert "Diabetic macular oedema" in shown
    assert "Kermany" in shown


def test_it_shows_six_training_images_of_each_class_as_they_are(open_data):
    app = open_data()
    train, buttons = data.load("synthetic-oct", 28).train, sample_buttons(app)
    assert len(buttons) == 24
    for button in buttons:
        cls = int(button.key.split("-")[1])
        assert train.labels[position(button)] == cls
        assert (picture(button) == train.images[position(button)]).all()


def test_a_new_draw_shows_other_images_and_leaves_the_hospitals_alone(open_data):
    app = open_data()
    before = [position(button) for button in sample_buttons(app)]
    app.button(key="new-draw").click().run()
    after = [position(button) for button in sample_buttons(app)]
    assert not app.exception
    assert len(after) == len(before)
    assert sum(a == b for a, b in zip(after, before, strict=True)) <= 1
    assert not app.checkbox(key="sees-synthetic-oct-0-DME").value


def test_another_visitor_sees_the_same_first_draw(open_data):
    one, two = ([button.label for button in sample_buttons(open_data())] for _ in range(2))
    assert one == two


def test_a_click_on_an_image_shows_it_bigger_with_its_class_and_place(open_data):
    app = open_data()
    button = app.button(key="sample-1-2")
    shown = position(button)
    assert app.get("dialog") == []
    button.click().run()
    assert not app.exception
    (dialog,) = app.get("dialog")
    assert dialog.proto.dialog.title == "Diabetic macular oedema"
    assert f"**DME**, training image {shown:,} of 8,000, 28 × 28 px" in texts(dialog.caption)
    assert "Drawn by a program, not medical." in texts(dialog.caption)
    assert len(dialog.get("image")) == 1


def test_the_balance_says_which_class_is_rarest(open_data):
    app = open_data()
    assert "The rarest is DRUSEN with 8 % of the training images." in texts(app.markdown)
    app.selectbox(key="dataset").select("digits").run()
    assert "Every class is about equally common." in texts(app.markdown)


def test_each_hospital_is_described_and_a_tick_changes_the_words(open_data):
    app = open_data()
    assert "**A** holds 1,500 images and has never seen **DME**." in texts(app.markdown)
    app.checkbox(key="sees-synthetic-oct-0-DME").check().run()
    assert "**A** holds 1,500 images and has seen every class." in texts(app.markdown)
    app.checkbox(key="sees-synthetic-oct-1-CNV").uncheck().run()
    assert "**B** holds 1,500 images and has never seen **CNV and DRUSEN**." in texts(app.markdown)
    assert not app.exception


def test_the_grid_is_the_simulate_pages_grid(open_data):
    app = open_data()
    app.checkbox(key="sees-synthetic-oct-1-CNV").uncheck().run()
    app.text_input(key="name-2").input("Oslo").run()
    go_to(app, SIMULATE)
    assert not app.checkbox(key="sees-synthetic-oct-1-CNV").value
    assert app.text_input(key="name-2").value == "Oslo"
    app.checkbox(key="sees-synthetic-oct-0-DME").check().run()
    app.select_slider(key="num_hospitals").set_value(4).run()
    go_to(app, PAGE)
    assert app.checkbox(key="sees-synthetic-oct-0-DME").value
    assert not app.checkbox(key="sees-synthetic-oct-1-CNV").value
    shown = texts(app.markdown)
    assert "has seen every class" in shown
    assert "**Oslo** holds" in shown
    assert "**D** holds" in shown
    assert not app.exception


def test_what_keeps_a_federation_from_learning_is_said_here_too_and_nothing_runs(open_data):
    app = open_data()
    app.text_input(key="name-1").input("A").run()
    assert "Two hospitals are called A" in texts(app.error)
    assert [button for button in app.button if button.key == "run"] == []


def test_the_way_on_leads_to_the_simulate_page(open_data):
    (link,) = open_data().get("page_link")
    assert link.proto.label == "Go on and run the federation"
    assert link.proto.page == "simulate"


def test_a_set_that_is_not_there_is_described_and_offered_with_its_size(open_data):
    app = open_data()
    app.selectbox(key="dataset").select("octmnist").run()
    assert not app.exception
    assert app.button(key="download").label == "Download (55 MB)"
    assert "OCTMNIST at 28 px is not on this machine yet." in texts(app.info)
    assert app.table[0].value.iloc[:, 0]["Training"] == "97,477 images"
    assert "diabetic macular edema" in texts(app.markdown)
    assert sample_buttons(app) == []


def test_a_download_that_fails_says_why_and_the_page_stands(open_data, monkeypatch):
    def fail(name, size, progress):
        progress(0.5, Step(Doing.DOWNLOADING, "octmnist.npz"))
        raise DataError("It cannot be downloaded (the server cannot be reached): connect to the internet once.")

    monkeypatch.setattr(data, "download", fail)
    app = open_data()
    app.selectbox(key="dataset").select("octmnist").run()
    app.button(key="download").click().run()
    assert not app.exception
    assert "the server cannot be reached" in texts(app.error)
    assert app.button(key="download").label == "Download (55 MB)"
    app.selectbox(key="dataset").select("synthetic-oct").run()
    assert len(sample_buttons(app)) == 24


def test_a_file_by_path_is_used(open_data, tmp_path):
    path = write_npz(tmp_path / "blobs.npz", 3)
    app = use_file(open_data(), path)
    assert not app.error
    assert app.session_state["dataset"] == path
    assert len(sample_buttons(app)) == 18
    assert "Drawn by a program" not in texts(app.caption)


def test_names_with_markdown_in_them_are_shown_as_they_are(open_data, tmp_path):
    path = write_npz(tmp_path / "odd.npz", 2, class_names=np.array(["a*b*c](x)", "$d_e$ :f:"]))
    app = use_file(open_data(), path)
    buttons = sample_buttons(app)
    assert buttons[0].label.startswith(r"![a\*b\*c\](x), image ")
    assert f"**{plain('$d_e$ :f:')}**" in texts(app.markdown)


def test_of_very_many_classes_the_first_are_shown(open_data, tmp_path):
    app = use_file(open_data(), write_npz(tmp_path / "many.npz", 26))
    assert len(sample_buttons(app)) == 24 * 6
    assert "And 2 more classes." in texts(app.caption)


def test_a_bad_file_is_refused_in_a_sentence_and_the_set_in_use_stays(open_data, tmp_path):
    path = tmp_path / "bad.npz"
    path.write_text("not an archive")
    app = use_file(open_data(), str(path))
    assert len(app.error) == 1
    assert app.session_state["dataset"] == "synthetic-oct"


def test_the_choice_holds_on_the_simulate_page(open_data):
    app = open_data()
    app.selectbox(key="dataset").select("digits").run()
    go_to(app, SIMULATE)
    assert not app.exception
    assert app.session_state["dataset"] == "digits"
    assert app.checkbox(key="sees-digits-0-0").value


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([5, 2, 1_000], r"**A** holds 1,007 images and has seen every class."),
        ([5, 0, 1], r"**A** holds 6 images and has never seen **y**."),
        ([0, 0, 1], r"**A** holds 1 image and has never seen **x and y**."),
        ([0, 0, 0], r"**A** holds no images."),
    ],
)
def test_a_hospital_in_words(counts, words):
    assert describe_hospitals(np.array([counts]), ["A"], ["x", "y", "z"]) == [words]


def test_plain_text_keeps_letters_digits_and_spaces():
    assert plain("Drusen 12 äé") == "Drusen 12 äé"
    assert plain("a*b") == r"a\*b"


def test_a_draw_takes_no_image_twice_and_all_of_a_small_class(tmp_path):
    dataset = data.load(write_npz(tmp_path / "small.npz", 2))
    for seed in range(20):
        for cls, positions in enumerate(draw(dataset, seed)):
            assert len(set(positions.tolist())) == 6
            assert (dataset.train.labels[positions] == cls).all()


@pytest.mark.parametrize("shape", [(28, 28), (28, 28, 3), (512, 512), (224, 224, 3)])
def test_a_thumbnail_is_the_image_or_a_smaller_one(shape):
    image = np.random.default_rng(0).integers(0, 255, shape, dtype=np.uint8)
    shown = decoded(thumbnail(image))
    assert shown.shape[2:] == shape[2:]
    assert max(shown.shape[:2]) == min(shape[0], THUMBNAIL_PX)
    if shape[0] <= THUMBNAIL_PX:
        assert (shown == image).all()


def test_enlarging_repeats_every_pixel_alike():
    image = np.arange(4, dtype=np.uint8).reshape(2, 2)
    assert enlarge(image, 3).tolist() == [[0, 0, 1, 1], [0, 0, 1, 1], [2, 2, 3, 3], [2, 2, 3, 3]]
    assert (enlarge(image, 1) == image).all()


def test_two_classes_are_a_binary_task() -> None:
    assert (task(2), task(4)) == ("Tell 2 classes apart (binary)", "Tell 4 classes apart (multi-class)")
