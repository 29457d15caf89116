"""Charts, each with its facts in words and as a table: what a picture says must not depend on seeing it."""

from ..figure import WIDTH
from .advice import public_advice
from .answers import waiting
from .days import cadence, thank_yous
from .people import who_is_due
from .shares import adherence, before_after, by_source
from .windows import timeline

__all__ = [
    "WIDTH",
    "adherence",
    "before_after",
    "by_source",
    "cadence",
    "public_advice",
    "thank_yous",
    "timeline",
    "waiting",
    "who_is_due",
]
