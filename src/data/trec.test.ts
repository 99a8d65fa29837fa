import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { formatQrels, formatRun, readQrels, readRun } from './trec.ts'

const folder = mkdtempSync(join(tmpdir(), 'attune-trec-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(text: string, name = 'file.txt'): string {
  const path = join(folder, name)
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

const plain = (judgements: ReadonlyMap<string, ReadonlyMap<string, number>>): unknown =>
  [...judgements].map(([query, grades]) => [query, Array.from(grades)])

describe('judgements', () => {
  const expected = [
    [
      'q1',
      [
        ['d1', 1],
        ['d2', 0],
      ],
    ],
    ['q2', [['d1', -1]]],
  ]
  test.each([
    { what: 'by spaces', text: 'q1 0 d1 1\nq1 0 d2 0\nq2 0 d1 -1' },
    {
      what: 'by tabs, carriage returns and blank lines',
      text: 'q1\t0\td1\t1\r\n\r\nq1\t0\td2\t0\r\nq2\t0\td1\t-1\r\n',
    },
    { what: "in BEIR's table", text: 'query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\nq2\td1\t-1\n' },
  ])('are read $what', async ({ text }) => {
    expect(plain(await readQrels(write(text)))).toEqual(expected)
    expect(plain(await readQrels(write(text, 'file.tsv.gz')))).toEqual(expected)
  })

  test("may have ids with spaces in BEIR's table", async () => {
    expect(plain(await readQrels(write('query-id\tcorpus-id\tscore\nq 1\ta b.md\t2\n')))).toEqual([
      ['q 1', [['a b.md', 2]]],
    ])
  })

  test.each([
    { text: 'q1 0 d1 1\nq1 d2 1\n', says: ':2 is not a valid judgement: expected 4 columns, but it has 3' },
    { text: 'q1 0 d1 1 x\n', says: ':1 is not a valid judgement: expected 4 columns, but it has 5' },
    { text: 'q1 0 d1 high\n', says: ':1 is not a valid judgement: the grade "high" is not an integer' },
    { text: 'q1 0 d1 1.5\n', says: 'the grade "1.5" is not an integer' },
    {
      text: 'q1 0 d1 1\nq2 0 d1 1\nq1 0 d1 1\n',
      says: ':3 is not a valid judgement: document "d1" is judged twice for query "q1"',
    },
    {
      text: 'query-id\tcorpus-id\tscore\nq1\td1\n',
      says: ':2 is not a valid judgement: expected 3 tab-separated columns, as in the header, but it has 2',
    },
    { text: 'query-id\tcorpus-id\tscore\n\td1\t1\n', says: ':2 is not a valid judgement: an id is empty' },
    {
      text: 'query-id\tcorpus-id\tscore\nq1\td1\t\n',
      says: ':2 is not a valid judgement: the grade "" is not an integer',
    },
    { text: 'q1\td1\t1\n', says: ':1 is not a valid judgement: expected 4 columns, but it has 3' },
  ])('are refused: $says', async ({ text, says }) => {
    await expect(readQrels(write(text))).rejects.toMatchObject({
      code: 'DATA_JUDGEMENT_INVALID',
      message: expect.stringContaining(says) as string,
    })
  })

  test('are written as they are read', async () => {
    const judgements = new Map([
      [
        'q1',
        new Map([
          ['d1', 2],
          ['d2', -1],
        ]),
      ],
    ])
    expect(await readQrels(write(formatQrels(judgements)))).toEqual(judgements)
    expect(() => formatQrels(new Map([['q', new Map([['d', 0.5]])]]))).toThrow('the grade "0.5"')
  })

  test('in an empty or absent file are an error', async () => {
    await expect(readQrels(write(''))).rejects.toMatchObject({ code: 'DATA_NOTHING_TO_READ' })
    await expect(readQrels(join(folder, 'none'))).rejects.toMatchObject({ code: 'DATA_SOURCE_NOT_FOUND' })
  })
})

describe('runs', () => {
  test('come by score from high to low, whatever their ranks say; equal scores stay in order', async () => {
    const path = write('q Q0 a 1 -1.5e-3 tag\nq\tQ0\tb  9 2 tag\r\nq Q0 c 2 .5 tag\nq Q0 d 3 .5 tag\np Q0 a 1 1 tag')
    expect([...(await readRun(path))]).toEqual([
      ['q', ['b', 'c', 'd', 'a'].map((docId, i) => ({ docId, score: [2, 0.5, 0.5, -0.0015][i] }))],
      ['p', [{ docId: 'a', score: 1 }]],
    ])
  })

  test("of MS MARCO's three columns are scored by 1 / rank", async () => {
    expect((await readRun(write('q\tb\t2\nq\ta\t1\n'))).get('q')).toEqual([
      { docId: 'a', score: 1 },
      { docId: 'b', score: 0.5 },
    ])
  })

  test.each([
    { text: 'q Q0 a 1 2\n', says: ':1 is not a valid run line: expected 6 columns, but it has 5' },
    { text: 'q Q0 a 1 2 t\nq a 1\n', says: ':2 is not a valid run line: expected 6 columns, but it has 3' },
    { text: 'q Q0 a 1 nan t\n', says: ':1 is not a valid run line: the score "nan" is not a finite number' },
    { text: 'q Q0 a 1 inf t\n', says: 'the score "inf" is not a finite number' },
    { text: 'q Q0 a 1 1e999 t\n', says: 'the score "1e999" is not a finite number' },
    { text: 'q Q0 a 1 0x10 t\n', says: 'the score "0x10" is not a finite number' },
    {
      text: 'q Q0 a 1 2 t\nq Q0 a 2 1 t\n',
      says: ':2 is not a valid run line: document "a" appears twice for query "q"',
    },
    { text: 'q\ta\t0\n', says: 'the rank "0" does not count from 1' },
  ])('are refused: $says', async ({ text, says }) => {
    await expect(readRun(write(text))).rejects.toMatchObject({
      code: 'DATA_RUN_INVALID',
      message: expect.stringContaining(says) as string,
    })
  })

  test('are written with ranks from 1 and read back with every digit', async () => {
    const run = new Map([
      [
        'q1',
        [
          { docId: 'a', score: 1 / 3 },
          { docId: 'b', score: 1e-9 },
        ],
      ],
      ['q2', [{ docId: 'a', score: -2 }]],
    ])
    const text = formatRun(run, 'my plan')
    expect(text.split('\n')[0]).toBe('q1 Q0 a 1 0.3333333333333333 my_plan')
    expect(await readRun(write(text))).toEqual(run)
  })

  test.each([
    { docId: 'a b', score: 1, says: 'document id "a b": white space separates the columns' },
    { docId: '', score: 1, says: 'document id "": it is empty' },
    { docId: 'a', score: Number.NaN, says: 'score "NaN": it is not finite' },
  ])('are not written with $says', ({ docId, score, says }) => {
    expect(() => formatRun(new Map([['q', [{ docId, score }]]]), 't')).toThrow(says)
  })
})
