import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { decodeNpy } from '../src/data/npy.ts'
import type { Report } from '../src/evaluate/report.ts'
import { type Outcome, repository, runAttune, temporaryFolder } from './run-attune.ts'

const sample = join(repository, 'samples/help-centre')
const folder = temporaryFolder()
const attune = (...args: string[]): Outcome => runAttune(args, { cwd: folder })
const json = <T>(...args: string[]): T => {
  const { stdout, stderr, code } = attune(...args, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as T
}

interface Hits {
  readonly hits: readonly {
    readonly id: string
    readonly rank: number
    readonly fields: { readonly title: string; readonly metadata: { readonly category: string } }
  }[]
  readonly timingMs: { readonly total: number }
}

beforeAll(() => {
  expect(json('add', sample, '--collection', 'help', '--fields', 'title=2,text')).toMatchObject({
    replaced: 0,
    unchanged: 0,
  })
})

test('adding the same again changes nothing', () => {
  expect(json('add', sample, '--collection', 'help')).toMatchObject({ added: 0, replaced: 0 })
})

test('repeating a command word for word is no change of settings, also with a model folder named from here', () => {
  cpSync(join(repository, 'models/default'), join(folder, 'model'), { recursive: true })
  const args = ['add', sample, '--collection', 'again', '--encoder', './model', '--fields', 'text=1, title=2']
  expect(json(...args)).toMatchObject({ unchanged: 0 })
  expect(json(...args)).toMatchObject({ added: 0, replaced: 0 })
  expect(attune(...args.slice(0, 4), '--encoder', 'none').stderr).toContain('CLI_SETTINGS_FIXED')
})

test('what comes on stdin is added, too', () => {
  const { code } = runAttune(['add', '-', '--collection', 'piped'], {
    cwd: folder,
    input: '{"id":7,"text":"a red kettle"}\n{"id":8,"text":"a blue lamp"}\n',
  })
  expect(code).toBe(0)
  expect(json<Hits>('search', 'kettle', '--collection', 'piped').hits[0]?.id).toBe('7')
})

test('a code is found by its exact words, and the explanation says by which', () => {
  const { hits, timingMs } = json<Hits>(
    'search',
    'E-4021',
    '--collection',
    'help',
    '--plan',
    'lexical',
    '--limit',
    '3',
    '--explain',
  )
  expect(hits[0]?.id).toBe('valve-e4021')
  expect(hits[0]).toMatchObject({ rank: 1, explain: { stages: [{ stage: 'lexical', rank: 1 }] } })
  expect(timingMs.total).toBeGreaterThan(0)
})

test('a filter holds for every hit, and the nearest project is found from a folder inside', () => {
  const inside = join(folder, 'deep/er')
  mkdirSync(inside, { recursive: true })
  const { stdout } = runAttune(
    ['search', 'money', '--collection', 'help', '--filter', 'metadata.category = "billing"', '--json'],
    { cwd: inside },
  )
  const { hits } = JSON.parse(stdout) as Hits
  expect(hits.length).toBeGreaterThan(0)
  expect(new Set(hits.map(({ fields }) => fields.metadata.category))).toEqual(new Set(['billing']))
})

test('adding a table says which columns are searched and which are not, such as article numbers', () => {
  writeFileSync(join(folder, 'shop.csv'), 'id,title,sku,price\n1,Red lamp,00012,19.90\n')
  const { stdout, stderr } = attune('add', 'shop.csv', '--collection', 'shop')
  expect(stderr).toContain('Searching the fields title, not sku, price (--fields chooses others).')
  expect(stdout).toContain('1 added, 0 replaced, 0 unchanged: 1 document in shop.')
  expect(attune('collections', '--drop', 'shop').code).toBe(0)
})

test('a page behind the last hit does not say that nothing was found', () => {
  const { stdout } = attune('search', 'money', '--collection', 'help', '--offset', '9000')
  expect(stdout).toContain('No hits after the first 9000')
  expect(attune('search', 'money', '--collection', 'help', '--limit', '0').stdout).toContain('No hits asked for')
})

test('a filter on a field that no document has finds nothing and says why', () => {
  const { stdout, stderr } = attune('search', 'money', '--collection', 'help', '--filter', 'categry = "billing"')
  expect(stdout).toContain('Nothing found')
  expect(stderr).toMatch(/No document of "help" has a field "categry".*Its documents have: metadata, text, title\./)
})

test('people read titles, passages and reasons; nothing but results is on stdout', () => {
  const { stdout, stderr } = attune('search', 'forgotten password', '--collection', 'help', '--explain')
  expect(stdout).toMatch(/1\. Forgotten password/)
  expect(stdout).toMatch(/weight \d\.\d+ x part \d/)
  expect(stderr).toBe('')
})

test('collections are listed, and dropped', () => {
  attune('add', sample, '--collection', 'doomed', '--encoder', 'none')
  const names = (): string[] =>
    json<{ collections: { name: string }[] }>('collections').collections.map(({ name }) => name)
  expect(names()).toContain('doomed')
  attune('collections', '--drop', 'doomed')
  expect(names()).not.toContain('doomed')
})

test('a model that the Hugging Face cache has is an encoder', () => {
  const cache = join(folder, 'hub-cache')
  const repositoryFolder = join(cache, 'models--owner--tiny')
  cpSync(join(repository, 'models/default'), join(repositoryFolder, 'snapshots/c0ffee'), { recursive: true })
  mkdirSync(join(repositoryFolder, 'refs'))
  writeFileSync(join(repositoryFolder, 'refs/main'), 'c0ffee')
  const run = (...args: string[]): Outcome =>
    runAttune([...args, '--json'], { cwd: folder, env: { HF_HUB_CACHE: cache } })
  expect(run('models', 'list').stdout).toContain('{"ref":"hub:owner/tiny"}')
  expect(JSON.parse(run('models', 'info', 'hub:owner/tiny@main').stdout)).toMatchObject({ dim: 256 })
  const absent = run('models', 'info', 'hub:owner/tiny@v2')
  expect(JSON.parse(absent.stdout)).toMatchObject({ error: { code: 'ENCODE_HUB_MODEL_ABSENT', kind: 'not-found' } })
})

test('an evaluation compares the three named plans and keeps the vectors', () => {
  const report = json<Report>('eval', '--dataset', sample, '--split', 'dev', '--run-out', 'runs')
  expect(report.plans.map(({ name }) => name)).toEqual(['lexical', 'dense', 'hybrid'])
  for (const { metrics, latencyMs } of report.plans) {
    expect(Object.keys(metrics)).toEqual(['nDCG@10', 'RR@10', 'R@100'])
    for (const { value, low, high } of Object.values(metrics)) {
      expect(low).toBeLessThanOrEqual(value)
      expect(high).toBeGreaterThanOrEqual(value)
    }
    expect(latencyMs.p50).toBeLessThanOrEqual(latencyMs.p99)
  }
  expect(report.comparisons).toHaveLength(9)
  const again = json<Report>('eval', '--dataset', sample, '--split', 'dev')
  expect(again.plans.map(({ metrics }) => metrics)).toEqual(report.plans.map(({ metrics }) => metrics))
})

test('a run that was written scores as the evaluation said', () => {
  json('eval', '--dataset', sample, '--split', 'dev', '--plan', 'hybrid', '--run-out', 'out')
  const report = json<Report>('eval', '--dataset', sample, '--split', 'dev', '--plan', 'hybrid')
  const scores = json<{ metrics: Record<string, number>; perQuery: Record<string, Record<string, number>> }>(
    'score',
    '--qrels',
    join(sample, 'qrels/dev.tsv'),
    '--run',
    'out/hybrid.trec',
    '--metrics',
    'nDCG@10',
    '--per-query',
  )
  const { queries, unanswerable } = report.dataset
  expect(Object.keys(scores.perQuery)).toHaveLength(queries + unanswerable)
  // trec_eval counts a query that nothing answers as 0; the report leaves it out.
  const mean = ((scores.metrics['nDCG@10'] ?? 0) * (queries + unanswerable)) / queries
  expect(mean).toBeCloseTo(report.plans[0]?.metrics['nDCG@10']?.value ?? 0, 9)
})

test('a plan from a file is evaluated under its name', () => {
  writeFileSync(join(folder, 'titles.json'), JSON.stringify({ retrieve: [{ lexical: { fields: { title: 1 } } }] }))
  const { plans } = json<Report>(
    'eval',
    '--dataset',
    sample,
    '--split',
    'dev',
    '--plan',
    'titles.json',
    '--metrics',
    'P@5,MRR',
  )
  expect(plans.map(({ name }) => name)).toEqual(['titles'])
  expect(Object.keys(plans[0]?.metrics ?? {})).toEqual(['P@5', 'RR'])
})

test('texts become a NumPy file, a row for each line', () => {
  writeFileSync(
    join(folder, 'texts.jsonl'),
    '"a plain string"\n{"title":"With","text":"two fields"}\n{"_id":"q","text":"With two fields"}\n',
  )
  expect(
    json('encode', '--encoder', 'bundled:default', '--input', 'texts.jsonl', '--output', 'vectors.npy'),
  ).toMatchObject({ rows: 3, dim: 256 })
  const { rows, dim, data } = decodeNpy(readFileSync(join(folder, 'vectors.npy')))
  expect([rows, dim]).toEqual([3, 256])
  expect(data.subarray(dim, 2 * dim)).toEqual(data.subarray(2 * dim))
  expect(existsSync(join(folder, `vectors.npy.part-${process.pid}`))).toBe(false)
})

test('the bundled encoder is listed and described', () => {
  expect(json<{ models: { ref: string }[] }>('models', 'list').models.map(({ ref }) => ref)).toContain(
    'bundled:default',
  )
  expect(json('models', 'info', 'bundled:default')).toMatchObject({ dim: 256, isNormalized: true })
})

test('each command explains itself', () => {
  for (const command of [
    'add',
    'sync',
    'get',
    'delete',
    'export',
    'check',
    'search',
    'plan',
    'encode',
    'eval',
    'score',
    'models',
    'collections',
    'demo',
  ]) {
    const { code, stdout } = attune(command, '--help')
    expect(code).toBe(0)
    expect(stdout).toContain(`attune ${command}`)
  }
})

test('no document, id or error drives the terminal', () => {
  const documents = [
    { id: '\u001B[31mX', title: '\u001B]0;owned\u0007\u001B[2Jtitle words', text: 'words \u009B31m \u202Ered' },
    { id: 'two\nlines', title: 'words', text: 'b' },
  ]
  const input = documents.map((document) => `${JSON.stringify(document)}\n`).join('')
  const add = ['add', '-', '--collection', 'wild', '--encoder', 'none']
  const added = runAttune(add, { cwd: folder, input })
  const found = attune('search', 'words', '--collection', 'wild', '--explain')
  const refused = runAttune(add, { cwd: folder, input: input.repeat(2) })
  const unknown = attune('search', 'words', '--collection', '\u001B[2J\nattune: all is well')
  expect([added.code, found.code]).toEqual([0, 0])
  expect(found.stdout).toContain(String.raw`\x1b[31mX`)
  for (const { stdout, stderr } of [added, found, refused, unknown]) {
    expect(stdout + stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u)
    expect(stdout + stderr).not.toMatch(/^(?:lines|attune: all is well)/m)
  }
})

test.each([
  ['playstation', ['a', 'c']],
  ['iphone', ['d']],
  ['github', ['f']],
  ['E 4021', ['e']],
  ['To be or not to be', ['h']],
])('the names in documents are found by %j', (query, ids) => {
  const texts = {
    a: 'Buy a PlayStation5 console today',
    c: 'Buy a playstation5 console today',
    d: 'New iPhone15 cases',
    e: 'Error E-4021',
    f: 'Deploy with GitHub2 and PostgreSQL16',
    h: 'Be, or not to be?',
  }
  const input = Object.entries(texts)
    .map(([id, text]) => `${JSON.stringify({ id, text })}\n`)
    .join('')
  runAttune(['add', '-', '--collection', 'names', '--encoder', 'none', '--quiet'], { cwd: folder, input })
  expect(json<Hits>('search', query, '--collection', 'names').hits.map(({ id }) => id)).toEqual(ids)
})

test('one file is one document, whatever folder a command runs in and whatever leads to the file', () => {
  const project = join(folder, 'pages')
  mkdirSync(join(project, 'docs/deep'), { recursive: true })
  writeFileSync(join(project, 'docs/deep/a.md'), '# Kettles')
  const add = (cwd: string, source: string): unknown =>
    JSON.parse(
      runAttune(['add', source, '--collection', 'pages', '--encoder', 'none', '--project', project, '--json'], { cwd })
        .stdout,
    )
  expect(add(project, 'docs')).toMatchObject({ added: 1 })
  expect(add(project, '.')).toMatchObject({ added: 0, unchanged: 1, documents: 1 })
  expect(add(join(project, 'docs'), 'deep')).toMatchObject({ unchanged: 1, documents: 1 })
  expect(add(join(project, 'docs/deep'), 'a.md')).toMatchObject({ unchanged: 1, documents: 1 })
  expect(add(folder, 'pages/docs/deep/a.md')).toMatchObject({ unchanged: 1, documents: 1 })
})

test('what is replaced, skipped and left out of a folder is told, and one bad page stops it only with --strict', () => {
  const pages = join(folder, 'mixed')
  mkdirSync(pages)
  for (const [name, text] of Object.entries({ 'a.md': '# A', 'b.png': 'x', 'c.txt': '', 'd.md': '---\nx: [\n---\n' }))
    writeFileSync(join(pages, name), text)
  const args = ['add', 'mixed', '--collection', 'mixed', '--encoder', 'none']
  expect(attune(...args, '--strict')).toMatchObject({ code: 2, stdout: '' })
  const { code, stdout } = attune(...args, '--json')
  expect(code).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({
    added: 1,
    skipped: { '.png': 1, empty: 1 },
    leftOut: [{ code: 'DATA_FRONT_MATTER_INVALID' }],
  })
  rmSync(join(pages, 'd.md'))
  writeFileSync(join(pages, 'a.md'), '# B')
  expect(json(...args)).toMatchObject({ replaced: 1, replacedIds: ['mixed/a.md'] })
  expect(attune(...args).stderr).toContain('2 skipped: .png 1, empty 1.')
})

test('declared types are kept by the collection, and what does not fit them is told with its place', () => {
  writeFileSync(join(folder, 'p.csv'), 'id,text,version,price\n1,red kettle,1.10,19.90\n2,red lamp,1.9,$5\n')
  const args = ['add', 'p.csv', '--collection', 'typed', '--encoder', 'none', '--types', 'version=text,price=number']
  const { stderr } = attune(...args)
  expect(stderr).toContain('price: 1 value does not fit the type number, the first "$5" at p.csv:3; kept as text.')
  const find = (filter: string): string[] =>
    json<Hits>('search', 'red', '--collection', 'typed', '--filter', filter).hits.map(({ id }) => id)
  expect(find('version = "1.10"')).toEqual(['1'])
  expect(find('price < 20')).toEqual(['1'])
  expect(json(...args.slice(0, 6), '--types', 'price=number')).toMatchObject({ unchanged: 2 })
  expect(attune(...args.slice(0, 6), '--types', 'price=text').stderr).toContain('CLI_SETTINGS_FIXED')
  expect(attune(...args.slice(0, 6), '--types', 'price=money').stderr).toContain('CLI_TYPES_INVALID')
})
