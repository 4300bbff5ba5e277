"""The text of a made rule file that uses every part of the language, to be changed in one place at a time."""

from __future__ import annotations

WHOLE_FILE = """\
format: 1
name: made-2025
version: 1
title: {sv: Påhittad, en: Made}
valid: {from: "2024-09-01", to: null}
documents:
  call-2025: {title: "Utlysning 2025", registration_number: "3.1-1/2024", dated_on: "2024-08-20"}
  practice: {title: "Praxis"}
constants:
  most_years:
    label: {sv: "högsta antal år", en: "most years"}
    values:
      - {value: 3}
      - {from: "2025-01-01", value: 2}
  last_day:
    values: [{value: "2024-12-01"}, {from: "2025-06-01", value: "2025-12-01"}]
  limit: 5
facts:
  year: {type: integer, stated_in: answers.year, label: {sv: år, en: year}}
  day: {type: date, stated_in: submitted_at, label: {sv: dag, en: day}}
  place: {type: text, stated_in: answers.place, label: {sv: plats, en: place}}
  is_project: {type: boolean, derived: grant_type_is, grant_types: [project], label: {sv: projekt, en: project}}
  found: {type: boolean, derived: words, label: {sv: ord, en: words}, fields: [title], words: [drift]}
rules:
  - id: late-year
    title: {sv: Sent år, en: Late year}
    when: {year: {more_than: {constant: most_years}}}
    effect: refuse
    text: {sv: "{year} av {most_years} i {place}", en: "{year} of {most_years} in {place}"}
    text_undetermined: {sv: "saknas {missing}", en: "missing {missing}"}
    source: {document: call-2025, quote: q}
    shows: [place]
    cases:
      - {title: four, facts: {year: 4}, status: met, effect: refuse}
      - {title: three, facts: {year: 3}, status: not_met}
      - {title: silent, facts: {}, status: undetermined}
  - id: late-day
    title: {sv: Sen dag, en: Late day}
    when: {day: {after: {constant: last_day}}}
    effect: refer
    text: {sv: "kom {day}", en: "came {day}"}
    text_undetermined: {sv: "saknas {missing}", en: "missing {missing}"}
    source: {document: practice, quote: q}
    cases:
      - {title: after, facts: {day: 2024-12-02}, status: met, effect: refer}
      - {title: "on", facts: {day: 2024-12-01}, status: not_met}
      - {title: silent, facts: {}, status: undetermined}
criteria:
  - id: early-year
    title: {sv: Tidigt år, en: Early year}
    grant_types: [project]
    levels:
      - {points: 2, when: {year: {is: 1}}, text: {sv: "år {year}", en: "year {year}"}}
      - {points: 1, when: {year: {less_than: {constant: most_years}}}, text: {sv: "år {year} i {place}", en: "year {year} in {place}"}}
    text_undetermined: {sv: "saknas {missing}", en: "missing {missing}"}
    source: {document: call-2025, quote: q}
    shows: [place]
    note: a wish
    cases:
      - {title: first, facts: {year: 1}, points: 2}
      - {title: second, facts: {year: 2}, points: 1}
      - {title: third, facts: {year: 3}, points: 0}
      - {title: silent, facts: {}, points: 0, possible_points: 2}
process:
  - {id: repay-unused, text: {sv: Betala åter, en: Pay back}, source: {document: call-2025, quote: q}}
"""


def changed(old: str, new: str) -> str:
    """The file with one place changed."""
    assert old in WHOLE_FILE
    return WHOLE_FILE.replace(old, new, 1)
