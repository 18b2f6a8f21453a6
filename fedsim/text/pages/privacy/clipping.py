"""What the part on clipping says."""

from fedsim.language import Said


class Clipping:
    """How long updates are, and how many are clipped."""

    WHY = Said(
        "Noise hides a hospital only if no update is longer than a known length: the clip norm. Too short a one throws "
        "signal away; too long a one asks for more noise than needed, since noise is measured in clip norms."
    )
    NO_RUN = Said("There is no run whose updates could be shown.")
    RECORD_LEVEL = Said(
        "The run shown is private at record level: what is clipped is the gradient of each image, thousands of times "
        "in a round within each hospital, and those lengths are not reported. A run with central or local privacy, or "
        "without any, shows how long its updates are."
    )
    RUN = Said("Run with clip norm {norm} and {noise}")
    RUN_SET = Said("Run with the set clip norm {norm} and {noise}")
    RUN_ADVISED = Said("Run with the advised clip norm {norm} and {noise}")
    NOISE = Said("noise {noise}")
    NO_NOISE = Said("no noise")
    CLIPS_ALONE = Said("Updates are clipped, and nobody adds noise: nothing is promised.")
    LENGTHS = Said("**How long each hospital's update is** before any clipping, by round.")
    LINE = Said("The grey line is the clip norm in force.")
    NOT_CLIPPED = Said("This run neither clips nor adds noise: its lengths show which clip norm to choose.")
    SHARES = Said("**The share that is clipped**, by round")
    SIGNAL = Said("**What noise leaves**: the average update's length over the noise's")
    NOT_NOISED = Said("This run adds no noise: nothing is drowned, and nothing is promised.")
