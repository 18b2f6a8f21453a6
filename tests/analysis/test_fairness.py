"""How evenly hospitals are served: the worst, the median and the best, and who they are."""

from dataclasses import replace

import numpy as np
import pytest
from tiny import finished

from fedsim.analysis.fairness import fairness_frame
from fedsim.events import HospitalRound


def test_the_worst_and_the_best_are_named_and_the_spread_is_theirs() -> None:
    own = {"A": 0.75, "B": 0.25, "C": 0.25, "D": 0.5}
    round = replace(finished(1), hospitals=tuple(
        HospitalRound(name, True, "ok", global_accuracy_on_own_classes=value) for name, value in own.items()
    ))  # fmt: skip
    frame = fairness_frame([round])
    assert frame["series"].tolist() == ["best", "median", "worst"]
    assert frame["accuracy"].tolist() == [0.75, 0.375, 0.25]
    assert frame["hospitals"].tolist() == [("A",), (), ("B", "C")]
    assert frame["spread"].tolist() == pytest.approx([np.std([*own.values()])] * 3)


def test_of_many_hospitals_nobody_is_named_and_all_count() -> None:
    """Only those that were asked are told of one by one."""
    many = replace(finished(1), num_idle=40, on_own_classes=(0.1, 0.2, 0.3, 0.4, 0.9), std_on_own_classes=0.125)
    frame = fairness_frame([many])
    assert frame["accuracy"].tolist() == [0.9, 0.3, 0.1]
    assert frame["hospitals"].tolist() == [()] * 3
    assert frame["spread"].tolist() == [0.125] * 3
    assert fairness_frame([replace(many, std_on_own_classes=None)])["spread"].isna().all()


def test_a_round_without_any_is_left_out() -> None:
    assert fairness_frame([]).empty
    assert fairness_frame([finished(0)]).empty
