/** @file Text to the terms a lexical index holds: words found, lower-cased, stripped of stop words, stemmed and folded. */
import { BIGRAM, PICTURE, WORD } from './character-classes.ts'
import { languageUnknown, settingUnknown } from './errors.ts'
import type { Language } from './language.ts'
import { languageCodes, LANGUAGES } from './languages-table.ts'
import { forEachSpan, type SpanKind } from './segment-words.ts'
import { createTermRule, type TermRule } from './term-rule.ts'
import { bigrams, dictionaryWords, pictureTerm, type SpanTerm } from './unspaced-runs.ts'
import { wordPieces } from './word-pieces.ts'

export type { Language } from './language.ts'

export interface Token {
  /** As indexed. */
  readonly term: string
  /** The term's place in the text: [start, end) in UTF-16 units. A whole identifier and its parts overlap. */
  readonly start: number
  readonly end: number
  /** Counts words from 0, stop words included; a whole identifier and its parts share one. */
  readonly position: number
}

/** Plain JSON, stored with a collection: documents and queries must be analyzed alike. */
export interface AnalyzerSettings {
  /** Default "en". "none": neither stemming nor stop words, for text of mixed or unknown language. */
  readonly language?: Language | 'none'
  /** Default true: "running" finds "run". */
  readonly stem?: boolean
  /** Default true: drops the words of `stop-words-table.ts`. */
  readonly stopWords?: boolean
  /** Default true: "cafe" finds "café", since many people type without accents. Applied after the stemmer, which needs them. */
  readonly foldAccents?: boolean
  /** Default true: "E-4021", "snake_case", "HTTPServer2" are found whole and by their parts. False: words are cut at the joiners. */
  readonly identifiers?: boolean
}

/** The terms that a document is indexed under. */
export interface IndexTerms {
  /** Those of `terms`, then the stop words among the first words. */
  readonly terms: readonly string[]
  /** How many words these are: an identifier and its parts are one, stop words none. */
  readonly words: number
}

export interface Analyzer {
  readonly settings: Readonly<Required<AnalyzerSettings>>
  /** The terms in order: `tokens(text).map(({ term }) => term)`, only faster. */
  readonly terms: (text: string) => string[]
  /** Those of a document. */
  readonly indexTerms: (text: string) => IndexTerms
  /** Those of a query: `terms`, or all words of a query that is nothing but stop words. */
  readonly queryTerms: (text: string) => string[]
  /** The terms with their places, by ascending position, a whole identifier before its parts. */
  readonly tokens: (text: string) => Token[]
}

const DEFAULTS: Required<AnalyzerSettings> = {
  language: 'en',
  stem: true,
  stopWords: true,
  foldAccents: true,
  identifiers: true,
}

/** Distinct words whose analysis is cached: a collection's frequent ones, in about 10 MB. */
const REMEMBERED_MAX = 50_000

/** What one word gives: its terms with places counted from its start, and how many positions it takes. */
interface WordAnalysis {
  readonly terms: readonly SpanTerm[]
  readonly positions: number
  /** Positions that have terms. */
  readonly words: number
  readonly stopTerms: readonly string[]
}

/**
 * Stop words are indexed of so many words at a text's beginning: "The Who" and "To be, or not to be" are found, and an index hardly grows. They
 * are terms of their own that no other query has, so that nothing else's scores change.
 */
const STOP_TERMS_WITHIN = 8
const stopTerm = (word: string): string => `=${word}`

/**
 * @param settings omitted settings have their stated defaults
 * @throws TEXT_LANGUAGE_UNKNOWN, TEXT_SETTING_UNKNOWN
 */
export function createAnalyzer(settings: AnalyzerSettings = {}): Analyzer {
  const complete = checkedSettings(settings)
  const analyse = createSpanAnalysis(complete)
  return {
    settings: complete,
    terms: (text) => {
      const terms: string[] = []
      forEachSpan(text, (start, end, kind) => {
        for (const { term } of analyse(text.slice(start, end), kind).terms) terms.push(term)
      })
      return terms
    },
    indexTerms: (text) => indexTerms(text, analyse),
    queryTerms: (text) => queryTerms(text, analyse),
    tokens: (text) => {
      const tokens: Token[] = []
      let position = 0
      forEachSpan(text, (start, end, kind) => {
        const { terms, positions } = analyse(text.slice(start, end), kind)
        for (const part of terms)
          tokens.push({
            term: part.term,
            start: start + part.start,
            end: start + part.end,
            position: position + part.position,
          })
        position += positions
      })
      return tokens
    },
  }
}

function indexTerms(text: string, analyse: SpanAnalysis): IndexTerms {
  const terms: string[] = []
  const stopTerms: string[] = []
  let words = 0
  let position = 0
  forEachSpan(text, (start, end, kind) => {
    const analysis = analyse(text.slice(start, end), kind)
    for (const { term } of analysis.terms) terms.push(term)
    if (position < STOP_TERMS_WITHIN) stopTerms.push(...analysis.stopTerms)
    words += analysis.words
    position += analysis.positions
  })
  return { terms: stopTerms.length === 0 ? terms : [...terms, ...stopTerms], words }
}

function queryTerms(text: string, analyse: SpanAnalysis): string[] {
  const terms: string[] = []
  const stopTerms: string[] = []
  forEachSpan(text, (start, end, kind) => {
    const analysis = analyse(text.slice(start, end), kind)
    for (const { term } of analysis.terms) terms.push(term)
    stopTerms.push(...analysis.stopTerms)
  })
  return terms.length === 0 ? stopTerms : terms
}

function checkedSettings(settings: AnalyzerSettings): Required<AnalyzerSettings> {
  const accepted = Object.keys(DEFAULTS)
  for (const setting of Object.keys(settings))
    if (!accepted.includes(setting)) throw settingUnknown({ setting, accepted })
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
  const complete = { ...DEFAULTS, ...given }
  const { language } = complete
  if (language !== 'none' && !Object.hasOwn(LANGUAGES, language))
    throw languageUnknown({ language, accepted: [...languageCodes, 'none'] })
  return Object.freeze(complete)
}

type SpanAnalysis = (span: string, kind: SpanKind) => WordAnalysis

function createSpanAnalysis(settings: Required<AnalyzerSettings>): SpanAnalysis {
  const toTerm = createTermRule(settings)
  const toWord = createTermRule({ ...settings, stopWords: false, stem: false })
  const unitTerm = rememberTerms(toTerm)
  const remembered = new Map<string, WordAnalysis>()
  const analyseSpan: SpanAnalysis = (span, kind) => {
    if (kind === WORD) return analyseWord(span)
    if (kind === PICTURE) return analysisOf([{ term: pictureTerm(span), start: 0, end: span.length, position: 0 }], {})
    const terms = kind === BIGRAM ? bigrams(span, unitTerm) : dictionaryWords(span, unitTerm)
    return analysisOf(terms, terms.length === 0 ? { positions: 1, stopTerms: [stopTerm(toWord(span))] } : {})
  }
  const analyseWord = (word: string): WordAnalysis => {
    let position = -1
    const stopTerms: string[] = []
    const terms: SpanTerm[] = []
    for (const { text, start, end, isNext, isVerbatim } of wordPieces(word, settings)) {
      if (isNext) position++
      const term = toTerm(text, isVerbatim)
      if (term !== '') terms.push({ term, start, end, position })
      else if (isNext) stopTerms.push(stopTerm(toWord(text)))
    }
    return analysisOf(terms, { positions: position + 1, stopTerms })
  }
  return (span, kind) => {
    if (kind !== WORD) return analyseSpan(span, kind)
    const known = remembered.get(span)
    if (known) return known
    if (remembered.size >= REMEMBERED_MAX) remembered.clear()
    const own = ownCopy(span)
    const analysis = analyseSpan(own, kind)
    remembered.set(own, analysis)
    return analysis
  }
}

/** Bigrams come again as words do. */
function rememberTerms(toTerm: TermRule): TermRule {
  const remembered = new Map<string, string>()
  return (unit) => {
    const known = remembered.get(unit)
    if (known !== undefined) return known
    if (remembered.size >= REMEMBERED_MAX) remembered.clear()
    const own = ownCopy(unit)
    const term = toTerm(own)
    remembered.set(own, term)
    return term
  }
}

function analysisOf(
  terms: readonly SpanTerm[],
  {
    positions = (terms.at(-1)?.position ?? -1) + 1,
    stopTerms = [],
  }: { readonly positions?: number; readonly stopTerms?: readonly string[] },
): WordAnalysis {
  const words = terms.filter(({ position }, i) => position !== terms[i - 1]?.position).length
  return { terms, positions, words, stopTerms }
}

/** In some engines a slice keeps its whole text in memory, which the cache must not. */
const ownCopy = (slice: string): string => slice.split('').join('')
