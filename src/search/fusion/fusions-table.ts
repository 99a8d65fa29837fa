/** @file The ways to fuse: how each is written in a plan, completed, computed and put into words. */
import * as v from 'valibot'
import type { Candidate, FusionRequest } from '../../store/collection.ts'
import { finite, notNegative, object, oneOf } from '../schema.ts'
import type { Fusion, FusionInput, LinearCombination, ReciprocalRanks, Written } from './fusion.ts'
import { type Fused, fuseLinear, fuseReciprocalRanks } from './fuse.ts'
import { type NormalisationName, normalisations } from './normalise.ts'

interface FusionKind<Settings> {
  readonly schema: v.GenericSchema<object>
  /** @param shares what each stage is worth; they sum to 1 */
  readonly resolve: (input: Written<Settings>, shares: readonly number[]) => Settings
  readonly fuse: (rankings: readonly (readonly Candidate[])[], settings: Settings) => Fused[]
  readonly describe: (settings: Settings) => string
}

interface FusionKinds {
  readonly rrf: FusionKind<ReciprocalRanks>
  readonly linear: FusionKind<LinearCombination>
}

const weights = v.optional(v.pipe(v.array(finite), v.minLength(1)))

const fusionKinds: FusionKinds = {
  rrf: {
    schema: object({ k: v.optional(notNegative), weights }),
    resolve: ({ k = 60, weights: given }, shares) => ({ k, weights: given ?? shares.map(() => 1) }),
    fuse: fuseReciprocalRanks,
    describe: ({ k, weights: used }) =>
      `reciprocal ranks, k ${k}${used.every((weight) => weight === 1) ? '' : `, weights ${used.join(' : ')}`}`,
  },
  linear: {
    schema: object({
      normalise: v.optional(v.picklist(Object.keys(normalisations) as NormalisationName[])),
      weights,
    }),
    resolve: ({ normalise = 'min-max', weights: given }, shares) => ({ normalise, weights: given ?? shares }),
    fuse: fuseLinear,
    describe: ({ normalise, weights: used }) => `linear combination, ${normalise}, weights ${used.join(' : ')}`,
  },
}

export const fusionSchema: v.GenericSchema<object> = oneOf(
  { rrf: fusionKinds.rrf.schema, linear: fusionKinds.linear.schema },
  'way to fuse',
)

interface AnySettings {
  readonly weights: readonly number[]
}

export const fusionName = (fusion: Fusion | FusionInput): keyof FusionKinds =>
  Object.keys(fusion)[0] as keyof FusionKinds

function rowOf(fusion: Fusion | FusionInput): {
  readonly kind: FusionKind<AnySettings>
  readonly settings: AnySettings
} {
  const name = fusionName(fusion)
  return {
    kind: fusionKinds[name] as unknown as FusionKind<AnySettings>,
    settings: (fusion as unknown as Readonly<Record<string, AnySettings>>)[name] as AnySettings,
  }
}

/** The weights that a fusion states. */
export const statedWeights = (fusion: FusionInput): readonly number[] | undefined =>
  (rowOf(fusion).settings as Written<AnySettings>).weights

export function resolveFusion(fusion: FusionInput, shares: readonly number[]): Fusion {
  const { kind, settings } = rowOf(fusion)
  return { [fusionName(fusion)]: kind.resolve(settings, shares) } as unknown as Fusion
}

/** As a collection is asked to compute it. */
export const fusionRequest = (fusion: Fusion): FusionRequest =>
  ({ kind: fusionName(fusion), ...rowOf(fusion).settings }) as unknown as FusionRequest

export function fuse(rankings: readonly (readonly Candidate[])[], fusion: Fusion): Fused[] {
  const { kind, settings } = rowOf(fusion)
  return kind.fuse(rankings, settings)
}

export function describeFusion(fusion: Fusion): string {
  const { kind, settings } = rowOf(fusion)
  return kind.describe(settings)
}
