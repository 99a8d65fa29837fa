import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import type { CauseFigures, DataCheck, PlanComparison } from '../src/index.ts'
import { repository, runAttune, temporaryFolder } from './run-attune.ts'

const SAMPLE = join(repository, 'samples/help-centre')

/** The figures that a benchmark prints. */
function figuresOf<Figures>(script: string, ...args: string[]): Figures {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(repository, 'bench', script), ...args, '--json'],
    {
      cwd: repository,
      encoding: 'utf8',
    },
  )
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return JSON.parse(stdout) as Figures
}

test('attune compare says who wins each query of the sample and why, and writes reports', () => {
  const cwd = temporaryFolder()
  const args = [
    'compare',
    '--dataset',
    SAMPLE,
    '--plan',
    'lexical',
    '--plan',
    'hybrid',
    '--html',
    'r.html',
    '--markdown',
    'r.md',
  ]
  const { code, stdout, stderr } = runAttune(args, { cwd })
  expect(stderr).toContain('Wrote r.html.')
  expect(code).toBe(0)
  expect(stdout).toContain('hybrid is better than lexical by')
  expect(stdout).toContain('Where hybrid wins')
  expect(stdout).toContain('no shared words')
  expect(readFileSync(join(cwd, 'r.html'), 'utf8')).toContain('</html>')
  expect(readFileSync(join(cwd, 'r.md'), 'utf8')).toContain('## Where hybrid wins')
  const json = runAttune([...args.slice(0, 7), '--json', '--quiet'], { cwd })
  const { queries, request } = JSON.parse(json.stdout) as PlanComparison
  expect(queries).toHaveLength(129)
  expect(request?.metrics).toEqual(['nDCG@10', 'R@100'])
})

test('one plan is compared with words, and a collection is compared in place', () => {
  const cwd = temporaryFolder()
  expect(runAttune(['add', SAMPLE, '--collection', 'help'], { cwd }).code).toBe(0)
  const judged = ['--queries', join(SAMPLE, 'queries.jsonl'), '--qrels', join(SAMPLE, 'qrels/dev.tsv')]
  const { code, stdout } = runAttune(
    ['compare', '--collection', 'help', ...judged, '--plan', 'rrf', '--metric', 'RR@10'],
    { cwd },
  )
  expect(code).toBe(0)
  expect(stdout).toMatch(/RR@10: lexical \d+\.\d, rrf \d+\.\d/)
})

test.each([
  [['--dataset', SAMPLE, '--plan', 'lexical', '--plan', 'dense', '--plan', 'rrf'], 'CLI_EVALUATION_UNCLEAR'],
  [['--plan', 'lexical'], 'CLI_EVALUATION_UNCLEAR'],
  [['--dataset', SAMPLE, '--plan', 'lexical'.repeat(3)], 'SEARCH_PLAN_UNKNOWN'],
  [['--dataset', SAMPLE, '--metric', 'nDCG'.repeat(2)], 'METRICS_UNKNOWN'],
  [['--dataset', SAMPLE, '--html', 'nowhere/r.html'], 'CLI_OUTPUT_UNWRITABLE'],
  [['--dataset', SAMPLE, '--split', 'none'], 'DATA_SPLIT_UNKNOWN'],
])('attune compare with the arguments %j is refused: %s', (args, error) => {
  const { code, stderr } = runAttune(['compare', ...args], { cwd: temporaryFolder() })
  expect(stderr).toContain(error)
  expect(code).toBeGreaterThan(0)
  expect(code).toBeLessThan(10)
})

test("the causes that are named for the sample's questions are those that they were written with", () => {
  const { causes, decided, unexplained } = figuresOf<{
    readonly causes: readonly CauseFigures[]
    readonly decided: number
    readonly unexplained: number
  }>('explainer.mjs')
  const of = (cause: string): Partial<CauseFigures> => causes.find((one) => one.cause === cause) ?? {}
  expect(of('no-shared-words').recall).toBeGreaterThanOrEqual(0.9)
  expect(of('no-shared-words').precision).toBeGreaterThanOrEqual(0.8)
  expect(of('rare-exact-term').recall).toBeGreaterThanOrEqual(0.7)
  expect(of('rare-exact-term').precision).toBeGreaterThanOrEqual(0.8)
  // A word is called misspelt only if it is.
  expect(of('misspelling').precision).toBe(1)
  expect(of('misspelling').recall).toBeGreaterThanOrEqual(0.6)
  expect(of('negation').precision).toBeGreaterThanOrEqual(0.8)
  expect(of('negation').recall).toBeGreaterThanOrEqual(0.7)
  expect(of('short-query').mentioned).toBe(1)
  expect(unexplained / decided).toBeLessThanOrEqual(0.07)
})

test('of 200 planted faults nearly all are found, and nearly all that is found was planted', () => {
  const { recall, precision, planted, byKind } = figuresOf<{
    readonly recall: number
    readonly precision: number
    readonly planted: number
    readonly byKind: Readonly<Record<string, { readonly planted: number; readonly found: number }>>
  }>('audit.mjs')
  expect(planted).toBe(200)
  expect(recall).toBeGreaterThanOrEqual(0.93)
  expect(precision).toBeGreaterThanOrEqual(0.98)
  for (const [what, figures] of Object.entries(byKind))
    if (what !== 'judgement that leads nowhere') expect([what, figures.found]).toEqual([what, figures.planted])
})

test('attune data check prints what it found, and with --strict fails where something is wrong', () => {
  const cwd = temporaryFolder()
  expect(runAttune(['data', 'check', '--dataset', SAMPLE, '--strict'], { cwd })).toMatchObject({ code: 0, stderr: '' })
  const lines = (...rows: object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  mkdirSync(join(cwd, 'set/qrels'), { recursive: true })
  writeFileSync(join(cwd, 'set/corpus.jsonl'), lines({ _id: 'd', text: 'reset of a hub' }))
  writeFileSync(
    join(cwd, 'set/queries.jsonl'),
    lines({ _id: 'a', text: 'reset hub' }, { _id: 'b', text: 'Reset hub!' }),
  )
  writeFileSync(join(cwd, 'set/qrels/train.tsv'), 'query-id\tcorpus-id\tscore\na\td\t1\n')
  writeFileSync(join(cwd, 'set/qrels/test.tsv'), 'query-id\tcorpus-id\tscore\nb\td\t1\n')
  const { code, stdout, stderr } = runAttune(['data', 'check', '--dataset', 'set', '--json', '--strict'], { cwd })
  expect((JSON.parse(stdout) as DataCheck).counts).toMatchObject({ 'query-leak': 1 })
  expect(stderr).toContain('AUDIT_DATA_UNFIT')
  expect(code).toBe(2)
  const measured = runAttune(['eval', '--dataset', 'set', '--plan', 'lexical'], { cwd })
  expect(measured.stderr).toContain('1 query of this split is, or nearly is, in another one')
})

test('attune data check takes a collection with queries and judgements, and says what is missing', () => {
  const cwd = temporaryFolder()
  expect(runAttune(['add', SAMPLE, '--collection', 'help'], { cwd }).code).toBe(0)
  const judged = ['--queries', join(SAMPLE, 'queries.jsonl'), '--qrels', join(SAMPLE, 'qrels/dev.tsv')]
  const { code, stdout } = runAttune(['data', 'check', '--collection', 'help', ...judged, '--encoder', 'none'], { cwd })
  expect(code).toBe(0)
  expect(stdout).toContain('There is one split ("judged")')
  expect(runAttune(['data', 'check'], { cwd }).stderr).toContain('CLI_EVALUATION_UNCLEAR')
})
