import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createHashEncoder } from '../encode/hash-encoder.ts'
import { openProject } from '../store/open-project.ts'
import { runChoice } from './run-choice.ts'
import { parseSla, type Sla } from './sla.ts'

const root = mkdtempSync(join(tmpdir(), 'attune-choice-'))
afterAll(() => rmSync(root, { recursive: true }))

const folder = join(root, 'data')
mkdirSync(join(folder, 'qrels'), { recursive: true })
const numbers = [...Array(40).keys()]
const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
writeFileSync(
  join(folder, 'corpus.jsonl'),
  lines(numbers.map((n) => ({ _id: `d${n}`, title: '', text: `word${n} and` }))),
)
writeFileSync(join(folder, 'queries.jsonl'), lines(numbers.map((n) => ({ _id: `q${n}`, text: `word${n}` }))))
writeFileSync(
  join(folder, 'qrels', 'dev.tsv'),
  ['query-id\tcorpus-id\tscore\n', ...numbers.map((n) => `q${n}\td${n}\t1\n`)].join(''),
)

interface Interruption {
  readonly after?: number
}

async function choose(sla: Sla, { after = Infinity }: Interruption = {}) {
  const source = { dataset: folder, split: 'dev', fields: { text: 1 }, analyzer: {}, encoders: { default: 'hash' } }
  const project = await openProject(join(root, 'project'), { create: true })
  const controller = new AbortController()
  try {
    return await runChoice(
      project,
      { source, sla, ignoreIdenticalIds: false, seed: 13 },
      {
        openEncoder: async () => createHashEncoder(),
        signal: controller.signal,
        onProgress: ({ stage, done }) => {
          if (stage === 'measuring' && done >= after) controller.abort(new Error('interrupted'))
        },
      },
    )
  } finally {
    await project.close()
  }
}

const states = (): string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('choice-'))

describe('choosing', () => {
  test('recommends a plan within the constraints, with alternatives, and says why each other finalist lost', async () => {
    const choice = await choose({ p95Ms: 10_000, concurrency: 4, maxLoss: { metric: 'R@10', points: 5 } })
    expect(choice.recommended.breaks).toEqual([])
    expect(choice.recommended.latencyMs).toMatchObject({ concurrency: 4, searches: 300 })
    expect(choice.alternatives).toHaveLength(2)
    expect(Object.values(choice.whyNot).every((reason) => reason.endsWith('.'))).toBe(true)
    expect(choice.rankings.scored).toBeLessThan(choice.rankings.full)
  })

  test('goes on after an interruption with the latencies that were measured', async () => {
    await expect(choose({}, { after: 2 })).rejects.toThrow('interrupted')
    const kept = new Map(JSON.parse(readFileSync(join(root, states()[0] ?? ''), 'utf8')) as [string, unknown][])
    expect(kept.size).toBe(2)
    const { recommended, alternatives } = await choose({})
    const again = [recommended, ...alternatives].filter(({ plan }) => kept.has(JSON.stringify(plan)))
    for (const { plan, latencyMs } of again) expect(latencyMs).toEqual(kept.get(JSON.stringify(plan)))
    expect(again.length).toBeGreaterThan(0)
    expect(states()).toEqual([])
  })

  test('names the constraint that nothing meets, and the nearest plan', async () => {
    await expect(choose({ p95Ms: 0 })).rejects.toMatchObject({
      code: 'SELECT_SLA_UNMET',
      message: expect.stringMatching(/nearest is ".+p95 is .+p95Ms/s),
    })
  })

  test.each([
    [{ p95: 5 }, 'SELECT_SLA_INVALID'],
    [{ p95Ms: 'fast' }, 'SELECT_SLA_INVALID'],
    [{ maxLoss: { metric: 'R@10' } }, 'SELECT_SLA_INVALID'],
    [{ maxLoss: { metric: 'nope@10', points: 1 } }, 'METRICS_UNKNOWN'],
    [[], 'SELECT_SLA_INVALID'],
  ])('refuses the constraints %j', (sla, code) => {
    expect(() => parseSla(sla)).toThrow(expect.objectContaining({ code }))
  })
})
