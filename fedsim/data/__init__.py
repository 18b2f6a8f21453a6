"""Data sets by name: uint8 images and integer labels in memory. Knows nothing of Flower, Streamlit or PyTorch."""

from fedsim.data.base import DataError, Dataset, Progress, Split, Step
from fedsim.data.catalog import entries, hold, info, is_for, load, names, offered, unusable
from fedsim.data.entry import Entry
from fedsim.data.files.npz import load_npz
from fedsim.data.files.uploads import Upload, keep_upload, remove_upload, rename_upload, upload_title, uploads
from fedsim.data.sets.medmnist_sets import download

__all__ = [
    "DataError",
    "Dataset",
    "Entry",
    "Progress",
    "Split",
    "Step",
    "Upload",
    "download",
    "entries",
    "hold",
    "info",
    "is_for",
    "keep_upload",
    "load",
    "load_npz",
    "names",
    "offered",
    "remove_upload",
    "rename_upload",
    "unusable",
    "upload_title",
    "uploads",
]
