/** @file Every kind of task: how it is measured, and which figure stands for it. */
import { evaluateBitext } from './evaluate-bitext.ts'
import { evaluateClassification } from './evaluate-classification.ts'
import { evaluateClusterSets, evaluateClustering } from './evaluate-clustering.ts'
import { evaluatePairs } from './evaluate-pairs.ts'
import { evaluateRetrieval } from './evaluate-retrieval.ts'
import { evaluateSimilarity } from './evaluate-similarity.ts'
import type { Encoded } from './encode-texts.ts'
import type { Scores, TaskData, TaskKind, TaskSettings } from './task.ts'

export interface TaskDefinition<Data> {
  /** MTEB's for most tasks of the kind. */
  readonly mainScore: string
  readonly evaluate: (
    data: Data,
    options: Encoded & { readonly settings: TaskSettings; readonly name: string },
  ) => Promise<Scores>
}

export const tasksTable: { readonly [Kind in TaskKind]: TaskDefinition<TaskData[Kind]> } = {
  Retrieval: { mainScore: 'ndcg_at_10', evaluate: evaluateRetrieval },
  Reranking: { mainScore: 'map_at_1000', evaluate: evaluateRetrieval },
  STS: { mainScore: 'cosine_spearman', evaluate: evaluateSimilarity },
  Classification: { mainScore: 'accuracy', evaluate: evaluateClassification },
  PairClassification: { mainScore: 'max_ap', evaluate: evaluatePairs },
  Clustering: { mainScore: 'v_measure', evaluate: evaluateClustering },
  ClusteringLegacy: { mainScore: 'v_measure', evaluate: evaluateClusterSets },
  BitextMining: { mainScore: 'f1', evaluate: evaluateBitext },
}
