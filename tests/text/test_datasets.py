"""What data sets are called, and what is said of them."""

import numpy as np
import pytest
from medmnist_files import small_arrays

from fedsim import data
from fedsim.data.base import Doing, Step
from fedsim.data.sets.medmnist_info import table
from fedsim.errors import Problem
from fedsim.language import speaking
from fedsim.text import datasets as words


def test_every_set_has_its_words() -> None:
    for entry in data.entries():
        assert entry.name in words.SOURCES
        assert words.citations(entry)
        assert len(words.class_titles(entry)) == len(set(words.class_titles(entry))) == len(entry.classes)
    assert {*words.SOURCES} == {*words.CITATIONS} == set(data.names())


def test_no_word_is_of_a_set_that_is_not_there() -> None:
    assert {*words.TITLES, *words.SHORT_TITLES, *words.CLASS_TITLES} <= set(data.names())


def test_octmnist_is_told_as_its_authors_do() -> None:
    entry = data.info("octmnist")
    assert words.title(entry.name, entry.title) == "OCTMNIST"
    assert words.class_titles(entry) == entry.class_titles
    cited = " ".join(words.citations(entry))
    assert "Kermany" in cited
    assert "MedMNIST v2" in cited


def test_the_classes_of_medmnist_are_words_too() -> None:
    there = {title for name in table() for title in data.info(name).class_titles}
    assert {*words.OF_MEDMNIST} == there
    with speaking("zh-Hans"):
        assert words.class_titles(data.info("octmnist"))[0] == "脉络膜新生血管"
        assert all(not title.isascii() for name in table() for title in words.class_titles(data.info(name)))


def test_what_is_drawn_says_so() -> None:
    entry = data.info("synthetic-oct")
    assert words.title(entry.name, entry.title) == "Synthetic OCT (drawn, not medical)"
    assert words.short_title(entry.name, entry.title) == "Synthetic OCT"
    assert words.class_titles(entry)[2:] == ("Drusen", "Normal retina")


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("mine.npz", "the file mine.npz"),
        ("octmnist_mine.npz", "the file octmnist_mine.npz, its class names those of OCTMNIST by its name"),
    ],
)
def test_of_a_file_is_said_what_its_name_says(file: str, source: str, tmp_path) -> None:
    np.savez(tmp_path / file, **small_arrays(4))
    for of in (data.load(str(tmp_path / file)), data.info(str(tmp_path / file))):
        assert words.source(of) == source
        assert words.licence(of) == "not stated"
        assert words.citations(of) == ()
        assert words.class_titles(of) == of.class_titles


def test_every_step_is_told() -> None:
    assert set(words.STEPS) == set(Doing)
    assert (
        words.in_progress(Step(Doing.DOWNLOADING, "x.npz", 1_500_000, 3_000_000)) == "Downloading x.npz, 1.5 of 3.0 MB"
    )
    assert words.in_progress(Step(Doing.DOWNLOADING, "x.npz", 1_500_000)) == "Downloading x.npz, 1.5 MB"
    again = Step(Doing.TRYING_AGAIN, "x.npz", why=Problem.of("connection-cut"), seconds=2.2)
    assert words.in_progress(again) == "x.npz: the connection was cut, trying again in 2 s"
