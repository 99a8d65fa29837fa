/** @file What a benchmark task is: texts with what is known of them, and a protocol that makes figures of an encoder's vectors. */
import type { Judgements, Query } from '../data/document.ts'
import type { Label } from '../metrics/labels/classification-scores.ts'

/** A document of a retrieval task. What is encoded is its title, a space and its text, as MTEB joins them. */
export interface TaskDocument {
  readonly id: string
  readonly title: string
  readonly text: string
}

export interface RetrievalData {
  readonly documents: readonly TaskDocument[]
  readonly queries: readonly Pick<Query, 'id' | 'text'>[]
  readonly judgements: Judgements
  /** The documents that each query's ranking is made of; default: all. */
  readonly candidates?: ReadonlyMap<string, readonly string[]> | undefined
}

export interface LabelledText {
  readonly text: string
  readonly label: Label
}

export interface ClassificationData {
  readonly train: readonly LabelledText[]
  readonly test: readonly LabelledText[]
  /** Rows of `train` that each experiment learns from; default: drawn as MTEB draws them. */
  readonly rows?: readonly (readonly number[])[] | undefined
}

export interface SimilarityData {
  readonly pairs: readonly { readonly texts: readonly [string, string]; readonly score: number }[]
}

export interface PairData {
  readonly pairs: readonly { readonly texts: readonly [string, string]; readonly isPositive: boolean }[]
}

export interface ClusteringData {
  readonly texts: readonly string[]
  /** For each text its label, or its labels from the widest level to the narrowest. */
  readonly labels: readonly (readonly Label[])[]
  /** Rows of each draw, of tasks with one level; default: drawn as MTEB draws them. */
  readonly rows?: readonly (readonly number[])[] | undefined
}

/** Sets of texts that are clustered one by one. */
export interface ClusterSetsData {
  readonly sets: readonly { readonly texts: readonly string[]; readonly labels: readonly Label[] }[]
}

export interface BitextData {
  readonly pairs: readonly (readonly [string, string])[]
}

/** The data of each kind of task, by MTEB's name of the kind. */
export interface TaskData {
  readonly Retrieval: RetrievalData
  readonly Reranking: RetrievalData
  readonly STS: SimilarityData
  readonly Classification: ClassificationData
  readonly PairClassification: PairData
  readonly Clustering: ClusteringData
  readonly ClusteringLegacy: ClusterSetsData
  readonly BitextMining: BitextData
}

export type TaskKind = keyof TaskData

/** What task.json may set; every default is MTEB's. */
export interface TaskSettings {
  /** Which figure stands for the task; default by kind. */
  readonly mainScore?: string | undefined
  /** Whose rows are measured. Default "test". */
  readonly split: string
  /** Whose rows a classifier learns from. Default "train". */
  readonly trainSplit: string
  /** As MTEB writes them. Default ["eng-Latn"]. */
  readonly languages: readonly string[]
  /** Of the data; written into the result. Default: 40 zeros, MTEB's for data that are not on the hub. */
  readonly revision: string
  /** Of everything drawn. Default 42. */
  readonly seed: number
  /** Classification: rows of each label that an experiment learns from. Default 8. */
  readonly samplesPerLabel: number
  /** Classification: how many times. Default 10. */
  readonly experiments: number
  /** Clustering: how many times. Default 10. */
  readonly draws: number
  /** Clustering: rows of each draw, with replacement. Default 16,384. */
  readonly rowsPerDraw: number
  /** Clustering: rows of a batch of k-means. Default 512, of whole sets 500. */
  readonly batchSize?: number | undefined
  /** Clustering: texts to encode, drawn from all. Default: all of them. */
  readonly textsMax?: number | undefined
  /** Retrieval: a query never finds the document with its own id. Default false. */
  readonly ignoreIdenticalIds: boolean
}

export type Task = {
  readonly [Kind in TaskKind]: {
    readonly name: string
    readonly kind: Kind
    readonly settings: TaskSettings
    readonly data: TaskData[Kind]
  }
}[TaskKind]

/** What a result file holds. A figure that is not defined is null. */
export type Score = number | null | readonly Score[] | { readonly [name: string]: Score }
export type Scores = Readonly<Record<string, Score>>
