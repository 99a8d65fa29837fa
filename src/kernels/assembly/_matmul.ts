/** @file Products of matrices in f32, in tiles of 4 rows and 8 columns whose sums stay in registers. */

/** Rows of a tile; ranges of rows are whole tiles. */
const TILE_ROWS: i32 = 4
/** Columns of a panel and of a tile. */
const PANEL: i32 = 8
/** So deep a slice of a panel (8 KB) stays in the first cache while all rows pass by. */
const DEPTH: i32 = 256

/**
 * Rows [from, to) of `left` times `panels`, written to `out` or added to it. `left` is row-major with rows of `depth`
 * numbers, `out` with rows of `columns`.
 */
export function multiply(
  left: usize,
  panels: usize,
  out: usize,
  from: i32,
  to: i32,
  depth: i32,
  columns: i32,
  adds: bool,
): void {
  for (let start = 0; start < depth; start += DEPTH) {
    const deep = min(DEPTH, depth - start)
    for (let column = 0; column < columns; column += PANEL) {
      const panel = panels + ((<usize>column * <usize>depth + <usize>(start * PANEL)) << 2)
      for (let row = from; row < to; row += TILE_ROWS) {
        const a = left + ((<usize>row * <usize>depth + <usize>start) << 2)
        const c = out + ((<usize>row * <usize>columns + <usize>column) << 2)
        tile(a, <usize>depth << 2, panel, deep, c, <usize>columns << 2, adds || start > 0)
      }
    }
  }
}

@inline
function finish(at: usize, sum: v128, adds: bool): void {
  v128.store(at, adds ? f32x4.add(v128.load(at), sum) : sum)
}

function tile(a: usize, aStride: usize, b: usize, depth: i32, c: usize, cStride: usize, adds: bool): void {
  let a1 = a + aStride
  let a2 = a1 + aStride
  let a3 = a2 + aStride
  let s00 = f32x4.splat(0)
  let s01 = f32x4.splat(0)
  let s10 = f32x4.splat(0)
  let s11 = f32x4.splat(0)
  let s20 = f32x4.splat(0)
  let s21 = f32x4.splat(0)
  let s30 = f32x4.splat(0)
  let s31 = f32x4.splat(0)
  const end = b + (<usize>depth << 5)
  for (; b < end; b += 64) {
    let b0 = v128.load(b)
    let b1 = v128.load(b, 16)
    let x = v128.load_splat<f32>(a)
    s00 = f32x4.add(s00, f32x4.mul(x, b0))
    s01 = f32x4.add(s01, f32x4.mul(x, b1))
    x = v128.load_splat<f32>(a1)
    s10 = f32x4.add(s10, f32x4.mul(x, b0))
    s11 = f32x4.add(s11, f32x4.mul(x, b1))
    x = v128.load_splat<f32>(a2)
    s20 = f32x4.add(s20, f32x4.mul(x, b0))
    s21 = f32x4.add(s21, f32x4.mul(x, b1))
    x = v128.load_splat<f32>(a3)
    s30 = f32x4.add(s30, f32x4.mul(x, b0))
    s31 = f32x4.add(s31, f32x4.mul(x, b1))
    b0 = v128.load(b, 32)
    b1 = v128.load(b, 48)
    x = v128.load_splat<f32>(a, 4)
    s00 = f32x4.add(s00, f32x4.mul(x, b0))
    s01 = f32x4.add(s01, f32x4.mul(x, b1))
    x = v128.load_splat<f32>(a1, 4)
    s10 = f32x4.add(s10, f32x4.mul(x, b0))
    s11 = f32x4.add(s11, f32x4.mul(x, b1))
    x = v128.load_splat<f32>(a2, 4)
    s20 = f32x4.add(s20, f32x4.mul(x, b0))
    s21 = f32x4.add(s21, f32x4.mul(x, b1))
    x = v128.load_splat<f32>(a3, 4)
    s30 = f32x4.add(s30, f32x4.mul(x, b0))
    s31 = f32x4.add(s31, f32x4.mul(x, b1))
    a += 8
    a1 += 8
    a2 += 8
    a3 += 8
  }
  finish(c, s00, adds)
  finish(c + 16, s01, adds)
  c += cStride
  finish(c, s10, adds)
  finish(c + 16, s11, adds)
  c += cStride
  finish(c, s20, adds)
  finish(c + 16, s21, adds)
  c += cStride
  finish(c, s30, adds)
  finish(c + 16, s31, adds)
}

/**
 * Panels whose columns are the rows of a matrix, for products with its transpose: of each 8 rows [from, to) their
 * first numbers, then their second ones, and so on.
 */
export function packRows(matrix: usize, panels: usize, from: i32, to: i32, dim: i32): void {
  for (let first = from; first < to; first += PANEL) {
    let at = panels + ((<usize>first * <usize>dim) << 2)
    const rows = matrix + ((<usize>first * <usize>dim) << 2)
    for (let i = 0; i < dim; i++) {
      for (let r = 0; r < PANEL; r++) {
        store<f32>(at, load<f32>(rows + ((<usize>r * <usize>dim + <usize>i) << 2)))
        at += 4
      }
    }
  }
}

/** Panels of a matrix of `rows` rows: of each 8 of its columns, rows [from, to) one after the other. */
export function packColumns(matrix: usize, panels: usize, from: i32, to: i32, rows: i32, dim: i32): void {
  for (let row = from; row < to; row++) {
    const source = matrix + ((<usize>row * <usize>dim) << 2)
    for (let column = 0; column < dim; column += PANEL) {
      const at = panels + ((<usize>column * <usize>rows + <usize>(row * PANEL)) << 2)
      v128.store(at, v128.load(source + (<usize>column << 2)))
      v128.store(at, v128.load(source + (<usize>column << 2), 16), 16)
    }
  }
}

/** Rows [from, to) of the transpose of a square matrix; with `adds`, of the matrix and its transpose together. */
export function transpose(matrix: usize, out: usize, from: i32, to: i32, size: i32, adds: bool): void {
  for (let first = 0; first < size; first += PANEL) {
    for (let row = from; row < to; row++) {
      const at = ((<usize>row * <usize>size + <usize>first) << 2)
      for (let i = 0; i < PANEL; i++) {
        const across = load<f32>(matrix + ((<usize>(first + i) * <usize>size + <usize>row) << 2))
        const own: f32 = adds ? load<f32>(matrix + at + (<usize>i << 2)) : 0
        store<f32>(out + at + (<usize>i << 2), across + own)
      }
    }
  }
}
