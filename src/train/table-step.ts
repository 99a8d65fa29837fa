/**
 * @file One step of training a table of token vectors as a list of phases. Within a phase threads share rows, bags or
 * columns and never write to the same place; between phases they wait for each other. Every sum has one order whatever
 * the number of threads, so that the table comes out the same, bit for bit.
 */
import { COLUMN_MULTIPLE, ROW_MULTIPLE, type TrainKernel } from '../kernels/train.ts'

/** Positions in bytes of what stays from step to step. */
export interface TableState {
  /** `[rows, dim]` each; the gradients are zeros between steps. */
  readonly table: number
  /** The table as it was given; 0 where no text is to stay near it. */
  readonly original: number
  readonly gradients: number
  readonly means: number
  readonly squares: number
  /** Padded. */
  readonly dim: number
}

/** One side of a batch: `size` bags (`count` of them filled, the others empty), from bag `first` on. */
interface Side {
  readonly first: number
  readonly count: number
  readonly size: number
}

/** Where one step's data are. A matrix of similarities is `[size, size]`, panels and vectors are `[size, dim]`. */
export interface StepLayout extends TableState {
  readonly tokens: number
  readonly offsets: number
  readonly bags: number
  readonly vectors: number
  readonly inverses: number
  /** Of the bags' vectors. */
  readonly vectorGradients: number
  readonly touched: number
  readonly touchedCount: number
  /** Adam's, with the corrections of its first steps. */
  readonly rate: number
  readonly epsilon: number
  readonly pairs: PairLayout | undefined
  readonly texts: TextLayout | undefined
}

export interface PairLayout {
  readonly anchors: Side
  readonly positives: Side
  readonly notNegatives: number
  readonly notNegativeCount: number
  readonly anchorPanels: number
  readonly positivePanels: number
  readonly positiveRows: number
  readonly similarities: number
  readonly across: number
  /** 0 unless the loss is symmetric. */
  readonly columnMost: number
  readonly columnSums: number
  readonly losses: number
  readonly weight: number
  readonly scale: number
}

export interface TextLayout {
  readonly side: Side
  readonly targets: number
  /** Inverse lengths where the targets are what the original table says; 0 where they were given. */
  readonly targetInverses: number
  readonly cosineLosses: number
  readonly cosineWeight: number
  readonly similarity: SimilarityLayout | undefined
}

interface SimilarityLayout {
  readonly rowPanels: number
  readonly targetPanels: number
  readonly columnPanels: number
  readonly similarities: number
  readonly goals: number
  readonly losses: number
  readonly weight: number
  readonly scale: number
}

/** Which part of every phase a thread does. */
export interface Share {
  readonly index: number
  readonly threads: number
}

type Phase = (kernel: TrainKernel, step: StepLayout, share: Share) => void

const vectorAt = (step: StepLayout, base: number, bag: number): number => base + bag * step.dim * 4

/** A thread's part of `count` things that come in whole multiples of `multiple`. */
function rangeOf(count: number, multiple: number, { index, threads }: Share): readonly [from: number, to: number] {
  const units = Math.ceil(count / multiple)
  const border = (i: number): number => Math.min(count, Math.floor((units * i) / threads) * multiple)
  return [border(index), border(index + 1)]
}

const sum: Phase = (kernel, step, { index, threads }) => {
  const { tokens, offsets, vectors, inverses, bags, texts, dim } = step
  kernel.sumBags(step.table, tokens, offsets, vectors, inverses, index, bags, threads, dim)
  if (!texts || texts.targetInverses === 0) return
  const { first, size } = texts.side
  const list = offsets + first * 4
  kernel.sumBags(step.original, tokens, list, texts.targets, texts.targetInverses, index, size, threads, dim)
}

const pack: Phase = (kernel, step, share) => {
  const { pairs, texts, dim } = step
  if (pairs) {
    const [from, to] = rangeOf(pairs.anchors.size, ROW_MULTIPLE, share)
    const anchors = vectorAt(step, step.vectors, pairs.anchors.first)
    const positives = vectorAt(step, step.vectors, pairs.positives.first)
    kernel.packColumns(anchors, pairs.anchorPanels, from, to, pairs.anchors.size, dim)
    kernel.packColumns(positives, pairs.positivePanels, from, to, pairs.positives.size, dim)
    kernel.packRows(positives, pairs.positiveRows, from, to, dim)
  }
  if (texts?.similarity) {
    const { rowPanels, targetPanels, columnPanels } = texts.similarity
    const [from, to] = rangeOf(texts.side.size, ROW_MULTIPLE, share)
    const vectors = vectorAt(step, step.vectors, texts.side.first)
    kernel.packRows(vectors, rowPanels, from, to, dim)
    kernel.packRows(texts.targets, targetPanels, from, to, dim)
    kernel.packColumns(vectors, columnPanels, from, to, texts.side.size, dim)
  }
}

const compareAll: Phase = (kernel, step, share) => {
  const { pairs, texts, dim } = step
  if (pairs) {
    const { size, count } = pairs.anchors
    const [from, to] = rangeOf(size, ROW_MULTIPLE, share)
    const anchors = vectorAt(step, step.vectors, pairs.anchors.first)
    kernel.multiply(anchors, pairs.positiveRows, pairs.similarities, from, to, dim, size, false)
    kernel.scaleRows(pairs.similarities, from, to, count, size, pairs.scale)
    kernel.exclude(pairs.similarities, pairs.notNegatives, pairs.notNegativeCount, from, to, size)
  }
  if (texts?.similarity) {
    const { rowPanels, targetPanels, similarities, goals, losses, weight, scale } = texts.similarity
    const { size, count, first } = texts.side
    const [from, to] = rangeOf(size, ROW_MULTIPLE, share)
    kernel.multiply(vectorAt(step, step.vectors, first), rowPanels, similarities, from, to, dim, size, false)
    kernel.scaleRows(similarities, from, to, count, size, scale)
    kernel.multiply(texts.targets, targetPanels, goals, from, to, dim, size, false)
    kernel.scaleRows(goals, from, to, count, size, scale)
    kernel.divergence(similarities, goals, losses, from, to, count, size, (weight * scale) / count)
  }
}

const sumColumns: Phase = (kernel, { pairs }, share) => {
  if (!pairs || pairs.columnMost === 0) return
  const { size, count } = pairs.positives
  const [from, to] = rangeOf(size, ROW_MULTIPLE, share)
  kernel.sumColumns(pairs.similarities, pairs.columnMost, pairs.columnSums, from, to, count, size)
}

const judgePairs: Phase = (kernel, { pairs }, share) => {
  if (!pairs) return
  const { size, count } = pairs.anchors
  const [from, to] = rangeOf(size, ROW_MULTIPLE, share)
  const factor = (pairs.weight * pairs.scale) / count
  const { similarities, columnMost, columnSums, losses } = pairs
  kernel.crossEntropy(similarities, columnMost, columnSums, losses, from, to, count, size, factor)
}

const backToVectors: Phase = (kernel, step, share) => {
  backToPairs(kernel, step, share)
  backToTexts(kernel, step, share)
}

const backToPairs: Phase = (kernel, step, share) => {
  const { pairs, dim } = step
  if (!pairs) return
  const { size } = pairs.anchors
  const [from, to] = rangeOf(size, ROW_MULTIPLE, share)
  const anchors = vectorAt(step, step.vectorGradients, pairs.anchors.first)
  const positives = vectorAt(step, step.vectorGradients, pairs.positives.first)
  kernel.multiply(pairs.similarities, pairs.positivePanels, anchors, from, to, size, dim, false)
  kernel.transpose(pairs.similarities, pairs.across, from, to, size, false)
  kernel.multiply(pairs.across, pairs.anchorPanels, positives, from, to, size, dim, false)
  for (const { first } of [pairs.anchors, pairs.positives])
    kernel.throughUnitLength(step.vectorGradients, step.vectors, step.inverses, first + from, first + to, dim)
}

/** Relies on gradients that are zeros where no similarity writes them. */
const backToTexts: Phase = (kernel, step, share) => {
  const { texts, dim } = step
  if (!texts) return
  const { size, count, first } = texts.side
  const [from, to] = rangeOf(size, ROW_MULTIPLE, share)
  const gradients = vectorAt(step, step.vectorGradients, first)
  const vectors = vectorAt(step, step.vectors, first)
  if (texts.similarity) {
    // A similarity has a vector on either side: what is due to both comes from the sum of its gradients.
    const { similarities, goals, columnPanels } = texts.similarity
    kernel.transpose(similarities, goals, from, to, size, true)
    kernel.multiply(goals, columnPanels, gradients, from, to, size, dim, false)
  }
  const factor = texts.cosineWeight / count
  kernel.cosineLoss(vectors, texts.targets, gradients, texts.cosineLosses, from, to, count, dim, factor)
  kernel.throughUnitLength(step.vectorGradients, step.vectors, step.inverses, first + from, first + to, dim)
}

const spread: Phase = (kernel, step, share) => {
  const [from, to] = rangeOf(step.dim, COLUMN_MULTIPLE, share)
  const { gradients, tokens, offsets, vectorGradients, bags, dim } = step
  kernel.spreadGradients(gradients, tokens, offsets, vectorGradients, bags, from, to, dim)
}

const update: Phase = (kernel, step, share) => {
  const [from, to] = rangeOf(step.dim, COLUMN_MULTIPLE, share)
  const { table, gradients, means, squares, touched, touchedCount, dim, rate, epsilon } = step
  kernel.updateRows(table, gradients, means, squares, touched, touchedCount, from, to, dim, rate, epsilon)
}

/** From the table to the gradients of its rows. */
export const GRADIENT_PHASES: readonly Phase[] = [sum, pack, compareAll, sumColumns, judgePairs, backToVectors, spread]

/** A whole step. */
export const STEP_PHASES: readonly Phase[] = [...GRADIENT_PHASES, update]
