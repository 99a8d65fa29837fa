import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { readCsvRows } from './csv-rows.ts'
import type { Row } from './row.ts'
import { readTsvRows } from './tsv-rows.ts'

const rowsOf = async (text: string | Uint8Array, read = readCsvRows): Promise<Row[]> =>
  (await Readable.from(read(Readable.from([Buffer.from(text)]), { name: 'a.csv' })).toArray()) as Row[]

const valuesOf = async (text: string, read = readCsvRows): Promise<unknown[]> =>
  (await rowsOf(text, read)).map(({ value }) => value)

describe('tables of text', () => {
  test.each([
    { what: 'commas', text: 'id,text\n1,a\n' },
    { what: 'semicolons', text: 'id;text\n1;a\n' },
    { what: 'tabs', text: 'id\ttext\n1\ta\n' },
    { what: 'bars', text: 'id|text\r\n1|a' },
    { what: 'a byte order mark, carriage returns and blank lines', text: '\uFEFFid,text\r\n\r\n1,a\r\n\r\n' },
    { what: 'a delimiter within a quoted name', text: '"id",text\n1,a' },
  ])('are read with $what', async ({ text }) => {
    expect(await valuesOf(text)).toEqual([{ id: '1', text: 'a' }])
  })

  test('keep commas in tab-separated files, where no delimiter is guessed', async () => {
    expect(await valuesOf('id,a,b\ttext\n1\tx,y', readTsvRows)).toEqual([{ 'id,a,b': '1', text: 'x,y' }])
  })

  test('have quoted commas, quotes and line breaks, and the line that each row begins on', async () => {
    const rows = await rowsOf('id,text\n1,"a, ""b""\nc"\n\n2,d\n')
    expect(rows.map(({ value, place }) => [value, place.line])).toEqual([
      [{ id: '1', text: 'a, "b"\nc' }, 2],
      [{ id: '2', text: 'd' }, 5],
    ])
  })

  test('keep a quote that stands in an unquoted value', async () => {
    expect(await valuesOf('id\ttext\n1\t5" disk\n', readTsvRows)).toEqual([{ id: '1', text: '5" disk' }])
  })

  test('call a column without a name by its number', async () => {
    expect(await valuesOf(',id\n0,a\n')).toEqual([{ column_1: '0', id: 'a' }])
  })

  test('of a header alone have no rows', async () => {
    expect(await rowsOf('id,text\n')).toEqual([])
    expect(await rowsOf('')).toEqual([])
  })

  test.each([
    {
      what: 'too few columns',
      text: 'id,text\n1,a\n2\n',
      says: 'a.csv:3',
      reason: 'the header has 2 columns, but the row has 1',
    },
    {
      what: 'too many columns',
      text: 'id,text\n1,a,b\n',
      says: 'a.csv:2',
      reason: 'the header has 2 columns, but the row has 3',
    },
    { what: 'the same column twice', text: 'id,id\n1,a\n', says: 'a.csv:1', reason: 'the column "id" twice' },
    { what: 'a quote that is never closed', text: 'id,text\n1,"a\n2,b\n', says: 'a.csv:', reason: 'Quote Not Closed' },
  ])('are refused with $what', async ({ text, says, reason }) => {
    const complaint = await rowsOf(text).catch((error: unknown) => error)
    expect(complaint).toMatchObject({ code: 'DATA_CSV_INVALID' })
    expect(String(complaint)).toContain(says)
    expect(String(complaint)).toContain(reason)
  })

  test('name the line of bytes that are not UTF-8', async () => {
    await expect(rowsOf(Buffer.from('id,text\n1,a\n2,caf\xe9\n', 'latin1'))).rejects.toMatchObject({
      code: 'DATA_UTF8_INVALID',
      message: 'a.csv:3 has bytes that are not valid UTF-8.',
    })
  })

  test('are cut into characters and line ends right, however the bytes come', async () => {
    const bytes = Buffer.from('id,text\r\n1,"é\r\n🚀"\r\n2,漢\r\n')
    const single = Readable.from([...bytes].map((byte) => Uint8Array.of(byte)))
    const rows = (await Readable.from(readCsvRows(single, {})).toArray()) as Row[]
    expect(rows.map(({ value }) => value)).toEqual([
      { id: '1', text: 'é\r\n🚀' },
      { id: '2', text: '漢' },
    ])
  })
})
