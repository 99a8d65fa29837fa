import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Progress } from '../base/progress.ts'
import { type LocatedDocument, readDocuments, type ReadOptions } from './read-documents.ts'

const root = mkdtempSync(join(tmpdir(), 'attune-read-'))
let folder = root
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'))
})
afterAll(() => rmSync(root, { recursive: true }))

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

const read = async (source: string | Readable | readonly string[], options?: ReadOptions): Promise<LocatedDocument[]> =>
  (await Readable.from(readDocuments(source, options)).toArray()) as LocatedDocument[]

const idsOf = async (source: string, options?: ReadOptions): Promise<string[]> =>
  (await read(source, options)).map(({ id }) => id)

describe('files of rows', () => {
  const expected = [
    { id: '1', fields: { title: 'A', price: 2.5 } },
    { id: '2', fields: { title: 'B', price: 3 } },
  ]
  /** What tables say is text. */
  const texts = expected.map(({ id, fields }) => ({ id, fields: { ...fields, price: String(fields.price) } }))
  const json = '{"_id":"1","title":"A","price":2.5}\n{"_id":2,"title":"B","price":3}'
  test.each([
    { name: 'a.jsonl', content: json, lines: [1, 2] },
    { name: 'a.NDJSON', content: `\uFEFF\r\n${json.replace('\n', '\r\n\r\n')}\r\n`, lines: [2, 4] },
    { name: 'a.jsonl.gz', content: gzipSync(json), lines: [1, 2] },
    { name: 'a.csv', content: '_id,title,price\n1,A,2.5\n2,B,3\n', lines: [2, 3] },
    { name: 'a.tsv', content: '_id\ttitle\tprice\n1\tA\t2.5\n2\tB\t3\n', lines: [2, 3] },
    { name: 'a.csv.gz', content: gzipSync('_id,title,price\n1,A,2.5\n2,B,3\n'), lines: [2, 3] },
  ])('are read from $name', async ({ name, content, lines }) => {
    const file = write(name, content)
    expect(await read(file)).toEqual(
      (/[ct]sv/.test(name) ? texts : expected).map((document, index) => ({
        ...document,
        place: { file, line: lines[index] },
      })),
    )
  })

  test('are read from an array, or one object, in .json', async () => {
    const file = write('a.json', `[${json.replace('\n', ',\n')}]`)
    expect(await read(file)).toEqual(
      expected.map(({ id, fields }, index) => ({ id, fields, place: { file, row: index + 1 } })),
    )
    expect(await idsOf(write('b.json', '{"id":"x"}'))).toEqual(['x'])
  })

  test('have the id field and the format that the caller names', async () => {
    expect(await idsOf(write('rows.data', 'sku;name\n007;x\n'), { idField: 'sku', format: 'csv' })).toEqual(['007'])
  })
})

describe('pages', () => {
  test.each([
    { name: 'a.md', content: '# Title\r\n\r\nSome *text*.\r\n', title: 'Title', text: 'Some text.' },
    { name: 'b.html', content: '<title>Title</title><p>Some <b>text</b>.', title: 'Title', text: 'Some text.' },
    { name: 'first-steps.txt', content: '\uFEFFSome text.\n', title: 'first-steps', text: 'Some text.\n' },
    { name: 'c.markdown.gz', content: gzipSync('no heading'), title: 'c', text: 'no heading' },
  ])('are one document for each file: $name', async ({ name, content, title, text }) => {
    const path = write(name, content)
    expect(await read(path)).toEqual([{ id: name, fields: { title, text, path: name }, place: { file: path } }])
  })
})

describe('folders', () => {
  test('give every file that holds documents, sorted, with paths within the folder', async () => {
    write('b.md', '# B')
    write('a/z.txt', 'z')
    write('a/rows.jsonl', '{"id":"row"}')
    write('a/settings.json', '{"not":"a document"}')
    write('image.png', 'x')
    write('.git/config.txt', 'x')
    write('.hidden.md', 'x')
    write('node_modules/x/README.md', 'x')
    write('empty.txt', '')
    symlinkSync(join(folder, 'a'), join(folder, 'link-to-folder'))
    symlinkSync(join(folder, 'b.md'), join(folder, 'link.md'))
    symlinkSync(join(folder, 'nowhere.md'), join(folder, 'broken.md'))
    expect(await idsOf(folder, { root: folder })).toEqual(['row', 'a/z.txt', 'b.md', 'link.md'])
    expect(await idsOf(folder, { root: folder, format: 'text' })).toEqual(['a/z.txt'])
  })

  test('with a corpus.jsonl give that alone', async () => {
    write('corpus.jsonl', '{"_id":"1","text":"x"}')
    write('queries.jsonl', '{"_id":"q","text":"x"}')
    write('README.md', 'x')
    expect(await idsOf(folder)).toEqual(['1'])
  })
})

describe('ids of pages', () => {
  test('are paths relative to the folder that holds the source, or to the root that is named, whatever leads there', async () => {
    const page = write('docs/guides/a.md', '# A')
    const [docs, guides] = [join(folder, 'docs'), dirname(page)]
    expect(await idsOf(docs)).toEqual(['docs/guides/a.md'])
    expect(await idsOf(page)).toEqual(['a.md'])
    symlinkSync(docs, join(folder, 'link'))
    const sources = [page, guides, docs, `${docs}/`, folder, join(docs, '../docs/guides'), join(folder, 'link')]
    for (const source of sources) expect(await idsOf(source, { root: folder })).toEqual(['docs/guides/a.md'])
    expect(await idsOf(page, { root: guides })).toEqual(['a.md'])
  })

  test('differ where folders do, and a file that several sources lead to is read once', async () => {
    const [one, two] = [write('d1/README.md', 'one'), write('d2/README.md', 'two')]
    const ids = async (sources: readonly string[]): Promise<string[]> =>
      (await read([...sources], { root: folder })).map(({ id }) => id)
    expect(await ids([dirname(one), dirname(two)])).toEqual(['d1/README.md', 'd2/README.md'])
    expect(await ids([dirname(one), one, folder])).toEqual(['d1/README.md', 'd2/README.md'])
  })
})

describe('what is wrong with one file of many', () => {
  const many = async (
    source: string | readonly string[],
  ): Promise<{ ids: string[]; problems: string[]; skipped: string[] }> => {
    const [problems, skipped]: [string[], string[]] = [[], []]
    const documents = await read(source, {
      root: folder,
      onProblem: ({ code }) => problems.push(code),
      onSkip: ({ reason }) => skipped.push(reason),
    })
    return { ids: documents.map(({ id }) => id), problems, skipped }
  }

  test('does not stop a folder for those who are told, and files that give nothing are told with the reason', async () => {
    write('a.md', '---\na: [\n---\nx')
    write('b.md', 'fine')
    write('c.txt', Buffer.from('caf\xe9', 'latin1'))
    write('d.csv', 'name\nno id\n')
    write('e.parquet', 'PAR1')
    write('f.png', 'x')
    write('g.PNG', 'x')
    write('h.txt', ' \n')
    write('i', 'x')
    expect(await many(folder)).toEqual({
      ids: ['b.md'],
      problems: ['DATA_FRONT_MATTER_INVALID', 'DATA_UTF8_INVALID', 'DATA_ID_MISSING', 'DATA_FILE_DAMAGED'],
      skipped: ['.png', '.png', 'empty', 'no extension'],
    })
    await expect(read(folder)).rejects.toMatchObject({ code: 'DATA_FRONT_MATTER_INVALID' })
  })

  test('does not stop other pages either, but is the error where there is nothing else', async () => {
    const [bad, good, empty] = [write('a.md', '---\na: [\n---\nx'), write('b.md', 'fine'), write('c.md', '')]
    expect(await many([bad, good, empty])).toMatchObject({ ids: ['b.md'], skipped: ['empty'] })
    await expect(many(bad)).rejects.toMatchObject({ code: 'DATA_FRONT_MATTER_INVALID' })
    rmSync(good)
    await expect(many(folder)).rejects.toMatchObject({ code: 'DATA_FRONT_MATTER_INVALID' })
  })
})

describe('charsets', () => {
  const utf16 = (text: string, mark = '\uFEFF'): Buffer => Buffer.from(mark + text, 'utf16le')
  const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16()
  const rows = 'id,text\r\n1,caf\u00e9 \u{1F680}\r\n'
  test.each([
    { name: 'a.csv', content: utf16(rows) },
    { name: 'a.csv', content: swapped(utf16(rows)) },
    { name: 'a.csv', content: utf16(rows, '') },
    { name: 'a.csv.gz', content: gzipSync(utf16(rows)) },
    { name: 'a.tsv', content: utf16(rows.replaceAll(',', '\t')) },
    { name: 'a.jsonl', content: utf16('{"id":1,"text":"caf\u00e9 \u{1F680}"}') },
    { name: 'a.json', content: swapped(utf16('[{"id":1,"text":"caf\u00e9 \u{1F680}"}]')) },
  ])('of UTF-16 are recognised: $name', async ({ name, content }) => {
    expect(await read(write(name, content))).toMatchObject([{ id: '1', fields: { text: 'caf\u00e9 \u{1F680}' } }])
  })

  test.each([
    { html: '<meta charset="windows-1252"><p>', text: '\x93caf\xe9\x94', is: '\u201ccaf\u00e9\u201d' },
    {
      html: "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'><p>",
      text: 'caf\xe9',
      is: 'caf\u00e9',
    },
    { html: '<?xml version="1.0" encoding="ISO-8859-2"?><p>', text: '\xb1', is: '\u0105' },
    { html: '<meta charset=shift_jis><p>', text: '\x93\xfa', is: '\u65e5' },
  ])('are what an HTML page says: $html', async ({ html, text, is }) => {
    expect((await read(write('a.html', Buffer.from(html + text, 'latin1'))))[0]?.fields['text']).toBe(is)
  })

  test('are what the caller says, and an error that names the cure otherwise', async () => {
    const file = write('a.csv', Buffer.from('id,text\n1,caf\xe9\n', 'latin1'))
    expect(await read(file, { charset: 'windows-1252' })).toMatchObject([{ fields: { text: 'caf\u00e9' } }])
    await expect(read(file)).rejects.toMatchObject({
      hint: expect.stringContaining('--charset windows-1252') as string,
    })
    await expect(read(file, { charset: 'klingon' })).rejects.toMatchObject({ code: 'DATA_CHARSET_UNKNOWN' })
    await expect(read(file, { charset: 'shift_jis' })).rejects.toMatchObject({ code: 'DATA_CHARSET_INVALID' })
  })
})

describe('numbers of JSON', () => {
  test('keep their digits beyond 2^53, also as ids, and stay numbers otherwise', async () => {
    const file = write(
      'a.jsonl',
      '{"id":9007199254740993,"a":1157567399403462676,"b":[-9007199254740993,9007199254740991],"c":"12345678901234567890\\\\","d":0.125000000000000001,"e":1e20,"12345678901234567":1}',
    )
    expect(await read(file)).toMatchObject([
      {
        id: '9007199254740993',
        fields: {
          a: '1157567399403462676',
          b: ['-9007199254740993', 9_007_199_254_740_991],
          c: '12345678901234567890\\',
          d: 0.125,
          e: 1e20,
          '12345678901234567': 1,
        },
      },
    ])
  })
})

describe('bad input is refused, naming file and line', () => {
  test.each([
    {
      name: 'a.jsonl',
      content: '{"id":"1"}\n{"id":"2", "te',
      code: 'DATA_JSON_INVALID',
      says: 'a.jsonl:2 is not valid JSON',
    },
    { name: 'a.jsonl', content: "{'id': 1}", code: 'DATA_JSON_INVALID', says: "It begins: {'id': 1}" },
    { name: 'a.jsonl', content: '{"id":"1","x":NaN}', code: 'DATA_JSON_INVALID', says: 'a.jsonl:1' },
    {
      name: 'a.jsonl',
      content: '{"id":"1","x":1e999}',
      code: 'DATA_VALUE_UNSUPPORTED',
      says: 'a.jsonl:1 has the number Infinity',
    },
    { name: 'a.jsonl', content: '\n"text"', code: 'DATA_ROW_NOT_OBJECT', says: 'a.jsonl:2 has a string' },
    { name: 'a.jsonl', content: '{"text":"x"}', code: 'DATA_ID_MISSING', says: 'its fields are "text"' },
    { name: 'a.jsonl', content: '{"id":""}', code: 'DATA_ID_INVALID', says: 'a.jsonl:1 has "" as "id"' },
    { name: 'a.jsonl', content: '{"id":"1"}\n{"id":{}}', code: 'DATA_ID_INVALID', says: 'a.jsonl:2' },
    {
      name: 'a.jsonl',
      content: Buffer.from('{"id":"1"}\n{"id":"caf\xe9"}', 'latin1'),
      code: 'DATA_UTF8_INVALID',
      says: 'a.jsonl:2',
    },
    {
      name: 'a.jsonl.gz',
      content: 'not packed',
      code: 'DATA_FILE_DAMAGED',
      says: 'a.jsonl.gz is truncated or corrupt (not a valid gzip file)',
    },
    {
      name: 'a.jsonl.gz',
      content: gzipSync('{"id":"1"}\n'.repeat(9)).subarray(0, 20),
      code: 'DATA_FILE_DAMAGED',
      says: 'gzip',
    },
    { name: 'a.json', content: '[{"id":1},\n', code: 'DATA_JSON_INVALID', says: 'a.json:1 is not valid JSON' },
    { name: 'a.json', content: '[{"id":1},\n{"id":2]', code: 'DATA_JSON_INVALID', says: 'a.json:2' },
    { name: 'a.json', content: '[{"id":1}, oops]', code: 'DATA_JSON_INVALID', says: 'a.json is not valid JSON' },
    { name: 'a.json', content: '[{"id":1}, 2]', code: 'DATA_ROW_NOT_OBJECT', says: 'row 2 of ' },
    { name: 'a.csv', content: 'sku,name\n1,x\n', code: 'DATA_ID_MISSING', says: 'its fields are "sku", "name"' },
    { name: 'a.csv', content: 'id,name\n1\n', code: 'DATA_CSV_INVALID', says: 'a.csv:2' },
    { name: 'a.md', content: '---\na: [\n---\nx', code: 'DATA_FRONT_MATTER_INVALID', says: 'a.md:' },
    { name: 'a.txt', content: Buffer.from([0x61, 0x0a, 0xff]), code: 'DATA_UTF8_INVALID', says: 'a.txt:2' },
    {
      name: 'a.parquet',
      content: 'PAR1',
      code: 'DATA_FILE_DAMAGED',
      says: 'a.parquet is truncated or corrupt (not a valid Parquet file)',
    },
    { name: 'a.odt', content: 'x', code: 'DATA_FORMAT_UNKNOWN', says: '".odt"' },
    {
      name: 'a.odt',
      content: 'x',
      code: 'DATA_FORMAT_UNKNOWN',
      says: 'recognized extensions: ".jsonl", ".jsonl.gz", ".ndjson"',
    },
    { name: 'a.parquet.gz', content: 'x', code: 'DATA_FORMAT_UNKNOWN', says: '".parquet.gz"' },
    { name: 'README', content: 'x', code: 'DATA_FORMAT_UNKNOWN', says: 'Unrecognized extension ""' },
    { name: 'a.jsonl', content: '', code: 'DATA_NOTHING_TO_READ', says: 'a.jsonl has nothing to read' },
    { name: 'a.jsonl', content: ' \n\n', code: 'DATA_NOTHING_TO_READ', says: 'nothing to read' },
    { name: 'a.csv', content: 'id,name\n', code: 'DATA_NOTHING_TO_READ', says: 'nothing to read' },
    { name: 'a.json', content: '[]', code: 'DATA_NOTHING_TO_READ', says: 'nothing to read' },
    { name: 'a.md', content: '', code: 'DATA_NOTHING_TO_READ', says: 'nothing to read' },
    { name: 'a.parquet', content: '', code: 'DATA_NOTHING_TO_READ', says: 'nothing to read' },
  ])('$code for $name: $says', async ({ name, content, code, says }) => {
    const complaint = await read(write(name, content)).catch((error: unknown) => error)
    expect(complaint).toMatchObject({ code, hint: expect.stringMatching(/^[A-Z]/) as string })
    expect(String(complaint)).toContain(says)
  })

  test('a path that leads nowhere, or into a file, and a folder without documents', async () => {
    await expect(read(join(folder, 'none.jsonl'))).rejects.toMatchObject({ code: 'DATA_SOURCE_NOT_FOUND' })
    await expect(read(join(write('a.jsonl', ''), 'b.jsonl'))).rejects.toMatchObject({ code: 'DATA_SOURCE_NOT_FOUND' })
    await expect(read(folder)).rejects.toMatchObject({ code: 'DATA_NOTHING_TO_READ' })
  })
})

describe('duplicate ids', () => {
  test('are refused with both lines', async () => {
    const file = write('a.jsonl', '{"id":"x"}\n\n{"id":1}\n{"id":"y"}\n{"id":"1"}\n')
    await expect(read(file)).rejects.toMatchObject({
      code: 'DATA_ID_DUPLICATE',
      message: `The id "1" appears twice: at ${file}:3 and at ${file}:5.`,
    })
  })

  test('are refused across the files of a folder', async () => {
    const [first, second] = [write('a.csv', 'id\n7\n'), write('b.jsonl', '{"id":7}')]
    await expect(read(folder)).rejects.toMatchObject({
      details: { id: '7', first: { file: first, line: 2 }, second: { file: second, line: 1 } },
    })
  })

  test('are refused across sources, whatever the distance', async () => {
    const rows = `id,text\n${Array.from({ length: 600 }, (_, i) => `${i},x`).join('\n')}\n`
    const [first, second] = [write('a.csv', rows), write('b.csv', 'id,text\n7,y\n')]
    await expect(read([first, second])).rejects.toMatchObject({
      details: { id: '7', first: { file: first, line: 9 }, second: { file: second, line: 2 } },
    })
    const stream = Readable.from(['{"id":"x"}\n{"id":"7"}\n'])
    const documents = readDocuments([first, stream], { name: '<stdin>' })
    await expect(Readable.from(documents).toArray()).rejects.toMatchObject({
      details: { first: { file: first, line: 9 }, second: { file: '<stdin>', line: 2 } },
    })
  })

  test('are refused in a stream, which cannot be read again', async () => {
    const stream = Readable.from(['{"id":"x"}\n{"id":"y"}\n', '{"id":"x"}'])
    await expect(read(stream, { name: '<stdin>' })).rejects.toMatchObject({
      message: 'The id "x" appears twice: at row 1 of <stdin> and at <stdin>:3.',
    })
  })
})

describe('streams', () => {
  test('are read as JSON lines, or as the format that the caller names', async () => {
    expect(await read(Readable.from(['{"id":"1"}\n{"i', Buffer.from('d":"2"}')]))).toEqual([
      { id: '1', fields: {}, place: { file: '<stream>', line: 1 } },
      { id: '2', fields: {}, place: { file: '<stream>', line: 2 } },
    ])
    expect(await read(Readable.from(['id,x\n1,2\n']), { format: 'csv' })).toMatchObject([
      { id: '1', fields: { x: '2' } },
    ])
  })

  test('of other things than bytes or text, or of formats that need a file, are refused', async () => {
    await expect(read(Readable.from([{ id: '1' }]))).rejects.toMatchObject({
      code: 'DATA_SOURCE_UNREADABLE',
      message: expect.stringContaining('values of type object') as string,
    })
    await expect(read(Readable.from(['x']), { format: 'parquet' })).rejects.toMatchObject({
      code: 'DATA_FORMAT_NEEDS_FILE',
      message: expect.stringContaining('"jsonl", "json", "csv", "tsv"') as string,
    })
  })

  test.each(['jsonl', 'csv'] as const)('of 30 MB are held a few chunks at a time: %s', async (format) => {
    const rowsPerChunk = 32
    const rows = 60_000
    const text = 'x'.repeat(490)
    let produced = 0
    function* source(): Generator<string> {
      if (format === 'csv') yield 'id,text\n'
      while (produced < rows) {
        const ids = Array.from({ length: rowsPerChunk }, (_, index) => produced + index)
        produced += rowsPerChunk
        yield ids.map((id) => (format === 'csv' ? `${id},${text}\n` : `{"id":${id},"text":"${text}"}\n`)).join('')
      }
    }
    let consumed = 0
    let aheadMax = 0
    for await (const { id } of readDocuments(Readable.from(source()), { format })) {
      if (id === String(consumed)) consumed++
      aheadMax = Math.max(aheadMax, produced - consumed)
      // Time in which the source could run ahead.
      if (consumed % 500 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(consumed).toBe(rows)
    expect(aheadMax).toBeLessThan(8 * rowsPerChunk)
  })

  test('are closed when the reader stops early', async () => {
    const stream = Readable.from(['{"id":"1"}\n{"id":"2"}\n', '{"id":"3"}\n'])
    for await (const { id } of readDocuments(stream)) if (id === '1') break
    expect(stream.destroyed).toBe(true)
  })
})

describe('long readings', () => {
  test('tell how far they are', async () => {
    const seen: Progress[] = []
    const file = write('a.jsonl', Array.from({ length: 2500 }, (_, i) => `{"id":${i}}`).join('\n'))
    for await (const { id } of readDocuments(file, { onProgress: (progress) => seen.push(progress) })) void id
    expect(seen.map(({ done }) => done)).toEqual([1000, 2000, 2500])
    expect(seen.at(-1)).toEqual({ stage: 'reading', done: 2500, total: 2500, unit: 'documents' })
  })

  test('end with the reason of the signal, also while a stream gives nothing', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const file = write('a.jsonl', '{"id":1}\n{"id":2}')
    const reading = readDocuments(file, { signal: controller.signal })
    await reading.next()
    const silent = readDocuments(new Readable({ read: () => undefined }), { signal: controller.signal }).next()
    setImmediate(() => controller.abort(reason))
    await expect(silent).rejects.toBe(reason)
    await expect(reading.next()).rejects.toBe(reason)
    await expect(readDocuments(file, { signal: controller.signal }).next()).rejects.toBe(reason)
  })
})
