/**
 * @file The languages that words can be analysed in.
 *
 * English is Porter2 as of Snowball 3 (`stem/english.ts`). The other stemmers come from `@orama/stemmers` 3, made from Snowball 2. Against
 * Snowball 3.1 they give other stems for 3 of 100 German words ("abgeleitetes": abgeleitet, not abgeleit) and 1 of 700 French ones
 * ("française": français, not franc); Dutch is Porter's algorithm, which Snowball 3 calls dutch_porter; the others were equal on all words
 * compared. `stem/stem.golden.test.ts` lists the differing words of the reference figures. Chinese, Japanese, Korean and Thai have no
 * stemmer: their words have no endings to remove, or are cut into bigrams.
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

/** The stemmer knows s and t with a cedilla, as Romanian was written for want of the letters with a comma. */
const stemModernRomanian = (word: string): string =>
  stemRomanian(word.replaceAll('ș', 'ş').replaceAll('ț', 'ţ')).replaceAll('ş', 'ș').replaceAll('ţ', 'ț')

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
  ro: language('Romanian', STOP_WORDS.ro, stemModernRomanian),
  ru: language('Russian', STOP_WORDS.ru, stemRussian),
  sv: language('Swedish', STOP_WORDS.sv, stemSwedish),
  th: language('Thai', STOP_WORDS.th),
  tr: language('Turkish', STOP_WORDS.tr, stemTurkish),
  zh: language('Chinese', STOP_WORDS.zh),
}

export const languageCodes: readonly Language[] = Object.keys(LANGUAGES) as Language[]
