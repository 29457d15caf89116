"""What a learner works with and what is kept: the story, questions, the desk and its store."""

from .desk import Desk
from .questions import Question, load_questions
from .store import FileStore, MemoryStore, Store, default_store
from .story import Story, story

__all__ = [
    "Desk",
    "FileStore",
    "MemoryStore",
    "Question",
    "Store",
    "Story",
    "default_store",
    "load_questions",
    "story",
]
