/** @file Letters without their accents, so that "cafe" finds "café". */
import { lazyPattern } from './lazy-pattern.ts'

/** Letters that Unicode does not decompose, as Lucene's ASCIIFoldingFilter writes them. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ŋ: 'n',
  ĸ: 'q',
  ſ: 's',
  ё: 'е',
}
const UNDECOMPOSED = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g')

/** Marks after a Latin or Greek letter. Elsewhere a mark makes another letter: Cyrillic й, Japanese が, the vowels of Hindi. */
const accented = lazyPattern(String.raw`([\p{Script=Latin}\p{Script=Greek}])\p{M}+`, 'gu')

/** Marks of Arabic and Hebrew that say how a word is spoken and are mostly not written, and the stroke that stretches a word. */
const VOCALISATION =
  /[\u{0591}-\u{05BD}]|\u{05BF}|\u{05C1}|\u{05C2}|\u{05C4}|\u{05C5}|\u{05C7}|[\u{0610}-\u{061A}]|\u{0640}|[\u{064B}-\u{065F}]|\u{0670}/gu

const ASCII = /^[\0-\x7F]*$/

/** @param word in lower case and NFKC */
export function foldAccents(word: string): string {
  if (ASCII.test(word)) return word
  return word
    .replace(UNDECOMPOSED, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(accented(), '$1')
    .replace(VOCALISATION, '')
    .normalize('NFC')
}
