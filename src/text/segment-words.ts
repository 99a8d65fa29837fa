/**
 * @file Where the words of a text are: one walk over its UTF-16 units, in linear time.
 *
 * A word here is the longest run that may be one: identifiers, numbers and compounds with their joiners inside ("foo.bar", "E-4021",
 * "well-known", "don't"). What is inside is `word-pieces.ts`'s question.
 */
import { BIGRAM, BREAK, classAt, DICTIONARY, INVISIBLE, JOINER, PICTURE, unitsAt, WORD } from './character-classes.ts'
import { lazyPattern } from './lazy-pattern.ts'

export type SpanKind = typeof WORD | typeof BIGRAM | typeof DICTIONARY | typeof PICTURE

/** Longer words are cut: Lucene's limit of 255 units, since nobody searches for more and each distinct word costs memory. */
export const WORD_UNITS_MAX = 255
/** Runs of the dictionary scripts are cut by `Intl.Segmenter` in portions, for its time is quadratic. Few phrases are as long. */
const DICTIONARY_UNITS_MAX = 512

const VERSION_DIGITS_MAX = 4

const COMMA = 0x2c
const COLON = 0x3a
const HASH = 0x23
const PLUS = 0x2b
const DOT = 0x2e

/** A flag, or a picture with its skin tone and whatever is joined to it: real ones join five at most. */
const pictureSequence = lazyPattern(
  String.raw`\p{Regional_Indicator}{2}|\p{Extended_Pictographic}(?:\u{FE0F}|\p{Emoji_Modifier}){0,4}(?:\u{200D}\p{Extended_Pictographic}(?:\u{FE0F}|\p{Emoji_Modifier}){0,4}){0,9}`,
  'uy',
)

/** Calls `visit` for each span that holds words, in order; spans never overlap. */
export function forEachSpan(text: string, visit: (start: number, end: number, kind: SpanKind) => void): void {
  const length = text.length
  let i = 0
  while (i < length) {
    const kind = classAt(text, i)
    if (kind === BREAK || kind === JOINER || kind === INVISIBLE) {
      const named = kind === JOINER ? dottedNameEnd(text, i) : i
      if (named > i) visit(i, named, WORD)
      i = named > i ? named : i + unitsAt(text, i)
      continue
    }
    const end = kind === WORD ? wordEnd(text, i) : kind === PICTURE ? pictureEnd(text, i) : runEnd(text, i, kind)
    visit(i, end, kind)
    i = end
  }
}

function wordEnd(text: string, start: number): number {
  const limit = Math.min(text.length, start + WORD_UNITS_MAX)
  let i = start
  while (i < limit) {
    const kind = classAt(text, i)
    if (kind === WORD || kind === INVISIBLE) {
      const next = i + unitsAt(text, i)
      if (next > limit) break
      i = next
    } else {
      const joined = kind === JOINER ? joinedFrom(text, i) : 0
      if (joined === 0 || i + joined >= limit) break
      i += joined
    }
  }
  return i === start + 1 ? oneLetterNameEnd(text, i) : i
}

/** @returns the joiner's length where it joins, else 0 */
function joinedFrom(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  if (unit === COMMA) return isDigit(text.charCodeAt(at - 1)) && isDigit(text.charCodeAt(at + 1)) ? 1 : 0
  const size = unit === COLON ? 2 : 1
  if (unit === COLON && text.charCodeAt(at + 1) !== COLON) return 0
  return at + size < text.length && classAt(text, at + size) === WORD ? size : 0
}

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39

const before = lazyPattern(String.raw`[\s([{"'/]`, 'u')

/** ".NET", ".env": a dot before letters, and nothing before the dot. @returns `at` where it is none */
function dottedNameEnd(text: string, at: number): number {
  if (text.charCodeAt(at) !== DOT || !isLatinLetter(text.charCodeAt(at + 1))) return at
  return at === 0 || before().test(text[at - 1] ?? '') ? wordEnd(text, at + 1) : at
}

/** C++, C#, F#: names that are one letter without their signs. */
function oneLetterNameEnd(text: string, end: number): number {
  const unit = text.charCodeAt(end)
  const signs = unit === HASH ? 1 : unit === PLUS && text.charCodeAt(end + 1) === PLUS ? 2 : 0
  if (signs === 0 || !isLatinLetter(text.charCodeAt(end - 1))) return end
  // C++11, C#8: a version belongs to the name.
  let behind = end + signs
  while (isDigit(text.charCodeAt(behind)) && behind < end + signs + VERSION_DIGITS_MAX) behind++
  return behind < text.length && classAt(text, behind) === WORD ? end : behind
}

const isLatinLetter = (unit: number): boolean => (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a

function runEnd(text: string, start: number, kind: SpanKind): number {
  const limit = Math.min(text.length, start + (kind === DICTIONARY ? DICTIONARY_UNITS_MAX : WORD_UNITS_MAX))
  let i = start
  while (i < limit) {
    const other = classAt(text, i)
    if (other !== kind && other !== INVISIBLE) break
    i += unitsAt(text, i)
  }
  return i
}

function pictureEnd(text: string, start: number): number {
  const pattern = pictureSequence()
  pattern.lastIndex = start
  return pattern.test(text) ? pattern.lastIndex : start + unitsAt(text, start)
}
