import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { Row } from './row.ts'
import { readTsvRows } from './tsv-rows.ts'

const rowsOf = async (text: string): Promise<[number | undefined, ...string[]][]> =>
  ((await Readable.from(readTsvRows(Readable.from([text]), { name: 'a.tsv' })).toArray()) as Row[]).map(
    ({ value, place }) => [place.line, ...Object.values(value as Record<string, string>)],
  )

describe('a quote in a tab-separated table', () => {
  test('is a character where a passage begins with it, and swallows no row', async () => {
    const text = 'id\ttext\n1\t"Start of a passage\n2\tmiddle passage about otters\n3\tthe end"\n4\tlast one\n'
    expect(await rowsOf(text)).toEqual([
      [2, '1', '"Start of a passage'],
      [3, '2', 'middle passage about otters'],
      [4, '3', 'the end"'],
      [5, '4', 'last one'],
    ])
    expect(await rowsOf('id\ttext\n1\t"A quotation begins here\n2\tplain\n')).toEqual([
      [2, '1', '"A quotation begins here'],
      [3, '2', 'plain'],
    ])
  })

  test.each([
    { cell: '"quoted"', value: 'quoted' },
    { cell: '"says ""hello"""', value: 'says "hello"' },
    { cell: '"Yes," she said', value: '"Yes," she said' },
    { cell: '"a" or "b"', value: '"a" or "b"' },
    { cell: '5" disk', value: '5" disk' },
    { cell: '"', value: '"' },
    { cell: '""', value: '' },
  ])('opens a quoted cell only where it closes before a tab or line end: $cell', async ({ cell, value }) => {
    expect(await rowsOf(`id\ttext\tmore\n1\t${cell}\tx\n2\ty\t${cell}`)).toEqual([
      [2, '1', value, 'x'],
      [3, '2', 'y', value],
    ])
  })

  test('holds tabs and line ends together where the row would have too many or too few columns', async () => {
    expect(await rowsOf('id\ttext\tmore\n1\t"a\tb"\tc\n2\t"d\n\ne""\nf"\tg\n3\th\ti\n')).toEqual([
      [2, '1', 'a\tb', 'c'],
      [3, '2', 'd\n\ne"\nf', 'g'],
      [7, '3', 'h', 'i'],
    ])
    expect(await rowsOf('id\ttext\n1\t"one\ntwo"\n2\tx\n')).toEqual([
      [2, '1', 'one\ntwo'],
      [4, '2', 'x'],
    ])
  })

  test('that never closes leaves the line to be named that has too few columns', async () => {
    await expect(rowsOf('id\ttext\tmore\n1\t"a\n2\tb\tc\n')).rejects.toMatchObject({ details: { line: 2 } })
  })

  test('takes time in proportion to the text, wherever it opens and never closes', async () => {
    const lines = Array.from({ length: 200_000 }, () => '"x').join('\n')
    const start = performance.now()
    await expect(rowsOf(`id\ttext\n1\t"a\n${lines}`)).rejects.toMatchObject({ code: 'DATA_CSV_INVALID' })
    expect(performance.now() - start).toBeLessThan(5000)
  })
})
