import { expect, test } from 'vitest'
import type { Run } from '../data/document.ts'
import { poolResults } from './pool.ts'

const run = (...docIds: string[]): Run => new Map([['q', docIds.map((docId, i) => ({ docId, score: -i }))]])
const none = new Map<string, ReadonlyMap<string, number>>()

test('what only one plan shows comes first, what all show at the same rank last', () => {
  const runs = new Map([
    ['lexical', run('same', 'a', 'b')],
    ['dense', run('same', 'c', 'a')],
  ])
  const items = poolResults(runs, { judgements: none, depth: 3 })
  expect(items.map(({ docId }) => docId)).toEqual(['c', 'b', 'a', 'same'])
  expect(items.find(({ docId }) => docId === 'a')?.ranks).toEqual(
    new Map([
      ['lexical', 2],
      ['dense', 3],
    ]),
  )
  expect(items.at(-1)?.effect).toBe(0)
})

test('judged documents and those beyond the depth are left out', () => {
  const judgements = new Map([['q', new Map([['a', 0]])]])
  const items = poolResults(new Map([['lexical', run('a', 'b', 'c')]]), { judgements, depth: 2 })
  expect(items.map(({ docId }) => docId)).toEqual(['b'])
})

test('the pool of one plan is in the order of its ranks', () => {
  const items = poolResults(new Map([['lexical', run('a', 'b', 'c')]]), { judgements: none, depth: 10 })
  expect(items.map(({ docId }) => docId)).toEqual(['a', 'b', 'c'])
})
