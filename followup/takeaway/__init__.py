"""What a learner takes home: one page to print, the drafts checked, the tracking sheet, a folder with all of it."""

from .folder import files, zipped
from .page import page
from .ready import Ready, ready_to_send
from .tracking import tracking_sheet

__all__ = ["Ready", "files", "page", "ready_to_send", "tracking_sheet", "zipped"]
