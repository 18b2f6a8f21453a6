"""Who stands apart from the others, by the cosines of hand-made rounds."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from fedsim.analysis.agreement import agreement, pairs_of, similarity_frame
from fedsim.events import HospitalRound, RoundFinished


def made(
    number: int,
    similarity: Sequence[float | None],
    names: str = "ABCDE",
    norms: Mapping[str, float] | None = None,
    to_mean: Mapping[str, float] | None = None,
) -> RoundFinished:
    hospitals = tuple(
        HospitalRound(
            name, True, "ok", update_norm=(norms or {}).get(name, 1.0), cosine_to_mean=(to_mean or {}).get(name)
        )
        for name in names
    )
    return RoundFinished(number, 1.0, 1.0, 0.5, 0.5, 0.5, None, ((1,),), None, 1, 1, hospitals,
                         similarity=tuple(similarity))  # fmt: skip


def groups(apart: str, within: float, between: float, names: str = "ABCDE", among: float = 0.5) -> list[float]:
    """The cosines where some stand apart."""
    return [
        within if not {*pair} & {*apart} else among if {*pair} <= {*apart} else between
        for pair in itertools.combinations(names, 2)
    ]


START = made(0, (), "")


@pytest.mark.parametrize("between", [-0.4, 0.0, 0.05])
@pytest.mark.parametrize("apart", ["A", "C", "BD"])
def test_those_apart_are_found(apart: str, between: float) -> None:
    found = agreement([START, made(1, groups(apart, 0.3, between))])
    assert found.apart == tuple(apart)
    assert found.others == tuple(name for name in "ABCDE" if name not in apart)
    assert (found.within, found.between) == (pytest.approx(0.3), pytest.approx(between))


@pytest.mark.parametrize(
    "similarity",
    [
        groups("", 0.3, 0.0),  # all agree
        groups("", 0.01, 0.0),  # nobody has anything in common
        groups("A", 0.3, 0.2),  # one a bit less
        [0.03, 0.05, 0.54, 0.04, -0.06, 0.05, 0.54, 0.07, -0.07, -0.01],  # blind spots in pairs, as measured
    ],
)
def test_nobody_stands_apart_where_the_others_do_not_agree(similarity: list[float]) -> None:
    found = agreement([START, made(1, similarity)])
    assert found.apart == ()


def test_half_of_the_hospitals_are_no_exception() -> None:
    assert agreement([START, made(1, groups("AB", 0.5, -0.5, "ABCD"), "ABCD")]).apart == ()
    assert agreement([START, made(1, [-0.9], "AB")]).apart == ()


def test_means_are_over_the_rounds_in_which_both_took_part() -> None:
    found = agreement([START, made(1, [0.2, 0.4, None], "ABC"), made(2, [0.6], "AC"), made(3, ())])
    assert found.pairs == {("A", "B"): 0.2, ("A", "C"): pytest.approx(0.5)}
    assert found.rounds == 3


def test_a_round_of_an_earlier_version_has_no_pairs() -> None:
    assert pairs_of(made(1, ())) == {}
    assert agreement([]).pairs == agreement([START]).pairs == {}
    assert similarity_frame(None).empty
    assert similarity_frame(made(1, ())).empty


def test_the_table_has_each_pair_from_both_sides() -> None:
    frame = similarity_frame(made(4, [0.1, None, -0.2], "ABC"))
    assert [tuple(row) for row in frame.to_numpy()] == [
        ("A", "B", 0.1, 4), ("B", "A", 0.1, 4), ("B", "C", -0.2, 4), ("C", "B", -0.2, 4)
    ]  # fmt: skip


def test_updates_much_longer_than_the_medians_are_named() -> None:
    rounds = [START, made(1, (), norms={"B": 9.0}), made(2, (), norms={"B": 11.0, "C": 2.9})]
    assert agreement(rounds).longer == {"B": pytest.approx(10.0)}
    assert agreement([START, made(1, (), "AB", norms={"B": 9.0})]).longer == {}


def test_of_many_the_means_to_the_mean_are_taken() -> None:
    rounds = [made(1, (), to_mean={"A": 0.5, "B": -0.5}), made(2, (), to_mean={"A": 0.25})]
    assert agreement([START, *rounds]).to_mean == {"A": 0.375, "B": -0.5}
    assert np.isfinite(agreement([START, *rounds]).to_mean["A"])
