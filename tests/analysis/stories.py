"""A run of two hospitals that is known number by number, to tell a story of."""

from dataclasses import replace

import numpy as np

from fedsim.analysis.story import Story, story_of
from fedsim.data import Dataset
from fedsim.data.base import Split
from fedsim.events import BaselineFinished, Epoch, HospitalInfo, HospitalRound, Matrix, RoundFinished, Started
from fedsim.runs.state import RunState, Status
from fedsim.settings.config import Hospital, SimulationConfig

CLASSES = ("cold", "flu", "well")
LABELS = np.array([0, 0, 1, 1, 1, 1, 2, 2])
ALONE = np.array([(8, 1, 1), (6, 2, 2), (1, 1, 8), (9, 0, 1), (0, 1, 9), (2, 1, 7), (1, 1, 8), (0, 1, 9)]) / 10
"""Of hospital A, which has never seen flu: it calls two well and one cold that all find, and a third well as all do."""
TOGETHER = np.array([(8, 1, 1), (6, 2, 2), (1, 8, 1), (0, 9, 1), (1, 6, 3), (2, 1, 7), (1, 1, 8), (0, 9, 1)]) / 10
POOLED = np.eye(3)[LABELS]
CONFIG = SimulationConfig(hospitals=(Hospital("A", ("flu",)), Hospital("B", ("cold",))), rounds=2, baselines="before")
MADE_BY = '{"code": "today"}'


def matrix(probabilities: np.ndarray) -> Matrix:
    cells = np.bincount(LABELS * 3 + probabilities.argmax(axis=1), minlength=9).reshape(3, 3)
    return tuple(tuple(map(int, row)) for row in cells)


def started(**changes) -> Started:
    a, b = HospitalInfo("A", ("flu",), 9, (4, 0, 5)), HospitalInfo("B", ("cold",), 6, (0, 3, 3))
    return replace(Started("toy", "Toy", True, CLASSES, 15, 4, 8, (a, b), "cpu", 100, data_sha256="1"), **changes)


def told(round: int, probabilities: np.ndarray, **changes) -> RoundFinished:
    at = {"update_norm": 1.5, "bytes_up": 400, "bytes_down": 400} if round else {}
    hospitals = (
        HospitalRound("A", bool(round), num_examples=9, **at),
        HospitalRound("B", bool(round), num_examples=6, **at),
    )
    cells = matrix(probabilities)
    accuracy = sum(cells[place][place] for place in range(3)) / 8
    sent = 800 if round else 0
    known = RoundFinished(round, 0.1, 1.0, accuracy, accuracy, accuracy, None, cells, None, sent, sent, hospitals)
    return replace(known, **changes)


def trained(hospital: str | None, probabilities: np.ndarray) -> BaselineFinished:
    cells = matrix(probabilities)
    accuracy = sum(cells[place][place] for place in range(3)) / 8
    curve = (Epoch(1, 1.0, None, accuracy),)
    return BaselineFinished(hospital, 9, curve, 0.1, False, 1.0, accuracy, accuracy, accuracy, None, cells)


def run(
    run_id: str = "now", config: SimulationConfig = CONFIG, probabilities: np.ndarray = TOGETHER, **last
) -> RunState:
    """A run without baselines that came to these answers after two rounds."""
    state = RunState(run_id, config, Status.FINISHED, made_by=MADE_BY)
    events = (started(), told(0, ALONE), told(1, ALONE), told(2, probabilities, **last))
    for event in events:
        state = state.after(event, 1.0)
    return state


def whole() -> RunState:
    """The run with everything: hospital B alone is as good as A alone."""
    state = run()
    for event in (trained("A", ALONE), trained("B", ALONE), trained(None, POOLED)):
        state = state.after(event, 2.0)
    return state


def answers() -> dict[tuple[str, str | None], np.ndarray]:
    return {("alone", "A"): ALONE, ("together", None): TOGETHER}


def dataset(healthy: str | None = "well", labels: np.ndarray = LABELS) -> Dataset:
    split = Split(np.zeros((len(labels), 8, 8), np.uint8), labels)
    return Dataset("toy", "Toy", CLASSES, CLASSES, split, split, split, healthy=healthy)


def story(**others) -> Story:
    return story_of(whole(), answers(), dataset(), **others)
