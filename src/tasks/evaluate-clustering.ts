/**
 * @file Clustering: whether k-means, told how many labels there are, puts texts of one label together. Figures of clusters against labels.
 *
 * Rows are drawn as mteb 2 draws them: with replacement, by Python's `random` with the task's seed, anew for each level of the labels.
 */
import { pythonChoices, pythonRandom, pythonSample } from '../base/mersenne-twister.ts'
import { clusterInBatches } from '../learn/mini-batch-k-means.ts'
import { adjustedMutualInformation } from '../metrics/labels/adjusted-mutual-information.ts'
import type { Label } from '../metrics/labels/classification-scores.ts'
import { vMeasure } from '../metrics/labels/v-measure.ts'
import { encodeTexts, type Encoded, takeRows } from './encode-texts.ts'
import type { ClusteringData, ClusterSetsData, Scores, TaskSettings } from './task.ts'

/** mteb's batches of k-means, of draws and of whole sets. */
const BATCH_OF_DRAWS = 512
const BATCH_OF_SETS = 500

interface Options extends Encoded {
  readonly settings: TaskSettings
}

export async function evaluateClustering(
  { texts, labels, rows: given }: ClusteringData,
  { settings, ...options }: Options,
): Promise<Scores> {
  const { seed, draws, rowsPerDraw, batchSize = BATCH_OF_DRAWS, textsMax } = settings
  const random = pythonRandom(seed)
  const isCut = textsMax !== undefined && textsMax < texts.length
  const kept = isCut ? pythonSample(texts.length, { count: textsMax, random }) : texts.map((_, i) => i)
  const vectors = await encodeTexts(
    kept.map((i) => texts[i] as string),
    { ...options, role: 'plain' },
  )
  const keptLabels = kept.map((i) => labels[i] ?? [])
  const levels = keptLabels.reduce((most, each) => Math.max(most, each.length), 0)
  const v: Record<string, number[]> = {}
  const ami: Record<string, number[]> = {}
  for (let level = 0; level < levels; level++) {
    const rows = keptLabels.flatMap((each, row) => (each.length > level ? [row] : []))
    const labelled = rows.map((row) => keptLabels[row]?.[level] as Label)
    const scores = Array.from({ length: draws }, (_, draw) => {
      options.signal?.throwIfAborted()
      const places = given?.[draw] ?? pythonChoices(rows.length, { count: rowsPerDraw, random })
      const { clusters } = clusterInBatches(
        takeRows(
          vectors,
          places.map((place) => rows[place] as number),
        ),
        { clusters: new Set(labelled).size, batchSize, seed },
      )
      const truth = places.map((place) => labelled[place] as Label)
      return { v: vMeasure(truth, clusters).v, ami: adjustedMutualInformation(truth, clusters) }
    })
    v[`Level ${level}`] = scores.map((score) => score.v)
    ami[`Level ${level}`] = scores.map((score) => score.ami)
  }
  const [ofV, ofAmi] = [Object.values(v).flat(), Object.values(ami).flat()]
  return {
    v_measures: v,
    v_measure: meanOf(ofV),
    v_measure_std: deviationOf(ofV),
    ami_scores: ami,
    ami: meanOf(ofAmi),
    ami_std: deviationOf(ofAmi),
  }
}

/** The older protocol: each set as a whole. A set with one label is 1 without clustering. */
export async function evaluateClusterSets(
  { sets }: ClusterSetsData,
  { settings, ...options }: Options,
): Promise<Scores> {
  const scores: number[] = []
  for (const { texts, labels } of sets) {
    const clusters = new Set(labels).size
    if (clusters <= 1) scores.push(1)
    else {
      const vectors = await encodeTexts(texts, { ...options, role: 'plain' })
      const { seed, batchSize = BATCH_OF_SETS } = settings
      scores.push(vMeasure(labels, clusterInBatches(vectors, { clusters, batchSize, seed }).clusters).v)
    }
  }
  return { v_measure: meanOf(scores), v_measure_std: deviationOf(scores), v_measures: scores }
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Of the population, as numpy's. */
function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)))
}
