"""Measures which inflected forms of a word find each other by words: `python -m tests.bench.stems`.

Each line below holds forms of one word; a pair of them is found if the form as indexed in an article of the language is
among those by which the other is looked up. Beside it: the pairs that the English stems of `analyze` find.
"""

import sys
from itertools import permutations

from index.text.analyzer import analyze
from index.text.stems import analyze_in, list_forms

WORDS = {
    "de": """Haus Hauses Häuser Häusern
        Regierung Regierungen
        Kind Kinder Kindern Kindes
        Katze Katzen
        Buch Bücher Büchern Buches
        Stadt Städte Städten
        Vertrag Verträge Vertrages Verträgen
        wählen wählte wählt gewählt
        Straße Straßen
        verkaufen verkauft verkaufte
        deutsche deutscher deutschen deutsches
        Fluss Flüsse Flusses
        Arbeiter Arbeitern Arbeiters""",
    "fr": """cheval chevaux
        maison maisons
        nationale national nationaux nationales
        parler parle parlait parlons parlé
        manger mangé mangée mangées
        gouvernement gouvernements
        décision décisions
        heureux heureuse heureuses
        vendre vendu vendue vendait
        pêcheur pêcheurs
        loi lois
        journal journaux""",
    "es": """ciudad ciudades
        hablar hablamos habló hablaba hablan
        gobierno gobiernos
        decisión decisiones
        ley leyes
        rápido rápida rápidos
        vender vendió vendido vendida
        trabajador trabajadores trabajadora
        puerto puertos
        pescador pescadores
        crecer creció creciendo""",
    "ru": """город города городов городу городе
        дом дома домов домах
        правительство правительства правительству
        Россия России Россией Россию
        русский русского русская русские
        музей музея музеи музеев
        говорить говорил говорила говорят
        дочь дочери
        новый новая новые новых новой
        закон законы законов законом
        решение решения решений
        рыбак рыбака рыбаки""",
}


def main() -> None:
    """Print the shares of each language."""
    sys.stdout.write("| language | pairs | by English stems | by its own |\n|---|---|---|---|\n")
    for language, lines in WORDS.items():
        pairs = [pair for line in lines.splitlines() for pair in permutations(line.split(), 2)]
        english = sum(analyze(asked) == analyze(written) for asked, written in pairs)
        own = sum(set(analyze_in(language, written)) <= set(list_all(asked, language)) for asked, written in pairs)
        cells = f"{len(pairs)} | {english / len(pairs):.2f} | {own / len(pairs):.2f}"
        sys.stdout.write(f"| {language} | {cells} |\n")


def list_all(asked: str, language: str) -> list[str]:
    """Return all forms by which the words of a query are looked up in a collection of one language."""
    return [form for word in analyze(asked) for form in list_forms(word, [language])]


if __name__ == "__main__":
    main()
