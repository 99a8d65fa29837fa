/** @file Losses over similarities within a batch, row by row, and their gradients in the place of the similarities. */

/** Stands for "not among the choices": its exponential counts as nothing beside any other. */
const NEVER: f32 = -1e30
/** Below this the exponential is nothing in f32. */
const LEAST: f32 = -87

/** e^x for x <= 0: 2^n times a polynomial on [-ln 2 / 2, ln 2 / 2], good to 2 units in the last place. */
@inline
function exponential(x: v128): v128 {
  const bounded = f32x4.pmax(x, f32x4.splat(LEAST))
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504088896341)))
  // ln 2 in two parts, the first with few digits, so that n times it is exact.
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)))
  // Taylor's terms up to the seventh: the next is below 1e-8 here.
  let p = f32x4.splat(1.0 / 5040)
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 720))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 120))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 24))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 6))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1))
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(p, power)
}

/**
 * ln x for a normal x > 0. The standard library's has tables in the memory, whose start belongs to whoever owns it.
 */
function logarithm(x: f32): f32 {
  const bits = reinterpret<i32>(x) - 0x3f3504f3
  const exponent = bits >> 23
  const mantissa = <f64>reinterpret<f32>((bits & 0x7fffff) + 0x3f3504f3)
  // 2 artanh(s) for a mantissa between the square roots of 1/2 and 2: s is below 0.172.
  const s = (mantissa - 1) / (mantissa + 1)
  const q = s * s
  const series = 1 + q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q / 11))))
  return <f32>(2 * s * series + <f64>exponent * 0.69314718055994531)
}

@inline
function sumOf(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
}

@inline
function largest(row: usize, bytes: usize): f32 {
  let most = f32x4.splat(NEVER)
  for (let at: usize = 0; at < bytes; at += 16) most = f32x4.pmax(most, v128.load(row + at))
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  )
}

/** Makes logits of similarities in rows [from, to): times `scale`; what is beyond `count` is no choice. */
export function scaleRows(matrix: usize, from: i32, to: i32, count: i32, size: i32, scale: f32): void {
  const factor = f32x4.splat(scale)
  for (let row = from; row < to; row++) {
    const start = matrix + ((<usize>row * <usize>size) << 2)
    for (let at: usize = 0; at < <usize>size << 2; at += 16) v128.store(start + at, f32x4.mul(v128.load(start + at), factor))
    for (let column = count; column < size; column++) store<f32>(start + (<usize>column << 2), NEVER)
  }
}

/** Of `pairs` (row, column), those in rows [from, to) are no choices. */
export function exclude(matrix: usize, pairs: usize, pairCount: i32, from: i32, to: i32, size: i32): void {
  for (let i = 0; i < pairCount; i++) {
    const row = load<i32>(pairs + (<usize>i << 3))
    const column = load<i32>(pairs + (<usize>i << 3), 4)
    if (row >= from && row < to) store<f32>(matrix + ((<usize>row * <usize>size + <usize>column) << 2), NEVER)
  }
}

/** Of columns [from, to): largest logit and sum of exponentials over the first `count` rows. */
export function sumColumns(matrix: usize, most: usize, sums: usize, from: i32, to: i32, count: i32, size: i32): void {
  const stride = <usize>size << 2
  for (let column = <usize>from << 2; column < <usize>to << 2; column += 16) {
    let high = f32x4.splat(NEVER)
    for (let row = 0; row < count; row++) high = f32x4.pmax(high, v128.load(matrix + <usize>row * stride + column))
    let sum = f32x4.splat(0)
    for (let row = 0; row < count; row++)
      sum = f32x4.add(sum, exponential(f32x4.sub(v128.load(matrix + <usize>row * stride + column), high)))
    v128.store(most + column, high)
    v128.store(sums + column, sum)
  }
}

/**
 * Cross-entropy of each row's own column among all, and of each column's own row where column sums are given (`most`
 * not 0): losses of rows, and gradients of the similarities in the place of the logits. Rows from `count` on become 0.
 */
export function crossEntropy(
  matrix: usize,
  most: usize,
  sums: usize,
  losses: usize,
  from: i32,
  to: i32,
  count: i32,
  size: i32,
  factor: f32,
): void {
  const bytes = <usize>size << 2
  const isSymmetric = most != 0
  const share: f32 = isSymmetric ? factor / 2 : factor
  for (let row = from; row < to; row++) {
    const start = matrix + <usize>row * bytes
    if (row >= count) {
      memory.fill(start, 0, bytes)
      store<f32>(losses + (<usize>row << 2), 0)
      continue
    }
    const own = <usize>row << 2
    const logit = load<f32>(start + own)
    const high = largest(start, bytes)
    let sum = f32x4.splat(0)
    for (let at: usize = 0; at < bytes; at += 16)
      sum = f32x4.add(sum, exponential(f32x4.sub(v128.load(start + at), f32x4.splat(high))))
    const total = sumOf(sum)
    let loss: f32 = logarithm(total) + high - logit
    if (isSymmetric) loss = (loss + logarithm(load<f32>(sums + own)) + load<f32>(most + own) - logit) / 2
    store<f32>(losses + own, loss)
    const weight = f32x4.splat(share / total)
    for (let at: usize = 0; at < bytes; at += 16) {
      const logits = v128.load(start + at)
      let gradient = f32x4.mul(exponential(f32x4.sub(logits, f32x4.splat(high))), weight)
      if (isSymmetric) {
        const across = f32x4.div(exponential(f32x4.sub(logits, v128.load(most + at))), v128.load(sums + at))
        gradient = f32x4.add(gradient, f32x4.mul(across, f32x4.splat(share)))
      }
      v128.store(start + at, gradient)
    }
    for (let column = count; column < size; column++) store<f32>(start + (<usize>column << 2), 0)
    store<f32>(start + own, load<f32>(start + own) - factor)
  }
}

/**
 * KL divergence of each row's softmax from the teacher's, both without the row's own column: losses of rows, and
 * gradients of the similarities in the place of the logits. Rows from `count` on become 0.
 */
export function divergence(
  matrix: usize,
  teacher: usize,
  losses: usize,
  from: i32,
  to: i32,
  count: i32,
  size: i32,
  factor: f32,
): void {
  const bytes = <usize>size << 2
  for (let row = from; row < to; row++) {
    const own = matrix + <usize>row * bytes
    const goal = teacher + <usize>row * bytes
    if (row >= count) {
      memory.fill(own, 0, bytes)
      store<f32>(losses + (<usize>row << 2), 0)
      continue
    }
    store<f32>(own + (<usize>row << 2), NEVER)
    store<f32>(goal + (<usize>row << 2), NEVER)
    const high = largest(own, bytes)
    const goalHigh = largest(goal, bytes)
    let sum = f32x4.splat(0)
    let goalSum = f32x4.splat(0)
    let difference = f32x4.splat(0)
    for (let at: usize = 0; at < bytes; at += 16) {
      const logits = v128.load(own + at)
      const goals = v128.load(goal + at)
      const goalPart = exponential(f32x4.sub(goals, f32x4.splat(goalHigh)))
      sum = f32x4.add(sum, exponential(f32x4.sub(logits, f32x4.splat(high))))
      goalSum = f32x4.add(goalSum, goalPart)
      difference = f32x4.add(difference, f32x4.mul(goalPart, f32x4.sub(goals, logits)))
    }
    const total = sumOf(sum)
    const goalTotal = sumOf(goalSum)
    const loss = sumOf(difference) / goalTotal - logarithm(goalTotal) - goalHigh + logarithm(total) + high
    store<f32>(losses + (<usize>row << 2), loss)
    const weight = f32x4.splat(factor / total)
    const goalWeight = f32x4.splat(factor / goalTotal)
    for (let at: usize = 0; at < bytes; at += 16) {
      const part = f32x4.mul(exponential(f32x4.sub(v128.load(own + at), f32x4.splat(high))), weight)
      const goalPart = f32x4.mul(exponential(f32x4.sub(v128.load(goal + at), f32x4.splat(goalHigh))), goalWeight)
      v128.store(own + at, f32x4.sub(part, goalPart))
    }
  }
}

/** 1 - cosine of vectors [from, to) and their targets, both of unit length: losses, and gradients added to `gradients`. */
export function cosineLoss(
  vectors: usize,
  targets: usize,
  gradients: usize,
  losses: usize,
  from: i32,
  to: i32,
  count: i32,
  dim: i32,
  factor: f32,
): void {
  const bytes = <usize>dim << 2
  for (let row = from; row < to; row++) {
    let sum = f32x4.splat(0)
    const start = <usize>row * bytes
    for (let at = start; at < start + bytes; at += 16) {
      const target = v128.load(targets + at)
      sum = f32x4.add(sum, f32x4.mul(v128.load(vectors + at), target))
      v128.store(gradients + at, f32x4.sub(v128.load(gradients + at), f32x4.mul(target, f32x4.splat(factor))))
    }
    store<f32>(losses + (<usize>row << 2), row < count ? 1 - sumOf(sum) : 0)
  }
}
