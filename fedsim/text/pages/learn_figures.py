"""The words within the Learn page's figures, which have none of their own; places are filled where they are shown."""

from typing import Any

from fedsim.language import N_, Words, _
from fedsim.text.format import PERCENT
from fedsim.text.pages.learn import Page

_ROUND = Words(
    {
        "figure": N_("A server above, three hospitals below, and models that travel between them"),
        "server": N_("Server"),
        "scans": N_("scans stay"),
        "all_steps": N_("The six steps"),
        "next": N_("Next step"),
        "play": N_("Play"),
        "pause": N_("Pause"),
    }
)
_STEP_NAMES = (
    N_("Choose"),
    N_("Send down"),
    N_("Train"),
    N_("Send up"),
    N_("Average"),
    N_("Evaluate"),
)
_STEPS = (
    N_("Round {round}: the server has a model, random at first, and chooses who takes part: here all three."),
    N_("Round {round}: each hospital receives a copy of the shared model."),
    N_("Round {round}: each trains its copy on its own scans, which stay. What it has never seen it cannot learn."),
    N_("Round {round}: the trained models go up, with how many scans each was trained on; no scan does."),
    N_("Round {round}: the server averages them. What one hospital lacks, the other two bring."),
    N_("Round {round}: the server tests the shared model. It is {wrong} as wrong as at the start. On to the next."),
)
_AVERAGE = Words(
    {
        "figure": N_("Bars of images, FedAvg's formula, and the models' values on a line"),
        "images": N_("{n} images"),
        "images_of": N_("Images of {hospital}"),
        "images_told": N_("{n} images, {share} of the average"),
        "weight_of": N_("The model of {hospital}"),
        "average": N_("shared model"),
        "one_weight": N_("one of the model's numbers"),
        "said": N_("{hospital} counts most, with {share}; the shared model has {mean}."),
    }
)
_DRIFT = Words(
    {
        "figure": N_("A plane of two of the model's numbers, with each hospital's best model and the way of FedAvg"),
        "start": N_("start"),
        "optimum": N_("The best model for {hospital}"),
        "best": N_("best for all images"),
        "fedavg": N_("FedAvg"),
        "point": N_("{x} across, {y} up"),
        "steps": N_("Local steps in a round (E)"),
        "rate": N_("Learning rate (η)"),
        "ratio": N_("How differently their losses curve"),
        "alike": N_("alike"),
        "share": N_("Share of the images at {hospital}"),
        "next": N_("One round"),
        "play": N_("Play all rounds"),
        "under_way": N_("After round {round} FedAvg is {distance} away from the best model for all images."),
        "drifts": N_("FedAvg comes to rest after {rounds} rounds, {distance} away from the best model: drift."),
        "one_step": N_("One local step in a round: no drift, but it takes FedAvg {rounds} rounds to arrive."),
        "alike_curves": N_("Both losses curve alike: no drift, and FedAvg arrives after {rounds} rounds."),
        "alike_optima": N_("Both hospitals want the same model: no drift, and FedAvg arrives after {rounds} rounds."),
    }
)
_PLACES = Words(
    {
        "figure": N_("An update on its way from a hospital to the shared model, and who sees it"),
        "from_here": N_("protected from here on"),
        "where": N_("Where noise is added"),
        "noise": N_("Noise multiplier"),
        "again": N_("Draw the noise again"),
        "nothing": N_("Without noise nothing is hidden from anybody."),
    }
)
_STAGES = (N_("In the hospital"), N_("What arrives"), N_("The average"), N_("Shared model"))
_WATCHERS = (
    N_("seen by: {hospital}"),
    N_("seen by: the server"),
    N_("seen by: the server"),
    N_("seen by: everyone"),
)
_MECHANISMS = Words(
    {
        "central": N_("Central: at the server"),
        "local": N_("Local: at each hospital"),
        "record": N_("Record level: in every training step"),
    }
)
_PROMISES = Words(
    {
        "central": N_(
            "Hides from everyone who sees the shared model whether a hospital took part. Not from the server."
        ),
        "local": N_(
            "Hides from the server, too, whether a hospital's images were used. The average is noisier for it."
        ),
        "record": N_(
            "Hides from everyone outside the hospital whether one image was used. Not that the hospital took part."
        ),
    }
)
_NOISE = Words(
    {
        "figure": N_("The noise that is left in the average: central above, local below"),
        "truth": N_("the average without noise"),
        "hospitals": N_("Hospitals (n)"),
        "noise": N_("Noise multiplier (z)"),
        "said": N_(
            "With {n} hospitals the average has {times} times as much noise in the local case as in the central."
        ),
    }
)
_NOISE_TITLES = Words(
    {"central": N_("Central: the server adds noise once"), "local": N_("Local: each hospital adds noise")},
)
_FORMULAS = Words(
    {
        "central": N_("z / n = {noise} / {n} = {std} (measured: {measured})"),
        "local": N_("z / √n = {noise} / √{n} = {std} (measured: {measured})"),
    }
)
_MASKS = Words(
    {
        "figure": N_("Three hospitals, a mask for each two of them, and what the server receives"),
        "mask_of": N_("The mask of {one} and {two}"),
        "secret": N_("secret: {n}"),
        "server": N_("What the server receives"),
        "sum": N_("Sum"),
        "shuffle": N_("New masks"),
        "drop": N_("{hospital} drops out"),
        "recover": N_("The others tell its masks"),
        "cancels": N_("One adds each mask, the other takes it away: the sum is {sum}, whatever the masks are."),
        "dropped": N_("{hospital} is gone, and its masks stay in the sum: {sum}, not {truth}. It is of no use."),
        "by_chance": N_("{hospital} is gone, and its masks happen to come to 0: {sum} is right by chance alone."),
        "recovered": N_("The others tell the masks that they shared with {hospital}: the sum is {sum} again."),
    }
)

_WORDS: dict[str, dict[str, Words | tuple[str, ...]]] = {
    "round": {"": _ROUND, "names": _STEP_NAMES, "steps": _STEPS},
    "average": {"": _AVERAGE},
    "drift": {"": _DRIFT},
    "places": {"": _PLACES, "stages": _STAGES, "watchers": _WATCHERS, "mechanisms": _MECHANISMS, "promises": _PROMISES},
    "noise": {"": _NOISE, "titles": _NOISE_TITLES, "formulas": _FORMULAS},
    "masks": {"": _MASKS},
}
"""By figure: its words, and under names of their own lists and tables of them."""


def words_of(figure: str) -> dict[str, Any]:
    """All that is written in a figure, in the language in force, by the names that its file knows."""
    parts = {name: _said(words) for name, words in _WORDS[figure].items()}
    return {"try": Page.LINK, "tab": Page.NEW_TAB, "percent": _(PERCENT)} | parts.pop("") | parts


def _said(words: Words | tuple[str, ...]) -> Any:
    return dict(words) if isinstance(words, Words) else list(map(_, words))
