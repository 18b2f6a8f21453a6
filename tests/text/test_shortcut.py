"""What is said of models that read a mark, and of those that do not."""

from dataclasses import replace

import pytest
from every_chart import marked
from tiny import baseline, finished, read

from fedsim.analysis.shortcut_frames import marked_by, measured, shortcut_frame
from fedsim.runs.state import RunState
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.shortcut import Mark
from fedsim.settings.strategy import FedBN
from fedsim.text.kinds import how_they_differ
from fedsim.text.shortcut import describe, sentences


def plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ")


def after(*events: object, of: RunState | None = None) -> RunState:
    state = of or marked(trained=False)
    state = replace(state, info=replace(state.info, num_test=1000))
    for event in events:
        state = state.after(event, 0.0)
    return state


def test_each_model_falls_stays_or_rises_as_was_measured() -> None:
    state = after(
        replace(finished(0), shortcut=read(0.9, 0.5, 0.9)),
        replace(finished(1), shortcut=read(0.9, 0.8, 0.82)),
        replace(baseline("A"), shortcut=read(0.91, 0.7, 0.34)),
        replace(baseline("B"), shortcut=()),
        replace(baseline(None), shortcut=read(0.5, 0.5, 0.58)),
    )
    (said,) = map(plain, sentences(state))
    assert said == (
        "With the mark on the wrong classes in place of b, A alone falls from 91 % to 34 %, the shared model "
        "falls from 90 % to 82 % and the pooled model rises from 50 % to 58 %."
    )
    frame = shortcut_frame(state, "b")
    assert frame.columns.tolist() == ["series", "marks", "accuracy", "round"]
    assert frame["series"].drop_duplicates().tolist() == ["alone:A", "together", "pooled"]
    assert frame[frame["series"] == "together"]["accuracy"].tolist() == [0.9, 0.8, 0.82]
    assert set(frame["round"]) == {1}


def test_where_nothing_happens_it_stays() -> None:
    state = after(replace(finished(0), shortcut=read(0.9, 0.9, 0.9)))
    (said,) = map(plain, sentences(state))
    assert said == "With the mark on the wrong classes in place of b, the shared model stays at 90 %."
    assert "the shared model 90 % with the mark on b alone, 90 % without it" in plain(describe(state, "b"))


def test_a_change_that_may_be_chance_is_told_as_none() -> None:
    state = after(replace(finished(0), shortcut=read(0.67, 0.67, 0.66)))
    (said,) = map(plain, sentences(state))
    assert said == "With the mark on the wrong classes in place of b, the shared model hardly changes, 67 % and 66 %."


def test_before_anything_is_measured_nothing_is_said() -> None:
    assert sentences(marked(trained=False)) == []
    assert sentences(RunState("1", marked().config)) == []
    assert describe(marked(trained=False), "b").endswith("no model is measured yet.")


def test_of_own_models_it_is_said_that_they_are_not_measured() -> None:
    state = marked(trained=False)
    own = replace(state, config=replace(state.config, strategy=FedBN()), info=replace(state.info, evaluated="own"))
    alone, said = sentences(after(replace(baseline("A"), shortcut=read(0.9, 0.5, 0.1)), finished(0), of=own))
    assert plain(alone) == "With the mark on the wrong classes in place of b, A alone falls from 90 % to 10 %."
    assert said == "Whether the hospitals' own models in the federation read it is not measured."


def test_hospitals_with_one_mark_are_told_of_together_and_few_by_themselves() -> None:
    names = "ABCDEF"
    state = replace(marked(trained=False), config=SimulationConfig(hospitals=tuple(
        Hospital(name, shortcut=Mark("a" if name == "F" else "")) for name in names
    )))  # fmt: skip
    assert marked_by(state) == {"a": [*names]}
    state = after(*(replace(baseline(name), shortcut=(replace(read()[0], disease="a"),)) for name in names), of=state)
    assert [key.hospital for key in measured(state, "a")] == ["A", "B", "C"]


@pytest.mark.parametrize(("mark", "said"), [(Mark("DME", 0.25), "A: mark on 25 % of DME"),
                                            (Mark(), "A: mark on 90 % of the first class")])  # fmt: skip
def test_a_runs_header_tells_of_the_mark(mark: Mark, said: str) -> None:
    config = SimulationConfig(hospitals=(Hospital("A", shortcut=mark), Hospital("B")))
    assert [plain(each) for each in how_they_differ(config)][1:] == [said]
