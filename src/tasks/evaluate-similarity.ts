/**
 * @file STS: whether pairs that people found more similar have more similar vectors. Correlations of people's scores with each measure of similarity.
 *
 * @see Cer et al., "SemEval-2017 Task 1: Semantic textual similarity", 2017; Reimers et al., COLING 2016, for Spearman's rho as the main score
 */
import { pearson, spearman } from '../metrics/labels/correlation.ts'
import type { Encoded } from './encode-texts.ts'
import { measurePairs } from './pair-similarities.ts'
import type { Scores, SimilarityData } from './task.ts'

export async function evaluateSimilarity({ pairs }: SimilarityData, options: Encoded): Promise<Scores> {
  const measured = await measurePairs(pairs, options)
  const gold = pairs.map(({ score }) => score)
  const scores: Record<string, number> = {
    // The model's own similarity is the cosine.
    pearson: pearson(gold, measured.cosine),
    spearman: spearman(gold, measured.cosine),
  }
  for (const name of ['cosine', 'manhattan', 'euclidean'] as const) {
    scores[`${name}_pearson`] = pearson(gold, measured[name])
    scores[`${name}_spearman`] = spearman(gold, measured[name])
  }
  return scores
}
