"""Data sets on the terminal."""

from fedsim.language import Said, ngettext


class Data:
    """The list of them, and what is told of one."""

    ROW = Said("{name:16} {classes}  {sizes:>13} px  {where} {title}")
    HERE = Said("on this machine")
    TO_DOWNLOAD = Said("to download")
    UNUSABLE = Said("{name:16} cannot be used: {why}")
    NAME = Said("name")
    TITLE = Said("title")
    CLASSES = Said("classes")
    CLASS = Said("{cls}: {title}")
    IMAGES = Said("images")
    SIZES = Said("sizes")
    COLOUR = Said("colour")
    LICENCE = Said("licence")
    SOURCE = Said("source")
    CITE = Said("cite")
    SPLITS = Said("{train} train, {validation} validation, {test} test")
    SIZE = Said("{size} px")
    SIZE_TO_DOWNLOAD = Said("{size} px (to download)")
    GREY = Said("grey")


def classes(number: int) -> str:
    return ngettext("{n} class", "{n} classes", number).format(n=number)
