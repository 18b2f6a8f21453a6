"""Runs in which hospitals cheat: what they send, what they reach, and that nobody else's run is another one for it."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from fedsim.events import Attacked, AttackSuccess, Event, RoundFinished
from fedsim.federation import membership_test
from fedsim.federation.attack_success import successes, targeted
from fedsim.federation.colluding import colluding
from fedsim.federation.engines import get_engine
from fedsim.federation.replies import RoundFailed, not_finite
from fedsim.hospitals.adversaries.scale import Scale as Sends
from fedsim.hospitals.population import load_population
from fedsim.privacy.protection import protect
from fedsim.runs.codec import decode, encode
from fedsim.settings.adversary import (
    Alie,
    Backdoor,
    Honest,
    InnerProduct,
    LabelFlip,
    Mimic,
    Noise,
    Scale,
    SignFlip,
)
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.strategy import FedAdam, FedAvg, FedBN, FedMedian, FineTuning

CLASSES = ("north", "east", "south", "west")


def cheating(config: SimulationConfig, *adversaries: object, **changes) -> SimulationConfig:
    """Hospitals that see every class, one an adversary."""
    hospitals = tuple(Hospital(name, (), adversary=each) for name, each in zip("ABCDEFGH", adversaries, strict=False))
    return replace(config, hospitals=hospitals, **changes)


def run(config: SimulationConfig, engine: str = "inprocess") -> tuple[list[RoundFinished], dict[str, torch.Tensor]]:
    events: list[Event] = []
    final = get_engine(engine)(config, events.append, lambda: False)
    return [event for event in events if isinstance(event, RoundFinished)], final


def last_of(rounds: list[RoundFinished]) -> AttackSuccess:
    (reached,) = rounds[-1].attack_success
    return reached


def test_where_nobody_cheats_nothing_is_added(config: SimulationConfig) -> None:
    def observe(server_round, sent, replies) -> None: ...

    assert colluding(config, ("w",), observe) is observe
    assert colluding(cheating(config, SignFlip(), Honest()), ("w",), observe) is observe
    assert targeted(config, CLASSES) == ()
    rounds, _ = run(replace(config, rounds=1))
    assert [finished.attack_success for finished in rounds] == [(), ()]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        (InnerProduct(factor=0.5), lambda updates: -0.5 * updates.mean(axis=0)),
        (Alie(z=1.0), lambda updates: updates.mean(axis=0) - updates.std(axis=0)),
    ],
)
def test_colluders_send_what_they_make_of_the_honest_updates(
    config: SimulationConfig, setting: object, expected
) -> None:
    """Every image counts alike, so that the average can be worked out from runs of single hospitals."""
    one = cheating(config, Honest(), Honest(), setting, rounds=1)
    population = load_population(one)
    before = population.model().state_dict()
    learned = protect(population).learned
    sizes = population.sizes
    alone = []
    for place in range(2):  # with the others scaled to nothing, the average moves by this one's update alone
        others = [Honest() if other == place else Scale(factor=0.0) for other in range(3)]
        _, final = run(cheating(config, *others, rounds=1))
        share = sizes[place] / sum(sizes)
        alone.append({name: (final[name] - before[name]).double() / share for name in learned})
    rounds, final = run(one)
    norm = 0.0
    for name in learned:
        updates = np.stack([each[name].numpy() for each in alone])
        sent = expected(updates)
        moved = sum(size * update for size, update in zip(sizes, [*updates, sent], strict=True)) / sum(sizes)
        assert final[name].numpy() == pytest.approx(before[name].numpy() + moved, abs=2e-5)
        norm += float((sent**2).sum())
    assert rounds[1].hospitals[2].update_norm == pytest.approx(norm**0.5, rel=1e-3)


def test_mimics_send_one_honest_hospitals_model(config: SimulationConfig) -> None:
    rounds, _ = run(cheating(config, Honest(), Mimic(), Honest(), Mimic()))
    for finished in rounds[1:]:
        a, b, c, d = (hospital.update_norm for hospital in finished.hospitals)
        assert b == d
        assert b in (a, c)
    followed = {finished.hospitals[1].update_norm == finished.hospitals[0].update_norm for finished in rounds[1:]}
    assert len(followed) == 1  # always the same one


def test_a_single_honest_hospital_is_enough_to_collude_against(config: SimulationConfig) -> None:
    rounds, _ = run(cheating(config, Honest(), Mimic(), rounds=1))
    a, b = rounds[1].hospitals
    assert a.update_norm == b.update_norm


@pytest.mark.ray
def test_ray_gives_the_same_of_hospitals_that_collude_and_cheat(config: SimulationConfig) -> None:
    mixed = cheating(config, Honest(), Alie(z=1.0), Honest(), Mimic(), Backdoor(target="east"))
    (here, one), (there, other) = run(mixed), run(mixed, "ray")
    assert all(torch.equal(values, other[name]) for name, values in one.items())
    assert [each.attack_success for each in here] == [each.attack_success for each in there]
    assert here[-1].attack_success


def test_record_level_privacy_goes_with_collusion(config: SimulationConfig) -> None:
    private = cheating(config, Honest(), Honest(), InnerProduct(), rounds=1, dp="record", noise_multiplier=0.1)
    rounds, _ = run(private)
    assert all(hospital.participated for hospital in rounds[1].hospitals)


@pytest.mark.parametrize(("sent", "status"), [(Noise(ratio=100.0), "ok"), (SignFlip(factor=2.0), "ok")])
def test_what_aims_at_nothing_has_no_success_and_does_damage(
    config: SimulationConfig, sent: object, status: str
) -> None:
    honest, cheated = (
        run(cheating(config, Honest(), sender, rounds=3, local_epochs=5))[0] for sender in (Honest(), sent)
    )
    assert cheated[-1].attack_success == ()
    assert cheated[-1].accuracy < honest[-1].accuracy - 0.2
    assert {hospital.status for hospital in cheated[-1].hospitals} == {status}


def test_a_backdoor_is_learnt_by_the_shared_model_and_costs_no_accuracy(config: SimulationConfig) -> None:
    planted = cheating(config, Honest(), Backdoor(target="east", boost=2.0), Honest(), rounds=4, local_epochs=5)
    rounds, _ = run(planted)
    reached = last_of(rounds)
    assert (reached.kind, reached.hospitals, reached.source, reached.target) == ("backdoor", ("B",), None, "east")
    test = load_population(planted).test.labels
    assert reached.num_images == int((test != 1).sum())
    unplanted = cheating(
        config, Honest(), Backdoor(target="east", share=0.0, boost=2.0), Honest(), rounds=4, local_epochs=5
    )
    before, _ = run(unplanted)  # its aim is measured, and it has marked nothing
    assert last_of(before).share < 0.2 < 0.7 < reached.share
    assert rounds[-1].accuracy > 0.8


def test_a_label_flip_is_measured_on_the_images_that_it_is_about(config: SimulationConfig) -> None:
    flip = LabelFlip(source="north", target="west")
    rounds, _ = run(cheating(config, Honest(), flip, flip, rounds=2, local_epochs=5))
    reached, row = last_of(rounds), rounds[-1].confusion_matrix[0]
    assert (reached.hospitals, reached.source, reached.target) == (("B", "C"), "north", "west")
    assert (reached.share, reached.num_images) == (row[3] / sum(row), sum(row))
    assert reached.share > 0.5  # two of three say so


def test_all_flipped_labels_are_measured_on_all_images_that_change_their_name() -> None:
    config = SimulationConfig(hospitals=(Hospital("A", adversary=LabelFlip()), Hospital("B")))
    matrix = ((1, 2, 3), (4, 5, 6), (7, 8, 9))
    (reached,) = successes(targeted(config, ("x", "y", "z")), matrix, None)
    assert reached == AttackSuccess("label-flip", ("A",), None, None, (3 + 7) / (6 + 24), 30)
    (unmeasured,) = successes(targeted(config, ("x", "y", "z")), ((0, 0, 0), (1, 1, 1), (0, 0, 0)), None)
    assert (unmeasured.share, unmeasured.num_images) == (None, 0)


def test_a_backdoor_is_measured_on_marked_images_and_those_alone() -> None:
    config = SimulationConfig(
        hospitals=(
            Hospital("A", adversary=Backdoor(target="y")),
            Hospital("B"),
            Hospital("C", adversary=Backdoor(target="y", share=0.1)),
        )
    )
    cheats, plain = targeted(config, ("x", "y", "z")), ((9, 0, 0), (0, 9, 0), (0, 0, 9))
    (reached,) = successes(cheats, plain, lambda: ((1, 8, 0), (0, 9, 0), (0, 1, 8)))
    assert reached == AttackSuccess("backdoor", ("A", "C"), None, "y", 0.5, 18)
    assert successes(cheats, plain, None) == ()  # where no model is shown marked images


def test_what_was_reached_is_kept_and_what_earlier_versions_kept_is_read(config: SimulationConfig) -> None:
    rounds, _ = run(cheating(config, Honest(), LabelFlip(), rounds=1))
    assert last_of(rounds).num_images
    assert decode(encode(rounds[-1])) == rounds[-1]
    assert '"attack_success"' in encode(rounds[-1])
    earlier = encode(replace(rounds[-1], attack_success=())).replace(', "attack_success": []', "")
    assert "attack_success" not in earlier
    assert decode(earlier).attack_success == ()


@pytest.mark.parametrize("strategy", [FedAvg(), FedAdam(), FineTuning(), FedBN()], ids=lambda each: each.kind)
def test_a_model_that_is_no_longer_finite_ends_the_run_with_its_round_and_what_to_do(
    config: SimulationConfig, strategy: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overflowing(self: object, received: dict, trained: dict, *rest: object) -> dict:
        return {name: values * np.inf for name, values in trained.items()}

    monkeypatch.setattr(Sends, "send", overflowing)
    with pytest.raises(RoundFailed) as failed, np.errstate(invalid="ignore", over="ignore"):
        run(cheating(config, Scale(), Honest(), Honest(), rounds=2, strategy=strategy, attack="last-round"))
    (problem,) = failed.value.problems
    assert problem.code == "model-not-finite"
    own = isinstance(strategy, FineTuning | FedBN)
    assert ("own models of hospitals A, B and C" if own else "the shared model gives no finite") in str(problem)
    assert all(each in str(problem) for each in ("round 1", "0.003", "FedMedian"))
    assert ("server learning rate" in str(problem)) == isinstance(strategy, FedAdam)


def test_the_update_of_a_cheat_that_overflows_is_not_tested_for_membership_and_ends_no_run(
    config: SimulationConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Sends, "send", lambda self, received, trained, *rest: {name: v * np.inf for name, v in trained.items()}
    )
    monkeypatch.setattr(
        membership_test, "choose_examples", lambda population, place, seed: (population.test, population.test)
    )
    events: list[Event] = []
    cheats = cheating(config, Scale(), Honest(), Honest(), rounds=1, strategy=FedMedian(), attack="last-round")
    with np.errstate(invalid="ignore", over="ignore"):
        get_engine("inprocess")(cheats, events.append, lambda: False)
    reasons = [each.reason and each.reason.code for each in events if isinstance(each, Attacked)]
    assert reasons == ["not-finite", *[None] * 5]


def test_a_robust_strategy_is_not_told_to_choose_one(config: SimulationConfig) -> None:
    assert "robust" in str(not_finite(cheating(config, Scale(), Honest()), 3))
    assert "robust" not in str(not_finite(cheating(config, Scale(), Honest(), strategy=FedMedian()), 3))
    assert str(not_finite(config, 3)).endswith("any more. Try a smaller learning rate than 0.003, such as 0.0003.")
