"""The settings in words: what each is called, what it does (`TEXTS`), and what its values are called."""

import re
from typing import Any

from fedsim.language import N_, WIDE, Words, _
from fedsim.text.format import exact, number
from fedsim.text.setting_texts import TEXTS

__all__ = ["DP_TITLES", "GROUPS", "TEXTS", "VALUES", "WHY_NOT", "called", "value_title", "with_titles"]
OPTION = re.compile(r"\b(?:[a-z]+(?:_[a-z]+)+|byzantine|dp|mixing|quantity|partition|lr)\b")
"""A setting's name that no sentence has for a word of its own."""


DP_TITLES = Words(
    {
        "none": N_("None"),
        "central": N_("Central: server adds noise"),
        "central-client": N_("Central, hospitals clip"),
        "central-adaptive": N_("Central, clip norm adapts"),
        "local": N_("Local: hospitals add noise"),
        "record": N_("Record level: DP-SGD"),
    }
)
"""Short enough to be read whole in the sidebar."""
VALUES: dict[str, Words] = {
    "samples_per_hospital": Words({None: N_("all")}),
    "partition": Words(
        {
            "none": N_("None beside classes never seen"),
            "dirichlet": N_("Dirichlet"),
            "classes": N_("A few classes each"),
            "shards": N_("Shards"),
        }
    ),
    "deal": Words(
        {
            "disjoint": N_("Disjoint: no image twice"),
            "shared": N_("Shared: hospitals overlap"),
        }
    ),
    "quantity": Words(
        {
            "even": N_("Even"),
            "linear": N_("Linear: 1, 2, 3, …"),
            "square": N_("Square: 1, 4, 9, …"),
            "exponential": N_("Exponential: e times the one before"),
            "power-law": N_("Power law: the first is the largest"),
        }
    ),
    "exponent": Words({0.0: N_("0, even"), 1.0: N_("1, Zipf's law")}),
    "label_noise": Words({"none": N_("No mistakes"), "uniform": N_("Mistakes in all classes alike")}),
    "shortcut": Words({"none": N_("No mark"), "mark": N_("A mark on one disease")}),
    "images": Words({"share": N_("Its share"), "exactly": N_("A number of its own")}),
    "participation": Words(
        {
            "full": N_("All hospitals, every round"),
            "sampled": N_("A sample of them, drawn anew each round"),
        }
    ),
    "stop_at": Words(
        {
            "none": N_("No, all rounds"),
            "target": N_("At an accuracy"),
            "plateau": N_("At a plateau"),
        }
    ),
    "target_accuracy": Words({None: N_("none")}),
    "checkpoint_every": Words({None: N_("the last alone")}),
    "fraction": Words({1.0: N_("1, all of them")}),
    "dropout": Words({0.0: N_("0, nobody")}),
    "shift": Words(
        {
            "none": N_("As in the data set"),
            "gain": N_("Brighter or darker"),
            "contrast": N_("Contrast"),
            "blur": N_("Blur"),
            "noise": N_("Noise"),
            "resolution": N_("Resolution"),
            "flip": N_("Mirrored"),
            "tilt": N_("Tilted"),
        }
    ),
    "deadline": Words({None: N_("wait for all")}),
    "presence": Words(
        {"always": N_("In every round"), "rounds": N_("Joins late or leaves"), "never": N_("Never takes part")}
    ),
    "pace": Words({"normal": N_("By its images"), "slow": N_("Slow")}),
    "adversary": Words(
        {
            "honest": N_("Honest"),
            "label-flip": N_("Flips labels"),
            "backdoor": N_("Plants a backdoor"),
            "noise": N_("Sends noise"),
            "scale": N_("Scales its update"),
            "sign-flip": N_("Flips its update's sign"),
            "alie": N_("Colludes: A Little Is Enough"),
            "inner-product": N_("Colludes: inner-product manipulation"),
            "mimic": N_("Colludes: mimics one hospital"),
        }
    ),
    "adversary.source": Words({"": N_("every class")}),
    "adversary.target": Words({"": N_("none named")}),
    "shortcut.of": Words({"": N_("none named")}),
    "adversary.z": Words({0.0: N_("0, by the paper's formula")}),
    "model": Words(
        {
            "cnn": N_("Small CNN (fast)"),
            "resnet18": N_("ResNet-18 (the tutorial's)"),
        }
    ),
    "weights": Words(
        {
            "none": N_("Random"),
            "imagenet": N_("ImageNet (downloaded once)"),
        }
    ),
    "strategy": Words(
        {
            "fedavg": N_("FedAvg"),
            "fedprox": N_("FedProx"),
            "scaffold": N_("SCAFFOLD"),
            "fedavgm": N_("FedAvgM"),
            "fedadagrad": N_("FedAdagrad"),
            "fedadam": N_("FedAdam"),
            "fedyogi": N_("FedYogi"),
            "qfedavg": N_("q-FedAvg"),
            "fednova": N_("FedNova"),
            "feddyn": N_("FedDyn"),
            "fedmedian": N_("FedMedian"),
            "fedtrimmedavg": N_("FedTrimmedAvg"),
            "krum": N_("Krum"),
            "multikrum": N_("Multi-Krum"),
            "bulyan": N_("Bulyan"),
            "rfa": N_("Geometric median (RFA)"),
            "centred-clipping": N_("Centred clipping"),
            "fedbn": N_("FedBN"),
            "fedper": N_("FedPer"),
            "ditto": N_("Ditto"),
            "finetuning": N_("Fine-tuning"),
        }
    ),
    "mixing": Words(
        {
            "none": N_("Nothing"),
            "bucketing": N_("Bucketing"),
            "nnm": N_("Nearest-neighbour mixing"),
        }
    ),
    "optimizer": Words({"adam": N_("Adam"), "sgd": N_("Plain gradient descent (SGD)")}),
    "mu": Words({0.0: N_("0, as FedAvg")}),
    "momentum": Words({0.0: N_("0, as FedAvg")}),
    "q": Words({0.0: N_("0, as FedAvg")}),
    "trim": Words({0.0: N_("0, the mean")}),
    "num_selected": Words({0: N_("all but f")}),
    "ditto_lambda": Words({0.0: N_("0, as alone")}),
    "tuning_epochs": Words({0: N_("0, as FedAvg")}),
    "dp": DP_TITLES,
    "noise_multiplier": Words({0.0: N_("0, clip only")}),
    "target_epsilon": Words({None: N_("no limit")}),
    "delta": Words({None: N_("auto")}),
    "baselines": Words(
        {
            "none": N_("No"),
            "after": N_("After the federation"),
            "before": N_("Before the federation"),
            "beside": N_("Beside it, sharing the cores"),
        }
    ),
    "baseline_epochs": Words({None: N_("as in the federation")}),
    "attack": Words(
        {
            "none": N_("No"),
            "last-round": N_("After the last round"),
        }
    ),
    "engine": Words(
        {
            "inprocess": N_("In this process"),
            "ray": N_("Ray (many cores or GPUs)"),
        }
    ),
}
"""What a value is called, where its own name would say too little."""
GROUPS = Words(
    {
        "data": N_("Data"),
        "hospitals": N_("Hospitals"),
        "training": N_("Training"),
        "strategy": N_("Strategy"),
        "robustness": N_("Robustness"),
        "privacy": N_("Privacy"),
        "evaluation": N_("Evaluation"),
        "run": N_("How it runs"),
    }
)
WHY_NOT = Words(
    {
        ("weights", "imagenet-needs-resnet18"): N_("Only ResNet-18 has ImageNet weights."),
        ("weights", "imagenet-or-noise"): N_("ImageNet weights bring BatchNorm, which differential privacy rules out."),
        ("strategy", "scaffold-or-noise"): N_(
            "SCAFFOLD is not offered with privacy: control variates are not protected."
        ),
        ("adversary", "collude-or-noise"): N_(
            "Collusion is offered with record-level noise alone: other noise is not calibrated for it."
        ),
        ("dp", "collude-or-noise"): N_(
            "Only record-level noise is offered while hospitals collude: other noise is not calibrated for that."
        ),
        ("strategy", "rule-or-central-noise"): N_(
            "With central noise, strategies that take no mean are not offered: the noise is calibrated for a mean."
        ),
        ("strategy", "loss-or-noise"): N_("q-FedAvg is not offered with privacy: the losses are not protected."),
        ("dp", "rule-or-central-noise"): N_(
            "Central noise is not offered with this strategy: it is calibrated for a mean, which this one does not "
            "take."
        ),
        ("dp", "loss-or-noise"): N_("No noise is offered with q-FedAvg: the hospitals' losses would not be protected."),
        ("dp", "scaffold-or-noise"): N_(
            "No noise is offered with SCAFFOLD: its control variates would not be protected."
        ),
        ("deal", "shared-or-skew"): N_(
            "Shared is not offered with Dirichlet and shards: every hospital would have all images of its classes."
        ),
        ("deal", "shared-or-quantity"): N_(
            "Shared is offered with even sizes only: every hospital would have all images of its classes."
        ),
        ("partition", "shared-or-skew"): N_(
            "Dirichlet and shards are not offered while images are dealt shared: every hospital has all of its classes."
        ),
        ("partition", "shards-or-quantity"): N_("Shards are offered with even sizes only: they are of one size."),
        ("quantity", "shared-or-quantity"): N_(
            "Only even is offered while images are dealt shared: every hospital has all images of its classes."
        ),
        ("quantity", "shards-or-quantity"): N_("Only even is offered with shards, which are of one size."),
        ("dp", "imagenet-or-noise"): N_(
            "No noise is offered here: ImageNet weights bring BatchNorm, which differential privacy rules out. Start "
            "from random weights instead, under Advanced on the Simulate page."
        ),
    }
)
"""Why some of a control's values are not offered, by the setting and the problem that choosing them would be."""


def called(name: str) -> str:
    """What to call a setting within a sentence."""
    return TEXTS[name].called


def with_titles(sentence: str) -> str:
    """A problem's sentence, in which settings go by the names of options and files, for a page whose controls have
    titles: the title follows in brackets, once each.
    """
    told: set[str] = set()

    def titled(found: re.Match[str]) -> str:
        name = found[0]
        if name in told or name not in TEXTS:
            return name
        told.add(name)
        return _("{name} ({title})").format(name=name, title=TEXTS[name].title)

    return re.sub(rf"(?<=）) (?={WIDE})", "", OPTION.sub(titled, sentence))


def value_title(name: str, value: Any) -> str:
    """What a setting's value is called on a page."""
    titles = VALUES.get(name)
    if titles and value in titles:
        return titles[value]
    if isinstance(value, float):
        return exact(value)
    if name in ("samples_per_hospital", "images.num_images"):
        return number(value)
    return f"{value} px" if name == "size" else str(value)
