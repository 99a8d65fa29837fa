import { describe, expect, test } from 'vitest'
import { sharedFile } from '../../test/golden.ts'
import { openDataset } from '../data/dataset.ts'
import type { Run } from '../data/document.ts'
import { openEncoder } from '../encode/open-encoder.ts'
import { evaluateRun } from '../metrics/evaluate-run.ts'
import { parseMetrics } from '../metrics/parse-metric.ts'
import { openProject } from '../store/open-project.ts'
import { type SearchableCollection, withSearch } from './searchable-project.ts'

/** nDCG@10 that the default may cost, by more than which a newcomer would be better off with words alone. */
const LOSS_MAX = 0.01

async function meanOf(collection: SearchableCollection, folder: string, plan?: string): Promise<number> {
  const dataset = await openDataset(folder)
  const judgements = await dataset.judgements('test')
  const run: Run = new Map(
    await Promise.all(
      (await dataset.queries('test')).map(async ({ id, text }) => {
        const { hits } = await collection.search(text, { plan })
        return [id, hits.map((hit) => ({ docId: hit.id, score: hit.score }))] as const
      }),
    ),
  )
  const { perQuery } = evaluateRun(judgements, run, { metrics: parseMetrics('nDCG@10') })
  const figures = Array.from(perQuery.values(), (values) => values['nDCG@10'] ?? 0)
  return figures.reduce((a, b) => a + b, 0) / figures.length
}

// Sets on which fusing by reciprocal ranks costs up to 20 points.
describe.each(['code-search', 'support-docs-rag', 'amazon-google'])('on %s', (name) => {
  const folder = sharedFile('datasets', name)
  test.skipIf(folder === undefined)(
    'a search without a plan is not worse than words alone, with the bundled encoder',
    async () => {
      const encoder = await openEncoder('bundled:default')
      const project = withSearch(await openProject(':memory:', { create: true }))
      const collection = await project.createCollection('docs', { spaces: { default: { encoder } } })
      await collection.add((await openDataset(folder ?? '')).documents())
      const words = await meanOf(collection, folder ?? '', 'lexical')
      expect(words).toBeGreaterThan(0.5)
      expect(await meanOf(collection, folder ?? '')).toBeGreaterThan(words - LOSS_MAX)
      await project.close()
      await encoder.close()
    },
    120_000,
  )
})
