/** @file Whether a vector can be kept in a space, or searched with. */

/** @returns what is wrong, to follow "its vector"; undefined when nothing is */
export function vectorProblem(vector: Float32Array, dim: number): string | undefined {
  if (vector.length !== dim) return `has ${vector.length} dimensions, and the space has ${dim}`
  const at = vector.findIndex((value) => !Number.isFinite(value))
  return at < 0 ? undefined : `has ${vector[at]} at position ${at}`
}
