"""What the part on the promise says, and the controls of the noise."""

from fedsim.language import N_, Said, Words, _, ngettext

PICTURES = Words(
    {
        "none": N_("Each hospital sends its update as it is; the server averages them. No clipping, no noise."),
        "central": N_(
            "Each hospital sends its update as it is. The server clips each of them, averages them and adds noise."
        ),
        "central-client": N_("Each hospital clips its own update. The server averages them and adds noise."),
        "central-adaptive": N_(
            "Each hospital sends its update as it is. The server clips each of them to a norm that adapts, averages "
            "them and adds noise."
        ),
        "local": N_(
            "Each hospital clips its own update and adds noise before sending it. The server averages what it gets."
        ),
        "record": N_(
            "Inside each hospital every image's gradient is clipped, and noise is added at every step of its training. "
            "The server averages what it gets."
        ),
    }
)
"""What the picture shows, by where the noise goes."""


class Picture:
    """The words in the picture: there is room for about so many letters."""

    TRAINS = Said("trains")
    SERVER = Said("Server")
    MEAN = Said("mean")
    RULE = Said("robust rule")
    SHARED, MODEL = Said("Shared"), Said("model")
    NOTHING = Said("nothing is protected")
    FROM_HERE = Said("protected from here on")
    BACK = Said("the average comes back")
    BACK_BY_RULE = Said("the shared model comes back")
    CLIPS = Said("clips")
    CLIPS_ADAPTING = Said("clips, to a norm that adapts")
    NOISE = Said("adds noise")


class Controls:
    """Where the noise goes and how much of it."""

    GROUP_NORM = Said("ResNet-18 is built with GroupNorm: BatchNorm's statistics cannot be protected.")
    CHOOSE = Said("Choose the")
    CHOOSE_HELP = Said(
        "Choose the noise and see what it promises, or what to promise and see the noise that it takes. epsilon is the "
        "privacy loss: smaller is safer."
    )
    WORKING = Said("Working out the noise")
    FOLLOWS = Said("The noise follows once the images are on this machine.")
    TAKES = Said("It takes a noise multiplier of **{noise}**.")


class Promise:
    """What the settings promise after the last round."""

    NEXT_RUN = Said("What is chosen here is chosen for your next run.")
    NOT_COVERED = Said("What no promise here is about")
    FOLLOWS = Said("The promise follows once the images are on this machine.")
    WORKING = Said("Working out the promise")
    ABOUT = Said("Epsilon bounds the privacy loss: smaller is safer. Delta is the chance that the bound fails.")
    PROMISE = Said("Promise")
    WITHOUT_NOISE = Said("without noise")
    PROTECTS = Said("Protects")
    NOBODY = Said("nobody")
    ADD_OR_REMOVE = Said("add-or-remove-one")
    UNIT = Said("The unit of the promise.")
    NOISE = Said("Noise multiplier")
    CLIP_NORM = Said("clip norm {norm}")
    PRODUCT = Said("The noise's standard deviation is the product of the two.")
    LARGER = Said("The same noise on the averaged model, shared by more hospitals")
    EACH = Said("Each hospital's own promise")
    HOSPITALS = Said("Hospitals")
    HOSPITAL = Said("Hospital")
    IMAGES = Said("Images")
    MAY_BE_RIGHT = Said("Membership guessed right")
    WEIGHING = Said("Weighing it up")
    ANOTHER_UNIT = Said("Hospitals usually ask for another unit: that no single patient can be found out.")
    RECORD_LEVEL = Said("Protect one patient instead: record level")


def after(rounds: int) -> str:
    """The heading above the promise."""
    message = ngettext("What is promised after {rounds} round", "What is promised after {rounds} rounds", rounds)
    return message.format(rounds=rounds)


def more(number: int) -> str:
    """In the picture, in place of the names that have no box."""
    return _("{number} more").format(number=number)
