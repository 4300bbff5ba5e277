"""Answers that say nothing: marks that fill an empty box, denials with or without a reason, and answers that are not known.

One list for the whole language, in Swedish and English, tried before any rule looks at an answer. A sentence is cut into its
clauses; each must be such an answer, or the answer says something. Doubt is taken as saying something: a proper name, a
figure, or a word that takes a denial back ("men", "utöver", "except") makes a statement of the whole.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from prescreen_shared.prose import readable
from scoring_service.domain.wording.passage import fold, read_passage


class Saying(Enum):
    """What an answer to an open question comes to."""

    SOMETHING = "something"
    NOTHING = "nothing"
    """A mark in an empty box, or an answer that the question does not concern the applicant."""
    DENIAL = "denial"
    """There is none, with or without a reason."""
    UNKNOWN = "unknown"
    """The answer stands elsewhere, or is not known yet."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a rule file adds: whole answers that say nothing, words that deny, and words that may stand beside them.

    ``own_is_nothing`` says that the question asks for what others give: the applicant's own contribution is no answer, nor is
    what others were asked for and refused.
    ``own_names`` are names of the applicant, which are not taken for the name of another.
    """

    nothing: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    small_words: tuple[str, ...] = ()
    own_is_nothing: bool = False
    own_names: tuple[str, ...] = ()


PLAIN: Final = Vocabulary()


def read_answer(text: str, vocabulary: Vocabulary = PLAIN) -> Saying:
    """Tell what a whole answer comes to: something as soon as one sentence says something, else the least known of them."""
    found = sayings(_sentences(text) or (text,), vocabulary)
    for saying in (Saying.SOMETHING, Saying.UNKNOWN, Saying.DENIAL):
        if saying in found:
            return saying
    return Saying.NOTHING


def sayings(sentences: Iterable[str], vocabulary: Vocabulary = PLAIN) -> tuple[Saying, ...]:
    """Tell what each sentence of an answer comes to, in order; a reason after a denial belongs to the denial."""
    found: list[Saying] = []
    for written in sentences:
        sentence = readable(written)
        after_denial = bool(found) and found[-1] in (Saying.DENIAL, Saying.NOTHING)
        found.append(_read_sentence(sentence, vocabulary, is_reason_open=after_denial))
    return tuple(found)


def _sentences(text: str) -> tuple[str, ...]:
    return tuple(sentence.quote for sentence in read_passage("", text).sentences)


def _read_whole(text: str, vocabulary: Vocabulary) -> Saying | None:
    """Look an answer up as it stands; None where it must be read sentence by sentence."""
    folded = fold(text)
    if not any(map(str.isalnum, folded)):
        return Saying.UNKNOWN if "?" in text else Saying.NOTHING
    if folded in _UNKNOWN or _is_elsewhere(text, folded):
        return Saying.UNKNOWN
    if folded in _NOTHING or folded in {fold(each) for each in vocabulary.nothing}:
        return Saying.DENIAL if folded in _DENIALS else Saying.NOTHING
    return None


def _read_sentence(sentence: str, vocabulary: Vocabulary, *, is_reason_open: bool) -> Saying:
    whole = _read_whole(sentence, vocabulary)
    if whole is not None:
        return whole
    words = _but_for_what_is_there(fold(sentence).split())
    if vocabulary.own_is_nothing and _is_refused(sentence):
        return Saying.DENIAL
    if _takes_back(words) or _names_another(sentence, vocabulary):
        return Saying.SOMETHING
    if vocabulary.own_is_nothing and _is_own(words):
        return Saying.DENIAL
    if _NUMBER.search(sentence):
        return Saying.SOMETHING
    return _read_clauses(
        " ".join(words) if words != fold(sentence).split() else sentence,
        vocabulary,
        is_reason_open=is_reason_open,
    )


def _read_clauses(sentence: str, vocabulary: Vocabulary, *, is_reason_open: bool) -> Saying:
    """Read the clauses one by one; after a denial a reason may be given, and what follows in small words adds nothing."""
    found = Saying.NOTHING
    denied = is_reason_open
    for clause in _CLAUSE.split(_PLAIN_NO.sub(r"\1, ", sentence)):
        folded = fold(clause)
        if not folded or (denied and _begins(folded, _REASONS)):
            found = Saying.DENIAL if denied and folded else found
            continue
        saying = _read_clause(clause, folded, vocabulary)
        by_hand = _BY_HAND.search(folded) or (vocabulary.own_is_nothing and _IN_KIND.search(folded))
        if saying is Saying.SOMETHING and not (denied and (_adds_nothing(folded) or by_hand)):
            return Saying.SOMETHING
        if saying in (Saying.DENIAL, Saying.NOTHING):
            denied = True
        if saying is not Saying.SOMETHING:
            found = Saying.UNKNOWN if Saying.UNKNOWN in (saying, found) else Saying.DENIAL
    return found


def _read_clause(clause: str, folded: str, vocabulary: Vocabulary) -> Saying:
    whole = _read_whole(clause, vocabulary)
    if whole is not None:
        return whole
    words = folded.split()
    if _begins(folded, _NOT_KNOWN) and set(words) <= _small(vocabulary) | _UNKNOWN_WORDS:
        return Saying.UNKNOWN
    denials = _DENIALS | _words(vocabulary.denials)
    head, has_reason = _before_reason(words)
    if set(head) & denials and set(head) <= denials | _small(vocabulary):
        return Saying.DENIAL
    if vocabulary.own_is_nothing and _is_own(words):
        return Saying.DENIAL
    is_short = len(head) <= _LONGEST_DENIAL and (has_reason or head == words)
    return Saying.DENIAL if is_short and head and head[0] in _NONE_OF else Saying.SOMETHING


def _before_reason(words: list[str]) -> tuple[list[str], bool]:
    """Give what stands before the first word that begins a reason, and whether there is one."""
    for place in range(1, len(words)):
        if _begins(" ".join(words[place:]), _REASONS):
            return words[:place], True
    return words, False


def _is_elsewhere(text: str, folded: str) -> bool:
    """Whether the answer only points at another paper or place: "se bilaga 3", "enligt bifogad budget"."""
    words = folded.split()
    if len(words) > _LONGEST_POINTER:
        return False
    points = any(map(_is_place, words))
    rest = [word for word in words if not _is_place(word) and word not in _POINTING]
    is_said = words[0] in _POINTERS or words[-1] in _POINTED or words[0].startswith(_ATTACHED)
    return points and is_said and all(word.isdigit() for word in rest) and not re.search(r"\d\s?kr\b", text)


def _is_place(word: str) -> bool:
    return word.startswith(_PLACES) or word in _SHORT_PLACES


def _is_own(words: list[str]) -> bool:
    """Whether the words say that the applicant pays or works itself, and name nobody else's money."""
    is_own = bool(set(words) & _OWN) or any(each in " ".join(words) for each in _OWN_PHRASES)
    return is_own and not any(word.startswith(_OTHERS) or word.endswith(_OTHERS_END) for word in words)


def _is_refused(sentence: str) -> bool:
    """Whether others were asked for money and all said no: each part tells of asking or of a no, and none of a yes to come."""
    text = sentence.casefold()
    if _GIVES.search(_NO_YES.sub(" avslag ", text)):
        return False
    parts = [_NO_YES.sub(" avslag ", part) for part in _PART.split(text) if part.strip()]
    return bool(parts) and bool(_REFUSED.search(parts[-1])) and all(map(_ASKED_OR_REFUSED.search, parts))


def _but_for_what_is_there(words: list[str]) -> list[str]:
    """Leave out what a denial excepts where that is only what there is already: "inget utöver befintliga system"."""
    for place, word in enumerate(words):
        if word in _BEYOND and place + 1 < len(words) and set(words[place + 1 :]) <= _THERE:
            return words[: place - (words[place - 1] in _ELSE)]
    return words


def _takes_back(words: list[str]) -> bool:
    return any(word in _ADVERSATIVES for word in words)


def _names_another(sentence: str, vocabulary: Vocabulary) -> bool:
    """Whether a proper name stands in it: a capital inside the sentence, or several in the first word."""
    own = _words(vocabulary.own_names)
    words = _WORD.findall(sentence)
    capitals = [word for word in words[1:] if word[0].isupper()]
    capitals += [word for word in words[:1] if sum(letter.isupper() for letter in word) > 1]
    is_shouted = sentence.isupper()
    return not is_shouted and any(
        fold(word) not in _CAPITALS and fold(word) not in own and fold(word).removesuffix("s") not in own
        for word in capitals
    )


def _begins(folded: str, phrases: Iterable[str]) -> bool:
    return any(folded == phrase or folded.startswith(f"{phrase} ") for phrase in phrases)


def _adds_nothing(folded: str) -> bool:
    """Whether a clause after a denial tells of nothing: small words alone, or that only this is applied for."""
    words = set(folded.split())
    is_only_this = bool(words & _ONLY and words & _APPLYING) and len(folded.split()) <= _LONGEST_DENIAL
    return is_only_this or words <= _SMALL | _DENIALS


def _small(vocabulary: Vocabulary) -> frozenset[str]:
    """Give the words that may stand beside a denial in its own clause."""
    return _SMALL | _ASKED_FOR | _words(vocabulary.small_words)


@lru_cache(maxsize=256)
def _words(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in texts for word in fold(text).split())


def _list(text: str) -> frozenset[str]:
    return frozenset(fold(each) for each in text.split("|"))


_LONGEST_DENIAL: Final = 8
"""A denial that begins with "inga" or "no" and names what there is none of has at most so many words."""
_LONGEST_POINTER: Final = 8
_WORD: Final = re.compile(r"[^\W\d_]\w*")
_PLAIN_NO: Final = re.compile(
    r"^\s*(nej|no)\s+(?=(?:vi|det|we|it (?:is|was|does|did|has|will)|projektet|the project)\b)", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"\d")
_CLAUSE: Final = re.compile(r"[,;:()]|\s[–—-]\s")
_PART: Final = re.compile(r"[,;:]|\b(?:men|dock|däremot|but|however)\b")
_NO_YES: Final = re.compile(
    r"\b(?:inte|ej|icke|inga|inget|not)\s+(?:blivit\s+|been\s+)?(?:bevilja|få|godkän|grant|approv)\w*|\b(?:fått|fick|får)\s+(?:ett\s+)?(?:avslag|nej)\b"
)
_REFUSED: Final = re.compile(
    r"\b(?:avslag\w*|avslog\w*|avslå\w*|avböj\w*|nekad\w*|nekat\w*|nekande|nej|återtag\w*|dra(?:git|gen|gits)? tillbaka|drogs tillbaka|withdrawn|reject\w*|declin\w*|refus\w*|turned down)\b"
)
_ASKED_OR_REFUSED: Final = re.compile(
    rf"{_REFUSED.pattern}|\b(?:sökt\w*|ansökt\w*|sökte|ansökte|frågat|frågade|tillfrågat|applied|asked)\b"
)
_GIVES: Final = re.compile(
    r"\b(?:bevilja\w*|bidra\w*|betala\w*|bekosta\w*|finansiera\w*|ger|gav|gett|får|fått|fick|står för|täck\w*|stöd\w*|stött|sponsra\w*|lov[at]\w*|ja|delvis|vänta\w*|besked|överklag\w*|igen|grant\w*|fund(?:s|ed)|pays|paid|gives|gave|yes|partly|appeal\w*|pending)\b"
)
"""A word of a yes, or of an answer that is still to come."""
_IN_KIND: Final = re.compile(r"\b(?:i natura|in natura|in kind|ideell\w* (?:tid|arbete|insats\w*|timmar))\b")
_BY_HAND: Final = re.compile(
    r"^(?:allt|det|detta|vi|all|everything|it) (?:görs|sker|sköts|skrivs|förs|skriver|ritar|gör|antecknas|is done|is written)\b"
    r"(?=.*\b(?:papper\w*|penna|pennor|krita|kritor|hand|muntlig\w*|anteckningsbok|paper|pen)\b)(?!.*(?:\bapp|digital|system|data|dator|program|webb|mobil|platt))"
)
"""How it is done instead of what there is none of."""
_NOTHING: Final = _list(
    "na|n a|n/a|n.a.|ej relevant|inte relevant|ej relevanta|irrelevant|ej aktuellt|ej aktuell|inte aktuellt|inte aktuell"
    "|ej tillämpligt|ej tillämplig|ej tillämpbart|ej tillämpbar|inte tillämpligt|inte tillämpbart|icke tillämpligt"
    "|gäller ej|gäller inte|gäller inte oss|berörs ej|berör ej|utgår|stryks|x|xx|xxx|xxxx|tomt|tom|blank|blankt|0|00|000"
    "|0 kr|0 kronor|0 sek|0:-|0 st|noll|noll kr|noll kronor|zero|nil|null|none|void|empty|not applicable|not relevant"
    "|does not apply|doesn t apply|no answer|nothing to report|inget att rapportera|inget att ange|inget att uppge"
    "|inget svar|inget att tillägga|e a|ea|e t|i u|ingenting att ange|not at this time|not at present|nope|nix|nej|no|ej"
    "|inte|inget|ingen|inga|ingenting|nothing|nej tack|no thanks|no thank you|saknas|nan|undefined|ua|u a|et|e j|ej rel|ej till"
    "|ej ifyllt|ej ifylld|inte ifyllt|ej besvarat|ej besvarad|inte besvarat|inte besvarad|obesvarat|obesvarad|stryk|hoppar över"
    "|hoppa över|skip|skipped|absolut inte|knappast|inte alls|not answered|left blank|definitely not"
)
_UNKNOWN: Final = _list(
    "vet ej|vet inte|vet icke|vi vet ej|vi vet inte|jag vet inte|ingen aning|oklart|oklar|okänt|okänd|osäkert|osäker|ovisst"
    "|ej klart|inte klart|ej känt|inte känt|ej bestämt|inte bestämt|obestämt|ej beslutat|inte beslutat|ej fastställt"
    "|inte fastställt|ej avgjort|inte avgjort|under utredning|utreds|återkommer|vi återkommer|återkommer om detta|kommer senare"
    "|lämnas senare|skickas senare|redovisas senare|meddelas senare|kompletteras|kompletteras senare|uppgift kommer senare"
    "|uppgift saknas|uppgifter saknas|don t know|do not know|we don t know|we do not know|i don t know|unknown|not known"
    "|not known yet|not yet known|unclear|uncertain|unsure|not sure|undecided|not decided|not decided yet|not yet decided"
    "|tbd|tba|tbc|to be decided|to be determined|to be announced|to be confirmed|will be sent later|to follow"
    "|att komplettera|ska kompletteras|går ej att svara på|går inte att svara på|går ej att svara|går inte att svara|kan ej svara"
    "|kan inte svara|vi kan inte svara|svårt att svara på|svårt att säga|samma som ovan|samma svar som ovan|same as above"
    "|skickas separat|sänds separat|skickas för sig|eftersänds|sent separately|cannot answer|can t answer|hard to say"
    "|information missing|eventuellt|kanske|möjligen|perhaps|maybe|possibly"
)
_NOT_KNOWN: Final = (*sorted(_UNKNOWN), "har inte bestämt", "vi har inte bestämt", "har ej bestämt", "vi har inte beslutat",
    "har inte beslutat", "är inte klart", "är ej klart", "är oklart", "det är oklart", "detta är oklart", "det är inte klart",
    "det är inte bestämt", "det vet vi inte", "vi vet ännu inte", "vet ännu inte", "ännu inte klart", "ännu inte bestämt",
    "ännu oklart", "fortfarande oklart", "it is not known", "it is unclear", "this is unclear", "still unclear",
    "we have not decided", "not yet", "det återkommer vi", "vi återkommer")  # fmt: skip
_UNKNOWN_WORDS: Final = frozenset(word for phrase in _NOT_KNOWN for word in fold(phrase).split()) | _list(
    "ännu|än|idag|dag|dagsläget|nuläget|läget|senare|ännu inte|fortfarande|om|yet|still|later|at|this|stage|the|moment"
)
_REASONS: Final = ("eftersom", "därför att", "då", "ty", "på grund av", "pga", "p g a", "för att", "på grund", "det beror på",
    "detta beror på", "beror på", "detta eftersom", "detta då", "anledningen", "orsaken", "skälet", "because", "since", "as",
    "due to", "the reason", "this is because", "for the reason")  # fmt: skip
_DENIALS: Final = _list(
    "nej|inte|ej|icke|ingen|inget|inga|ingenting|aldrig|varken|saknas|saknar|noll|utan behov|no|not|none|nothing|never|neither"
    "|without|don|doesn|isn|aren|haven|hasn"
)
_NONE_OF: Final = frozenset(("ingen", "inget", "inga", "no"))
_ADVERSATIVES: Final = _list(
    "men|utom|förutom|utöver|dock|däremot|istället|stället|än|fast|fastän|utan|dessutom|även|också|undantag|undantaget|annars"
    "|tidigare|hittills|but|except|besides|however|instead|although|though|apart|beside|beyond|than|also|aside|unless|earlier"
)
_BEYOND: Final = frozenset(("utöver", "förutom", "utom", "än", "beyond", "besides", "except", "than"))
_ELSE: Final = frozenset(("annat", "annan", "andra", "mer", "other", "else", "more"))
_THERE: Final = _list(
    "det|de|den|som|vi|har|idag|i|dag|redan|finns|befintlig|befintligt|befintliga|nuvarande|ordinarie|vanlig|vanligt|vanliga"
    "|existerande|använder|system|systemet|systemen|it|stöd|verksamhetssystem|verksamhetens|stadens|what|we|have|already|the"
    "|existing|current|present|usual|systems|in|use|now"
)
"""Words for what there is before the project, beside which a denial still denies."""
_ONLY: Final = frozenset(("bara", "endast", "enbart", "only", "just", "solely"))
_APPLYING: Final = frozenset(("söker", "sökt", "söks", "sökte", "ansöker", "apply", "applying", "applied"))
_SMALL: Final = _list(
    "något|någon|några|nytt|ny|nya|annan|annat|andra|övrig|övriga|övrigt|ytterligare|särskilt|särskild"
    "|särskilda|specifik|specifikt|specifika|är|var|ska|skall|har|kommer|kan|blir|vara|ha|bli|att|av|till|för|från|i|in|på"
    "|inom|med|via|vi|oss|vår|vårt|våra|det|den|de|detta|denna|dessa|som|så|här|där|bara|endast|enbart|mer|vidare|håll|alls"
    "|eller|och|samt|heller|vad|vet|just|nu|skede|skedet|läge|läget|nuläget|dagsläget|dag|idag|ännu"
    "|närvarande|tillfället|tillfälle|tid|projektet|projekt|projektets|insatsen|insats|ansökan|ansökningen"
    "|verksamheten|aktuellt|aktuell|aktuella|behövs|behov|en|ett|söker|tack"
    "|behovet|behöver|krävs|kräver|föreligger|förekommer|berörs|berör|relevant|relevanta|tillämpligt|tillämplig"
    "|any|other|a|an|the|is|are|was|be|been|being|will|would|has|have|had|do|does|did|to|of|for|from|in|on|at|by|with|we|us"
    "|our|it|this|that|these|there|here|only|just|further|additional|need|needed|needs|required|relevant|applicable|apply"
    "|project|stage|time|present|or|and|nor|yet|all|t|s|ve|so|as|far|know|aware"
)
"""Words that tell of nothing by themselves, wherever they stand."""
_ASKED_FOR: Final = _list(
    "extern|externa|externt|planeras|planerat|planerad|planer|planerade|planerar|finns|fanns|ingår|avses|söks|sökt|sökts|söka"
    "|sökte|fått|får|beviljats|beviljade|beviljat|används|användas|använder|använda|byggs|bygga|bygger|byggas|köps|köpa|köper"
    "|köpas|införs|införa|införas|inför|utvecklas|utveckla|utvecklar|studeras|skaffas|skaffar|it|system|systemet|stöd|tjänst"
    "|tjänster|digital|digitalt|digitala|app|finansiering|finansiär|finansiärer|finansieras|finansierar|medfinansiering|medel"
    "|bidrag|pengar|anslag|kostnader|kostnad|egna|eget|egen|tas|ta|fram|upp|om|external|new|own|planned|plan|plans|applied"
    "|applying|received|sought|funding|funder|funders|money|grant|grants|systems|service|services|support|use|used|using|buy"
    "|bought|built|build|omfattar|innehåller|innefattar|inkluderar|involves|involve|includes|include|contains|contain"
)
"""Words for what forms ask for and how it is got; they tell of nothing only where the same clause denies it."""
_PLACES: Final = ("bilag", "bifog", "bilagd", "bilägg", "medsänd", "medskick", "ovan", "nedan", "annex", "appendi", "attach",
    "enclos", "above", "below", "projektplan", "projektbeskrivning", "budget", "ansökan", "ansökning", "beskrivning", "plan",
    "dokument", "separat", "underlag", "previous", "föregående", "fråga", "punkt", "application", "description", "document",
    "kalkyl", "webb", "hemsida", "website")  # fmt: skip
_SHORT_PLACES: Final = frozenset(("bil", "mejl", "mejlet", "mail", "mailet", "epost", "email"))
_ATTACHED: Final = ("bilag", "bifog", "bilägg", "medsänd", "medskick", "annex", "appendi", "attach", "enclos")
_POINTERS: Final = _list(
    "se|enligt|jfr|jämför|framgår|redovisas|anges|beskrivs|finns|står|svar|svaret|vi|detta|det|see|cf|according|as|refer"
    "|please|hänvisar|läs|it|this"
)
_POINTED: Final = frozenset(("bifogas", "biläggs", "bilagd", "bifogad", "bifogat", "attached", "enclosed"))
_POINTING: Final = _POINTERS | _list(
    "i|av|på|till|den|det|det som|som|under|vår|våra|vårt|också|vänligen|även|separat|separata|nr|nummer|sid|sida|sidan|s|p"
    "|har|är|bif|hänvisar|in|the|to|our|and|och|page|no|of|is|are|refer|please|svar|svaret|fil|filen|file|sep|mer|info"
    "|information|för|beskrivs|beskrivet|described|stated|shown|given|anges|angivet|framgår|redovisas|redovisat"
)
_OWN: Final = _list(
    "egen|eget|egna|själv|själva|självt|egeninsats|egenfinansiering|egenfinansieras|own|ourselves|itself"
)
_OWN_PHRASES: Final = ("ordinarie budget", "befintlig budget", "ordinarie medel", "inom budget", "in kind", "befintliga resurser",
    "ordinarie resurser", "inom ram", "existing budget", "ordinary budget")  # fmt: skip
_OTHERS: Final = ("arvsfond", "fond", "stift", "statsbidrag", "statlig", "esf", "finsam", "region", "landsting", "länsstyr",
    "socialstyr", "eu", "sponsor", "medfinansi", "samfinansi", "samordning", "förbund", "företag", "bolag", "bank", "kyrk",
    "universitet", "högskol", "vinnova", "forte", "deltagar", "brukar", "föräldr", "medlem", "avgift", "biljett", "entré",
    "försälj", "insamling", "kommun", "stat", "donat", "gåv", "rotary", "lions", "foundation", "fundrais", "state", "government",
    "county", "compan", "fee", "partner", "crowd", "projektmedel", "extern")  # fmt: skip
_OTHERS_END: Final = ("fonden", "fond", "myndigheten", "myndighet", "bidraget", "stiftelsen", "stiftelse", "förbundet", "bolaget",
    "banken", "styrelsen", "departementet", "foundation")  # fmt: skip
_CAPITALS: Final = _list(
    "it|ikt|vi|nej|inga|inget|ingen|ej|inte|i|no|none|not|we|n|a|na|det|se|it stöd|it-system"
)
