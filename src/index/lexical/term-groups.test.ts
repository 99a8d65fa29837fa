import { expect, test } from 'vitest'
import { createRandom } from '../../base/random.ts'
import { sourceOfChunks } from '../segment-file.ts'
import { createLexicalIndex } from './create-lexical-index.ts'
import type { LexicalDocument, LexicalIndex, LexicalQuery, TermAlternative, TermGroup } from './lexical-index.ts'
import { formulaNames } from './scoring.ts'

const random = createRandom(13)
const words = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
const pick = (): string => words[random.below(words.length)] ?? 'a'
const documents: LexicalDocument[] = Array.from({ length: 400 }, (_, i) => ({
  ordinal: i + 1,
  fields: {
    text: Array.from({ length: 1 + random.below(6) }, pick),
    title: random.below(3) === 0 ? [pick()] : [],
  },
}))

const single = (term: string, weight = 1): TermAlternative => ({ terms: [term], weight, needsAll: false })
const group = (...alternatives: TermAlternative[]): TermGroup => ({ name: 'word', alternatives })

function makeIndex(cuts: readonly number[]): LexicalIndex {
  const index = createLexicalIndex()
  for (const document of documents) {
    index.add([document])
    if (!cuts.includes(document.ordinal)) continue
    const sealed = index.sealLive()
    if (sealed === undefined) continue
    const name = `through-${document.ordinal}`
    index.swap({ added: { name, source: sourceOfChunks(name, sealed.chunks) }, liveThrough: sealed.lastOrdinal })
  }
  return index
}

const live = makeIndex([])
const cut = makeIndex([150, 390])
const base: LexicalQuery = { terms: [], fields: { text: 1, title: 2 }, scoring: { formula: 'lucene' }, k: 400 }
const scoresOf = (index: LexicalIndex, query: Partial<LexicalQuery>): Map<number, number> => {
  const { ordinals, scores } = index.search({ ...base, ...query })
  return new Map([...ordinals].map((ordinal, i) => [ordinal, scores[i] ?? 0]))
}
const only = (term: string): Map<number, number> => scoresOf(live, { terms: [term] })

test('a word with several forms scores the best of them, all weighed as the most frequent one', () => {
  const rare = 'rare'
  const index = createLexicalIndex()
  index.add([
    { ordinal: 1, fields: { text: ['often'] } },
    { ordinal: 2, fields: { text: ['often'] } },
    { ordinal: 3, fields: { text: [rare] } },
    { ordinal: 4, fields: { text: ['often', rare] } },
  ])
  const fields = { text: 1 }
  const plain = scoresOf(index, { terms: ['often'], fields })
  const both = scoresOf(index, { groups: [group(single('often'), single(rare))], fields })
  expect([...both.keys()]).toEqual([1, 2, 3, 4])
  expect(both.get(3)).toBe(plain.get(1))
  expect(both.get(4)).toBe(plain.get(4))
})

test('an alternative of several words counts what they would have counted if typed, where a document has them all', () => {
  const typed = scoresOf(live, { terms: ['a', 'b'] })
  const found = scoresOf(live, { groups: [group(single('z'), { terms: ['a', 'b'], weight: 1, needsAll: true })] })
  const [a, b] = [only('a'), only('b')]
  expect([...found.keys()].toSorted((x, y) => x - y)).toEqual(
    [...a.keys()].filter((ordinal) => b.has(ordinal)).toSorted((x, y) => x - y),
  )
  for (const [ordinal, score] of found) expect(score).toBeCloseTo(typed.get(ordinal) ?? 0, 5)
})

test('words of which one is enough are found as if they stood by themselves', () => {
  const typed = scoresOf(live, { terms: ['a', 'b'] })
  const found = scoresOf(live, { groups: [group({ terms: ['a', 'b'], weight: 1, needsAll: false })] })
  expect([...found.keys()].toSorted((x, y) => x - y)).toEqual([...typed.keys()].toSorted((x, y) => x - y))
  for (const [ordinal, score] of found) expect(score).toBeCloseTo(typed.get(ordinal) ?? 0, 5)
})

test('a lower weight scores lower, and a group whose words nobody has finds nothing', () => {
  const half = scoresOf(live, { groups: [group(single('a', 0.5))] })
  for (const [ordinal, score] of only('a')) expect(half.get(ordinal)).toBeCloseTo(score / 2, 6)
  expect(scoresOf(live, { groups: [group(single('z'), single('y'))] }).size).toBe(0)
})

test('scores do not depend on segments, whatever the formula, and explanations add up to them', () => {
  for (let i = 0; i < 120; i++) {
    const formula = formulaNames[i % formulaNames.length] ?? 'lucene'
    const alternatives = Array.from({ length: 1 + random.below(4) }, () => ({
      terms: Array.from(new Set(Array.from({ length: 1 + random.below(3) }, pick))),
      weight: 0.25 * (1 + random.below(4)),
      needsAll: random.below(2) === 0,
    }))
    const query = {
      ...base,
      terms: Array.from({ length: random.below(3) }, pick),
      groups: [group(...alternatives), group(single(pick()), single(pick(), 0.5))],
      scoring: { formula },
      k: [5, 400][i % 2] ?? 5,
    }
    const found = live.search(query)
    expect(cut.search(query)).toEqual(found)
    for (const [place, ordinal] of [...found.ordinals].slice(0, 3).entries()) {
      expect(live.explain(query, ordinal)?.score).toBe(found.scores[place])
      expect(cut.explain(query, ordinal)?.score).toBe(found.scores[place])
    }
  }
})

test('an explanation names the form that counted and the word that it stands for', () => {
  const [ordinal] = only('b').keys()
  const explained = live.explain({ ...base, groups: [group(single('b'), single('z'))] }, ordinal ?? 0)
  expect(explained?.terms).toMatchObject([{ term: 'b', group: 'word' }])
})

test('the documents with a term in a field are those of all segments', () => {
  const wanted = documents.filter(({ fields }) => fields['title']?.includes('a')).map(({ ordinal }) => ordinal)
  expect([...cut.documentsWith(['a', 'nowhere'], 'title')]).toEqual(wanted)
})
