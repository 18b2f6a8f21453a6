"""The view of the Runs page in an address: there and back, and what an address must not be able to do."""

from dataclasses import replace

import pytest

from fedsim.analysis.view import CHOICES, MOST_IDS, NAMES, START, read_view, to_query

OTHER = {name: choices[-1] if choices[-1] != getattr(START, name) else choices[0] for name, choices in CHOICES.items()}
MOVED = replace(START, runs=("0a", "1b"), base=("2c",), color=("0a",), search="a b&c=ü", against="lr", **OTHER)


def test_every_part_is_moved_here() -> None:
    assert all(getattr(MOVED, name) != getattr(START, name) for name in NAMES)


@pytest.mark.parametrize("view", [START, MOVED])
def test_a_view_is_read_back(view) -> None:
    assert read_view({name: [text] for name, text in to_query(view).items()}) == (view, [])


def test_what_is_as_at_first_is_left_out() -> None:
    assert to_query(START) == {}
    assert to_query(replace(START, metric="loss")) == {"metric": "loss"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["<script>", "\0", "x" * 100_000, "../../etc", "😀\u202e", "1; drop table run"])
def test_a_hostile_part_stands_as_at_first_and_is_named(name: str, text: str) -> None:
    view, wrong = read_view({name: [text], "scale": ["log"]} if name != "scale" else {name: [text]})
    if name == "search" and text.isprintable() and len(text) < 99:
        assert view.search == text  # words to look for may be any
    else:
        assert (getattr(view, name), wrong) == (getattr(START, name), [name])
    assert view.scale == ("linear" if name == "scale" else "log")


def test_a_part_that_is_given_twice_and_too_many_runs_are_not_read() -> None:
    assert read_view({"chart": ["bars", "scatter"]}) == (START, ["chart"])
    assert read_view({"runs": [".".join(map(str, range(MOST_IDS + 1)))]}) == (START, ["runs"])
    assert read_view({"runs": ["a.b.a."]})[0].runs == ("a", "b")
