/**
 * @file English words to stems: the Porter2 algorithm in the revision of Snowball 3.
 *
 * Written here because no kept library in JavaScript has this revision: those at hand are Porter's of 1980 or Porter2 of Snowball 2,
 * which joins "university" with "universe" and "organic" with "organization".
 *
 * @see https://snowballstem.org/algorithms/english/stemmer.html
 */

const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['skis', 'ski'],
  ['skies', 'sky'],
  ['idly', 'idl'],
  ['gently', 'gentl'],
  ['ugly', 'ugli'],
  ['early', 'earli'],
  ['only', 'onli'],
  ['singly', 'singl'],
  ...['sky', 'news', 'howe', 'atlas', 'cosmos', 'bias', 'andes'].map((word): [string, string] => [word, word]),
])

/** Region R1 begins after these, earlier or later than the vowels would have it, so that for example "general" keeps its end. */
const R1_PREFIX = /^(?:gener|commun|arsen|past|univers|later|emerg|organ|inter)/

/** Words whose "ing" is no ending. */
const KEEPS_ING: ReadonlySet<string> = new Set(['inn', 'out', 'cann', 'herr', 'earr', 'even'])
const KEEPS_EED: ReadonlySet<string> = new Set(['proc', 'exc', 'succ'])

const isVowel = (letter: string | undefined): boolean => letter !== undefined && 'aeiouy'.includes(letter)

/** Suffixes of steps 2 and 3, longest first, with what replaces them in region R1. */
const STEP_2: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['fulness', 'ful'],
  ['iveness', 'ive'],
  ['ization', 'ize'],
  ['ousness', 'ous'],
  ['biliti', 'ble'],
  ['lessli', 'less'],
  ['tional', 'tion'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['ation', 'ate'],
  ['entli', 'ent'],
  ['fulli', 'ful'],
  ['iviti', 'ive'],
  ['ogist', 'og'],
  ['ousli', 'ous'],
  ['abli', 'able'],
  ['alli', 'al'],
  ['anci', 'ance'],
  ['ator', 'ate'],
  ['enci', 'ence'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['ogi', 'og'],
  ['li', ''],
]
const STEP_3: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['alize', 'al'],
  ['ative', ''],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
]
const STEP_4: readonly string[] = [
  'ement',
  'able',
  'ance',
  'ence',
  'ible',
  'ment',
  'ant',
  'ate',
  'ent',
  'ion',
  'ism',
  'iti',
  'ive',
  'ize',
  'ous',
  'al',
  'er',
  'ic',
]

/** @param word in lower case, apostrophes straight */
export function stemEnglish(word: string): string {
  if (word.length <= 2) return word
  const exception = EXCEPTIONS.get(word)
  if (exception !== undefined) return exception
  let stem = markConsonantY(word.startsWith("'") ? word.slice(1) : word)
  const r1 = regionAfter(stem, R1_PREFIX.exec(stem)?.[0].length)
  const r2 = nextRegion(stem, r1)
  stem = removePlural(removePossessive(stem))
  stem = removeEdIng(stem, r1)
  if (/..[yY]$/.test(stem) && !isVowel(stem.at(-2))) stem = `${stem.slice(0, -1)}i`
  stem = replaceInR1(stem, { suffixes: STEP_2, r1, r2 })
  stem = replaceInR1(stem, { suffixes: STEP_3, r1, r2 })
  stem = removeInR2(stem, r2)
  return removeFinal(stem, { r1, r2 }).replaceAll('Y', 'y')
}

/** A "y" at the start or after a vowel is a consonant: written Y until the end. */
const markConsonantY = (word: string): string =>
  word.includes('y') ? word.replace(/^y/, 'Y').replace(/([aeiouy])y/g, '$1Y') : word

const regionAfter = (word: string, prefixLength: number | undefined): number => prefixLength ?? nextRegion(word, 0)

/** @returns where the region begins that follows the first consonant after a vowel */
function nextRegion(word: string, from: number): number {
  let i = from
  while (i < word.length && !isVowel(word[i])) i++
  while (i < word.length && isVowel(word[i])) i++
  return Math.min(word.length, i + 1)
}

const removePossessive = (word: string): string => word.replace(/'s'$|'s$|'$/, '')

/** Step 1a. */
function removePlural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (word.endsWith('ied') || word.endsWith('ies')) return word.slice(0, word.length > 4 ? -2 : -1)
  if (!word.endsWith('s') || word.endsWith('us') || word.endsWith('ss')) return word
  return /[aeiouy].+s$/.test(word) ? word.slice(0, -1) : word
}

/** Step 1b. */
function removeEdIng(word: string, r1: number): string {
  const eed = /eed(?:ly)?$/.exec(word)
  if (eed) return eed.index >= r1 && !KEEPS_EED.has(word.slice(0, eed.index)) ? `${word.slice(0, eed.index)}ee` : word
  const ending = /(?:ing|ed)(?:ly)?$/.exec(word)
  if (!ending) return word
  const stem = word.slice(0, ending.index)
  if (ending[0] === 'ing' && KEEPS_ING.has(stem)) return word
  if (ending[0] === 'ing' && /^[^aeiouy]y$/.test(stem)) return `${stem.slice(0, -1)}ie`
  if (!/[aeiouy]/.test(stem)) return word
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`
  if (/(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(stem)) return /^[aeo]..$/.test(stem) ? stem : stem.slice(0, -1)
  return r1 >= stem.length && endsInShortSyllable(stem) ? `${stem}e` : stem
}

const endsInShortSyllable = (word: string): boolean =>
  /[^aeiouy][aeiouy][^aeiouywxY]$|^[aeiouy][^aeiouy]$/.test(word) || word === 'past'

interface Regions {
  readonly r1: number
  readonly r2: number
}

/** Steps 2 and 3: the longest suffix decides, even where it may not be replaced. */
function replaceInR1(word: string, { suffixes, r1, r2 }: Regions & { readonly suffixes: typeof STEP_2 }): string {
  const found = suffixes.find(([suffix]) => word.endsWith(suffix))
  if (!found) return word
  const [suffix, replacement] = found
  const at = word.length - suffix.length
  const stem = word.slice(0, at)
  if (at < r1) return word
  if (suffix === 'li' && !/[cdeghkmnrt]$/.test(stem)) return word
  if (suffix === 'ogi' && !stem.endsWith('l')) return word
  if (suffix === 'ative' && at < r2) return word
  return stem + replacement
}

/** Step 4. */
function removeInR2(word: string, r2: number): string {
  const suffix = STEP_4.find((suffix) => word.endsWith(suffix))
  if (suffix === undefined) return word
  const at = word.length - suffix.length
  if (at < r2 || (suffix === 'ion' && !/[st]$/.test(word.slice(0, at)))) return word
  return word.slice(0, at)
}

/** Step 5. */
function removeFinal(word: string, { r1, r2 }: Regions): string {
  const at = word.length - 1
  const stem = word.slice(0, at)
  if (word.endsWith('e')) return at >= r2 || (at >= r1 && !endsInShortSyllable(stem)) ? stem : word
  return word.endsWith('ll') && at >= r2 ? stem : word
}
