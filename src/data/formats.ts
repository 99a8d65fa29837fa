/** @file Which kinds of files hold documents, and how each is read: one table. */
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { type ByteOptions, GZIP_EXTENSION } from './byte-source.ts'
import { formatUnknown } from './errors.ts'
import type { Page } from './page.ts'
import type { Row } from './row.ts'

/** Each row is a document; read from a path or a stream. */
export type RowReader = (source: string | Readable, options: ByteOptions) => AsyncGenerator<Row>

interface RowFormat {
  readonly kind: 'rows'
  readonly extensions: readonly string[]
  readonly load: () => Promise<RowReader>
  /** Whether a folder's files of this kind are taken for documents. */
  readonly isForFolders: boolean
}

/** Each row is a document; read at places of a file, so neither from streams nor packed by gzip. */
interface FileFormat {
  readonly kind: 'file'
  readonly extensions: readonly string[]
  readonly load: () => Promise<(path: string) => AsyncGenerator<Row>>
  readonly isForFolders: boolean
}

/** The whole file is one document. */
interface PageFormat {
  readonly kind: 'page'
  readonly extensions: readonly string[]
  readonly load: () => Promise<(text: string, file: string) => Page>
  readonly isForFolders: boolean
}

/** The whole file is one document, and no text as it stands. */
interface PackedPageFormat {
  readonly kind: 'packed page'
  readonly extensions: readonly string[]
  readonly load: () => Promise<(bytes: Buffer, file: string) => Promise<Page>>
  readonly isForFolders: boolean
}

export type Format = RowFormat | FileFormat | PageFormat | PackedPageFormat

export type FormatName = 'jsonl' | 'json' | 'csv' | 'tsv' | 'parquet' | 'markdown' | 'html' | 'text' | 'docx' | 'pdf'

/** Readers are loaded when they are first used: together they cost more time than small files take to read. */
export const FORMATS: Readonly<Record<FormatName, Format>> = {
  jsonl: {
    kind: 'rows',
    extensions: ['.jsonl', '.ndjson'],
    load: async () => (await import('./json-rows.ts')).readJsonLineRows,
    isForFolders: true,
  },
  // Folders of pages have package.json, tsconfig.json and the like: settings, not documents.
  json: {
    kind: 'rows',
    extensions: ['.json'],
    load: async () => (await import('./json-rows.ts')).readJsonRows,
    isForFolders: false,
  },
  csv: {
    kind: 'rows',
    extensions: ['.csv'],
    load: async () => (await import('./csv-rows.ts')).readCsvRows,
    isForFolders: true,
  },
  tsv: {
    kind: 'rows',
    extensions: ['.tsv'],
    load: async () => (await import('./tsv-rows.ts')).readTsvRows,
    isForFolders: true,
  },
  parquet: {
    kind: 'file',
    extensions: ['.parquet'],
    load: async () => (await import('./parquet-rows.ts')).readParquetRows,
    isForFolders: true,
  },
  markdown: {
    kind: 'page',
    extensions: ['.md', '.markdown'],
    load: async () => (await import('./markdown-page.ts')).readMarkdown,
    isForFolders: true,
  },
  html: {
    kind: 'page',
    extensions: ['.html', '.htm'],
    load: async () => (await import('./html-page.ts')).readHtml,
    isForFolders: true,
  },
  text: {
    kind: 'page',
    extensions: ['.txt'],
    load: () => Promise.resolve((text) => ({ title: undefined, text })),
    isForFolders: true,
  },
  docx: {
    kind: 'packed page',
    extensions: ['.docx'],
    load: async () => (await import('./docx-page.ts')).readDocx,
    isForFolders: true,
  },
  pdf: {
    kind: 'packed page',
    extensions: ['.pdf'],
    load: async () => (await import('./pdf-page.ts')).readPdf,
    isForFolders: true,
  },
}

/** Formats of which each file is one document. */
export const isPageFormat = (name: FormatName): boolean => FORMATS[name].kind.endsWith('page')

const names = Object.keys(FORMATS) as FormatName[]

/** Every extension that the table knows, `.gz` variants included. */
export const knownExtensions: readonly string[] = names.flatMap((name) => {
  const { extensions, kind } = FORMATS[name]
  return kind === 'file' ? extensions : extensions.flatMap((extension) => [extension, extension + GZIP_EXTENSION])
})

/** Formats that a stream can have. */
export const streamFormats: readonly FormatName[] = names.filter((name) => FORMATS[name].kind === 'rows')

/** @returns the format of a file's extension, in upper or lower case, or undefined */
export function findFormat(path: string): FormatName | undefined {
  const name = basename(path).toLowerCase()
  const isPacked = name.endsWith(GZIP_EXTENSION)
  const bare = isPacked ? name.slice(0, -GZIP_EXTENSION.length) : name
  return names.find((format) => {
    const { extensions, kind } = FORMATS[format]
    return extensions.some((extension) => bare.endsWith(extension)) && !(isPacked && kind === 'file')
  })
}

/** @throws DATA_FORMAT_UNKNOWN with the extensions of the table */
export function formatOf(path: string): FormatName {
  const format = findFormat(path)
  if (format !== undefined) return format
  const extension = /\.[^.]+(?:\.gz)?$/i.exec(basename(path))?.[0] ?? ''
  throw formatUnknown({ file: path, extension, known: knownExtensions })
}
