import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance } from '../../base/edit-distance.ts'
import { createRandom } from '../../base/random.ts'
import { sourceOfChunks } from '../segment-file.ts'
import { createLexicalIndex } from './create-lexical-index.ts'
import type { LexicalIndex } from './lexical-index.ts'

const random = createRandom(5)
const letters = ['a', 'a', 'b', 'b', 'c', 'd', 'e', 'é', 'ñ', '汉', '🙂']
const someTerm = (): string =>
  Array.from({ length: 1 + random.below(7) }, () => letters[random.below(letters.length)]).join('')
const terms = [...new Set(Array.from({ length: 3000 }, someTerm))]
const fields = ['text']
const limit = 100_000

function indexOf(all: readonly string[]): LexicalIndex {
  const index = createLexicalIndex()
  all.forEach((term, i) => {
    index.add([{ ordinal: i + 1, fields: { text: [term], other: ['elsewhere'] } }])
    if (i !== 1000 && i !== 2000) return
    const sealed = index.sealLive()
    if (sealed === undefined) return
    index.swap({ added: { name: `${i}`, source: sourceOfChunks(`${i}`, sealed.chunks) }, liveThrough: i + 1 })
  })
  return index
}

const { vocabulary } = indexOf(terms)
const sorted = (found: readonly { readonly term: string }[]): string[] => found.map(({ term }) => term).toSorted()
/** In characters, as `editDistance` counts UTF-16 units. */
const distance = (a: string, b: string): number =>
  editDistance(...([a, b].map((text) => text.replaceAll('🙂', '☺')) as [string, string]))

test('near terms are exactly those within the distance, swaps counted once', () => {
  const word = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 9 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(word, fc.integer({ min: 0, max: 3 }), (asked, editsMax) => {
      const found = vocabulary.near(asked, { fields, limit, editsMax })
      const wanted = terms.filter((term) => distance(asked, term) <= editsMax)
      expect(sorted(found)).toEqual(wanted.toSorted())
      for (const { term, edits } of found) expect(edits).toBe(distance(asked, term))
    }),
    { numRuns: 300 },
  )
})

test('an ending may be missing: the distance is that of the nearest beginning', () => {
  for (const asked of ['aabbcc', 'bdéeñaa', 'cab']) {
    const beginnings = [0, 1, 2].map((less) => asked.slice(0, asked.length - less))
    const least = (term: string): number => Math.min(...beginnings.map((one) => distance(one, term)))
    const found = vocabulary.near(asked, { fields, limit, editsMax: 1, ending: 2 })
    expect(sorted(found)).toEqual(terms.filter((term) => least(term) <= 1).toSorted())
    for (const { term, edits } of found) expect(edits).toBe(least(term))
  }
})

test('terms are found by their beginning and by their end', () => {
  for (const part of ['a', 'ab', 'é', 'bé汉', '🙂', 'zz']) {
    const choice = { fields, limit }
    expect(sorted(vocabulary.startingWith(part, choice))).toEqual(
      terms.filter((one) => one.startsWith(part)).toSorted(),
    )
    const ends = terms.filter((one) => one.endsWith(part) && one !== part)
    expect(sorted(vocabulary.endingWith(part, choice))).toEqual(ends.toSorted())
  }
})

test('the most frequent terms come first, over all segments, and those of other fields do not come', () => {
  const known = indexOf([...Array.from({ length: 2500 }, (_, i) => (i % 3 === 0 ? 'apple' : 'apply')), 'april'])
  const choice = { fields, limit: 2 }
  expect(known.vocabulary.startingWith('ap', choice).map(({ term, df }) => [term, df])).toEqual([
    ['apply', 1666],
    ['apple', 834],
  ])
  expect(known.vocabulary.startingWith('else', choice)).toEqual([])
})
