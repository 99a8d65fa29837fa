/** @file From a request to a report: opens what it names, keeps vectors, and evaluates. */
import { resolve } from 'node:path'
import type { WorkOptions } from '../base/progress.ts'
import type { AdaptCollectionOptions } from '../adapt/adapt-collection.ts'
import { type Dataset, openDataset } from '../data/dataset.ts'
import { readQueries } from '../data/query-file.ts'
import { readQrels } from '../data/trec.ts'
import type { Encoder } from '../encode/encoder.ts'
import { openEncoder } from '../encode/open-encoder.ts'
import type { Reranker } from '../encode/reranker.ts'
import { needsEncoder } from '../search/resolve-plan.ts'
import { onlyCollection } from '../search/search.ts'
import type { Collection } from '../store/collection.ts'
import { openProject, vectorCachePath } from '../store/open-project.ts'
import type { Project } from '../store/project.ts'
import { type CachedEncoder, cachedEncoder, openVectorCache, type VectorCache } from '../store/encoders/vector-cache.ts'
import type { PlanChoice } from './choose-plans.ts'
import { evaluateAdapted } from './evaluate-adapted.ts'
import { evaluate, type Evaluation, type EvaluateOptions } from './evaluate-collection.ts'
import { evaluateDataset, indexDataset } from './evaluate-dataset.ts'
import type { CollectionSource, DatasetSource, EvaluationRequest } from './evaluation-request.ts'

export interface RunEvaluationOptions extends WorkOptions {
  /** Opens an encoder by its reference. Default: openEncoder of encode/. */
  readonly openEncoder?: ((ref: string) => Promise<Encoder>) | undefined
  /** Threads for training, if the request adapts. Default: all cores. */
  readonly threads?: number | undefined
  /** Where `hub:` references look, if the request adapts. */
  readonly cacheFolder?: string | undefined
  /** As of evaluateCollection. */
  readonly inspect?: EvaluateOptions['inspect']
  /** By the name that plans use; the project opens rerankers that are named by reference. */
  readonly rerankers?: Readonly<Record<string, Reranker>> | undefined
}

/**
 * Documents of a data set are indexed in memory; a collection is searched in place. Vectors are cached in the project, so the same evaluation
 * encodes nothing the second time.
 *
 * @throws what the data, encoders and evaluateCollection throw
 */
export async function runEvaluation(
  project: Project,
  request: EvaluationRequest,
  options: RunEvaluationOptions,
): Promise<Evaluation> {
  const cache = openVectorCache(vectorCachePath(project))
  try {
    const { source } = request
    return 'dataset' in source
      ? await runOnDataset({ ...request, source }, { ...options, cache, project })
      : await runOnCollection({ ...request, source }, { ...options, cache, project })
  } finally {
    cache.close()
  }
}

interface Running extends RunEvaluationOptions {
  readonly project: Project
  readonly cache: VectorCache
}

type RequestOf<Source> = EvaluationRequest & { readonly source: Source }

async function runOnDataset(request: RequestOf<DatasetSource>, running: Running): Promise<Evaluation> {
  const { source } = request
  const needed = request.adapt !== undefined || request.plans === undefined || request.plans.some(choiceNeedsEncoder)
  return withDataset({ ...source, encoders: needed ? source.encoders : {} }, running, async (opened) => {
    const { dataset, collection, memory, encoderOf } = opened
    const evaluateNow = (of: (space: string) => Promise<Encoder>): Promise<Evaluation> =>
      evaluateDataset(collection, dataset, {
        ...optionsOf(request, running),
        split: source.split,
        encoderOf: of,
        request: { ...request, source: { ...source, dataset: resolve(source.dataset) } },
      })
    if (request.adapt === undefined) return evaluateNow(encoderOf)
    return evaluateAdapted(memory, collection, {
      ...adaptOptionsOf(request, running),
      evaluate: (state) => evaluateNow(state === 'before' ? encoderOf : (space) => memory.encoder(collection, space)),
    })
  })
}

export interface OpenedDataset {
  readonly dataset: Dataset
  /** Its documents, in memory. */
  readonly collection: Collection
  readonly memory: Project
  /** The encoder of a space as it was opened, with vectors cached. */
  readonly encoderOf: (space: string) => Promise<Encoder>
}

/** Indexes a data set in memory for as long as `work` takes. */
export async function withDataset<Result>(
  source: DatasetSource,
  running: Pick<Running, 'openEncoder' | 'cache' | 'signal' | 'onProgress'>,
  work: (opened: OpenedDataset) => Promise<Result>,
): Promise<Result> {
  const dataset = await openDataset(source.dataset)
  const encoders = await openEncoders(source.encoders, running)
  const memory = await openProject(':memory:', { create: true })
  try {
    const fields = Object.keys(source.fields)
    const spaces = Object.fromEntries(Array.from(encoders, ([space, encoder]) => [space, { encoder, fields }]))
    const settings = { lexicalFields: source.fields, analyzer: source.analyzer, spaces }
    const collection = await indexDataset(memory, dataset, { settings, ...workOf(running) })
    const encoderOf = async (space: string): Promise<Encoder> =>
      encoders.get(space) ?? memory.encoder(collection, space)
    return await work({ dataset, collection, memory, encoderOf })
  } finally {
    await memory.close()
    for (const encoder of encoders.values()) await encoder.close()
  }
}

const choiceNeedsEncoder = (choice: PlanChoice): boolean =>
  needsEncoder(typeof choice === 'string' ? choice : choice.plan)

async function openEncoders(
  refs: Readonly<Record<string, string>>,
  { openEncoder: open = openEncoder, cache }: Pick<Running, 'openEncoder' | 'cache'>,
): Promise<Map<string, CachedEncoder>> {
  const encoders = new Map<string, CachedEncoder>()
  try {
    for (const [space, ref] of Object.entries(refs)) encoders.set(space, cachedEncoder(await open(ref), cache))
    return encoders
  } catch (error) {
    for (const encoder of encoders.values()) await encoder.close()
    throw error
  }
}

async function runOnCollection(request: RequestOf<CollectionSource>, running: Running): Promise<Evaluation> {
  const { source } = request
  const { project } = running
  const name = source.collection ?? (await onlyCollection(project))
  const collection = await project.collection(name)
  const [queries, judgements] = await Promise.all([readQueries(source.queries), readQrels(source.judgements)])
  const evaluateNow = (of: Collection, encoderOf: (space: string) => Promise<Encoder>): Promise<Evaluation> =>
    evaluate(of, {
      ...optionsOf(request, running),
      queries,
      judgements,
      expectsAllJudged: true,
      encoderOf,
      request: {
        ...request,
        source: {
          ...source,
          collection: name,
          queries: resolve(source.queries),
          judgements: resolve(source.judgements),
        },
      },
    })
  if (request.adapt !== undefined) return onAdaptedCopy(collection, request, { ...running, evaluateNow })
  return evaluateNow(collection, async (space) =>
    cachedEncoder(await project.encoder(collection, space), running.cache),
  )
}

/** Evaluating changes no collection: a copy in memory is adapted, from the encoder that the collection's own came from. */
async function onAdaptedCopy(
  collection: Collection,
  request: EvaluationRequest,
  running: Running & {
    readonly evaluateNow: (of: Collection, encoderOf: (space: string) => Promise<Encoder>) => Promise<Evaluation>
  },
): Promise<Evaluation> {
  const { settings, name } = collection
  const refs = Object.entries(settings.spaces).map(
    ([space, { encoder, adapted }]) => [space, (adapted?.from.encoder ?? encoder).ref] as const,
  )
  const encoders = await openEncoders(Object.fromEntries(refs), running)
  const memory = await openProject(':memory:', { create: true })
  try {
    const spaces = Array.from(encoders, ([space, encoder]) => {
      return [space, { encoder, fields: settings.spaces[space]?.fields }] as const
    })
    const copy = await memory.createCollection(name, { ...settings, spaces: Object.fromEntries(spaces) })
    await copy.add(collection.documents(), workOf(running))
    return await evaluateAdapted(memory, copy, {
      ...adaptOptionsOf(request, running),
      evaluate: () => running.evaluateNow(copy, (space) => memory.encoder(copy, space)),
    })
  } finally {
    await memory.close()
    for (const encoder of encoders.values()) await encoder.close()
  }
}

const adaptOptionsOf = ({ adapt, seed }: EvaluationRequest, running: Running): AdaptCollectionOptions => ({
  ...adapt,
  seed,
  threads: running.threads,
  cacheFolder: running.cacheFolder,
  ...workOf(running),
})

const workOf = ({ signal, onProgress }: WorkOptions): WorkOptions => ({ signal, onProgress })

function optionsOf(request: EvaluationRequest, running: Running): EvaluateOptions {
  const { plans, metrics, dialect, latencyHalfLifeMs, ignoreIdenticalIds, seed } = request
  const { project, rerankers, inspect } = running
  return {
    ...workOf(running),
    plans,
    metrics,
    dialect,
    latencyHalfLifeMs,
    ignoreIdenticalIds,
    seed,
    rerankers,
    project,
    inspect,
  }
}
