import fc from 'fast-check'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { countLines, type Line, splitLines } from './lines.ts'

const linesOf = async (chunks: Iterable<Uint8Array>, lineBytesMax?: number): Promise<Line[]> => {
  const options = lineBytesMax === undefined ? { file: 'a.jsonl' } : { file: 'a.jsonl', lineBytesMax }
  return ((await Readable.from(splitLines(Readable.from(chunks), options)).toArray()) as Line[][]).flat()
}

describe('cutting bytes into lines', () => {
  test('gives the same lines wherever the chunks are cut, also within a character', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '漢', '🚀', '\n', '\r\n', ' '), maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(200), { maxLength: 6 }), async (source, cuts) => {
        const bytes = Buffer.from(source)
        const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].sort((a, b) => a - b)
        const chunks = ends.slice(1).map((end, index) => bytes.subarray(ends[index], end))
        const expected = source
          .split('\n')
          .map((line, index) => ({ text: line.replace(/\r$/, ''), line: index + 1 }))
          .filter(({ text }) => text.trim() !== '')
        expect(await linesOf(chunks)).toEqual(expected)
      }),
    )
  })

  test('drops a byte order mark and carriage returns, and counts the blank lines that it skips', async () => {
    expect(await linesOf([Buffer.from('\uFEFFone\r\n\r\n  \ntwo')])).toEqual([
      { text: 'one', line: 1 },
      { text: 'two', line: 4 },
    ])
  })

  test('keeps what it holds back when the chunk is written over', async () => {
    const chunk = Buffer.from('one\ntw')
    const chunks = (async function* () {
      yield chunk
      chunk.fill('x')
      yield Buffer.from('o')
    })()
    const lines = (await Readable.from(splitLines(chunks, { file: 'a' })).toArray()) as Line[][]
    expect(lines.flat().map(({ text }) => text)).toEqual(['one', 'two'])
  })

  test.each([
    { what: 'in the first line', bytes: [0x61, 0xff, 0x0a, 0x62], line: 1 },
    { what: 'after good lines', bytes: [0x61, 0x0a, 0x0a, 0x62, 0xe9, 0x0a, 0x62], line: 3 },
    { what: 'in a last line that breaks off within a character', bytes: [0x61, 0x0a, 0xf0, 0x9f], line: 2 },
  ])('names the line of bytes that are not UTF-8, $what', async ({ bytes, line }) => {
    await expect(linesOf([Uint8Array.from(bytes)])).rejects.toMatchObject({
      code: 'DATA_UTF8_INVALID',
      message: `a.jsonl:${line} has bytes that are not valid UTF-8.`,
    })
  })

  test.each([
    ['one', ' chunk'].map((part) => Buffer.from(part)),
    [Buffer.from('ok\ntoo'), Buffer.from(' long\nok\n')],
    [Buffer.from('ok\ntoo'), Buffer.from(' lo'), Buffer.from('ng')],
  ])('refuses a line that is longer than it may be', async (...chunks) => {
    await expect(linesOf(chunks, 6)).rejects.toMatchObject({ code: 'DATA_TOO_LONG' })
  })
})

test.each([
  ['', 0],
  ['one', 1],
  ['one\n', 1],
  ['one\n\ntwo', 3],
  ['one\n\n', 2],
  ['\n', 1],
])('%j has the lines that an editor numbers, without one that is not begun', async (text, lines) => {
  const halves = [text.slice(0, 2), text.slice(2)].map((half) => Buffer.from(half))
  expect(await countLines(Readable.from(halves.filter((half) => half.length > 0)))).toBe(lines)
})
