"""What people say, in many words, and what the checks must not make of it: each sentence alone in an email."""

import pytest

import followup as fu
from followup.critique.check import has

STILL_WANTED = """
It would still mean a great deal to me to learn from you.
I would love to come back for the spring season.
My interest has not changed.
My enthusiasm is in no way lessened.
I am as keen as ever.
The post remains my first choice.
I have set my heart on the workshop.
I would jump at the chance.
If you offered it, I would accept at once.
I can see myself at that bench for years.
I see my future with your team.
The role is what I am looking for.
This is exactly the work I want.
I remain available.
I remain hopeful.
Please keep me in mind for later openings.
I would be grateful if you kept my details on file.
I hope to work with you one day.
I hope we meet again in the autumn.
I would welcome the chance to talk again.
I look forward to the next step.
I am eager to begin.
I am still very intersted in the job.
I am really exited about this.
Nothing would please me more than to join you; I would rather be there than anywhere.
I turned them down, because I would prefer yours.
Before I accept, I wanted to ask you.
I keep thinking about the tidal tables.
I have not stopped hoping for it.
I was drawn to the way you run the ward.
You have sold me: I am hooked.
Your school is where I want to teach.
I would be proud to wear the uniform.
I'd be honoured to serve the parish.
I'd enjoy building it with you.
I'd be happy to start on any Monday.
I could begin next week.
I long to be part of such a crew.
I am determined to become a luthier.
Count me in.
My hat is still in the ring.
I should like nothing better than to bring that wall back into fruit.
I would be glad to discuss it once more, best of all as your colleague.
It would be a joy to work there.
I want to grow with the company.
Do consider me again.
Think of me when the next place falls vacant.
I would gladly take any later vacancy.
I am still up for it.
I'd come on board tomorrow.
My answer would be yes.
I am ready to roll up my sleeves.
I hope to be one of your apprentices.
The job appeals to me even more now.
I wish very much to stay in touch.
I am committed to this line of work.
Your place is at the top of my list.
I am very much a candidate.
I would like to be considered for the night shift too.
It is the job for me.
"""
NOT_SAID = """
Could you tell me where the decision stands?
I am writing about the clerk post.
I applied in the spring.
The board will sit in a fortnight.
I wanted to send you a short note.
I want to know the result.
My documents are with your office.
The sterile room was cold.
Nobody else has my number.
The price of diesel has not changed.
Your talk was an inspiration.
"""


@pytest.mark.parametrize("sentence", STILL_WANTED.strip().splitlines())
def test_that_the_post_is_still_wanted_is_seen_in_any_words(sentence):
    assert has("interest", sentence)


@pytest.mark.parametrize("sentence", NOT_SAID.strip().splitlines())
def test_what_says_nothing_of_interest(sentence):
    assert not has("interest", sentence)


SAID = {
    "news": [
        "My crab dish took silver in the young chefs' cup.", "I was chosen Nurse Educator of the Year.",
        "The article was accepted last week by a journal.", "I must answer them by Friday.", "They want me to start in May.",
    ],
    "offer_information": [
        "My certificates can be with you tomorrow.", "Copies of my testimonials can be furnished on request.",
        "The drawings could follow by post.", "I can send photographs of the scrolls.",
    ],
    "value": [
        "Having taken two teas into Vietnam, I know the port.", "I program in Mastercam every day.", "I had the same trouble in Bangor.",
        "It fits what I see in my own runners.", "My lab module gave me a year of careful pipetting.", "I have been cutting on the bias for years.",
    ],
    "interview": ["I enjoyed talking about black holes with you.", "It was good meeting everyone."],
}  # fmt: skip
UNSAID = {
    "news": ["There have been some developments on my side.", "I have some good news to share.", "The year was long."],
    "offer_information": ["I sent my documents in May.", "Thank you for the photographs."],
    "value": ["I read the two reports you named.", "I keep thinking about it.", "The job is close to the station."],
    "interview": ["I am writing about the clerk post."],
}


@pytest.mark.parametrize(("name", "sentence"), [(name, s) for name, all_of in SAID.items() for s in all_of])
def test_evidence_is_seen(name, sentence):
    assert has(name, sentence)


@pytest.mark.parametrize(("name", "sentence"), [(name, s) for name, all_of in UNSAID.items() for s in all_of])
def test_no_evidence_is_imagined(name, sentence):
    assert not has(name, sentence)


PEOPLE = [fu.Interviewer(name=name) for name in ("Dr. Priya Nair", "Tom Osei", "Elena Gutiérrez")]
ROUND = fu.Interview(at="2026-03-10T10:00+01:00", timezone="Europe/Berlin", interviewers=PEOPLE)
APP = fu.Application(company="Northwind", role="Senior Data Analyst", candidate="Ada Reyes", rounds=[ROUND])
TEXT = "Thank you for your time on Tuesday and for the talk about harbour cranes."


def seen(greeting="Dear Priya,", add="", subject="Data Analyst interview", closing="Kind regards", to=None):
    email = fu.Email(subject=subject, body=f"{greeting}\n\n{TEXT} {add}\n\n{closing},\nAda Reyes", to=to)
    return [(f.check, f.words, f.suggestion) for f in fu.critique(email, "thank_you", APP, ignore=["content", "no-contact"]).findings]


@pytest.mark.parametrize("greeting", [
    "Dear Tom, Elena and Priya,", "Dear Tom, Elena, and Priya,", "Dear Tom, Elena, Priya,", "Dear Dr. Nair, Mr. Osei & Ms. Gutiérrez:",
    "Dear Tom and Bogdana,", "Dear Sir/Madam Nair,", "Good morning Ms. Gutiérrez,", "To Dr. Nair,", "Dr. Nair –", "Nair-san,",
    "Estimada Elena:", "Sehr geehrte Frau Dr. Nair,", "Guten Tag Frau Nair,", "Priya –", "Priya", "Hi, Priya!", "Greetings, Dr. Nair,",
    "Attn: Dr. Nair", "Dear Madam Chair,", "Dear Uncle Osei,", "Dear Priya, dear Tom,", "Dear T. Osei,",
])  # fmt: skip
def test_a_right_greeting_is_right_in_any_form(greeting):
    assert seen(greeting) == []


def test_a_wrong_greeting_is_still_seen_and_its_mending_fits():
    assert seen("Dear Bogdana and Anna,")[0][:2] == ("wrong-name", "Bogdana and Anna")
    assert seen("Hi, Bogdana,") == [("wrong-name", "Bogdana", "Priya")]
    assert [check for check, *_ in seen("Hello, Everyone,")] == ["unnamed-greeting"]
    assert seen("Hey Priya,") == [("casual-greeting", "Hey", "Hi")]  # put in place of "Hey", the name stands once


@pytest.mark.parametrize("add", [
    "The DATA ANALYST post is the one I want.", "I read the paper on NORTHWIND twice.", "We saw std::vector<Frame> and map<string, Pair>.",
    "We bred XX and XO mice.", "I was chef de partie there.", "The walkround was long.", "God bless you.", "Fabrikam has offered me a post as buyer.",
    "I saw it on the way down in the lift.", "Kindly revert with the date.", "The first deep dive was done with two bells in the water.",
    "We split the batch after the bomb calorimeter test.", "You will find drawings of my work at Cothele Farms.",
])  # fmt: skip
def test_words_in_their_own_meaning_are_no_fault(add):
    assert seen(add=add) == []


def test_what_is_a_fault_beside_them_is_still_one():
    assert seen(add="The DATA ANALYST post is VERY GOOD.") == [("all-caps", "VERY GOOD", "very good")]
    assert seen(add="Ask for <FirstName> there.")[0][:2] == ("placeholder", "<FirstName>")
    assert seen(closing="Sincerly")[0] == ("typo", "Sincerly", "Sincerely")
    assert seen(add="I am glad of the Branch Accountant decision.")[0][:2] == ("wrong-role", "Branch Accountant")
    assert seen(subject="Senior DA post – thank you") == []
