"""A results file is read back as the run that it was, and whatever else it may be gets one sentence."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tiny import attacked, baseline, finished, reached, read, started

from fedsim.errors import FedsimError, Problem
from fedsim.events import BaselineEpoch, Epoch, Newcomer
from fedsim.export import results_import
from fedsim.export.results_file import to_results
from fedsim.export.results_import import read_results
from fedsim.hospitals import identity
from fedsim.runs.about import About
from fedsim.runs.state import Purpose, RunState, Status
from fedsim.runs.store import Store
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.strategy import FedProx

HOSTILE = "<script>alert(1)</script> {0.__class__} %s 🏥 \x00 " + "x" * 1000
SAID = About("Monday", False, ("lecture", "<b>"), HOSTILE)


def sketch(round: int) -> str:
    from fedsim.training.sketches import SIZE, np, pack

    return str(pack(np.linspace(-round, 1, SIZE)))


@pytest.fixture
def state() -> RunState:
    """A run that has all that a run may have."""
    hospitals = (Hospital("A", ("b",)), Hospital("B", ("b",)))
    config = SimulationConfig(dataset="toy", hospitals=hospitals, rounds=9, strategy=FedProx(mu=0.3))
    info = replace(
        started(), weighting="equal", num_threads=1, num_left_over=3, evaluated="own", data_sha256="ab",
        pooled_class_counts=(7, 0), sample=("B",), noise_multiplier=0.5,
    )  # fmt: skip
    third = replace(
        finished(3, loss=2.0), shortcut=read(), position=sketch(3), on_own_classes=(0.0, 0.25, 0.5, 0.75, 1.0),
        attack_success=(replace(reached()[0], source="a", target="b"),), epsilon=2.0, delta=0.01, virtual_time=1.5,
        newcomers=(Newcomer("B", 5, 1, 0.5, 0.75, error=Problem.of("not-finite")),), std_on_own_classes=0.1,
    )  # fmt: skip
    second = replace(finished(1), similarity=(-0.5,))
    second = replace(second, hospitals=tuple(replace(each, sketch=sketch(1)) for each in second.hospitals))
    state = RunState("0123abcd", config, queued_at=90.0, made_by=identity.identity("cpu"))
    state = state.turned(Status.RUNNING, 100.0)
    told = (info, finished(0), second, third, attacked(), attacked("global", "B", None), baseline("A"), baseline(None))
    for at, event in enumerate((*told, BaselineEpoch("B", Epoch(1, 0.5, None, 0.25)))):
        state = state.after(event, 101.5 + at)
    loss = Problem.of("hospital-diverged", hospital="B", loss=math.nan, round=4, lr=0.1, smaller=0.01)
    error = Problem.of("several", problems=(Problem.of("federation-failed", why=loss), Problem.of("stopped")))
    return state.turned(Status.FAILED, 120.0, error)


def written(folder: Path, results: Any) -> Path:
    path = folder / "out.json"
    path.write_text(results if isinstance(results, str) else json.dumps(results), encoding="utf-8")
    return path


def results_of(state: RunState) -> dict[str, Any]:
    return json.loads(json.dumps(to_results(state, SAID)))


def test_a_run_comes_back_as_it_was(state: RunState, tmp_path: Path) -> None:
    back, said = read_results(written(tmp_path, results_of(state)))
    assert said == SAID
    assert str(back.error) == str(state.error)
    assert "training loss became nan in round 4" in str(back.error)
    again = replace(back, error=state.error, version=state.version, purpose=state.purpose)  # nan is not nan
    assert again == state
    assert results_of(back) == results_of(state)


def test_it_is_kept_as_it_was_and_once(state: RunState, tmp_path: Path) -> None:
    path = written(tmp_path, results_of(state))
    store = Store(tmp_path / "fedsim.sqlite")
    store.take_in(*read_results(path))
    kept = Store(tmp_path / "fedsim.sqlite")
    (there,) = kept.latest()
    assert (there.id, there.purpose, kept.about()[there.id].name) == (state.id, Purpose.IMPORTED, "Monday")
    again = json.loads(json.dumps(to_results(there, kept.about()[there.id])))
    expected = results_of(state)
    assert again.pop("about")["note"] == expected.pop("about")["note"].replace("\0", "")
    assert again == expected
    with pytest.raises(FedsimError, match="kept already: it is 0123abcd"):
        kept.take_in(*read_results(path))
    kept.delete([state.id])
    with pytest.raises(FedsimError, match="was deleted: `python -m fedsim runs restore 0123abcd`"):
        kept.take_in(*read_results(path))
    assert kept.latest() == []


def test_what_cannot_be_written_is_told_and_not_kept_for_later(state: RunState, tmp_path: Path) -> None:
    store = Store(tmp_path / "fedsim.sqlite")
    with store._database.engine().begin() as connection:  # another program has it
        connection.exec_driver_sql("BEGIN IMMEDIATE") if not connection.in_transaction() else None
        connection.exec_driver_sql("DELETE FROM brought")
        with pytest.raises(FedsimError, match=r"locked.*Nothing was taken in"):
            store.take_in(*read_results(written(tmp_path, results_of(state))))
    store.leave()
    assert Store(tmp_path / "fedsim.sqlite").latest() == []


@pytest.mark.parametrize("status", [each for each in Status if each.live])
def test_what_was_under_way_then_is_not_now(state: RunState, tmp_path: Path, status: Status) -> None:
    back, _ = read_results(written(tmp_path, results_of(state) | {"status": status}))
    assert back.status is Status.INTERRUPTED


def test_a_run_that_never_began_comes_back_too(tmp_path: Path) -> None:
    state = RunState("00000000", SimulationConfig(), Status.STOPPED, queued_at=5.0)
    back, said = read_results(written(tmp_path, to_results(state)))
    assert (replace(back, purpose=Purpose.RUN), said) == (state, About())


def test_a_loss_that_is_no_number_comes_back_as_one(state: RunState, tmp_path: Path) -> None:
    back, _ = read_results(written(tmp_path, results_of(state.after(finished(4, loss=math.nan), 119.0))))
    assert math.isnan(back.rounds[-1].loss)


LATER = ("id", "about", "sample", "times", "made_by", "target", "partition")


def test_a_file_of_an_earlier_version_tells_what_it_has(state: RunState, tmp_path: Path) -> None:
    results = {name: part for name, part in results_of(state).items() if name not in LATER}
    del results["baselines"]["unfinished"], results["error_json"]
    for each in (*(row for told in results["rounds"] for row in told["hospitals"]), *results["attacks"]):
        each.pop("sketch", None), each.pop("error_json", None), each.pop("reason_json", None)
    path = written(tmp_path, results)
    back, said = read_results(path)
    assert (back.config, back.status, said) == (state.config, state.status, About())
    assert [each.accuracy for each in back.rounds] == [each.accuracy for each in state.rounds]
    assert back.error == Problem.of("as-told", words=str(state.error))
    assert back.attacks[1].reason == state.attacks[1].reason
    assert read_results(path)[0].id == back.id
    timing = to_results(back)["timing"]
    assert timing["total_s"] == pytest.approx(results["timing"]["total_s"])
    assert timing["first_point_s"] == pytest.approx(results["timing"]["first_point_s"])


def put(*place: Any) -> Callable[[dict[str, Any]], None]:
    """Put the last of these at the place that the others name."""
    *path, last, value = place

    def damage(results: Any) -> None:
        for step in path:
            results = results[step]
        results[last] = value

    return damage


def leave_out(*place: Any) -> Callable[[dict[str, Any]], None]:
    *path, last = place

    def damage(results: Any) -> None:
        for step in path:
            results = results[step]
        del results[last]

    return damage


DAMAGES = {
    "newer": (put("schema", 2), "written by a newer fedsim (schema 2, this one knows 1)"),
    "foreign": (leave_out("schema"), "is no results file: Download on a page"),
    "an unknown setting": (put("config", "colour", "red"), "settings that no run of this version has"),
    "rounds without end": (put("config", "rounds", 10**9), "settings that no run of this version has"),
    "no settings": (put("config", []), "config is missing, or is not what"),
    "a path as id": (put("id", "../../etc"), "id is missing, or is not what"),
    "an unknown status": (put("status", "flying"), "status is missing, or is not what"),
    "no rounds": (leave_out("rounds"), "rounds is missing, or is not what"),
    "rounds that are none": (put("rounds", {"0": 1}), "rounds is missing, or is not what"),
    "a round that is none": (put("rounds", 1, 5), "is damaged"),
    "words for a number": (put("rounds", 1, "accuracy", "high"), "rounds.1.accuracy is missing, or is not what"),
    "no accuracy": (put("rounds", 1, "accuracy", None), "rounds.1.accuracy is missing, or is not what"),
    "an accuracy of 2": (put("rounds", 1, "accuracy", 2), "rounds.accuracy is missing, or is not what"),
    "a negative size": (put("hospitals", 0, "num_examples", -1), "info.hospitals.num_examples is missing"),
    "a number without end": (put("rounds", 1, "bytes_up", 10**30), "rounds.bytes_up is missing"),
    "another hospital": (put("rounds", 1, "hospitals", 0, "name", HOSTILE), "rounds.1.hospitals is missing"),
    "two of a name": (put("rounds", 1, "hospitals", 0, "name", "B"), "rounds.1.hospitals is missing"),
    "a matrix of another size": (put("rounds", 1, "confusion_matrix", [[1]]), "rounds.1.confusion_matrix is missing"),
    "another status": (put("rounds", 1, "hospitals", 0, "status", "dead"), "rounds.1.hospitals.status is missing"),
    "a round twice": (put("rounds", 1, "round", 0), "rounds is missing, or is not what"),
    "too many rounds": (put("rounds", 2, "round", 99), "rounds is missing, or is not what"),
    "a class twice": (put("dataset", "classes", ["b", "b", "a"]), "dataset.classes is missing"),
    "another class": (put("rounds", 2, "shortcut", 0, "disease", HOSTILE), "rounds.3.shortcut is missing"),
    "no baselines": (put("baselines", None), "is damaged"),
    "another baseline": (put("baselines", "alone", 0, "name", "Z"), "baselines is missing"),
    "a time that no calendar has": (put("times", "queued_at", 1e300), "times is missing"),
    "a time that is none": (put("times", "rounds", 0, None), "times is missing"),
    "a time too few": (put("times", "rounds", []), "times is missing"),
    "a note that is too long": (put("about", "note", "x" * 20_000), "note of 20,000 characters is too long"),
    "people who say no text": (put("about", [1]), "is damaged"),
    "no data": (put("device", None), "rounds is missing, or is not what"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_what_does_not_fit_is_told_in_a_sentence(state: RunState, tmp_path: Path, name: str) -> None:
    damage, sentence = DAMAGES[name]
    results = results_of(state)
    damage(results)
    with pytest.raises(FedsimError) as told:
        read_results(written(tmp_path, results))
    assert sentence in str(told.value)
    assert len(str(told.value)) < 1500


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\0", "{}", "[]", "5", "null", "1" * 5000, '"schema"'])
def test_what_is_no_results_file_is_told_in_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(FedsimError, match="is no results file"):
        read_results(written(tmp_path, text))


def test_what_cannot_be_read_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(FedsimError, match="cannot be read: "):
            read_results(path)
    monkeypatch.setattr(results_import, "MOST_BYTES", 3_000_000)
    with Path("/dev/zero").open() as endless, pytest.raises(FedsimError, match="has more than 3 MB"):
        read_results(Path(endless.name))


@pytest.mark.parametrize("code", ["{words.__class__}", "{a:>99999999999}", "no-such-code"])
def test_a_problem_that_this_version_has_no_sentence_for_is_told_by_the_files(
    state: RunState, tmp_path: Path, code: str
) -> None:
    hostile = Problem.of(code, words="w", a=1)
    assert str(hostile) == code
    for kept, words in ((hostile.to_json(), "As told."), ("[", HOSTILE), ("5", "Five."), (5, "Five.")):
        results = results_of(state) | {"error_json": kept, "error": words}
        assert str(read_results(written(tmp_path, results))[0].error) == words
