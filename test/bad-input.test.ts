/** @file What users get wrong and what machines do to them: each time a cause, a hint and an exit code, and nothing lost. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openProject } from '../src/index.ts'
import { commandLineRows } from './bad-input/command-line-rows.ts'
import { diskRows, wounds } from './bad-input/disk-rows.ts'
import { documentRows } from './bad-input/document-rows.ts'
import { measureRows } from './bad-input/measure-rows.ts'
import { modelRows } from './bad-input/model-rows.ts'
import { filesIn, isRoot, outcomeOf, type Row, startAttune } from './bad-input/row.ts'
import { searchRows } from './bad-input/search-rows.ts'
import { attuneScript, type Outcome, runAttune, temporaryFolder } from './run-attune.ts'

/** Enough that the indexes have files of their own. */
const DOCUMENTS = 700
const documents = Array.from({ length: DOCUMENTS }, (_, i) =>
  i === 0
    ? { _id: 'd0', title: 'Walrus', text: 'Long tusks and whiskers.', price: 10 }
    : { _id: `d${i}`, title: `Part ${i}`, text: `Spare part number ${i} for the kettle.`, price: i },
)

const root = temporaryFolder()
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
    const [best] = await collection.searchLexical({ query: 'walrus', k: 5 })
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
])('%s:', (_, rows) => {
  for (const row of rows) test.skipIf(cannotRun(row))(row.name, async () => expectRow(row))
})

test('names are told apart', () => {
  const names = [commandLineRows, documentRows, searchRows, modelRows, measureRows, diskRows]
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
    ['a query of stop words finds nothing by words', 'the of and', ['--plan', 'lexical'], 0],
    ['a query without a word finds nothing by words', '?!', ['--plan', 'lexical'], 0],
    ['a query of stop words is near something all the same', 'the of and', [], 3],
    ['a query without a word is near something all the same', '?!', [], 3],
    ['a query of half a character is searched for', '\uD800 walrus', [], 3],
    ['a limit of nothing gives nothing', 'walrus', ['--limit', '0'], 0],
  ])('%s', async (_, query, options, hits) => {
    const found = await searchIn(prepared, query, ...options)
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
  await (await holder.collection('docs')).delete(['d1'])
  const args = ['add', 'more.jsonl', '--collection', 'docs', '--json']
  const refused = await outcomeOf(startAttune(args, { cwd: folder }))
  expectTold(refused, { name: '', args, code: 5, error: 'STORE_LOCKED', says: `Process ${process.pid} on ` })
  expect((await searchIn(folder, 'walrus')).hits[0]?.id).toBe('d0')
  await holder.close()
  expect((await outcomeOf(startAttune(args, { cwd: folder }))).code).toBe(0)
  await expectWhole(folder, DOCUMENTS)
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
  expect(stderr).toMatch(/Interrupted\. What was acknowledged is kept/)
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

test('whoever stops reading early hears nothing more', () => {
  const command = '"$0" "$1" search walrus --collection docs --json | head -c 0; echo "${PIPESTATUS[0]}"'
  const { stdout, stderr } = spawnSync('bash', ['-c', command, process.execPath, attuneScript], {
    cwd: prepared,
    encoding: 'utf8',
  })
  expect({ status: stdout.trim(), stderr }).toEqual({ status: expect.stringMatching(/^(141|0)$/), stderr: '' })
})
