/** @file `attune score` by the conventions of different programs. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runAttune, temporaryFolder } from './run-attune.ts'

let folder: string

/** q1 has a tie of a relevant document and another one, q2 is missing from the run, q3 has nothing relevant, q9 has no judgements. */
beforeAll(() => {
  folder = temporaryFolder()
  writeFileSync(join(folder, 'qrels.txt'), 'q1 0 a 3\nq1 0 b 0\nq2 0 a 1\nq3 0 a 0\n')
  writeFileSync(join(folder, 'run.txt'), 'q1 Q0 a 1 2 x\nq1 Q0 b 2 2 x\nq3 Q0 a 1 1 x\nq9 Q0 a 1 1 x\n')
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  // By id, descending, b comes before a: 1 / log2(3) of three queries, of the two in the run, or of the one of these with an answer.
  ['trec_eval', 'nDCG@10', 1 / Math.log2(3) / 3, 'count'],
  ['beir', 'nDCG@10', 1 / Math.log2(3) / 2, 'left out'],
  ['mteb', 'nDCG@10', 1 / Math.log2(3), 'left out'],
  ['exponential', `nDCG(dcg='exp-log2',order='gdeval')@10`, 1 / Math.log2(3) / 3, 'count'],
  // By id, ascending; q3 is left out.
  ['sentence-transformers', `nDCG(dcg='binary-log2',order='msmarco')@10`, 1 / 2, 'count'],
])('%s', (dialect, name, mean, note) => {
  const { stdout, stderr } = runAttune(
    ['score', '--qrels', 'qrels.txt', '--run', 'run.txt', '--metrics', 'nDCG@10', '--dialect', dialect, '--json'],
    { cwd: folder },
  )
  const { metrics, counts, ...report } = JSON.parse(stdout) as {
    readonly metrics: Readonly<Record<string, number>>
    readonly counts: unknown
    readonly dialect: string
  }
  expect(report.dialect).toBe(dialect)
  expect(metrics[name]).toBeCloseTo(mean, 12)
  expect(counts).toMatchObject({ missingQueries: 1, extraQueries: 1, tiedQueries: 1, tiedResults: 2 })
  expect(stderr).toMatch(new RegExp(`1 judged query has no results in the run and .*${note}`))
  expect(stderr).toContain('1 query of the run has no judgements and is ignored.')
})
