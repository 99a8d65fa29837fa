/** @file The table of storages. To add one, add an entry with the kernels that compare its codes; every structure searches it. */
import { rowOf } from '../../base/matrix.ts'
import { createFlatKernel } from '../../kernels/flat.ts'
import { createHnswKernel } from '../../kernels/hnsw.ts'
import { padDim, positionOf, type VectorStorage } from './rows.ts'

/** Compared as int8 codes with one scale for each row; the best are scored again in f32. */
const int8: VectorStorage = {
  name: 'int8',
  columns: (dim) => [
    { name: 'scales', bytesPerRow: 4, neededFor: 'opening' },
    { name: 'codes', bytesPerRow: padDim(dim), neededFor: 'comparing' },
    { name: 'vectors', bytesPerRow: 4 * padDim(dim), neededFor: 'rescoring' },
  ],
  createScanKernel: createFlatKernel,
  createGraphKernel: createHnswKernel,
  useRows: (kernel, rows) =>
    kernel.useRows(
      rows.dimPadded,
      positionOf(rows, 'vectors'),
      positionOf(rows, 'codes'),
      positionOf(rows, 'scales'),
      rows.ordinalsAt,
    ),
  write: (rows, vectors, { from }) => {
    const { arena, dimPadded, kernel } = rows
    const to = from + vectors.rows
    const target = arena.float32(positionOf(rows, 'vectors'), to * dimPadded)
    for (let i = 0; i < vectors.rows; i++) target.set(rowOf(vectors, i), (from + i) * dimPadded)
    kernel.encodeRows(from, to)
  },
  // Each number is off by up to half a scale, evenly spread.
  scoreError: (rows, vector, { ids }) => {
    const scales = rows.arena.float32(positionOf(rows, 'scales'), rows.capacity)
    const scale = ids.reduce((most, id) => Math.max(most, scales[id] ?? 0), 0)
    return (scale / Math.sqrt(12)) * Math.hypot(...vector)
  },
}

/** By the name in a segment file's header. */
export const storages: ReadonlyMap<string, VectorStorage> = new Map([int8].map((storage) => [storage.name, storage]))

/** Of vectors that are added. */
export const defaultStorage: VectorStorage = int8
