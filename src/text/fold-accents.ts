/** @file Letters without their accents, so that "cafe" finds "café". */

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
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}]\p{M}*)\p{M}+/gu

/** Marks of Arabic and Hebrew that say how a word is spoken and are mostly not written, and the stroke that stretches a word. */
const VOCALISATION = /[\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u0610-\u061A\u0640\u064B-\u065F\u0670]/g

const ASCII = /^[\0-\x7F]*$/

/** @param word in lower case and NFKC */
export function foldAccents(word: string): string {
  if (ASCII.test(word)) return word
  return word
    .replace(UNDECOMPOSED, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFD')
    .replace(ACCENTS, '')
    .replace(VOCALISATION, '')
    .normalize('NFC')
}
