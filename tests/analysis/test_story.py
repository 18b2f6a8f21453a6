"""The facts of a run that is presented, worked by hand; what it lacks is said and never fails."""

from dataclasses import replace

import numpy as np
import pytest

from fedsim.analysis.story import NOISE, STEPS, Matrices, Member, Scan, Sent, Travelled, can_present, story_of
from fedsim.analysis.taking_part import Counting
from fedsim.errors import WORDS
from fedsim.runs.state import RunState
from fedsim.settings.config import Hospital
from fedsim.settings.presence import Never
from fedsim.settings.strategy import Scaffold
from tests.analysis import stories
from tests.analysis.stories import ALONE, CLASSES, CONFIG, LABELS, TOGETHER


def test_it_is_told_of_the_first_that_is_blind_to_a_disease_that_another_has() -> None:
    story = stories.story()
    assert story.classes == CLASSES
    assert story.healthy == "well"
    assert story.hospitals == (Member(0, "A", ("flu",), (4, 0, 5), 0.5), Member(1, "B", ("cold",), (0, 3, 3), 0.5))
    assert story.teller == story.hospitals[0]
    assert story.teller.num_images == 9
    assert (story.unseen, story.num_unseen) == ("flu", 4)
    assert (story.found_alone, story.found_together, story.found_pooled) == (0.0, 0.75, 1.0)
    assert story.right_on_seen == 1.0
    assert (story.alone, story.together, story.pooled) == (0.5, 0.75, 1.0)
    assert story.accuracies == (0.5, 0.5, 0.75)
    assert story.rounds_done == 2
    assert story.matrices == Matrices(stories.matrix(ALONE), stories.matrix(TOGETHER), stories.matrix(stories.POOLED))


def test_what_travelled_are_numbers() -> None:
    sent = (Sent(0, "A", 9, 400, 100), Sent(1, "B", 6, 400, 100))
    assert stories.story().travelled == Travelled(100, 3200, sent, Counting.IMAGES)
    equal = replace(stories.whole(), info=stories.started(weighting="equal"))
    told = story_of(equal, {}, None).travelled
    assert told is not None
    assert told.counting is Counting.EQUALLY


def test_what_a_strategy_sends_beside_the_model_travelled_too() -> None:
    config = replace(CONFIG, strategy=Scaffold())
    state = replace(stories.whole(), config=config)
    told = story_of(state, {}, None).travelled
    assert told is not None
    assert (told.num_parameters, told.controls, {each.numbers for each in told.sent}) == (100, True, {200})
    a, b = state.rounds[-1].hospitals
    counted = replace(state.rounds[-1], hospitals=(replace(a, numbers_up=203), b))
    told = story_of(replace(state, rounds=(*state.rounds[:-1], counted)), {}, None).travelled
    assert told is not None
    assert [each.numbers for each in told.sent] == [203, 200], "what a run says goes before what can be told of it"


def test_the_scan_is_one_that_the_blind_one_sends_home_and_all_together_find() -> None:
    """Of image 3 both are surest, but alone calls it cold; of 2 and 4 they are of 2: 0.8 + 0.8 and 0.9 + 0.6."""
    assert stories.story().scan == Scan(2, "flu", (0.1, 0.1, 0.8), (0.1, 0.8, 0.1), "well")
    told = story_of(stories.whole(), stories.answers(), stories.dataset(healthy=None))
    assert told.scan == Scan(3, "flu", (0.9, 0.0, 0.1), (0.0, 0.9, 0.1), "cold")
    assert told.healthy is None


def test_what_nobody_was_blind_to_is_not_told() -> None:
    everyone = tuple(replace(each, class_counts=(1, 1, 1)) for each in stories.started().hospitals)
    state = replace(stories.whole(), info=stories.started(hospitals=everyone))
    story = story_of(state, stories.answers(), stories.dataset())
    assert story.teller == story.hospitals[0]
    assert (story.unseen, story.num_unseen, story.found_alone, story.scan) == (None, 0, None, None)
    assert {step: problem.code for step, problem in story.missing.items()} == {
        "guess": "present-nobody-blind", "scan": "present-nobody-blind", NOISE: "present-no-noise",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "teller", "unseen"),
    [
        (((4, 4, 0), (4, 0, 4)), "B", "flu"),  # who lacks the healthy class alone is blind to no disease
        (((4, 0, 4), (4, 0, 4)), "A", None),  # nobody has it
        (((0, 0, 4), (0, 3, 4)), "A", "flu"),  # that which another has
    ],
)
def test_who_is_blind_to_what_counts(counts: tuple, teller: str, unseen: str | None) -> None:
    hospitals = tuple(
        replace(each, class_counts=its) for each, its in zip(stories.started().hospitals, counts, strict=True)
    )
    state = replace(stories.whole(), info=stories.started(hospitals=hospitals))
    story = story_of(state, stories.answers(), stories.dataset())
    assert story.teller is not None
    assert (story.teller.name, story.unseen) == (teller, unseen)


def test_a_disease_without_test_images_is_no_story() -> None:
    labels = np.where(LABELS == 1, 0, LABELS)
    assert stories.dataset(labels=labels).test.labels.max() == 2
    emptied = tuple((0, 0, 0) if place == 1 else row for place, row in enumerate(stories.matrix(TOGETHER)))
    state = stories.whole()
    state = replace(state, rounds=(*state.rounds[:-1], replace(state.rounds[-1], confusion_matrix=emptied)))
    story = story_of(state, stories.answers(), stories.dataset(labels=labels))
    assert (story.teller and story.teller.name, story.unseen) == ("B", "cold")


def test_it_is_told_of_one_that_was_trained_alone() -> None:
    state = stories.run().after(stories.trained("B", ALONE), 2.0)
    story = story_of(state, {}, None)
    assert (story.teller and story.teller.name, story.unseen, story.found_alone) == ("B", "cold", 1.0)


def test_whoever_never_takes_part_is_not_in_it() -> None:
    a, b = stories.started().hospitals
    info = stories.started(hospitals=(replace(a, takes_part=False), b))
    config = replace(CONFIG, hospitals=(Hospital("A", ("flu",), presence=Never()), CONFIG.hospitals[1]))
    story = story_of(replace(stories.whole(), info=info, config=config), {}, None)
    assert [each.place for each in story.hospitals] == [1]
    assert story.unseen is None  # nobody else has what B lacks


def test_a_set_that_is_known_by_name_has_its_healthy_class_without_its_images() -> None:
    config = replace(CONFIG, dataset="octmnist")
    state = replace(stories.whole(), config=config)
    assert story_of(state, {}, None).healthy is None  # the run's classes are others
    state = replace(state, info=stories.started(classes=("CNV", "DME", "NORMAL")))
    assert story_of(state, {}, None).healthy == "NORMAL"
    assert story_of(replace(state, config=replace(config, dataset="no such set")), {}, None).healthy is None


def codes(state: RunState, **given) -> dict[str, str]:
    given = {"answers": stories.answers(), "dataset": stories.dataset()} | given
    story = story_of(state, given["answers"], given["dataset"])
    assert story.told == tuple(step for step in STEPS if step not in story.missing)
    assert {problem.code for problem in story.missing.values()} <= WORDS.keys()
    assert all(str(problem) != problem.code for problem in story.missing.values())
    return {step: problem.code for step, problem in story.missing.items()}


NO_NOISE = {NOISE: "present-no-noise"}


def test_what_is_missing_is_said_with_the_step_that_cannot_be_told() -> None:
    assert codes(stories.whole()) == NO_NOISE
    alone = dict.fromkeys(("guess", "scan", "again", "people"), "present-no-alone")
    assert codes(stories.run()) == NO_NOISE | alone
    assert codes(stories.whole(), answers={}) == NO_NOISE | {"scan": "present-no-answers"}
    only_one = {("alone", "A"): ALONE}
    assert codes(stories.whole(), answers=only_one) == NO_NOISE | {"scan": "present-no-answers"}


def test_images_that_are_gone_or_others_tell_no_scan() -> None:
    gone = NO_NOISE | {"scan": "present-other-images"}
    assert codes(stories.whole(), dataset=None) == gone
    assert codes(stories.whole(), dataset=stories.dataset(labels=LABELS[::-1].copy())) == gone
    assert codes(stories.whole(), dataset=stories.dataset(labels=LABELS[:4])) == gone


def test_own_models_have_no_single_answer_to_a_scan() -> None:
    state = replace(stories.whole(), info=stories.started(evaluated="own"))
    assert codes(state) == NO_NOISE | {"scan": "present-own-models"}


def test_a_run_that_found_no_more_together_has_no_scan_to_show() -> None:
    state = stories.whole()
    last = replace(state.rounds[-1], confusion_matrix=stories.matrix(ALONE))
    state = replace(state, rounds=(*state.rounds[:-1], last))
    same = {("alone", "A"): ALONE, ("together", None): ALONE}
    assert codes(state, answers=same) == NO_NOISE | {"scan": "present-no-scan"}


@pytest.mark.parametrize("state", [RunState("now", CONFIG), RunState("now", CONFIG, info=stories.started())])
def test_a_run_without_a_round_has_no_story_yet(state: RunState) -> None:
    assert not can_present(state)
    story = story_of(state, {}, None)
    assert story.told == ("turn",)
    assert {problem.code for problem in story.missing.values()} == {"present-no-round"}
    untrained = replace(stories.run(), rounds=stories.run().rounds[:1])
    assert not can_present(untrained)
    assert can_present(stories.run())
