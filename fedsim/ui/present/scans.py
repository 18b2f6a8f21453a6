"""Images of the story, as a browser shows them."""

from fedsim.analysis.story import Member, Scan
from fedsim.text.pages.present import never_seen
from fedsim.ui.present.which import Presented
from fedsim.ui.shared.images import scan_of
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
    """The first of a hospital's own training images of a class."""
    found = scan_of(shown.dataset, shown.state.config, member.place, cls) if shown.dataset else None
    return None if found is None else thumbnail(found)


def shown_scan(shown: Presented, scan: Scan) -> str | None:
    """The test image that tells most."""
    return thumbnail(shown.dataset.test.images[scan.place]) if shown.dataset else None
