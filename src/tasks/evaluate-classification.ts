/**
 * @file Classification: how well a logistic regression on vectors of a few examples of each label predicts the labels of others. Repeated with other
 * examples, and averaged.
 *
 * Examples are drawn as mteb 2 draws them: all rows are shuffled (numpy's RandomState with the task's seed, each experiment shuffles the order of
 * the one before), and the first `samplesPerLabel` of each label are taken.
 */
import { numpyRandom, numpyShuffle } from '../base/mersenne-twister.ts'
import { type Label, distinctLabels, scoreLabels } from '../metrics/labels/classification-scores.ts'
import { scoreAveragePrecision } from '../metrics/labels/score-average-precision.ts'
import { classify, fitLogisticRegression } from '../learn/logistic-regression.ts'
import { encodeTexts, type Encoded, takeRows } from './encode-texts.ts'
import { dataUnfit } from './errors.ts'
import type { ClassificationData, LabelledText, Scores, TaskSettings } from './task.ts'

export async function evaluateClassification(
  { train, test, rows }: ClassificationData,
  { settings, name, ...options }: Encoded & { readonly settings: TaskSettings; readonly name: string },
): Promise<Scores> {
  const labels = distinctLabels(train.map(({ label }) => label))
  if (labels.length < 2) throw dataUnfit({ task: name, problem: `its training rows have ${labels.length} label` })
  const places = new Map(labels.map((label, place) => [label, place]))
  const drawn = rows ?? drawExamples(train, settings)
  const vectors = await encodeTexts(
    [...train, ...test].map(({ text }) => text),
    { ...options, role: 'plain' },
  )
  const asked = takeRows(
    vectors,
    test.map((_, i) => train.length + i),
  )
  const truth = test.map(({ label }) => label)
  const experiments = drawn.map((examples) => {
    options.signal?.throwIfAborted()
    const known = examples.map((row) => places.get(train[row]?.label ?? '') ?? 0)
    const predicted = classify(fitLogisticRegression(takeRows(vectors, examples), known), asked)
    return scoresOf(
      truth,
      predicted.map((place) => labels[place] as Label),
    )
  })
  const average = (figure: string): number | null => {
    const values = experiments.flatMap((scores) => scores[figure] ?? [])
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
  }
  const averages = Object.keys(experiments[0] ?? {}).map((figure) => [figure, average(figure)] as const)
  return { scores_per_experiment: experiments, ...Object.fromEntries(averages) }
}

/** @returns for each experiment rows of `train`, in the order in which they are drawn */
export function drawExamples(
  train: readonly LabelledText[],
  { seed, samplesPerLabel, experiments }: Pick<TaskSettings, 'seed' | 'samplesPerLabel' | 'experiments'>,
): number[][] {
  const order = train.map((_, row) => row)
  return Array.from({ length: experiments }, () => {
    numpyShuffle(order, numpyRandom(seed))
    const taken = new Map<Label, number>()
    return order.filter((row) => {
      const label = train[row]?.label ?? ''
      const count = (taken.get(label) ?? 0) + 1
      taken.set(label, count)
      return count <= samplesPerLabel
    })
  })
}

function scoresOf(truth: readonly Label[], predicted: readonly Label[]): Readonly<Record<string, number | null>> {
  const { accuracy, macro, weighted } = scoreLabels(truth, predicted)
  const labels = distinctLabels(truth)
  // Of two labels the later one is what is looked for; its prediction, yes or no, is the score.
  const ap =
    labels.length === 2
      ? scoreAveragePrecision(
          predicted.map((label) => (label === labels[1] ? 1 : 0)),
          truth.map((label) => label === labels[1]),
        )
      : null
  return {
    accuracy,
    f1: macro.f1,
    f1_weighted: weighted.f1,
    precision: macro.precision,
    precision_weighted: weighted.precision,
    recall: macro.recall,
    recall_weighted: weighted.recall,
    ap,
    ap_weighted: ap,
  }
}
