"""A small rule set with every kind of fact, for tests of cases."""

from __future__ import annotations

from typing import Final

from scoring_service.rule_files.read_rule_file import read_rule_file

TEXT: Final = """\
format: 1
name: small
version: 1
title: {sv: "Små medel", en: "Small grants"}
valid: {from: "2017-09-04", to: null}
documents:
  rules: {title: "Reglerna"}
constants:
  most_years: 3
facts:
  years: {type: integer, stated_in: answers.years, label: {sv: "antal år", en: "number of years"}}
  amount: {type: amount, stated_in: requested_amount, label: {sv: "sökt belopp", en: "amount sought"}}
  begins: {type: date, stated_in: answers.begins, label: {sv: "första dag", en: "first day"}}
  training:
    type: choice
    choices: {none: {sv: "ingen del", en: "none of it"}, part: {sv: "en del", en: "part of it"}, main: {sv: "huvuddelen", en: "the main part"}}
    stated_in: answers.training
    label: {sv: "andel utbildning", en: "share of training"}
  new: {type: boolean, stated_in: answers.new, label: {sv: "om något är nytt", en: "whether anything is new"}}
  system: {type: text, stated_in: answers.system, label: {sv: "IT-system", en: "IT system"}}
  is_project: {type: boolean, derived: grant_type_is, grant_types: [project], label: {sv: "projekt", en: "project"}}
rules:
  - id: too-many-years
    title: {sv: "För många år", en: "Too many years"}
    grant_types: [project]
    when: {years: {more_than: {constant: most_years}}}
    effect: refuse
    text: {sv: "Avslag, {years} år.", en: "Refusal, {years} years."}
    text_undetermined: {sv: "Saknas: {missing}.", en: "Missing: {missing}."}
    source: {document: rules, quote: "Högst tre år."}
    cases:
      - {title: "four years", facts: {years: 4}, status: met, effect: refuse}
      - {title: "two years", facts: {years: 2}, status: not_met}
      - {title: "silent", facts: {}, status: undetermined, missing: [years]}
  - id: mostly-training
    title: {sv: "Mest utbildning", en: "Mostly training"}
    levels:
      - effect: refer
        when: {training: {is: main}, new: {is: false}}
        text: {sv: "Mest utbildning, inget nytt.", en: "Mostly training, nothing new."}
      - effect: refer
        when: {training: {is_one_of: [part, main]}, system: {is_stated: true}}
        text: {sv: "Utbildning i {system}.", en: "Training in {system}."}
    text_undetermined: {sv: "Saknas: {missing}.", en: "Missing: {missing}."}
    source: {document: rules, quote: "Ingen utbildning."}
    cases:
      - {title: "mainly", facts: {training: main, new: false}, status: met, effect: refer}
      - {title: "in a system", facts: {training: part, system: "x"}, status: met, effect: refer}
      - {title: "none", facts: {training: none}, status: not_met}
      - {title: "silent", facts: {}, status: undetermined}
  - id: begins-early
    title: {sv: "Börjar för tidigt", en: "Begins too early"}
    when: {begins: {before: "2018-01-01"}}
    effect: note
    text: {sv: "Börjar {begins}.", en: "Begins {begins}."}
    text_undetermined: {sv: "Saknas: {missing}.", en: "Missing: {missing}."}
    source: {document: rules, quote: "Från 2018."}
    cases:
      - {title: "the last day of the year before", facts: {begins: "2017-12-31"}, status: met, effect: note}
      - {title: "new year", facts: {begins: "2018-01-01"}, status: not_met}
      - {title: "silent", facts: {}, status: undetermined}
criteria:
  - id: large
    title: {sv: "Stort", en: "Large"}
    levels:
      - {points: 2, when: {amount: {at_least: 1000}}, text: {sv: "Stort.", en: "Large."}}
      - {points: 1, when: {amount: {at_least: 100}}, text: {sv: "Mellan.", en: "Medium."}}
    text_undetermined: {sv: "Saknas: {missing}.", en: "Missing: {missing}."}
    source: {document: rules, quote: "Stora går före."}
    cases:
      - {title: "large", facts: {amount: 1000}, points: 2}
      - {title: "medium", facts: {amount: 100}, points: 1}
      - {title: "small", facts: {amount: 10}, points: 0}
      - {title: "silent", facts: {}, points: 0, possible_points: 2}
"""

SMALL = read_rule_file(TEXT)
