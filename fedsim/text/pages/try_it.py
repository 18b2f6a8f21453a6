"""What the Try it page says."""

from fedsim.language import N_, Said, Words, commas, ngettext
from fedsim.text.format import number


class Page:
    """Around its parts."""

    HEADING = Said("What does each model say to this image?")
    PURPOSE = Said("Show one image to every model: what each says, how sure, and where it looked.")
    NO_RUN = Said("There is no run to try yet. Run a federation first, then come back.")
    TO_SIMULATE = Said("Set up and run a federation")
    LIVE = Said("As soon as the run is over, its models can be tried here.")
    SOURCE = Said("Which image")


SOURCES = Words({"test": N_("A test image"), "own": N_("Your own picture"), "drawn": N_("Draw a digit")})
WAYS = Words(
    {
        "helps": N_("joining helps: wrong alone, right together"),
        "harms": N_("joining harms: right alone, wrong together"),
        "missed": N_("a hospital alone is wrong"),
        "none-right": N_("no model is right"),
        "any": N_("whatever the models say"),
    }
)
"""By what test images can be chosen."""


class Test:
    """Images of the test set."""

    WHERE = Said("Images where")
    WHERE_HELP = Said(
        "Images of a class that the hospital has never seen come first, then those of which the models are most sure."
    )
    CLASS = Said("Which show")
    CLASS_HELP = Said("Only images of this class come one after the other.")
    ALL = Said("any class")
    PREVIOUS = Said("Previous")
    NEXT = Said("Next")
    RANDOM = Said("Any one")
    POSITION = Said("{place} of {images}")
    NO_IMAGE = Said("There is no such image: choose another class, or other images.")
    NOT_KEPT = Said(
        "What the models said to each test image is kept for the newest runs only, and not for this one: images can be "
        "chosen by their class alone."
    )
    CANNOT = Said("The images cannot be shown. {error}")
    CHANGED = Said(
        "The images have changed since this run: these are others than those that its models were evaluated on."
    )
    OTHERWISE = Said(
        "A model answers otherwise here than when the run was made: another version, machine or device made it."
    )


class Own:
    """A picture from the visitor's machine."""

    FILE = Said("A picture, PNG or JPEG")
    HELP = Said(
        "Of any size. Models are shown its middle, in grey or colour and in as many pixels as the images that they "
        "learnt from."
    )
    PRIVATE = Said(
        ":material/lock: Your picture stays in the memory of the machine that runs this app until another one takes "
        "its place, or until some time after you close the page. It is written to no file and sent nowhere else."
    )
    HONEST = Said(
        "A model always answers with one of its classes, also to a picture of a cat. How sure it is means little for "
        "pictures unlike those that it learnt from: {images}."
    )
    SHOWN = Said("Your picture")
    MADE = Said("Of your {width} × {height} px the models are shown {wanted} × {wanted}.")
    MADE_CUT = Said("Of the middle of your {width} × {height} px the models are shown {wanted} × {wanted}.")


class Drawing:
    """A digit drawn by hand."""

    BOARD = Said("Draw one digit here, 0 to 9, with the mouse, a finger or a pen")
    CLEAR = Said("Clear")
    UNDO = Said("Undo")
    NO_POINTER = Said("Without a pointer, choose “A test image” above and step through the digits of the set.")
    EMPTY = Said("Draw a digit. Each model answers as soon as you lift the pen.")
    MADE = Said(
        "The models are shown your drawing in {size} × {size} px: fitted into the box that the set's digits have and "
        "centred by its mass, as MNIST's makers did (LeCun et al. 1998)."
    )
    IMAGE = Said("Your digit")


class Cards:
    """What each model says to the image."""

    IMAGE = Said("The image")
    SHOWS = Said("shows {cls}")
    NUMBER = Said("test image {place}")
    IMAGE_ALT = Said("A test image of {cls}.")
    OWN_ALT = Said("The image as the models are shown it.")
    STORY_NEVER = Said(
        "**{hospital} alone**, which has never seen {truth}, says **{one}** ({sure}). **Together**, they say **{all}** "
        "({surer})."
    )
    STORY = Said("**{hospital} alone** says **{one}** ({sure}). **Together**, they say **{all}** ({surer}).")
    AGREE = Said("All models say **{cls}**.")
    SAYS = Said("{model}: **{cls}** ({share})")
    RIGHT = Said("right")
    WRONG = Said("wrong")
    NEVER_SEEN = Said("has never seen {cls}")
    WHERE = Said("Show where it looked for")
    ITS_ANSWER = Said("each model's own answer")
    WHERE_HELP = Said("The class whose evidence is tinted.")
    OVERLAY = Said("Tint the images")
    OVERLAY_HELP = Said("Without the tint the image itself is seen; the outlines stay.")
    COVERED = Said("With the outlined square covered: {answer}")
    NOWHERE = Said("No part of the image speaks for {cls}.")
    ANSWER = Said("{cls} ({share})")
    HERE = Said("With this part covered: {answer}")
    MOVE = Said("The image. The arrow keys cover a part of it, and Escape uncovers it.")
    TRY = Said("Move over an image to cover a part of it.")
    METHOD = Said(
        "**Where a model looked** is found by occlusion (Zeiler and Fergus 2014): a grey square slides over the image, "
        "and the stronger the tint, the more evidence for the answer goes where the square lies. The scale is the same "
        "for all models: the strongest tint is {bits} bits, the line runs at half of that, and one bit halves the "
        "odds. It shows what an answer hangs on, not whether that is a good reason."
    )
    ALT = Said("{model} says {cls}, {share}. {where}")
    PEAK = Said("Looked most at {place}: covering that square takes {bits} bits of evidence for {cls} away.")
    TABLE = Said("As a table")
    SURE = Said("Sure of {cls}")
    """A column of it a class, since a class may be called as another column is."""


class Missing:
    """Models that cannot be asked."""

    NONE = Said(
        "No model of this run is kept: it ended before there was one, came from a file or an earlier version, or its "
        "models made room for newer ones. Run a federation again, and its models can be tried."
    )
    TRAIN = Said("Train what is missing")
    TRAIN_HELP = Said("Each hospital alone, and pooled. What was trained before comes out the same.")
    RUN_AGAIN = Said("Run it again")


PLACES = Words(
    dict(
        enumerate(
            (
                *(N_("the upper left"), N_("the top"), N_("the upper right")),
                *(N_("the left"), N_("the middle"), N_("the right")),
                *(N_("the lower left"), N_("the bottom"), N_("the lower right")),
            )
        )
    )
)
"""Where something lies on an image, by thirds, row by row."""
COLUMNS = Words(
    {"model": N_("Model"), "answer": N_("Answer"), "look": N_("Looked most at"), "bits": N_("Evidence there, bits")}
)
"""Of the table of answers."""


def gone(models: list[str]) -> str:
    return ngettext(
        "The weights of {n} model are not kept any more: {models}.",
        "The weights of {n} models are not kept any more: {models}.",
        len(models),
    ).format(n=number(len(models)), models=commas(models))


def untrained(models: list[str]) -> str:
    return ngettext(
        "{n} model was not trained in this run: {models}.",
        "{n} models were not trained in this run: {models}.",
        len(models),
    ).format(n=number(len(models)), models=commas(models))
