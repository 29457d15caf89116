"""All that a learner has kept, as one file to take away and to bring back: applications, drafts, answers, settings."""

from __future__ import annotations

import json

from ..errors import InputError
from .store import Store

KIT = "follow-up work"
MOST = 20_000_000  # bytes of a file that is brought back


def take_away(store: Store) -> bytes:
    """Every document of the store in one file, which `bring_back` reads.

    >>> from followup.learning import MemoryStore
    >>> store = MemoryStore()
    >>> _ = store.update("settings", lambda old: {"source": "dream-job"})
    >>> other = MemoryStore()
    >>> bring_back(other, take_away(store)), other.read("settings")
    (1, {'source': 'dream-job'})
    """
    documents = {name: store.read(name) for name in store.names("")}
    return json.dumps({"kit": KIT, "documents": documents}, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def bring_back(store: Store, content: bytes) -> int:
    """Put the documents of such a file in place of those kept, which are put aside; says how many.

    Raises `InputError` where it is no such file; the store is then as it was.
    """
    try:
        found = json.loads(content) if len(content) <= MOST else None
        if not isinstance(found, dict) or found.get("kit") != KIT or not isinstance(found.get("documents"), dict):
            raise ValueError
        documents = {str(name): dict(document) for name, document in found["documents"].items()}
        for name in documents:
            store.read(name)  # a name that cannot be one is refused before anything changes
    except (ValueError, TypeError, RecursionError):
        cure = "Choose the file that “Take my work away” made. What is kept here stays as it is."
        raise InputError.one("file", None, "is not a file with work of this kit", cure) from None
    for name, document in documents.items():
        store.replace(name, document)
    for name in set(store.names("")) - set(documents):
        store.remove(name)
    return len(documents)
