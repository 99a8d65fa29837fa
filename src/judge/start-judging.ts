/** @file From a collection without judgements to queries and a work list. */
import { readQueryLog } from './read-query-log.ts'
import { onlyCollection } from '../search/search.ts'
import type { Project } from '../store/project.ts'
import { createAnalyzer } from '../text/analyzer.ts'
import { type DerivedQuery, deriveQueries, sampleLog } from './derive-queries.ts'
import { noQueries } from './errors.ts'
import { makeWorkList, type WorkListOptions } from './make-work-list.ts'
import type { WorkItem } from './work-list.ts'

export interface StartOptions extends Pick<WorkListOptions, 'plans' | 'depth' | 'signal' | 'onProgress'> {
  /** Optional if the project has exactly one. */
  readonly collection?: string | undefined
  /** A file with queries that people asked. Default: queries are made from the documents. */
  readonly queries?: string | undefined
  /** How many queries at most. */
  readonly count: number
  readonly seed: number
}

export interface Started {
  readonly queries: readonly DerivedQuery[]
  readonly items: readonly WorkItem[]
}

/** @throws JUDGE_NO_QUERIES, what reading the log and makeWorkList throw */
export async function startJudging(project: Project, options: StartOptions): Promise<Started> {
  const { count, seed, queries: file } = options
  const collection = await project.collection(options.collection ?? (await onlyCollection(project)))
  const { analyzer, lexicalFields } = collection.settings
  const queries =
    file === undefined
      ? await deriveQueries(() => collection.documents(), {
          analyzer: createAnalyzer(analyzer),
          fields: Object.keys(lexicalFields),
          count,
          seed,
        })
      : sampleLog(await readQueryLog(file), { count, seed })
  if (queries.length === 0) throw noQueries({ collection: collection.name })
  const sourceOf = new Map(queries.map((query) => [query.id, query]))
  const items = await makeWorkList(collection, {
    ...options,
    queries: queries.map(({ id, text }) => ({ id, text, fields: {} })),
    remarkOf: (id) => remarkOf(sourceOf.get(id)),
    encoderOf: (space) => project.encoder(collection, space),
    rerankerOf: (ref) => project.reranker(ref),
  })
  return { queries, items }
}

/** A made query is never to be taken for one that somebody asked. */
const remarkOf = (query: DerivedQuery | undefined): string | undefined =>
  query?.docId === undefined ? undefined : `query made from a ${query.source} of document ${query.docId}`
