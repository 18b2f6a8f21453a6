"""The four steps of the Explore page: what each is about, and what was measured."""

from fedsim.analysis.ladder import Choice, Failing, Poisoned
from fedsim.analysis.same import SAME
from fedsim.language import N_, Said, Words, _, ngettext
from fedsim.text.chance import unclear
from fedsim.text.format import apart, counted, exact, percent
from fedsim.text.settings import value_title

TITLES = Words(
    {
        "find": N_("1 Find where it fails"),
        "mend": N_("2 Mend it"),
        "poison": N_("3 Poison it"),
        "defend": N_("4 Defend it"),
    }
)
ABOUT = Words(
    {
        "find": N_("FedAvg, with classes shared out more and more unevenly."),
        "mend": N_("The same hospitals, with strategies that are made for hospitals that differ."),
        "poison": N_("One or two of the hospitals send ten times what they have learnt."),
        "defend": N_(
            "Rules that look for updates that may be wrong: alone, and after each is mixed with its nearest ones."
        ),
    }
)
BUTTONS = Words(
    {
        "find": N_("Find where it fails"),
        "mend": N_("Mend it"),
        "poison": N_("Poison it"),
        "defend": N_("Defend it"),
    }
)


class Ladder:
    """What stands around them."""

    WHICH = Said(
        "{hospitals} that may see every class: {images}, {rounds} of {epochs}. Settings of other pages do not count "
        "here."
    )
    AFTER = Said("After the step before.")
    SEEDS = Said("Seeds")
    SEEDS_HELP = Said(
        "With one, chance may move any number here by some points. Three tell more, and take three times as long."
    )
    ONE_SEED = Said("These are numbers of one seed: chance may move any of them by some points.")
    SEEDS_SAID = Said("These are means over {seeds}.")


def found_where(found: Failing) -> str:
    """Step 1."""
    words = {
        "alpha": exact(found.alpha), "low": percent(found.accuracy, apart(found.accuracy, found.alike)),
        "alike": exact(found.alike_alpha), "high": percent(found.alike, apart(found.accuracy, found.alike)),
    }  # fmt: skip
    if found.fails:
        return _("At alpha {alpha} FedAvg falls to {low}, from {high} at alpha {alike}.").format(**words)
    if found.accuracy < found.alike:
        return _(
            "FedAvg holds: at its worst, alpha {alpha}, it is right on {low}, less than ten points below the {high} at "
            "alpha {alike}."
        ).format(**words)
    return _("FedAvg loses nothing: it is right on {low} at alpha {alpha}, and on {high} at alpha {alike}.").format(
        **words
    )


def mended(found: Choice) -> str:
    """Step 2."""
    digits = apart(found.accuracy, found.before)
    words = {
        "strategy": value_title("strategy", found.best.kind), "share": percent(found.accuracy, digits),
        "before": percent(found.before, digits),
    }  # fmt: skip
    if found.helps:
        return _("{strategy} does best there: {share}, where FedAvg has {before}.").format(**words)
    if found.accuracy > found.before + SAME:
        said = _("{strategy} does best there: {share}, where FedAvg has {before}.").format(**words)
        return unclear(said, found.better_in, found.seeds)
    return _("None of them does better than FedAvg, which has {before}: the best, {strategy}, has {share}.").format(
        **words
    )


def poisoned(found: Poisoned, strategy: str) -> str:
    """Step 3.

    Args:
        found: what was measured.
        strategy: the title of the one that was poisoned.
    """
    digits = apart(found.accuracy, found.honest)
    if found.hurts:
        said = ngettext(
            "With {n} hospital that cheats {strategy} falls to {share}, from {honest} without.",
            "With {n} hospitals that cheat {strategy} falls to {share}, from {honest} without.",
            found.cheats,
        )
    elif found.accuracy < found.honest - SAME:
        said = ngettext(
            "{n} hospital that cheats does no clear harm: {strategy} has {share}, and {honest} without.",
            "{n} hospitals that cheat do no clear harm: {strategy} has {share}, and {honest} without.",
            found.cheats,
        )
    else:
        said = ngettext(
            "{n} hospital that cheats does no harm: {strategy} has {share}, and {honest} without.",
            "{n} hospitals that cheat do no harm: {strategy} has {share}, and {honest} without.",
            found.cheats,
        )
    told = said.format(
        n=found.cheats, strategy=strategy, share=percent(found.accuracy, digits), honest=percent(found.honest, digits)
    )
    is_unclear = not found.hurts and found.accuracy < found.honest - SAME
    return unclear(told, found.worse_in, len(found.rounds)) if is_unclear else told


def defended(found: Choice, honest: float) -> str:
    """Step 4.

    Args:
        found: what was measured.
        honest: the accuracy before anybody cheated.
    """
    digits = max(apart(found.accuracy, found.before), apart(found.accuracy, honest))
    rule = value_title("strategy", found.best.kind)
    words = {
        "rule": _("{rule} after mixing").format(rule=rule) if found.mixed else rule,
        "share": percent(found.accuracy, digits), "before": percent(found.before, digits),
        "honest": percent(honest, digits),
    }  # fmt: skip
    if found.helps:
        return _(
            "{rule} defends best: {share}, where there were {before} without a defence, and {honest} before anybody "
            "cheated."
        ).format(**words)
    if found.accuracy > found.before + SAME:
        said = _("{rule} defends best: {share}, where there were {before} without a defence.").format(**words)
        return unclear(said, found.better_in, found.seeds)
    return _(
        "Every defence did worse than none, or as badly: the best, {rule}, has {share}, and without one there were "
        "{before}."
    ).format(**words)


def which(hospitals: int, images: str, rounds: int, epochs: int) -> str:
    """What is run in every step."""
    return Ladder.WHICH.format(
        hospitals=counted(hospitals, "hospital"), images=images, rounds=counted(rounds, "round"),
        epochs=counted(epochs, "local epoch"),
    )  # fmt: skip


def seeds_said(number: int) -> str:
    """What the sentences rest on."""
    return str(Ladder.ONE_SEED) if number == 1 else Ladder.SEEDS_SAID.format(seeds=counted(number, "seed"))
