import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { importJudgements } from './import-judgements.ts'
import { formatWorkList } from './work-list.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attune-judge-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function file(name: string, rows: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, ['query_id,document_id,grade,judge', ...rows].join('\n'))
  return path
}

const plain = (judgements: ReadonlyMap<string, ReadonlyMap<string, number>>): unknown =>
  Object.fromEntries(Array.from(judgements, ([id, grades]) => [id, Object.fromEntries(grades)]))

test('a work list that was written, graded and read again keeps ids with commas, quotes and line ends', async () => {
  const odd = 'a,"b";\nc'
  const item = { queryId: ' q', query: 'x', docId: odd, title: '', text: 'one\r\ntwo', why: 'rank 1 of lexical' }
  const path = join(folder, 'list.csv')
  writeFileSync(path, formatWorkList([item]).replace(/,,\r\n$/, ',3,\r\n'))
  const { judgements } = await importJudgements([path])
  expect(plain(judgements)).toEqual({ ' q': { [odd]: 3 } })
})

test('rows without a grade are left out and counted; a spreadsheet may have made 2.0 of 2 and semicolons of commas', async () => {
  const path = join(folder, 'excel.csv')
  writeFileSync(path, '\uFEFFquery_id;document_id;grade\r\nq1;d1;2,0\r\nq1;d2;\r\nq1;d3;0\r\n')
  const { judgements, graded, ungraded, agreement } = await importJudgements([path])
  expect(plain(judgements)).toEqual({ q1: { d1: 2, d3: 0 } })
  expect([graded, ungraded, agreement]).toEqual([2, 1, undefined])
})

test('bad grades are refused, each with its line, and nothing is imported', async () => {
  const path = file('bad.csv', ['q1,d1,5,', 'q1,d2,yes,', 'q1,d3,-1,', 'q1,d4,1.5,', ',d5,1,', 'q1,d6,1,'])
  await expect(importJudgements([path])).rejects.toMatchObject({
    code: 'JUDGE_GRADES_INVALID',
    message: expect.stringMatching(/^5 rows.*bad\.csv:2: the grade "5" is not.*bad\.csv:6: it has a grade and no id/),
  })
  await expect(importJudgements([path], { gradeMax: 5 })).rejects.toMatchObject({ details: { count: 4 } })
})

test('a file without the columns, and one without any grade, say so', async () => {
  const path = join(folder, 'other.csv')
  writeFileSync(path, 'id,text\n1,a\n')
  await expect(importJudgements([path])).rejects.toMatchObject({
    code: 'JUDGE_COLUMN_MISSING',
    details: { column: 'query_id', found: ['id', 'text'] },
  })
  await expect(importJudgements([file('empty.csv', ['q1,d1,,'])])).rejects.toMatchObject({
    code: 'JUDGE_NOTHING_GRADED',
  })
})

test('one file for each judge: the median grade is kept, the lower one of two, and agreement is measured', async () => {
  const first = file('ann.csv', ['q1,d1,2,', 'q1,d2,0,', 'q2,d1,1,', 'q2,d9,3,'])
  const second = file('bob.csv', ['q1,d1,1,', 'q1,d2,0,', 'q2,d1,1,'])
  const { judgements, agreement } = await importJudgements([first, second])
  expect(plain(judgements)).toEqual({ q1: { d1: 1, d2: 0 }, q2: { d1: 1, d9: 3 } })
  expect(agreement).toMatchObject({ judges: [first, second], pairs: 3, kappa: [{ pairs: 3 }] })
  // Grades 2 0 1 and 1 0 1: two of three agree; by chance 1/3 * 1/3 + 1/3 * 2/3 = 1/3.
  expect(agreement?.kappa[0]?.plain).toBeCloseTo((2 / 3 - 1 / 3) / (1 - 1 / 3), 12)
})

test('one file may name its judges; the same judge may not grade a pair twice in two ways', async () => {
  const { agreement } = await importJudgements([file('both.csv', ['q,d,1,ann', 'q,d,1,bob', 'q,e,0,ann', 'q,e,0,bob'])])
  expect(agreement).toMatchObject({ judges: ['ann', 'bob'], alpha: 1 })
  await expect(importJudgements([file('twice.csv', ['q,d,1,ann', 'q,d,2,ann'])])).rejects.toMatchObject({
    message: expect.stringContaining('"ann" graded document "d" of query "q" 1 before and 2 here'),
  })
})

test('grades are added to the judgements that there are, and replace theirs', async () => {
  const before = new Map([
    [
      'q1',
      new Map([
        ['d1', 0],
        ['d2', 1],
      ]),
    ],
  ])
  const { judgements, changed } = await importJudgements([file('more.csv', ['q1,d1,2,', 'q2,d1,1,'])], { before })
  expect(plain(judgements)).toEqual({ q1: { d1: 2, d2: 1 }, q2: { d1: 1 } })
  expect(changed).toBe(1)
  expect(plain(before)).toEqual({ q1: { d1: 0, d2: 1 } })
})
