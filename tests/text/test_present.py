"""What is said while a run is presented: short, whole, and with the story's figures alone."""

import re
from dataclasses import replace

import pytest

from fedsim.analysis.noise_points import NoisePoint
from fedsim.analysis.people import patients
from fedsim.analysis.story import STEPS, Story, story_of
from fedsim.analysis.taking_part import Counting
from fedsim.data import load
from fedsim.language import speaking
from fedsim.privacy.mechanisms import MECHANISMS
from fedsim.privacy.mechanisms.base import Place, Unit
from fedsim.runs.recorded import recorded
from fedsim.settings.presets import QUICK
from fedsim.text import present
from fedsim.text.format import number, percent
from tests.analysis import stories

MOST_WORDS = 20
LANGUAGES = ("en", "zh-Hans")
NOISY = [each for each in MECHANISMS.values() if each.noise_at]


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
        *(private(story, each.name, accuracy) for each in NOISY for accuracy in (0.2, 0.9)),
        *(private(story, "central", accuracy, epsilon=1e5) for accuracy in (0.2, 0.9)),
        *(counted(story, each) for each in Counting),
        replace(counted(story, Counting.IMAGES), noise=(), travelled=replace(story.travelled, controls=True)),
    ]


def private(story: Story, dp: str, accuracy: float = 0.2, **changes) -> Story:
    """The same where all noise is of a mechanism, and comes to this accuracy."""
    plain, *noisy = story.noise
    told = tuple(replace(each, dp=dp, accuracy=accuracy, **changes) for each in noisy)
    return replace(story, noise=(replace(plain, accuracy=0.9), *told))


def counted(story: Story, counting: Counting) -> Story:
    assert story.travelled
    return replace(story, travelled=replace(story.travelled, counting=counting))


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


def test_where_who_is_sent_home_would_mislead_all_mistakes_are_told() -> None:
    story = stories.story()
    everyone = tuple((0, sum(row), 0) for row in story.matrices.together or ())
    blind = replace(story, matrices=replace(story.matrices, alone=everyone))
    assert present.sentence(blind, "people") == (
        "Of 1,000 patients Hospital A alone gets 666 wrong, all together 250, one model on all scans 0."
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


@pytest.mark.parametrize("mechanism", NOISY, ids=lambda each: each.name)
def test_noise_is_said_to_cost_what_it_costs_and_to_promise_only_what_it_promises(mechanism) -> None:
    story = recorded_story()
    assert "takes accuracy from 90 % to 20 %" in present.sentence(private(story, mechanism.name, 0.2), "server")
    assert "costs nothing here" in present.sentence(private(story, mechanism.name, 0.9), "server")
    for accuracy in (0.2, 0.9):
        said = present.sentence(private(story, mechanism.name, accuracy, epsilon=1e5), "server")
        assert "promises practically nothing" in said
        assert "hides" not in said


def test_what_privacy_costs_is_told_of_noise_that_promises_something() -> None:
    story = private(recorded_story(), "central", 0.5)
    plain, first, *others = story.noise
    worse = replace(story, noise=(plain, replace(first, accuracy=0.1, epsilon=1e5), *others[-1:]))
    assert "from 90 % to 50 %" in present.sentence(worse, "server")


@pytest.mark.parametrize("mechanism", NOISY, ids=lambda each: each.name)
def test_noise_is_said_to_hide_something_from_the_server_only_where_it_comes_before_it(mechanism) -> None:
    story = private(recorded_story(), mechanism.name)
    trusted, image = mechanism.noise_at is Place.SERVER, mechanism.unit is Unit.IMAGE
    sentence, promise = present.sentence(story, "server"), present.noise_sentence(story.noise[-1])
    notes = " ".join(present.notes(story, "server"))
    assert ("from others" in sentence) == ("the server knows" in promise) == ("The server knows" in notes) == trusted
    assert ("be it the server" in promise) == ("the server too" in notes) != trusted
    assert ("share the noise" in notes) == trusted
    assert ("which were used" in sentence) == ("a scan was used" in promise) == ("outside a hospital" in notes) == image


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_place_of_noise_and_each_way_of_counting_has_words_of_its_own(language: str) -> None:
    story = recorded_story()
    with speaking(language):
        kinds = {each.noise_at: private(story, each.name) for each in NOISY}.values()
        assert len({present.sentence(each, "server") for each in kinds}) == len(Place)
        assert len({present.noise_sentence(each.noise[-1]) for each in kinds}) == len(Place)
        assert len({present.notes(each, "server") for each in kinds}) == len(Place)
        assert len({present.notes(counted(story, each), "rounds") for each in Counting}) == len(Counting)


def test_only_a_mean_is_said_to_be_one() -> None:
    story = recorded_story()
    for counting in Counting:
        told = counted(story, counting)
        said = " ".join([present.sentence(told, "rounds"), *present.notes(told, "rounds")])
        assert ("average" in said) == (counting is not Counting.RULE)
        assert ("by its number of scans" in said) == (counting is Counting.IMAGES)


def test_what_is_sent_beside_the_model_is_said() -> None:
    story = replace(recorded_story(), noise=())
    assert story.travelled
    sent = tuple(replace(each, numbers=2 * story.travelled.num_parameters) for each in story.travelled.sent)
    told = replace(story, travelled=replace(story.travelled, sent=sent, controls=True))
    twice = f" {number(sent[0].numbers)} numbers"
    assert twice in present.alt(told, "server")
    assert twice in present.notes(told, "server")[0]
    assert "as many corrections" in present.sentence(told, "server")
    assert "correction" in " ".join(present.notes(told, "rounds"))
    assert "correction" not in " ".join([present.sentence(story, "server"), *present.notes(story, "rounds")])
    assert "how badly" in present.notes(counted(story, Counting.LOSS), "server")[0]
    assert "how many steps" in present.notes(counted(story, Counting.STEPS), "server")[0]


def test_each_stop_of_the_slider_says_what_it_promises() -> None:
    plain, *noisy = recorded_story().noise
    assert present.noise_sentence(plain) == "No noise: 90 % of the scans are named rightly, and nothing is promised."
    assert all("a hospital took part" in present.noise_sentence(each) for each in noisy)


@pytest.mark.parametrize("mechanism", NOISY, ids=lambda each: each.name)
def test_it_is_said_who_is_hidden_from_whom_and_that_patients_are_another_unit(mechanism) -> None:
    point = replace(recorded_story().noise[-1], dp=mechanism.name, epsilon=1.0)
    whom, others, _well, patients = (said for _title, said in present.hidden(point, overlap=False))
    assert ("single scan" in whom) == (mechanism.unit is Unit.IMAGE)
    assert ("not from the server" in others) == (mechanism.noise_at is Place.SERVER)
    assert ("the server too" in others) == (mechanism.noise_at is not Place.SERVER)
    assert ("another unit: that no single patient can be found out" in patients) == (mechanism.unit is Unit.HOSPITAL)
    assert present.hidden(point, overlap=True)[-1][1].startswith(f"{patients} Hospitals overlap: ")


@pytest.mark.parametrize("changes", [{"epsilon": None, "delta": None}, {"epsilon": 1e5}], ids=["no noise", "void"])
@pytest.mark.parametrize("mechanism", NOISY, ids=lambda each: each.name)
def test_patients_are_not_called_hidden_where_nothing_is_promised(mechanism, changes: dict) -> None:
    point = replace(recorded_story().noise[-1], dp=mechanism.name, **changes)
    whom, _others, _well, patients = (said for _title, said in present.hidden(point, overlap=True))
    assert patients == "Nothing is promised about them."
    assert (whom == "nothing") == (point.epsilon is None)


def test_a_run_with_privacy_and_none_to_compare_is_told_with_its_own_promise() -> None:
    story = recorded_story()
    own = replace(story.noise[-1], dp="record", epsilon=3.0)
    alone = replace(story, noise=(), own_noise=own)
    assert present.noise_sentence(own) in present.alt(alone, "server")
    notes = " ".join(present.notes(alone, "server"))
    assert "which of its scans were used" in notes
    assert "Numbers can still tell of scans" not in notes


def test_where_nobody_answered_the_last_round_the_models_size_is_told() -> None:
    story = recorded_story()
    nobody = replace(story, noise=(), travelled=replace(story.travelled, sent=()))
    size = number(story.travelled.num_parameters)
    assert size in present.alt(nobody, "server")
    assert size in present.sentence(nobody, "server")


def how_well(point: NoisePoint) -> str:
    return present.hidden(point, overlap=False)[2][1]


def test_how_well_it_hides_is_said_beside_a_coin() -> None:
    plain, weakest, *_others, strongest = recorded_story().noise
    assert how_well(plain) == "Not at all: without noise nothing is promised."
    assert how_well(weakest).startswith("Practically not: whoever guesses may be right up to 100 of 100")
    said = "whoever guesses may be right at most 97 of 100 times; tossing a coin, 50."
    assert how_well(strongest) == f"Poorly: {said}"
    better = replace(strongest, epsilon=0.1)
    assert how_well(better) == "Whoever guesses may be right at most 53 of 100 times; tossing a coin, 50."
