/** @file How long searches take while others are under way, after warm-up. */
import { rowOf } from '../base/matrix.ts'
import { percentile } from '../evaluate/percentile.ts'
import type { Plan } from '../search/plan.ts'
import { searchCollection } from '../search/search-collection.ts'
import { spacesOf } from '../search/stages/stages-table.ts'
import type { Collection } from '../store/collection.ts'
import type { ScoredQueries } from './score-plans.ts'

export interface Load {
  readonly concurrency: number
  readonly searches: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

const SEARCHES = 300
const WARM_UP = 20

type LoadData = Pick<ScoredQueries, 'queries' | 'queryVectors' | 'ignoreIdenticalIds' | 'signal'>

/** @returns milliseconds; what encoding the query alone takes is added */
export async function measureLoad(
  collection: Collection,
  { plan, concurrency, data }: { readonly plan: Plan; readonly concurrency: number; readonly data: LoadData },
): Promise<Load> {
  const spaces = spacesOf(plan.retrieve)
  const one = async (at: number): Promise<number> => {
    data.signal?.throwIfAborted()
    const index = at % data.queries.length
    const vectors = spaces.flatMap((space) => {
      const encoded = data.queryVectors[space]
      return encoded === undefined ? [] : [[space, rowOf(encoded.vectors, index)] as const]
    })
    const encodeMs = spaces.reduce((sum, space) => sum + (data.queryVectors[space]?.encodeMs[index] ?? 0), 0)
    const excludeId = data.ignoreIdenticalIds ? data.queries[index]?.id : undefined
    const start = performance.now()
    await searchCollection(collection, data.queries[index]?.text ?? '', {
      plan,
      vectors: Object.fromEntries(vectors),
      excludeId,
    })
    return performance.now() - start + encodeMs
  }
  for (let at = 0; at < WARM_UP; at++) await one(at)
  const times: number[] = []
  let next = 0
  const serve = async (): Promise<void> => {
    while (next < SEARCHES) times.push(await one(next++))
  }
  await Promise.all(Array.from({ length: concurrency }, serve))
  const at = (share: number): number => percentile(times, share)
  return { concurrency, searches: times.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}
