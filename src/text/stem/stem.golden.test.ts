/** @file Stems against those of Snowball 3.1: which of our stemmers are that revision, and the exact words where one is older. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goldenFile } from '../../../test/golden.ts'
import type { Language } from '../language.ts'
import { LANGUAGES } from '../languages-table.ts'

const englishFile = goldenFile('bm25', 'stemmer-english.json')
const otherFile = goldenFile('bm25', 'stemmer-other.json')
const readWords = <T>(file: string | undefined): T | undefined =>
  file === undefined ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as { words: T }).words

type Pairs = readonly (readonly [word: string, stem: string])[]
const english = readWords<Pairs>(englishFile)
const others = readWords<Readonly<Record<'german' | 'spanish' | 'russian', Pairs>>>(otherFile)

interface Difference {
  readonly word: string
  readonly stem: string
  readonly expected: string
}

const differences = (language: Language, words: Pairs): Difference[] => {
  const { stem } = LANGUAGES[language] as { readonly stem: (word: string) => string }
  return words
    .map(([word, expected]) => ({ word, stem: stem(word), expected }))
    .filter((pair) => pair.stem !== pair.expected)
}

/** Snowball 3 removes these as well ("regel" of "regeln", "eingericht" of "eingerichtet") and reads "ue" as "ü"; ours is the older. */
const ENDINGS_OF_SNOWBALL_3 = ['n', 'et', 'e', 'in']
const isOfSnowball3 = ({ word, stem, expected }: Difference): boolean =>
  /[aou]e/.test(word) || ENDINGS_OF_SNOWBALL_3.some((ending) => stem === expected + ending)

describe.skipIf(!english || !others)('stems equal those of Snowball 3.1 (skipped without reference figures)', () => {
  test('English: all of them', () => {
    expect(differences('en', english ?? [])).toEqual([])
  })

  test('Spanish and Russian: all of them', () => {
    expect(differences('es', others?.spanish ?? [])).toEqual([])
    expect(differences('ru', others?.russian ?? [])).toEqual([])
  })

  test('German: all but the words that Snowball 3 stems otherwise than Snowball 2', () => {
    const german = others?.german ?? []
    const found = differences('de', german)
    expect(found.filter((difference) => !isOfSnowball3(difference))).toEqual([])
    expect(found.length).toBeLessThanOrEqual(0.05 * german.length)
  })
})
