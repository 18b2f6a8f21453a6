"""Whom to cite for a data set's images. Publications keep their titles in every language."""

from fedsim.language import N_, _

ET_AL = N_("{authors} et al. {year}")

MEDMNIST = (
    "Yang, J. et al. (2023). MedMNIST v2: a large-scale lightweight benchmark for 2D and 3D biomedical image "
    "classification. Scientific Data 10, 41. doi:10.1038/s41597-022-01721-8"
)
KERMANY = (
    "Kermany, D. S. et al. (2018). Identifying medical diagnoses and treatable diseases by image-based deep learning. "
    "Cell 172(5), 1122-1131."
)
LITS = (
    "Bilic, P. et al. (2023). The Liver Tumor Segmentation Benchmark (LiTS). Medical Image Analysis 84, 102680.",
    "Xu, X. et al. (2019). Efficient multiple organ localization in CT image using 3D region proposal network. "
    "IEEE Transactions on Medical Imaging 38(8), 1885-1898.",
)
CITATIONS: dict[str, tuple[str, ...]] = {
    "synthetic-oct": (KERMANY, MEDMNIST),
    "digits": (
        "Alpaydin, E. and Kaynak, C. (1998). Optical Recognition of Handwritten Digits. UCI Machine Learning "
        "Repository. doi:10.24432/C50P49",
    ),
    "octmnist": (MEDMNIST, KERMANY),
    "pneumoniamnist": (MEDMNIST, KERMANY),
    "breastmnist": (
        MEDMNIST,
        "Al-Dhabyani, W., Gomaa, M., Khaled, H. and Fahmy, A. (2020). Dataset of breast ultrasound images. "
        "Data in Brief 28, 104863.",
    ),
    "pathmnist": (
        MEDMNIST,
        "Kather, J. N. et al. (2019). Predicting survival from colorectal cancer histology slides using deep "
        "learning. PLoS Medicine 16(1), e1002730.",
    ),
    "dermamnist": (
        MEDMNIST,
        "Tschandl, P., Rosendahl, C. and Kittler, H. (2018). The HAM10000 dataset. Scientific Data 5, 180161.",
        "Codella, N. et al. (2019). Skin lesion analysis toward melanoma detection 2018. arXiv:1902.03368.",
    ),
    "bloodmnist": (
        MEDMNIST,
        "Acevedo, A. et al. (2020). A dataset of microscopic peripheral blood cell images for development of "
        "automatic recognition systems. Data in Brief 30, 105474.",
    ),
    "tissuemnist": (
        MEDMNIST,
        "Ljosa, V., Sokolnicki, K. L. and Carpenter, A. E. (2012). Annotated high-throughput microscopy image sets "
        "for validation. Nature Methods 9, 637.",
    ),
    "organamnist": (MEDMNIST, *LITS),
    "organcmnist": (MEDMNIST, *LITS),
    "organsmnist": (MEDMNIST, *LITS),
}
"""By the set's name, an entry a line."""


def cited(work: str) -> str:
    """McMahan et al. 2017, as the reader's language has it."""
    authors, others, year = work.partition(" et al. ")
    return _(ET_AL).format(authors=authors, year=year) if others else work
