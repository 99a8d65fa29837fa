/** @file The kinds of stages: a new kind is a file next to this one and a row in the table. */
import type * as v from 'valibot'
import type { CollectionCapabilities, CollectionSettings, StageQuery } from '../../store/collection.ts'
import { oneOf } from '../schema.ts'
import { planInvalid } from '../errors.ts'
import { denseStage } from './dense.ts'
import { lexicalStage } from './lexical.ts'
import type {
  DenseStageInput,
  DenseStageSettings,
  LexicalStageInput,
  LexicalStageSettings,
  Stage,
  StageInput,
  StageSettings,
} from './stage.ts'
import type { QueryForms, ReadQuery, StageContext, StageKind } from './stage-kind.ts'

interface StageKinds {
  readonly lexical: StageKind<LexicalStageInput, LexicalStageSettings>
  readonly dense: StageKind<DenseStageInput, DenseStageSettings>
}

const stageKinds: StageKinds = { lexical: lexicalStage, dense: denseStage }

export const stageSchema: v.GenericSchema<object> = oneOf(
  { lexical: lexicalStage.schema, dense: denseStage.schema },
  'kind of stage',
)

/** Which kind it is. @throws SEARCH_PLAN_INVALID where it is of none or several */
export function stageKindOf(stage: Stage | StageInput): keyof StageKinds {
  const [kind, ...others] = Object.keys(stage)
  if (kind === undefined || others.length > 0 || !Object.hasOwn(stageKinds, kind)) {
    const problem = `expected exactly one of ${Object.keys(stageKinds).join(', ')}, but got ${Object.keys(stage).join(', ') || 'none'}`
    throw planInvalid([{ path: 'retrieve', problem }])
  }
  return kind as keyof StageKinds
}

type AnyKind = StageKind<object, StageSettings>

/** A stage's row, and what the stage says under its key. */
function rowOf(stage: Stage | StageInput): { readonly kind: AnyKind; readonly settings: StageSettings } {
  const name = stageKindOf(stage)
  return {
    kind: stageKinds[name] as unknown as AnyKind,
    settings: (stage as unknown as Readonly<Record<string, StageSettings>>)[name] as StageSettings,
  }
}

/** @throws SEARCH_FIELD_UNKNOWN, SEARCH_SPACE_UNKNOWN */
export function resolveStage(stage: StageInput, context: StageContext): Stage {
  const { kind, settings } = rowOf(stage)
  return { [stageKindOf(stage)]: kind.resolve(settings, context) } as unknown as Stage
}

/** What to call a stage in timings and explanations: "lexical", "dense:default". */
export function stageName(stage: Stage): string {
  const { kind, settings } = rowOf(stage)
  return kind.name(settings)
}

/** The space whose encoder sees the query; undefined where the stage asks for the text itself. */
export function stageSpace(stage: Stage): string | undefined {
  const { kind, settings } = rowOf(stage)
  return kind.space(settings)
}

/** Candidates that the stage retrieves. */
export const stageDepth = (stage: Stage): number => rowOf(stage).settings.k

/** The request of a stage to the collection. */
export function stageQuery(stage: Stage, query: QueryForms): StageQuery {
  const { kind, settings } = rowOf(stage)
  return kind.toQuery(settings, query)
}

/** What stages read as signs in the query as typed; undefined where to all of them it is text. */
export function readQuery(stages: readonly Stage[], query: string): ReadQuery | undefined {
  const readings = stages.flatMap((stage) => {
    const { kind, settings } = rowOf(stage)
    return kind.read?.(settings, query) ?? []
  })
  const conditions = new Map(readings.flatMap((reading) => reading.conditions).map((one) => [JSON.stringify(one), one]))
  const [first] = readings
  return first && { text: first.text, conditions: [...conditions.values()] }
}

/** What a score of the stage is, in words. */
export function stageMeaning(stage: Stage, collection: CollectionSettings): string {
  const { kind, settings } = rowOf(stage)
  return kind.meaning(settings, collection)
}

/** What the stage wants of an engine that lacks it; undefined where the engine can answer it. */
export function stageLacking(stage: Stage, capabilities: CollectionCapabilities): string | undefined {
  const { kind, settings } = rowOf(stage)
  return kind.lacking(settings, capabilities)
}

/** Whether an engine with these capabilities ranks by something else than what the stage asks for. */
export function stageIsApproximate(stage: Stage, capabilities: CollectionCapabilities): boolean {
  const { kind, settings } = rowOf(stage)
  return kind.isApproximate(settings, capabilities)
}

/** Whether it asks a space, and so needs an encoder. */
export const readsSpace = (stage: Stage | StageInput): boolean => rowOf(stage).kind.readsSpace

/** The spaces that stages read, each once. */
export const spacesOf = (stages: readonly Stage[]): string[] => [
  ...new Set(stages.flatMap((stage) => stageSpace(stage) ?? [])),
]
