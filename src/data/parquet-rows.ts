/** @file Rows of Parquet files, one row group in memory at a time, read at their places in the file. */
import { type FileHandle, open } from 'node:fs/promises'
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { fileDamaged, sourceNotFound, sourceUnreadable } from './errors.ts'
import { parquetCodecs as compressors } from './parquet-codecs.ts'
import { timestampFromMicroseconds, timestampFromNanoseconds } from './parquet-times.ts'
import { parquetValues, textOfBytes } from './parquet-values.ts'
import type { Row } from './row.ts'

const parsers = {
  timestampFromMicroseconds,
  timestampFromNanoseconds,
  stringFromBytes: (bytes: Uint8Array | undefined): string | undefined =>
    bytes === undefined ? undefined : textOfBytes(bytes),
  /** A day has no hour, so it is written without one: `2024-01-31`. */
  dateFromDays: (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10),
}

/**
 * Rows in file order, columns with their types: 64-bit integers as bigint, times as Date, or as ISO text where they are finer than a millisecond, days as ISO text, lists as arrays,
 * structs as objects, decimals as numbers or, where those would lose digits, as text. Rows count from 1.
 *
 * @throws DATA_FILE_DAMAGED with the first row of the row group, DATA_SOURCE_NOT_FOUND, DATA_SOURCE_UNREADABLE
 */
export async function* readParquetRows(path: string): AsyncGenerator<Row> {
  const handle = await openFile(path)
  try {
    const { size } = await handle.stat()
    if (size === 0) return
    const file = bufferOf(handle, size)
    const metadata = await orDamaged({ file: path }, () => readMetadata(file))
    yield* readRowGroups(file, { path, metadata })
  } finally {
    await handle.close()
  }
}

/** Both counts of rows must agree: a damaged footer may still have the right form. */
async function readMetadata(file: AsyncBuffer): Promise<FileMetaData> {
  const metadata = await parquetMetadataAsync(file, { parsers })
  const rows = metadata.row_groups.reduce((sum, { num_rows }) => sum + num_rows, 0n)
  if (rows !== metadata.num_rows)
    throw new Error(`its row groups have ${rows} rows, but its metadata declares ${metadata.num_rows}`)
  return metadata
}

async function* readRowGroups(
  file: AsyncBuffer,
  { path, metadata }: { readonly path: string; readonly metadata: FileMetaData },
): AsyncGenerator<Row> {
  const values = parquetValues(metadata)
  let rowStart = 0
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows)
    const rows = await orDamaged({ file: path, row: rowStart + 1 }, async () => {
      const group = await parquetReadObjects({
        file,
        metadata: values.metadata,
        rowStart,
        rowEnd,
        compressors,
        parsers,
        // Else bytes of decimals would be read as text.
        utf8: false,
      })
      if (group.length !== rowEnd - rowStart)
        throw new Error(`${group.length} rows, but its metadata declares ${num_rows}`)
      return group.map(values.convertRow)
    })
    for (const [index, value] of rows.entries()) yield { value, place: { file: path, row: rowStart + index + 1 } }
    rowStart = rowEnd
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw code === 'ENOENT' ? sourceNotFound({ path }, error) : sourceUnreadable({ file: path, reason: message }, error)
  }
}

const bufferOf = (handle: FileHandle, byteLength: number): AsyncBuffer => ({
  byteLength,
  slice: async (start, end = byteLength) => {
    if (start < 0 || end > byteLength || start > end)
      throw new Error(`bytes ${start} to ${end} are needed, but the file has ${byteLength}`)
    const bytes = new Uint8Array(end - start)
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at)
      if (bytesRead === 0) throw new Error(`it ends at byte ${start + at}, but had ${byteLength} bytes before`)
      at += bytesRead
    }
    return bytes.buffer
  },
})

/** Whatever the decoder stumbles over in bytes of the file is damage (or a part of the format that it does not know, which its words say). */
async function orDamaged<Result>(
  place: { readonly file: string; readonly row?: number },
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw fileDamaged({ ...place, format: 'Parquet', reason }, error)
  }
}
