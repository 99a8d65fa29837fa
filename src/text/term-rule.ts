/** @file One word to the term it is indexed under, or to nothing. */
import { INVISIBLES } from './character-classes.ts'
import { foldAccents } from './fold-accents.ts'
import type { Language } from './language.ts'
import { type LanguageEntry, LANGUAGES } from './languages-table.ts'

export interface TermRuleSettings {
  readonly language: Language | 'none'
  readonly stem: boolean
  readonly stopWords: boolean
  readonly foldAccents: boolean
}

/** @returns the empty string for a word that is dropped */
export type TermRule = (word: string, isVerbatim?: boolean) => string

/** What stands before an apostrophe and is a word of its own: l'arbre, dell'arte. */
const ELISIONS: Partial<Record<Language, RegExp>> = {
  fr: /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=.)/,
  it: /^(?:[cdlmstv]|un|all|dall|dell|nell|sull|coll|pell|gl|agl|dagl|degl|negl|sugl|quell|quest)'(?=.)/,
}
/** What stands behind an apostrophe and is an ending. */
const ENDINGS: Partial<Record<Language, RegExp>> = {
  en: /'s$/,
  nl: /'s$/,
  tr: /'.*$/,
}
const ASCII = /^[\0-\x7F]*$/

export function createTermRule(settings: TermRuleSettings): TermRule {
  const { language } = settings
  const entry: LanguageEntry | undefined = language === 'none' ? undefined : LANGUAGES[language]
  const stem = (settings.stem && entry?.stem) || ((word: string): string => word)
  const fold = settings.foldAccents ? foldAccents : (word: string): string => word
  const elision = language === 'none' ? undefined : ELISIONS[language]
  const ending = language === 'none' ? undefined : ENDINGS[language]
  const isTurkish = language === 'tr'
  const spell = language === 'de' ? withUmlauts : (word: string): string => word
  const listed = settings.stopWords && entry ? entry.stopWords.split(' ') : []
  const stopWords = new Set(listed.map((word) => spell(normalise(word, isTurkish))))
  return (word, isVerbatim = false) => {
    let normal = normalise(word, isTurkish)
    if (isVerbatim) return fold(normal)
    if (normal.includes("'")) {
      if (elision) normal = normal.replace(elision, '')
      if (ending) normal = normal.replace(ending, '')
    }
    normal = spell(normal)
    if (stopWords.has(normal)) return ''
    return fold(stem(normal)) || fold(normal)
  }
}

/**
 * "Mueller" is "Müller" on another keyboard. Behind a vowel or a q an e is none: neue, Steuer, Quelle, Bauer.
 *
 * @see the variant German2 of Snowball's stemmers, which does the same but for vowels
 */
const withUmlauts = (word: string): string =>
  word.includes('e') ? word.replaceAll(/(?<![aeiouyäöüq])(?:ae|oe|ue)/g, (pair) => UMLAUTS[pair] ?? pair) : word

const UMLAUTS: Readonly<Record<string, string>> = { ae: 'ä', oe: 'ö', ue: 'ü' }

/** NFKC, so that "ﬁ" is "fi" and full-width letters are letters; lower case; straight apostrophes; one form of the Greek sigma. */
function normalise(word: string, isTurkish: boolean): string {
  if (ASCII.test(word)) return isTurkish ? word.replaceAll('I', 'ı').toLowerCase() : word.toLowerCase()
  const compatible = word.replace(INVISIBLES, '').normalize('NFKC').replace(/[’＇]/g, "'")
  // "İ" in lower case is an i with a second dot, but for Turks, who have "ı" for the one without.
  const dotted = compatible.replaceAll('İ', 'i')
  return (isTurkish ? dotted.replaceAll('I', 'ı') : dotted).toLowerCase().replaceAll('ς', 'σ').normalize('NFC')
}
