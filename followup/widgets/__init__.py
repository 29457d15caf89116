"""The widgets of the lessons. They hold no rules: they show what the floors below return."""

from .bar import bar, desk
from .case import own_case, people
from .classfile import class_file
from .classview import class_view, one_student
from .composer import composer
from .handin import hand_in_file
from .happened import events
from .lesson import compare_sources, hello, reflection
from .own_draft import own_draft
from .planner import first_plan, timeline_builder, what_if_nothing
from .progress import progress_card
from .questions import check_up, quiz
from .rounds import side_by_side, tracking
from .scenarios import decide, ways
from .takeaway import before_sending, drafts_compared, take_home
from .teaching import class_results, demo, lesson_plan
from .workshop import mark, recruiter, rewrite

__all__ = [
    "bar",
    "before_sending",
    "check_up",
    "class_file",
    "class_results",
    "class_view",
    "compare_sources",
    "composer",
    "decide",
    "demo",
    "desk",
    "drafts_compared",
    "events",
    "first_plan",
    "hand_in_file",
    "hello",
    "lesson_plan",
    "mark",
    "one_student",
    "own_case",
    "own_draft",
    "people",
    "progress_card",
    "quiz",
    "recruiter",
    "reflection",
    "rewrite",
    "side_by_side",
    "take_home",
    "timeline_builder",
    "tracking",
    "ways",
    "what_if_nothing",
]
