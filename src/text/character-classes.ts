/** @file What a character is to word segmentation: a table over the basic plane that fills itself, so that each unit costs one look-up. */
import { lazyPattern } from './lazy-pattern.ts'

/** Ends a word and is not in any. */
export const BREAK = 1
/** Letters, marks, digits and underscores of scripts that put spaces between words. */
export const WORD = 2
/** Joins two words into one identifier, number, name or compound where both touch it. */
export const JOINER = 3
/** Chinese, Japanese, Korean: cut into bigrams. */
export const BIGRAM = 4
/** Thai, Lao, Khmer, Myanmar: cut by a dictionary. */
export const DICTIONARY = 5
export const PICTURE = 6
/** Soft hyphens, zero-width joiners, variation selectors: part of whatever they stand in, and nothing by themselves. */
export const INVISIBLE = 7
/** A surrogate: the class is that of the whole character. */
const SURROGATE = 8

export type CharacterClass =
  | typeof BREAK
  | typeof WORD
  | typeof JOINER
  | typeof BIGRAM
  | typeof DICTIONARY
  | typeof PICTURE
  | typeof INVISIBLE

/** Comma joins digits only, a colon joins only when doubled: `segment-words.ts` looks at the neighbours. */
const JOINERS: ReadonlySet<string> = new Set("-.'’＇/,:@&‐‑")

/** From U+1100 on: Bopomofo's extensions claim combining marks that Vietnamese needs. */
const isBigram = lazyPattern(
  String.raw`^(?=[\u{1100}-\u{10FFFF}])(?=[\p{L}\p{Nl}\p{M}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Hangul}]$`,
  'u',
)
const isDictionary = lazyPattern(String.raw`^(?=[\p{L}\p{M}])[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]$`, 'u')
const isWord = lazyPattern(String.raw`^[\p{L}\p{M}\p{N}]$`, 'u')
const isPicture = lazyPattern(String.raw`^(?:\p{Regional_Indicator}|(?![©®™])\p{Extended_Pictographic})$`, 'u')
export const INVISIBLES: RegExp = /\u00AD|[\u200C-\u200D]|\u2060|[\u{FE00}-\u{FE0F}]|[\u{E0100}-\u{E01EF}]/gu
const IS_INVISIBLE = new RegExp(`^(?:${INVISIBLES.source})+$`, 'u')
export const isInvisible = (character: string): boolean => IS_INVISIBLE.test(character)
const IS_ASCII = /^[\0-\x7F]$/
const IS_ASCII_WORD = /^\w$/

const classes = new Uint8Array(0x10000)

/** @returns the class of the character at `index` and, for a surrogate pair, of both its halves */
export function classAt(text: string, index: number): CharacterClass {
  const unit = text.charCodeAt(index)
  const known = classes[unit] as CharacterClass | typeof SURROGATE | 0
  if (known !== 0 && known !== SURROGATE) return known
  if (known === 0) {
    classes[unit] = unit >= 0xd800 && unit <= 0xdfff ? SURROGATE : classify(String.fromCharCode(unit))
    return classAt(text, index)
  }
  return classify(String.fromCodePoint(text.codePointAt(index) ?? 0))
}

/** @returns 2 for the first half of a surrogate pair, else 1 */
export function unitsAt(text: string, index: number): 1 | 2 {
  const unit = text.charCodeAt(index)
  if (unit < 0xd800 || unit > 0xdbff) return 1
  const next = text.charCodeAt(index + 1)
  return next >= 0xdc00 && next <= 0xdfff ? 2 : 1
}

function classify(character: string): CharacterClass {
  if (JOINERS.has(character)) return JOINER
  if (IS_ASCII.test(character)) return IS_ASCII_WORD.test(character) ? WORD : BREAK
  if (isInvisible(character)) return INVISIBLE
  if (isBigram().test(character)) return BIGRAM
  if (isDictionary().test(character)) return DICTIONARY
  if (isWord().test(character)) return WORD
  return isPicture().test(character) ? PICTURE : BREAK
}
