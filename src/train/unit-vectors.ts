/** @file Vectors of texts by a table of token vectors. */
import type { Matrix } from '../base/matrix.ts'
import type { Tokens } from './training-text.ts'

/** Mean of each text's rows, of unit length. */
export function unitVectors(texts: readonly Tokens[], { data, dim }: Matrix): Float32Array {
  const vectors = new Float32Array(texts.length * dim)
  for (const [i, text] of texts.entries()) {
    const vector = vectors.subarray(i * dim, (i + 1) * dim)
    for (const token of text)
      for (let k = 0, at = token * dim; k < dim; k++, at++) vector[k] = (vector[k] as number) + (data[at] as number)
    let squares = 0
    for (const x of vector) squares += x * x
    if (squares > 0) for (let k = 0; k < dim; k++) vector[k] = (vector[k] as number) / Math.sqrt(squares)
  }
  return vectors
}
