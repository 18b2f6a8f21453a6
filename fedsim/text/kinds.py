"""What is said of a run for the kinds that its settings have: a text a kind, by the kind's id.

Another kind adds its line here; tests/text/test_kinds.py says where one is missing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from fedsim.language import N_, _, commas, ngettext
from fedsim.settings.adversary import Backdoor, LabelFlip
from fedsim.settings.config import SimulationConfig
from fedsim.settings.declared import declared
from fedsim.settings.hospitals import Hospital
from fedsim.settings.presence import MAX_ROUNDS, Rounds, spans
from fedsim.settings.shortcut import Mark
from fedsim.text.format import MOST_NAMED, counted, exact, few, listed, number, percent


def evenly(config: SimulationConfig) -> str:
    """Who sees a class gets as much of it as others: how many hospitals, and which classes are missing where."""
    if not any(each.excluded for each in config.hospitals):
        return _("{hospitals} with every class").format(hospitals=counted(len(config.hospitals), "hospital"))
    return _who(config)


def skewed(words: Callable[[Any], str]) -> Callable[[SimulationConfig], str]:
    """How many hospitals, which classes are missing where, and the label skew.

    Args:
        words: says of the partition's setting what it is.
    """
    return lambda config: _("{hospitals}; {skew}").format(hospitals=_who(config), skew=words(config.partition))


def _who(config: SimulationConfig) -> str:
    """How many hospitals there are, and who has never seen which classes."""
    hospitals = counted(len(config.hospitals), "hospital")
    lacking = [each for each in config.hospitals if each.excluded]
    if not lacking:
        return hospitals
    if len(lacking) > MOST_NAMED:
        return _("{hospitals}, {n} of which have never seen a class or more").format(
            hospitals=hospitals, n=number(len(lacking))
        )
    each = [_("{hospital} without {classes}").format(hospital=h.name, classes=listed(h.excluded)) for h in lacking]
    return _("{hospitals}: {each}").format(hospitals=hospitals, each=commas(each))


HOW_SHARED: dict[str, Callable[[SimulationConfig], str]] = {
    "none": evenly,
    "dirichlet": skewed(lambda its: _("Dirichlet with alpha {alpha}").format(alpha=exact(its.alpha))),
    "classes": skewed(
        lambda its: ngettext("{n} class each", "{n} classes each", its.classes_per_hospital).format(
            n=number(its.classes_per_hospital)
        )
    ),
    "shards": skewed(
        lambda its: ngettext("{n} shard each", "{n} shards each", its.shards_per_hospital).format(
            n=number(its.shards_per_hospital)
        )
    ),
}
"""By the partition: how many hospitals there are, and how they differ."""
KEPT_BACK: dict[str, str | None] = {
    "none": None,
    "dirichlet": None,
    "classes": N_("no hospital was given their class"),
    "shards": None,
}
"""By the partition: why it gives nobody some images of a class that somebody sees, after "left over since"; None where
it never does."""


def flipped(kind: LabelFlip) -> str:
    """Which labels are wrong."""
    if not kind.source:
        return _("labels flipped")
    return _("{source} labelled {target}").format(source=kind.source, target=kind.target)


def planted(kind: Backdoor) -> str:
    """What the mark means, on how many images, and whether the update is boosted."""
    target, share = kind.target or _("the first class"), percent(kind.share)
    said = _("backdoor to {target} in {share}").format(target=target, share=share)
    return said if kind.boost == 1 else _("{backdoor}, boosted x{boost}").format(backdoor=said, boost=exact(kind.boost))


def marked(kind: Mark) -> str:
    """Which images carry the mark."""
    return _("mark on {share} of {cls}").format(share=percent(kind.share), cls=kind.of or _("the first class"))


def there_in(kind: Rounds) -> str:
    """From when to when, and when not."""
    whole, first, last = kind.last >= MAX_ROUNDS, kind.first, kind.last
    if kind.but:
        away = _without_end(kind.but)
        if whole and first == 1:
            return away
        from_to = there_in(replace(kind, but=""))
        return _("{there}, {away}").format(there=from_to, away=away)
    if whole:
        return _("joins in round {first}").format(first=first)
    return _("there in rounds {first} to {last}").format(first=first, last=last)


def _without_end(but: str) -> str:
    """Rounds that a hospital is left out of; one that does not come back is told so."""
    parts = [
        _("from round {first} on").format(first=first)
        if last >= MAX_ROUNDS
        else _("in round {first}").format(first=first)
        if first == last
        else _("in rounds {first} to {last}").format(first=first, last=last)
        for first, last in spans(but)
    ]
    return _("left out {when}").format(when=listed(parts))


DEALT: dict[str, str | None] = {"disjoint": None, "shared": N_("dealt shared, so that they overlap")}
"""By how images are dealt; None goes without saying."""
IN_HEADER: Mapping[str, Mapping[str, str | Callable[[Any], str] | None]] = {
    "participation": {"full": None, "sampled": N_("{fraction} of the hospitals a round")},
    "stop_at": {
        "none": None,
        "target": N_("ends at accuracy {stop_accuracy}"),
        "plateau": N_("ends after {patience} rounds without a gain of {min_improvement}"),
    },
    "shift": {
        "none": None,
        "gain": N_("gain {factor}"),
        "contrast": N_("contrast {factor}"),
        "blur": N_("blur {sigma} px"),
        "noise": N_("noise {std}"),
        "resolution": N_("{share} of the pixels"),
        "flip": N_("mirrored"),
        "tilt": N_("tilted by {degrees}°"),
    },
    "adversary": {
        "honest": None,
        "label-flip": flipped,
        "backdoor": planted,
        "noise": N_("noise x{ratio}"),
        "scale": N_("update scaled x{factor}"),
        "sign-flip": N_("sign flip x{factor}"),
        "alie": lambda kind: _("ALIE, z {z}").format(z=exact(kind.z)) if kind.z else _("ALIE"),
        "inner-product": N_("inner product x{factor}"),
        "mimic": N_("mimic"),
    },
    "label_noise": {"none": None, "uniform": N_("{share} of the labels wrong")},
    "shortcut": {"none": None, "mark": marked},
    "presence": {
        "always": None,
        "rounds": there_in,
        "never": N_("takes no part"),
    },
    "pace": {"normal": None, "slow": N_("{factor} times as slow")},
    "images": {"share": None, "exactly": N_("{num_images} images")},
    "quantity": {
        "even": None,
        "linear": N_("sizes grow linearly"),
        "square": N_("sizes grow by the square"),
        "exponential": N_("sizes grow exponentially"),
        "power-law": N_("sizes fall by a power law, exponent {exponent}"),
    },
    "strategy": {
        "fedavg": N_("FedAvg"),
        "fedprox": N_("FedProx, mu {mu}"),
        "scaffold": N_("SCAFFOLD"),
        "fedavgm": N_("FedAvgM, momentum {momentum}"),
        "fedadagrad": N_("FedAdagrad, rate {server_lr}"),
        "fedadam": N_("FedAdam, rate {server_lr}"),
        "fedyogi": N_("FedYogi, rate {server_lr}"),
        "qfedavg": N_("q-FedAvg, q {q}"),
        "fednova": N_("FedNova"),
        "feddyn": N_("FedDyn, alpha {dyn_alpha}"),
        "fedmedian": N_("FedMedian"),
        "fedtrimmedavg": N_("FedTrimmedAvg, {trim} at each end"),
        "krum": N_("Krum, f {byzantine}"),
        "multikrum": N_("Multi-Krum, f {byzantine}"),
        "bulyan": N_("Bulyan, f {byzantine}"),
        "rfa": N_("geometric median"),
        "centred-clipping": N_("centred clipping, radius {clip_radius}"),
        "fedbn": N_("FedBN"),
        "fedper": N_("FedPer"),
        "ditto": N_("Ditto, lambda {ditto_lambda}"),
        "finetuning": N_("FedAvg and fine-tuning"),
    },
    "mixing": {
        "none": None,
        "bucketing": N_("buckets of {bucket_size}"),
        "nnm": N_("nearest-neighbour mixing"),
    },
}
"""By the setting and its kind, with places for the kind's parameters, or a function of it; None goes without saying. Of
a scanner shift or an adversary it follows the names of its hospitals and a colon."""


def how_they_differ(config: SimulationConfig) -> list[str]:
    """How many hospitals, and what each has of its own, a few words each."""
    return [*how_dealt(config), *what_each_has(config)]


def how_dealt(config: SimulationConfig) -> list[str]:
    """How many hospitals, how images are dealt and skewed, and their sizes, a few words each."""
    dealt, sizes = DEALT[config.deal], in_header("quantity", config.quantity)
    return [HOW_SHARED[config.partition.kind](config), *([_(dealt)] if dealt else []), *([sizes] if sizes else [])]


def who_takes_part(config: SimulationConfig) -> list[str]:
    """Who is asked in a round and who does not answer, a few words each; nothing where it is everyone."""
    dropout = _("dropout {chance}").format(chance=exact(config.dropout)) if config.dropout else ""
    deadline = _("deadline {time}").format(time=exact(config.deadline)) if config.deadline else ""
    return [each for each in (in_header("participation", config.participation), dropout, deadline) if each]


def in_header(name: str, kind: Any) -> str:
    """A few words on a setting that has kinds; empty where it goes without saying.

    Args:
        name: the setting.
        kind: its value, with the kind's parameters.
    """
    words = IN_HEADER[name][kind.kind]
    if callable(words):
        return words(kind)
    values = {key: _written(value) for key, value in asdict(kind).items()}
    return _(words).format(**values) if words else ""


def _written(value: Any) -> Any:
    if isinstance(value, float):
        return exact(value)
    return number(value) if isinstance(value, int) else value


def what_each_has(config: SimulationConfig) -> Iterator[str]:
    """What hospitals have of their own that does not go without saying, once for all that have the same."""
    for name in (one.name for one in declared(SimulationConfig).values() if one.each):
        yield from its_own(name, config.hospitals)


def its_own(name: str, hospitals: Sequence[Hospital]) -> Iterator[str]:
    """Likewise of one such setting and some hospitals."""
    alike: dict[Any, list[str]] = {}
    for each in hospitals:
        alike.setdefault(getattr(each, name), []).append(each.name)
    for kind, names in alike.items():
        if what := in_header(name, kind):
            yield _("{hospitals}: {what}").format(hospitals=listed(few(names)), what=what)
