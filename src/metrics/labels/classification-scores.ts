/**
 * @file How well predicted labels agree with the true ones: accuracy, and precision, recall and F1 of each label, averaged over labels (macro) or by
 * how often a label is true (weighted).
 *
 * Of label l: precision = right / predicted, recall = right / true, F1 = 2 right / (predicted + true); what has nothing to divide by is 0. The labels
 * are those that occur in either list, as scikit-learn has them.
 *
 * @see Sokolova and Lapalme, "A systematic analysis of performance measures for classification tasks", IPM 45(4), 2009
 */

export type Label = string | number

export interface LabelScores {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

export interface ClassificationScores {
  readonly accuracy: number
  readonly macro: LabelScores
  readonly weighted: LabelScores
}

/** Labels in order: numbers by size, then texts by code unit. */
export const distinctLabels = (...lists: readonly (readonly Label[])[]): Label[] =>
  [...new Set(lists.flat())].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  )

/** @param truth as many labels as predictions, at least one */
export function scoreLabels(truth: readonly Label[], predicted: readonly Label[]): ClassificationScores {
  const counts = new Map(distinctLabels(truth, predicted).map((label) => [label, { right: 0, predicted: 0, true: 0 }]))
  let right = 0
  truth.forEach((label, i) => {
    const guess = predicted[i] as Label
    const [real, guessed] = [counts.get(label), counts.get(guess)]
    if (real !== undefined) real.true++
    if (guessed !== undefined) guessed.predicted++
    if (label !== guess) return
    right++
    if (real !== undefined) real.right++
  })
  const rows = [...counts.values()].map((count) => ({
    share: count.true / truth.length,
    precision: part(count.right, count.predicted),
    recall: part(count.right, count.true),
    f1: part(2 * count.right, count.predicted + count.true),
  }))
  const average = (weightOf: (row: (typeof rows)[number]) => number): LabelScores => {
    const sum = (name: keyof LabelScores): number => rows.reduce((total, row) => total + weightOf(row) * row[name], 0)
    return { precision: sum('precision'), recall: sum('recall'), f1: sum('f1') }
  }
  return {
    accuracy: part(right, truth.length),
    macro: average(() => 1 / rows.length),
    weighted: average(({ share }) => share),
  }
}

const part = (count: number, whole: number): number => (whole === 0 ? 0 : count / whole)
