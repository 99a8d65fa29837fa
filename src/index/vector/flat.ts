/** @file The structure of few rows, and of the live segment: all of them are compared. */
import type { Rows } from './rows.ts'
import { scanRows } from './scan.ts'
import type { VectorSegment, VectorStructure } from './structure.ts'
import { readRows } from './vector-file.ts'

export const flatSegment = (rows: Rows, count: number): VectorSegment => ({
  rows,
  count,
  search: (search) => scanRows(rows, count, search),
})

export const flat: VectorStructure = {
  open: (file, rows) => flatSegment(readRows(file, rows, { isSearchedInPart: false }), file.header.count),
  build: () => ({ header: { kind: 'flat' }, blocks: [] }),
}
