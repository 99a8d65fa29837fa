/** @file From a data set, or a collection with a file of queries, to a work list. */
import { readQueries } from '../data/query-file.ts'
import { readQrels } from '../data/trec.ts'
import type { Encoder } from '../encode/encoder.ts'
import type { DatasetSource } from '../evaluate/evaluation-request.ts'
import { withDataset } from '../evaluate/run-evaluation.ts'
import { onlyCollection } from '../search/search.ts'
import { openVectorCache } from '../store/encoders/vector-cache.ts'
import { vectorCachePath } from '../store/open-project.ts'
import type { Project } from '../store/project.ts'
import { makeWorkList, type WorkListOptions } from './make-work-list.ts'
import type { WorkItem } from './work-list.ts'

export interface QueriesSource {
  /** Optional if the project has exactly one. */
  readonly collection?: string | undefined
  /** Files; without judgements, everything is to be judged. */
  readonly queries: string
  readonly judgements?: string | undefined
}

export type ExportOptions = Omit<
  WorkListOptions,
  'queries' | 'judgements' | 'encoderOf' | 'rerankerOf' | 'remarkOf'
> & {
  readonly openEncoder?: ((ref: string) => Promise<Encoder>) | undefined
}

/** @throws what the data, encoders and makeWorkList throw */
export const exportWorkList = (
  project: Project,
  source: DatasetSource | QueriesSource,
  options: ExportOptions,
): Promise<WorkItem[]> =>
  'dataset' in source ? ofDataset(project, source, options) : ofCollection(project, source, options)

async function ofCollection(project: Project, source: QueriesSource, options: ExportOptions): Promise<WorkItem[]> {
  const collection = await project.collection(source.collection ?? (await onlyCollection(project)))
  return makeWorkList(collection, {
    ...options,
    queries: await readQueries(source.queries),
    judgements: source.judgements === undefined ? undefined : await readQrels(source.judgements),
    encoderOf: (space) => project.encoder(collection, space),
    rerankerOf: (ref) => project.reranker(ref),
  })
}

async function ofDataset(project: Project, source: DatasetSource, options: ExportOptions): Promise<WorkItem[]> {
  const cache = openVectorCache(vectorCachePath(project))
  try {
    return await withDataset(source, { ...options, cache }, async ({ dataset, collection, encoderOf }) => {
      const [queries, judgements] = await Promise.all([dataset.queries(source.split), dataset.judgements(source.split)])
      const rerankerOf: WorkListOptions['rerankerOf'] = (ref) => project.reranker(ref)
      return makeWorkList(collection, { ...options, queries, judgements, encoderOf, rerankerOf })
    })
  } finally {
    cache.close()
  }
}
