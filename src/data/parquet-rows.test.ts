import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, test } from 'vitest'
import { goldenFile } from '../../test/golden.ts'
import { readParquetRows } from './parquet-rows.ts'
import { type Row, toFieldValue } from './row.ts'

const folder = mkdtempSync(join(tmpdir(), 'attune-parquet-'))
afterAll(() => rmSync(folder, { recursive: true }))

const source = goldenFile('files/parquet/triplets-zstd.parquet')

async function rowsOf(bytes: Uint8Array): Promise<number> {
  const path = join(folder, 'damaged.parquet')
  writeFileSync(path, bytes)
  return (await Readable.from(readParquetRows(path)).toArray()).length
}

describe.skipIf(source === undefined)('damaged Parquet (triplets-zstd.parquet of the reference files)', () => {
  const whole = source === undefined ? Buffer.alloc(0) : readFileSync(source)

  test('is refused wherever the file is cut', async () => {
    for (let length = 1; length < whole.length; length += 331) {
      await expect(rowsOf(whole.subarray(0, length))).rejects.toMatchObject({ code: 'DATA_FILE_DAMAGED' })
    }
  })

  test('names the row group whose bytes are wrong', async () => {
    const bytes = Buffer.from(whole)
    bytes.fill(0xa5, 40, 400)
    const complaint = await rowsOf(bytes).catch((error: unknown) => error)
    expect(complaint).toMatchObject({ code: 'DATA_FILE_DAMAGED', details: { row: 1 } })
    expect(String(complaint)).toContain('row 1 of ')
  })

  test('gives all its rows or an error of ours when a byte of the footer changes, never something else', async () => {
    for (let n = 0; n < 150; n++) {
      const bytes = Buffer.from(whole)
      const at = whole.length - 9 - ((n * 31) % 1200)
      bytes[at] = ((bytes[at] ?? 0) + 1 + n * 13) & 255
      const outcome = await rowsOf(bytes).catch((error: { code?: string }) => error.code)
      expect([60, 'DATA_FILE_DAMAGED']).toContain(outcome)
    }
  })
})

test('an empty Parquet file has no rows, an absent one is not found', async () => {
  expect(await rowsOf(new Uint8Array())).toBe(0)
  await expect(readParquetRows(join(folder, 'none.parquet')).next()).rejects.toMatchObject({
    code: 'DATA_SOURCE_NOT_FOUND',
  })
})

describe('files of pyarrow, of every codec', () => {
  const codecs = join(import.meta.dirname, '../../test/golden/files/parquet-codecs')
  const { rows } = JSON.parse(readFileSync(join(codecs, 'golden.json'), 'utf8')) as { rows: readonly object[] }

  test.each(readdirSync(codecs).filter((name) => name.endsWith('.parquet')))(
    '%s has its rows: columns of nulls, and decimals to the last digit',
    async (name) => {
      const read = (await Readable.from(readParquetRows(join(codecs, name))).toArray()) as Row[]
      expect(read.map(({ value }) => fieldsOf(value))).toEqual(rows)
    },
  )
})

const fieldsOf = (value: unknown): unknown => toFieldValue(value, { field: '', place: { file: '' } })
