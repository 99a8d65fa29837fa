/** @file From the evaluation of two plans to their comparison, query by query, with causes. */
import { rowOf } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'
import type { Query } from '../data/document.ts'
import type { Reason, Sense } from '../evaluate/causes/cause.ts'
import { explainMiss } from '../evaluate/causes/causes-table.ts'
import { readEvidence } from '../evaluate/causes/evidence.ts'
import type { ChosenPlan } from '../evaluate/choose-plans.ts'
import { dictionaryOf } from '../evaluate/dictionary.ts'
import type { Evaluated } from '../evaluate/evaluate-collection.ts'
import { evidenceGatherer } from '../evaluate/gather-evidence.ts'
import type { QueryEvidence } from '../evaluate/leg-difference.ts'
import { findCounterfactuals } from '../search/counterfactual.ts'
import { readsSpace, spacesOf } from '../search/stages/stages-table.ts'
import type { Collection } from '../store/collection.ts'
import type { CauseCount, ComparedQuery, LostDocument, PlanComparison } from './comparison.ts'
import { lostDocuments } from './lost-documents.ts'
import { pieceCounter } from './piece-counter.ts'

export interface CompareEvaluatedOptions extends WorkOptions {
  /** Decides who wins a query: one of those that were evaluated. */
  readonly metric: string
  /** Queries, of the largest differences, whose lost documents get a counterfactual. Default: 100. */
  readonly counterfactuals?: number | undefined
}

const COUNTERFACTUALS_DEFAULT = 100
/** Of one query: the best-graded ones say enough. */
const COUNTERFACTUAL_DOCUMENTS = 1

/** @param evaluated of exactly two plans */
export async function compareEvaluated(
  evaluated: Evaluated,
  { metric, counterfactuals = COUNTERFACTUALS_DEFAULT, ...work }: CompareEvaluatedOptions,
): Promise<PlanComparison> {
  const { report, queries, collection } = evaluated
  const [a, b] = evaluated.plans as readonly [ChosenPlan, ChosenPlan]
  const scored = queries.map((query) => scoreQuery(query, { evaluated, metric, a: a.name, b: b.name }))
  const decided = scored.filter(({ winner }) => winner !== null)
  const reasons = await explainQueries(decided, { evaluated, plans: [a, b], ...work })
  const ordered = scored
    .map((query): ComparedQuery => ({ ...query, causes: reasons.get(query.id) ?? [] }))
    .sort((x, y) => y.difference - x.difference)
  const largest = new Set(
    byDifference(ordered)
      .slice(0, counterfactuals)
      .map(({ id }) => id),
  )
  const titles = await titlesOf(ordered, collection)
  const told: ComparedQuery[] = []
  for (const query of ordered.map((each) => withTitles(each, titles))) {
    work.signal?.throwIfAborted()
    told.push(largest.has(query.id) ? await withCounterfactuals(query, { evaluated, plans: [a, b], ...work }) : query)
    work.onProgress?.({ stage: 'explaining', done: told.length, total: ordered.length, unit: 'queries' })
  }
  const [first, second] = report.plans
  const difference = report.comparisons.find((comparison) => comparison.metric === metric)
  const { dataset, warnings, seed, encoders, environment, request } = report
  return {
    dataset,
    plans: [first, second] as PlanComparison['plans'],
    metric,
    difference: difference as PlanComparison['difference'],
    wins: {
      a: scored.filter(({ winner }) => winner === a.name).length,
      b: scored.filter(({ winner }) => winner === b.name).length,
      ties: scored.length - decided.length,
    },
    causes: countCauses(told),
    queries: told,
    warnings,
    seed,
    encoders,
    environment,
    ...(request === undefined ? {} : { request }),
  }
}

/** The largest first, whoever wins; ties are none. */
export const byDifference = (queries: readonly ComparedQuery[]): ComparedQuery[] =>
  queries.filter(({ winner }) => winner !== null).sort((x, y) => Math.abs(y.difference) - Math.abs(x.difference))

function scoreQuery(
  { id, text }: Query,
  {
    evaluated: { scores, runs, judgements },
    metric,
    a,
    b,
  }: { readonly evaluated: Evaluated; readonly metric: string; readonly a: string; readonly b: string },
): Omit<ComparedQuery, 'causes'> {
  const scoreOf = (plan: string): number => scores.get(plan)?.perQuery.get(id)?.[metric] ?? 0
  const difference = scoreOf(b) - scoreOf(a)
  const winner = difference === 0 ? null : difference > 0 ? b : a
  const loser = winner === a ? b : a
  return {
    id,
    text,
    scores: { [a]: scoreOf(a), [b]: scoreOf(b) },
    difference,
    winner,
    lost:
      winner === null
        ? []
        : lostDocuments({
            grades: judgements.get(id) ?? new Map<string, number>(),
            rankings: { [a]: runs.get(a)?.get(id) ?? [], [b]: runs.get(b)?.get(id) ?? [] },
            loser,
            winner,
          }),
  }
}

interface Explaining extends WorkOptions {
  readonly evaluated: Evaluated
  readonly plans: readonly [ChosenPlan, ChosenPlan]
}

const loserOf = ({ winner }: Pick<ComparedQuery, 'winner'>, [a, b]: Explaining['plans']): ChosenPlan =>
  winner === a.name ? b : a

/** Why the plan that is behind is behind, by query. */
async function explainQueries(
  decided: readonly Omit<ComparedQuery, 'causes'>[],
  { evaluated: { collection, judgements, runs, encoderOf }, plans, signal }: Explaining,
): Promise<Map<string, readonly Reason[]>> {
  const gatherer = evidenceGatherer(collection)
  const gathered: { readonly loser: ChosenPlan; readonly evidence: QueryEvidence }[] = []
  for (const query of decided) {
    signal?.throwIfAborted()
    const loser = loserOf(query, plans)
    const evidence = await gatherer.gather(query, {
      grades: judgements.get(query.id) ?? new Map<string, number>(),
      rankings: new Map([[loser.name, runs.get(loser.name)?.get(query.id) ?? []]]),
    })
    gathered.push({ loser, evidence })
  }
  const missed = new Map(decided.map(({ id, lost }) => [id, bestGraded(lost)]))
  const words = gathered.flatMap(({ evidence }) => evidence.words.map(({ text }) => text))
  const { language } = collection.settings.analyzer
  const isWord = await dictionaryOf(language, words)
  const documents = await collection.count()
  const reasons = new Map<string, readonly Reason[]>()
  for (const loser of plans) {
    const [space] = spacesOf(loser.plan.retrieve)
    const piecesOf = space === undefined ? undefined : await pieceCounter(await encoderOf?.(space), words)
    const knowledge = { documentFrequency: gatherer.documentFrequency, documents, isWord, language, piecesOf }
    const senses = sensesToBlame(loser, plans)
    for (const { evidence } of gathered.filter((one) => one.loser === loser)) {
      const wrong = evidence.wrong?.get(loser.name) ?? []
      const relevant = evidence.relevant.filter(({ id }) => missed.get(evidence.queryId)?.has(id))
      reasons.set(evidence.queryId, explainMiss(senses, readEvidence({ ...evidence, relevant, wrong }, knowledge)))
    }
  }
  return reasons
}

/** What the query is really about: of several that are lost, those that answer it best. */
const bestGraded = (lost: readonly LostDocument[]): Set<string> =>
  new Set(lost.filter(({ grade }) => grade === lost[0]?.grade).map(({ id }) => id))

const sensesOf = ({ plan }: ChosenPlan): Set<Sense> =>
  new Set(plan.retrieve.map((stage) => (readsSpace(stage) ? 'dense' : 'lexical')))

/** What the loser looks at and the winner does not: where words alone win over both, it is vectors that led astray. */
function sensesToBlame(loser: ChosenPlan, plans: Explaining['plans']): Sense[] {
  const own = sensesOf(loser)
  const others = sensesOf(plans.find((plan) => plan !== loser) as ChosenPlan)
  const alone = [...own].filter((sense) => !others.has(sense))
  return alone.length === 0 ? [...own] : alone
}

async function withCounterfactuals(
  query: ComparedQuery,
  { evaluated, plans, signal }: Explaining,
): Promise<ComparedQuery> {
  const { plan } = loserOf(query, plans)
  if (plan.rerank !== undefined) return query
  const told = query.lost.slice(0, COUNTERFACTUAL_DOCUMENTS)
  const index = evaluated.queries.findIndex(({ id }) => id === query.id)
  const found = await findCounterfactuals(evaluated.collection, query.text, {
    plan,
    ids: told.map(({ id }) => id),
    vectors: Object.fromEntries(
      Object.entries(evaluated.queryVectors).map(([space, { vectors }]) => [space, rowOf(vectors, index)]),
    ),
    excludeId: evaluated.report.ignoreIdenticalIds ? query.id : undefined,
    signal,
  })
  return {
    ...query,
    lost: query.lost.map((document): LostDocument => {
      const lacks = found.get(document.id)
      return lacks === undefined ? document : { ...document, lacks }
    }),
  }
}

/** What people call the lost documents, by id. */
async function titlesOf(queries: readonly ComparedQuery[], collection: Collection): Promise<Map<string, string>> {
  const titles = new Map<string, string>()
  for (const { lost } of queries)
    for (const document of await collection.get(lost.map(({ id }) => id))) {
      const title = document?.fields.title ?? document?.fields.name
      if (document !== undefined && typeof title === 'string' && title !== '') titles.set(document.id, title)
    }
  return titles
}

const withTitles = (query: ComparedQuery, titles: ReadonlyMap<string, string>): ComparedQuery => ({
  ...query,
  lost: query.lost.map((document) => {
    const title = titles.get(document.id)
    return title === undefined ? document : { ...document, title }
  }),
})

function countCauses(queries: readonly ComparedQuery[]): CauseCount[] {
  const counts = new Map<string, CauseCount & { readonly queries: string[] }>()
  for (const { id, winner, causes } of byDifference(queries)) {
    const cause = causes[0]?.cause
    if (winner === null || cause === undefined) continue
    const key = JSON.stringify([winner, cause])
    const { queries: before = [] } = counts.get(key) ?? {}
    counts.set(key, { winner, cause, count: before.length + 1, queries: [...before, id] })
  }
  return [...counts.values()].sort((x, y) => y.count - x.count)
}
