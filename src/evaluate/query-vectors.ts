/** @file Queries as vectors, encoded one at a time as they arrive in life, and what each took. */
import type { WorkOptions } from '../base/progress.ts'
import type { Query } from '../data/document.ts'
import type { Encoder } from '../encode/encoder.ts'
import type { CachedEncoder } from '../store/vector-cache.ts'
import type { QueryVectors } from './evaluate-plans.ts'

/**
 * Encodes each query alone. An encoder that keeps vectors (cachedEncoder) says what encoding took when it was done, so that a second
 * evaluation, which encodes nothing, reports the same latency.
 */
export async function encodeQueries(
  encoder: Encoder | CachedEncoder,
  queries: readonly Query[],
  { signal, onProgress }: WorkOptions,
): Promise<QueryVectors> {
  const vectors = { data: new Float32Array(queries.length * encoder.dim), rows: queries.length, dim: encoder.dim }
  const encodeMs = new Float64Array(queries.length)
  for (const [index, { text }] of queries.entries()) {
    signal?.throwIfAborted()
    const start = performance.now()
    const encoded = await encoder.encode([{ text }], { role: 'query', signal })
    const elapsedMs = performance.now() - start
    vectors.data.set(encoded.vectors.data, index * encoder.dim)
    encodeMs[index] = ('encodeMs' in encoder ? encoder.encodeMs(text, 'query') : undefined) ?? elapsedMs
    onProgress?.({ stage: 'encoding', done: index + 1, total: queries.length, unit: 'queries' })
  }
  return { vectors, encodeMs }
}
