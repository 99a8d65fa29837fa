/** @file What a word that no document has was meant to be: the nearest words of the collection. */
import { editDistance } from '../../base/edit-distance.ts'
import type { NearTerm } from '../../index/lexical/lexical-index.ts'
import { type TypedWord, variantOf, type WordContext, writtenForms } from './word-context.ts'

export interface Correction {
  readonly term: string
  /** As documents write it. */
  readonly form: string
  /** Of what the word would count if it had been typed so. */
  readonly weight: number
}

/** Letters from which a word may have as many typos: of shorter ones too many are near. */
const TYPOS_BY_LENGTH: readonly (readonly [lettersMin: number, editsMax: number])[] = [
  [8, 2],
  [4, 1],
]
/** Who mistypes a word mostly has its first letter right. */
const FIRST_LETTER_EDITS = 0.5
/** A corrected word may be another one than was meant. */
const WEIGHT_BY_EDIT = 0.2
const CORRECTIONS_MAX = 3
/** Whose written forms are looked up. */
const CANDIDATES_MAX = 24
/** Letters that a stemmer may take off a word and, misspelt, leave. */
const ENDING_LETTERS_MAX = 4
const STEM_LETTERS_MIN = 3
/** Terms within the distance: more than any dictionary has. */
const NEAR_MAX = 1000

const lettersOnly = /^[\p{L}\p{M}]+$/u
const innerCapital = /\p{Ll}\p{Lu}/u

/** Identifiers, numbers and names with capitals inside mean exactly themselves. */
export const isCorrectable = ({ text, terms }: TypedWord): boolean =>
  terms.length === 1 && lettersOnly.test(text) && !innerCapital.test(text) && editsMaxOf(text) > 0

function editsMaxOf(text: string): number {
  const { length } = Array.from(text)
  return TYPOS_BY_LENGTH.find(([lettersMin]) => length >= lettersMin)?.[1] ?? 0
}

interface Candidate {
  readonly term: string
  readonly df: number
  readonly form: string
  /** Between what was typed and the form, the first letter weighed. */
  readonly distance: number
}

/** The nearest words, the most frequent first; none where nothing is near. */
export function correctTypos(word: TypedWord, context: WordContext): Correction[] {
  const editsMax = editsMaxOf(word.text)
  const typed = variantOf(context.analyzer, { stem: false, stopWords: false }).terms(word.text)[0] ?? ''
  const candidates = nearTerms(typed, { stem: word.terms[0] ?? '', editsMax, context })
    .map(({ term, df, edits }) => nearestForm({ term, df, edits }, typed, context))
    .filter(({ distance }) => distance <= editsMax + FIRST_LETTER_EDITS)
    .sort((a, b) => a.distance - b.distance || b.df - a.df)
  const least = candidates[0]?.distance
  return candidates
    .filter(({ distance }) => distance === least)
    .slice(0, CORRECTIONS_MAX)
    .map(({ term, form, distance }) => ({ term, form, weight: 1 - WEIGHT_BY_EDIT * Math.ceil(distance) }))
}

/** The index has stems: near is what is near the stem of what was typed, or the word itself less some ending. */
function nearTerms(
  typed: string,
  { stem, editsMax, context }: { readonly stem: string; readonly editsMax: number; readonly context: WordContext },
): NearTerm[] {
  const { analyzer, fields, index } = context
  const choice = { fields: Object.keys(fields), limit: NEAR_MAX, editsMax }
  const ending = Math.max(0, Math.min(ENDING_LETTERS_MAX, typed.length - STEM_LETTERS_MIN - editsMax))
  // The walk with an ending comes by the stem as well, where the stem is the word without one.
  const isBeginning = typed.startsWith(stem) && typed.length - stem.length <= ending
  const found = analyzer.settings.stem && isBeginning ? [] : index.vocabulary.near(stem, choice)
  // English stems write an i for a final y: "happy" is in the index as "happi".
  const spellings = analyzer.settings.language === 'en' ? new Set([typed, typed.replaceAll('y', 'i')]) : [typed]
  if (analyzer.settings.stem)
    for (const spelling of spellings) found.push(...index.vocabulary.near(spelling, { ...choice, ending }))
  const nearest = new Map<string, NearTerm>()
  for (const near of found) if (near.edits < (nearest.get(near.term)?.edits ?? Infinity)) nearest.set(near.term, near)
  const off = ({ term, edits }: NearTerm): number => distanceBetween(typed, term, edits) + lengthsApart(term, stem) / 4
  return [...nearest.values()]
    .filter(({ term }) => lettersOnly.test(term))
    .sort((a, b) => off(a) - off(b) || b.df - a.df)
    .slice(0, CANDIDATES_MAX)
}

const lengthsApart = (a: string, b: string): number => Math.abs(a.length - b.length)
const distanceBetween = (typed: string, other: string, edits: number): number =>
  edits + (other[0] === typed[0] ? 0 : FIRST_LETTER_EDITS)

function nearestForm({ term, df, edits }: NearTerm, typed: string, context: WordContext): Candidate {
  const fold = variantOf(context.analyzer, { stem: false, stopWords: false })
  const forms = writtenForms(term, context).map((form) => ({
    form,
    distance: distanceBetween(typed, form, editDistance(typed, fold.terms(form)[0] ?? form)),
  }))
  const nearest = forms.reduce<(typeof forms)[number] | undefined>(
    (best, one) => (best === undefined || one.distance < best.distance ? one : best),
    undefined,
  )
  return { term, df, ...(nearest ?? { form: term, distance: distanceBetween(typed, term, edits) }) }
}
