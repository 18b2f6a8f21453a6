"""Central privacy: a trusted server adds noise to the average of clipped updates.

This is McMahan et al. 2018 (arXiv:1710.06963). The average divides the sum of the updates by the hospitals that were
planned, whoever answered, and so does its noise: the sum's sensitivity to one hospital is the clip norm, and no number
that is published tells how many there were.
"""

from fedsim.privacy.mechanisms.base import Mechanism, Place, Unit

CENTRAL = Mechanism("central", Unit.HOSPITAL, clips_at=Place.SERVER, noise_at=Place.SERVER)
CENTRAL_CLIENT = Mechanism("central-client", Unit.HOSPITAL, clips_at=Place.SENDING, noise_at=Place.SERVER)
