"""How many of 1,000 patients are sent home wrongly, worked by hand from confusion matrices."""

from dataclasses import replace

import pytest

from fedsim.analysis import people
from fedsim.analysis.people import PATIENTS, Patients, People, even_mix, patients
from fedsim.analysis.story import Matrices, story_of
from tests.analysis import stories


def test_a_patient_is_called_what_test_images_of_the_class_were_called() -> None:
    """Alone calls 3 of 4 with flu well, and nobody else; together 1 of 4, and one of the two who are well has flu."""
    story = stories.story()
    assert people.tested(story) == ("cold", "flu", "well")
    told = patients(story, {"cold": 1, "flu": 1, "well": 2})
    assert told == Patients(500.0, People(187.5, 0.0, 62.5), People(62.5, 250.0, 0.0), People(0.0, 0.0, 0.0))
    assert told == patients(story, {"cold": 25, "flu": 25, "well": 50})
    none = People(0.0, 0.0, 0.0)
    assert patients(story, {"flu": 1}) == Patients(1000.0, People(750.0, 0.0, 250.0), People(250.0, 0.0, 0.0), none)
    assert patients(story, {"well": 1}) == Patients(0.0, none, People(0.0, 500.0, 0.0), none)


def test_where_nobody_is_healthy_every_mistake_counts() -> None:
    story = story_of(stories.whole(), {}, stories.dataset(healthy=None))
    told = patients(story, {"flu": 1, "well": 1})
    assert told == Patients(1000.0, People(500.0, None, None), People(375.0, None, None), People(0.0, None, None))


def test_a_class_without_test_images_is_not_in_the_mix() -> None:
    story = stories.story()
    rows = tuple((0, 0, 0) if place == 1 else row for place, row in enumerate(story.matrices.together or ()))
    story = replace(story, matrices=Matrices(together=rows))
    assert people.tested(story) == ("cold", "well")
    assert even_mix(story) == {"cold": 0.5, "well": 0.5}
    assert patients(story, {"cold": 1, "flu": 5, "well": 1}) == Patients(500.0, None, People(0.0, 250.0, 0.0), None)


def test_whoever_calls_everyone_ill_sends_nobody_home_and_that_alone_would_mislead() -> None:
    """Alone all of 8 scans are called flu, which 4 are; together 2 of 8 are wrong, and one of them is sent home."""
    story = stories.story()
    everyone = tuple((0, sum(row), 0) for row in story.matrices.together or ())
    blind = replace(story, matrices=replace(story.matrices, alone=everyone))
    told = patients(blind, {"cold": 2, "flu": 4, "well": 2})
    assert told is not None
    assert (told.alone, told.together) == (People(0.0, 250.0, 250.0), People(125.0, 125.0, 0.0))
    assert (told.alone and told.alone.wrong, told.together and told.together.wrong) == (500, 250)
    assert told.misleads
    assert not patients(blind, {"flu": 1}).misleads  # alone errs less in both
    assert not patients(story, even_mix(story)).misleads


def test_of_nobody_nothing_is_told() -> None:
    assert patients(stories.story(), {}) is None
    assert patients(stories.story(), {"cold": 0.0, "no such class": 1.0}) is None


def test_all_of_an_even_mix_are_there() -> None:
    mix = even_mix(stories.story())
    assert sum(mix.values()) == pytest.approx(1)
    told = patients(stories.story(), mix)
    assert told is not None
    assert told.ill == pytest.approx(PATIENTS * 2 / 3)
