/** @file Rows of numbers compared with a query, one by one. Written in src/kernels/assembly/flat.ts. */
import { wasmBase64 } from './generated/flat.ts'
import { SCAN_BATCH_ROWS } from './layout.ts'
import { compileKernel, runKernel } from './memory.ts'

/** Parameters are positions in bytes, unless they count something. */
export interface FlatKernel {
  /**
   * Where rows (f32), codes (int8), scales (f32) and ordinals (uint32) are; `dim` is padded. Lasts until called again.
   */
  readonly useRows: (dim: number, rows: number, codes: number, scales: number, ordinals: number) => void
  /** Only documents whose bit (ordinal - firstOrdinal) of `words` is set are found; `words` 0 lifts that. */
  readonly useFilter: (words: number, firstOrdinal: number) => void
  /** f32 query, and room for 2 bytes a number. */
  readonly useQuery: (query: number, codes: number) => void
  /** Makes codes and scales of rows [from, to). */
  readonly encodeRows: (from: number, to: number) => void
  /**
   * The k best rows of n ids in `list` (0: of rows 0..n-1) by codes: entries (score, id) in `heap`. `batch` has room
   * for BATCH_BYTES.
   *
   * @returns how many
   */
  readonly scanCodes: (list: number, n: number, k: number, heap: number, batch: number) => number
  /** The same in f32: entries (score, ordinal). */
  readonly scanExact: (list: number, n: number, k: number, heap: number) => number
  /** The k exactly best of n entries (score, id): entries (score, ordinal) in `heap`. @returns how many */
  readonly rescore: (entries: number, n: number, k: number, heap: number) => number
  /** Exact score of one row. */
  readonly scoreRow: (id: number) => number
}

let module: WebAssembly.Module | undefined

export function createFlatKernel(memory: WebAssembly.Memory): FlatKernel {
  module ??= compileKernel(wasmBase64)
  return runKernel<FlatKernel>(module, memory)
}

/** Working space of `scanCodes`. */
export const BATCH_BYTES: number = SCAN_BATCH_ROWS * 4

/** What kernels leave in a heap: a number (row id or ordinal) and its score, best first. */
export function readEntries(
  memory: WebAssembly.Memory,
  heap: number,
  count: number,
): { readonly numbers: Uint32Array; readonly scores: Float32Array } {
  const words = new Int32Array(memory.buffer, heap, count * 2)
  const numbers = new Uint32Array(count)
  const scores = new Float32Array(count)
  const bits = new Int32Array(scores.buffer)
  for (let i = 0; i < count; i++) {
    const key = words[2 * i + 1] ?? 0
    numbers[i] = ~(words[2 * i] ?? 0)
    bits[i] = key ^ ((key >> 31) & 0x7fffffff)
  }
  return { numbers, scores }
}
