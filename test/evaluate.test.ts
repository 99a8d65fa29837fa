/** @file `attune eval` as people use it: data sets and collections, several encoders, reports that can be run again. */
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { openProject, type Report } from '../src/index.ts'
import { type Outcome, repository, runAttune, temporaryFolder } from './run-attune.ts'

const sample = join(repository, 'samples/help-centre')
const folder = temporaryFolder()
const attune = (...args: string[]): Outcome => runAttune(args, { cwd: folder })
const evaluate = <T = Report>(...args: string[]): T => {
  const { stdout, stderr, code } = attune('eval', ...args, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as T
}
const ofCollection = ['--collection', 'help', '--queries', 'queries.tsv', '--qrels', 'qrels.tsv'] as const
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
const figuresOf = ({ plans }: Report): unknown => plans.map(({ name, metrics }) => [name, metrics])

beforeAll(() => {
  expect(attune('add', sample, '--collection', 'help', '--fields', 'title,text').code).toBe(0)
  write('queries.tsv', 'a\tforgotten password\nb\tE-4021\nc\tmy house is freezing although it says it is on\n')
  write(
    'qrels.tsv',
    'query-id\tcorpus-id\tscore\na\taccount-password\t3\nb\tvalve-e4021\t3\nc\tvalve-cold-radiator\t3\n',
  )
})

describe('a collection is a data set:', () => {
  test('queries and judgements beside it are enough, and every query has its figures', () => {
    const report = evaluate(...ofCollection)
    expect(report.dataset).toMatchObject({ name: 'help', documents: 198, queries: 3 })
    expect(report.plans.map(({ name }) => name)).toEqual(['lexical', 'dense', 'hybrid'])
    expect(Object.keys(report.perQuery['hybrid'] ?? {})).toEqual(['a', 'b', 'c'])
    expect(report.perQuery['lexical']?.['a']?.['nDCG@10']).toBe(1)
    expect(report.warnings).toEqual([])
    // It is the only one.
    expect(figuresOf(evaluate(...ofCollection.slice(2)))).toEqual(figuresOf(report))
  })

  test('queries may be JSON lines or a table with a header, judgements TREC, packed or not', () => {
    const before = figuresOf(evaluate(...ofCollection))
    const texts = [
      ['a', 'forgotten password'],
      ['b', 'E-4021'],
      ['c', 'my house is freezing although it says it is on'],
    ] as const
    write('queries.jsonl', texts.map(([_id, text]) => `${JSON.stringify({ _id, text })}\n`).join(''))
    write('queries.csv', `id,text\n${texts.map(([id, text]) => `${id},"${text}"\n`).join('')}`)
    write('header.tsv', `query_id\tquery\n${texts.map((row) => `${row.join('\t')}\n`).join('')}`)
    write('qrels.txt', 'a 0 account-password 3\nb 0 valve-e4021 3\nc 0 valve-cold-radiator 3\n')
    for (const queries of ['queries.jsonl', 'queries.csv', 'header.tsv'])
      expect(
        figuresOf(evaluate('--collection', 'help', '--queries', queries, '--qrels', 'qrels.txt')),
        queries,
      ).toEqual(before)
  })

  test('its figures are those of the same documents as a data set', () => {
    const args = ['--queries', join(sample, 'queries.jsonl'), '--qrels', join(sample, 'qrels/dev.tsv')]
    const [here, there] = [evaluate('--collection', 'help', ...args), evaluate('--dataset', sample, '--split', 'dev')]
    expect(figuresOf(here)).toEqual(figuresOf(there))
    expect(here.advice).toEqual(there.advice)
  })

  test('plans come from files, from names that every collection knows, and from names that it keeps', async () => {
    const project = await openProject(folder)
    await (await project.collection('help')).plans.set('titles', { retrieve: [{ lexical: { fields: { title: 1 } } }] })
    await project.close()
    write('words.json', JSON.stringify({ retrieve: [{ lexical: { fields: { text: 1 } } }] }))
    const report = evaluate(...ofCollection, '--plan', 'words.json', '--plan', 'rrf', '--plan', 'titles')
    expect(report.plans.map(({ name, plan }) => [name, plan.retrieve.length])).toEqual([
      ['words', 1],
      ['rrf', 2],
      ['titles', 1],
    ])
  })
})

test('what is wrong with judgements is said on stderr and in the report, and never counted in silence', () => {
  write('bad-queries.tsv', 'a\tforgotten password\nb\tforgotten  Password\nc\tE-4021\nd\tunjudged\n')
  write('bad-qrels.tsv', 'a 0 account-password 3\na 0 gone 1\nb 0 account-password 3\nc 0 nowhere 3\n')
  const args = ['eval', '--collection', 'help', '--queries', 'bad-queries.tsv', '--qrels', 'bad-qrels.tsv']
  const { stdout, stderr, code } = attune(...args, '--json')
  expect(code, stderr).toBe(0)
  const { warnings } = JSON.parse(stdout) as Report
  expect(warnings.map(({ code: what, count, first }) => [what, count, first])).toEqual([
    ['queries-repeated', 1, 'b'],
    ['queries-unjudged', 1, 'd'],
    ['documents-absent', 2, 'gone'],
    ['queries-unreachable', 1, 'c'],
  ])
  for (const { message } of warnings) expect(stderr).toContain(message)
})

test('an evaluation ends with one line of advice, which says with how many queries', () => {
  const { stdout } = attune('eval', '--dataset', sample, '--split', 'test')
  const last = stdout.trimEnd().split('\n').at(-1) ?? ''
  expect(last).toMatch(/^Advice: .*with 129 queries.*\.$/)
  expect(stdout).toMatch(/Only dense answers \d+ queries \(\d+ no shared words/)
})

test('several encoders are compared in one evaluation, words being measured once', () => {
  cpSync(join(repository, 'models/default'), join(folder, 'models/mine'), { recursive: true })
  const args = ['--dataset', sample, '--split', 'dev', '--encoder', 'bundled:default', '--encoder', 'models/mine']
  const report = evaluate(...args)
  expect(report.plans.map(({ name }) => name)).toEqual([
    'lexical',
    'dense:bundled',
    'dense:mine',
    'hybrid:bundled',
    'hybrid:mine',
  ])
  expect(report.perQuery['dense:bundled']).toEqual(report.perQuery['dense:mine'])
  expect(report.comparisons).toHaveLength(10 * 3)
  expect(Object.keys(report.encoders)).toEqual(['bundled', 'mine'])
  expect(report.differences.map(({ between }) => between[1])).toEqual(['dense:bundled', 'dense:mine'])
})

test('a plan with a reranker is evaluated, and the report says who scored again', () => {
  const rerank = { reranker: 'encoder:bundled:default', top: 20 }
  write('reranked.json', JSON.stringify({ retrieve: [{ lexical: {} }], rerank }))
  const report = evaluate(...ofCollection, '--plan', 'reranked.json')
  expect(report.rerankers['encoder:bundled:default']?.fingerprint).toMatch(/[0-9a-f]{64}$/)
})

test('R@1000 looks at 1,000 candidates, in the figures, in the plan and in the run file', () => {
  mkdirSync(join(folder, 'many'))
  const documents = Array.from({ length: 1200 }, (_, i) => `${JSON.stringify({ _id: `d${i}`, text: `kettle ${i}` })}\n`)
  write('many/corpus.jsonl', documents.join(''))
  write('many/queries.jsonl', '{"_id":"q","text":"kettle"}\n')
  mkdirSync(join(folder, 'many/qrels'))
  const judged = Array.from({ length: 1200 }, (_, i) => `q\td${i}\t1\n`)
  write('many/qrels/test.tsv', `query-id\tcorpus-id\tscore\n${judged.join('')}`)
  const args = ['--dataset', 'many', '--plan', 'lexical', '--metrics', 'R@1000', '--run-out', 'runs']
  const report = evaluate(...args)
  expect(report.plans[0]?.plan.retrieve).toMatchObject([{ lexical: { k: 1000 } }])
  expect(report.perQuery['lexical']?.['q']?.['R@1000']).toBeCloseTo(1000 / 1200)
  expect(readFileSync(join(folder, 'runs/lexical.trec'), 'utf8').trim().split('\n')).toHaveLength(1000)
})

describe('a report is run again from its JSON and the data alone:', () => {
  type Repeated = Report & { readonly differsFromReport: readonly string[] }

  test('of a data set, also when that has moved', () => {
    write('tuned.json', JSON.stringify({ retrieve: [{ lexical: {} }, { dense: {} }], fuse: { rrf: { k: 10 } } }))
    const args = [
      '--dataset',
      sample,
      '--split',
      'dev',
      '--fields',
      'title=3,text',
      '--plan',
      'tuned.json',
      '--plan',
      'dense',
    ]
    const before = evaluate(...args, '--metrics', 'nDCG@5,AP', '--seed', '7')
    write('report.json', JSON.stringify(before))
    const again = evaluate<Repeated>('--report', 'report.json')
    expect(again.differsFromReport).toEqual([])
    expect(figuresOf(again)).toEqual(figuresOf(before))
    expect(again.perQuery).toEqual(before.perQuery)
    expect(again.collection).toEqual(before.collection)
    cpSync(sample, join(folder, 'moved'), { recursive: true })
    const moved = ['--report', 'report.json', '--dataset', 'moved']
    expect(evaluate<Repeated>(...moved).differsFromReport).toEqual([])
    appendFileSync(join(folder, 'moved/corpus.jsonl'), '{"_id":"new","title":"New","text":"Something else."}\n')
    expect(evaluate<Repeated>(...moved).differsFromReport[0]).toContain('The data are not the same')
  })

  test('of a collection, and what has changed since is named', () => {
    write('report.json', JSON.stringify(evaluate(...ofCollection)))
    expect(evaluate<Repeated>('--report', 'report.json').differsFromReport).toEqual([])
    write('qrels.tsv', 'query-id\tcorpus-id\tscore\na\taccount-password\t3\nb\tvalve-e4021\t3\nc\tcontact\t3\n')
    const { stdout, code } = attune('eval', '--report', 'report.json')
    expect(code).toBe(0)
    expect(stdout).toContain('The data are not the same')
    expect(stdout).toMatch(/nDCG@10 of \w+ was [\d.]+ and is [\d.]+\./)
  })
})
