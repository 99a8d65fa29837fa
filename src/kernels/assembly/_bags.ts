/** @file A text as a bag of tokens: its vector is the sum of their rows, brought to unit length; and the way back. */

/** Numbers that are summed in registers at a time. */
const BLOCK_BYTES: usize = 64

@inline
function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0)
  for (let at: usize = 0; at < bytes; at += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a + at), v128.load(b + at)))
  return (
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  )
}

/**
 * Vectors of bags from, from + step, ... below `to`, and the inverse of the length that each sum had; zeros for a bag
 * of no tokens, or of rows that cancel out.
 */
export function sumBags(
  table: usize,
  tokens: usize,
  offsets: usize,
  vectors: usize,
  inverses: usize,
  from: i32,
  to: i32,
  step: i32,
  dim: i32,
): void {
  const bytes = <usize>dim << 2
  for (let bag = from; bag < to; bag += step) {
    const first = tokens + (<usize>load<u32>(offsets + (<usize>bag << 2)) << 2)
    const last = tokens + (<usize>load<u32>(offsets + (<usize>bag << 2), 4) << 2)
    const out = vectors + <usize>bag * bytes
    for (let column: usize = 0; column < bytes; column += BLOCK_BYTES) sumBlock(table + column, first, last, out + column, bytes)
    const squares = dot(out, out, bytes)
    const inverse: f32 = squares > 0 ? 1 / sqrt<f32>(squares) : 0
    store<f32>(inverses + (<usize>bag << 2), inverse)
    const factor = f32x4.splat(inverse)
    for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f32x4.mul(v128.load(out + at), factor))
  }
}

@inline
function sumBlock(table: usize, first: usize, last: usize, out: usize, bytes: usize): void {
  let s0 = f32x4.splat(0)
  let s1 = f32x4.splat(0)
  let s2 = f32x4.splat(0)
  let s3 = f32x4.splat(0)
  for (let at = first; at < last; at += 4) {
    const row = table + <usize>load<u32>(at) * bytes
    s0 = f32x4.add(s0, v128.load(row))
    s1 = f32x4.add(s1, v128.load(row, 16))
    s2 = f32x4.add(s2, v128.load(row, 32))
    s3 = f32x4.add(s3, v128.load(row, 48))
  }
  v128.store(out, s0)
  v128.store(out, s1, 16)
  v128.store(out, s2, 32)
  v128.store(out, s3, 48)
}

/**
 * Gradients of unit vectors [from, to) become those of the sums: what points along the vector changes nothing, and the
 * remainder counts the less the longer the sum.
 */
export function throughUnitLength(gradients: usize, vectors: usize, inverses: usize, from: i32, to: i32, dim: i32): void {
  const bytes = <usize>dim << 2
  for (let bag = from; bag < to; bag++) {
    const gradient = gradients + <usize>bag * bytes
    const vector = vectors + <usize>bag * bytes
    const along = f32x4.splat(dot(gradient, vector, bytes))
    const inverse = f32x4.splat(load<f32>(inverses + (<usize>bag << 2)))
    for (let at: usize = 0; at < bytes; at += 16) {
      const across = f32x4.sub(v128.load(gradient + at), f32x4.mul(along, v128.load(vector + at)))
      v128.store(gradient + at, f32x4.mul(across, inverse))
    }
  }
}

/**
 * Adds the gradient of each of the first `bags` bags to the rows of its tokens, in columns [from, to) only: threads
 * that share the columns never meet, and every sum has one order.
 */
export function spreadGradients(
  rows: usize,
  tokens: usize,
  offsets: usize,
  gradients: usize,
  bags: i32,
  from: i32,
  to: i32,
  dim: i32,
): void {
  const bytes = <usize>dim << 2
  for (let bag = 0; bag < bags; bag++) {
    const first = tokens + (<usize>load<u32>(offsets + (<usize>bag << 2)) << 2)
    const last = tokens + (<usize>load<u32>(offsets + (<usize>bag << 2), 4) << 2)
    for (let column = <usize>from << 2; column < <usize>to << 2; column += BLOCK_BYTES) {
      const gradient = gradients + <usize>bag * bytes + column
      const g0 = v128.load(gradient)
      const g1 = v128.load(gradient, 16)
      const g2 = v128.load(gradient, 32)
      const g3 = v128.load(gradient, 48)
      for (let at = first; at < last; at += 4) {
        const row = rows + <usize>load<u32>(at) * bytes + column
        v128.store(row, f32x4.add(v128.load(row), g0))
        v128.store(row, f32x4.add(v128.load(row, 16), g1), 16)
        v128.store(row, f32x4.add(v128.load(row, 32), g2), 32)
        v128.store(row, f32x4.add(v128.load(row, 48), g3), 48)
      }
    }
  }
}

/**
 * Adam's step for `count` rows in columns [from, to), after which their gradients are zero again. `rate` and `epsilon`
 * have the corrections of the first steps in them.
 */
export function updateRows(
  table: usize,
  gradients: usize,
  means: usize,
  squares: usize,
  touched: usize,
  count: i32,
  from: i32,
  to: i32,
  dim: i32,
  rate: f32,
  epsilon: f32,
): void {
  const bytes = <usize>dim << 2
  const keepMean = f32x4.splat(0.9)
  const newMean = f32x4.splat(0.1)
  const keepSquare = f32x4.splat(0.999)
  const newSquare = f32x4.splat(0.001)
  const least = f32x4.splat(epsilon)
  const pace = f32x4.splat(rate)
  for (let i = 0; i < count; i++) {
    const row = <usize>load<u32>(touched + (<usize>i << 2)) * bytes
    const end = row + (<usize>to << 2)
    for (let at = row + (<usize>from << 2); at < end; at += 16) {
      const gradient = v128.load(gradients + at)
      const mean = f32x4.add(f32x4.mul(keepMean, v128.load(means + at)), f32x4.mul(newMean, gradient))
      const square = f32x4.add(
        f32x4.mul(keepSquare, v128.load(squares + at)),
        f32x4.mul(newSquare, f32x4.mul(gradient, gradient)),
      )
      const move = f32x4.div(f32x4.mul(pace, mean), f32x4.add(f32x4.sqrt(square), least))
      v128.store(table + at, f32x4.sub(v128.load(table + at), move))
      v128.store(means + at, mean)
      v128.store(squares + at, square)
      v128.store(gradients + at, f32x4.splat(0))
    }
  }
}
