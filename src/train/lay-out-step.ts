/** @file A batch copied into the memory that the training threads share, and where everything is then. */
import type { Matrix } from '../base/matrix.ts'
import type { Arena } from '../kernels/memory.ts'
import { COLUMN_MULTIPLE, ROW_MULTIPLE } from '../kernels/train.ts'
import {
  type Bags,
  bagCount,
  type PairBatch,
  type TableBatch,
  type TableLosses,
  type TargetBatch,
} from './table-batch.ts'
import type { PairLayout, StepLayout, TableState, TextLayout } from './table-step.ts'

const padded = (count: number, multiple: number): number => Math.ceil(count / multiple) * multiple

const take = (arena: Arena, numbers: number): number => arena.take(numbers * 4)

const takeZeros = (arena: Arena, numbers: number): number => {
  const position = take(arena, numbers)
  arena.bytes(position, numbers * 4).fill(0)
  return position
}

function takeInts(arena: Arena, values: ArrayLike<number>): number {
  const position = take(arena, values.length)
  arena.uint32(position, values.length).set(values)
  return position
}

/** Rows filled up with zeros to `width`, and rows of zeros to `size`. */
function takeRows(
  arena: Arena,
  { data, rows, dim }: Matrix,
  { width, size = rows }: { readonly width: number; readonly size?: number },
): number {
  const position = takeZeros(arena, size * width)
  const target = arena.float32(position, rows * width)
  for (let row = 0; row < rows; row++) target.set(data.subarray(row * dim, (row + 1) * dim), row * width)
  return position
}

/** @param keepsOriginal whether texts come without targets */
export function layOutTable(
  arena: Arena,
  table: Matrix,
  { keepsOriginal }: { readonly keepsOriginal: boolean },
): TableState {
  const dim = padded(table.dim, COLUMN_MULTIPLE)
  const numbers = table.rows * dim
  return {
    table: takeRows(arena, table, { width: dim }),
    original: keepsOriginal ? takeRows(arena, table, { width: dim }) : 0,
    gradients: takeZeros(arena, numbers),
    means: takeZeros(arena, numbers),
    squares: takeZeros(arena, numbers),
    dim,
  }
}

export interface StepOptions {
  readonly losses: TableLosses
  readonly rate: number
  readonly epsilon: number
  /** Length of the caller's vectors. */
  readonly dim: number
  /** One number for each row of the table; which step touched it last. */
  readonly lastTouched: Uint32Array
  /** From 1. */
  readonly step: number
}

/** Takes room from the arena's end on; the caller releases it after the step. */
export function layOutStep(arena: Arena, state: TableState, batch: TableBatch, options: StepOptions): StepLayout {
  const { pairs, texts } = batch
  const sides = [...(pairs ? [pairs.anchors, pairs.positives] : []), ...(texts ? [texts.bags] : [])]
  const { tokens, offsets, firsts } = joinBags(sides)
  const bags = offsets.length - 1
  const touched = touchedRows(tokens, options)
  return {
    ...state,
    tokens: takeInts(arena, tokens),
    offsets: takeInts(arena, offsets),
    bags,
    vectors: take(arena, bags * state.dim),
    inverses: take(arena, bags),
    vectorGradients: takeZeros(arena, bags * state.dim),
    touched: takeInts(arena, touched),
    touchedCount: touched.length,
    rate: options.rate,
    epsilon: options.epsilon,
    pairs: pairs && layOutPairs(arena, pairs, { ...options, firsts, width: state.dim }),
    texts: texts && layOutTexts(arena, texts, { ...options, first: firsts.at(-1) ?? 0, width: state.dim }),
  }
}

/** All bags in one list; each side is filled up with empty bags to a multiple of the tile. */
function joinBags(sides: readonly Bags[]): {
  readonly tokens: Int32Array
  readonly offsets: Int32Array
  readonly firsts: readonly number[]
} {
  const sizes = sides.map((side) => padded(bagCount(side), ROW_MULTIPLE))
  const offsets = new Int32Array(sizes.reduce((a, b) => a + b, 0) + 1)
  const tokens = new Int32Array(sides.reduce((sum, side) => sum + side.tokens.length, 0))
  const firsts: number[] = []
  let bag = 0
  let start = 0
  for (const [i, side] of sides.entries()) {
    firsts.push(bag)
    tokens.set(side.tokens, start)
    for (let b = 0; b < (sizes[i] ?? 0); b++) offsets[bag++] = start + (side.offsets[Math.min(b, bagCount(side))] ?? 0)
    start += side.tokens.length
  }
  offsets[bag] = start
  return { tokens, offsets, firsts }
}

/** In the order of their first coming. */
function touchedRows(tokens: Int32Array, { lastTouched, step }: StepOptions): number[] {
  const rows: number[] = []
  for (const token of tokens) {
    if (lastTouched[token] === step) continue
    lastTouched[token] = step
    rows.push(token)
  }
  return rows
}

function layOutPairs(
  arena: Arena,
  { anchors, positives, notNegatives = new Int32Array() }: PairBatch,
  { losses, firsts, width }: StepOptions & { readonly firsts: readonly number[]; readonly width: number },
): PairLayout {
  const count = bagCount(anchors)
  const size = padded(count, ROW_MULTIPLE)
  const { weight = 0, scale = 20, isSymmetric = false } = losses.contrastive ?? {}
  return {
    anchors: { first: firsts[0] ?? 0, count, size },
    positives: { first: firsts[1] ?? 0, count: bagCount(positives), size },
    notNegatives: takeInts(arena, notNegatives),
    notNegativeCount: notNegatives.length / 2,
    anchorPanels: take(arena, size * width),
    positivePanels: take(arena, size * width),
    positiveRows: take(arena, size * width),
    similarities: take(arena, size * size),
    across: take(arena, size * size),
    columnMost: isSymmetric ? take(arena, size) : 0,
    columnSums: isSymmetric ? take(arena, size) : 0,
    losses: take(arena, size),
    weight,
    scale,
  }
}

function layOutTexts(
  arena: Arena,
  { bags, targets }: TargetBatch,
  { losses, dim, first, width }: StepOptions & { readonly first: number; readonly width: number },
): TextLayout {
  const count = bagCount(bags)
  const size = padded(count, ROW_MULTIPLE)
  const { similarity } = losses
  return {
    side: { first, count, size },
    targets: targets
      ? takeRows(arena, { data: targets, rows: count, dim }, { width, size })
      : take(arena, size * width),
    targetInverses: targets ? 0 : take(arena, size),
    cosineLosses: take(arena, size),
    cosineWeight: losses.cosine?.weight ?? 0,
    similarity: similarity && {
      rowPanels: take(arena, size * width),
      targetPanels: take(arena, size * width),
      columnPanels: take(arena, size * width),
      similarities: take(arena, size * size),
      goals: take(arena, size * size),
      losses: take(arena, size),
      weight: similarity.weight,
      scale: similarity.scale ?? 20,
    },
  }
}

/** The batch's loss: each term's mean times its weight, summed in one order. */
export function lossOf(arena: Arena, { pairs, texts }: StepLayout): number {
  const meanOf = (position: number, count: number): number => {
    const values = arena.float32(position, count)
    let sum = 0
    for (const value of values) sum += value
    return count === 0 ? 0 : sum / count
  }
  let loss = 0
  if (pairs) loss += pairs.weight * meanOf(pairs.losses, pairs.anchors.count)
  if (texts) loss += texts.cosineWeight * meanOf(texts.cosineLosses, texts.side.count)
  const similarity = texts?.similarity
  if (texts && similarity) loss += similarity.weight * meanOf(similarity.losses, texts.side.count)
  return loss
}
