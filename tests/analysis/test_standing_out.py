"""Which of many groups have a colour: all of a few, else the base and the best, or those that are chosen."""

from dataclasses import replace

from runs_to_compare import BASE, state

from fedsim.analysis.groups import Group, grouped
from fedsim.analysis.standing_out import MOST, standing_out
from fedsim.charts.groups import COLORS

NUMBER = ("accuracy", "last", 3)


def groups(*accuracies: float) -> tuple[Group, ...]:
    return grouped([state(each, config=replace(BASE, lr=0.01 * place)) for place, each in enumerate(accuracies, 1)])


MANY = groups(0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6)


def test_there_is_a_colour_for_each_that_has_one() -> None:
    assert len(COLORS) == MOST


def test_all_of_a_few_have_one_whatever_is_chosen() -> None:
    few = MANY[:MOST]
    assert standing_out(few, {few[1].runs[0].id}, *NUMBER) == tuple(range(MOST))


def test_of_many_the_best_have_one_and_the_base_whatever_it_came_to() -> None:
    assert standing_out(MANY, (), *NUMBER) == (0, 1, 3, 5, 6, 7)


def test_of_many_those_that_are_chosen_have_one_and_no_more_than_can_be_told_apart() -> None:
    many = grouped([state(0.5, config=replace(BASE, lr=0.01 * place), at=place) for place in range(1, 9)])
    ids = [group.runs[0].id for group in many]
    assert standing_out(many, {ids[7], ids[2], "elsewhere"}, *NUMBER) == (2, 7)
    assert standing_out(many, {*ids}, *NUMBER) == tuple(range(MOST))
    assert standing_out(many, {"elsewhere"}, *NUMBER) == tuple(range(MOST))


def test_where_no_group_has_the_number_the_first_have_one() -> None:
    assert standing_out(MANY, (), "epsilon", "last", 3) == tuple(range(MOST))
