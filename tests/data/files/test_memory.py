"""Sets are loaded once, however many threads ask, and a failed load is no set."""

import threading

import pytest
from medmnist_files import small_dataset

from fedsim.data.base import DataError, Step
from fedsim.data.files.memory import Memory
from fedsim.errors import RunStopped
from fedsim.text.datasets import in_progress


def quiet(share: float, step: Step) -> None:
    pass


def test_two_threads_load_once_and_share() -> None:
    memory, started, go_on, made = Memory(), threading.Event(), threading.Event(), []

    def make():
        started.set()
        assert go_on.wait(10)
        made.append(small_dataset())
        return made[-1]

    got = []
    first = threading.Thread(target=lambda: got.append(memory.get("a", make, quiet)))
    first.start()
    assert started.wait(10)
    second = threading.Thread(target=lambda: got.append(memory.get("a", make, lambda share, what: go_on.set())))
    second.start()
    first.join()
    second.join()
    assert len(made) == 1
    assert got[0] is got[1] is made[0]


def test_waiting_can_be_given_up() -> None:
    memory, started, go_on = Memory(), threading.Event(), threading.Event()

    def make():
        started.set()
        assert go_on.wait(10)
        return small_dataset()

    def stop(share: float, step: Step) -> None:
        raise RunStopped("as-told", words=in_progress(step))

    first = threading.Thread(target=memory.get, args=("a", make, quiet))
    first.start()
    assert started.wait(10)
    with pytest.raises(RunStopped, match="being loaded elsewhere"):
        memory.get("a", make, stop)
    go_on.set()
    first.join()


def test_other_sets_do_not_wait() -> None:
    memory = Memory()
    data = small_dataset()
    assert memory.get("a", lambda: memory.get("b", lambda: data, quiet), quiet) is data


def test_failed_load_is_tried_again() -> None:
    memory, data = Memory(), small_dataset()

    def fail():
        raise DataError("no")

    with pytest.raises(DataError):
        memory.get("a", fail, quiet)
    assert memory.get("a", lambda: data, quiet) is data


def test_the_last_sets_are_kept() -> None:
    memory = Memory(num_kept=2)
    first, second = (memory.get(key, small_dataset, quiet) for key in "ab")
    assert memory.get("a", small_dataset, quiet) is first
    memory.get("c", small_dataset, quiet)
    assert memory.get("a", small_dataset, quiet) is first
    assert memory.get("b", small_dataset, quiet) is not second
