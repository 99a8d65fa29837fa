/** @file Bitext mining: whether the nearest of all second sentences is the translation of each first one. Figures as of a classification by place. */
import { type Matrix, rowOf } from '../base/matrix.ts'
import { scoreLabels } from '../metrics/labels/classification-scores.ts'
import { encodeTexts, type Encoded, takeRows, withUnitRows } from './encode-texts.ts'
import type { BitextData, Scores } from './task.ts'

export async function evaluateBitext({ pairs }: BitextData, options: Encoded): Promise<Scores> {
  const vectors = withUnitRows(
    await encodeTexts([...pairs.map(([a]) => a), ...pairs.map(([, b]) => b)], { ...options, role: 'plain' }),
  )
  const places = pairs.map((_, i) => i)
  const [first, second] = [
    vectors,
    takeRows(
      vectors,
      places.map((i) => pairs.length + i),
    ),
  ]
  const { accuracy, weighted } = scoreLabels(
    places,
    places.map((i) => nearestRow(rowOf(first, i), second)),
  )
  return { precision: weighted.precision, recall: weighted.recall, f1: weighted.f1, accuracy }
}

function nearestRow(vector: Float32Array, among: Matrix): number {
  let [best, most] = [0, -Infinity]
  for (let row = 0; row < among.rows; row++) {
    const other = rowOf(among, row)
    let dot = 0
    for (let i = 0; i < other.length; i++) dot += (vector[i] as number) * (other[i] as number)
    // In float32, where the first of equal ones wins.
    if (Math.fround(dot) > most) [best, most] = [row, Math.fround(dot)]
  }
  return best
}
