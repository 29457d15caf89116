"""Everywhere and for everyone, measured: every notebook in JupyterLab and in the app, in both themes, by axe-core, and
by what axe leaves to others (the text of figures, names and descriptions, focus, 200 % zoom, 320 px, motion).

    python tests/access.py [--write] [--only=02] [app] [lab]     prints how many findings each page has (`make access`) and
                                                                 lists them in build/; --write: the sums into README
"""

import json
import sys
import tempfile
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

from browser import NOTEBOOKS, chrome
from playwright.sync_api import Browser, Error, Page
from readme_tables import markdown, write
from ways import ROOT, Place, Shown, served

NAMES = [path.relative_to(NOTEBOOKS).with_suffix("").as_posix() for path in sorted(NOTEBOOKS.rglob("*.ipynb"))]
FRONT = "(front page)"
SEVERITIES = ("critical", "serious", "moderate", "minor")
THEMES = ("light", "dark")
# In JupyterLab what the kit renders; the app is the kit's own as a whole.
SCOPES = {"lab": ".jp-Notebook :is(.jp-OutputArea-output, .jp-MarkdownOutput)", "app": "body"}
MEASURED = ("contrast", "headings", "figures", "motion", "sideways", "name", "description", "focus")
# What was found before anything was mended, on 22 November 2026: severities, then what is measured, both themes together.
BEFORE = {"app": (0, 202, 20, 16, 1, 16, 0, 0, 19, 0, 1098, 29), "lab": (0, 0, 20, 16, 1, 16, 0, 0, 1, 0, 1070, 27)}
WORDS = (*(f"axe-core: {severity}" for severity in SEVERITIES),
         "text, in figures too, below 4.5 : 1; also with forced colours", "levels of headings left out, not one H1",
         "figures without a text or a table", "what moves though the reader wants no motion",
         "what is lost at 200 %, in the app also at 320 px", "controls without a name", "controls without a description",
         "buttons after which the focus is lost")  # fmt: skip
_OURS = Path(__file__).with_suffix(".js")
_AXE = """scope => axe.run(scope === "body" ? document : {include: [...document.querySelectorAll(scope)]},
    {rules: {"target-size": {enabled: true}}, resultTypes: ["violations"]}).then(({violations}) =>
    violations.flatMap(({id, impact, nodes}) => nodes.map(({target, html}) => [id, impact, target.join(" "), html.slice(0, 160)])))"""
_OPEN = """scope => { for (const part of document.querySelectorAll(scope))
    for (const one of part.querySelectorAll("details")) one.open = true; }"""
_CONTROLS = "[...document.querySelectorAll('.fu :is(input, select, textarea, button), .fu-nav button')].filter(one => one.checkVisibility())"

Findings = dict[str, list[str]]


def axe(page: Page, scope: str) -> list[list[str]]:
    """What axe-core finds in this part of the page: rule, severity, place and markup of each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8") + "\n;0")
    return list(page.evaluate(_AXE, scope))


def measure(page: Page, scope: str) -> Findings:
    """What the page's own measures find: kind, and each place."""
    page.evaluate(_OURS.read_text("utf-8") + "\n;0")
    return dict(page.evaluate("scope => followupMeasure(scope)", scope))


def controls(page: Page) -> list[tuple[str, str, str]]:
    """Each visible control of the kit: its markup, and the name and description that the browser gives it."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    many = session.send("Runtime.evaluate", {"expression": _CONTROLS})["result"]["objectId"]
    found = []
    for one in session.send("Runtime.getProperties", {"objectId": many, "ownProperties": True})["result"]:
        if one["name"].isdigit():
            what = {"objectId": one["value"]["objectId"], "fetchRelatives": False}
            (node, *_) = session.send("Accessibility.getPartialAXTree", what)["nodes"]
            said = [str(node.get(key, {}).get("value", "")).strip() for key in ("name", "description")]
            found.append((one["value"]["description"], said[0], said[1]))
    session.detach()
    return found


def unfold(page: Page) -> None:
    """Open every part that can be opened."""
    page.evaluate("for (const one of document.querySelectorAll('.fu-fold > button')) if (one.innerText.trim().startsWith('Show')) one.click()")
    page.evaluate(_OPEN, "body")
    page.wait_for_timeout(1000)


def press_everything(page: Page) -> list[str]:
    """Press every button of the kit with the keyboard; those after which the focus is nowhere."""
    lost, done = [], set()
    label = "one => one.closest('.fu-card')?.querySelector('h3')?.innerText + ': ' + one.innerText.trim()"
    while True:
        for one in page.locator(".fu button:visible:enabled:not(.widget-upload)").all():
            if (name := one.evaluate(label)) not in done:
                break
        else:
            return lost
        done.add(name)
        if "Hide: " in name or "Show: " in name:
            continue
        one.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
        try:
            page.wait_for_function("document.activeElement?.closest('.fu')", timeout=3000)
        except Error:
            lost.append(name)


def dress(page: Page, way: str, theme: str) -> None:
    """Change to a theme as a reader does."""
    page.wait_for_timeout(200)
    if page.evaluate("document.body.dataset.jpThemeLight === 'true'") is not (theme == "light"):
        if way == "app":
            page.locator("#fu-theme").click()
        else:
            page.evaluate(f"jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {theme.title()}'}})")
            page.locator(f"body[data-jp-theme-light={'true' if theme == 'light' else 'false'}]").wait_for(state="attached")
        page.wait_for_timeout(1500)  # the colours arrive one after the other


def see_all(page: Page) -> None:
    """What is out of sight would not count."""
    page.add_style_tag(content="* { content-visibility: visible !important }")


def opened(place: Place, page: Page, name: str) -> None:
    """A page of the course, as far as it runs."""
    if name == FRONT:
        page.goto(place.url)
    elif "kit." in (NOTEBOOKS / f"{name}.ipynb").read_text("utf-8"):
        Shown(place, page, name).run()
    else:
        page.goto(place.address(name))
        page.locator(".jp-RenderedMarkdown h1").first.wait_for()
        page.wait_for_timeout(2000)
    see_all(page)


def audit(place: Place, browser: Browser, name: str, work: bool = True) -> dict[str, dict[str, Any]]:
    """Everything about one page, by theme: at rest, and (`work`) again with every button pressed."""
    scope, way = SCOPES[place.way], place.way
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", color_scheme="light", reduced_motion="reduce")
    context.set_default_timeout(90_000)
    try:
        page = context.new_page()
        opened(place, page, name)
        axes: dict[str, dict[str, list[str]]] = {theme: {} for theme in THEMES}
        own: dict[str, dict[str, set[str]]] = {theme: {kind: set() for kind in MEASURED} for theme in THEMES}
        for turn in ("at rest", "worked")[: 1 + work]:
            if turn == "worked":
                own["light"]["focus"] |= set(press_everything(page))
            unfold(page)
            for theme in THEMES if name != FRONT else ("light",):
                dress(page, way, theme) if name != FRONT else None
                axes[theme].update({" ".join(one[:3]): one for one in axe(page, scope)})
                for kind, places in measure(page, scope).items():
                    own[theme][kind] |= set(places)
            for markup, said, more in controls(page):
                own["light"]["name"] |= {markup} if not said else set()
                own["light"]["description"] |= {f"{markup}: {said}"} if not more or more == said else set()
            dress(page, way, "light") if name != FRONT else None
        for width, height in ((640, 450), (320, 640)) if way == "app" else ((640, 450),):  # twice the size, on a window of 1280; a telephone
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(800)
            own["light"]["sideways"] |= {f"at {width}: {one}" for one in measure(page, scope)["sideways"]}
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(forced_colors="active")  # where only the reader's own few colours are left
        own["light"]["contrast"] |= {f"forced colours: {one}" for one in measure(page, scope)["contrast"]}
        page.emulate_media(forced_colors="none")
        if name == FRONT:
            page.emulate_media(color_scheme="dark")
            axes["dark"].update({" ".join(one[:3]): one for one in axe(page, scope)})
            for kind, places in measure(page, scope).items():
                own["dark"][kind] |= set(places)
        return {theme: {"axe": list(axes[theme].values()), **{kind: sorted(own[theme][kind]) for kind in MEASURED}} for theme in THEMES}
    finally:
        context.close()


def counts(found: dict[str, Any]) -> list[int]:
    """How many findings of each severity and of each measured kind one page has in one theme."""
    by = Counter(severity for _, severity, *_ in found["axe"])
    return [*(by[severity] for severity in SEVERITIES), *(len(found[kind]) for kind in MEASURED)]


def main(options: list[str]) -> None:
    only = next((one.removeprefix("--only=") for one in options if one.startswith("--only=")), "")
    from conftest import find_chromium

    totals: dict[str, list[int]] = {}
    print(markdown([["page", "way", "theme", *SEVERITIES, *MEASURED]]), end="", flush=True)
    with chrome(find_chromium() or "") as browser:
        for way in [one for one in options if one in SCOPES] or SCOPES:
            every: dict[str, Any] = {}
            with tempfile.TemporaryDirectory() as folder, served(way, Path(folder)) as place:
                for name in [one for one in [*NAMES, *([FRONT] if way == "app" else [])] if only in one]:
                    every[name] = audit(place, browser, name)
                    for theme, found in every[name].items():
                        print("| " + " | ".join(map(str, [name, way, theme, *counts(found)])) + " |", flush=True)
            totals[way] = [sum(column) for column in zip(*(counts(f) for page in every.values() for f in page.values()), strict=True)]
            (ROOT / "build").mkdir(exist_ok=True)
            (ROOT / "build" / f"access-{way}.json").write_text(json.dumps(every, indent=1), encoding="utf-8")
    if "--write" in options:
        heads = ["findings, all pages and both themes", "app before", "app now", "JupyterLab before", "JupyterLab now"]
        write("access", markdown([heads, *zip(WORDS, BEFORE["app"], totals["app"], BEFORE["lab"], totals["lab"], strict=True)]))


if __name__ == "__main__":
    main(sys.argv[1:])
