"""Whether models read a hospital's mark, in words."""

import math
from collections.abc import Iterator

from fedsim.analysis.keys import POOLED, ModelKey
from fedsim.analysis.shortcut_frames import marked_by, measured
from fedsim.events import ShortcutAccuracy
from fedsim.language import _, semicolons
from fedsim.runs.state import RunState
from fedsim.text.format import few, listed, percent


def sentences(state: RunState) -> list[str]:
    """What the mark of each disease does to the models that are there, and what is not measured."""
    return list(_sentences(state))


def _sentences(state: RunState) -> Iterator[str]:
    for disease in marked_by(state):
        if known := measured(state, disease):
            num_test = state.info.num_test if state.info else 1
            changes = listed([_change(key, each, num_test) for key, each in known.items()])
            yield _("With the mark on the wrong classes in place of {disease}, {changes}.").format(
                disease=disease, changes=changes
            )
    if state.has_own_models:
        yield _("Whether the hospitals' own models in the federation read it is not measured.")


def heading(disease: str, names: list[str]) -> str:
    """Which disease goes with a mark, and where."""
    return _("{hospitals}: a mark on {disease}").format(hospitals=listed(few(names)), disease=disease)


def describe(state: RunState, disease: str) -> str:
    """A disease's chart in words, for screen readers."""
    parts = [
        _("{model} {right} with the mark on {disease} alone, {none} without it, {wrong} with it on all others").format(
            model=_model(key),
            disease=disease,
            right=percent(each.accuracy_with),
            none=percent(each.accuracy_without),
            wrong=percent(each.accuracy_wrong),
        )
        for key, each in measured(state, disease).items()
    ]
    if not parts:
        return _("Test accuracy with and without the mark on {disease}; no model is measured yet.").format(
            disease=disease
        )
    return _("Test accuracy: {models}.").format(models=semicolons(parts))


def in_line(of: ShortcutAccuracy, fractions: tuple[str, str, str]) -> str:
    """For a line of the terminal.

    Args:
        of: what was measured.
        fractions: accuracy with the mark, without it and with it on the wrong classes, as they are to be written.
    """
    right, none, wrong = fractions
    return _(
        "mark of {disease}: accuracy {right} with it, {none} without, {wrong} with it on the wrong classes"
    ).format(disease=of.disease, right=right, none=none, wrong=wrong)


def _change(key: ModelKey, of: ShortcutAccuracy, num_test: int) -> str:
    """What becomes of a model's accuracy where the mark goes from the disease to all other classes.

    A change is told as one where it is more than two standard errors of the difference between two shares of so many
    images each: more than is due, since they are the same images.
    """
    start, end = percent(of.accuracy_with), percent(of.accuracy_wrong)
    middle = (of.accuracy_with + of.accuracy_wrong) / 2
    if abs(of.accuracy_with - of.accuracy_wrong) <= 2 * math.sqrt(2 * middle * (1 - middle) / num_test):
        words = _("{model} stays at {start}") if start == end else _("{model} hardly changes, {start} and {end}")
    elif of.accuracy_wrong < of.accuracy_with:
        words = _("{model} falls from {start} to {end}")
    else:
        words = _("{model} rises from {start} to {end}")
    return words.format(model=_model(key), start=start, end=end)


def _model(key: ModelKey) -> str:
    """A model, within a sentence."""
    if key.hospital is not None:
        return _("{hospital} alone").format(hospital=key.hospital)
    return _("the pooled model") if key == POOLED else _("the shared model")
