/**
 * @file Words written together or apart: "wash board" and "washboard", and the compounds of German, Dutch and the Nordic languages, cut into words
 * that the collection's own documents have.
 */
import type { TermAlternative } from '../../index/lexical/lexical-index.ts'
import type { Language } from '../../text/language.ts'
import { isKnown, type TypedWord, type WordContext } from './word-context.ts'

/** What joins the parts of a compound, where it is more than their touching. */
const LINKS: Partial<Record<Language | 'none', readonly string[]>> = {
  de: ['', 's', 'es', 'n', 'en', 'er', 'e'],
  nl: ['', 's', 'en', 'e', 'n'],
  da: ['', 's', 'e'],
  sv: ['', 's', 'e', 'u'],
  no: ['', 's', 'e'],
  fi: ['', 'n'],
  hu: [''],
}
/** Shorter ends and beginnings are endings and prefixes more often than words. */
const PART_LETTERS_MIN = 3
const WORD_LETTERS_MAX = 40
const PARTS_MAX = 3
/** Part and whole are related, not the same. */
const RELATED_WEIGHT = 0.5
const COMPOUNDS_MAX = 16

const lettersOnly = /^[\p{L}\p{M}]+$/u

/** Two neighbours as one word, if documents have it. */
export function joined(first: TypedWord, second: TypedWord, context: WordContext): TermAlternative | undefined {
  if (![first, second].every(({ text, terms }) => terms.length === 1 && isPart(text))) return undefined
  const [term, ...others] = context.analyzer.terms(first.text + second.text)
  return term === undefined || others.length > 0 || !isKnown(term, context)
    ? undefined
    : { terms: [term], weight: 1, needsAll: true }
}

const isPart = (text: string): boolean => text.length >= PART_LETTERS_MIN && lettersOnly.test(text)

/** A word that no document has, as several that documents have. */
export function apart({ text, terms }: TypedWord, context: WordContext): TermAlternative | undefined {
  if (terms.length !== 1 || !lettersOnly.test(text)) return undefined
  const parts = partsOf(text.toLowerCase(), context, PARTS_MAX)
  return parts === undefined ? undefined : { terms: parts, weight: 1, needsAll: true }
}

/** In a language of compounds: the parts of a compound, and compounds whose last part the word is. */
export function related(word: TypedWord, context: WordContext): TermAlternative[] {
  const { analyzer, index, fields } = context
  const [term = ''] = word.terms
  const isOne = word.terms.length === 1 && isPart(word.text)
  if (!isOne || LINKS[analyzer.settings.language] === undefined || !isPart(term)) return []
  const parts = partsOf(word.text.toLowerCase(), context, PARTS_MAX)
  const choice = { fields: Object.keys(fields), limit: COMPOUNDS_MAX }
  const compounds = index.vocabulary
    .endingWith(term, choice)
    .filter((compound) => knownBeginning(compound.term.slice(0, -term.length), context) !== undefined)
  const alternatives = [...(parts === undefined ? [] : [parts]), ...compounds.map((compound) => [compound.term])]
  return alternatives.map((one) => ({ terms: one, weight: RELATED_WEIGHT, needsAll: true }))
}

/** The cut whose rarer part is the most frequent. */
function partsOf(word: string, context: WordContext, partsMax: number): string[] | undefined {
  if (word.length > WORD_LETTERS_MAX || partsMax < 2) return undefined
  let best: { readonly parts: string[]; readonly df: number } | undefined
  for (let cut = PART_LETTERS_MIN; cut <= word.length - PART_LETTERS_MIN; cut++) {
    const first = knownBeginning(word.slice(0, cut), context)
    if (first === undefined) continue
    const rest = word.slice(cut)
    const last = knownPart(rest, context)
    const parts = last === undefined ? partsOf(rest, context, partsMax - 1) : [last.term]
    const df = Math.min(first.df, last?.df ?? 1)
    if (parts !== undefined && df > (best?.df ?? 0)) best = { parts: [first.term, ...parts], df }
  }
  return best?.parts
}

interface KnownPart {
  readonly term: string
  readonly df: number
}

function knownBeginning(text: string, context: WordContext): KnownPart | undefined {
  const links = LINKS[context.analyzer.settings.language] ?? ['']
  for (const link of links) {
    const found = text.endsWith(link) ? knownPart(text.slice(0, text.length - link.length), context) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function knownPart(text: string, { analyzer, index, fields }: WordContext): KnownPart | undefined {
  if (!isPart(text)) return undefined
  const [term, ...others] = analyzer.terms(text)
  if (term === undefined || others.length > 0) return undefined
  const df = index.documentFrequency(term, fields)
  return df > 0 ? { term, df } : undefined
}
