import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { outcomeOf, startAttune } from './bad-input/row.ts'
import { type Outcome, repository, runAttune, temporaryFolder } from './run-attune.ts'

// On the bundled sample, with few steps.
const SAMPLE = join(repository, 'samples/help-centre/corpus.jsonl')
const folder = temporaryFolder()
const attune = (...args: string[]): Outcome => {
  const outcome = runAttune([...args, '--threads', '1'], { cwd: folder })
  expect(outcome.code, outcome.stderr).toBe(0)
  return outcome
}
const json = (...args: string[]): Record<string, unknown> =>
  JSON.parse(attune(...args, '--json').stdout) as Record<string, unknown>

beforeAll(() => void attune('add', SAMPLE, '--collection', 'help'))
afterAll(() => rmSync(folder, { recursive: true }))

test('adapt says before and after and where the encoder is, models list shows it, revert goes back', () => {
  const { stdout } = attune('adapt', '--steps', '30')
  expect(stdout).toMatch(/^found by words +\d+/m)
  expect(stdout).toMatch(/^Kept: help now uses its adapted encoder, weight in hybrid search 0\.\d+\. 30 steps in/m)
  const [path = ''] = /\S+help-default-[0-9a-f]{12}/.exec(stdout) ?? []
  expect(existsSync(join(path, 'config.json'))).toBe(true)
  expect(attune('models', 'list').stdout.split('\n')).toContain(path)
  expect(attune('add', SAMPLE, '--collection', 'help', '--encoder', 'bundled:default').stdout).toMatch(/198 unchanged/)
  expect(attune('adapt', '--revert').stdout).toBe('Reverted: help uses bundled:default again.\n')
})

test('too few documents are no failure: the old encoder is kept, and why is said', () => {
  writeFileSync(join(folder, 'few.csv'), 'id,text\na,one short text\nb,another short text\n')
  const { adapt } = json('add', 'few.csv', '--collection', 'few', '--adapt') as { adapt?: object }
  expect(adapt).toMatchObject({ kept: false, steps: 0, reason: expect.stringContaining('2 documents') })
  expect(json('adapt', '--collection', 'few', '--dry-run')).toMatchObject({ kept: false, dryRun: true })
})

test('a collection that has outgrown its encoder is told', () => {
  attune('adapt', '--collection', 'help', '--steps', '10')
  expect(attune('collections').stderr).not.toMatch(/adapting again/)
  writeFileSync(
    join(folder, 'more.jsonl'),
    Array.from({ length: 300 }, (_, i) => `{"_id":"m${i}","text":"more ${i}"}\n`).join(''),
  )
  attune('add', 'more.jsonl', '--collection', 'help')
  expect(attune('collections').stderr).toMatch(
    /adapted to 198 documents; there are now 498, so adapting again may help/,
  )
})

test('Ctrl-C keeps the encoder that was there', async () => {
  const before = readdirSync(join(folder, '.attune/encoders'))
  const child = startAttune(['adapt', '--collection', 'help', '--steps', '100000'], { cwd: folder })
  await sleep(1500)
  child.kill('SIGINT')
  expect(await outcomeOf(child)).toMatchObject({
    code: 130,
    stderr: expect.stringContaining('Adapting was cancelled; the encoder was not changed.'),
  })
  expect(readdirSync(join(folder, '.attune/encoders'))).toEqual(before)
})

test('what could not be adapted is refused before anything is added', () => {
  const refused = (code: string, ...args: string[]): void => {
    const outcome = runAttune(['add', SAMPLE, ...args, '--adapt'], { cwd: folder })
    expect(outcome.code).toBeGreaterThan(1)
    expect(outcome.stderr).toContain(code)
  }
  refused('CLI_ADAPT_NEEDS_ENCODER', '--collection', 'new-words', '--encoder', 'none')
  const transformer = join(folder, 'transformer')
  mkdirSync(transformer)
  writeFileSync(join(transformer, 'config.json'), '{ "model_type": "bert" }')
  refused('TRAIN_ENCODER_NOT_STATIC', '--collection', 'new-transformer', '--encoder', transformer)
  writeFileSync(join(folder, 'two.csv'), 'id,text\na,one short text\nb,another short text\n')
  attune('add', 'two.csv', '--collection', 'words', '--encoder', 'none')
  refused('ADAPT_NO_SPACES', '--collection', 'words')
  const listed = json('collections') as unknown as { collections?: { name: string; documents: number }[] }
  expect(listed.collections?.map(({ name, documents }) => [name, documents])).toContainEqual(['words', 2])
  expect(JSON.stringify(listed)).not.toMatch(/new-words|new-transformer/)
})

test('an import that changes nothing is not adapted again, one that changes a document is', () => {
  const importing = ['add', SAMPLE, '--collection', 'twice', '--adapt'] as const
  attune('add', SAMPLE, '--collection', 'twice')
  attune('adapt', '--collection', 'twice', '--steps', '30')
  const again = attune(...importing, '--json')
  expect(JSON.parse(again.stdout)).not.toHaveProperty('adapt')
  expect(again.stderr).toContain('Not adapted again: this import changed no document.')
  writeFileSync(join(folder, 'one.jsonl'), '{"_id":"one","title":"One more","text":"Another article about valves."}\n')
  expect(json('add', 'one.jsonl', '--collection', 'twice', '--adapt')['adapt']).toMatchObject({ documents: 199 })
}, 120_000)
