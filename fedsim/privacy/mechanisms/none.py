"""No privacy: updates are neither clipped nor noised."""

from fedsim.privacy.mechanisms.base import Mechanism

NONE = Mechanism("none", unit=None, clips_at=None, noise_at=None)
