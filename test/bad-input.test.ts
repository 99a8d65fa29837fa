/** @file Mistakes of users and failures of machines: each gives a cause, a hint and an exit code, and loses no data. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Document, type Encoder, openProject, search } from '../src/index.ts'
import { adaptRows } from './bad-input/adapt-rows.ts'
import { commandLineRows } from './bad-input/command-line-rows.ts'
import { diskRows, wounds } from './bad-input/disk-rows.ts'
import { documentRows } from './bad-input/document-rows.ts'
import { libraryRows } from './bad-input/library-rows.ts'
import { measureRows } from './bad-input/measure-rows.ts'
import { modelRows } from './bad-input/model-rows.ts'
import { filesIn, isRoot, outcomeOf, type Row, startAttune } from './bad-input/row.ts'
import { searchRows } from './bad-input/search-rows.ts'
import { goldenFile } from './golden.ts'
import { attuneScript, type Outcome, runAttune, temporaryFolder } from './run-attune.ts'

/** Enough that the indexes have files of their own. */
const DOCUMENTS = 700
const documents = Array.from({ length: DOCUMENTS }, (_, i) =>
  i === 0
    ? { _id: 'd0', title: 'Walrus', text: 'Long tusks and whiskers.', price: 10 }
    : { _id: `d${i}`, title: `Part ${i}`, text: `Spare part number ${i} for the kettle.`, price: i },
)

const root = temporaryFolder()
/** Only ever copied: a process that opens or closes a project makes and removes files in it meanwhile. */
const prepared = join(root, 'prepared')
const linesOf = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
const copyOf = (name: string): string => {
  const folder = join(root, name.replaceAll(/\W+/g, '-'))
  cpSync(prepared, folder, { recursive: true })
  return folder
}

beforeAll(() => {
  // Strangers look on.
  chmodSync(root, 0o755)
  mkdirSync(prepared)
  writeFileSync(join(prepared, 'docs.jsonl'), linesOf(documents))
  const { code, stderr } = runAttune(['add', 'docs.jsonl', '--collection', 'docs', '--fields', 'title,text'], {
    cwd: prepared,
  })
  expect(code, stderr).toBe(0)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** All documents are there and are found, by words and by vector. */
async function expectWhole(folder: string, documentsOf = DOCUMENTS): Promise<void> {
  const project = await openProject(folder, { readOnly: true })
  try {
    const collection = await project.collection('docs')
    expect(await collection.count()).toBe(documentsOf)
    const [best] = await collection.retrieve({ kind: 'lexical', query: 'walrus', k: 5 })
    expect(await collection.fetch([best?.key ?? 0])).toMatchObject([{ id: 'd0', fields: { price: 10 } }])
  } finally {
    await project.close()
  }
}

interface Told {
  readonly error: { readonly code: string; readonly kind: string; readonly message: string; readonly hint: string }
}

/** The same in words on stderr and as JSON on stdout; no trace of a stack. */
function expectTold({ code, stdout, stderr }: Outcome, { says, ...row }: Row): void {
  expect({ code, error: stdout === '' ? stderr : (JSON.parse(stdout) as Told).error.code }).toEqual({
    code: row.code,
    error: row.error,
  })
  const { error } = JSON.parse(stdout) as Told
  expect(Object.keys(error)).toEqual(['code', 'kind', 'message', 'hint'])
  expect(`${error.message}\n${error.hint}`).toMatch(says)
  expect(error.hint).toMatch(/^[A-Z][a-z]+ /)
  expect(stderr.endsWith(`attune: ${error.message}\n  ${error.hint} [${error.code}]\n`), stderr).toBe(true)
  expect(stderr).not.toMatch(/\n\s+at /)
}

async function expectRow(row: Row): Promise<void> {
  const folder = copyOf(row.name)
  row.prepare?.(folder)
  const before = filesIn(folder)
  const database = readFileSync(join(folder, '.attune/attune.db'))
  const outcome = await outcomeOf(startAttune([...row.args, '--json'], { ...row, cwd: folder }))
  expectTold(outcome, row)
  const isOurs = (name: string): boolean => name.startsWith('.attune')
  expect(filesIn(folder).filter((name) => !isOurs(name))).toEqual(before.filter((name) => !isOurs(name)))
  expect(filesIn(folder).filter((name) => name.includes('.part-'))).toEqual([])
  row.after?.(folder)
  if (row.keepsCollection === false) expect(readFileSync(join(folder, '.attune/attune.db'))).toEqual(database)
  else await expectWhole(folder)
  rmSync(folder, { recursive: true })
}

/** A user who is somebody else has to be able to run the command at all. */
const strangersCanRun =
  !isRoot || spawnSync(process.execPath, [attuneScript, '--version'], { uid: 65534, gid: 65534, cwd: '/' }).status === 0
const cannotRun = ({ asStranger, fileSizeMax }: Row): boolean =>
  (asStranger === true && !strangersCanRun) || (fileSizeMax !== undefined && process.platform === 'win32')

describe.concurrent.each([
  ['a command line', commandLineRows],
  ['documents', documentRows],
  ['a search', searchRows],
  ['a model', modelRows],
  ['a measurement', measureRows],
  ['a disk', diskRows],
  ['adapting', adaptRows],
])('%s:', (_, rows) => {
  for (const row of rows) test.skipIf(cannotRun(row))(row.name, async () => expectRow(row))
})

/** Of three dimensions, by the length of the text. */
const lengths: Encoder = {
  kind: 'dense',
  ref: 'lengths',
  fingerprint: '0'.repeat(64),
  dim: 3,
  isNormalized: false,
  tokensMax: undefined,
  hybridWeight: 0.5,
  encode: async (inputs) => ({
    vectors: {
      data: Float32Array.from(inputs.flatMap(({ text }) => [1, text.length, 0])),
      rows: inputs.length,
      dim: 3,
    },
    usage: { tokens: 0, truncated: [] },
  }),
  countTokens: async (inputs) => Int32Array.from(inputs, ({ text }) => text.length),
  close: async () => undefined,
}

describe('a program:', () => {
  test.each(libraryRows)('$name', async ({ call, error, says }) => {
    const project = await openProject(':memory:')
    const docs = await project.createCollection('docs', { spaces: { default: { encoder: lengths } } })
    await docs.add([{ id: 'd0', fields: { text: 'walrus', price: 10 } }])
    const failure = await Promise.resolve(call(docs, project)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(failure).toMatchObject({ isAttuneError: true, code: error, kind: 'invalid-input' })
    expect((failure as Error).message).toMatch(says)
    expect(await docs.count()).toBe(1)
    expect((await search(project, 'walrus', { collection: 'docs' })).hits).toMatchObject([{ id: 'd0', rank: 1 }])
    await project.close()
  })
})

test('names are told apart', () => {
  const names = [commandLineRows, documentRows, searchRows, modelRows, measureRows, diskRows, adaptRows]
    .flat()
    .map((row) => row.name)
  expect(new Set(names).size).toBe(names.length)
})

interface Hits {
  readonly hits: readonly { readonly id: string }[]
}

async function searchIn(folder: string, query: string, ...options: string[]): Promise<Outcome & Hits> {
  const args = ['search', query, '--collection', 'docs', '--limit', '3', '--json', ...options]
  const outcome = await outcomeOf(startAttune(args, { cwd: folder }))
  expect(outcome.code, outcome.stderr).toBe(0)
  return { ...outcome, ...(JSON.parse(outcome.stdout) as Hits) }
}

describe.concurrent('what is no mistake:', () => {
  test.each([
    ['a query of stop words is searched for', 'the of and', ['--plan', 'lexical'], 3],
    ['a query without a word finds nothing by words', '?!', ['--plan', 'lexical'], 0],
    ['a query of stop words is near something all the same', 'the of and', [], 3],
    ['a query without a word is near something all the same', '?!', [], 3],
    ['a query of half a character is searched for', '\uD800 walrus', [], 3],
    ['a limit of nothing gives nothing', 'walrus', ['--limit', '0'], 0],
  ])('%s', async (name, query, options, hits) => {
    const found = await searchIn(copyOf(name), query, ...options)
    expect(found.hits).toHaveLength(hits)
    expect(found.stderr).toBe('')
  })
})

describe.concurrent('healed by the next search:', () => {
  test.each(wounds)('$name', async ({ name, inflict, says }) => {
    const folder = copyOf(name)
    inflict(folder)
    const first = await searchIn(folder, 'walrus')
    expect(first.hits[0]?.id).toBe('d0')
    expect(first.stderr).toMatch(says)
    expect(first.stderr).not.toMatch(/\n\s+at /)
    const second = await searchIn(folder, 'walrus')
    expect(second.hits).toEqual(first.hits)
    expect(second.stderr).toBe('')
  })
})

test('another writer is named, and searching goes on meanwhile', async () => {
  const folder = copyOf('locked')
  writeFileSync(join(folder, 'more.jsonl'), linesOf([{ _id: 'x', text: 'one' }]))
  const holder = await openProject(folder)
  let release = (): void => undefined
  const mayEnd = new Promise<void>((resolve) => (release = resolve))
  async function* nothingYet(): AsyncGenerator<Document> {
    await mayEnd
    yield { id: 'd1', fields: { price: 2 } }
  }
  const collection = await holder.collection('docs')
  const updating = collection.update(nothingYet())
  await collection.count()
  const args = ['add', 'more.jsonl', '--collection', 'docs', '--json']
  const refused = await outcomeOf(startAttune(args, { cwd: folder }))
  expectTold(refused, { name: '', args, code: 5, error: 'STORE_LOCKED', says: `Process ${process.pid} on ` })
  expect((await searchIn(folder, 'walrus')).hits[0]?.id).toBe('d0')
  release()
  expect(await updating).toMatchObject({ updated: 1 })
  // Whoever writes no more leaves the lock, open or not.
  expect((await outcomeOf(startAttune(args, { cwd: folder }))).code).toBe(0)
  await holder.close()
  await expectWhole(folder, DOCUMENTS + 1)
})

test('Ctrl-C while adding keeps what was acknowledged, and the same command goes on from there', async () => {
  const folder = join(root, 'interrupted')
  mkdirSync(folder)
  const args = ['add', '-', '--collection', 'docs', '--encoder', 'none', '--fields', 'title,text', '--json']
  const adding = startAttune(args, { cwd: folder })
  const ended = outcomeOf(adding)
  // The rest never comes: the command waits for it when it is interrupted.
  adding.stdin?.write(linesOf(documents.slice(0, 600)))
  const kept = await untilCounted(folder)
  adding.kill('SIGINT')
  const { code, stdout, stderr } = await ended
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
  expect(stderr).toMatch(/Interrupted\. Acknowledged work is saved/)
  const again = runAttune(args, { cwd: folder, input: linesOf(documents) })
  expect(JSON.parse(again.stdout)).toMatchObject({ unchanged: kept, added: DOCUMENTS - kept, documents: DOCUMENTS })
  await expectWhole(folder)
})

/** How many documents the two whole batches hold, once they are stored. */
async function untilCounted(folder: string): Promise<number> {
  for (;;) {
    await setTimeout(50)
    const project = await openProject(folder, { readOnly: true }).catch(() => undefined)
    const names = (await project?.collections()) ?? []
    await project?.close()
    if (names[0]?.documents === 512) return 512
  }
}

test('a model that changed behind its vectors is refused, and the words are searched still', async () => {
  const folder = join(root, 'changed-model')
  const model = join(folder, 'model')
  const original = goldenFile('encoders/model2vec') ?? ''
  mkdirSync(model, { recursive: true })
  for (const name of filesIn(original)) writeFileSync(join(model, name), readFileSync(join(original, name)))
  writeFileSync(join(folder, 'docs.jsonl'), linesOf(documents))
  const add = ['add', 'docs.jsonl', '--collection', 'docs', '--json']
  expect(runAttune([...add, '--encoder', 'model', '--fields', 'title,text'], { cwd: folder }).code).toBe(0)
  writeFileSync(join(model, 'config_sentence_transformers.json'), '{"prompts":{"query":"ask: "}}')
  const query = ['search', 'walrus', '--collection', 'docs', '--json']
  const refused = { name: '', args: [], code: 2, error: 'STORE_ENCODER_MISMATCH', says: /another encoder.*fingerprint/ }
  expectTold(runAttune(query, { cwd: folder }), refused)
  writeFileSync(join(folder, 'docs.jsonl'), linesOf([{ _id: 'x', text: 'one' }]))
  expectTold(runAttune(add, { cwd: folder }), refused)
  expect((await searchIn(folder, 'walrus', '--plan', 'lexical')).hits[0]?.id).toBe('d0')
  await expectWhole(folder)
})

test('outside of any project, a search says where it looked', () => {
  const args = ['search', 'walrus', '--collection', 'docs', '--json']
  const says = `There is no project at "${root}"`
  expectTold(runAttune(args, { cwd: root }), { name: '', args, code: 3, error: 'STORE_PROJECT_NOT_FOUND', says })
})

test('without --json a failure leaves stdout empty', () => {
  const { code, stdout, stderr } = runAttune(['search', ' ', '--collection', 'docs'], { cwd: copyOf('no-json') })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^attune: The query is empty.*\n {2}Pass .* \[SEARCH_QUERY_EMPTY\]\n$/)
})

test.skipIf(process.platform === 'win32')('what fitted into a quota is kept, and the rest follows', async () => {
  const folder = join(root, 'quota')
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'docs.jsonl'),
    linesOf([...documents, ...documents.map((d) => ({ ...d, _id: `${d._id}b` }))]),
  )
  const args = ['add', 'docs.jsonl', '--collection', 'docs', '--encoder', 'none', '--fields', 'title,text', '--json']
  const { code } = await outcomeOf(startAttune(args, { cwd: folder, fileSizeMax: 250 }))
  expect(code).toBe(7)
  const again = runAttune(args, { cwd: folder })
  const { added, unchanged } = JSON.parse(again.stdout) as { added: number; unchanged: number }
  expect(unchanged % 256).toBe(0)
  expect(unchanged).toBeGreaterThan(0)
  expect(added + unchanged).toBe(2 * DOCUMENTS)
  await expectWhole(folder, 2 * DOCUMENTS)
})

test.skipIf(process.platform === 'win32')('a result for which no space is left is no success', async () => {
  const command = 'ulimit -f 40; "$0" "$1" search part --collection docs --limit 100 --explain --json > out.json'
  const { status, stderr } = spawnSync('bash', ['-c', command, process.execPath, attuneScript], {
    cwd: copyOf('full-output'),
    encoding: 'utf8',
  })
  expect(stderr).toMatch(/^attune: No space is left.*\[CLI_DISK_FULL\]\n$/s)
  expect(status).toBe(7)
})

test('whoever stops reading early hears nothing more', () => {
  const command = '"$0" "$1" search walrus --collection docs --json | head -c 0; echo "${PIPESTATUS[0]}"'
  const { stdout, stderr } = spawnSync('bash', ['-c', command, process.execPath, attuneScript], {
    cwd: copyOf('early-end'),
    encoding: 'utf8',
  })
  expect({ status: stdout.trim(), stderr }).toEqual({ status: expect.stringMatching(/^(141|0)$/), stderr: '' })
})
