"""What the Privacy page says, part by part."""

from fedsim.language import N_, Said, Words

PARTS = Words(
    {
        "promise": N_("The promise"),
        "cost": N_("What it costs"),
        "clipping": N_("Clipping"),
        "attack": N_("Membership inference"),
    }
)
"""The page's parts, in order."""


class Page:
    """Around the parts."""

    HEADING = Said("What does privacy promise, and what does it cost?")
    PART = Said("Part")
    NOT_HERE = Said("{images} is not on this machine yet.")
    DOWNLOAD = Said("Download it on the Data page")
