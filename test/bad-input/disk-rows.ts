/** @file Disks that are damaged, full or not ours, and what the command heals by itself. */
import {
  chmodSync,
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { file, filesIn, isRoot, type Row } from './row.ts'

const search = ['search', 'walrus', '--collection', 'docs']
const database = (folder: string): string => join(folder, '.attune/attune.db')

/** Writes over a part of the project's database. */
const overwrite =
  (position: number, bytes: Uint8Array) =>
  (folder: string): void => {
    const handle = openSync(database(folder), 'r+')
    writeSync(handle, bytes, 0, bytes.length, position)
    closeSync(handle)
  }

/** Of SQLite's header, where `user_version` is. */
const VERSION_AT = 60

const many = Array.from({ length: 5000 }, (_, i) => `{"_id":"m${i}","text":"number ${i} of a great many documents"}\n`)

export const diskRows: readonly Row[] = [
  {
    name: 'a database that is none',
    prepare: overwrite(0, Buffer.from('no database '.repeat(500))),
    args: search,
    code: 6,
    error: 'STORE_DATABASE_DAMAGED',
    says: /attune\.db" is damaged.*backup/s,
    keepsCollection: false,
  },
  {
    name: 'a database of no bytes',
    prepare: (folder) => writeFileSync(database(folder), ''),
    args: search,
    code: 6,
    error: 'STORE_DATABASE_GONE',
    says: /attune\.db" is missing or empty.*Restore it/s,
    keepsCollection: false,
  },
  {
    name: 'a database with damaged pages',
    prepare: overwrite(4096, Buffer.alloc(40_960, 'x')),
    args: search,
    code: 6,
    error: 'STORE_DATABASE_DAMAGED',
    says: /attune\.db" is damaged/,
    keepsCollection: false,
  },
  {
    name: 'adding to a database that is none',
    prepare: (folder) => {
      overwrite(0, Buffer.from('no database '.repeat(500)))(folder)
      file('more.jsonl', '{"_id":"x","text":"one"}\n')(folder)
    },
    args: ['add', 'more.jsonl', '--collection', 'docs'],
    code: 6,
    error: 'STORE_DATABASE_DAMAGED',
    says: 'attune.db',
    keepsCollection: false,
  },
  {
    name: 'a database of a later version',
    prepare: overwrite(VERSION_AT, Uint8Array.of(0, 0, 0, 99)),
    args: search,
    code: 4,
    error: 'STORE_DATABASE_NEWER',
    says: /has format 99.*Update/s,
    keepsCollection: false,
  },
  {
    name: 'a project in which this user may not write',
    prepare: (folder) => {
      file('more.jsonl', '{"_id":"x","text":"one"}\n')(folder)
      if (!isRoot) for (const path of [...filesIn(folder), '.attune']) chmodSync(join(folder, path), 0o555)
    },
    args: ['add', 'more.jsonl', '--collection', 'docs'],
    asStranger: true,
    code: 2,
    error: 'STORE_READ_ONLY',
    says: 'cannot be written to',
    after: (folder) => chmodSync(join(folder, '.attune'), 0o755),
  },
  {
    name: 'a quota that is used up',
    prepare: file('many.jsonl', many.join('')),
    args: ['add', 'many.jsonl', '--collection', 'many', '--encoder', 'none'],
    fileSizeMax: 1500,
    code: 7,
    error: 'STORE_WRITE_REFUSED',
    says: 'run the same command again',
  },
]

export interface Wound {
  readonly name: string
  readonly inflict: (folder: string) => void
  /** In the notice. */
  readonly says: RegExp
}

const indexFolder = (folder: string): string => join(folder, '.attune/index/docs')

/** The first file of an index. */
function segmentOf(folder: string, kind: 'lexical' | 'space'): string {
  const name = readdirSync(indexFolder(folder)).find((file) => file.startsWith(kind))
  return join(indexFolder(folder), name ?? 'none')
}

const flipByte =
  (kind: 'lexical' | 'space') =>
  (folder: string): void => {
    const bytes = readFileSync(segmentOf(folder, kind))
    const middle = bytes.length >> 1
    bytes[middle] = (bytes[middle] ?? 0) ^ 1
    writeFileSync(segmentOf(folder, kind), bytes)
  }

const cut =
  (kind: 'lexical' | 'space') =>
  (folder: string): void =>
    truncateSync(segmentOf(folder, kind), 5000)

/** Index files are derived: whatever happens to them, the next search makes them again. */
export const wounds: readonly Wound[] = [
  { name: 'a flipped bit in a file of words', inflict: flipByte('lexical'), says: /rebuilt.*lexical-.*damaged/ },
  { name: 'a flipped bit in a file of vectors', inflict: flipByte('space'), says: /rebuilt.*space-.*damaged/ },
  { name: 'a file of words that was cut short', inflict: cut('lexical'), says: /rebuilt.*lexical-/ },
  { name: 'a file of vectors that was cut short', inflict: cut('space'), says: /rebuilt.*space-/ },
  { name: 'a file of words that is gone', inflict: (folder) => rmSync(segmentOf(folder, 'lexical')), says: /rebuilt/ },
  {
    name: 'a manifest that is gone',
    inflict: (folder) => rmSync(join(indexFolder(folder), 'manifest.json')),
    says: /rebuilt.*its manifest is missing or damaged/,
  },
  {
    name: 'a manifest that is no JSON',
    inflict: (folder) => writeFileSync(join(indexFolder(folder), 'manifest.json'), '{"formatVersion":'),
    says: /rebuilt.*its manifest is missing or damaged/,
  },
  {
    name: 'index files that are gone altogether',
    inflict: (folder) => rmSync(indexFolder(folder), { recursive: true }),
    says: /rebuilt/,
  },
]
