/** @file Query vectors, encoded one at a time as in production, with the time of each. */
import type { WorkOptions } from '../base/progress.ts'
import type { Query } from '../data/document.ts'
import type { Encoder, Encoding } from '../encode/encoder.ts'
import type { CachedEncoder } from '../store/encoders/vector-cache.ts'
import type { QueryVectors } from './evaluate-plans.ts'
import { naming } from './naming.ts'

/**
 * Encodes each query alone. An encoder that keeps vectors (cachedEncoder) says what encoding took when it was done, so that a second
 * evaluation, which encodes nothing, reports the same latency.
 */
export async function encodeQueries(
  encoder: Encoder | CachedEncoder,
  queries: readonly Query[],
  { space, signal, onProgress }: WorkOptions & { readonly space: string },
): Promise<QueryVectors> {
  const vectors = { data: new Float32Array(queries.length * encoder.dim), rows: queries.length, dim: encoder.dim }
  const encodeMs = new Float64Array(queries.length)
  for (const [index, query] of queries.entries()) {
    signal?.throwIfAborted()
    const start = performance.now()
    const encoded = await encodeOne(encoder, query, { space, signal })
    const elapsedMs = performance.now() - start
    vectors.data.set(encoded.vectors.data, index * encoder.dim)
    encodeMs[index] = ('encodeMs' in encoder ? encoder.encodeMs(query.text, 'query') : undefined) ?? elapsedMs
    onProgress?.({ stage: 'encoding', done: index + 1, total: queries.length, unit: 'queries' })
  }
  return { vectors, encodeMs }
}

async function encodeOne(
  encoder: Encoder,
  query: Query,
  { space, signal }: { readonly space: string; readonly signal: AbortSignal | undefined },
): Promise<Encoding> {
  try {
    return await encoder.encode([{ text: query.text }], { role: 'query', signal })
  } catch (error) {
    throw naming(query, `while it was encoded for the space "${space}"`, error)
  }
}
