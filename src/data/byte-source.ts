/** @file The bytes of a file or a stream, chunk by chunk, with readable messages for errors of the operating system. */
import { createReadStream } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { fileDamaged, sourceNotFound, sourceUnreadable, tooLong } from './errors.ts'

/** Larger chunks read no faster, and leave more garbage between collections. */
const CHUNK_BYTES = 2 ** 16

export const GZIP_EXTENSION = '.gz'

export interface ByteOptions {
  readonly signal?: AbortSignal | undefined
  /** What errors call a stream, which has no path. */
  readonly name?: string | undefined
  /** Of text that is neither UTF-8 nor recognisably UTF-16: a label of the Encoding Standard, such as `windows-1252`. */
  readonly charset?: string | undefined
}

/** What errors call this source. */
export const sourceName = (source: string | Readable, { name = '<stream>' }: ByteOptions): string =>
  typeof source === 'string' ? source : name

/**
 * A path's bytes, unpacked where it ends in `.gz`, or a stream's. At most a few chunks are held; a consumer that stops early closes the file.
 *
 * @throws DATA_SOURCE_NOT_FOUND, DATA_SOURCE_UNREADABLE, DATA_FILE_DAMAGED (gzip); the signal's reason
 */
export async function* readBytes(source: string | Readable, options: ByteOptions): AsyncGenerator<Uint8Array> {
  const { signal } = options
  signal?.throwIfAborted()
  const file = sourceName(source, options)
  const stream = typeof source === 'string' ? openFile(source) : source
  const abort = (): void => void stream.destroy(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
  signal?.addEventListener('abort', abort)
  try {
    for await (const chunk of stream as AsyncIterable<unknown>) {
      signal?.throwIfAborted()
      yield toBytes(chunk, file)
    }
  } catch (error) {
    signal?.throwIfAborted()
    throw inWords(error, file)
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

/** @throws DATA_TOO_LONG beyond `bytesMax`, and what the chunks throw */
export async function collectBytes(
  source: AsyncIterable<Uint8Array>,
  { file, bytesMax }: { readonly file: string; readonly bytesMax: number },
): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of source) {
    length += chunk.length
    if (length > bytesMax) throw tooLong({ file, bytesMax, what: 'The text' })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

function openFile(path: string): Readable {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  if (!path.endsWith(GZIP_EXTENSION)) return file
  // The pipeline reports here; the same error reaches the reader of the last stream.
  return pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined)
}

function toBytes(chunk: unknown, file: string): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk
  if (typeof chunk === 'string') return Buffer.from(chunk)
  throw sourceUnreadable({ file, reason: `it yields values of type ${typeof chunk}, not bytes or text` })
}

function inWords(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || 'isAttuneError' in error) return error
  const { code, message } = error
  if (code === 'ENOENT' || code === 'ENOTDIR') return sourceNotFound({ path: file }, error)
  if (typeof code === 'string' && code.startsWith('Z_'))
    return fileDamaged({ file, format: 'gzip', reason: message }, error)
  return sourceUnreadable({ file, reason: code === 'EISDIR' ? 'it is a folder' : message }, error)
}
