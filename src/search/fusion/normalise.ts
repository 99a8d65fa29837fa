/**
 * @file How the scores of one stage are made comparable with another's before they are added.
 *
 * Each maps the scores of one ranking, best first, to new scores in the same order, and says what a document that the stage did not find gets.
 */

interface Normalised {
  readonly scores: readonly number[]
  /** What a document absent from the ranking counts as. */
  readonly absent: number
}

type Normalise = (scores: readonly number[]) => Normalised

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

function deviation(values: readonly number[]): number {
  const center = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)))
}

/**
 * (s - min) / (max - min), in [0, 1]; absent 0.
 * Differs from ranx: where all scores are equal each becomes 1, not 0, so that the only match of an exact code keeps its weight.
 */
const minMax: Normalise = (scores) => {
  const low = Math.min(...scores)
  const range = Math.max(...scores) - low
  return { scores: scores.map((score) => (range > 0 ? (score - low) / range : 1)), absent: 0 }
}

/**
 * (s - mean) / population deviation; equal scores become 0. Absent documents count as the stage's worst result: a plain 0 would rank them
 * above the lower half of what was found.
 */
const zScore: Normalise = (scores) => {
  const center = mean(scores)
  const spread = Math.max(deviation(scores), 1e-9)
  const normalised = scores.map((score) => (score - center) / spread)
  return { scores: normalised, absent: Math.min(0, ...normalised) }
}

/** s / ||scores||; absent 0. */
const l2: Normalise = (scores) => {
  const norm = Math.max(Math.hypot(...scores), 1e-9)
  return { scores: scores.map((score) => score / norm), absent: 0 }
}

/**
 * Distribution-based score fusion: (s - (mean - 3σ)) / 6σ, clipped to [0, 1]; equal scores become 0.5; absent 0.
 * @see Mazzeschi, "Distribution-Based Score Fusion (DBSF)", 2023; as in Qdrant's `dbsf`
 */
const distribution: Normalise = (scores) => {
  const spread = deviation(scores)
  const low = mean(scores) - 3 * spread
  const scale = (score: number): number => Math.min(1, Math.max(0, (score - low) / (6 * spread)))
  return { scores: scores.map((score) => (spread > 0 ? scale(score) : 0.5)), absent: 0 }
}

/** Scores as they are; absent 0. Only for stages whose scores share one scale. */
const none: Normalise = (scores) => ({ scores, absent: 0 })

export type NormalisationName = 'min-max' | 'z-score' | 'l2' | 'distribution' | 'none'

/** By the name that a plan uses. */
export const normalisations: Readonly<Record<NormalisationName, Normalise>> = {
  'min-max': minMax,
  'z-score': zScore,
  l2,
  distribution,
  none,
}
