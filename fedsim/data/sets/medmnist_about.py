"""What MedMNIST's own table leaves out: short class names, sources and whom to cite.

The short names of DermaMNIST and OCTMNIST are those of their sources; the others are cut down to fit a chart's axis.
"""

from dataclasses import dataclass

CITATION = (
    "Yang, J. et al. (2023). MedMNIST v2: a large-scale lightweight benchmark for 2D and 3D biomedical image "
    "classification. Scientific Data 10, 41. doi:10.1038/s41597-022-01721-8"
)

LITS = (
    "Bilic, P. et al. (2023). The Liver Tumor Segmentation Benchmark (LiTS). Medical Image Analysis 84, 102680.\n"
    "Xu, X. et al. (2019). Efficient multiple organ localization in CT image using 3D region proposal network. "
    "IEEE Transactions on Medical Imaging 38(8), 1885-1898."
)


@dataclass(frozen=True)
class About:
    """One set's source.

    Attributes:
        source: what the images show, in words.
        citation: whom to cite for the images, one line an entry.
        classes: short class names, in label order; empty where the full names are short enough.
        download_bytes: size of the 28 px download to three figures; 0 where it is not known.
    """

    source: str
    citation: str
    classes: tuple[str, ...] = ()
    download_bytes: int = 0


ABOUT = {
    "octmnist": About(
        "scans of the retina by optical coherence tomography",
        "Kermany, D. S. et al. (2018). Identifying medical diagnoses and treatable diseases by image-based deep "
        "learning. Cell 172(5), 1122-1131.",
        ("CNV", "DME", "DRUSEN", "NORMAL"),
        54_900_000,
    ),
    "pneumoniamnist": About(
        "X-rays of children's chests",
        "Kermany, D. S. et al. (2018). Identifying medical diagnoses and treatable diseases by image-based deep "
        "learning. Cell 172(5), 1122-1131.",
    ),
    "breastmnist": About(
        "ultrasound images of the breast",
        "Al-Dhabyani, W., Gomaa, M., Khaled, H. and Fahmy, A. (2020). Dataset of breast ultrasound images. "
        "Data in Brief 28, 104863.",
        ("malignant", "normal/benign"),
    ),
    "pathmnist": About(
        "stained tissue slides of colorectal cancer",
        "Kather, J. N. et al. (2019). Predicting survival from colorectal cancer histology slides using deep "
        "learning. PLoS Medicine 16(1), e1002730.",
        (
            "adipose",
            "background",
            "debris",
            "lymphocytes",
            "mucus",
            "smooth muscle",
            "normal mucosa",
            "stroma",
            "tumour",
        ),
        206_000_000,
    ),
    "dermamnist": About(
        "photographs of pigmented skin lesions through a dermatoscope",
        "Tschandl, P., Rosendahl, C. and Kittler, H. (2018). The HAM10000 dataset. Scientific Data 5, 180161.\n"
        "Codella, N. et al. (2019). Skin lesion analysis toward melanoma detection 2018. arXiv:1902.03368.",
        ("AKIEC", "BCC", "BKL", "DF", "MEL", "NV", "VASC"),
        19_700_000,
    ),
    "bloodmnist": About(
        "single blood cells under the microscope",
        "Acevedo, A. et al. (2020). A dataset of microscopic peripheral blood cell images for development of "
        "automatic recognition systems. Data in Brief 30, 105474.",
        (
            "basophil",
            "eosinophil",
            "erythroblast",
            "immature gran.",
            "lymphocyte",
            "monocyte",
            "neutrophil",
            "platelet",
        ),
        35_500_000,
    ),
    "tissuemnist": About(
        "single cells of the human kidney cortex under the microscope (BBBC051)",
        "Ljosa, V., Sokolnicki, K. L. and Carpenter, A. E. (2012). Annotated high-throughput microscopy image sets "
        "for validation. Nature Methods 9, 637.",
        (
            "collect. duct",
            "distal tubule",
            "glomerular",
            "interstitial",
            "leukocytes",
            "podocytes",
            "prox. tubule",
            "thick limb",
        ),
    ),
    "organamnist": About("organs in axial CT slices", LITS),
    "organcmnist": About("organs in coronal CT slices", LITS),
    "organsmnist": About("organs in sagittal CT slices", LITS),
}
