/** @file A cache of vectors: an encoder that looks into a file first. Evaluating the same data again encodes nothing. */
import { createHash } from 'node:crypto'
import { type Matrix, rowOf } from '../../base/matrix.ts'
import type { WorkOptions } from '../../base/progress.ts'
import { type DisposableEncoder, disposable } from '../../encode/disposable-encoder.ts'
import { type EncodeOptions, type Encoder, type EncodeUsage, noUsage, textInputs } from '../../encode/encoder.ts'
import { type Database, openDatabase } from '../database/database.ts'
import { bytesOf, vectorOfBytes } from '../documents/document-content.ts'

export interface VectorCache {
  /** Of the vectors that are there, by input; `[dim]` each. */
  readonly get: (inputs: readonly string[], of: VectorsOf) => Map<string, Float32Array>
  /** What encoding the input took when that was done, its share of the batch it was in; undefined where it is not there. */
  readonly encodeMs: (input: string, of: VectorsOf) => number | undefined
  /** Durable once this returns, even if the process is killed. `encodeMs` is each input's share of the time. */
  readonly put: (
    inputs: readonly string[],
    of: VectorsOf & { readonly vectors: Matrix; readonly encodeMs: number },
  ) => void
  readonly close: () => void
}

/** Who made the vectors, and for which side of a search. */
export interface VectorsOf {
  readonly fingerprint: string
  readonly role: EncodeOptions['role']
}

/** Inputs that are encoded before their vectors are written: the most that an interruption can cost. */
const WRITE_INPUTS = 512
const LOOKUP_INPUTS = 2000
/** Increased when the meaning of what is stored changes; the file is then recreated. */
const FORMAT = 2

/** @param path a file, made when it is not there; ':memory:' for one that is gone when closed */
export function openVectorCache(path: string): VectorCache {
  // Losing the last vectors in a power cut costs time only.
  const database = openDatabase(path, { synchronous: 'NORMAL' })
  prepare(database)
  return {
    get: (inputs, of) => {
      const found = new Map<string, Float32Array>()
      for (let at = 0; at < inputs.length; at += LOOKUP_INPUTS) {
        const part = new Map(inputs.slice(at, at + LOOKUP_INPUTS).map((input) => [keyOf(input, of), input]))
        const rows = database.all<readonly [string, Uint8Array]>(
          'SELECT key, data FROM vector WHERE key IN (SELECT value FROM json_each(?))',
          [JSON.stringify([...part.keys()])],
        )
        for (const [key, data] of rows) found.set(part.get(key) ?? '', vectorOfBytes(data))
      }
      return found
    },
    encodeMs: (input, of) =>
      database.first<[number]>('SELECT encode_ms FROM vector WHERE key = ?', [keyOf(input, of)])?.[0],
    put: (inputs, { vectors, encodeMs, ...of }) =>
      database.transaction(() => {
        inputs.forEach((input, i) =>
          database.run('INSERT OR REPLACE INTO vector (key, data, encode_ms) VALUES (?, ?, ?)', [
            keyOf(input, of),
            bytesOf(rowOf(vectors, i)),
            encodeMs,
          ]),
        )
      }),
    close: database.close,
  }
}

function prepare(database: Database): void {
  const version = database.first<[number]>('PRAGMA user_version')?.[0] ?? 0
  if (version === FORMAT || !database.isWritable) return
  database.transaction(() => {
    database.execute(
      'DROP TABLE IF EXISTS vector; CREATE TABLE vector (key TEXT PRIMARY KEY, data BLOB NOT NULL, encode_ms REAL NOT NULL)',
    )
    database.execute(`PRAGMA user_version = ${FORMAT}`)
  })
}

const keyOf = (input: string, { fingerprint, role }: VectorsOf): string =>
  createHash('sha256').update(`${fingerprint}\0${role}\0`).update(input).digest('hex')

export interface CachedEncoder extends DisposableEncoder {
  /** What encoding the input took when that was done, so that a run that encodes nothing still knows what encoding costs in production. */
  readonly encodeMs: (input: string, role: EncodeOptions['role']) => number | undefined
}

/**
 * The encoder, looking into the cache first. An input that occurs several times is encoded once. Vectors are written while others are still
 * being made, so that an interrupted run goes on where it was.
 *
 * The usage is of what was encoded now: what was found costs nothing.
 *
 * @returns an encoder with the same fingerprint; closing it closes the inner one and leaves the cache open
 */
export function cachedEncoder(encoder: Encoder, cache: VectorCache): CachedEncoder {
  const { fingerprint, dim } = encoder
  return {
    ...disposable(encoder),
    encodeMs: (input, role) => cache.encodeMs(input, { fingerprint, role }),
    encode: async (inputs, { role, onProgress, signal }) => {
      const texts = inputs.map(({ text }) => text)
      const unique = [...new Set(texts)]
      let usage: EncodeUsage = noUsage
      const vectors = cache.get(unique, { fingerprint, role })
      const missing = byLength(unique.filter((input) => !vectors.has(input)))
      const known = unique.length - missing.length
      for (let at = 0; at < missing.length; at += WRITE_INPUTS) {
        signal?.throwIfAborted()
        const part = missing.slice(at, at + WRITE_INPUTS)
        const progress: WorkOptions['onProgress'] = (inner) =>
          onProgress?.({ ...inner, done: known + at + inner.done, total: unique.length })
        const start = performance.now()
        const made = await encoder.encode(textInputs(part), { role, signal, onProgress: progress })
        const encodeMs = (performance.now() - start) / part.length
        cache.put(part, { fingerprint, role, vectors: made.vectors, encodeMs })
        part.forEach((input, i) => vectors.set(input, rowOf(made.vectors, i)))
        const cut = new Set(made.usage.truncated.map((i) => part[i]))
        usage = {
          tokens: usage.tokens + made.usage.tokens,
          truncated: [...usage.truncated, ...[...texts.keys()].filter((i) => cut.has(texts[i]))],
        }
      }
      return { vectors: assemble(texts, vectors, dim), usage }
    },
  }
}

/** Texts of like length are encoded together: padding costs as much as text. */
const byLength = (inputs: string[]): string[] => inputs.sort((a, b) => b.length - a.length)

function assemble(inputs: readonly string[], vectors: ReadonlyMap<string, Float32Array>, dim: number): Matrix {
  const data = new Float32Array(inputs.length * dim)
  inputs.forEach((input, i) => data.set(vectors.get(input) ?? [], i * dim))
  return { data, rows: inputs.length, dim }
}
