/** @file Some of the queries of an evaluation, with their judgements and vectors. */
import type { Evaluated } from '../evaluate/evaluate-collection.ts'

/** What was evaluated, of some of its queries. */
export function pickQueries(
  { queries, judgements, queryVectors }: Evaluated,
  chosen: readonly number[],
): Pick<Evaluated, 'queries' | 'judgements' | 'queryVectors'> {
  const picked = chosen.flatMap((index) => queries.slice(index, index + 1))
  const spaces = Object.entries(queryVectors).map(([space, { vectors, encodeMs }]) => {
    const data = new Float32Array(chosen.length * vectors.dim)
    for (const [row, index] of chosen.entries())
      data.set(vectors.data.subarray(index * vectors.dim, (index + 1) * vectors.dim), row * vectors.dim)
    const times = Float64Array.from(chosen, (index) => encodeMs[index] ?? 0)
    return [space, { vectors: { data, rows: chosen.length, dim: vectors.dim }, encodeMs: times }] as const
  })
  return {
    queries: picked,
    judgements: new Map(picked.map(({ id }) => [id, judgements.get(id) ?? new Map<string, number>()])),
    queryVectors: Object.fromEntries(spaces),
  }
}
