/**
 * @file Words of scripts without spaces.
 *
 * Chinese, Japanese and Korean are cut into overlapping bigrams, not by `Intl.Segmenter`: its dictionary differs between engines and
 * versions, so that an index would not fit the queries of a newer Node or of a browser, and it cuts the same word differently by its
 * neighbours. Bigrams find as much as dictionaries do, and single Han characters, which are words too, are kept beside them.
 * Thai, Lao, Khmer and Myanmar get the dictionary: a pair of their characters is too small a part of a word to mean anything.
 *
 * @see Savoy 2005, "Comparative study of monolingual and multilingual search models for use with Asian languages", ACM TALIP 4(2)
 */
import type { TermRule } from './term-rule.ts'

export interface SpanTerm {
  readonly term: string
  readonly start: number
  readonly end: number
  /** From 0 at the span's start. */
  readonly position: number
}

/** Characters that may stand for one only together with the next: Hangul letters, voice marks, half-width kana. */
const NEEDS_CLUSTERS =
  /[\u1100-\u11FF\u302A-\u302F\u3099\u309A\uA960-\uA97F\uD7B0-\uD7FF\uFF65-\uFF9F\uFFA0-\uFFDC\uFE00-\uFE0F]/
const IS_HAN = /\p{sc=Han}/u

interface Unit {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Every two neighbours; a Han character also alone; a single character of any kind alone. */
export function bigrams(run: string, toTerm: TermRule): SpanTerm[] {
  const units = unitsOf(run)
  const [first] = units
  if (units.length === 1 && first) return termOf(first, { position: 0, toTerm })
  return units.flatMap((unit, position) => {
    const next = units[position + 1]
    const alone = IS_HAN.test(unit.text) ? termOf(unit, { position, toTerm }) : []
    return next === undefined
      ? alone
      : [...termOf({ text: unit.text + next.text, start: unit.start, end: next.end }, { position, toTerm }), ...alone]
  })
}

function termOf(
  { text, start, end }: Unit,
  { position, toTerm }: { readonly position: number; readonly toTerm: TermRule },
): SpanTerm[] {
  const term = toTerm(text)
  return term === '' ? [] : [{ term, start, end, position }]
}

let graphemes: Intl.Segmenter | undefined
let words: Intl.Segmenter | undefined

function unitsOf(run: string): Unit[] {
  let start = 0
  const unit = (text: string): Unit => ({ text, start, end: (start += text.length) })
  if (!NEEDS_CLUSTERS.test(run)) return [...run].map(unit)
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' })
  return [...graphemes.segment(run)].map(({ segment }) => unit(segment))
}

export function dictionaryWords(run: string, toTerm: TermRule): SpanTerm[] {
  words ??= new Intl.Segmenter('und', { granularity: 'word' })
  return [...words.segment(run)]
    .filter(({ isWordLike }) => isWordLike === true)
    .flatMap(({ segment, index }, position) =>
      termOf({ text: segment, start: index, end: index + segment.length }, { position, toTerm }),
    )
}

/** A picture without skin tone and variant: 👍🏽 finds 👍. */
export const pictureTerm = (picture: string): string => picture.replace(/[\uFE0F\u{1F3FB}-\u{1F3FF}]/gu, '')
