"""Explained feedback on a learner's own email, offline."""

from .check import Check, all_checks
from .engine import critique
from .model import Finding, NotChecked, Report, Score, Severity, Strength

__all__ = ["Check", "Finding", "NotChecked", "Report", "Score", "Severity", "Strength", "all_checks", "critique"]
