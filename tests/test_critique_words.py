"""Spelling: names and terms of the whole world are no typos, and common slips are found with the right word first."""

import pytest

from followup.critique import critique

# People, companies and terms of trades, small letters kept where people write them so.
NAMES = """
Nkemelu Oyinkan Adeyemi Okonkwo Chukwuemeka Ngozi Babatunde Folasade Abiodun Ifeoma Kwabena Akosua Mensah Boateng
Owusu Wanjiku Kamau Otieno Achieng Mwangi Njoroge Thandiwe Nkosana Dlamini Mthembu Sipho Naledi Pieterse Botha
Niekerk Tesfaye Abebe Haile Mulugeta Selam Fatoumata Diallo Mamadou Traore Ousmane Keita Aminata Coulibaly Youssef
Benali Khadija Fatima Zahra Bouazza Mustapha Hicham Tarek Hossam Nasser Layla Khoury Haddad Rania Ziad Yasmin Farouk
Mahmoud Ibrahim Samira Nadia Leila Darwish Shirin Niloufar Ahmadi Reza Parviz Mehrdad Golnaz Emre Yilmaz Ozdemir
Aylin Demirci Burak Kaya Zeynep Priyanka Dhaliwal Sukhdeep Gurpreet Harjit Jaspreet Kavita Iyengar Lavanya
Venkatesan Subramaniam Raghunathan Deshpande Kulkarni Bhattacharya Mukherjee Chatterjee Banerjee Sengupta Tripathi
Malhotra Kapoor Joshi Wickramasinghe Jayawardena Perera Fernando Tharindu Rahman Chowdhury Hossain Nasreen Thapa
Gurung Shrestha Tenzin Dorji Wangchuk Nguyen Tran Pham Huynh Linh Thuy Sokha Chanthavy Somchai Siriporn Wattana Aung
Thida Nurul Aisyah Rahmawati Siti Bambang Wijaya Santoso Dewi Maricel Dizon Santos Reyes Bautista Macaraeg
Villanueva Xiaoming Zhang Zhao Qiang Huang Yuxuan Liang Chenguang Wenjing Meiling Haruki Takahashi Yamamoto Nakamura
Kobayashi Fujimoto Hashimoto Jihoon Seoyeon Minjun Kwon Hyejin Oksana Kovalenko Shevchenko Bohdan Olena Dmitri
Volkov Ekaterina Smirnova Anastasiya Kuznetsov Wojciech Kowalczyk Agnieszka Wisniewska Zbigniew Lewandowski Zsofia
Balogh Istvan Szabo Gergely Ondrej Novotny Jiri Dvorak Vlasta Petrovic Milica Jovanovic Dragan Zoran Kresimir Horvat
Ljubica Andreea Popescu Ionut Dimitrova Georgi Papadakis Eleni Stavros Konstantinos Giulia Esposito Bianchi Ferraro
Chiara Lorenzo Beatriz Gutierrez Xochitl Ramirez Joaquin Echeverria Guadalupe Valentina Cifuentes Thiago Oliveira
Nascimento Joao Figueiredo Conceicao Magalhaes Sandstrom Gunnarsson Bjornsdottir Sigurjon Haugen Ingrid Thorvaldsen
Aagaard Jens Kjeldsen Mikkelsen Virtanen Korhonen Eero Aino Saarinen Vandermeulen Joost Hendrikx Geertje
Schwarzenbach Katrin Vogelsang Wolfgang Grunewald Ruaridh Menzies Gwenllian Myfanwy Siobhan Caoimhe Donnacha Twomey
Grainne Aoife Tadhg Whangarei Aroha Tipene Hinemoa Ngata Leilani Kealoha Kamaka Tsosie Begay Quispe Mamani Huaman
Kalinago Etienne Siemens Bosch Tata Infosys Huawei Ericsson Nokia Mahle Zalando Grundfos Roche Danone Petrobras
Embraer Safaricom Shoprite Naspers
"""
TERMS = """
kubernetes postgres pytest frontend backend dataset onboarding workflow webpack terraform pandas kafka grafana
sourdough levain banneton kombucha mise roux phlebotomy cannulation venipuncture perioperative telemetry autoclave
chromatography pipetting titration histology crispr bioreactor geotechnical piezometer grouting formwork rebar
purlin busbar switchgear tachograph incoterms drayage reefer silage agroforestry vermiculture polytunnel
interlocking pantograph catenary signalling cubesat avionics propellant actuarial reinsurance conveyancing
accessioning letterpress bookbinding luthier dramaturgy upholstery overlocker physiotherapy orthotist sonographer
safeguarding paediatric haematology practicum phonics numeracy makerspace rewilding hydroponics geothermal microgrid
oscilloscope firmware photolithography preprint postdoc biryani focaccia gnocchi charcuterie sommelier colour color
honour honor programme travelling traveling organise organize centre center defence defense analyse analyze
catalogue catalog licence practise labelled labeled enrol fulfil skilful judgement grey whilst amongst learnt kerb
tyre cheque pediatric
"""

# What people type, and what they mean.
SLIPS = """
accomodate:accommodate acheive:achieve accross:across adress:address agressive:aggressive apparant:apparent
appearence:appearance aquire:acquire arguement:argument assesment:assessment attendence:attendance basicly:basically
begining:beginning beleive:believe benificial:beneficial buisness:business calender:calendar catagory:category
certian:certain challange:challenge collegue:colleague colleauge:colleague comittee:committee commited:committed
communciation:communication compair:compare completly:completely concious:conscious conferance:conference
confidance:confidence congradulations:congratulations consistant:consistent contribue:contribute
conveniant:convenient correspondance:correspondence cotribution:contribution curiousity:curiosity decison:decision
definately:definitely definatly:definitely dependant-x:dependent developement:development diffrent:different
dilligent:diligent disapointed:disappointed dissapointed:disappointed discusion:discussion discused:discussed
embarassed:embarrassed enviroment:environment equiped:equipped especialy:especially excelent:excellent
excercise:exercise existance:existence expecially:especially experiance:experience experince:experience
explaination:explanation familar:familiar finaly:finally foriegn:foreign foward:forward freind:friend
furthur:further generaly:generally goverment:government gratefull:grateful greatful:grateful guarentee:guarantee
guidence:guidance happend:happened helpfull:helpful hopefuly:hopefully immediatly:immediately
immediatley:immediately importent:important imporve:improve independant:independent infomation:information
intergrate:integrate interveiw:interview intervew:interview interviewd:interviewed intrested:interested
intresting:interesting knowlege:knowledge learnig:learning liason:liaison libary:library maintainance:maintenance
managment:management meaningfull:meaningful mesage:message mispell:misspell neccessary:necessary necesary:necessary
noticable:noticeable occassion:occasion occured:occurred offerred:offered oportunity:opportunity
oppurtunity:opportunity opportunties:opportunities orginal:original particulary:particularly pasionate:passionate
pateint:patient permanant:permanent persue:pursue planing-x:planning possition:position postion:position
potentialy:potentially practicle:practical prefered:preferred presance:presence previosly:previously
privelege:privilege priviledge:privilege probaly:probably procces:process profesional:professional
proffesional:professional professionaly:professionally programing:programming proyect:project publically:publicly
quailty:quality questoin:question realy:really reccomend:recommend recomend:recommend recieve:receive
recieved:received reciept:receipt refered:referred refrence:reference relevent:relevant reponse:response
resonsible:responsible responsability:responsibility responsable:responsible restaraunt:restaurant scedule:schedule
secratary:secretary seperate:separate seperately:separately servive:service sheduled:scheduled similiar:similar
sincerly:sincerely skillz-x:skills somthing:something strenght:strength strenghts:strengths studing:studying
succesful:successful successfull:successful sucess:success sugestion:suggestion suport:support suprised:surprised
teh:the techincal:technical tecnical:technical thier:their thnak:thank throught-x:through togather:together
togehter:together tommorow:tomorrow tomorow:tomorrow tought-x:taught traning:training truely:truly
undersand:understand understading:understanding unfortunatly:unfortunately untill:until usefull:useful
usualy:usually valueable:valuable vacancey:vacancy volunter:volunteer wellcome:welcome wether:whether wich:which
wierd:weird writting:writing yesturday:yesterday
"""
PAIRS = [tuple(pair.split(":")) for pair in SLIPS.split() if "-x" not in pair]


def typos(text):
    return [(f.words, f.suggestion) for f in critique(text, select="typo").findings]


def test_the_lists_are_as_long_as_they_should_be():
    assert len(set(NAMES.split())) >= 300
    assert len(PAIRS) >= 150


@pytest.mark.parametrize("shape", ["I met {} on Tuesday at the old harbour.", "We talked about {} with the whole team.", "{} was there as well, and we spoke."])  # fmt: skip
def test_no_name_is_a_typo(shape):
    assert [name for name in NAMES.split() if typos(shape.format(name))] == []


def test_no_term_of_a_trade_is_a_typo_and_no_standard_spelling():
    assert [
        term for term in TERMS.split() if typos(f"In my last job I learned about {term} from the whole team.")
    ] == []


def test_common_slips_are_found_with_the_right_word_first():
    wrong = {slip: typos(f"It was a good day, and {slip} was what we wrote about.") for slip, _ in PAIRS}
    missed = [slip for slip, right in PAIRS if wrong[slip] != [(slip, right)]]
    assert len(missed) <= 0.05 * len(PAIRS), [(slip, wrong[slip]) for slip in missed]


def test_words_of_the_application_and_words_used_twice_are_left_alone():
    import followup as fu

    app = fu.Application(company="Qualtiy Foods", role="Analyst", candidate="Ada Reyes", rounds=[])
    assert not critique("I like qualtiy foods very much indeed.", application=app, select="typo").findings
    assert not critique("The slurpees were cold, and slurpees are what I sell here.", select="typo").findings
    assert not critique('She said "it was definately him" and I agreed with all of it.', select="typo").findings
