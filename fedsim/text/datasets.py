"""Data sets in words: what each is called, where its images come from, and what is being done to get it."""

from pathlib import Path

from fedsim.data.base import Dataset, Doing, Step
from fedsim.data.entry import Entry
from fedsim.data.sets.medmnist_info import table
from fedsim.language import N_, _
from fedsim.text.citations import CITATIONS, MEDMNIST
from fedsim.text.format import number

TITLES = {
    "synthetic-oct": N_("Synthetic OCT (drawn, not medical)"),
    "digits": N_("Handwritten digits"),
}
SHORT_TITLES = {"synthetic-oct": N_("Synthetic OCT")}
"""Where something else says that they are drawn."""
CLASS_TITLES = {
    "synthetic-oct": (
        N_("Choroidal neovascularisation"),
        N_("Diabetic macular oedema"),
        N_("Drusen"),
        N_("Normal retina"),
    ),
    "digits": (
        N_("zero"),
        N_("one"),
        N_("two"),
        N_("three"),
        N_("four"),
        N_("five"),
        N_("six"),
        N_("seven"),
        N_("eight"),
        N_("nine"),
    ),
}
OF_MEDMNIST = (
    N_("choroidal neovascularization"),
    N_("diabetic macular edema"),
    N_("drusen"),
    N_("normal"),
    N_("basophil"),
    N_("eosinophil"),
    N_("erythroblast"),
    N_("immature granulocytes (myelocytes, metamyelocytes and promyelocytes)"),
    N_("lymphocyte"),
    N_("monocyte"),
    N_("neutrophil"),
    N_("platelet"),
    N_("malignant"),
    N_("normal/benign"),
    N_("actinic keratoses and intraepithelial carcinoma"),
    N_("basal cell carcinoma"),
    N_("benign keratosis-like lesions"),
    N_("dermatofibroma"),
    N_("melanoma"),
    N_("melanocytic nevi"),
    N_("vascular lesions"),
    N_("bladder"),
    N_("femur-left"),
    N_("femur-right"),
    N_("heart"),
    N_("kidney-left"),
    N_("kidney-right"),
    N_("liver"),
    N_("lung-left"),
    N_("lung-right"),
    N_("pancreas"),
    N_("spleen"),
    N_("adipose"),
    N_("background"),
    N_("debris"),
    N_("lymphocytes"),
    N_("mucus"),
    N_("smooth muscle"),
    N_("normal colon mucosa"),
    N_("cancer-associated stroma"),
    N_("colorectal adenocarcinoma epithelium"),
    N_("pneumonia"),
    N_("Collecting Duct, Connecting Tubule"),
    N_("Distal Convoluted Tubule"),
    N_("Glomerular endothelial cells"),
    N_("Interstitial endothelial cells"),
    N_("Leukocytes"),
    N_("Podocytes"),
    N_("Proximal Tubule Segments"),
    N_("Thick Ascending Limb"),
)
"""Its classes, as its table has them."""
SOURCES = {
    "synthetic-oct": N_("Drawn by fedsim from a seed. The images show no patient and must not be used for medicine."),
    "digits": N_("8x8 px scans of digits by 13 writers, the UCI test set, as it ships with scikit-learn"),
    "octmnist": N_("MedMNIST v2: scans of the retina by optical coherence tomography"),
    "pneumoniamnist": N_("MedMNIST v2: X-rays of children's chests"),
    "breastmnist": N_("MedMNIST v2: ultrasound images of the breast"),
    "pathmnist": N_("MedMNIST v2: stained tissue slides of colorectal cancer"),
    "dermamnist": N_("MedMNIST v2: photographs of pigmented skin lesions through a dermatoscope"),
    "bloodmnist": N_("MedMNIST v2: single blood cells under the microscope"),
    "tissuemnist": N_("MedMNIST v2: single cells of the human kidney cortex under the microscope (BBBC051)"),
    "organamnist": N_("MedMNIST v2: organs in axial CT slices"),
    "organcmnist": N_("MedMNIST v2: organs in coronal CT slices"),
    "organsmnist": N_("MedMNIST v2: organs in sagittal CT slices"),
}
STEPS = {
    Doing.DRAWING: N_("Drawing synthetic scans, {done} of {total}"),
    Doing.READING: N_("Reading {file}"),
    Doing.READING_DIGITS: N_("Reading the handwritten digits"),
    Doing.CHECKING: N_("Checking {file}"),
    Doing.DOWNLOADING: N_("Downloading {file}, {done_mb:,.1f} of {total_mb:,.1f} MB"),
    Doing.TRYING_AGAIN: N_("{file}: {why}, trying again in {seconds:.0f} s"),
    Doing.WAITING_FOR_DOWNLOAD: N_("Waiting for another download of {file}"),
    Doing.WAITING_FOR_DATA: N_("Waiting for the same data, being loaded elsewhere"),
}


def title(name: str, given: str) -> str:
    """What a set is called.

    Args:
        name: the set's name.
        given: what its makers or its uploader call it.
    """
    return _(TITLES[name]) if name in TITLES else given


def short_title(name: str, given: str) -> str:
    """Likewise, where it is said elsewhere that the images are drawn."""
    return _(SHORT_TITLES[name]) if name in SHORT_TITLES else title(name, given)


def class_titles(of: Dataset | Entry) -> tuple[str, ...]:
    """The classes' full names, in label order."""
    if of.name in CLASS_TITLES:
        return tuple(map(_, CLASS_TITLES[of.name]))
    return tuple(map(_, of.class_titles)) if of.name in table() else of.class_titles


def source(of: Dataset | Entry) -> str:
    """Where the images come from."""
    if of.name in SOURCES:
        return _(SOURCES[of.name])
    if of.name in table():
        return "MedMNIST v2"
    file = Path(of.name).name
    if of.classes_of:
        return _("the file {file}, its class names those of {dataset} by its name").format(
            file=file, dataset=of.classes_of
        )
    return _("the file {file}").format(file=file)


def licence(of: Dataset | Entry) -> str:
    return of.licence or _("not stated")


def citations(of: Dataset | Entry) -> tuple[str, ...]:
    """Whom to cite, an entry each."""
    return CITATIONS.get(of.name, (MEDMNIST,) if of.name in table() else ())


def in_progress(step: Step) -> str:
    """What is being done to get a set."""
    message = STEPS[step.doing]
    if step.doing is Doing.DOWNLOADING and not step.total:
        message = N_("Downloading {file}, {done_mb:,.1f} MB")
    numbers = {"done": number(step.done), "total": number(step.total)}
    megabytes = {"done_mb": step.done / 1e6, "total_mb": step.total / 1e6}
    return _(message).format(file=step.file, why=step.why, seconds=step.seconds, **numbers, **megabytes)
