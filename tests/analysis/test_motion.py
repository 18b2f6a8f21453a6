"""What the federation is doing: known events, known states."""

from dataclasses import replace

import pytest
from tiny import finished, started

from fedsim.analysis.motion import Motion, Phase, motion_at, motion_of
from fedsim.analysis.motion_stages import stages
from fedsim.analysis.taking_part import Doing
from fedsim.events import (
    BaselineProgress,
    Event,
    HospitalInfo,
    HospitalRound,
    LeftOut,
    Newcomer,
    Progress,
    RoundFinished,
    Started,
)
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.pace import Slow
from fedsim.settings.participation import Sampled
from fedsim.settings.presence import Never, Rounds
from fedsim.settings.strategy import FedMedian, FedNova, QFedAvg

NAMES = ("A", "B", "C")
SIZES = (100, 200, 100)


def config(**changes) -> SimulationConfig:
    hospitals = changes.pop("hospitals", tuple(Hospital(name, ("b",)) for name in NAMES))
    return SimulationConfig(**{"rounds": 3, "hospitals": hospitals, **changes})


def begun(**changes) -> Started:
    hospitals = tuple(HospitalInfo(name, ("b",), size, (size, 0)) for name, size in zip(NAMES, SIZES, strict=True))
    return replace(started(), hospitals=hospitals, **changes)


def round_of(number: int, accuracy: float = 0.5, **statuses: str) -> RoundFinished:
    """A round of three, all of whom take part unless it is said otherwise."""
    hospitals = []
    for place, name in enumerate(NAMES):
        status = statuses.get(name, "ok" if number else "idle")
        local = 0.25 * (place + 1) if status == "ok" else None
        hospitals.append(HospitalRound(name, status == "ok", status, num_examples=SIZES[place], local_accuracy=local))
    return replace(finished(number, accuracy), hospitals=tuple(hospitals))


def run(*events: Event, settings: SimulationConfig | None = None, status: Status = Status.RUNNING) -> RunState:
    state = RunState("id", settings or config()).turned(Status.RUNNING, 1.0)
    for event in events:
        state = state.after(event, 2.0)
    return state if status is Status.RUNNING else state.turned(status, 3.0)


def said(motion: Motion) -> tuple[str, str]:
    """Its phase, and what each hospital does."""
    return motion.phase.value, " ".join(each.doing.value for each in motion.hospitals)


START = (begun(), round_of(0, 0.1))
REST = (round_of(1), round_of(2), round_of(3))
ALL_SENT = "sent sent sent"
TABLE = [
    ((), "preparing", "ready ready ready"),
    ((begun(),), "preparing", "ready ready ready"),
    (START, "sending-down", "receiving receiving receiving"),
    ((*START, Progress(1, "A", 1, 4)), "training", "training ready ready"),
    ((*START, Progress(1, "A", 4, 4)), "sending-up", "sending ready ready"),
    ((*START, Progress(1, "B", 2, 4)), "training", "sent training ready"),
    ((*START, Progress(1, "B", 4, 4)), "sending-up", "sent sending ready"),
    ((*START, Progress(1, "C", 3, 4)), "training", "sent sent training"),
    ((*START, Progress(1, "C", 4, 4)), "averaging", ALL_SENT),
    ((*START, Progress(1, "C", 4, 4), round_of(1)), "sending-down", "receiving receiving receiving"),
    ((*START, round_of(1), round_of(2), Progress(3, "A", 1, 4)), "training", "training ready ready"),
    ((*START, *REST), "over", ALL_SENT),
    ((*START, *REST, BaselineProgress("B", 1, 4)), "alone", "sent training sent"),
    (
        (*START, round_of(1), round_of(2), round_of(3), BaselineProgress(None, 1, 4)),
        "alone",
        ALL_SENT,
    ),
]


@pytest.mark.parametrize(("events", "phase", "doing"), TABLE)
def test_known_events_give_known_states(events, phase, doing) -> None:
    assert said(motion_of(run(*events))) == (phase, doing)


def test_a_run_that_waits_for_its_turn_is_queued() -> None:
    assert motion_of(RunState("id", config())).phase is Phase.QUEUED


def test_who_trains_says_how_far_it_is_and_nobody_else_does() -> None:
    motion = motion_of(run(*START, Progress(1, "B", 1, 4)))
    assert [each.share for each in motion.hospitals] == [None, 0.25, None]


def test_rounds_and_accuracy_are_the_last_ones_that_are_known() -> None:
    motion = motion_of(run(*START, round_of(1, 0.7), Progress(2, "A", 1, 4)))
    assert (motion.round, motion.rounds, motion.accuracy) == (2, 3, 0.7)
    assert [each.accuracy for each in motion.hospitals] == [0.25, 0.5, 0.75]
    assert motion_of(run(begun())).accuracy is None


def test_progress_of_a_round_that_is_over_says_nothing_of_the_next() -> None:
    stale = replace(run(*START, round_of(1)), progress=Progress(1, "C", 4, 4))
    assert said(motion_of(stale)) == ("sending-down", "receiving receiving receiving")


def test_a_hospitals_weight_is_its_share_of_the_images_and_all_of_them_are_one() -> None:
    weights = [each.weight for each in motion_of(run(*START, Progress(1, "A", 1, 4))).hospitals]
    assert weights == [0.25, 0.5, 0.25]
    assert [each.weight for each in motion_of(run(*START[:1])).hospitals] == [None, None, None]


def test_hospitals_that_count_equally_weigh_the_same() -> None:
    state = run(begun(weighting="equal"), round_of(0), round_of(1, B="failed"))
    assert [each.weight for each in motion_of(state.turned(Status.STOPPED, 3.0)).hospitals] == [0.5, None, 0.5]


def test_noise_on_the_average_divides_by_those_who_were_asked() -> None:
    private = config(dp="central", noise_multiplier=1.0)
    state = run(
        begun(weighting="equal"), round_of(0), round_of(1, B="dropped"), settings=private, status=Status.STOPPED
    )
    assert [each.weight for each in motion_of(state).hospitals] == [pytest.approx(1 / 3), None, pytest.approx(1 / 3)]


@pytest.mark.parametrize("strategy", [FedMedian(), QFedAvg(), FedNova()], ids=lambda each: each.kind)
def test_what_is_no_mean_by_images_gives_nobody_a_weight(strategy) -> None:
    state = run(*START, Progress(1, "A", 1, 4), settings=config(strategy=strategy))
    assert [each.weight for each in motion_of(state).hospitals] == [None, None, None]


@pytest.mark.parametrize("status", ["dropped", "late", "failed", "idle", "absent"])
def test_who_did_not_take_part_is_told_as_the_round_has_it_and_does_not_count(status) -> None:
    state = run(*START, round_of(1), round_of(2), round_of(3, B=status), status=Status.FINISHED)
    motion = motion_of(state)
    assert said(motion) == ("over", f"sent {status} sent")
    assert [each.weight for each in motion.hospitals] == [0.5, None, 0.5]
    assert motion.hospitals[1].accuracy == 0.5, "of round 2"


def test_a_hospital_that_is_too_slow_is_sent_the_model_and_is_late() -> None:
    hospitals = (Hospital("A"), Hospital("B", pace=Slow(9.0)), Hospital("C"))
    settings = config(hospitals=hospitals, deadline=3.0)
    assert said(motion_of(run(*START, settings=settings)))[1] == "receiving receiving receiving"
    assert said(motion_of(run(*START, Progress(1, "A", 4, 4), settings=settings)))[1] == "sending late ready"
    last = motion_of(run(*START, Progress(1, "C", 4, 4), settings=settings))
    assert said(last) == ("averaging", "sent late sent")
    assert [each.weight for each in last.hospitals] == [0.5, None, 0.5]


def test_where_everybody_drops_out_the_round_is_over_at_once() -> None:
    motion = motion_of(run(*START, settings=config(dropout=1.0)))
    assert said(motion) == ("averaging", "dropped dropped dropped")
    assert [each.weight for each in motion.hospitals] == [None, None, None]


def test_only_who_is_asked_is_sent_the_model() -> None:
    motion = motion_of(run(*START, settings=config(participation=Sampled(fraction=0.34))))
    assert sorted(each.doing for each in motion.hospitals) == [Doing.IDLE, Doing.IDLE, Doing.RECEIVING]


def test_a_newcomer_never_takes_part_and_has_the_shared_models_accuracy_there() -> None:
    hospitals = (Hospital("A"), Hospital("B", presence=Never()), Hospital("C"))
    there = replace(round_of(1, B="absent"), newcomers=(Newcomer("B", 200, 0, 0.6, 0.5),))
    motion = motion_of(run(*START, there, settings=config(hospitals=hospitals)))
    assert said(motion) == ("sending-down", "receiving newcomer receiving")
    assert (motion.hospitals[1].accuracy, motion.hospitals[1].weight) == (0.6, None)


def test_who_is_away_by_the_settings_is_absent_and_by_hand_left_out() -> None:
    hospitals = (Hospital("A", presence=Rounds(first=2)), Hospital("B"), Hospital("C"))
    state = run(*START, LeftOut(1, "C", True), settings=config(hospitals=hospitals))
    assert said(motion_of(state)) == ("sending-down", "absent receiving left-out")
    back = state.after(round_of(1, A="absent", C="absent"), 3.0).after(LeftOut(2, "C", False), 3.0)
    assert said(motion_of(back)) == ("sending-down", "receiving receiving receiving")
    assert said(motion_at(back, 0))[1] == "ready ready ready"


def test_a_paused_run_shows_the_round_after_which_it_waits() -> None:
    motion = motion_of(run(*START, round_of(1, B="failed")), waits_after=1)
    assert said(motion) == ("paused", "sent failed sent")
    assert motion.round == 1


@pytest.mark.parametrize(
    ("status", "phase"),
    [(Status.STOPPED, "stopped"), (Status.FAILED, "failed"), (Status.INTERRUPTED, "interrupted")],
)
def test_a_run_that_ended_early_shows_its_last_finished_round(status, phase) -> None:
    motion = motion_of(run(*START, round_of(1), Progress(2, "B", 1, 4), status=status))
    assert said(motion) == (phase, ALL_SENT)
    assert motion.round == 1
    assert said(motion_of(run(status=status))) == (phase, "ready ready ready")


def test_on_ray_all_train_at_once_and_nobody_says_how_far() -> None:
    motion = motion_of(run(*START, settings=config(engine="ray")))
    assert said(motion) == ("training", "training training training")
    assert {each.share for each in motion.hospitals} == {None}


def test_models_alone_before_the_federation_are_told_as_such() -> None:
    settings = config(baselines="before")
    state = run(begun(), BaselineProgress("A", 1, 2), settings=settings)
    assert said(motion_of(state)) == ("alone", "training ready ready")
    assert motion_of(state).hospitals[0].share == 0.5
    assert motion_of(run(begun(), settings=settings)).phase is Phase.PREPARING


def test_models_alone_beside_the_federation_do_not_hide_what_it_does() -> None:
    state = run(*START, BaselineProgress("A", 1, 2), Progress(1, "B", 1, 4), settings=config(baselines="beside"))
    assert said(motion_of(state)) == ("training", "sent training ready")


def test_an_earlier_round_is_told_as_it_was() -> None:
    state = run(*START, round_of(1, 0.3, B="late"), round_of(2, 0.6), round_of(3, 0.9), status=Status.FINISHED)
    motion = motion_at(state, 1)
    assert said(motion) == ("past", "sent late sent")
    assert (motion.round, motion.accuracy) == (1, 0.3)
    assert motion_at(state, 3) == motion_of(state)


def test_what_a_hospital_has_never_seen_is_what_it_has_no_image_of() -> None:
    motion = motion_of(run(replace(begun(), classes=("a", "b"))))
    assert {each.never_seen for each in motion.hospitals} == {("b",)}
    assert motion.hospitals[1].class_counts == (200, 0)
    assert motion_of(run()).hospitals[0].never_seen == ("b",), "before the data are there, as the settings say"


def test_hundreds_of_hospitals_are_told_of_those_who_were_asked_and_of_the_others_by_plan() -> None:
    settings = SimulationConfig(
        rounds=2, hospitals=tuple(Hospital(f"H{n}") for n in range(300)), participation=Sampled(fraction=0.1)
    )
    info = replace(started(), hospitals=tuple(HospitalInfo(f"H{n}", (), 10, (5, 5)) for n in range(300)))
    live = motion_of(run(info, round_of(0), settings=settings))
    asked = [each.name for each in live.hospitals if each.doing is Doing.RECEIVING]
    assert len(asked) == 30
    assert sum(each.weight or 0 for each in live.hospitals) == pytest.approx(1)
    told = tuple(HospitalRound(name, True, "ok", num_examples=10) for name in asked)
    over = run(info, round_of(0), replace(round_of(1), hospitals=told, num_idle=270), settings=settings)
    ended = motion_of(over.turned(Status.STOPPED, 3.0))
    assert [each.name for each in ended.hospitals if each.doing is Doing.SENT] == asked
    assert sum(each.doing is Doing.IDLE for each in ended.hospitals) == 270


def test_a_finished_round_is_told_from_its_beginning_to_its_end() -> None:
    state = run(*START, round_of(1, 0.3), round_of(2, 0.6, B="late", C="failed"), status=Status.STOPPED)
    told = stages(state, 2)
    assert [said(each) for each in told] == [
        ("sending-down", "receiving receiving receiving"),
        ("training", "training late training"),
        ("training", "training late training"),
        ("sending-up", "sending late failed"),
        ("averaging", "sent late failed"),
        ("stopped", "sent late failed"),
    ]
    assert [each.accuracy for each in told] == [0.3, 0.3, 0.3, 0.3, 0.3, 0.6]
    assert [each.hospitals[0].share for each in told] == [None, 0.0, 1.0, None, None, None]
    assert [each.hospitals[0].weight for each in told] == [1.0] * 6
    assert stages(state, 0) == (motion_at(state, 0),)


def test_of_a_round_that_is_told_slowly_own_accuracies_come_with_the_training() -> None:
    late = replace(round_of(2), hospitals=tuple(replace(each, local_accuracy=0.9) for each in round_of(2).hospitals))
    told = stages(run(*START, round_of(1), late, status=Status.STOPPED), 2)
    assert [each.hospitals[0].accuracy for each in told] == [0.25, 0.25, 0.9, 0.9, 0.9, 0.9]
