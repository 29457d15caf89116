"""From what happened, and a moment, to what to do next, when, and why."""

from .model import Status, Step, Timeline, next_steps
from .plan import plan
from .silence import silence
from .workdays import WorkingDays, countries, regions

__all__ = ["Status", "Step", "Timeline", "WorkingDays", "countries", "next_steps", "plan", "regions", "silence"]
