/** @file Lists of texts as vectors, each distinct text encoded once. */
import type { Matrix } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'
import { type Encoder, type EncodeRole, textInputs } from '../encode/encoder.ts'

export interface Encoded extends WorkOptions {
  readonly encoder: Encoder
  /** Counts texts that are longer than the encoder reads. */
  readonly onTruncated?: ((texts: number) => void) | undefined
}

/**
 * `[texts, dim]`, row i for text i.
 *
 * Differs from mteb: a text that occurs twice is encoded once. In batches that are padded differently two vectors of one text differ in their last
 * bits, which breaks ties of similarities by accident.
 */
export async function encodeTexts(
  texts: readonly string[],
  { encoder, role, signal, onProgress, onTruncated }: Encoded & { readonly role: EncodeRole },
): Promise<Matrix> {
  const places = new Map<string, number>()
  for (const text of texts) if (!places.has(text)) places.set(text, places.size)
  const { vectors, usage } = await encoder.encode(textInputs([...places.keys()]), { role, signal, onProgress })
  if (usage.truncated.length > 0) onTruncated?.(usage.truncated.length)
  if (places.size === texts.length) return vectors
  const { dim } = vectors
  const data = new Float32Array(texts.length * dim)
  texts.forEach((text, row) => {
    const from = (places.get(text) as number) * dim
    data.set(vectors.data.subarray(from, from + dim), row * dim)
  })
  return { data, rows: texts.length, dim }
}

/** Rows as unit vectors; zeros stay zeros. */
export function withUnitRows({ data, rows, dim }: Matrix): Matrix {
  const unit = Float32Array.from(data)
  for (let row = 0; row < rows; row++) {
    let squares = 0
    for (let i = row * dim; i < (row + 1) * dim; i++) squares += (data[i] as number) ** 2
    const length = Math.sqrt(squares)
    if (length > 0) for (let i = row * dim; i < (row + 1) * dim; i++) unit[i] = (data[i] as number) / length
  }
  return { data: unit, rows, dim }
}

/** Rows of a matrix, in the order given. */
export function takeRows({ data, dim }: Matrix, rows: readonly number[]): Matrix {
  const taken = new Float32Array(rows.length * dim)
  rows.forEach((row, i) => taken.set(data.subarray(row * dim, (row + 1) * dim), i * dim))
  return { data: taken, rows: rows.length, dim }
}
