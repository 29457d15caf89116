"""Scenarios: situations to decide, from files that authors write; what is right is worked out by the kit."""

from .case import PARTS, THEMES, Decision, Judged, Scenario, Verdict
from .files import scenario, scenarios

__all__ = ["PARTS", "THEMES", "Decision", "Judged", "Scenario", "Verdict", "scenario", "scenarios"]
