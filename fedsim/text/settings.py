"""The settings in words: what each is called, what it does, what its values are called, and what is wrong with one."""

from dataclasses import dataclass
from typing import Any

from fedsim.errors import WORDS


@dataclass(frozen=True)
class Text:
    """A setting's title and help."""

    title: str
    help: str


TEXTS: dict[str, Text] = {
    "dataset": Text(
        "Images",
        "What the hospitals look at: a data set's name, or the path of an .npz file in MedMNIST's format. Synthetic "
        "OCT and digits are always there; the others are downloaded once, and own files added, on the Data page.",
    ),
    "size": Text("Image size", "Height and width, px. Larger images show more and train slower."),
    "hospitals": Text(
        "Hospitals",
        "How many hospitals take part, or their names: 3 or Berlin,Oslo,Turin. New ones repeat the pattern of the "
        "first three. A comma within a name is %2C.",
    ),
    "excluded": Text(
        "Never seen",
        'Classes never seen, such as "A=DME;B=DRUSEN,NORMAL;C=CNV", or none; where it is left out, A, B, C, A, ... '
        "lack the classes at positions 1, 2, 0, 1, ...",
    ),
    "partition": Text("Partition", "Which hospital gets which image."),
    "participation": Text("Participation", "Which hospitals take part in a round."),
    "shift": Text(
        "Scanner shift", "How a hospital's scanner changes its images, as A=kind;B=kind, or none: as in the data set."
    ),
    "adversary": Text("Adversary", "What a hospital does to cheat, as A=kind;B=kind, or none: all of them are honest."),
    "samples_per_hospital": Text(
        "Images each, at most",
        "At most this many a hospital, the same share of each of its classes. Each class is shared out evenly among "
        "the hospitals that see it.",
    ),
    "rounds": Text("Rounds", "How often the hospitals send their models in to be averaged."),
    "local_epochs": Text("Local epochs", "Passes that each hospital makes over its own images in a round."),
    "batch_size": Text("Batch size", "Images a training step."),
    "lr": Text("Learning rate", "Adam's step size. Too large a one ends in an error that says so."),
    "model": Text("Model", "What every hospital trains."),
    "weights": Text("Start from", "Random weights, or torchvision's ImageNet ones (resnet18 only)."),
    "strategy": Text(
        "Strategy",
        "How the hospitals' models become one. FedAvg takes their mean; FedProx also holds each hospital near the "
        "shared model; SCAFFOLD corrects each hospital's steps for how it differs from the others.",
    ),
    "mu": Text(
        "Pull to the shared model (mu)",
        "With FedProx: how strongly a hospital is held near the shared model while it trains. 0 is FedAvg.",
    ),
    "dp": Text(
        "Privacy",
        "Differential privacy: where its noise goes; central where noise is asked for and this is left out. The "
        "Privacy page draws it, and says what is promised.",
    ),
    "noise_multiplier": Text(
        "Noise multiplier",
        "The noise's standard deviation, in clip norms. 0 clips alone, and guarantees nothing.",
    ),
    "clip_norm": Text(
        "Clip norm",
        "No hospital's update, or at record level no image's gradient, may be longer than this (L2). Noise hides what "
        "is not longer.",
    ),
    "target_epsilon": Text(
        "Budget (epsilon)",
        "The run ends before it would spend more than this. Without a noise multiplier, the one is taken that lasts "
        "for all rounds.",
    ),
    "delta": Text(
        "delta",
        "The chance at which the promise may fail. auto is a hundredth of one over the number of hospitals or images.",
    ),
    "baselines": Text(
        "Also train alone and pooled",
        "Each hospital by itself, and one model on all their images in one place, which privacy forbids: for as many "
        "epochs as in the federation, from the same weights. What was trained before is not trained again.",
    ),
    "baseline_epochs": Text(
        "Epochs alone",
        "Passes over its images of a hospital that trains alone, and of the pooled model. Alone, the optimiser goes on "
        "from epoch to epoch; in the federation each round starts a fresh one.",
    ),
    "attack": Text(
        "Attack the last models",
        "Try to tell from the models of the last round which images they were trained on. The training stays the same.",
    ),
    "seed": Text("Seed", "Every random choice follows from it: the same seed gives the same run."),
    "engine": Text("Engine", "How Flower's apps are run. Both give the same numbers; Ray takes 10 s to start."),
    "device": Text("Device", "Where to train: auto takes a GPU if there is one."),
}
"""By the field's name; `excluded` is the second half of `hospitals`."""

DP_TITLES = {
    "none": "None",
    "central": "Central: server adds noise",
    "central-client": "Central, hospitals clip",
    "central-adaptive": "Central, clip norm adapts",
    "local": "Local: hospitals add noise",
    "record": "Record level: DP-SGD",
}
"""Short enough to be read whole in the sidebar."""
VALUES: dict[str, dict[Any, str]] = {
    "samples_per_hospital": {None: "all"},
    "partition": {"disjoint": "Even shares, no image twice"},
    "participation": {"full": "All hospitals, every round"},
    "shift": {"none": "As in the data set"},
    "adversary": {"honest": "Honest"},
    "model": {"cnn": "Small CNN (fast)", "resnet18": "ResNet-18 (the tutorial's)"},
    "weights": {"none": "Random", "imagenet": "ImageNet (downloaded once)"},
    "strategy": {"fedavg": "FedAvg", "fedprox": "FedProx", "scaffold": "SCAFFOLD"},
    "mu": {0.0: "0, as FedAvg"},
    "dp": DP_TITLES,
    "noise_multiplier": {0.0: "0, clip only"},
    "target_epsilon": {None: "no limit"},
    "delta": {None: "auto"},
    "baselines": {
        "none": "No",
        "after": "After the federation",
        "before": "Before the federation",
        "beside": "Beside it, sharing the cores",
    },
    "baseline_epochs": {None: "as in the federation"},
    "attack": {"none": "No", "last-round": "After the last round"},
    "engine": {"inprocess": "In this process", "ray": "Ray (many cores or GPUs)"},
}
"""What a value is called, where its own name would say too little."""
GROUPS = {
    "data": "Data",
    "hospitals": "Hospitals",
    "training": "Training",
    "strategy": "Strategy",
    "privacy": "Privacy",
    "evaluation": "Evaluation",
    "run": "How it runs",
}
WEIGHTS_OR_NOISE = "ImageNet weights bring BatchNorm, which differential privacy rules out"
WHY_NOT = {
    ("weights", "imagenet-needs-resnet18"): "Only ResNet-18 has ImageNet weights.",
    ("weights", "imagenet-or-noise"): f"{WEIGHTS_OR_NOISE}.",
    ("strategy", "scaffold-or-noise"): "SCAFFOLD is not offered with privacy: control variates are not protected.",
    ("dp", "scaffold-or-noise"): "No noise is offered with SCAFFOLD: its control variates would not be protected.",
    ("dp", "imagenet-or-noise"): f"No noise is offered here: {WEIGHTS_OR_NOISE}. Start from random weights instead, "
    "under Advanced on the Simulate page.",
}
"""Why some of a control's values are not offered, by the setting and the problem that choosing them would be."""

WORDS |= {
    "out-of-bounds": "{name} must be from {low:g} to {high:g}, got {value}.",
    "out-of-bounds.samples_per_hospital": "samples_per_hospital must be >= {low:g} or all, got {value}.",
    "out-of-bounds.baseline_epochs": "baseline_epochs must be from {low:g} to {high:g}, or auto for the federation's, "
    "got {value}.",
    "out-of-bounds.target_epsilon": "target_epsilon must be above {low:g}, at most {high:g}, got {value}.",
    "out-of-bounds.delta": "delta must be between {low:g} and {high:g}, or auto, got {value}.",
    "not-a-choice": "{name} must be one of {choices}, got {value}.",
    "no-whole-number": "{name} must be a whole number, got '{value}'.",
    "no-number": "{name} must be a number, got '{value}'.",
    "no-text": "{name} must be a text, got '{value}'.",
    "no-parameters": "{value} is no setting of {union} {kind}, which has no parameters: leave it out.",
    "no-such-parameter": "{value} is no setting of {union} {kind}, which has only {names}: leave it out.",
    "unknown-setting": "Unknown setting '{value}'; the settings are {settings} and excluded.",
    "imagenet-needs-resnet18": "Only resnet18 has ImageNet weights; choose it, or set weights to none.",
    "imagenet-or-noise": "ImageNet weights need BatchNorm, which differential privacy rules out; set weights to none "
    "or dp to none.",
    "budget-needs-noise": "A target_epsilon needs noise: choose with dp where it goes, or set target_epsilon to none.",
    "scaffold-or-noise": "With scaffold each hospital also sends its control variate, which privacy would have to clip "
    "and noise like the model and does not; set dp to none, got {got}, or choose the strategy fedavg or fedprox.",
    "participation-or-noise": "Privacy cannot be accounted for with the participation {got}; choose {accounted}, or "
    "set dp to none.",
    "nobody-there": "Round {round} cannot begin: no node answers for the hospitals planned for it, by number {places}. "
    "Try the engine inprocess.",
    "batch-of-one": "ResNet-18's BatchNorm needs batches of 2 or more; set batch_size to at least 2, got 1.",
    "number-of-hospitals": "hospitals must be from {low} to {high}, got {value}.",
    "hospital-without-name": "Every hospital needs a name.",
    "hospital-twice": "Two hospitals are called {hospital}; give each its own name.",
    "unknown-class": "Hospital {hospital} excludes {value}, but the classes are {classes}.",
    "no-class-left": "Hospital {hospital} has no class left to learn from; give it at least one.",
    "unknown-hospital": "Hospital {hospital} excludes classes, but the hospitals are {hospitals}.",
    "hospitals-unreadable": "hospitals must be a number or a list of names, got '{value}'.",
    "excluded-no-table": "excluded must be a table such as {{A = ['DME']}}, got '{value}'.",
    "no-such-hospital": "{name} tells of hospital {hospital}, but the hospitals are {hospitals}.",
    "each-unreadable": "Cannot read {name} at '{value}'; write each hospital once, as in A=kind;B=kind, or none.",
    "exclusion-unreadable": "Cannot read the exclusion '{value}'; write it once a hospital, as in A=DME;B=DRUSEN,CNV.",
    "file-unreadable": "Cannot read the settings in {path}: {error}.",
}
"""What is wrong, by a `Problem`'s text id."""


def value_title(name: str, value: Any) -> str:
    """What a setting's value is called on a page."""
    from fedsim.text.format import number  # it knows of runs: not for whoever only imports fedsim

    if value in (titles := VALUES.get(name, {})):
        return titles[value]
    if isinstance(value, float):
        return f"{value:g}"
    return number(value) if name == "samples_per_hospital" else f"{value} px" if name == "size" else str(value)
