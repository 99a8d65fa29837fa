import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDataset } from '../data/dataset.ts'
import { checkData, type DataToCheck, datasetToCheck, refuseUnfit } from './check-data.ts'
import { findCopies } from './find-copies.ts'
import { findLeaks } from './find-leaks.ts'
import type { DataCheck, FindingKind } from './finding.ts'

const TEXT =
  'To reset the hub, hold the button on the underside for ten seconds until the ring blinks white, then wait two minutes while the device starts again and finds its network.'

const document = (id: string, text: string) => ({ id, fields: { text } })
const judged = (entries: Readonly<Record<string, Readonly<Record<string, number>>>>) =>
  new Map(Object.entries(entries).map(([id, grades]) => [id, new Map(Object.entries(grades))]))

const data = (over: Partial<DataToCheck> = {}): DataToCheck => ({
  documents: () => [document('a', TEXT), document('b', 'An invoice lists what was bought, when, and the tax on it.')],
  queries: [
    { id: 'q1', text: 'how do I reset the hub' },
    { id: 'q2', text: 'where is the invoice' },
  ].map((query) => ({ ...query, fields: {} })),
  splits: { train: judged({ q1: { a: 1 } }), test: judged({ q2: { b: 1 } }) },
  ...over,
})

const query = (id: string, text: string) => ({ id, text, fields: {} })
const kindsOf = ({ findings }: DataCheck): FindingKind[] => findings.map(({ kind }) => kind)

test('nothing is found where nothing is wrong, and data are fit', async () => {
  const check = await checkData(data())
  expect(check.findings).toEqual([])
  expect(check.splits).toEqual([
    { name: 'train', queries: 1, judgements: 1, relevant: 1 },
    { name: 'test', queries: 1, judgements: 1, relevant: 1 },
  ])
  expect(() => refuseUnfit(check)).not.toThrow()
})

test.each([
  ['where is the invoice', 'exact', 'error'],
  ['Where is the INVOICE?!', 'normalised', 'error'],
  ['so where is the invoice', 'near', 'warning'],
] as const)('a query of test that train has as "%s" leaks: %s, %s', async (text, likeness, severity) => {
  const queries = [query('q1', text), query('q2', 'where is the invoice')]
  const splits = { train: judged({ q1: { b: 1 } }), test: judged({ q2: { b: 1 } }) }
  const check = await checkData(data({ queries, splits }))
  expect(check.findings).toMatchObject([{ kind: 'query-leak', likeness, severity, ids: ['q1', 'q2'] }])
  expect(() => refuseUnfit(check)).toThrow(expect.objectContaining({ code: 'AUDIT_DATA_UNFIT' }))
})

test('the same query twice in one split is to be known, and one that is judged in two splits is an error', async () => {
  const queries = [query('q1', 'reset it'), query('q2', 'reset it'), query('q3', 'invoice of a device')]
  const splits = { train: judged({ q3: { a: 1 } }), test: judged({ q1: { a: 1 }, q2: { a: 1 }, q3: { b: 1 } }) }
  const { findings } = await checkData(data({ queries, splits }))
  expect(findings).toMatchObject([
    { kind: 'query-in-two-splits', severity: 'error', ids: ['q3'], splits: ['train', 'test'] },
    { kind: 'query-repeated', severity: 'notice', ids: ['q1', 'q2'] },
  ])
})

test('an unjudged copy of a relevant document is a false negative, which names document, copy and queries', async () => {
  const documents = () => [document('a', TEXT), document('copy', TEXT.toUpperCase()), document('b', 'An invoice.')]
  const { findings } = await checkData(data({ documents }))
  expect(findings).toMatchObject([
    { kind: 'copy-unjudged', severity: 'error', ids: ['a', 'copy'], queries: ['q1'], likeness: 'normalised' },
    { kind: 'document-repeated', severity: 'notice', ids: ['a', 'copy'] },
  ])
})

test('copies of each other are found whichever of them comes first, and a copy judged alike is no fault', async () => {
  const near = TEXT.replace('ten', 'twelve')
  const documents = () => [document('copy', near), document('a', TEXT), document('b', 'An invoice.')]
  const unjudged = await checkData(data({ documents }))
  expect(unjudged.findings[0]).toMatchObject({ kind: 'copy-unjudged', severity: 'warning', ids: ['a', 'copy'] })
  const splits = { train: judged({ q1: { a: 1, copy: 2 } }), test: judged({ q2: { b: 1 } }) }
  expect(kindsOf(await checkData(data({ documents, splits })))).toEqual(['document-repeated'])
  const contrary = { train: judged({ q1: { a: 1, copy: 0 } }), test: judged({ q2: { b: 1 } }) }
  expect(kindsOf(await checkData(data({ documents, splits: contrary })))).toContain('copy-judged-otherwise')
})

test('a copy that is relevant in another split leaks', async () => {
  const documents = () => [document('a', TEXT), document('b', TEXT)]
  const { findings } = await checkData(data({ documents }))
  expect(findings.find(({ kind }) => kind === 'document-leak')).toMatchObject({
    ids: ['a', 'b'],
    splits: ['train', 'test'],
  })
})

test('a relevant document that words do not find is said, and how deep was looked', async () => {
  const splits = { test: judged({ q2: { a: 1 } }) }
  const { findings, notes } = await checkData(data({ splits }))
  expect(findings).toMatchObject([{ kind: 'relevant-unfound', severity: 'notice', ids: ['a'], queries: ['q2'] }])
  expect(findings[0]?.message).toContain('among the first 1,000')
  expect(notes).toContain('There is one split ("test"), so nothing can leak into another.')
})

test('ids that nobody knows and splits without anything relevant are errors', async () => {
  const splits = { train: judged({ q9: { a: 1 }, q1: { z: 1 } }), dev: judged({}), test: judged({ q2: { b: 0 } }) }
  const check = await checkData(data({ splits }))
  expect(kindsOf(check).sort()).toEqual(['document-unknown', 'query-unknown', 'split-empty', 'split-empty'])
  expect(check.findings.every(({ severity }) => severity === 'error')).toBe(true)
})

test('without judgements, texts without words and an empty collection are checked as far as they go', async () => {
  const empty = await checkData({ documents: () => [], queries: [], splits: {} })
  expect(empty).toMatchObject({ documents: 0, findings: [] })
  expect(empty.notes[0]).toContain('no judgements')
  const blank = await checkData(
    data({
      documents: () => [document('a', '...'), document('b', '!?')],
      queries: [query('q1', ' '), query('q2', '')],
    }),
  )
  expect(kindsOf(blank)).not.toContain('document-repeated')
})

test('texts of scripts without spaces between words are compared, too', async () => {
  const copies = await findCopies(
    () => [
      { id: 'a', text: '本製品を初期化するには、底面のボタンを十秒間押し続けてください。' },
      { id: 'b', text: '本製品を初期化するには、底面のボタンを十五秒間押し続けてください。' },
      { id: 'c', text: '請求書には購入した品目と日付と税額が記載されています。' },
    ],
    { shingleWords: 3, resemblanceMin: 0.6 },
  )
  expect(copies).toMatchObject([{ original: 'a', copy: 'b', likeness: 'near' }])
})

test('a text that a thousand others copy with a word changed takes no pair for each two of them', async () => {
  const texts = Array.from({ length: 3000 }, (_, index) => ({ id: `p${index}`, text: `${TEXT} Number ${index % 3}.` }))
  const copies = await findCopies(() => texts, { shingleWords: 3, resemblanceMin: 0.6 })
  expect(new Set(copies.map(({ copy }) => copy)).size).toBe(2999)
  expect(copies.length).toBeLessThanOrEqual(5 * 2999)
})

test('pages made from one form are no copies of each other where the rest of them differs', async () => {
  const page = (index: number): string =>
    `${TEXT} ${Array.from({ length: 12 }, (_, at) => `word${index * 50 + at}`).join(' ')}`
  const texts = Array.from({ length: 200 }, (_, index) => ({ id: `p${index}`, text: page(index) }))
  expect(await findCopies(() => texts, { shingleWords: 3, resemblanceMin: 0.5 })).toEqual([])
})

test('questions that share their form alone are no copies of each other', async () => {
  const things = 'gout lupus measles rabies asthma anemia eczema scurvy'.split(' ')
  const queries = things.map((thing, index) =>
    query(`q${index}`, `what are the very first signs and symptoms of ${thing}`),
  )
  const ids = queries.map(({ id }) => id)
  const gradesOf = (some: readonly string[]) => judged(Object.fromEntries(some.map((id) => [id, { a: 1 }])))
  const splits = { train: gradesOf(ids.slice(0, 4)), test: gradesOf(ids.slice(4)) }
  expect(kindsOf(await checkData(data({ queries, splits }), { search: false }))).toEqual([])
})

test('where no document has text in the fields that are looked into, that is said', async () => {
  const { notes } = await checkData(data(), { fields: ['headline', 'body'] })
  expect(notes[0]).toContain('No document has a text in the fields headline, body')
})

test('evaluation is told of leaks into the split that it measures', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'attune-leaks-'))
  mkdirSync(join(folder, 'qrels'))
  const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  writeFileSync(join(folder, 'corpus.jsonl'), lines([{ _id: 'd', text: TEXT }]))
  writeFileSync(
    join(folder, 'queries.jsonl'),
    lines([
      { _id: 'a', text: 'Reset the hub' },
      { _id: 'b', text: 'reset the hub!' },
      { _id: 'c', text: 'other' },
    ]),
  )
  for (const [split, id] of [
    ['train', 'a'],
    ['test', 'b'],
    ['dev', 'c'],
  ])
    writeFileSync(join(folder, `qrels/${split}.tsv`), `query-id\tcorpus-id\tscore\n${id}\td\t1\n`)
  const dataset = await openDataset(folder)
  expect(await findLeaks(dataset, 'test')).toMatchObject([{ kind: 'query-leak', ids: ['a', 'b'] }])
  expect(await findLeaks(dataset, 'dev')).toEqual([])
  expect(kindsOf(await checkData(await datasetToCheck(dataset)))).toContain('query-leak')
})
