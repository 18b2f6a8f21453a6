"""What the part on the cost says: a sweep over noise, its runs, and what they come to."""

from fedsim.language import Said, ngettext
from fedsim.text.format import counted, duration


class Sweep:
    """What is run."""

    WHICH = Said(
        "The settings on the Simulate page, trained with more and more noise: {images}, {hospitals}, {rounds}, clip "
        "norm {norm}."
    )
    WHERE = Said("Where the noise goes")
    WHERE_HELP = Said(
        "Who adds the noise: the server to the average, each hospital to its update, or training in each step."
    )
    NOISES = Said("Noise multipliers")
    NOISES_HELP = Said(
        "The noise's standard deviation, in clip norms. “None” clips alone: it shows what clipping costs, and promises "
        "nothing."
    )
    NO_NOISE = Said("None")
    SEEDS = Said("Seeds")
    SEEDS_HELP = Said("Each noise is tried with as many seeds, to see how much of a difference is chance.")


class Queue:
    """Its runs."""

    RUN = Said("Run the sweep")
    FAILED = Said("A run failed: {error}")
    ALL_DONE = Said("All of its runs are done.")
    NOW_PLAIN = Said("now no privacy, seed {seed}")
    NOW_CLIPPED = Said("now clipped, no noise, seed {seed}")
    NOW_NOISE = Said("now noise {noise}, seed {seed}")
    WITH_REFERENCE = Said("{runs}, one of each seed without privacy")
    ABOUT = Said("{runs}; about {duration}")


class Cost:
    """What they come to."""

    NOTHING_YET = Said(
        "Each noise multiplier becomes a point: its promise against its accuracy. Run the sweep to see them."
    )
    NUMBERS = Said("The numbers")
    POINT = Said("A point is the mean of the runs with one noise multiplier, which is written under it.")
    ONE_SEED = Said("One seed a noise: chance may move any point.")
    BAND = Said("The band goes from the worst seed to the best.")
    ONE_IMAGE = Said("ε protects one image; it is that of the hospital that has spent most.")
    NORMS = Said("Without privacy, ResNet-18 has BatchNorm, and with it GroupNorm: that is part of the difference.")
    STRONGEST = Said("**What the strongest noise does**: rows are what the image shows, columns what the model says")
    PLAIN = Said("No privacy")
    CLIPPED = Said("Clipped, no noise")
    NOISE = Said("Noise {noise}, ε = {epsilon}")
    MATRIX = Said("**{model}**, {share} right · seed {seed}")
    NOISE_COLUMN = Said("Noise multiplier")
    ACCURACY = Said("Accuracy")
    RANGE = Said("Worst and best seed")
    FROM_TO = Said("{low} to {high}")
    SPREAD = Said("Standard deviation")
    SEEDS = Said("Seeds")


def run_missing(number: int) -> str:
    """The button that goes on with a sweep."""
    return ngettext("Run the {n} missing run", "Run the {n} missing runs", number).format(n=number)


def how_long(number: int, done: int, seconds: float | None, *, reference: bool = True) -> str:
    """How many runs are to come, how many are there, and about how long it takes.

    Args:
        number: runs to come.
        done: runs that are there.
        seconds: about, of all that are to come; None where nobody knows.
        reference: whether one of each seed is without privacy.
    """
    if not number:
        return Queue.ALL_DONE
    runs = counted(number, "run")
    if done:
        text = ngettext("{runs}, {done} more is done already", "{runs}, {done} more are done already", done).format(
            runs=runs, done=done
        )
    else:
        text = Queue.WITH_REFERENCE.format(runs=runs) if reference else runs
    return text if seconds is None else Queue.ABOUT.format(runs=text, duration=duration(max(1.0, seconds)))
