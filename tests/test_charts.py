"""The charts: what they say in words and as a table, that they can be seen by everybody, and that nothing leaks in."""

import datetime as dt
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise
from zoneinfo import ZoneInfo

import matplotlib as mpl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import followup as fu
from followup import charts

pytestmark = pytest.mark.filterwarnings("error")

BERLIN = ZoneInfo("Europe/Berlin")
HOSTILE = '<script>alert("x")</script> & $x^2_$ @0@ #a1b2c0 id="p0" \u202eevil'
SOURCES = ("learn-it", "how-to-follow-up", "interviews-over", "dream-job", "career-guide")


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def event(when, kind, **fields):
    return fu.Event(at=at(when), kind=kind, **fields)


def interview(when="2026-03-10 10:00", names=("Dr. Priya Nair", "Tom Okafor", "Lena Brandt"), **fields):
    people = [fu.Interviewer(name=name, contact=name == "Tom Okafor") for name in names]
    return fu.Interview(at=at(when), timezone="Europe/Berlin", interviewers=people, **fields)


STORY = fu.Application(
    company="Northwind",
    role="Data Analyst",
    candidate="Ada Reyes",
    rounds=[interview(ends=at("2026-03-10 10:50"), decision_by="2026-03-20")],
    events=[
        event("2026-03-10 20:00", "thank_you_sent", to="Dr. Priya Nair"),
        event("2026-03-11 09:00", "thank_you_sent", to="Tom Okafor"),
        event("2026-03-25 10:00", "competing_offer", date="2026-04-01", first_choice=True),
        event("2026-03-25 19:00", "update_sent", to="Tom Okafor"),
        event("2026-04-09 11:00", "rejected"),
    ],
)


def chart(now="2026-03-24 09:00", application=STORY, book=None, **fields):
    return charts.timeline(fu.plan(application.model_copy(update=fields), at(now), book, "DE-BE"))


def texts(figure):
    """Every text in a picture."""
    return ["".join(node.itertext()) for node in ET.fromstring(figure.svg).iter("{http://www.w3.org/2000/svg}text")]


def numbers(pattern, figure):
    return [float(number) for number in re.findall(pattern, figure.svg)]


# --- the timeline: what it says ---------------------------------------------------------------------------------------


def test_the_facts_of_the_story():
    assert chart().facts == (
        "As of Tuesday 24 March 2026, of 5 steps 2 are done, 1 is overdue and 2 are waiting. "
        "Next: thank-you note to Lena Brandt, late since Wednesday 11 March, 10:50, and still worth doing. "
        "An answer was promised by Friday 20 March 2026."
    )


def test_the_table_of_the_story():
    table = chart().table
    assert list(table.columns) == ["step", "opens", "closes", "status"]
    assert table.iloc[0].tolist() == [
        "Thank-you note to Dr. Priya Nair",
        "Tuesday 10 March 2026, 10:50",
        "Wednesday 11 March 2026, 10:50",
        "done",
    ]
    assert table["status"].tolist() == ["done", "done", "overdue (late)", "waiting (too early)", "waiting (too early)"]
    assert table["step"].tolist()[3:] == ["Check-in to Tom Okafor", "Moving on"]


def test_the_picture_shows_every_step_today_and_the_promise():
    shown = texts(chart("2026-03-26 09:00"))
    for words in (
        "When is it time to write to Northwind?",
        "today, Thursday 26 March 2026",
        "answer promised by Friday 20 March",
        "Thank-you note to Lena Brandt",
        "late since Wednesday 11 March, 10:50",
        "Update to Tom Okafor",
        "too early, opens Wednesday 1 April",
        *("too early", "right time", "late"),
        *("interview", "you wrote", "another employer’s offer"),
        *("10 Mar", "17 Mar"),
    ):
        assert words in shown
    assert shown.count("✓ done") == 3


def test_what_lies_ahead_of_today_is_not_told():
    shown = texts(chart("2026-03-24 09:00"))
    assert "another employer’s offer" not in shown and "their rejection" not in shown


def test_after_the_rejection_the_replies_are_open_and_cancelled_steps_are_gone():
    figure = chart("2026-04-09 15:00")
    assert "of 6 steps 3 are done and 3 are open" in figure.facts
    assert not figure.table["step"].str.contains("Check-in|Moving on|Lena").any()
    assert "their rejection" in texts(figure)


def test_the_next_step_in_words():
    assert (
        "Next: thank-you note to Dr. Priya Nair, until Wednesday 11 March 2026, 10:50."
        in chart("2026-03-10 12:00").facts
    )
    later = chart("2026-03-12 09:00", events=[event("2026-03-11 09:00", "thank_you_sent")])
    assert "Next: check-in to Tom Okafor, from Friday 27 March to Tuesday 7 April 2026." in later.facts
    assert "An answer is promised by Friday 20 March 2026." in later.facts


def test_without_a_promised_date_nothing_is_said_of_one():
    figure = chart(rounds=[interview()])
    assert "promised" not in figure.facts
    assert not [words for words in texts(figure) if "promised" in words]


def test_several_rounds_are_told_apart():
    rounds = [interview("2026-03-10 10:00", decision_by="2026-03-20"), interview("2026-04-02 10:00", ["Zoë"])]
    figure = chart("2026-04-02 12:00", rounds=rounds, events=[event("2026-03-24 09:00", "invited_to_next_round")])
    assert "Thank-you note to Lena Brandt (round 1)" in figure.table["step"].tolist()
    assert "Thank-you note to Zoë (round 2)" in figure.table["step"].tolist()
    assert "invited to the next round" in texts(figure)


def test_a_bar_lies_where_its_days_are():
    """Seven days on the axis are as wide as the check-in's window of seven days."""
    figure = chart("2026-03-10 12:00", rounds=[interview(names=["Bo"])], book="dream-job")
    ticks = re.findall(r'x="([\d.]+)" y="[\d.]+"[^>]*>(\d+) Mar<', figure.svg)
    by_day = {int(day): float(x) for x, day in ticks}
    left, right = min(by_day), max(by_day)
    a_day = (by_day[right] - by_day[left]) / (right - left)
    solid = re.findall(r'd="M ([\d.]+) [\d.]+\s+L ([\d.]+)[^"]*"[^>]*fill: var\(--fu-good', figure.svg)
    first, last = (float(x) for x in solid[1])
    assert first == pytest.approx(by_day[left] + 7 * a_day, abs=0.5)  # from the 17th
    assert last == pytest.approx(first + 4 * a_day, abs=0.5)  # to the end of the 20th


def test_optional_steps_just_end_and_done_ones_have_no_late():
    done = [event("2026-03-10 20:00", "thank_you_sent"), event("2026-04-09 11:00", "rejected")]
    replied = event("2026-04-09 12:00", "reply_to_rejection_sent", to="Tom Okafor")
    figure = chart("2026-04-09 15:00", events=[*done, replied])
    late = re.findall(r"stroke: var\(--fu-problem[^\"]*\"/>", figure.svg)
    assert len(late) == 2  # the key, and the pattern of the hatch
    assert len(re.findall(r"stroke: var\(--fu-problem[^\"]*\"/>", chart("2026-04-09 15:00", events=done).svg)) == 3


# --- the timeline: edge cases -----------------------------------------------------------------------------------------


def test_no_interview_is_a_sentence_without_a_picture():
    figure = chart(rounds=[], events=[])
    assert figure.facts == "No interview is noted yet. Add one, and its dates appear."
    assert (figure.svg, figure.to_svg(), figure.to_png()) == ("", "", b"")
    assert figure.to_html().endswith(f"{figure.facts}</figcaption></figure>")
    assert repr(figure) == f"{figure.title}\n{figure.facts}"


def test_after_a_withdrawal_it_says_why_nothing_is_left():
    figure = chart("2026-03-12 09:00", events=[event("2026-03-10 15:00", "withdrawn")])
    assert figure.facts == "No step is left. Cancelled: you withdrew on Tuesday 10 March 2026."
    assert figure.svg == ""


@pytest.mark.parametrize("now", ["2026-01-05 09:00", "2026-03-10 09:59", "2027-06-01 09:00", "2038-01-19 09:00"])
def test_today_far_before_or_after_lies_in_the_picture(now):
    x = [float(x) for x in re.findall(r"[ML] ([\d.]+) ", chart(now).svg)]
    assert min(x) >= 0 and max(x) <= charts.WIDTH


def test_the_shortest_window_can_be_seen_beside_the_longest_wait():
    figure = chart(rounds=[interview(decision_by="2190-01-01")])
    solid = re.findall(r'd="M ([\d.]+) [\d.]+\s+L ([\d.]+)[^"]*"[^>]*fill: var\(--fu-good', figure.svg)
    assert min(float(right) - float(left) for left, right in solid) >= 4
    assert "answer promised by Friday 1 January 2190" in texts(figure)


def test_names_that_are_long_or_in_other_scripts_stay_left_of_the_days():
    names = [
        "Prof. Dr. Maximilian-Alexander " * 4,
        "李小龍" * 12,
        "שרה לוי",
        "نور الهدى",
        "W" * 200,
        "👩‍🔬 Zoë",
        "é" * 30,
    ]
    figure = chart(rounds=[interview(names=names)])
    assert "to שרה לוי" in " ".join(texts(figure)) and "نور الهدى" in figure.facts + str(figure.table)
    assert sum(words.endswith("…") for words in texts(figure)) >= 3
    assert max(map(len, texts(figure))) < 60
    assert figure.to_png().startswith(b"\x89PNG")


def test_twenty_people_are_twenty_rows():
    figure = chart(rounds=[interview(names=[f"Person {i}" for i in range(20)])], events=[])
    rows = numbers(r'x="0" y="([\d.]+)"[^>]*>Thank-you note', figure)
    assert len(rows) == 20
    assert min(b - a for a, b in pairwise(rows)) >= 30


def test_a_company_without_a_name():
    assert chart(company="").title == "When is it time to write?"


# --- seen by everybody ------------------------------------------------------------------------------------------------

EXAMPLES = {
    "story": chart,
    "rejected": lambda: chart("2026-04-09 15:00"),
    "hostile": lambda: chart(company=HOSTILE, rounds=[interview(names=[HOSTILE])], events=[]),
    "public": charts.public_advice,
}


@pytest.fixture(params=EXAMPLES)
def example(request):
    return EXAMPLES[request.param]()


def test_it_is_valid_xml_with_its_facts_as_alternative_text(example):
    for text in (example.svg, example.to_svg(), example.to_svg(dark=True)):
        root = ET.fromstring(text)
        assert root.get("role") == "img"
        assert root.get("aria-label") == " ".join(example.facts.replace("\u202e", "").split())
        assert root.get("viewBox").startswith("0 0 760 ")


def test_the_html_holds_picture_facts_and_table(example):
    html = example.to_html()
    assert html == example._repr_html_()
    parts = [html.index(part) for part in ("<figure", "<svg", "</svg>", "<figcaption", "<details><summary>The same as")]
    assert parts == sorted(parts)
    assert html.count("<tr>") == len(example.table) + 1


def test_as_text_it_is_title_facts_and_table(example):
    assert repr(example) == f"{example.title}\n{example.facts}\n\n{example.table.to_string(index=False)}"


def test_what_people_wrote_is_escaped():
    html = EXAMPLES["hostile"]().to_html()
    assert "<script" not in html and "\u202e" not in html
    assert 'alert("x")' not in html and 'id="p0"' not in html and "& $" not in html
    assert html.count("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; $x^2_$ @0@ #a1b2c0") >= 4


def test_no_text_is_too_small_and_none_leaves_the_picture(example):
    assert min(numbers(r"font-size: ([\d.]+)px", example)) >= 11
    height = float(ET.fromstring(example.svg).get("height"))
    assert max(numbers(r'<text [^>]*y="([\d.]+)"', example)) < height


def test_hatches_and_shapes_and_words_say_what_colours_say():
    figure = chart()
    hatches = set(re.findall(r"fill: url\(#([\w-]+)\)", figure.svg))
    assert len(hatches) == 2
    assert hatches == set(re.findall(r'<pattern id="([\w-]+)"', figure.svg))
    strokes = re.findall(r'<pattern.*?<path d="([^"]+)"', figure.svg, re.S)
    assert len(set(strokes)) == 2  # different lines, not only different colours
    assert len(set(re.findall(r"stroke-dasharray: ([\d., ]+)", figure.svg))) == 1


def contrast(one, other):
    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05

    high, low = sorted((light(one), light(other)), reverse=True)
    return high / low


def test_colours_come_from_the_page_and_stand_out_on_light_and_dark(example):
    inline = re.sub(r"var\(--[\w-]+, #[0-9a-f]{6}\)", "", example.svg)
    assert not re.findall(r"(?:fill|stroke): #", inline)
    for variable, colour in set(re.findall(r"var\((--fu-[\w-]+), (#[0-9a-f]{6})\)", example.svg)):
        assert contrast(colour, "#ffffff") >= 3 and contrast(colour, "#111111") >= 3, variable
    for dark, page in ((False, "#ffffff"), (True, "#111111")):
        text = re.findall(r"<text [^>]*fill: (#[0-9a-f]{6})", example.to_svg(dark))
        assert min(contrast(colour, page) for colour in text) >= 3
    assert "var(" not in example.to_svg(True) + example.to_svg(False)
    assert example.to_svg(True) != example.to_svg(False)


def test_two_pictures_on_one_page_share_no_id():
    one, two = chart(), chart("2026-03-26 09:00")
    ids = [set(re.findall(r' id="([^"]+)"', figure.svg)) for figure in (one, two, charts.public_advice())]
    assert ids[0] and ids[1] and ids[2]
    assert not ids[0] & ids[1] and not ids[0] & ids[2]
    used = set(re.findall(r"#(fu-[\w-]+)", one.svg))
    assert used <= ids[0]


def test_nothing_of_the_picture_reaches_the_rest_of_the_page(example):
    assert "<style" not in example.svg and "<!DOCTYPE" not in example.svg and "<?xml" not in example.svg


# --- the same again ---------------------------------------------------------------------------------------------------


def test_same_input_same_bytes(example, request):
    again = EXAMPLES[request.node.callspec.params["example"]]()
    assert (again.to_html(), again.to_svg(), repr(again)) == (example.to_html(), example.to_svg(), repr(example))
    assert again.to_png() == example.to_png()


def test_the_same_in_another_process():
    code = "from followup import charts; print(ascii(charts.public_advice().svg))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1 and len(runs.pop()) > 10_000


def test_no_date_and_no_path_of_this_computer(example):
    for text in (example.to_html(), example.to_svg()):
        assert "<metadata" not in text and "dc:date" not in text
        assert not re.findall(r"/(?:home|root|work|usr|tmp|site-packages)/", text)


def test_the_readers_own_settings_neither_matter_nor_change():
    plain = chart().svg
    mine = {"text.usetex": True, "svg.fonttype": "path", "font.size": 40, "text.color": "red", "path.sketch": (1, 2, 3)}
    with mpl.rc_context(mine):
        assert chart().svg == plain
        assert {key: mpl.rcParams[key] for key in mine} == mine


def test_pyplot_stays_out():
    code = "import sys; from followup import charts; charts.public_advice(); print('matplotlib.pyplot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- what others say --------------------------------------------------------------------------------------------------


def test_the_facts_are_counted_from_the_recommendations():
    """Worked out again here, without pandas' help."""
    rows = fu.public_advice().to_dict("records")
    firsts = {}
    for row in rows:
        if isinstance(row["days_min"], int):
            days = row["days_min"] * (7 / 5 if row["unit"] == "business" else 1)
            firsts.setdefault((row["action"], row["anchor"]), []).append(days)
    asked = [("thank_you", "interview"), ("check_in", "promised_date"), ("check_in", "interview"),
             ("second_check_in", "first_check_in")]  # fmt: skip
    figure = charts.public_advice()
    for place, question in enumerate(asked):
        days = sorted(firsts[question])
        middle = (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2
        expected = [len(days), *(round(x, 1) for x in (days[0], middle, days[-1]))]
        assert figure.table.iloc[place, 1:].tolist() == pytest.approx(expected)
    numbered = sum(map(len, firsts.values()))
    assert figure.facts.startswith(f"Of 59 public recommendations {numbered} name a number of days ({59 - numbered} do")
    assert f"{sum(len(firsts[question]) for question in asked)} of these answer one of four questions" in figure.facts
    assert "thank-you after the interview, the same day (0 to 3, 13 recommendations)" in figure.facts
    assert "They agree most on the thank-you after the interview (first days at most 3 days apart)" in figure.facts


def test_the_picture_has_a_mark_for_each_recommendation_and_each_stance():
    figure = charts.public_advice()
    root = ET.fromstring(figure.svg)
    marks = len(root.findall(".//{http://www.w3.org/2000/svg}use"))
    spans = 1 + 2 + 3 + 1  # what the sources say, each span once
    assert marks == figure.table["recommendations"].sum() + spans + 3  # and three in the key
    shown = texts(figure)
    for words in ("all 5 sources", "Learn It", "The Interview’s Over, Dream Job", "one in business days, × 7/5"):
        assert words in shown


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_gives_the_same_picture(source):
    assert charts.public_advice(source).svg == charts.public_advice(fu.load_rulebook(source)).svg


def test_an_unknown_source_is_refused():
    with pytest.raises(fu.InputError, match="Did you mean"):
        charts.public_advice("dream-jobs")


# --- whatever happens -------------------------------------------------------------------------------------------------

KINDS = ["thank_you_sent", "check_in_sent", "final_check_in_sent", "update_sent", "reply_received", "competing_offer",
         "award", "invited_to_next_round", "promised_date", "rejected", "offered", "withdrawn"]  # fmt: skip
FIRST, LAST = (at(day).replace(tzinfo=None) for day in ("2025-11-01", "2027-03-01"))
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(BERLIN))
NAMES = st.lists(st.text(max_size=50), max_size=4)


@given(
    held=st.lists(st.tuples(MOMENTS, NAMES), max_size=3),
    happened=st.lists(st.tuples(MOMENTS, st.sampled_from(KINDS)), max_size=6),
    company=st.text(max_size=80),
    now=MOMENTS,
    source=st.sampled_from(SOURCES),
)
def test_every_plan_can_be_drawn(held, happened, company, now, source):
    rounds = [
        fu.Interview(at=when, timezone="Europe/Berlin", interviewers=[fu.Interviewer(name=name) for name in names])
        for when, names in held
    ]
    events = [
        fu.Event(at=when, kind=kind, date=dt.date(2028, 2, 29) if kind == "promised_date" else None, first_choice=True)
        for when, kind in happened
    ]
    timeline = fu.plan(fu.Application(company=company, rounds=rounds, events=events), now, source)
    figure = charts.timeline(timeline)
    assert len(figure.table) == sum(step.status != "cancelled" for step in timeline.steps)
    assert bool(figure.svg) == (len(figure.table) > 0)
    assert figure.to_html().encode() and repr(figure).encode()
    if figure.svg:
        ET.fromstring(figure.svg)
        x = [float(x) for x in re.findall(r"[ML] (-?[\d.]+) ", re.sub(r"<defs>.*?</defs>", "", figure.svg, flags=re.S))]
        assert min(x) >= 0 and max(x) <= charts.WIDTH
