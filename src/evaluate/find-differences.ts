/** @file The evidence for leg-difference.ts: the words of the queries and of the documents that answer them. */
import type { Dataset } from '../data/dataset.ts'
import type { Document } from '../data/document.ts'
import type { RunScores } from '../metrics/evaluate-run.ts'
import { createAnalyzer } from '../text/analyzer.ts'
import type { CollectionSettings } from '../store/collection.ts'
import { explainLegDifferences, type LegDifference, type QueryEvidence } from './leg-difference.ts'

export interface FindDifferencesOptions {
  readonly split: string
  /** The metric that says whether a query is answered: above 0. */
  readonly metric: string
  readonly lexical: RunScores
  readonly dense: RunScores
  /** Whose analyzer and fields decide what a word is. */
  readonly settings: CollectionSettings
}

/** Queries of a split that only words or only vectors answer, with the cause. Reads the corpus once. */
export async function findDifferences(
  dataset: Dataset,
  { split, metric, lexical, dense, settings }: FindDifferencesOptions,
): Promise<LegDifference[]> {
  const { terms } = createAnalyzer(settings.analyzer)
  const [queries, judgements] = await Promise.all([dataset.queries(split), dataset.judgements(split)])
  const relevantIds = new Set([...judgements.values()].flatMap((grades) => relevantOf(grades)))
  const documentFrequencies = new Map<string, number>()
  const relevantTerms = new Map<string, string[]>()
  for await (const document of dataset.documents()) {
    const words = terms(textOf(document, settings))
    for (const word of new Set(words)) documentFrequencies.set(word, (documentFrequencies.get(word) ?? 0) + 1)
    if (relevantIds.has(document.id)) relevantTerms.set(document.id, words)
  }
  const evidence = queries.map(({ id, text }): QueryEvidence => ({
    queryId: id,
    terms: terms(text),
    relevantTerms: relevantOf(judgements.get(id) ?? new Map<string, number>()).flatMap((docId) => {
      const words = relevantTerms.get(docId)
      return words === undefined ? [] : [words]
    }),
  }))
  const scoresOf = ({ perQuery }: RunScores): Map<string, number> =>
    new Map(Array.from(perQuery, ([id, figures]) => [id, figures[metric] ?? 0]))
  return explainLegDifferences(
    [
      { name: 'words', kind: 'lexical', scores: scoresOf(lexical) },
      { name: 'vectors', kind: 'dense', scores: scoresOf(dense) },
    ],
    evidence,
    { documentFrequency: (term) => documentFrequencies.get(term) ?? 0 },
  )
}

const relevantOf = (grades: ReadonlyMap<string, number>): string[] =>
  [...grades].filter(([, grade]) => grade > 0).map(([docId]) => docId)

const textOf = ({ fields }: Document, { lexicalFields }: CollectionSettings): string =>
  Object.keys(lexicalFields)
    .map((field) => fields[field])
    .filter((value) => typeof value === 'string')
    .join(' ')
