"""The folder to take away: plan, calendar, drafts, checks, tracking sheet and the application itself, as one zip."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping

from ..application import slug
from ..errors import NotHere
from ..learning import Desk
from ..sheets import to_csv, to_excel
from .page import page
from .ready import Ready, ready_to_send
from .tracking import tracking_sheet

_READ_ME = """\
Your follow-up plan for {case}, as of {day}.

plan.html                  one page to read and to print (open it in a browser, then print or save it as PDF)
follow-up.ics              the dates, for your calendar; importing it again later updates them
drafts/                    the messages that are still to come, as email drafts (.eml) and as text
checks-before-sending.txt  what the kit sees in each of them
tracking-sheet.csv, .xlsx  whom you wrote to, when and about what, and what comes next
application.json           the application itself, for the kit

Everything was made on the computer that runs the kit. Nothing has been sent to anybody.
"""


def files(desk: Desk, practise: Iterable[str] = (), picture: str = "") -> dict[str, bytes]:
    """The files of the folder by their path, for the application on the desk; `practise` and `picture` as in `page`.

    >>> from followup.learning import Desk, MemoryStore
    >>> sorted(files(Desk(MemoryStore(), "01_thank_you_note", clock=lambda: fu.story().now)))[:2]
    ['application.json', 'checks-before-sending.txt']
    """
    timeline, app = desk.timeline(), desk.application
    case = " at ".join(filter(None, (app.role, app.company))) or "your application"
    ready = ready_to_send(desk)
    made = {
        "read-me.txt": _READ_ME.format(case=case, day=desk.now.date()).encode(),
        "plan.html": page(timeline, practise, picture).encode("utf-8", "replace"),
        "follow-up.ics": timeline.to_ics(),
        "application.json": app.to_json().encode("utf-8", "replace"),
        "checks-before-sending.txt": "\n\n".join(_checked(one) for one in ready).encode("utf-8", "replace"),
    }
    with contextlib.suppress(NotHere):  # in a browser there may be no data frames
        sheet = tracking_sheet([app], desk.now, desk.book, desk.holidays)
        made |= {"tracking-sheet.csv": to_csv(sheet), "tracking-sheet.xlsx": to_excel({"Tracking sheet": sheet})}
    for one in ready:
        name = f"drafts/{one.step.opens.date()}-{slug(f'{one.step.kind.value} {one.step.to or one.step.round}')}"
        made[f"{name}.txt"] = one.draft.to_text().encode("utf-8", "replace")
        made[f"{name}.eml"] = one.draft.to_eml()
    return made


def zipped(made: Mapping[str, bytes], now: dt.datetime) -> bytes:
    """Files as one zip, the same bytes for the same files and moment.

    >>> zipped({"a.txt": b"x"}, fu.story().now) == zipped({"a.txt": b"x"}, fu.story().now)
    True
    """
    out = io.BytesIO()
    stamp = (max(1980, min(now.year, 2107)), *now.timetuple()[1:6])
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(made):
            archive.writestr(zipfile.ZipInfo(name, stamp), made[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _checked(one: Ready) -> str:
    head = f"{one.step.title} ({one.step.when})"
    left = f"Still to fill in: {', '.join(one.gaps)}\n" if one.gaps else ""
    return f"{head}\n{'=' * len(head)}\n{one.verdict}\n{left}{one.report}"
