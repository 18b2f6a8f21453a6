"""Images of the story, as a browser shows them."""

from fedsim.analysis.story import Member, Scan
from fedsim.hospitals.partition import partition_for
from fedsim.hospitals.shifts import scanned
from fedsim.text.pages.present import never_seen
from fedsim.ui.present.which import Presented
from fedsim.ui.shared.pictures import thumbnail

TILES = 4


def scans_of(shown: Presented, member: Member) -> list[dict[str, str | None]]:
    """A few classes of a hospital, in their order, with a scan of each; those that it has never seen come first."""
    classes = shown.story.classes
    first = sorted(range(len(classes)), key=lambda k: (classes[k] not in member.unseen, k))
    return [
        {
            "cls": classes[k],
            "src": None if classes[k] in member.unseen else _scan_of(shown, member, k),
            "never": never_seen() if classes[k] in member.unseen else None,
        }
        for k in sorted(first[:TILES])
    ]


def _scan_of(shown: Presented, member: Member, cls: int) -> str | None:
    """The first of a hospital's own training images of a class, as its scanner took it."""
    if shown.dataset is None:
        return None
    shard = partition_for(shown.state.config, shown.dataset).shards[member.place]
    found = shard[shown.dataset.train.labels[shard] == cls][:1]
    if not len(found):
        return None
    shift, seed = shown.state.config.hospitals[member.place].shift, shown.state.config.seed
    return thumbnail(scanned(shift, shown.dataset.train.images[found], seed, member.place, "train")[0])


def shown_scan(shown: Presented, scan: Scan) -> str | None:
    """The test image that tells most."""
    return thumbnail(shown.dataset.test.images[scan.place]) if shown.dataset else None
