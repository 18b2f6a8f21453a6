"""Data sets by name: finding, downloading and drawing them."""

from collections.abc import Sequence

from fedsim.language import N_, _


def images_not_here(dataset: str, size: int) -> str:
    from fedsim.text.runs import dataset_title

    return _("{images} of {size} px is not on this machine yet: download it on the Data page.").format(
        images=dataset_title(dataset), size=size
    )


def no_such_size(dataset: str, size: int, sizes: Sequence[int]) -> str:
    from fedsim.text.format import either

    choices = either([str(each) for each in sizes])
    return _("{dataset} has no images of {size} px: choose {sizes}.").format(dataset=dataset, size=size, sizes=choices)


WORDS = {
    "dataset-unusable": N_("{dataset} cannot be used: {why}."),
    "dataset-unusable-choose": N_("{dataset} cannot be used: {why}. Choose one of {datasets}."),
    "volumes": N_("the images are volumes (3D), and the models here look at flat ones"),
    "multi-label": N_("an image may show several findings at once (multi-label), and here it has one class"),
    "grades": N_("the labels are grades, and here classes have no order"),
    "channels": N_("the images have {number} channels"),
    "data-changed": N_(
        "{dataset} has changed since the run began: what it holds now would be compared with what it held then. Run "
        "all of it again with the data as they are, or put the earlier file back."
    ),
    "images-of-another": N_(
        "On this server the images of an upload are shown to its owner alone: ask for them to be shown to you."
    ),
    "images-of-run-changed": N_(
        "The images have changed since this run: run it again with the data as they are, or put the earlier file back."
    ),
    # finding one
    "no-such-dataset": N_(
        "There is no data set '{dataset}': choose one of {datasets}, or give the path of an .npz file."
    ),
    "no-such-dataset-but": N_(
        "There is no data set '{dataset}': did you mean {close}? Choose one of {datasets}, or give the path of an .npz "
        "file."
    ),
    "no-medmnist": N_("The MedMNIST sets need the package medmnist, which is not installed."),
    "no-such-size": no_such_size,
    "images-not-here": images_not_here,
    "not-drawn-at-size": N_("synthetic-oct is drawn at {sizes} px, got {size}; choose one of these."),
    "labels-not-drawn": N_("labels must be in [0, {classes}), got {low} to {high}."),
    # downloading one
    "no-such-download": N_("There is no {dataset} of {size} px to download: choose {datasets} at {sizes} px."),
    "not-downloaded": N_("{url} cannot be downloaded ({why}): {remedy}."),
    "other-checksum": N_(
        "{url} has another checksum than {md5}, so that the file there is not the one wanted: try again later, or "
        "{remedy}."
    ),
    "download-damaged": N_("{url} was continued into a damaged file {tries} times: try again later."),
    "disk-full": N_("The disk of {folder} is full ({why}): free some space, what has arrived is kept."),
    "download-not-written": N_(
        "{path} cannot be written ({why}): set MEDMNIST_ROOT to a folder that you may write to."
    ),
    "space-missing": N_("{missing:,.0f} MB are missing and {free:,.0f} MB are free"),
    "server-answers": N_("the server answers {status} {reason}"),
    "server-silent": N_("the server does not answer"),
    "server-out-of-reach": N_("the server cannot be reached"),
    "server-sent-another-part": N_("the server sent another part than asked for"),
    "connection-cut": N_("the connection was cut"),
    # ways out
    "connect": N_("connect to the internet once and try again"),
    "connect-or-put": N_("connect to the internet once and try again, put the file at {path}, or choose synthetic-oct"),
    "replace-damaged": N_(
        "{path} is not MedMNIST's file but cut short, damaged or another one: connect to the internet and try again, "
        "or put the whole file in its place"
    ),
}
"""By code."""
