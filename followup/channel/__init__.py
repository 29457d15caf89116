"""By which way a message goes: email, a handwritten card, a call, LinkedIn, as the rule book and the case advise."""

from .choose import choose_channel
from .model import NAMES, Advice, Fit, Ranking

__all__ = ["NAMES", "Advice", "Fit", "Ranking", "choose_channel"]
