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
import { isInvisible } from './character-classes.ts'
import { lazyPattern } from './lazy-pattern.ts'
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
  /[\u{1100}-\u{11FF}]|[\u{302A}-\u{302F}]|\u{3099}|\u{309A}|[\u{A960}-\u{A97F}]|[\u{D7B0}-\u{D7FF}]|[\u{FF65}-\u{FF9F}]|[\u{FFA0}-\u{FFDC}]|[\u{FE00}-\u{FE0F}]|[\u{E0100}-\u{E01EF}]/u
const isHan = lazyPattern(String.raw`\p{sc=Han}`, 'u')

/** A run that is a stop word as a whole, as Korean has them, is no longer than this. */
const STOP_UNITS_MAX = 8

interface Unit {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Every two neighbours; a Han character also alone; a single character of any kind alone; nothing for a stop word. */
export function bigrams(run: string, toTerm: TermRule): SpanTerm[] {
  if (run.length <= STOP_UNITS_MAX && toTerm(run) === '') return []
  const units = unitsOf(run)
  const [first] = units
  if (units.length === 1 && first) return termOf(first, { position: 0, toTerm })
  return units.flatMap((unit, position) => {
    const next = units[position + 1]
    const pair = next && { text: unit.text + next.text, start: unit.start, end: next.end }
    const alone = isHan().test(unit.text) ? [unit] : []
    return (pair ? [pair, ...alone] : alone).flatMap((part) => termOf(part, { position, toTerm }))
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

/** What is invisible belongs to the character before it, as a run begins with a visible one. */
function unitsOf(run: string): Unit[] {
  const units: Unit[] = []
  let start = 0
  for (const text of charactersOf(run)) {
    const before = isInvisible(text) ? units.pop() : undefined
    const end = start + text.length
    units.push(before ? { text: before.text + text, start: before.start, end } : { text, start, end })
    start = end
  }
  return units
}

function charactersOf(run: string): Iterable<string> {
  if (!NEEDS_CLUSTERS.test(run)) return run
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' })
  return Array.from(graphemes.segment(run), ({ segment }) => segment)
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
const variants = lazyPattern(String.raw`(?!^)(?:\u{FE0F}|\p{Emoji_Modifier})`, 'gu')
export const pictureTerm = (picture: string): string => picture.replace(variants(), '')
