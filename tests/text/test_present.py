"""What is said while a run is presented: short, whole, and with the story's figures alone."""

import re
from dataclasses import replace

import pytest

from fedsim.analysis.people import patients
from fedsim.analysis.story import STEPS, Story, story_of
from fedsim.data import load
from fedsim.language import speaking
from fedsim.runs.recorded import recorded
from fedsim.settings.presets import QUICK
from fedsim.text import present
from fedsim.text.format import percent
from tests.analysis import stories

MOST_WORDS = 20
LANGUAGES = ("en", "zh-Hans")


def recorded_story() -> Story:
    return story_of(recorded().state, recorded().answers, load(QUICK.dataset, QUICK.size), recorded().others)


def poorer(story: Story) -> list[Story]:
    """The same with less: each a sentence of its own."""
    first, *others = story.hospitals
    return [
        replace(story, scan=None),
        replace(story, noise=()),
        replace(story, pooled=None, found_pooled=None, matrices=replace(story.matrices, pooled=None)),
        replace(story, healthy=None),
        replace(story, hospitals=(first, *(replace(each, unseen=()) for each in others))),
        replace(story, hospitals=(replace(first, unseen=story.classes[:2]), *others)),
        replace(story, hospitals=(*others, replace(first, unseen=("NORMAL",)))),
        replace(story, unseen=None, scan=None),
        replace(story, noise=tuple(replace(each, accuracy=0.9) for each in story.noise)),
    ]


def all_stories() -> list[Story]:
    story = recorded_story()
    return [story, *poorer(story), stories.story(), story_of(stories.whole(), {}, None)]


def can_tell(story: Story, step: str) -> bool:
    """Also of one that was made poorer by hand."""
    needs = {"scan": story.scan, "guess": story.unseen}
    return story.can_tell(step) and bool(needs.get(step, True))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_one_short_sentence_with_notes_and_a_picture_in_words(step: str, language: str) -> None:
    with speaking(language):
        for story in all_stories():
            if (
                not story.can_tell(step)
                or (step == "scan" and not story.scan)
                or (step == "guess" and not story.unseen)
            ):
                continue
            said = present.sentence(story, step)
            lines = present.notes(story, step)
            assert 3 <= len(lines) <= 5, lines
            assert present.alt(story, step)
            assert present.TITLES[step]
            for text in (said, present.alt(story, step), *lines):
                assert not re.search(r"[{}]|None|nan", text), text
            if language == "en":
                assert len(said.split()) <= MOST_WORDS, said
                assert said.count(". ") == 0, said


def test_the_sentences_have_the_storys_figures() -> None:
    story = stories.story()
    assert present.sentence(story, "hospitals") == (
        "Two hospitals have scans of their own, and each has never seen one disease."
    )
    assert present.sentence(story, "guess") == (
        "Of 100 scans of flu, which Hospital A has never seen, how many will it name rightly?"
    )
    assert present.answer(story) == "Trained alone, Hospital A names not one of them rightly."
    some = replace(story, found_alone=0.25)
    assert present.answer(some) == "Trained alone, Hospital A names 25 % of them rightly."
    assert present.sentence(story, "scan") == (
        "Shown this scan of flu, Hospital A says well, 80 % sure: a patient sent home."
    )
    assert present.sentence(story, "rounds") == (
        "Models travel, scans never do: in two rounds the hospitals train and the server averages."
    )
    assert present.sentence(story, "again") == (
        "The same scan again: trained together, the hospitals say flu, 80 % sure."
    )
    assert present.sentence(story, "server") == ("The server saw models of 100 numbers, and never a scan.")
    assert present.sentence(story, "people") == (
        "Of 1,000 patients Hospital A alone sends 250 home wrongly, all together 83, one model on all scans 0."
    )
    mixed = patients(story, {"flu": 1})
    assert mixed
    assert present.people_sentence(story, mixed) == (
        "Of 1,000 patients Hospital A alone sends 750 home wrongly, all together 250, one model on all scans 0."
    )


def test_no_model_is_said_to_be_quite_sure() -> None:
    assert present.sure(1.0) == present.sure(0.9901) == "more than 99 %"
    assert present.sure(0.99) == "99 %"
    assert present.sure(0.0) == present.sure(0.0099) == "less than 1 %"
    assert present.sure(0.01) == "1 %"


def test_before_the_guess_nothing_tells_the_answer() -> None:
    story = recorded_story()
    told = " ".join([present.sentence(story, "guess"), present.alt(story, "guess"), *present.notes(story, "guess")])
    assert story.found_alone is not None
    assert f" {percent(story.found_alone)}" not in told


def test_noise_that_costs_nothing_is_not_said_to_cost() -> None:
    story = recorded_story()
    assert "takes accuracy from" in present.sentence(story, "server")
    same = replace(story, noise=tuple(replace(each, accuracy=0.9) for each in story.noise))
    assert "costs nothing here" in present.sentence(same, "server")


def test_each_stop_of_the_slider_says_what_it_promises() -> None:
    plain, *noisy = recorded_story().noise
    assert present.noise_sentence(plain) == "No noise: 90 % of the scans are named rightly, and nothing is promised."
    assert all("a hospital took part" in present.noise_sentence(each) for each in noisy)
    of_images = replace(noisy[0], dp="record")
    assert "a scan was used" in present.noise_sentence(of_images)
