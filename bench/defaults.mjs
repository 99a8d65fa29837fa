/**
 * What a search without a plan is worth: nDCG@10 of words, vectors, reciprocal ranks and the default plan on judged sets. The default must not
 * make a search worse: the last line says where it loses most against words.
 *
 *     node bench/defaults.mjs --datasets ../shared/datasets [--encoder bundled:default]... [--split test] [--only NAME,...] [--weights 0.1,0.3]
 *
 * --weights compares the default's combination at other weights of the vectors' leg, to choose one on train and dev splits. Vectors are kept
 * in a file beside the system's temporary files, so that a second run encodes nothing.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { evaluateDataset, indexDataset, openDataset, openProject, parseMetrics } from '../dist/index.js'
import { closeCache, FIELDS, openCachedEncoder, SETS } from './judged-sets.mjs'

/** In points. */
const LOSS_MAX = 1

const { values } = parseArgs({
  options: {
    datasets: { type: 'string', default: '../shared/datasets' },
    encoder: { type: 'string', multiple: true, default: ['bundled:default'] },
    split: { type: 'string', default: 'test' },
    only: { type: 'string', default: SETS.join(',') },
    weights: { type: 'string' },
  },
})

const weighted = (weight) => ({
  name: `${weight}`,
  plan: {
    retrieve: [{ lexical: {} }, { dense: {} }],
    fuse: { linear: { weights: [Math.round((1 - weight) * 100) / 100, weight] } },
  },
})
const PLANS = [
  { name: 'words', plan: 'lexical' },
  { name: 'dense', plan: 'dense' },
  { name: 'rrf', plan: 'rrf' },
  { name: 'default', plan: 'hybrid' },
]
const plans = values.weights === undefined ? PLANS : [PLANS[0], ...values.weights.split(',').map(Number).map(weighted)]

/** nDCG@10 in points, by plan. */
async function measure(name, encoder) {
  const dataset = await openDataset(join(values.datasets, name))
  const project = await openProject(':memory:', { create: true })
  try {
    const spaces = { default: { encoder, fields: Object.keys(FIELDS) } }
    const collection = await indexDataset(project, dataset, { settings: { lexicalFields: FIELDS, spaces } })
    const { report } = await evaluateDataset(collection, dataset, {
      split: values.split,
      plans,
      metrics: parseMetrics('nDCG@10'),
      encoderOf: async () => encoder,
      ignoreIdenticalIds: false,
      seed: 13,
    })
    return report.plans.map(({ metrics }) => metrics['nDCG@10'].value * 100)
  } finally {
    await project.close()
  }
}

const mean = (figures) => figures.reduce((a, b) => a + b, 0) / figures.length
const row = (head, figures) => `| ${[head, ...figures.map((figure) => figure.toFixed(1))].join(' | ')} |`

for (const ref of values.encoder) {
  const encoder = await openCachedEncoder(ref)
  console.log(`\n${ref} (worth ${encoder.hybridWeight} beside words), split ${values.split}, nDCG@10 in points\n`)
  console.log(`| set | ${plans.map(({ name }) => name).join(' | ')} |\n|---|${plans.map(() => '---:|').join('')}`)
  const rows = []
  for (const name of values.only.split(',')) {
    if (!existsSync(join(values.datasets, name, 'qrels', `${values.split}.tsv`))) continue
    const figures = await measure(name, encoder)
    rows.push({ name, figures })
    console.log(row(name, figures))
  }
  console.log(
    row(
      'mean',
      plans.map((_, plan) => mean(rows.map(({ figures }) => figures[plan]))),
    ),
  )
  for (const [plan, { name }] of plans.entries()) {
    if (['words', 'dense', 'rrf'].includes(name)) continue
    const losses = rows.map(({ name: set, figures }) => ({ set, loss: figures[0] - figures[plan] }))
    const worst = losses.toSorted((a, b) => b.loss - a.loss)[0]
    const verdict = worst.loss > LOSS_MAX ? ` (more than ${LOSS_MAX})` : ''
    console.log(`${name}: largest loss against words ${worst.loss.toFixed(1)} points, on ${worst.set}${verdict}`)
  }
  await encoder.close()
}
closeCache()
