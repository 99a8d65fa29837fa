/**
 * @file A linear classifier of vectors: logistic regression with an L2 penalty.
 *
 * Minimises 0.5 |W|² / C + Σ over rows of -ln p(label), the intercept not penalised: one sigmoid for two classes, a softmax for more.
 * Dialects: scikit-learn's defaults (which MTEB takes) stop early, at a gradient of 1e-4 of the mean loss or after 100 iterations; `exact` goes
 * on to the unique optimum.
 *
 * @see Bishop, "Pattern Recognition and Machine Learning", 2006, section 4.3
 */
import { type Matrix, rowOf } from '../base/matrix.ts'
import { minimise, type Objective } from './lbfgs.ts'

export type LogisticDialect = 'scikit-learn' | 'exact'

export interface LogisticOptions {
  /** Default 'scikit-learn'. */
  readonly dialect?: LogisticDialect
  /** The inverse of the penalty's weight. Default 1. */
  readonly c?: number
}

export interface LogisticRegression {
  /** How many classes there are; of two, one row of weights says which. */
  readonly classes: number
  /** `[rows, dim]`, one row for each class; of two classes, one row, whose positive side is class 1. */
  readonly weights: Float64Array
  readonly intercepts: Float64Array
  readonly iterations: number
}

const STOPS: Readonly<Record<LogisticDialect, { readonly gradientMax: number; readonly iterationsMax: number }>> = {
  'scikit-learn': { gradientMax: 1e-4, iterationsMax: 100 },
  exact: { gradientMax: 1e-12, iterationsMax: 5000 },
}

/** @param labels of the rows of `vectors`: 0 to classes - 1, at least two of them */
export function fitLogisticRegression(
  vectors: Matrix,
  labels: readonly number[],
  { dialect = 'scikit-learn', c = 1 }: LogisticOptions = {},
): LogisticRegression {
  const { dim } = vectors
  const classes = labels.reduce((most, label) => Math.max(most, label), 0) + 1
  const outputs = classes === 2 ? 1 : classes
  const objective = meanLoss(vectors, { labels, outputs, penalty: 1 / (c * vectors.rows) })
  const { point, iterations } = minimise(objective, new Float64Array(outputs * (dim + 1)), STOPS[dialect])
  return {
    classes,
    weights: point.slice(0, outputs * dim),
    intercepts: point.slice(outputs * dim),
    iterations,
  }
}

/** @returns a label for each row */
export const classify = (model: LogisticRegression, vectors: Matrix): number[] =>
  Array.from({ length: vectors.rows }, (_, row) => {
    const scores = linear(model, rowOf(vectors, row))
    if (model.classes === 2) return (scores[0] as number) > 0 ? 1 : 0
    let best = 0
    for (let k = 1; k < scores.length; k++) if ((scores[k] as number) > (scores[best] as number)) best = k
    return best
  })

/** @returns `[rows, classes]` */
export function probabilities(model: LogisticRegression, vectors: Matrix): Float64Array {
  const all = new Float64Array(vectors.rows * model.classes)
  for (let row = 0; row < vectors.rows; row++) {
    const scores = linear(model, rowOf(vectors, row))
    if (model.classes === 2) {
      const one = 1 / (1 + Math.exp(-(scores[0] as number)))
      all.set([1 - one, one], row * 2)
    } else all.set(softmax(scores).shares, row * model.classes)
  }
  return all
}

interface Weights {
  readonly weights: Float64Array
  readonly intercepts: Float64Array
}

const linear = ({ weights, intercepts }: Weights, vector: Float32Array): Float64Array =>
  intercepts.map((intercept, k) => {
    const at = k * vector.length
    let sum = intercept
    for (let i = 0; i < vector.length; i++) sum += (weights[at + i] as number) * (vector[i] as number)
    return sum
  })

function softmax(scores: Float64Array): { readonly shares: Float64Array; readonly logSum: number } {
  const most = scores.reduce((a, b) => Math.max(a, b), -Infinity)
  const shares = scores.map((score) => Math.exp(score - most))
  const sum = shares.reduce((a, b) => a + b, 0)
  return { shares: shares.map((share) => share / sum), logSum: most + Math.log(sum) }
}

function meanLoss(
  vectors: Matrix,
  {
    labels,
    outputs,
    penalty,
  }: { readonly labels: readonly number[]; readonly outputs: number; readonly penalty: number },
): Objective {
  const { rows, dim } = vectors
  const lossOf = outputs === 1 ? sigmoidLoss : softmaxLoss
  return (point, gradient) => {
    const model = { weights: point.subarray(0, outputs * dim), intercepts: point.subarray(outputs * dim) }
    gradient.fill(0)
    let loss = 0
    for (let row = 0; row < rows; row++) {
      const vector = rowOf(vectors, row)
      const { value, slopes } = lossOf(linear(model, vector), labels[row] as number)
      loss += value / rows
      for (let k = 0; k < outputs; k++) {
        const slope = (slopes[k] as number) / rows
        const at = k * dim
        for (let i = 0; i < dim; i++) gradient[at + i] = (gradient[at + i] as number) + slope * (vector[i] as number)
        gradient[outputs * dim + k] = (gradient[outputs * dim + k] as number) + slope
      }
    }
    for (let i = 0; i < outputs * dim; i++) {
      const weight = point[i] as number
      loss += (penalty * weight * weight) / 2
      gradient[i] = (gradient[i] as number) + penalty * weight
    }
    return loss
  }
}

interface Loss {
  readonly value: number
  /** Of the loss by each score. */
  readonly slopes: Float64Array
}

function sigmoidLoss(scores: Float64Array, label: number): Loss {
  const score = scores[0] as number
  const value = Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - label * score
  return { value, slopes: Float64Array.of(1 / (1 + Math.exp(-score)) - label) }
}

function softmaxLoss(scores: Float64Array, label: number): Loss {
  const { shares, logSum } = softmax(scores)
  const slopes = shares
  slopes[label] = (slopes[label] as number) - 1
  return { value: logSum - (scores[label] as number), slopes }
}
