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
    PURPOSE = Said("Hide a hospital or a patient behind noise, and see what that costs in accuracy.")
    PART = Said("Part")
