"""What MedMNIST's own table leaves out: short class names, the healthy class, and how much to download.

The short names of DermaMNIST and OCTMNIST are those of their sources; the others are cut down to fit a chart's axis.
Whose images they are, `fedsim.text.datasets` says.
"""

SHORT_CLASSES = {
    "octmnist": ("CNV", "DME", "DRUSEN", "NORMAL"),
    "breastmnist": ("malignant", "normal/benign"),
    "pathmnist": (
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
    "dermamnist": ("AKIEC", "BCC", "BKL", "DF", "MEL", "NV", "VASC"),
    "bloodmnist": (
        "basophil",
        "eosinophil",
        "erythroblast",
        "immature gran.",
        "lymphocyte",
        "monocyte",
        "neutrophil",
        "platelet",
    ),
    "tissuemnist": (
        "collect. duct",
        "distal tubule",
        "glomerular",
        "interstitial",
        "leukocytes",
        "podocytes",
        "prox. tubule",
        "thick limb",
    ),
}
"""In label order; the sets that are not here have full names that are short enough."""
HEALTHY = {"octmnist": "NORMAL", "breastmnist": "normal/benign", "pneumoniamnist": "normal"}
"""The class of those who have none of the diseases, where a set has one: whoever is called so goes home."""
DOWNLOAD_BYTES = {
    "octmnist": 54_900_000,
    "pathmnist": 206_000_000,
    "dermamnist": 19_700_000,
    "bloodmnist": 35_500_000,
}
"""Of the 28 px download, to three figures; the others' are not known."""
