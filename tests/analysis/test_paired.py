"""Groups of kept runs compared seed by seed: what is sure, in whichever number, and in words."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from runs_to_compare import BASE, state

from fedsim.analysis.groups import Group, grouped
from fedsim.analysis.measures import METRICS, VALUES
from fedsim.analysis.paired import NEGLIGIBLE, Apart, paired
from fedsim.runs.state import RunState
from fedsim.settings.strategy import FedProx
from fedsim.text.compared import difference, differences_are_of

OTHER = replace(BASE, lr=0.1)


def test_differences_are_paired_by_seed_and_told_with_their_size() -> None:
    near = replace(BASE, strategy=FedProx())
    ours = [state(0.5 + 0.01 * seed, seed=seed) for seed in range(4)]
    theirs = [state(0.7 + 0.01 * seed + 0.001 * (seed % 2), config=near, seed=seed) for seed in range(1, 5)]
    one, other = grouped([*ours, *theirs])
    found = paired(other, one)
    assert (found.seeds, found.gap.mean) == (3, pytest.approx(0.2 + 0.002 / 3))
    assert difference("A", "B", found).startswith("A is better than B by 20 points (95 % interval")
    assert difference("A", "B", paired(one, other)).startswith("A is worse than B by 20 points")
    assert "3 seeds" in difference("A", "B", found)
    assert found.effect == pytest.approx(found.gap.mean / pd.Series([0.201, 0.2, 0.201]).std())


def test_what_is_sure_and_small_is_called_negligible_and_what_is_unsure_is_not_told_apart() -> None:
    near = replace(BASE, lr=0.1)
    ours = [state(0.5, seed=seed, images=100_000) for seed in range(4)]
    theirs = [state(0.5 + NEGLIGIBLE / 2, config=near, seed=seed, images=100_000) for seed in range(4)]
    one, other = grouped([*ours, *theirs])
    assert "significant, yet negligible" in difference("A", "B", paired(other, one))
    one, other = grouped([state(0.5, images=50), state(0.55, config=near, images=50)])
    assert "A and B are not told apart: A came out better by 5 points" in difference("A", "B", paired(other, one))
    assert "A and B are not told apart: B came out better by 5 points" in difference("A", "B", paired(one, other))
    assert "A and B are not told apart: 0 points" in difference("A", "B", paired(one, one))


def test_other_seeds_or_other_test_images_are_not_paired() -> None:
    near = replace(BASE, lr=0.1)
    one, other = grouped([state(0.5), state(0.6, config=near, seed=1)])
    assert paired(one, other) is Apart.SEEDS
    one, other = grouped([state(0.5), state(0.6, config=near, images=999)])
    assert paired(one, other) is Apart.IMAGES
    assert paired(one, other, "seconds") not in list(Apart)  # which test images there are is nothing to it
    assert paired(one, other, "epsilon") is Apart.NUMBER
    assert "have no seed in which both have this number" in difference("A", "B", Apart.NUMBER)


def told(run: RunState, metric: str, number: float) -> RunState:
    """The run with a number in each of its rounds that is less by a tenth of it than in the one before."""
    name = {"bytes": "bytes_up", "worst": "on_own_classes"}.get(metric, metric)
    numbers = [number * (1 - place / 10) for place in range(len(run.rounds))]
    rounds = zip(run.rounds, [(each,) * 5 if metric == "worst" else each for each in numbers], strict=True)
    return replace(run, rounds=tuple(replace(each, **{name: its}) for each, its in rounds))


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("value", VALUES)
def test_better_is_more_of_what_is_better_the_more_of_it_and_less_of_all_else(metric: str, value: str) -> None:
    less = [told(state(0.5, 0.5, seed=seed), metric, 0.1 + seed / 100) for seed in range(3)]
    more = [told(state(0.5, 0.5, seed=seed, config=OTHER), metric, 0.5 + seed / 50) for seed in range(3)]
    few, many = grouped([*less, *more])
    if metric == "bytes":
        few, many = grouped([told(run, metric, 1e6 * run.rounds[0].bytes_up) for run in (*less, *more)])
    best, rest = (many, few) if METRICS[metric].share else (few, many)
    assert paired(best, rest, metric, value, 2).gap.mean > 0
    assert difference("A", "B", paired(best, rest, metric, value, 2)).startswith("A is better than B by ")
    assert difference("B", "A", paired(rest, best, metric, value, 2)).startswith("B is worse than A by ")


def losses(*values: float, config=BASE) -> Group:
    (group,) = grouped(
        [replace(run, rounds=tuple(replace(each, loss=loss) for each in run.rounds))
         for seed, loss in enumerate(values) for run in [state(0.5, seed=seed, config=config)]]
    )  # fmt: skip
    return group


def test_the_interval_of_any_number_is_students_of_the_pairs() -> None:
    ours, theirs = losses(1.0, 1.2, 0.9), losses(1.5, 1.5, 1.6, config=OTHER)
    found = paired(ours, theirs, "loss")
    pairs = np.array([0.5, 0.3, 0.7])
    half = 4.302652729911275 * pairs.std(ddof=1) / np.sqrt(3)  # Student's 97.5 % of two degrees of freedom
    assert (found.gap.mean, found.gap.low, found.gap.high) == pytest.approx((0.5, 0.5 - half, 0.5 + half))
    assert found.effect == pytest.approx(0.5 / pairs.std(ddof=1))
    assert (
        difference("A", "B", found)
    ) == "A is better than B by 0.5 (95 % interval 0.0032 to 1, 3 seeds). Cohen's d of the pairs: 2.5."


def test_a_hundredth_of_a_loss_is_negligible_however_sure_it_is() -> None:
    ours, theirs = losses(2.001, 2.0, 1.999), losses(2.0161, 2.0150, 2.0140, config=OTHER)
    assert "A is better than B by 0.015 " in (said := difference("A", "B", paired(ours, theirs, "loss")))
    assert "significant, yet negligible" in said
    assert not paired(losses(0.201, 0.2, 0.199), losses(0.2161, 0.2150, 0.2140, config=OTHER), "loss").negligible


def test_one_seed_has_an_interval_over_test_images_and_of_other_numbers_none() -> None:
    one, other = grouped([state(0.4, 0.5, images=50), state(0.6, 0.55, config=OTHER, images=50)])
    assert paired(one, other).sure
    for number in (("accuracy", "best"), ("accuracy", "mean", 2), ("auc",), ("seconds",)):
        assert not paired(one, other, *number).sure
    said = difference("A", "B", paired(one, other, "accuracy", "best"))
    assert said == "A is worse than B by 10 points; one seed alone does not say how sure that is."


def test_a_seed_without_the_number_is_no_pair() -> None:
    ours, theirs = losses(1.0, 1.2, float("nan")), losses(1.5, 1.5, 1.6, config=OTHER)
    assert (paired(ours, theirs, "loss").seeds, paired(theirs, ours, "loss").seeds) == (2, 2)
    assert paired(losses(float("nan")), theirs, "loss") is Apart.NUMBER


def test_what_is_always_the_same_differs_by_just_that() -> None:
    ours, theirs = ([told(state(0.5, seed=seed, config=config), "bytes", size) for seed in range(3)]
                    for config, size in ((BASE, 1e6), (OTHER, 3e6)))  # fmt: skip
    found = paired(*grouped([*ours, *theirs]), "bytes")
    assert (found.gap.clear, found.effect) == (True, None)
    assert difference("A", "B", found) == "A is better than B by 1.8 MB (95 % interval 1.8 to 1.8 MB, 3 seeds)."


def test_what_the_differences_are_of_is_said() -> None:
    assert "Test loss, best round. Less is better. Less than 1 % of" in differences_are_of("loss", "best", 3)
    assert "mean of the last 5. More is better. Less than 1 point" in differences_are_of("accuracy", "mean", 5)
