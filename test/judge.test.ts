/** @file `attune judge` from a collection without judgements to an evaluation, as a user runs it. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Outcome, repository, runAttune, temporaryFolder } from './run-attune.ts'

let folder: string
const attune = (...args: string[]): Outcome => runAttune(args, { cwd: folder })
const sample = join(repository, 'samples/help-centre')

beforeAll(() => {
  folder = temporaryFolder()
  attune('add', join(sample, 'corpus.jsonl'), '--collection', 'help', '--encoder', 'none')
})
afterAll(() => rmSync(folder, { recursive: true }))

test('queries and a work list are made, graded, imported and evaluated', () => {
  const { stdout, code } = attune('judge', 'start', '--collection', 'help', '--count', '9', '--depth', '3')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^9 queries \(.*title.*\) in judgements\/queries\.jsonl; \d+ documents to grade/)
  const list = join(folder, 'judgements/work-list.csv')
  const text = readFileSync(list, 'utf8')
  expect(text).toMatch(/query made from a (?:title|rare phrase|heading) of document \S+; rank 1 of lexical/)
  // A judge who likes everything.
  writeFileSync(list, text.replaceAll(/,,\r\n/g, ',1,\r\n'))
  const imported = attune('judge', 'import', list, '--output', 'qrels.tsv')
  expect(imported.stderr).toMatch(/^\d+ pairs graded, 0 rows left empty\./)
  const evaluated = attune(
    'eval',
    '--collection',
    'help',
    '--queries',
    'judgements/queries.jsonl',
    '--qrels',
    'qrels.tsv',
    '--metrics',
    'P@3',
    '--json',
  )
  const { plans } = JSON.parse(evaluated.stdout) as { plans: { counts: { holeRate: number } }[] }
  // Figures break ties by the document's id, which may show others than the search did.
  expect(plans[0]?.counts.holeRate).toBeLessThan(0.1)
})

test('a work list of a data set leaves out what is judged, and replaces no file', () => {
  const { items } = JSON.parse(
    attune('judge', 'export', '--dataset', sample, '--encoder', 'none', '--limit', '5', '--json').stdout,
  ) as { items: { queryId: string; docId: string }[] }
  expect(items).toHaveLength(5)
  expect(readFileSync(join(folder, 'work-list.csv'), 'utf8')).toMatch(
    /^query_id,query,document_id,title,text,why,grade,judge\r\n/,
  )
  const judged = readFileSync(join(sample, 'qrels/test.tsv'), 'utf8')
  for (const { queryId, docId } of items) expect(judged).not.toContain(`${queryId}\t${docId}\t`)
  expect(attune('judge', 'export', '--dataset', sample, '--encoder', 'none').stderr).toContain('CLI_OUTPUT_EXISTS')
})

test('two judges are compared on the terminal', () => {
  writeFileSync(join(folder, 'ann.csv'), 'query_id,document_id,grade\nq1,d1,2\nq1,d2,0\nq2,d1,1\n')
  writeFileSync(join(folder, 'bob.csv'), 'query_id,document_id,grade\nq1,d1,1\nq1,d2,0\nq2,d1,1\n')
  const { stderr } = attune('judge', 'import', 'ann.csv', 'bob.csv', '--output', 'both.tsv')
  expect(readFileSync(join(folder, 'both.tsv'), 'utf8')).toBe(
    'query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\nq2\td1\t1\n',
  )
  expect(stderr).toMatch(/2 judges graded 3 pairs in common/)
  expect(stderr).toMatch(/ann\.csv, bob\.csv\s+3\s+0\.50/)
})

test('grades out of range and missing sources are said with what to do', () => {
  writeFileSync(join(folder, 'bad.csv'), 'query_id,document_id,grade\nq1,d1,9\n')
  const { stderr, code } = attune('judge', 'import', 'bad.csv')
  expect(code).not.toBe(0)
  expect(stderr).toMatch(/bad\.csv:2: the grade "9" is not a whole number from 0 to 4.*\[JUDGE_GRADES_INVALID\]/s)
  expect(attune('judge', 'export', '--output', 'new.csv').stderr).toContain('CLI_JUDGING_UNCLEAR')
})
