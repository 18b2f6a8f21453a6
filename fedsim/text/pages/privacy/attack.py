"""What the part on the membership test says."""

from fedsim.language import Said, ngettext


class Attack:
    """The question, the choices and the table."""

    HEADING = Said("Can someone who sees a model tell whether a patient's scan was used to train it?")
    WHAT = Said(
        "We train {hospitals} hospitals with {images} images each of {dataset}, {epochs} passes in each of {rounds} "
        "rounds: few images, seen often. Then comes membership inference: we play the attacker, who sees a model, is "
        "shown scans of which half were used, and goes by the model's loss on each. Three runs: without privacy, with "
        "clipping alone, and with record-level privacy."
    )
    NOISE = Said("Noise multiplier of record-level privacy")
    NOISE_HELP = Said(
        "Each hospital adds this much noise to every training step (DP-SGD), in clip norms. ε is what that promises "
        "each image over all rounds: smaller promises more."
    )
    TARGET = Said("The attacker sees")
    TARGET_HELP = Said(
        "What the hospital sends to the server, or what everybody gets back: in the average, each hospital's images "
        "leave fainter traces."
    )
    UPDATE = Said("A hospital's update")
    GLOBAL = Said("The shared model")
    WHOSE = Said("Whose images")
    OF_UPDATE = Said("{hospital}'s update")
    OF_GLOBAL = Said("the shared model, for {hospital}'s images")
    NOT_MADE = Said("The membership test could not be made. {reason}")
    RUN = Said("Run the membership test, with and without privacy")
    FAILED = Said("{run}: the run failed. {error}")


class Columns:
    """Of the table."""

    RUN = Said("Run")
    AUC = Said("AUC (95 %)")
    AUC_HELP = Said("The chance that the attacker ranks a scan that was used above one that was not. 0.5 is guessing.")
    FOUND = Said("Found at 1 % FPR")
    FOUND_HELP = Said(
        "Share of the members found while at most 1 % of the outsiders are accused: the certain ones. In brackets its "
        "95 % interval, over the choice of members and outsiders. It is wide: the threshold rests on one or two "
        "outsiders."
    )
    EPSILON_HELP = Said("What the run promises each image; smaller promises more.")
    ACCURACY = Said("Test accuracy")
    ACCURACY_HELP = Said("Of the shared model after the last round.")
    MEMBERS = Said("On members")
    MEMBERS_HELP = Said("Accuracy of the tested model on the images that it was trained on.")
    OUTSIDERS = Said("On outsiders")
    OUTSIDERS_HELP = Said(
        "Its accuracy on as many images of each class that no hospital has. The gap is what membership inference "
        "lives on."
    )


class Shows:
    """What the membership test shows and what it does not, to be read beside its curve."""

    HEADING = Said("**What this shows, and what it does not**")
    HOW = Said(
        "Membership inference guesses from a model's loss on an image whether the model was trained on it: an area of "
        "0.5 is a coin toss, an area of 1 is certainty."
    )
    LEAK = Said(
        "A high area is a leak that anyone who holds the model can find, so it is a lower bound on what the model "
        "gives away; a low area of this one test proves no privacy, since it is an average over the images, and a "
        "stronger one, or an unusual patient, may fare worse."
    )
    EPSILON = Said("Only epsilon bounds all membership inference on every image.")
    CENTRAL = Said(
        "Here each hospital's training is noised, so that even its update is protected. Noise that the server adds "
        "(central) protects the shared model only: the server itself sees each update as it is."
    )
    SCALE = Said(
        "A hundred images a hospital are few, and chosen to show the leak. With 1,500 images each, the same test of "
        "the quick demo only guesses, and the same noise promises more: privacy is cheaper for large hospitals."
    )
    SOURCES = Said(
        "The membership test is the loss threshold of [Yeom et al. 2018](https://arxiv.org/abs/1709.01604); why the "
        "curve's left end matters: [Carlini et al. 2022](https://arxiv.org/abs/2112.03570); the dashed bound: "
        "[Kairouz et al. 2015](https://arxiv.org/abs/1311.0776); DP-SGD: "
        "[Abadi et al. 2016](https://arxiv.org/abs/1607.00133)."
    )


def what_it_shows() -> tuple[str, ...]:
    """What the membership test shows, and what it does not."""
    return Shows.HOW, Shows.LEAK, Shows.EPSILON, Shows.CENTRAL, Shows.SCALE


def run_missing(number: int) -> str:
    """The button that goes on with the test."""
    return ngettext("Run the {n} run that is missing", "Run the {n} runs that are missing", number).format(n=number)
