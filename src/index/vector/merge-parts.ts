/** @file The sources of a merge: which of their rows survive, and where these go. */
import type { Bitmap } from '../../base/bitmap.ts'
import { invariant } from '../../base/errors.ts'
import { NO_ROW } from '../../kernels/layout.ts'
import { bytesOfColumn, ordinalsOfRows, type Rows, survivors } from './rows.ts'
import { readOrder, type VectorFile } from './vector-file.ts'

/** Rows read at once. */
const PIECE_ROWS = 512

/** One source, and where its rows go. */
export interface MergePart {
  readonly file: VectorFile
  readonly ordinals: Uint32Array
  /** New id of each of its rows, NO_ROW where it is deleted. */
  readonly newIds: Uint32Array
  readonly surviving: number
}

/** Decides where every row goes: all sources' surviving rows, ascending by ordinal. */
export function numberRows(files: readonly VectorFile[], deleted: Bitmap): MergePart[] {
  const lists = files.map((file) => {
    const ordinals = new Uint32Array(file.read('ordinals').buffer)
    const isAlive = (id: number): boolean => !deleted.has(ordinals[id] ?? 0)
    return {
      file,
      ordinals,
      ids: readOrder(file)?.filter(isAlive) ?? survivors(ordinals, deleted),
      next: 0,
      newIds: new Uint32Array(ordinals.length).fill(NO_ROW),
    }
  })
  const lowest = (): (typeof lists)[number] | undefined => {
    let best: (typeof lists)[number] | undefined
    let ordinalMin = Infinity
    for (const list of lists) {
      const ordinal = list.ordinals[list.ids[list.next] ?? NO_ROW] ?? Infinity
      invariant(ordinal !== ordinalMin || ordinal === Infinity, 'a document is in one segment only')
      if (ordinal < ordinalMin) [best, ordinalMin] = [list, ordinal]
    }
    return best
  }
  let newId = 0
  for (let list = lowest(); list !== undefined; list = lowest()) list.newIds[list.ids[list.next++] ?? 0] = newId++
  return lists.map(({ file, ordinals, ids, newIds }) => ({ file, ordinals, newIds, surviving: ids.length }))
}

/** Copies what survives of one source to its places. */
export function readSurvivors({ file, ordinals, newIds }: MergePart, rows: Rows, count: number): void {
  const target = ordinalsOfRows(rows, count)
  newIds.forEach((id, from) => {
    if (id !== NO_ROW) target[id] = ordinals[from] ?? 0
  })
  for (const column of rows.columns)
    copyPieces(file.pieces(column.name, PIECE_ROWS * column.bytesPerRow), newIds, {
      target: bytesOfColumn(rows, column, count),
      rowBytes: column.bytesPerRow,
    })
}

function copyPieces(
  pieces: Iterable<Uint8Array>,
  newIds: Uint32Array,
  { target, rowBytes }: { readonly target: Uint8Array; readonly rowBytes: number },
): void {
  let from = 0
  for (const piece of pieces)
    for (let at = 0; at < piece.length; at += rowBytes) {
      const id = newIds[from++] ?? NO_ROW
      if (id !== NO_ROW) target.set(piece.subarray(at, at + rowBytes), id * rowBytes)
    }
}
