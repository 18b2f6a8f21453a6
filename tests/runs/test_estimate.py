"""About how long a run will take."""

from dataclasses import replace

import pytest
from tiny import baseline, finished, started

from fedsim.runs import estimate
from fedsim.runs.estimate import Size, Work, has_baselines, on_baselines, pace, seconds
from fedsim.runs.made_now import today
from fedsim.runs.state import Baseline, RunState
from fedsim.settings.config import SimulationConfig

CONFIG = SimulationConfig(model="resnet18")
A_IMAGE, A_TURN = 0.004, 0.05


def spent(work: Work) -> float:
    return A_IMAGE * work.images + A_TURN * work.turns


def ran(images: int = 300, rounds: int = 3, config: SimulationConfig = CONFIG) -> RunState:
    """A run of two hospitals on a machine of known speed: the estimate is to find it out."""
    per_round = spent(Size([images, images], 2, 4).a_round(config))
    trained = [replace(each, num_examples=images, participated=True) for each in finished(1).hospitals]
    after = [replace(finished(number + 1), seconds=per_round, hospitals=tuple(trained)) for number in range(rounds)]
    times = tuple(11.0 + per_round * number for number in range(rounds + 1))
    return RunState("x", config, rounds=(finished(0), *after), round_times=times, started_at=10.0, info=started())


def test_the_speed_of_a_machine_is_found_whatever_the_size_of_the_runs() -> None:
    size = Size([1000, 1000, 1000], 2, 4)
    truth = 1.0 + CONFIG.rounds * spent(size.a_round(CONFIG))
    assert seconds(CONFIG, size, [ran(), ran(5)], False) == pytest.approx(truth, rel=0.03)
    many = replace(CONFIG, rounds=40, local_epochs=3)
    truth = 1.0 + 40 * spent(size.a_round(replace(CONFIG, local_epochs=3)))
    assert seconds(many, size, [ran(5), ran()], False) == pytest.approx(truth, rel=0.03)


def test_baselines_add_to_it_but_where_they_are_kept_or_train_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    size, earlier = Size([1000] * 3, 2, 4), [ran(), ran(5)]
    together = seconds(CONFIG, size, earlier, False)
    after = replace(CONFIG, baselines="after", baseline_epochs=2)
    alone = spent(size.baselines(after))
    assert alone > 0.3 * together
    assert seconds(after, size, earlier, False) == pytest.approx(together + alone, rel=0.03)
    assert seconds(after, size, earlier, True) == together
    monkeypatch.setattr(estimate, "_num_cores", lambda: 2)
    assert seconds(replace(after, baselines="beside"), size, earlier, False) == pytest.approx(
        max(together, 1.0 + alone), rel=0.03
    )
    monkeypatch.setattr(estimate, "_num_cores", lambda: 1)
    assert seconds(replace(after, baselines="beside"), size, earlier, False) == seconds(after, size, earlier, False)


def test_baselines_of_an_earlier_run_tell_of_the_speed_but_not_those_that_it_found() -> None:
    size = Size([1000, 1000], 2, 4)
    slow = replace(baseline(None, epochs=2), num_examples=600, seconds=90.0)

    def with_(each) -> float | None:
        return seconds(CONFIG, size, [replace(ran(), baselines=(Baseline(None, each.epochs, each),))], False)

    assert with_(slow) > with_(replace(slow, cached=True))
    assert with_(replace(slow, cached=True)) == seconds(CONFIG, size, [ran()], False)


def test_what_never_ran_is_not_guessed_but_for_the_small_cnn() -> None:
    size = Size([1500] * 3, 500, 300)
    assert seconds(CONFIG, size, [], False) is None
    assert seconds(CONFIG, size, [replace(ran(), rounds=(finished(0),))], False) is None
    small = SimulationConfig()
    assert seconds(small, size, [], False) > 0
    assert seconds(replace(small, engine="ray"), size, [], False) is None
    assert seconds(replace(small, dp="record", noise_multiplier=1.0, clip_norm=1.0), size, [], False) is None


def test_only_runs_of_one_pace_tell_of_one_another() -> None:
    for other in ({"size": 64}, {"model": "cnn"}, {"engine": "ray"}, {"batch_size": 8}, {"device": "cpu"}):
        assert pace(replace(CONFIG, **other)) != pace(CONFIG), other
    record = replace(CONFIG, dp="record", noise_multiplier=1.0, clip_norm=1.0)
    assert pace(record) != pace(CONFIG)
    assert pace(replace(CONFIG, seed=3, rounds=1, local_epochs=2)) == pace(CONFIG)


def test_baselines_are_kept_where_all_were_trained_on_the_same_images_by_this_version() -> None:
    alone = [Baseline(name, (), baseline(name)) for name in (*CONFIG.hospital_names, None)]
    state = RunState("x", CONFIG, baselines=tuple(alone), made_by=today(CONFIG.device))
    assert has_baselines(state)
    assert not has_baselines(replace(state, baselines=tuple(alone[:-1])))
    assert not has_baselines(replace(state, made_by="another"))
    noisy = replace(CONFIG, dp="central", noise_multiplier=0.1, clip_norm=1.0, model="cnn")
    assert on_baselines(noisy) == on_baselines(replace(CONFIG, model="cnn"))
    for other in ({"seed": 1}, {"lr": 0.1}, {"samples_per_hospital": 60}):
        assert on_baselines(replace(CONFIG, **other)) != on_baselines(CONFIG), other
