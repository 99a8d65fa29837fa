/** @file alpha-nDCG: gain for what is new, for queries with several intents (subtopics). */
import { compareUtf8 } from '../base/compare.ts'
import type { ScoredDocument } from '../data/document.ts'
import { cutoffInvalid, parameterInvalid } from './errors.ts'
import { type OrderName, orderResults } from './result-order.ts'

/** Of one query: document id -> the subtopics that it is relevant to. */
export type SubtopicJudgements = ReadonlyMap<string, ReadonlySet<string>>

export interface AlphaNdcgOptions {
  /** Cut-off. */
  readonly k: number
  /** How much a subtopic that was shown before loses each time; in [0, 1]. Default 0.5, as in TREC's web tracks. */
  readonly alpha?: number
  /** Default: gdeval's, which ndeval has, too. */
  readonly order?: OrderName
}

/**
 * alpha-nDCG@k = alpha-DCG@k / alpha-DCG@k of the ideal ranking, with alpha-DCG@k = Σ over ranks i <= k of Σ over the subtopics of result i of
 * (1 - alpha)^(results above i with that subtopic) / log2(i + 1). 0 where no document has a subtopic.
 *
 * The ideal ranking is made greedily, as in ndeval (equal gains by id, descending). It is not always the best one, which is NP-hard to find, so that a
 * ranking can exceed 1 in rare cases.
 *
 * @param ranking results in any order, each document once
 * @throws METRICS_CUTOFF_INVALID, METRICS_PARAMETER_INVALID, METRICS_SCORE_NAN
 * @see Clarke et al., "Novelty and Diversity in Information Retrieval Evaluation", SIGIR 2008, https://doi.org/10.1145/1390334.1390446
 */
export function alphaNdcg(
  judgements: SubtopicJudgements,
  ranking: readonly ScoredDocument[],
  { k, alpha = 0.5, order = 'gdeval' }: AlphaNdcgOptions,
): number {
  if (!Number.isInteger(k) || k < 1) throw cutoffInvalid({ metric: 'alpha_nDCG', cutoff: String(k) })
  if (!(alpha >= 0 && alpha <= 1))
    throw parameterInvalid({ metric: 'alpha_nDCG', parameter: 'alpha', value: String(alpha), accepted: 'from 0 to 1' })
  const topicsOf = ({ docId }: Pick<ScoredDocument, 'docId'>): ReadonlySet<string> => judgements.get(docId) ?? NONE
  const found = discountedNovelty(orderResults(ranking, order).slice(0, k).map(topicsOf), alpha)
  const best = discountedNovelty(idealTopics(byIdDescending(judgements), { k, alpha }), alpha)
  return best === 0 ? 0 : found / best
}

const NONE: ReadonlySet<string> = new Set()

function discountedNovelty(topicsOfResults: readonly ReadonlySet<string>[], alpha: number): number {
  const shown = new Map<string, number>()
  return topicsOfResults.reduce((sum, topics, i) => {
    const gain = noveltyOf(topics, { shown, alpha })
    show(topics, shown)
    return sum + gain / Math.log2(i + 2)
  }, 0)
}

const byIdDescending = (judgements: SubtopicJudgements): ReadonlySet<string>[] =>
  [...judgements].sort(([a], [b]) => compareUtf8(b, a)).map(([, topics]) => topics)

/** At each rank the document that gains most there; of several the first. */
function idealTopics(
  documents: readonly ReadonlySet<string>[],
  { k, alpha }: { readonly k: number; readonly alpha: number },
): ReadonlySet<string>[] {
  const left = [...documents]
  const shown = new Map<string, number>()
  const ideal: ReadonlySet<string>[] = []
  while (left.length > 0 && ideal.length < k) {
    const gains = left.map((topics) => noveltyOf(topics, { shown, alpha }))
    const [best = NONE] = left.splice(gains.indexOf(Math.max(...gains)), 1)
    show(best, shown)
    ideal.push(best)
  }
  return ideal
}

const noveltyOf = (
  topics: ReadonlySet<string>,
  { shown, alpha }: { readonly shown: ReadonlyMap<string, number>; readonly alpha: number },
): number => [...topics].reduce((sum, topic) => sum + (1 - alpha) ** (shown.get(topic) ?? 0), 0)

function show(topics: ReadonlySet<string>, shown: Map<string, number>): void {
  for (const topic of topics) shown.set(topic, (shown.get(topic) ?? 0) + 1)
}
