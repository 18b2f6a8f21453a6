"""The attack on a run's last round: the right weights, the right images, and a training that it does not touch."""

from dataclasses import replace

import pytest
import torch
from flwr.app import ArrayRecord
from leading import lead, unchanged
from tiny import hearing, write_tiny

from fedsim.errors import BudgetSpent
from fedsim.events import Answers, Attacked, Event, Progress, RoundFinished
from fedsim.federation.engines import inprocess
from fedsim.federation.membership_test import MAX_HOSPITALS, Attacker
from fedsim.hospitals.population import load_population
from fedsim.privacy.membership import attack, choose_examples
from fedsim.settings.adversary import Honest, InnerProduct, LabelFlip, SignFlip
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.training.local import Batches, torch_rng, train_local

pytestmark = pytest.mark.usefixtures("every_batch")


@pytest.fixture(scope="module")
def roomy(config: SimulationConfig, tmp_path_factory: pytest.TempPathFactory) -> SimulationConfig:
    """Three hospitals of 60 images each, and 300 training images that nobody has; one round, attacked."""
    path = write_tiny(tmp_path_factory.mktemp("roomy") / "roomy.npz", num_train=480)
    hospitals = tuple(Hospital(name) for name in "ABC")
    return replace(
        config, dataset=path, hospitals=hospitals, samples_per_hospital=60, rounds=1, attack="last-round", seed=3
    )


def attacks(events: list[Event]) -> dict[tuple[str, str], Attacked]:
    found = [event for event in events if isinstance(event, Attacked)]
    assert len({(each.target, each.hospital) for each in found}) == len(found)
    return {(each.target, each.hospital): each for each in found}


def memorised(config: SimulationConfig, place: int) -> dict[str, torch.Tensor]:
    """Weights of a model that knows one hospital's images, and names the attack's non-members wrongly."""
    population = load_population(config)
    model = population.model()
    members, others = choose_examples(population, place, config.seed)
    images, labels = torch.cat([members.images, others.images]), torch.cat([members.labels, (others.labels + 1) % 4])
    train_local(model, Batches(images, labels), generator=torch_rng(0), epochs=60, batch_size=20, lr=1e-2)
    return model.state_dict()


def run(config: SimulationConfig) -> tuple[dict[str, torch.Tensor], list[Event]]:
    events: list[Event] = []
    return inprocess.run(config, hearing(events), lambda: False), events


def numbers(events: list[Event]) -> list:
    """What a run told of its training, without times."""
    told = []
    for event in events:
        if isinstance(event, RoundFinished):
            event = replace(event, seconds=0, hospitals=tuple(replace(h, seconds=0) for h in event.hospitals))
        if isinstance(event, Answers):
            event = event.probabilities.tobytes()
        if not isinstance(event, Attacked):
            told.append(event)
    return told


@pytest.mark.parametrize(
    "changes", [{}, {"dp": "record", "noise_multiplier": 0.5}, {"dp": "local", "noise_multiplier": 0.1}]
)
def test_the_training_is_the_same_to_the_last_bit(roomy: SimulationConfig, changes: dict) -> None:
    roomy = replace(roomy, rounds=2, **changes)
    torch.manual_seed(5)
    plain, plain_events = run(replace(roomy, attack="none"))
    after_plain = torch.rand(3)
    torch.manual_seed(5)
    attacked, events = run(roomy)
    assert torch.equal(torch.rand(3), after_plain)  # the global generator is where it would have been
    assert all(torch.equal(values, attacked[name]) for name, values in plain.items())
    assert numbers(events) == numbers(plain_events)
    assert not attacks(plain_events)
    assert len(attacks(events)) == 6


def test_only_the_last_round_is_attacked_and_the_updates_before_the_round_is_evaluated(roomy: SimulationConfig) -> None:
    _, events = run(replace(roomy, rounds=2))
    kinds = [event.target if isinstance(event, Attacked) else type(event) for event in events]
    kinds = [kind for kind in kinds if kind not in (Answers, Progress)][1:]
    assert kinds == [RoundFinished, RoundFinished, *["update"] * 3, RoundFinished, *["global"] * 3]


def test_each_target_is_the_model_that_it_says(roomy: SimulationConfig) -> None:
    """Hospital B sends what it knows by heart; the others send back what they got, and the average is B's third."""
    leaking = memorised(roomy, 1)

    def train(round: int, hospital: int, weights: dict) -> tuple[dict, dict]:
        return (leaking if hospital == 1 else weights), {}

    events, (final,) = lead(roomy, train)
    found, population = attacks(events), load_population(roomy)
    model = population.model()
    for target, name, weights in (("update", "B", leaking), ("global", "B", final), ("global", "C", final)):
        model.load_state_dict(weights)
        expected = attack(model, *choose_examples(population, "ABC".index(name), roomy.seed))
        each = found[target, name]
        assert (each.auc, each.fpr, each.tpr) == (expected.auc, expected.fpr, expected.tpr)
        assert (each.num_members, each.num_non_members) == (60, 60)
    assert found["update", "B"].auc > 0.9
    assert found["update", "B"].accuracy_on_members > 0.9 > 0.1 > found["update", "B"].accuracy_on_non_members
    assert found["update", "B"].auc == max(each.auc for each in found.values())
    assert found["update", "A"].auc_low < 0.5 < found["update", "A"].auc_high  # an untrained model knows nobody


def test_an_update_is_attacked_as_it_came_and_not_as_the_server_clips_it(roomy: SimulationConfig) -> None:
    leaking = memorised(roomy, 0)
    events, _ = lead(roomy, lambda round, hospital, weights: (leaking, {}))
    private, (final,) = lead(
        replace(roomy, dp="central", clip_norm=1e-3), lambda round, hospital, weights: (leaking, {})
    )
    assert attacks(private)["update", "A"] == attacks(events)["update", "A"]
    assert attacks(private)["global", "A"].auc < attacks(events)["global", "A"].auc
    assert any(not torch.equal(values, leaking[name]) for name, values in final.items())


def test_too_few_images_are_a_reason_and_no_failure(config: SimulationConfig) -> None:
    everyone = tuple(Hospital(name) for name in "ABC")  # they share all images but a few of the val split
    events, final = lead(replace(config, hospitals=everyone, attack="last-round"), unchanged)
    found = attacks(events).values()
    assert len(final) == 1
    assert [each.auc for each in found] == [None] * 6
    assert {str(each.reason).split(",")[0] for each in found} == {
        "A membership test needs at least 20 members and as many non-members of the same classes"
    }


def test_of_a_hospital_that_cheats_with_its_images_or_colludes_no_membership_is_tested(
    roomy: SimulationConfig,
) -> None:
    cheats = {"A": LabelFlip(), "B": InnerProduct(), "C": Honest(), "D": SignFlip()}
    hospitals = tuple(Hospital(name, adversary=cheat) for name, cheat in cheats.items())
    found = attacks(run(replace(roomy, hospitals=hospitals))[1])
    for target in ("update", "global"):
        assert [found[target, name].auc is None for name in "ABCD"] == [True, True, False, False]
        assert str(found[target, "A"].reason) == (
            "The hospital cheats: what it sent was not trained on its images as they are."
        )


def test_a_hospital_that_sent_nothing_has_no_update_to_attack(roomy: SimulationConfig) -> None:
    def flaky(round: int, hospital: int, weights: dict) -> tuple[dict, dict]:
        if hospital == 1:
            raise OSError("no power")
        return weights, {}

    found = attacks(lead(roomy, flaky)[0])
    assert str(found["update", "B"].reason) == "The hospital sent no update in this round."
    assert found["update", "C"].auc is not None
    assert found["global", "B"].auc is not None


def test_a_model_whose_loss_is_no_number_is_a_reason_and_no_failure(roomy: SimulationConfig) -> None:
    population = load_population(roomy)
    broken = {name: torch.full_like(values, torch.nan) for name, values in population.model().state_dict().items()}
    first, *_ = Attacker(population).on_global(ArrayRecord(broken))
    assert (first.target, first.hospital, first.auc) == ("global", "A", None)
    assert "not a finite number" in str(first.reason)


def test_of_many_hospitals_the_first_are_attacked(roomy: SimulationConfig) -> None:
    many = tuple(Hospital(name) for name in "ABCDEFG")
    events, _ = lead(replace(roomy, hospitals=many, samples_per_hospital=50), unchanged, places=tuple(range(7)))
    assert [name for target, name in attacks(events) if target == "update"] == list("ABCDEFG")[:MAX_HOSPITALS]


def test_a_run_that_its_budget_ends_is_attacked_in_its_last_round(roomy: SimulationConfig) -> None:
    events: list[Event] = []
    private = replace(roomy, rounds=9, dp="local", noise_multiplier=1.0, target_epsilon=8.0)
    with pytest.raises(BudgetSpent):
        lead(private, unchanged, events=events)
    rounds = [event.round for event in events if isinstance(event, RoundFinished)]
    assert 1 < len(rounds) < 9
    assert len(attacks(events)) == 6
    assert [type(event) for event in events[-3:]] == [Attacked] * 3
