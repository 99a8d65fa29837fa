/** @file Checks that the engine behind a collection can run a plan. Anything it cannot do is rejected, with its name, before the plan runs. */
import type { Collection, CollectionCapabilities } from '../store/collection.ts'
import { type Filter, type FilterOperator, operatorOf } from '../store/filter/filter.ts'
import { planUnsupported } from './errors.ts'
import type { Plan } from './plan.ts'
import { stageLacking } from './stages/stages-table.ts'

/** @throws SEARCH_PLAN_UNSUPPORTED */
export function checkCapabilities({ name, capabilities }: Collection, { retrieve, filter }: Plan): void {
  const lacking = [
    ...retrieve.flatMap((stage) => stageLacking(stage, capabilities) ?? []),
    ...(filter === undefined ? [] : filterLacking(filter, capabilities)),
  ]
  if (lacking.length > 0) throw planUnsupported({ collection: name, lacking: [...new Set(lacking)] })
}

const filterLacking = (filter: Filter, { filters }: CollectionCapabilities): string[] =>
  operatorsOf(filter)
    .filter((operator) => !filters.includes(operator))
    .map((operator) => `filter by "${operator}"`)

function operatorsOf(filter: Filter): FilterOperator[] {
  const inner = 'and' in filter ? filter.and : 'or' in filter ? filter.or : 'not' in filter ? [filter.not] : []
  return [operatorOf(filter), ...inner.flatMap(operatorsOf)]
}
