"""Questions with feedback on every answer: five types with one interface, read from TOML files that authors write."""

from .bank import banks, load_questions, objectives, pairs, question
from .kinds import CLASSES, TRIES, Choice, Mark, Number, Order, Outcome, Question, Reply, Several, Verdict, reply

__all__ = [
    "CLASSES",
    "TRIES",
    "Choice",
    "Mark",
    "Number",
    "Order",
    "Outcome",
    "Question",
    "Reply",
    "Several",
    "Verdict",
    "banks",
    "load_questions",
    "objectives",
    "pairs",
    "question",
    "reply",
]
