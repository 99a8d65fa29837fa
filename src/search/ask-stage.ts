/** @file One search under way, and how a stage of its plan asks the collection. */
import type { Candidate, Collection, RetrieveRequest, StageQuery, WordCondition } from '../store/collection.ts'
import type { VectorInput } from '../store/documents/vector-input.ts'
import type { PlanToAnswer } from './search-options.ts'
import type { Stage } from './stages/stage.ts'
import { stageDepth, stageQuery, stageSpace } from './stages/stages-table.ts'

export interface Search {
  readonly collection: Collection
  /** As typed. */
  readonly query: string
  readonly conditions: readonly WordCondition[]
  /** By space. */
  readonly vectors: ReadonlyMap<string, VectorInput>
  readonly options: PlanToAnswer
}

/** What one stage retrieved, with all that is needed to explain it. */
export interface StageAnswer {
  readonly stage: Stage
  readonly candidates: readonly Candidate[]
}

/** A stage as the collection is asked to score or explain documents by it. */
export function queryOf(stage: Stage, { query, vectors }: Search): StageQuery {
  const space = stageSpace(stage)
  return stageQuery(stage, { text: query, vector: space === undefined ? undefined : vectors.get(space) })
}

/** Which documents the stage is to choose, too. */
export const requestOf = (stage: Stage, search: Search): RetrieveRequest => ({
  ...queryOf(stage, search),
  k: stageDepth(stage),
  filter: search.options.plan.filter,
  ...(search.conditions.length === 0 ? {} : { conditions: search.conditions }),
  excludeId: search.options.excludeId,
})
