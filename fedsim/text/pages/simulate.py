"""What the Simulate page says."""

from fedsim.language import Said


class Headline:
    """The row of numbers of a round."""

    TOGETHER = Said("All together")
    ROUND = Said("round {round}, seed {seed}")
    TOGETHER_HELP = Said("The shared model on the whole test set: the share of images that it names rightly.")
    NEVER_SEEN = Said("{cls}, which {hospital} has never seen")
    AFTER_OWN = Said("{share} after its own training this round")
    NEVER_SEEN_HELP = Said(
        "Of the test images of {cls}, the share that the shared model recognises. Below it, the share that the model "
        "of {hospital} recognises after its own training this round, before averaging."
    )
    PRIVACY = Said("Privacy so far")
    NO_NOISE = Said("clipped, without noise")
    PRIVACY_OF = Said("Privacy of {unit} ({level}).")
    HIDES_NOBODY = Said("Clipping without noise hides nobody.")
    WORTH = Said("With {epsilon}, {worth}.")
    EQUAL = Said("Hospitals count equally in the average.")
    GROUP_NORM = Said("ResNet-18 with GroupNorm.")
    FAILED = Said("{hospital} failed in this round and was left out of the average: {error}")
