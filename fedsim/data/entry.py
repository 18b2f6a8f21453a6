"""What the catalogue says of a data set before anything is loaded or downloaded."""

from dataclasses import dataclass

from fedsim.data.base import Dataset, Split

SHARED = ("name", "title", "classes", "class_titles", "licence", "drawn", "classes_of", "healthy")


@dataclass(frozen=True)
class Entry:
    """One line of the catalogue.

    Attributes:
        name: the name that `fedsim.data.load` knows it by.
        title: what its makers or its uploader call it; `fedsim.text.datasets` may know a better one.
        classes: k short class names, in label order.
        class_titles: k full names, in label order, as its makers give them; likewise.
        channels: 1 for grey, 3 for colour.
        sizes: the heights and widths offered, px.
        num_train: training images.
        num_val: validation images.
        num_test: test images.
        licence: the licence's short name, such as "CC BY 4.0"; empty where nobody states one.
        sizes_on_disk: the sizes that load without a network.
        download_sizes: (size in px, bytes to download) where the bytes are known.
        drawn: True where the images are drawn by a program and show no patient.
        classes_of: the MedMNIST set whose class names a file has been given, by its name.
        healthy: the class of those who have none of the diseases; None where there is none, or nobody says.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    class_titles: tuple[str, ...]
    channels: int
    sizes: tuple[int, ...]
    num_train: int
    num_val: int
    num_test: int
    licence: str
    sizes_on_disk: tuple[int, ...]
    download_sizes: tuple[tuple[int, int], ...] = ()
    drawn: bool = False
    classes_of: str | None = None
    healthy: str | None = None

    @property
    def on_disk(self) -> bool:
        """True where at least one size loads without a network."""
        return bool(self.sizes_on_disk)

    def download_bytes(self, size: int) -> int | None:
        """Bytes to download for a size in px: 0 where it is on the disk, None where nobody has said."""
        return 0 if size in self.sizes_on_disk else dict(self.download_sizes).get(size)

    def dataset(self, train: Split, val: Split, test: Split) -> Dataset:
        """The set with these images, under this entry's names and licence."""
        return Dataset(train=train, val=val, test=test, **{field: getattr(self, field) for field in SHARED})
