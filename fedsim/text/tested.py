"""Over which classes an accuracy on the test set is: a class without a test image is in none."""

from fedsim.language import _, ngettext
from fedsim.text.format import in_words, number


def all_classes(num_tested: int, num_classes: int) -> str:
    """The classes that an accuracy is over, counted: those with test images."""
    if num_tested < num_classes:
        return _("the {tested} of {all} classes that have test images").format(
            tested=in_words(num_tested), all=in_words(num_classes)
        )
    if num_classes <= 2:
        return _("the only class") if num_classes == 1 else _("both classes")
    return _("all {n} classes").format(n=in_words(num_classes))


def on_all_classes(num_tested: int, num_classes: int) -> str:
    """The same to follow a number: "on all classes", where that is true."""
    if num_tested == num_classes:
        return _("on all classes")
    return ngettext(
        "on the {n} class that the test images hold", "on the {n} classes that the test images hold", num_tested
    ).format(n=number(num_tested))


def line_over_all(num_tested: int, num_classes: int) -> str:
    """What a line over them is called."""
    if num_tested == num_classes:
        return _("All classes")
    return ngettext("The {n} class tested", "The {n} classes tested", num_tested).format(n=number(num_tested))
