/**
 * @file The languages that words can be analysed in.
 *
 * English is Porter2 as of Snowball 3. The other stemmers come from `@orama/stemmers` 3, made from Snowball 2; `stem.golden.test.ts` lists
 * the words that differ from Snowball 3. Chinese, Japanese, Korean and Thai have no stemmer: their words have no endings to remove,
 * or are cut into bigrams.
 */
import { stemmer as stemArabic } from '@orama/stemmers/arabic'
import { stemmer as stemDanish } from '@orama/stemmers/danish'
import { stemmer as stemDutch } from '@orama/stemmers/dutch'
import { stemmer as stemFinnish } from '@orama/stemmers/finnish'
import { stemmer as stemFrench } from '@orama/stemmers/french'
import { stemmer as stemGerman } from '@orama/stemmers/german'
import { stemmer as stemGreek } from '@orama/stemmers/greek'
import { stemmer as stemHungarian } from '@orama/stemmers/hungarian'
import { stemmer as stemItalian } from '@orama/stemmers/italian'
import { stemmer as stemNorwegian } from '@orama/stemmers/norwegian'
import { stemmer as stemPortuguese } from '@orama/stemmers/portuguese'
import { stemmer as stemRomanian } from '@orama/stemmers/romanian'
import { stemmer as stemRussian } from '@orama/stemmers/russian'
import { stemmer as stemSpanish } from '@orama/stemmers/spanish'
import { stemmer as stemSwedish } from '@orama/stemmers/swedish'
import { stemmer as stemTurkish } from '@orama/stemmers/turkish'
import type { Language } from './language.ts'
import { stemEnglish } from './stem/english.ts'
import { STOP_WORDS } from './stop-words-table.ts'

export interface LanguageEntry {
  /** In English. */
  readonly name: string
  /** Word in lower case to its stem; undefined where the language has none. */
  readonly stem: ((word: string) => string) | undefined
  /** Separated by spaces, in lower case. */
  readonly stopWords: string
}

const language = (name: string, stopWords: string, stem?: (word: string) => string): LanguageEntry => ({
  name,
  stopWords,
  stem,
})

/** Codes of ISO 639-1. */
export const LANGUAGES: Readonly<Record<Language, LanguageEntry>> = {
  ar: language('Arabic', STOP_WORDS.ar, stemArabic),
  da: language('Danish', STOP_WORDS.da, stemDanish),
  de: language('German', STOP_WORDS.de, stemGerman),
  el: language('Greek', STOP_WORDS.el, stemGreek),
  en: language('English', STOP_WORDS.en, stemEnglish),
  es: language('Spanish', STOP_WORDS.es, stemSpanish),
  fi: language('Finnish', STOP_WORDS.fi, stemFinnish),
  fr: language('French', STOP_WORDS.fr, stemFrench),
  hu: language('Hungarian', STOP_WORDS.hu, stemHungarian),
  it: language('Italian', STOP_WORDS.it, stemItalian),
  ja: language('Japanese', STOP_WORDS.ja),
  ko: language('Korean', STOP_WORDS.ko),
  nl: language('Dutch', STOP_WORDS.nl, stemDutch),
  no: language('Norwegian', STOP_WORDS.no, stemNorwegian),
  pt: language('Portuguese', STOP_WORDS.pt, stemPortuguese),
  ro: language('Romanian', STOP_WORDS.ro, stemRomanian),
  ru: language('Russian', STOP_WORDS.ru, stemRussian),
  sv: language('Swedish', STOP_WORDS.sv, stemSwedish),
  th: language('Thai', STOP_WORDS.th),
  tr: language('Turkish', STOP_WORDS.tr, stemTurkish),
  zh: language('Chinese', STOP_WORDS.zh),
}

export const languageCodes: readonly Language[] = Object.keys(LANGUAGES) as Language[]
