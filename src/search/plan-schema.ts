/** @file The schema that plans are checked by. The JSON Schema of plan files is made from it. */
import * as v from 'valibot'
import { filterSchema } from '../store/filter/filter-schema.ts'
import { count, name, object } from './schema.ts'
import { fusionSchema, statedWeights } from './fusion/fusions-table.ts'
import { HITS_MAX, type PlanInput } from './plan.ts'
import { stageSchema } from './stages/stages-table.ts'

const STAGES_MAX = 16

const planObject = object({
  $schema: v.optional(v.string()),
  retrieve: v.pipe(v.array(stageSchema), v.minLength(1), v.maxLength(STAGES_MAX)),
  fuse: v.optional(fusionSchema),
  rerank: v.optional(object({ reranker: name, top: v.optional(count(1, HITS_MAX)) })),
  filter: v.optional(filterSchema),
  offset: v.optional(count(0, HITS_MAX)),
  limit: v.optional(count(0, HITS_MAX)),
}) as v.GenericSchema<PlanInput>

export const planSchema: v.GenericSchema<PlanInput> = v.pipe(
  planObject,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || weighsEachStage(dataset.value)) return
    const { value } = dataset
    const path: [v.IssuePathItem] = [
      { type: 'object', origin: 'value', input: { ...value }, key: 'fuse', value: value.fuse },
    ]
    addIssue({ message: 'expected one weight for each stage of "retrieve"', path })
  }),
)

function weighsEachStage({ fuse, retrieve }: PlanInput): boolean {
  const weights = fuse === undefined ? undefined : statedWeights(fuse)
  return weights === undefined || weights.length === retrieve.length
}
