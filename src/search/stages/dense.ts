/** @file Stages of the kind "dense": the nearest vectors in one space. */
import * as v from 'valibot'
import type { CollectionSettings } from '../../store/collection.ts'
import { count, name, object } from '../schema.ts'
import { spaceUnknown } from '../errors.ts'
import type { DenseStageInput, DenseStageSettings } from './stage.ts'
import { CANDIDATES_MAX, type StageKind } from './stage-kind.ts'

const DEFAULT_SPACE = 'default'

export const denseStage: StageKind<DenseStageInput, DenseStageSettings> = {
  schema: object(
    {
      space: v.optional(name),
      k: v.optional(count(1, CANDIDATES_MAX)),
      exact: v.optional(v.boolean()),
      graph: v.optional(object({ ef: v.optional(count(1, CANDIDATES_MAX)) })),
    },
    { moved: { ef: '"graph": { "ef": ... }' } },
  ),
  resolve: ({ space, k, exact = false, graph }, context) => ({
    space: knownSpace(space, context.settings),
    k: k ?? context.k,
    exact,
    ...(graph === undefined ? {} : { graph }),
  }),
  name: ({ space }) => `dense:${space}`,
  readsSpace: true,
  space: ({ space }) => space,
  toQuery: ({ space, exact, graph }, { vector = new Float32Array() }) => ({
    kind: 'dense',
    space,
    vector,
    exact,
    graph,
  }),
  meaning: ({ space }, { spaces }) =>
    `${spaces[space]?.isNormalized === true ? 'cosine' : 'dot product'} of query and document in space ${space}`,
  isApproximate: ({ exact }) => !exact,
  lacking: ({ exact }, { exactDense }) =>
    exact && !exactDense ? 'compare a query with every vector (exact)' : undefined,
}

function knownSpace(space: string | undefined, { spaces }: CollectionSettings): string {
  const known = Object.keys(spaces).filter((one) => spaces[one]?.kind === 'dense')
  const wanted = space ?? (known.includes(DEFAULT_SPACE) ? DEFAULT_SPACE : known[0])
  if (wanted === undefined || !known.includes(wanted)) throw spaceUnknown({ space, known })
  return wanted
}
