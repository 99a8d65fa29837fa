/** @file `attune sync`: a folder as people change it, files that cannot be read among them, and watching until Ctrl-C. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { attuneScript, type Outcome, runAttune, temporaryFolder } from './run-attune.ts'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
  mkdirSync(join(folder, 'docs/guides'), { recursive: true })
  write('guides/refund.md', '# Refunds\n\nHow to get your money back.\n')
  write('login.md', '# Signing in\n\nReset the password of your account.\n')
  write('prices.csv', 'id,text\np1,Walrus lamp\np2,Seal kettle\n')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const path = (name: string): string => join(folder, 'docs', name)
const write = (name: string, text: string): void => writeFileSync(path(name), text)
const args = ['sync', 'docs', '--collection', 'help', '--encoder', 'none', '--fields', 'title,text']
const attune = (...more: string[]): Outcome => runAttune([...args, ...more], { cwd: folder })
const json = <T = Record<string, unknown>>(...more: string[]): T => {
  const { stdout, stderr } = attune(...more, '--json')
  return JSON.parse(stdout === '' ? `"${stderr}"` : stdout) as T
}
const nothing = { added: 0, changed: 0, moved: 0, removed: 0, unchanged: 0, kept: 0 }

test('new, changed, moved and vanished files are shown by a rehearsal that makes nothing, and then done', () => {
  const rehearsal = attune('--dry-run')
  expect(rehearsal.stdout.split('\n')).toEqual([
    '+ docs/guides/refund.md',
    '+ docs/login.md',
    '+ p1',
    '+ p2',
    'Would be: 4 added, 0 changed, 0 moved, 0 removed, 0 unchanged. Nothing was changed.',
    '',
  ])
  expect(existsSync(join(folder, '.attune'))).toBe(false)
  expect(attune().stdout).toBe('4 added, 0 changed, 0 moved, 0 removed, 0 unchanged: 4 documents in help.\n')
  expect(json()).toEqual({ collection: 'help', source: 'docs', ...nothing, unchanged: 4, documents: 4 })
  renameSync(path('guides/refund.md'), path('money back.md'))
  write('login.md', '# Signing in\n\nAsk the walrus.\n')
  write('prices.csv', 'id,text\np1,Walrus lamp\np3,Otter mug\n')
  write('new.txt', 'Something new')
  const { changes } = json<{ changes: unknown[] }>('--dry-run')
  expect(changes).toEqual([
    { kind: 'changed', id: 'docs/login.md' },
    { kind: 'moved', id: 'docs/money back.md', from: 'docs/guides/refund.md' },
    { kind: 'removed', id: 'p2' },
    { kind: 'added', id: 'docs/new.txt' },
    { kind: 'added', id: 'p3' },
  ])
  expect(json()).toMatchObject({ added: 2, changed: 1, moved: 1, removed: 1, unchanged: 1, documents: 5 })
  const { stdout } = runAttune(['get', 'docs/money back.md', 'p3', '--json'], { cwd: folder })
  expect(JSON.parse(stdout)).toMatchObject({
    documents: [{ fields: { path: 'docs/money back.md', title: 'Refunds' } }, { fields: { text: 'Otter mug' } }],
  })
  utimesSync(path('login.md'), new Date(), new Date())
  expect(json()).toMatchObject({ ...nothing, unchanged: 5 })
})

test('what cannot be read stays as it is stored, and the rest is done', () => {
  writeFileSync(join(folder, 'target.md'), '# Linked\n\nA page elsewhere.\n')
  symlinkSync('../target.md', path('link.md'))
  attune()
  rmSync(join(folder, 'target.md'))
  write('login.md', '---\ntitle: "never closed\n---\nbroken\n')
  write('prices.csv', 'id,text\np1,Walrus lamp\n"p2,never closed\n')
  rmSync(path('guides/refund.md'))
  write('new.txt', 'Something new')
  const { stdout, stderr, code } = attune('--json')
  expect(code).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({ added: 1, removed: 1, kept: 4, unchanged: 0, documents: 5 })
  expect(stderr).toMatch(/Kept as it is stored: .*login\.md.*\[DATA_FRONT_MATTER_INVALID\]/)
  expect(stderr).toMatch(/Kept as it is stored: .*prices\.csv.*\[DATA_CSV_INVALID\]/)
  write('login.md', '# Signing in\n\nReset the password of your account.\n')
  write('prices.csv', 'id,text\np1,Walrus lamp\n')
  rmSync(path('link.md'))
  expect(json()).toMatchObject({ added: 0, removed: 2, kept: 0, documents: 3 })
})

test.skipIf(process.getuid?.() === 0)('a folder that may not be read keeps its documents', () => {
  attune()
  chmodSync(path('guides'), 0o000)
  expect(json()).toMatchObject({ removed: 0, kept: 1 })
  chmodSync(path('guides'), 0o755)
  expect(json()).toMatchObject({ removed: 0, kept: 0, unchanged: 4 })
})

test('a folder that is not there, or empty, removes nothing; --allow-empty empties', () => {
  attune()
  renameSync(join(folder, 'docs'), join(folder, 'elsewhere'))
  expect(attune().stderr).toContain('DATA_SOURCE_NOT_FOUND')
  mkdirSync(join(folder, 'docs'))
  expect(attune().stderr).toContain('STORE_SOURCE_EMPTY')
  expect(json('--allow-empty')).toMatchObject({ removed: 4, documents: 0 })
})

test('documents that were added otherwise, and those of another folder, stay', () => {
  mkdirSync(join(folder, 'more'))
  writeFileSync(join(folder, 'more/extra.md'), '# Extra\n\nMore.\n')
  writeFileSync(join(folder, 'mine.jsonl'), '{"_id":"mine","text":"by hand"}\n')
  attune()
  runAttune(['add', 'mine.jsonl', '--collection', 'help'], { cwd: folder })
  runAttune(['sync', 'more', '--collection', 'help'], { cwd: folder })
  rmSync(path('guides'), { recursive: true })
  expect(json()).toMatchObject({ removed: 1, documents: 5 })
  const list = runAttune(['get', 'mine', 'more/extra.md', '--json'], { cwd: folder })
  expect(JSON.parse(list.stdout)).toMatchObject({ missing: [] })
})

async function until(child: ChildProcessWithoutNullStreams, condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 20) {
    if (child.exitCode !== null || waited > 20_000) throw new Error('it never came')
    await sleep(20)
  }
}

test('--watch takes a burst as one change, follows new folders, survives what it cannot read, and ends with Ctrl-C', async () => {
  const child = spawn(process.execPath, [attuneScript, ...args, '--watch', '--json'], { cwd: folder })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += String(chunk)))
  child.stderr.on('data', (chunk: Buffer) => (stderr += String(chunk)))
  const passes = (): Record<string, number>[] =>
    stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, number>)
  await until(child, () => stderr.includes('Watching docs'))
  for (let i = 0; i < 30; i++) {
    write(`burst-${i}.txt`, `text number ${i}`)
    await sleep(5)
  }
  await until(child, () => passes().length >= 2)
  expect(passes()[1]).toMatchObject({ added: 30, documents: 34 })
  mkdirSync(path('later'))
  await sleep(600)
  write('later/inside.md', '# Inside\n\nA folder made later.\n')
  await until(child, () => passes().at(-1)?.['documents'] === 35)
  renameSync(join(folder, 'docs'), join(folder, 'away'))
  await until(child, () => stderr.includes('DATA_SOURCE_NOT_FOUND'))
  renameSync(join(folder, 'away'), join(folder, 'docs'))
  const search = runAttune(['search', 'walrus', '--collection', 'help', '--json'], { cwd: folder })
  expect(JSON.parse(search.stdout)).toMatchObject({ hits: [{ id: 'p1' }] })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  child.kill('SIGINT')
  expect(await ended).toBe(130)
  expect(json()).toMatchObject({ ...nothing, unchanged: 35 })
}, 60_000)
