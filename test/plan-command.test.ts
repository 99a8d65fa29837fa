import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { Encoder, Plan } from '../src/index.ts'
import { type Outcome, repository, runAttune, temporaryFolder } from './run-attune.ts'

const folder = temporaryFolder()
const attune = (...args: string[]): Outcome => runAttune(args, { cwd: folder })
const json = <T>(...args: string[]): T => {
  const { stdout, stderr, code } = attune(...args, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as T
}

interface Found {
  readonly hits: readonly { readonly rank: number }[]
  readonly plan: Plan
}

const DOCUMENTS = 300

beforeAll(() => {
  const lines = Array.from({ length: DOCUMENTS }, (_, i) => JSON.stringify({ id: `d${i}`, text: `apple pie ${i}` }))
  writeFileSync(join(folder, 'docs.jsonl'), lines.join('\n'))
  attune('add', 'docs.jsonl', '--collection', 'docs', '--encoder', 'bundled:default')
})

test('a limit beyond 100 and a page behind the hundredth hit are filled, by every plan', () => {
  for (const plan of ['lexical', 'dense', 'hybrid', 'rrf']) {
    expect(json<Found>('search', 'apple', '--plan', plan, '--limit', '250').hits).toHaveLength(250)
    const { hits } = json<Found>('search', 'apple', '--plan', plan, '--limit', '10', '--offset', '150')
    expect(hits.map(({ rank }) => rank)).toEqual(Array.from({ length: 10 }, (_, i) => 151 + i))
  }
})

test('what the plan does not state is in the result, the weights among them', () => {
  const card = JSON.parse(readFileSync(join(repository, 'models/default/attune.json'), 'utf8')) as Encoder
  const worth = card.hybridWeight
  const words = Number((1 - worth).toFixed(12))
  const { plan } = json<Found>('search', 'apple')
  expect(plan.fuse).toEqual({ linear: { normalise: 'min-max', weights: [words, worth] } })
  expect(attune('search', 'apple', '--limit', '1').stdout).toContain(
    `by lexical + dense:default (linear combination, min-max, weights ${words} : ${worth})`,
  )
})

test('a plan is kept, used by its name and by default, shown, listed and removed', () => {
  writeFileSync(join(folder, 'two.json'), JSON.stringify({ retrieve: [{ lexical: { k: 7 } }], limit: 2 }))
  expect(json('plan', 'set', 'two', 'two.json')).toMatchObject({ name: 'two', isDefault: false })
  expect(json<Found>('search', 'apple', '--plan', 'two').hits).toHaveLength(2)
  expect(json<Found>('search', 'apple').hits).toHaveLength(10)
  expect(json('plan', 'set', 'two', 'two.json', '--default')).toMatchObject({ isDefault: true })
  expect(json<Found>('search', 'apple').hits).toHaveLength(2)
  const shown = json<Plan>('plan', 'show')
  expect(shown).toEqual(json<Found>('search', 'apple').plan)
  expect(json('plan', 'list')).toEqual({
    plans: [{ name: 'two', plan: { retrieve: [{ lexical: { k: 7 } }], limit: 2 }, isDefault: true }],
  })
  expect(json('plan', 'remove', 'two')).toEqual({ removed: 'two' })
  expect(json<Found>('search', 'apple').hits).toHaveLength(10)
  expect(attune('plan', 'remove', 'two')).toMatchObject({ code: 3 })
  expect(attune('plan', 'set', 'hybrid', 'two.json').stderr).toContain('SEARCH_PLAN_NAME_TAKEN')
})

test('the JSON Schema that is printed is the one that is shipped', () => {
  const shipped = JSON.parse(readFileSync(join(repository, 'dist/plan.schema.json'), 'utf8')) as unknown
  expect(json('plan', 'schema')).toEqual(shipped)
})

test('a search that names no collection among several is told their names', () => {
  attune('add', 'docs.jsonl', '--collection', 'more', '--encoder', 'none')
  const { stderr, code } = attune('search', 'apple')
  expect(code).toBe(2)
  expect(stderr).toContain('has 2 collections, and none was named: docs, more')
  attune('collections', '--drop', 'more')
})
