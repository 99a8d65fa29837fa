/** @file What a word that no document has was meant to be: the nearest words of the collection. */
import { editDistance } from '../../base/edit-distance.ts'
import { type TypedWord, type WordContext, writtenForms } from './word-context.ts'

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
const CANDIDATES_MAX = 8
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

/** The nearest words, the most frequent first; none where nothing is near. */
export function correctTypos({ text, terms }: TypedWord, context: WordContext): Correction[] {
  const [term = ''] = terms
  const typed = text.toLowerCase()
  const { vocabulary } = context.index
  const choice = { fields: Object.keys(context.fields), limit: NEAR_MAX, editsMax: editsMaxOf(text) }
  const distanceTo = (other: string, edits: number): number => edits + (other[0] === typed[0] ? 0 : FIRST_LETTER_EDITS)
  const candidates = vocabulary
    .near(term, choice)
    .filter((near) => lettersOnly.test(near.term))
    .map((near) => ({ ...near, distance: distanceTo(near.term, near.edits) }))
    .sort((a, b) => a.distance - b.distance || b.df - a.df)
    .slice(0, CANDIDATES_MAX)
    .map((near) => {
      const forms = writtenForms(near.term, context).map((form) => ({ form, edits: editDistance(typed, form) }))
      const [nearest = { form: near.term, edits: near.edits }] = forms.toSorted((a, b) => a.edits - b.edits)
      // Stems are shorter than words: what was typed may be nearer to the one or to the other.
      const distance = Math.min(near.distance, distanceTo(nearest.form, nearest.edits))
      return { ...near, form: nearest.form, distance, formEdits: nearest.edits }
    })
    .sort((a, b) => a.distance - b.distance || a.formEdits - b.formEdits || b.df - a.df)
  const least = candidates[0]?.distance ?? 0
  return candidates
    .filter(({ distance }) => distance === least)
    .slice(0, CORRECTIONS_MAX)
    .map(({ term: near, form, distance }) => ({
      term: near,
      form,
      weight: 1 - WEIGHT_BY_EDIT * Math.max(1, Math.ceil(distance)),
    }))
}
