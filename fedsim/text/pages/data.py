"""What the Data page says."""

from fedsim.language import Said, _, ngettext
from fedsim.text.format import number


class Page:
    """Around its parts."""

    HEADING = Said("What do the hospitals look at?")
    PURPOSE = Said("Choose the images, look at them, and see which hospital holds which.")
    HOSPITALS = Said("What does each hospital hold?")
    GO_ON = Said("Go on and run the federation")


class Adding:
    """Downloading a set, and adding one's own images."""

    DOWNLOAD = Said("Download")
    DOWNLOAD_SO_MUCH = Said("Download ({amount} MB)")
    CONNECTING = Said("Connecting")
    CANCEL = Said("Cancel")
    OWN = Said("Your own images")
    FILE = Said("An .npz file in MedMNIST's format")
    FILE_HELP = Said(
        "Arrays train_images, train_labels, val_..., test_...: images (n, h, w) or (n, h, w, 3) of whole numbers in "
        "0..255, whole numbers as labels. It stays on this machine."
    )
    NAME = Said("What to call them")
    NAME_HELP = Said("By this name they are listed among the images to choose from.")
    FILE_NAME = Said("the file's name")
    PATH = Said("Or the path of such a file on this machine")
    PATH_HELP = Said("A file in the same format, on the computer that the app runs on.")
    USE = Said("Use these images")
    BEFORE = Said("Uploaded before")
    NAME_OF = Said("Name ({amount} MB)")
    REMOVE = Said("Remove")
    REMOVE_HELP = Said("Deletes the file. Runs on it keep their numbers, and cannot be repeated.")


class Sets:
    """Choosing images, and what they are."""

    DRAWN = Said("Drawn by a program, not medical.")
    SIZE = Said("Image size, px")
    SIZE_HELP = Said("Height and width. Larger images show more, and train slower.")
    NOT_OFFERED = Said("Not offered: {names}: {why}.")
    TASK = Said("Task")
    IMAGES = Said("Images")
    PIXELS_GREY = Said("{size} × {size} px, grey (1 channel)")
    PIXELS_COLOUR = Said("{size} × {size} px, colour ({channels} channels)")
    TRAINING = Said("Training")
    VALIDATION = Said("Validation")
    TEST = Said("Test")
    LICENCE = Said("Licence")
    CITE = Said("Whom to cite")
    LOOK_AT = Said("**What the hospitals look at**: {images}, {size} x {size} px")
    CLASS = Said("{cls}: {title}")


class Balance:
    """How common each class is."""

    HEADING = Said("Class balance")
    MARKS = Said("Solid: training images; pale: test images.")


class Samples:
    """Training images of every class."""

    HEADING = Said("What they look like")
    NEW = Said("New draw")
    NEW_HELP = Said("Show other training images.")
    CLICK = Said("Training images: click one to see it bigger.")
    BIGGER = Said("{cls}, image {position}: show it bigger")
    ENLARGED = Said("{cls}, enlarged")
    WHICH = Said("**{cls}**, training image {position} of {images}, {size} × {size} px")
    WHICH_DRAWN = Said(
        "**{cls}**, training image {position} of {images}, {size} × {size} px. Drawn by a program, not medical."
    )


def images(count: int) -> str:
    """1,500 images."""
    return ngettext("{n} image", "{n} images", count).format(n=number(count))


def task(num_classes: int) -> str:
    """What a model is to do."""
    if num_classes == 2:
        return _("Tell 2 classes apart (binary)")
    return ngettext("Tell {n} class apart (multi-class)", "Tell {n} classes apart (multi-class)", num_classes).format(
        n=num_classes
    )


def more_classes(count: int) -> str:
    """Of the classes that are not drawn."""
    return ngettext("And {n} more class.", "And {n} more classes.", count).format(n=count)
