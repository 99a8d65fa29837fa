/** @file Vectors as callers pass them: anything that holds numbers is converted to single precision here, once; everything else is rejected by name. */

/** The accepted forms of a vector: embedding services return plain arrays. */
export type VectorInput = Float32Array | Float64Array | readonly number[]

/**
 * @param value what a program passed, of any type
 * @returns a private copy, or what is wrong with it, phrased to follow "its vector"
 */
export function readVector(
  value: unknown,
  dim: number,
): { readonly vector: Float32Array; readonly problem?: undefined } | { readonly problem: string } {
  const type = typeOf(value)
  const numbers = isVectorType(value, type) ? value : undefined
  if (numbers === undefined) return { problem: `is ${type}, and has to be an array of numbers` }
  if (numbers.length !== dim) return { problem: `has ${numbers.length} dimensions, and the space has ${dim}` }
  const vector = new Float32Array(dim)
  for (let i = 0; i < dim; i++) {
    const number: unknown = numbers[i]
    if (typeof number !== 'number')
      return { problem: `has ${i in numbers ? typeOf(number) : 'nothing'} at position ${i}, and not a number` }
    vector[i] = number
    if (!Number.isFinite(vector[i]))
      return {
        problem: `has ${number} at position ${i}${Number.isFinite(number) ? ', too large for single precision' : ''}`,
      }
  }
  return { vector }
}

/** By name instead of by constructor: test runners and frames have constructors of their own. */
const isVectorType = (value: unknown, type: string): value is VectorInput =>
  type === 'a Float32Array' || type === 'a Float64Array' || Array.isArray(value)

/** As a message names it: "a string", "an Int8Array", "null". */
function typeOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  const name =
    typeof value === 'object' ? Object.prototype.toString.call(value).slice('[object '.length, -1) : typeof value
  return `${/^[aeio]/i.test(name) ? 'an' : 'a'} ${name === 'Object' ? 'object' : name}`
}
