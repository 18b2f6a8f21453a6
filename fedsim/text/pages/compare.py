"""What the Compare page says."""

from fedsim.language import N_, Said, Words, _, ngettext
from fedsim.text.format import counted, number


class Page:
    """Around its parts."""

    HEADING = Said("What does each hospital gain by joining?")
    PURPOSE = Said("Compare what each hospital learns alone with what all of them learn together.")


HELP = Words(
    {
        "model": N_(
            "A hospital that trained by itself; the federation's shared model after its last round, or where each "
            "hospital has a model of its own the mean over these; or one model trained on everybody's images in one "
            "place, which privacy forbids."
        ),
        "accuracy": N_("The share of all test images that the model names rightly."),
        "balanced_accuracy": N_(
            "How much it finds of each class, averaged over the classes: common ones do not drown rare ones."
        ),
        "macro_f1": N_(
            "For each class, how much is found and how much of what is called it truly is it, in one number; averaged "
            "over the classes."
        ),
        "auc": N_(
            "How well it ranks images: the chance that an image of a class is given a higher probability of it than an "
            "image of another class, averaged over the classes. 0.5 is guessing; 1 is perfect."
        ),
        "num_examples": N_("Images that the model learnt from. Together, they never leave their hospitals."),
        "never_seen": N_("Classes of which the model had no image to learn from."),
    }
)
"""Of the score table's columns."""


class Models:
    """Every model side by side."""

    SCORES = Said("**Scores**, the highest of each tinted")
    BY_CHANCE = Said("The highest may be so by chance: the sentences above say which differences are more than noise.")
    FINDS = Said("**What each model finds**: the share of a class's test images that it names rightly")
    OUTLINED = Said(":orange[Outlined] are classes of which the hospital has no image: its blind spot.")
    TAKES = Said("**What each model takes for what**: rows are what the image shows, columns what the model says")
    MODEL_RIGHT = Said("**{model}** {share} right")
    MODEL_UNTRAINED = Said("**{model}** –")


class Status:
    """What stands between a run and its comparison."""

    WHAT = Said(
        "Here each hospital that trains alone, the federation, and one model trained on everybody's images stand side "
        "by side: their scores, what they never find, and the very images on which they differ."
    )
    NO_RUN = Said("There is no run to compare yet. Run a federation first, then come back.")
    SET_UP = Said("Set up and run a federation")
    RUN_ANOTHER = Said("Run another federation")
    NOT_YOURS = Said("Only who started this run can train the models that it lacks.")
    SOME_MISSING = Said("**Not every model is trained.** What is finished stays; the others can still be trained.")
    TRAIN_MISSING = Said("Train the missing models")
    TRAIN = Said("Train each hospital alone, and pooled")
    LATER = Said("{where} · when it is over, each hospital can be trained alone")


class Learning:
    """How each learns by itself."""

    HOW = Said(
        "**How each learns by itself**: accuracy by epoch on its own training images (thin), on validation images of "
        "the classes that it has (dashed), and on all test images (thick)"
    )
    BLIND = Said(
        "A hospital cannot see its own blind spot: what it validates on has none of the classes that it lacks."
    )


class Gallery:
    """The test images on which a hospital alone and the federation differ."""

    HEADING = Said("The images behind the numbers")
    SOON = Said("As soon as all models are trained, the images on which they differ come here.")
    NOTHING = Said("This run has no hospital's model to compare with the federation's.")
    OWN_MODELS = Said(
        "With this strategy each hospital has a model of its own: there is no one model together whose answers to an "
        "image could stand beside those of a hospital alone."
    )
    NOT_KEPT = Said(
        "What the models said to each image is kept for the newest runs only, and not for this one. Run it again to "
        "see its images."
    )
    CANNOT = Said("The images cannot be shown. {error}")
    CHANGED = Said(
        "The images have changed since this run: its models were evaluated on {then} test images, and the {now} that "
        "are there now do not fit its numbers. Run it again to see them."
    )
    DIFFER = Said(
        "Of {images} test images, {model} gets **{helps}** wrong that the federation gets right; **{harms}** the other "
        "way round."
    )
    NO_IMAGE = Said("There is no such image: choose another hospital, or images the other way round.")
    HOSPITAL = Said("Hospital")
    WHERE = Said("Images where")
    HELPS = Said("Joining helps")
    HARMS = Said("Joining harms")
    WHERE_HELP = Said("Helps: wrong alone, right together. Harms: right alone, wrong together.")
    PAGE = Said("{first} to {last} of {images}.")
    ORDER = Said("First come classes that the hospital has never seen, then those of which both are most sure.")
    MORE = Said("Show others")
    SHOWS = Said("Shows **{cls}**")
    SEEN = Said("{hospital} has {count} of these")
    NEVER_SEEN = Said("{hospital} has never seen it")
    ANSWER = Said("{model}: {cls} {share}")
    TRY = Said("Ask every model")
    TRY_HELP = Said("Show this image to all models of the run, and see where each looked.")


def same_test_images(count: int, *, by_scanner: bool = False) -> str:
    """What every model is evaluated on; by scanner, what the images are that each scanner takes."""
    if by_scanner:
        return ngettext("There is {n} test image.", "There are {n} test images.", count).format(n=number(count))
    return ngettext(
        "Every model is evaluated on the same {n} test image.",
        "Every model is evaluated on the same {n} test images.",
        count,
    ).format(n=number(count))


def own_models(*, by_scanner: bool) -> str:
    """What "together" is where each hospital has a model of its own, and what these are evaluated on.

    Args:
        by_scanner: whether each is evaluated on what its own scanner takes.
    """
    said = _("Together is the mean over the hospitals' own models.")
    if not by_scanner:
        return said
    return _(
        "{said} A hospital's own model, and the hospital alone, are evaluated on these images as its own scanner takes "
        "them; pooled is the mean over what each scanner takes."
    ).format(said=said)


def all_rows(count: int) -> str:
    """Under a table that is scrolled."""
    return ngettext(
        "A click on a heading sorts by it; scroll for all {n} model.",
        "A click on a heading sorts by it; scroll for all {n} models.",
        count,
    ).format(n=number(count))


def only_federation(models: int, epochs: int) -> str:
    """What there is to train beside the federation.

    Args:
        models: how many.
        epochs: passes of each.
    """
    return ngettext(
        "**So far, this run has only the federation.** What would each hospital reach without it? Train every hospital "
        "by itself, on its own images, and, as the bound that privacy forbids, one model on all images pooled: {n} "
        "model, {epochs} each, from the same start.",
        "**So far, this run has only the federation.** What would each hospital reach without it? Train every hospital "
        "by itself, on its own images, and, as the bound that privacy forbids, one model on all images pooled: {n} "
        "models, {epochs} each, from the same start.",
        models,
    ).format(n=models, epochs=counted(epochs, "epoch"))
