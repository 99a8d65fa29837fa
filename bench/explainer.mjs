/**
 * Whether the causes that `attune compare` names are those that the sample's questions were written with: precision and recall by cause, on a
 * split of the bundled help centre. Words are compared with vectors.
 *
 *     node bench/explainer.mjs [--split test] [--json]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureCauses, openDataset, openProject, runComparison } from '../dist/index.js'

const { values: options } = parseArgs({
  options: { split: { type: 'string', default: 'test' }, json: { type: 'boolean', default: false } },
})
const SAMPLE = new URL('../samples/help-centre', import.meta.url).pathname

/** What a kind of question does to the plan that loses it. A question may have other faults beside the one it was written with. */
const CAUSES = {
  paraphrase: { cause: 'no-shared-words', loser: 'lexical' },
  typo: { cause: 'misspelling' },
  negation: { cause: 'negation' },
  code: { cause: 'rare-exact-term', loser: 'dense' },
  product: { cause: 'rare-exact-term', loser: 'dense' },
  ambiguous: { cause: 'short-query' },
}

const folder = mkdtempSync(join(tmpdir(), 'attune-explainer-'))
const project = await openProject(folder, { create: true })
try {
  const comparison = await runComparison(
    project,
    {
      source: {
        dataset: SAMPLE,
        split: options.split,
        fields: { title: 1, text: 1 },
        analyzer: {},
        encoders: { default: 'bundled:default' },
      },
      plans: ['lexical', 'dense'],
      metrics: ['nDCG@10'],
      ignoreIdenticalIds: false,
      seed: 13,
    },
    { counterfactuals: 0 },
  )
  const kinds = new Map(
    (await (await openDataset(SAMPLE)).queries()).map(({ id, fields }) => [id, fields.metadata.kind]),
  )
  const known = comparison.queries.flatMap(({ id }) => {
    const expected = CAUSES[kinds.get(id)]
    return expected === undefined ? [] : [{ queryId: id, ...expected }]
  })
  const decided = comparison.queries.filter(({ winner }) => winner !== null)
  const unexplained = decided.filter(({ causes: [first] }) => first.cause === 'unexplained').length
  const figures = { causes: measureCauses(comparison, known), decided: decided.length, unexplained }
  if (options.json) console.log(JSON.stringify(figures))
  else {
    console.table(figures.causes)
    console.log(`${options.split}: ${unexplained} of ${decided.length} decided queries are unexplained`)
  }
} finally {
  await project.close()
  rmSync(folder, { recursive: true })
}
