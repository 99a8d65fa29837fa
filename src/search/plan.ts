/**
 * @file The plan: how to answer a query, as plain JSON. It is searched with, evaluated, tuned, served and explained; nothing about ranking
 * hides anywhere else.
 */
import * as v from 'valibot'
import { defaultScoring, type LexicalScoring } from '../index/lexical/scoring.ts'
import type { Filter } from '../store/filter.ts'
import { filterSchema } from '../store/filter-schema.ts'
import { lexicalScoringSchema } from './scoring-schema.ts'
import { checked, count, finite, noList, strict } from './schema.ts'
import { type NormalisationName, normalisations } from './fusion/normalise.ts'

/** BM25 or another lexical formula over weighted fields. */
export interface LexicalStage {
  readonly lexical: {
    /** Weight by field name; the collection's own weights when not given. */
    readonly fields?: Readonly<Record<string, number>> | undefined
    /** Candidates to retrieve, 1 to 10,000. */
    readonly k: number
    readonly scoring: LexicalScoring
  }
}

/** Nearest vectors in one space. */
export interface DenseStage {
  readonly dense: {
    /** Name of the vector field. */
    readonly space: string
    /** Candidates to retrieve, 1 to 10,000. */
    readonly k: number
    /** True compares with every vector instead of walking the graph. */
    readonly exact: boolean
    /** Breadth of the graph walk; more finds more and takes longer. The index's own default when not given. */
    readonly ef?: number | undefined
  }
}

export type Stage = LexicalStage | DenseStage

export type Fusion =
  | { readonly rrf: { readonly k: number; readonly weights?: readonly number[] | undefined } }
  | { readonly linear: { readonly normalise: NormalisationName; readonly weights?: readonly number[] | undefined } }

export interface Plan {
  readonly retrieve: readonly Stage[]
  /** How several stages become one ranking; absent with a single stage. */
  readonly fuse?: Fusion | undefined
  /** The first `top` hits are scored again by a named reranker. */
  readonly rerank?: { readonly reranker: string; readonly top: number } | undefined
  /** Only documents that match are retrieved, by every stage. */
  readonly filter?: Filter | undefined
  /** Hits to skip. */
  readonly offset: number
  /** Hits to return, at most. */
  readonly limit: number
}

const K_MAX = 10_000
const depth = count(1, K_MAX)
const weights = v.optional(v.pipe(v.array(finite), v.minLength(1)))

const stageSchema = v.pipe(
  noList,
  strict({
    lexical: v.optional(
      strict({
        fields: v.optional(
          v.pipe(v.record(v.string(), finite), v.check(hasPositive, 'expected a field with a positive weight')),
        ),
        k: v.optional(depth, 100),
        scoring: v.optional(lexicalScoringSchema, defaultScoring),
      }),
    ),
    dense: v.optional(
      strict({
        space: v.optional(v.pipe(v.string(), v.minLength(1)), 'default'),
        k: v.optional(depth, 100),
        exact: v.optional(v.boolean(), false),
        ef: v.optional(count(1, K_MAX)),
      }),
    ),
  }),
  v.check(hasOneKey, 'expected exactly one kind of stage: "lexical" or "dense"'),
)

const fusionSchema = v.pipe(
  strict({
    rrf: v.optional(strict({ k: v.optional(v.pipe(finite, v.minValue(0)), 60), weights })),
    linear: v.optional(
      strict({
        normalise: v.optional(v.picklist(Object.keys(normalisations) as NormalisationName[]), 'min-max'),
        weights,
      }),
    ),
  }),
  v.check(hasOneKey, 'expected exactly one way to fuse: "rrf" or "linear"'),
)

const planSchema = v.pipe(
  noList,
  strict({
    retrieve: v.pipe(v.array(stageSchema), v.minLength(1), v.maxLength(16)),
    fuse: v.optional(fusionSchema),
    rerank: v.optional(strict({ reranker: v.pipe(v.string(), v.minLength(1)), top: v.optional(count(1, K_MAX), 20) })),
    filter: v.optional(filterSchema),
    offset: v.optional(count(0, K_MAX), 0),
    limit: v.optional(count(0, K_MAX), 10),
  }),
  v.forward(
    v.check(
      ({ fuse, retrieve }) => weightCount(fuse) === undefined || weightCount(fuse) === retrieve.length,
      'expected one weight for each stage of "retrieve"',
    ),
    ['fuse'],
  ),
)

function hasPositive(fields: Readonly<Record<string, number>>): boolean {
  const values = Object.values(fields)
  return values.some((weight) => weight > 0) && values.every((weight) => weight >= 0)
}

function hasOneKey(value: object): boolean {
  return Object.values(value).filter((part) => part !== undefined).length === 1
}

type FuseKeys = {
  readonly [Name in 'rrf' | 'linear']?: { readonly weights?: readonly number[] | undefined } | undefined
}

const weightCount = (fuse: FuseKeys | undefined): number | undefined => (fuse?.rrf ?? fuse?.linear)?.weights?.length

/**
 * Checks a plan and fills in its defaults: k 100, reciprocal rank fusion with k 60 where several stages retrieve, limit 10.
 *
 * @param json parsed JSON
 * @throws SEARCH_PLAN_INVALID naming the path within the plan
 */
export function parsePlan(json: unknown): Plan {
  const plan = checked(planSchema, json) as Plan
  return plan.retrieve.length > 1 && plan.fuse === undefined ? { ...plan, fuse: { rrf: { k: 60 } } } : plan
}

const lexical = { lexical: {} }
const dense = { dense: {} }

export type PlanName = 'lexical' | 'dense' | 'hybrid'

/** The plans that are compared when none is named. */
export const namedPlans: Readonly<Record<PlanName, Plan>> = {
  lexical: parsePlan({ retrieve: [lexical] }),
  dense: parsePlan({ retrieve: [dense] }),
  hybrid: parsePlan({ retrieve: [lexical, dense], fuse: { rrf: { k: 60 } } }),
}

/** What to call a stage in timings and explanations. */
export const stageName = (stage: Stage): string => ('lexical' in stage ? 'lexical' : `dense:${stage.dense.space}`)
