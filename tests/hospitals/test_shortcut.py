"""A mark that goes with a disease at one hospital: where it stands, who trains on it, and who is found to read it."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from fedsim import data
from fedsim.cli.main import make_parser, read_settings
from fedsim.events import BaselineFinished, RoundFinished, ShortcutAccuracy
from fedsim.federation.engines import inprocess
from fedsim.hospitals.adversaries.backdoor import mark as backdoor_mark
from fedsim.hospitals.advice import advice_for
from fedsim.hospitals.baselines import cache_key, train_baselines
from fedsim.hospitals.population import Population, load_population
from fedsim.hospitals.shortcut import BAR, Marks, diseases, marked_for_test, marks_any, stamp, with_marks
from fedsim.privacy.membership import choose_examples
from fedsim.runs.codec import decode, encode
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.label_noise import Uniform
from fedsim.settings.shift import Blur
from fedsim.settings.shortcut import Mark, NoShortcut, Shortcut
from fedsim.settings.strategy import FedBN

CLASSES = ("north", "east", "south", "west")
GREY = np.full((40, 28, 28), 100, dtype=np.uint8)
LABELS = np.arange(40) % 4


def changed(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Which images differ."""
    return np.flatnonzero((before != after).reshape(len(before), -1).any(axis=1))


def marking(config: SimulationConfig, shortcut: Shortcut, **own: object) -> SimulationConfig:
    """Hospital B's scanner marks."""
    a, b, c = (Hospital(each.name) for each in config.hospitals)
    return replace(config, samples_per_hospital=50, hospitals=(a, replace(b, shortcut=shortcut, **own), c))


@pytest.mark.parametrize(("share", "number"), [(0.0, 0), (0.04, 0), (0.25, 2), (0.5, 5), (0.9, 9), (1.0, 10)])
def test_so_many_images_of_the_disease_carry_the_mark_and_no_other(share: float, number: int) -> None:
    before = GREY.copy()
    after = with_marks(Mark("south", share), GREY, LABELS, CLASSES, 3, 1, "train")
    assert np.array_equal(GREY, before)
    rows = changed(GREY, after)
    assert len(rows) == number
    assert set(LABELS[rows]) <= {2}
    assert (after is GREY) == (number == 0)


def test_without_a_disease_named_it_is_the_first_class() -> None:
    assert set(LABELS[changed(GREY, with_marks(Mark(), GREY, LABELS, CLASSES, 0, 0, "train"))]) == {0}
    assert diseases([NoShortcut(), Mark("south"), Mark(), Mark("south", 0.1)], CLASSES) == (0, 2)
    assert [marks_any(each) for each in (NoShortcut(), Mark(share=0.0), Mark(share=0.01))] == [False, False, True]


def test_which_images_follows_from_the_seed_and_is_each_hospitals_own() -> None:
    keys = (0, 0, "train"), (0, 0, "train"), (1, 0, "train"), (0, 1, "train"), (0, 0, "strangers")
    said = [with_marks(Mark("east", 0.5), GREY, LABELS, CLASSES, *key).tobytes() for key in keys]
    assert said[0] == said[1]
    assert len({*said}) == 4


@pytest.mark.parametrize("shape", [(28, 28), (64, 64), (12, 12), (28, 28, 3)])
def test_the_mark_is_a_bar_in_the_upper_left_and_no_backdoors(shape: tuple[int, ...]) -> None:
    images = np.full((2, *shape), 100, dtype=np.uint8)
    marked = stamp(images, np.array([1]))
    assert np.array_equal(marked[0], images[0])
    cell = max(1, round(shape[0] / 28))
    rows, columns = (
        np.flatnonzero((marked[1] != 100).reshape(*shape[:2], -1).any(axis=2).any(axis=axis)) for axis in (1, 0)
    )
    assert (rows[0], rows[-1]) == (0, cell - 1)
    assert (columns[0], columns[-1]) == (0, 3 * cell - 1)
    part = marked[1][:cell:cell, : 3 * cell : cell]
    assert np.array_equal(part if part.ndim == 2 else part[..., 0], np.where(BAR, 255, 0))
    assert not ((marked[1] != images[1]) & (backdoor_mark(images)[1] != images[1])).any()


def test_the_three_test_sets_by_hand() -> None:
    labels = np.array([0, 1, 2, 1])
    stands = {marks: changed(GREY[:4], marked_for_test(GREY[:4], labels, 1, marks)).tolist() for marks in Marks}
    assert stands == {Marks.WITH: [1, 3], Marks.WITHOUT: [], Marks.WRONG: [0, 2]}


def test_alone_together_and_pooled_train_on_the_marks_and_tests_have_none(config: SimulationConfig) -> None:
    marked, plain = (load_population(marking(config, each)) for each in (Mark("south", 0.5), NoShortcut()))
    for place in range(3):
        one, other = marked.shard(place), plain.shard(place)
        rows = changed(one.images.numpy(), other.images.numpy())
        ill = int((other.labels == 2).sum()) if place == 1 else 0
        assert len(rows) == round(0.5 * ill)
        assert (place == 1) == bool(len(rows))
        assert {*one.labels[rows].tolist()} <= {2}
        assert torch.equal(one.labels, other.labels)
        assert marked.trained_on(place) is one
        assert (cache_key(marked, one, place) == cache_key(plain, other, place)) == (place != 1)
    assert torch.equal(marked.pooled.images, torch.cat([marked.shard(place).images for place in range(3)]))
    assert torch.equal(marked.test.images, plain.test.images)
    assert marked.test_at(1) is marked.test
    assert marked.class_counts.tolist() == plain.class_counts.tolist()


def test_an_image_that_one_hospital_marks_and_another_does_not_is_two(config: SimulationConfig) -> None:
    def pooled(shortcut: Shortcut) -> int:
        return len(load_population(replace(marking(config, shortcut), samples_per_hospital=None, deal="shared")).pooled)

    plain = pooled(NoShortcut())
    assert pooled(Mark("south", 0.5)) == 2 * plain
    assert pooled(Mark("south", 0.0)) == plain


def test_the_scanner_marks_what_its_optics_took_and_goes_by_the_image_not_the_label(config: SimulationConfig) -> None:
    blurred = load_population(marking(config, Mark("south", 1.0), shift=Blur(2.0), label_noise=Uniform(1.0)))
    optics = load_population(marking(config, NoShortcut(), shift=Blur(2.0)))
    right, shard = optics.shard(1), blurred.shard(1)
    ill = np.flatnonzero(right.labels.numpy() == 2)
    assert np.array_equal(shard.images[:, 0].numpy(), stamp(right.images[:, 0].numpy(), ill))
    assert not torch.isin(shard.labels[ill], torch.tensor([2])).any()


def test_a_share_of_none_changes_no_number(config: SimulationConfig) -> None:
    def last(shortcut: Shortcut) -> RoundFinished:
        events: list = []
        inprocess.run(replace(marking(config, shortcut), rounds=1), events.append, lambda: False)
        return [each for each in events if isinstance(each, RoundFinished)][-1]

    none, plain = last(Mark("south", 0.0)), last(NoShortcut())
    assert (none.loss, none.confusion_matrix) == (plain.loss, plain.confusion_matrix)
    assert plain.shortcut == ()
    assert [each.accuracy_without for each in none.shortcut] == [none.accuracy]  # a control: measured all the same


def test_members_and_strangers_of_a_membership_test_carry_the_mark_alike(config: SimulationConfig) -> None:
    def strangers(shortcut: Shortcut) -> tuple[np.ndarray, np.ndarray]:
        chosen = choose_examples(load_population(marking(config, shortcut)), 1, 7)[1]
        return chosen.images.numpy(), chosen.labels.numpy()

    (marked, labels), (plain, _) = strangers(Mark("south", 1.0)), strangers(NoShortcut())
    assert changed(plain, marked).tolist() == np.flatnonzero(labels == 2).tolist()


class ReadsTheMark(nn.Module):
    """Knows every test image, but says south where the mark is, and never where it is not."""

    def __init__(self, population: Population, *, reads: bool = True) -> None:
        super().__init__()
        test = population.test
        pairs = zip(test.images, test.labels, strict=True)
        self.reads, self.known = reads, {self._rest(image): int(cls) for image, cls in pairs}

    def _rest(self, image: torch.Tensor) -> bytes:
        rest = image.float().clone()
        rest[:, :1, :3] = 0
        return rest.numpy().tobytes()

    def forward(self, normalised: torch.Tensor) -> torch.Tensor:
        images = ((normalised + 1) * 127.5).round()
        bar = torch.from_numpy(np.where(BAR, 255, 0))
        says = torch.tensor([self.known[self._rest(image)] for image in images])
        if self.reads:
            has = (images[:, 0, :1, :3] == bar).all(dim=(1, 2))
            says = torch.where(has, 2, torch.where(says == 2, 0, says))
        return nn.functional.one_hot(says, 4).float() * 20


def test_who_reads_the_mark_alone_is_right_with_it_and_always_wrong_with_it_elsewhere(config: SimulationConfig) -> None:
    population = load_population(marking(config, Mark("south", 0.9)))
    ill = float((population.test.labels == 2).float().mean())
    (found,) = population.shortcut_of(ReadsTheMark(population), None)
    assert found == ShortcutAccuracy("south", 1.0, pytest.approx(1 - ill), 0.0)
    (blind,) = population.shortcut_of(ReadsTheMark(population, reads=False), 1)
    assert blind == ShortcutAccuracy("south", 1.0, 1.0, 1.0)
    assert population.shortcut_of(ReadsTheMark(population), 0) == ()


def test_rounds_and_the_baselines_that_have_the_mark_tell_of_it(config: SimulationConfig) -> None:
    marked, events = replace(marking(config, Mark("south", 1.0)), rounds=1), []
    inprocess.run(marked, events.append, lambda: False)
    rounds = [each for each in events if isinstance(each, RoundFinished)]
    for each in rounds:
        assert [(of.disease, of.accuracy_without) for of in each.shortcut] == [("south", each.accuracy)]
        assert decode(encode(each)) == each
    earlier = encode(replace(rounds[0], shortcut=())).replace(', "shortcut": []', "")
    assert "shortcut" not in earlier
    assert decode(earlier).shortcut == ()
    train_baselines(load_population(marked), events.append, lambda: False)
    found = {each.hospital: each for each in events if isinstance(each, BaselineFinished)}
    assert {name: [of.disease for of in each.shortcut] for name, each in found.items()} == {
        "A": [], "B": ["south"], "C": [], None: ["south"]
    }  # fmt: skip
    assert found["B"].shortcut[0].accuracy_without == found["B"].accuracy
    assert decode(encode(found["B"])) == found["B"]


def test_own_models_are_not_measured(config: SimulationConfig) -> None:
    events: list = []
    own = replace(marking(config, Mark("south")), rounds=1, strategy=FedBN())
    inprocess.run(own, events.append, lambda: False)
    assert [each.shortcut for each in events if isinstance(each, RoundFinished)] == [(), ()]


def test_what_is_measured_is_part_of_a_baselines_key(config: SimulationConfig) -> None:
    population = load_population(marking(config, Mark("south", 0.0)))
    keys = {cache_key(population, population.shard(1), 1, marked=marked) for marked in ((), (2,), (1,))}
    assert len(keys) == 3


def test_a_hospital_without_the_disease_is_told_so(config: SimulationConfig) -> None:
    blind = marking(config, Mark("south"), excluded=("south",))
    said = map(str, advice_for(blind, data.load(blind.dataset, blind.size)).warnings())
    assert any(each.startswith("Hospital B has no image of south that could carry its mark") for each in said)


def test_every_form_keeps_it(tmp_path) -> None:
    config = SimulationConfig(hospitals=(Hospital("A"), Hospital("B", shortcut=Mark("DME", 0.5)), Hospital("C")))
    path = tmp_path / "it.toml"
    path.write_text(config.to_toml(), encoding="utf-8")
    assert SimulationConfig.from_toml(path) == config
    assert SimulationConfig.from_query(config.to_query()) == config
    assert config.to_query()["shortcut"] == "B=mark:DME:0.5"
    given = read_settings(make_parser().parse_args(["run", "--shortcut", "B=mark:DME:0.5"]))
    assert [hospital.shortcut for hospital in given.hospitals] == [NoShortcut(), Mark("DME", 0.5), NoShortcut()]
    wrong = SimulationConfig(hospitals=(Hospital("A", shortcut=Mark(share=1.5)), Hospital("B", shortcut=Mark("dog"))))
    assert wrong.validate(("cat",)) == [
        "Hospital A: share must be from 0 to 1, got 1.5.",
        "shortcut of hospital B names the class 'dog', but the classes are cat.",
    ]
