"""What is said of hospitals that never took part: what the shared model does there."""

from fedsim.analysis.newcomer_frames import ALONE, CAME, TUNED, alone_there, last_of
from fedsim.events import Newcomer
from fedsim.language import N_, Words, _, paragraph, semicolons
from fedsim.runs.state import RunState
from fedsim.text.format import apart, counted, percent

SERIES = Words({CAME: N_("Shared, as it comes"), TUNED: N_("After fine-tuning"), ALONE: N_("Alone")})
"""The lines of the chart."""
SENTENCES = Words(
    {
        "came": N_("{hospital} never took part: the shared model finds {came} there as it comes."),
        "came.alone": N_(
            "{hospital} never took part: the shared model finds {came} there as it comes; alone {hospital} reaches "
            "{alone}."
        ),
        "tuned": N_(
            "{hospital} never took part: the shared model finds {came} there as it comes, {tuned} after {epochs} on "
            "{hospital}'s own images."
        ),
        "tuned.alone": N_(
            "{hospital} never took part: the shared model finds {came} there as it comes, {tuned} after {epochs} on "
            "{hospital}'s own images; alone {hospital} reaches {alone}."
        ),
    }
)
"""By whether a copy was trained there, and the hospital alone."""


def sentence(state: RunState, hospital: str) -> str | None:
    """What the last round came to there, on the classes that the hospital has; None before the first round."""
    found, alone = last_of(state, hospital), alone_there(state, hospital)
    if found is None:
        return None
    if found.accuracy_on_own_classes is None:  # no test image is of these classes
        said = _sentence(found, found.accuracy, found.tuned_accuracy, alone[0] if alone else None)
    else:
        its = found.accuracy_on_own_classes, found.tuned_accuracy_on_own_classes
        said = _sentence(found, *its, alone[1] if alone else None)
    return said if found.error is None else paragraph([said, _not_tuned(found)])


def on_all(state: RunState, hospital: str) -> str | None:
    """What is meant by "there", and the same numbers on all classes."""
    found, alone = last_of(state, hospital), alone_there(state, hospital)
    if found is None or found.accuracy_on_own_classes is None:
        return None
    numbers = [(CAME, found.accuracy), (TUNED, found.tuned_accuracy), (ALONE, alone[0] if alone else None)]
    each = [
        _("{what} {share}").format(what=_lower(SERIES[what]), share=percent(share))
        for what, share in numbers
        if share is not None
    ]
    return _(
        "“There” are the test images of the classes that {hospital} has, as its own scanner takes them. On all "
        "classes: {each}."
    ).format(hospital=hospital, each=semicolons(each))


def describe(state: RunState, hospital: str) -> str:
    """The chart in words."""
    return sentence(state, hospital) or _("The shared model at {hospital}, by round: none is finished yet.").format(
        hospital=hospital
    )


def _sentence(found: Newcomer, came: float, tuned: float | None, alone: float | None) -> str:
    key = ("came" if tuned is None else "tuned") + ("" if alone is None else ".alone")
    others = [share for share in (tuned, alone) if share is not None]
    digits = max((apart(came, other) for other in others), default=0)
    return SENTENCES[key].format(
        hospital=found.name, came=percent(came, digits), tuned=percent(tuned or 0.0, digits),
        alone=percent(alone or 0.0, digits), epochs=counted(found.tuning_epochs, "epoch"),
    )  # fmt: skip


def _not_tuned(found: Newcomer) -> str:
    return _("The copy that was trained there came to nothing: {error}").format(error=found.error)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
