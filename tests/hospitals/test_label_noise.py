"""Labels that are wrong by mistake: of one hospital, everywhere that it trains."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from fedsim.cli.main import make_parser, read_settings
from fedsim.events import RoundFinished
from fedsim.federation.engines import inprocess
from fedsim.hospitals.baselines import cache_key
from fedsim.hospitals.label_noise import mistaken
from fedsim.hospitals.population import load_population
from fedsim.privacy.membership import choose_examples
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.label_noise import LabelNoise, NoNoise, Uniform

LABELS = np.arange(12_000) % 4


def noisy(config: SimulationConfig, noise: LabelNoise) -> SimulationConfig:
    """Hospital B errs."""
    a, b, c = (Hospital(each.name) for each in config.hospitals)
    return replace(config, samples_per_hospital=50, hospitals=(a, replace(b, label_noise=noise), c))


def test_without_mistakes_the_labels_are_the_very_same() -> None:
    for setting in (NoNoise(), Uniform(0.0)):
        assert mistaken(setting, LABELS, 4, 0, 0, "train") is LABELS
    assert mistaken(Uniform(1.0), LABELS[:0], 1, 0, 0, "train").size == 0


@pytest.mark.parametrize("share", [0.2, 0.75, 1.0])
def test_each_label_is_replaced_with_the_probability_by_any_other_class_alike(share: float) -> None:
    before = LABELS.copy()
    said = mistaken(Uniform(share), LABELS, 4, 0, 0, "train")
    assert said.dtype == LABELS.dtype
    assert np.array_equal(LABELS, before)
    wrong = said != LABELS
    assert wrong.mean() == pytest.approx(share, abs=5 * (share * (1 - share) / len(LABELS)) ** 0.5)
    moved = (said - LABELS)[wrong] % 4
    for by in (1, 2, 3):
        assert (moved == by).mean() == pytest.approx(1 / 3, abs=5 * (2 / 9 / wrong.sum()) ** 0.5)


def test_two_classes_always_wrong_are_exchanged() -> None:
    assert mistaken(Uniform(1.0), np.array([0, 1, 1, 0]), 2, 5, 1, "train").tolist() == [1, 0, 0, 1]


def test_mistakes_follow_from_the_seed_and_are_each_hospitals_own() -> None:
    said = [mistaken(Uniform(), LABELS, 4, *key).tobytes() for key in ((0, 0, "train"), (0, 0, "train"),
            (1, 0, "train"), (0, 1, "train"), (0, 0, "strangers"))]  # fmt: skip
    assert said[0] == said[1]
    assert len({*said}) == 4


def test_a_hospital_trains_on_its_mistakes_alone_together_and_pooled(config: SimulationConfig) -> None:
    erring, right = load_population(noisy(config, Uniform(0.5))), load_population(noisy(config, NoNoise()))
    for place in range(3):
        one, other = erring.shard(place), right.shard(place)
        assert torch.equal(one.images, other.images)
        assert torch.equal(one.labels, other.labels) == (place != 1)
        assert erring.trained_on(place) is one
        assert (cache_key(erring, one, place) == cache_key(right, other, place)) == (place != 1)
    pooled = erring.pooled.labels
    assert torch.equal(pooled, torch.cat([erring.shard(place).labels for place in range(3)]))
    assert torch.equal(erring.test.labels, right.test.labels)
    assert torch.equal(erring.test_at(1).labels, right.test.labels)
    assert erring.class_counts.tolist() == right.class_counts.tolist()  # of what the images show


def test_members_and_strangers_of_a_membership_test_are_called_alike(config: SimulationConfig) -> None:
    population = load_population(noisy(config, Uniform(0.5)))
    members, strangers = choose_examples(population, 1, 7)
    for data in (members, strangers):
        assert len(data) == len(members)
    assert torch.equal(torch.bincount(members.labels), torch.bincount(strangers.labels))
    right = choose_examples(load_population(noisy(config, NoNoise())), 1, 7)[1]
    assert not torch.equal(strangers.images, right.images) or not torch.equal(strangers.labels, right.labels)


def test_wrong_labels_hurt_at_their_hospital(config: SimulationConfig) -> None:
    def accuracy(noise: LabelNoise) -> list[float | None]:
        events: list = []
        inprocess.run(replace(noisy(config, noise), rounds=1, local_epochs=8), events.append, lambda: False)
        last = [event for event in events if isinstance(event, RoundFinished)][-1]
        return [hospital.local_accuracy for hospital in last.hospitals]

    erring, right = accuracy(Uniform(1.0)), accuracy(NoNoise())
    assert erring[0] == right[0]
    assert erring[1] < 0.25 < 0.7 < right[1]


def test_every_form_keeps_it(tmp_path) -> None:
    config = noisy(SimulationConfig(), Uniform(0.3))
    path = tmp_path / "run.toml"
    path.write_text(config.to_toml(), encoding="utf-8")
    assert SimulationConfig.from_toml(path) == config
    assert SimulationConfig.from_query(config.to_query()) == config
    assert config.to_query()["label_noise"] == "B=uniform:0.3"
    given = read_settings(make_parser().parse_args(["run", "--label-noise", "B=uniform:0.3"]))
    assert [hospital.label_noise for hospital in given.hospitals] == [NoNoise(), Uniform(0.3), NoNoise()]
    wrong = SimulationConfig(hospitals=(Hospital("A", label_noise=Uniform(1.5)), Hospital("B")))
    assert wrong.validate() == ["Hospital A: share must be from 0 to 1, got 1.5."]
