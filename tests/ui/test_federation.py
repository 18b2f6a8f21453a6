"""A federation as it is drawn: what a weight is the ratio of."""

from dataclasses import replace

import pytest
from tiny import finished, started

from fedsim.analysis.motion import motion_of
from fedsim.analysis.story import Story
from fedsim.events import HospitalInfo, HospitalRound
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.ui.present.rounds import rounds
from fedsim.ui.present.which import Presented
from fedsim.ui.shared.federation import frame_of

FIRST, ALL = 12, 20
"""Of twenty hospitals the first twelve are alike, and so are the others: two cards."""


def state(images: tuple[int, int], failed: int = 0, weighting: str = "by images", **settings) -> RunState:
    """After a round, in which the last of them failed."""
    classes = [("a",) if place < FIRST else ("b",) for place in range(ALL)]
    hospitals = tuple(Hospital(f"H{place}", never) for place, never in enumerate(classes))
    brought = [images[place >= FIRST] for place in range(ALL)]
    infos = tuple(
        HospitalInfo(each.name, each.excluded, count, (0, count) if place < FIRST else (count, 0))
        for place, (each, count) in enumerate(zip(hospitals, brought, strict=True))
    )
    told = tuple(
        HospitalRound(each.name, place < ALL - failed, "ok" if place < ALL - failed else "failed", num_examples=count)
        for place, (each, count) in enumerate(zip(hospitals, brought, strict=True))
    )
    run = RunState("id", SimulationConfig(hospitals=hospitals, rounds=1, **settings)).turned(Status.RUNNING, 1.0)
    for event in (
        replace(started(), hospitals=infos, weighting=weighting, data_sha256="of other images"),
        finished(0),
        replace(finished(1), hospitals=told),
    ):
        run = run.after(event, 2.0)
    return run.turned(Status.STOPPED, 3.0)


@pytest.mark.parametrize(
    ("run", "ratios"),
    [
        (state((100, 50), weighting="equal"), ["12 / 20", "8 / 20"]),
        (state((100, 50), failed=3, weighting="equal"), ["12 / 17", "5 / 17"]),
        (state((100, 50), dp="central", noise_multiplier=1.0), ["12 / 20", "8 / 20"]),
        (state((100, 50)), ["1,200 / 1,600", "400 / 1,600"]),
        (state((100, 50), failed=3), ["1,200 / 1,450", "250 / 1,450"]),
    ],
)
def test_of_a_card_of_several_a_weight_counts_all_who_are_in_the_average(run: RunState, ratios: list[str]) -> None:
    drawn = frame_of(run, motion_of(run))["hospitals"]
    assert [each["weight_of"] for each in drawn] == ratios
    for each in drawn:
        over, below = (int(part.replace(",", "")) for part in each["weight_of"].split(" / "))
        assert over / below == pytest.approx(each["weight"])


def test_a_term_of_the_formula_is_called_as_its_card_is() -> None:
    terms = rounds(Presented(state((100, 50)), Story("id", "toy"), None, kept=False))["formula"]["terms"]
    assert [each["name"] for each in terms] == ["Hospital H0 and 11 more", "Hospital H12 and 7 more"]
    assert [(each["over"], each["below"]) for each in terms] == [("1,200", "1,600"), ("400", "1,600")]
