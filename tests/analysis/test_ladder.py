"""What the four steps found, and that their sentences are true of whatever comes out."""

from dataclasses import replace

from fedsim.analysis.ladder import Choice, Failing, Poisoned, defended, failing, mended, poisoned
from fedsim.events import RoundFinished
from fedsim.runs import ladder
from fedsim.runs.exploration import Exploration
from fedsim.runs.state import RunState, Status
from fedsim.runs.sweep import by_settings
from fedsim.settings.strategy import FedAvg, FedMedian, FedProx, Scaffold
from fedsim.text.pages import ladder as words
from tests.tiny import finished, on_images

ROUNDS = ladder.BASE.rounds


def of_rounds(explored: Exploration, last: dict[tuple, list[RoundFinished]]) -> dict:
    """Runs that ended in these rounds, a seed each."""
    return by_settings([
        RunState("x", explored.config(value, strategy, seed), status=Status.FINISHED,
                 rounds=(*map(finished, range(ROUNDS)), replace(told, round=ROUNDS)))
        for (value, strategy), rounds in last.items()
        for seed, told in zip(explored.seeds, rounds, strict=True)
    ])  # fmt: skip


def runs(*asked: tuple[Exploration, dict[tuple, float]], images: int = 1000) -> dict:
    """Runs that ended with these accuracies, whatever the seed."""
    found: dict = {}
    for explored, means in asked:
        ends = {place: on_images(finished(ROUNDS, mean), images) for place, mean in means.items()}
        found |= of_rounds(explored, {place: [end] * len(explored.seeds) for place, end in ends.items()})
    return found


def test_every_run_of_every_step_could_start() -> None:
    where = ladder.find_where(ladder.BASE, (0,))
    steps = [where, ladder.mend(ladder.BASE, (0,), 0.1), ladder.poison(ladder.BASE, (0,), 0.1, Scaffold()),
             *ladder.defend(ladder.BASE, (0,), 0.1, 2)]  # fmt: skip
    assert [len(each.configs()) for each in steps] == [4, 4, 3, 2, 2]
    assert [problem for each in steps for config in each.configs() for problem in config.validate()] == []
    assert steps[-1].configs()[0].mixing.kind == "nnm"
    assert where.config(0.1, FedAvg(), 0) == steps[1].config(0.1, FedAvg(), 0)  # not run again
    assert steps[1].config(0.1, Scaffold(), 0) == steps[2].config(0, Scaffold(), 0)


def test_it_fails_at_the_largest_alpha_that_costs_ten_points() -> None:
    where = ladder.find_where(ladder.BASE, (0, 1))
    reached = {(0.03, FedAvg()): 0.4, (0.1, FedAvg()): 0.52, (1.0, FedAvg()): 0.58, (100.0, FedAvg()): 0.63}
    found = failing(where, runs((where, reached)))
    assert found == Failing(0.1, 0.52, 100.0, 0.63)
    assert words.found_where(found) == "At alpha 0.1 FedAvg falls to 52 %, from 63 % at alpha 100."
    del reached[1.0, FedAvg()]
    assert failing(where, runs((where, reached))) is None


def test_one_that_does_not_fail_is_said_to_hold() -> None:
    assert words.found_where(Failing(0.1, 0.6, 100.0, 0.65)).startswith("FedAvg holds: at its worst, alpha 0.1")
    assert words.found_where(Failing(0.1, 0.7, 100.0, 0.6)).startswith("FedAvg loses nothing")


def test_the_best_of_the_others_mends_it_or_none_does() -> None:
    asked = ladder.mend(ladder.BASE, (0,), 0.1)
    means = {(0.1, each): 0.4 + 0.05 * place for place, each in enumerate(asked.strategies)}
    found = mended(asked, runs((asked, means)))
    assert (found.best, found.tried, found.helps) == (asked.strategies[-1], 3, True)
    assert words.mended(found) == "FedDyn does best there: 55 %, where FedAvg has 40 %."
    none = Choice(FedProx(), 0.3, 0.4, 0)
    assert words.mended(none) == "None of them does better than FedAvg, which has 40 %: the best, FedProx, has 30 %."


def test_what_chance_explains_neither_mends_nor_harms_nor_defends() -> None:
    asked = ladder.mend(ladder.BASE, (0,), 0.1)
    means = {(0.1, each): 0.4 + 0.05 * place for place, each in enumerate(asked.strategies)}
    found = mended(asked, runs((asked, means), images=40))
    assert not found.helps
    assert words.mended(found) == (
        "FedDyn does best there: 55 %, where FedAvg has 40 %. So small a difference may be chance."
    )
    asked = ladder.poison(ladder.BASE, (0,), 0.1, FedAvg())
    reached = {(0, FedAvg()): 0.5, (1, FedAvg()): 0.4, (2, FedAvg()): 0.45}
    harm = poisoned(asked, runs((asked, reached), images=40))
    assert not harm.hurts
    assert words.poisoned(harm, "FedAvg") == (
        "1 hospital that cheats does no clear harm: FedAvg has 40 %, and 50 % without. So small a difference may be "
        "chance."
    )
    alone, mixed = ladder.defend(ladder.BASE, (0,), 0.1, 1)
    means = [{(1, each): mean for each in alone.strategies} for mean in (0.45, 0.5)]
    won = defended((alone, mixed), runs((alone, means[0]), (mixed, means[1]), images=40), harm.rounds)
    assert not won.helps
    assert words.defended(won, 0.5) == (
        "FedMedian after mixing defends best: 50 %, where there were 40 % without a defence. So small a difference may "
        "be chance."
    )


def test_with_several_seeds_it_is_clear_where_each_of_them_says_so() -> None:
    honest, low, close = (
        [on_images(finished(ROUNDS, share), 360) for share in shares]
        for shares in ((0.8, 0.8, 0.8), (0.4, 0.1, 0.25), (0.4, 0.12, 0.25))
    )
    asked = ladder.poison(ladder.BASE, (0, 1, 2), 0.1, FedAvg())
    found = poisoned(asked, of_rounds(asked, {(0, FedAvg()): honest, (1, FedAvg()): low, (2, FedAvg()): low}))
    assert (found.worse_in, found.hurts) == (3, True)  # however much the seeds differ
    asked = ladder.mend(ladder.BASE, (0, 1, 2), 0.1)
    last = {(0.1, each): low if each == FedAvg() else close for each in asked.strategies}
    choice = mended(asked, of_rounds(asked, last))
    assert (choice.better_in, choice.helps) == (0, False)
    assert words.mended(choice).endswith("That is clear with 0 of 3 seeds.")


def test_the_number_that_does_most_harm_is_defended_against() -> None:
    asked = ladder.poison(ladder.BASE, (0,), 0.1, FedAvg())
    found = poisoned(asked, runs((asked, {(0, FedAvg()): 0.5, (1, FedAvg()): 0.2, (2, FedAvg()): 0.3})))
    assert (found.cheats, found.accuracy, found.honest) == (1, 0.2, 0.5)
    assert [each.accuracy for each in found.rounds] == [0.2]
    assert words.poisoned(found, "FedAvg") == "With 1 hospital that cheats FedAvg falls to 20 %, from 50 % without."
    none = Poisoned(2, 0.5, 0.5, 0, found.rounds)
    assert words.poisoned(none, "X") == "2 hospitals that cheat do no harm: X has 50 %, and 50 % without."


def test_the_best_defence_is_told_and_one_that_does_worse_than_none_too() -> None:
    alone, mixed = ladder.defend(ladder.BASE, (0,), 0.1, 2)
    before = [on_images(finished(ROUNDS, 0.2), 1000)]
    low, high = ({(2, each): mean for each in alone.strategies} for mean in (0.3, 0.4))
    assert defended((alone, mixed), runs((alone, low)), before) is None
    found = defended((alone, mixed), runs((alone, low), (mixed, high)), before)
    assert (found.mixed, found.accuracy, found.tried) == (True, 0.4, 4)
    assert words.defended(found, 0.5) == (
        "FedMedian after mixing defends best: 40 %, where there were 20 % without a defence, and 50 % before "
        "anybody cheated."
    )
    worse = Choice(FedMedian(), 0.1, 0.2, 0)
    assert words.defended(worse, 0.5).startswith("Every defence did worse than none, or as badly: the best, FedMedian,")
