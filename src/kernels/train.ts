/** @file One step of training a table of token vectors, in parts that threads share. Written in src/kernels/assembly/train.ts. */
import { wasmBase64 } from './generated/train.ts'
import { compileKernel, runKernel } from './memory.ts'

/** Batches are padded to a multiple of this many rows. */
export const ROW_MULTIPLE = 8

/** Vectors are padded to a multiple of this many numbers. */
export const COLUMN_MULTIPLE = 16

/**
 * Parameters are positions in bytes, unless they count something. Ranges [from, to) are what one thread does: rows in
 * multiples of ROW_MULTIPLE, columns of COLUMN_MULTIPLE.
 */
export interface TrainKernel {
  /**
   * Unit vectors of bags from, from + step, ... below `to`, and the inverse lengths before; `offsets` has one more than
   * bags.
   */
  readonly sumBags: (
    table: number,
    tokens: number,
    offsets: number,
    vectors: number,
    inverses: number,
    from: number,
    to: number,
    step: number,
    dim: number,
  ) => void
  /** Gradients of unit vectors become those of the sums before. */
  readonly throughUnitLength: (
    gradients: number,
    vectors: number,
    inverses: number,
    from: number,
    to: number,
    dim: number,
  ) => void
  /** Adds gradients of `bags` bags to their tokens' rows, in columns [from, to). */
  readonly spreadGradients: (
    rows: number,
    tokens: number,
    offsets: number,
    gradients: number,
    bags: number,
    from: number,
    to: number,
    dim: number,
  ) => void
  /** Adam for `count` touched rows in columns [from, to); clears their gradients. */
  readonly updateRows: (
    table: number,
    gradients: number,
    means: number,
    squares: number,
    touched: number,
    count: number,
    from: number,
    to: number,
    dim: number,
    rate: number,
    epsilon: number,
  ) => void
  /** Rows [from, to) of left `[rows, depth]` times panels of `[depth, columns]`, written or (`adds`) added. */
  readonly multiply: (
    left: number,
    panels: number,
    out: number,
    from: number,
    to: number,
    depth: number,
    columns: number,
    adds: boolean,
  ) => void
  /** Panels for a product with the transpose of `[rows, dim]`. */
  readonly packRows: (matrix: number, panels: number, from: number, to: number, dim: number) => void
  /** Panels for a product with `[rows, dim]` itself. */
  readonly packColumns: (matrix: number, panels: number, from: number, to: number, rows: number, dim: number) => void
  /** Rows [from, to) of the transpose of `[size, size]`, plus (`adds`) the matrix itself. */
  readonly transpose: (matrix: number, out: number, from: number, to: number, size: number, adds: boolean) => void
  readonly scaleRows: (matrix: number, from: number, to: number, count: number, size: number, scale: number) => void
  readonly exclude: (matrix: number, pairs: number, pairCount: number, from: number, to: number, size: number) => void
  readonly sumColumns: (
    matrix: number,
    most: number,
    sums: number,
    from: number,
    to: number,
    count: number,
    size: number,
  ) => void
  readonly crossEntropy: (
    matrix: number,
    most: number,
    sums: number,
    losses: number,
    from: number,
    to: number,
    count: number,
    size: number,
    factor: number,
  ) => void
  readonly divergence: (
    matrix: number,
    teacher: number,
    losses: number,
    from: number,
    to: number,
    count: number,
    size: number,
    factor: number,
  ) => void
  readonly cosineLoss: (
    vectors: number,
    targets: number,
    gradients: number,
    losses: number,
    from: number,
    to: number,
    count: number,
    dim: number,
    factor: number,
  ) => void
}

let module: WebAssembly.Module | undefined

/** @param memory a shared one */
export function createTrainKernel(memory: WebAssembly.Memory): TrainKernel {
  module ??= compileKernel(wasmBase64)
  return runKernel<TrainKernel>(module, memory)
}
