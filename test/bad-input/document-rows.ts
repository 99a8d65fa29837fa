/** @file Files of documents that cannot be added. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { file, type Row } from './row.ts'

const add = (source: string, ...options: string[]): string[] => ['add', source, '--collection', 'docs', ...options]
const addNew = (source: string, ...options: string[]): string[] => ['add', source, '--collection', 'new', ...options]
const line = (value: unknown): string => `${JSON.stringify(value)}\n`

export const documentRows: readonly Row[] = [
  {
    name: 'a file of JSON lines that was cut short',
    prepare: file('cut.jsonl', `${line({ _id: 'x', text: 'one' })}{"_id":"y","te`),
    args: add('cut.jsonl'),
    code: 2,
    error: 'DATA_JSON_INVALID',
    says: 'cut.jsonl:2 is not valid JSON',
  },
  {
    name: 'text that is not UTF-8',
    prepare: file('latin.jsonl', Buffer.from('{"_id":"x","text":"caf\u00e9"}\n', 'latin1')),
    args: add('latin.jsonl'),
    code: 2,
    error: 'DATA_UTF8_INVALID',
    says: /latin\.jsonl:1 .*iconv/s,
  },
  {
    name: 'a line that is no object',
    prepare: file('list.jsonl', line({ _id: 'x', text: 'one' }) + line([1, 2])),
    args: add('list.jsonl'),
    code: 2,
    error: 'DATA_ROW_NOT_OBJECT',
    says: 'list.jsonl:2 has an array',
  },
  {
    name: 'a document without an id',
    prepare: file('no-id.jsonl', line({ name: 'x', text: 'one' })),
    args: add('no-id.jsonl'),
    code: 2,
    error: 'DATA_ID_MISSING',
    says: /no-id\.jsonl:1 .*"name", "text".*--id-field/s,
  },
  {
    name: 'an id field that no document has',
    prepare: file('other-id.jsonl', line({ _id: 'x', text: 'one' })),
    args: add('other-id.jsonl', '--id-field', 'sku'),
    code: 2,
    error: 'DATA_ID_MISSING',
    says: 'has no "sku"',
  },
  {
    name: 'an id that is no text',
    prepare: file('odd-id.jsonl', line({ _id: { a: 1 }, text: 'one' })),
    args: add('odd-id.jsonl'),
    code: 2,
    error: 'DATA_ID_INVALID',
    says: '{"a":1}',
  },
  {
    name: 'an id that appears twice',
    prepare: file(
      'twice.jsonl',
      line({ _id: 'x', text: 'one' }) + line({ _id: 'z' }) + line({ _id: 'x', text: 'two' }),
    ),
    args: add('twice.jsonl'),
    code: 2,
    error: 'DATA_ID_DUPLICATE',
    says: 'at twice.jsonl:1 and at twice.jsonl:3',
  },
  {
    name: 'a table with a row of too many columns',
    prepare: file('wide.csv', '_id,text\nx,one\ny,two,three\n'),
    args: add('wide.csv'),
    code: 2,
    error: 'DATA_CSV_INVALID',
    says: /wide\.csv:3 .*the header has 2 columns, but the row has 3/,
  },
  {
    name: 'a table without the column of ids',
    prepare: file('nameless.csv', 'name,text\nx,one\n'),
    args: add('nameless.csv'),
    code: 2,
    error: 'DATA_ID_MISSING',
    says: '"name", "text"',
  },
  {
    name: 'a file without a byte',
    prepare: file('empty.jsonl', ''),
    args: add('empty.jsonl'),
    code: 2,
    error: 'DATA_NOTHING_TO_READ',
    says: /^empty\.jsonl has nothing to read: it is empty, or has only a header\.$/m,
  },
  {
    name: 'a folder without a file of a known kind',
    prepare: (folder) => {
      mkdirSync(join(folder, 'pictures'))
      file('pictures/a.png', 'x')(folder)
    },
    args: add('pictures'),
    code: 2,
    error: 'DATA_NOTHING_TO_READ',
    says: '.parquet',
  },
  {
    name: 'an unrecognized extension',
    prepare: file('letter.odt', 'x'),
    args: add('letter.odt'),
    code: 4,
    error: 'DATA_FORMAT_UNKNOWN',
    says: /"\.odt" .*".jsonl"/,
  },
  {
    name: 'a file that is not there',
    args: add('nowhere.jsonl'),
    code: 3,
    error: 'DATA_SOURCE_NOT_FOUND',
    says: '"nowhere.jsonl"',
  },
  {
    name: 'a file that is not Parquet',
    prepare: file('damaged.parquet', 'PAR1 this is no table PAR1'),
    args: add('damaged.parquet'),
    code: 6,
    error: 'DATA_FILE_DAMAGED',
    says: 'damaged.parquet is truncated or corrupt (not a valid Parquet file)',
  },
  {
    name: 'a packed file that was cut short',
    prepare: file('cut.jsonl.gz', gzipSync(line({ _id: 'x', text: 'walrus '.repeat(99) })).subarray(0, 40)),
    args: add('cut.jsonl.gz'),
    code: 6,
    error: 'DATA_FILE_DAMAGED',
    says: 'cut.jsonl.gz is truncated or corrupt (not a valid gzip file)',
  },
  {
    name: 'fields that cannot be read',
    prepare: file('good.jsonl', line({ _id: 'x', text: 'one' })),
    args: addNew('good.jsonl', '--fields', 'text==2'),
    code: 2,
    error: 'CLI_FIELDS_INVALID',
    says: 'text==2',
  },
  {
    name: 'fields that no document has',
    prepare: file('good.jsonl', line({ _id: 'x', text: 'one' })),
    args: addNew('good.jsonl', '--fields', 'titel,body'),
    code: 2,
    error: 'CLI_FIELDS_ABSENT',
    says: /titel, body.*they have: text/s,
  },
  {
    name: 'documents without any text',
    prepare: file('numbers.jsonl', line({ _id: 'x', price: 3 })),
    args: addNew('numbers.jsonl'),
    code: 2,
    error: 'CLI_NO_TEXT_FIELDS',
    says: '--fields',
  },
  {
    name: 'a collection name that is a path',
    prepare: file('good.jsonl', line({ _id: 'x', text: 'one' })),
    args: ['add', 'good.jsonl', '--collection', '../evil'],
    code: 2,
    error: 'STORE_NAME_INVALID',
    says: '"../evil"',
  },
  {
    name: 'an unsupported language',
    prepare: file('good.jsonl', line({ _id: 'x', text: 'one' })),
    args: addNew('good.jsonl', '--language', 'tlh'),
    code: 2,
    error: 'TEXT_LANGUAGE_UNKNOWN',
    says: /"tlh".*"de"/s,
  },
  {
    name: 'a mistyped source in a folder without a project',
    prepare: (folder) => mkdirSync(join(folder, 'fresh')),
    args: addNew('nowhere.jsonl', '--project', 'fresh'),
    code: 3,
    error: 'DATA_SOURCE_NOT_FOUND',
    says: 'nowhere.jsonl',
    after: (folder) => expect(() => readFileSync(join(folder, 'fresh/.attune/attune.db'))).toThrow('ENOENT'),
  },
]
