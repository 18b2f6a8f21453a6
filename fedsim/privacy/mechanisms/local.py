"""Local privacy: each hospital clips its own update and adds noise before sending it; the server need not be trusted.

Whatever the server does to noisy models needs no more noise: hospitals count by their images.
"""

from fedsim.privacy.mechanisms.base import Mechanism, Place, Unit

LOCAL = Mechanism("local", Unit.HOSPITAL, clips_at=Place.SENDING, noise_at=Place.SENDING)
