/** @file The nearest documents of each query by cosine, all compared with all. */
import type { Matrix } from '../base/matrix.ts'
import { createArena } from '../kernels/memory.ts'
import { createTrainKernel, ROW_MULTIPLE } from '../kernels/train.ts'

/** Documents by number, best first; equal scores keep the lower number first. */
export interface Ranked {
  readonly documents: readonly number[]
  readonly scores: readonly number[]
}

const padded = (count: number): number => Math.ceil(count / ROW_MULTIPLE) * ROW_MULTIPLE

/** @param vectors `[queries, dim]` and `[documents, dim]`; dim is a multiple of 8. @param isExcluded documents that a query must not find */
export function rankVectors(
  queries: Matrix,
  documents: Matrix,
  { k, isExcluded }: { readonly k: number; readonly isExcluded: (query: number, document: number) => boolean },
): Ranked[] {
  const { dim } = documents
  const size = padded(documents.rows)
  const arena = createArena(0, { isShared: true })
  const kernel = createTrainKernel(arena.memory)
  const place = (matrix: Matrix, rows: number): number => {
    const position = arena.take(rows * dim * 4)
    const target = arena.float32(position, rows * dim)
    target.fill(0)
    target.set(matrix.data)
    return position
  }
  const left = place(queries, padded(queries.rows))
  const right = place(documents, size)
  const panels = arena.take(size * dim * 4)
  const scores = arena.take(ROW_MULTIPLE * size * 4)
  kernel.packRows(right, panels, 0, size, dim)
  const ranked: Ranked[] = []
  for (let first = 0; first < queries.rows; first += ROW_MULTIPLE) {
    kernel.multiply(left + first * dim * 4, panels, scores, 0, ROW_MULTIPLE, dim, size, false)
    for (let query = first; query < Math.min(queries.rows, first + ROW_MULTIPLE); query++) {
      const row = arena.float32(scores + (query - first) * size * 4, documents.rows)
      ranked.push(best(row, { k, isExcluded: (document) => isExcluded(query, document) }))
    }
  }
  return ranked
}

function best(
  scores: Float32Array,
  { k, isExcluded }: { readonly k: number; readonly isExcluded: (document: number) => boolean },
): Ranked {
  const documents: number[] = []
  for (let document = 0; document < scores.length; document++) {
    const score = scores[document] as number
    if (documents.length === k && score <= (scores[documents[k - 1] as number] as number)) continue
    if (isExcluded(document)) continue
    let place = documents.length === k ? k - 1 : documents.length
    for (; place > 0 && (scores[documents[place - 1] as number] as number) < score; place--)
      documents[place] = documents[place - 1] as number
    documents[place] = document
  }
  return { documents, scores: documents.map((document) => scores[document] as number) }
}
