/** @file The queries that only one of two ways of searching answers, from a collection and scored runs. */
import type { Judgements, Query, Run } from '../data/document.ts'
import type { RunScores } from '../metrics/evaluate-run.ts'
import type { Collection } from '../store/collection.ts'
import { dictionaryOf } from './dictionary.ts'
import { evidenceGatherer } from './gather-evidence.ts'
import { explainLegDifferences, type Leg, type LegDifference, type QueryEvidence } from './leg-difference.ts'
import type { Differences } from './report.ts'

/** One way of searching, scored. */
export interface ScoredLeg {
  readonly name: string
  readonly kind: Leg['kind']
  readonly scores: RunScores
  /** What was scored: causes that lie in what was ranked instead are found only with it. */
  readonly run?: Run | undefined
}

export interface FindDifferencesOptions {
  /** The metric that says whether a query is answered: above 0. */
  readonly metric: string
  readonly legs: readonly [ScoredLeg, ScoredLeg]
  readonly queries: readonly Query[]
  readonly judgements: Judgements
}

/** Queries that only one of two ways of searching answers, with the cause. Reads what answers those queries and what was ranked, nothing else. */
export async function findDifferences(
  collection: Collection,
  { metric, legs, queries, judgements }: FindDifferencesOptions,
): Promise<Differences> {
  const scoresOf = ({ perQuery }: RunScores): Map<string, number> =>
    new Map(Array.from(perQuery, ([id, figures]) => [id, figures[metric] ?? 0]))
  const scored = legs.map(({ name, kind, scores }): Leg => ({ name, kind, scores: scoresOf(scores) }))
  const contested = queries.filter(({ id }) => new Set(scored.map(({ scores }) => (scores.get(id) ?? 0) > 0)).size > 1)
  const gatherer = evidenceGatherer(collection)
  const evidence: QueryEvidence[] = []
  for (const query of contested)
    evidence.push(
      await gatherer.gather(query, {
        grades: judgements.get(query.id) ?? new Map<string, number>(),
        rankings: new Map(legs.map(({ name, run }) => [name, run?.get(query.id) ?? []])),
      }),
    )
  const { language } = collection.settings.analyzer
  const words = evidence.flatMap((each) => each.words.map(({ text }) => text))
  const found = explainLegDifferences(scored, evidence, {
    documentFrequency: gatherer.documentFrequency,
    documents: await collection.count(),
    isWord: await dictionaryOf(language, words),
    language,
  })
  const textOf = new Map(contested.map(({ id, text }) => [id, text]))
  return {
    between: [legs[0].name, legs[1].name],
    counts: countCauses(found),
    queries: found.map((difference) => ({ ...difference, text: textOf.get(difference.queryId) ?? '' })),
  }
}

function countCauses(differences: readonly LegDifference[]): Differences['counts'] {
  const counts: Record<string, Partial<Record<LegDifference['cause'], number>>> = {}
  for (const { answeredBy, cause } of differences) {
    const causes = (counts[answeredBy] ??= {})
    causes[cause] = (causes[cause] ?? 0) + 1
  }
  return counts
}
