/**
 * Words, vectors, reciprocal ranks, the default plan and the tuned one on queries that tuning never saw (the test split; where it is the only
 * one, the half that was not tuned on: then only the sentence).
 *
 *     node bench/tuned.mjs [--datasets ../shared/datasets] [--sets scifact,cranfield,abt-buy,support-docs-rag] [--encoder bundled:default]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDataset, openProject, runEvaluation, runTuning } from '../dist/index.js'

const { values } = parseArgs({
  options: {
    datasets: { type: 'string', default: '../shared/datasets' },
    sets: { type: 'string', default: 'scifact,cranfield,abt-buy,support-docs-rag' },
    encoder: { type: 'string', default: 'bundled:default' },
  },
})
const PLANS = ['lexical', 'dense', 'rrf', 'default', 'tuned']
const points = (value) => (100 * value).toFixed(1)
const folder = mkdtempSync(join(tmpdir(), 'attune-tuned-'))
const project = await openProject(folder, { create: true })
console.log(
  `| nDCG@10 | ${PLANS.join(' | ')} | the best found ("tuned") against default |\n|---|${PLANS.map(() => '---|').join('')}---|`,
)
for (const name of values.sets.split(',')) {
  const dataset = join(values.datasets, name)
  const { splits } = await openDataset(dataset)
  const split = ['dev', 'train'].find((one) => splits.includes(one)) ?? splits[0]
  const source = { dataset, split, fields: { title: 1, text: 1 }, analyzer: {}, encoders: { default: values.encoder } }
  const request = { source, ignoreIdenticalIds: false, seed: 13 }
  const { plan, heldOut } = await runTuning(project, { ...request, metric: 'nDCG@10', folds: 5 })
  const plans = [...PLANS.slice(0, 3), { name: 'default', plan: 'hybrid' }, { name: 'tuned', plan }]
  const asked = { ...request, source: { ...source, split: 'test' }, plans, metrics: ['nDCG@10'] }
  const { report } = await runEvaluation(project, asked, {})
  const cells = report.plans.map(({ name: of, metrics }) => {
    const { value, low, high } = metrics['nDCG@10']
    return of === 'tuned' && split === 'test'
      ? '(tuned on a half)'
      : `${points(value)} [${points(low)}, ${points(high)}]`
  })
  console.log(`| ${name} | ${cells.join(' | ')} | ${heldOut.sentence} |`)
}
await project.close()
rmSync(folder, { recursive: true })
