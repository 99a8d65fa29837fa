import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goldenFile } from '../../../test/golden.ts'
import type { Candidate } from '../../store/collection.ts'
import { type Fused, fuseLinear, fuseReciprocalRanks } from './fuse.ts'
import { type NormalisationName, normalisations } from './normalise.ts'

interface QueryResults {
  readonly query: string
  readonly results: readonly (readonly [string, number])[]
}
interface FusionCase {
  readonly norm: string | null
  readonly method: string
  readonly params: { readonly k?: number; readonly weights?: readonly number[] }
  readonly inputs: readonly string[]
  readonly fused: readonly QueryResults[]
}
interface Golden {
  readonly runs: Readonly<Record<string, readonly QueryResults[]>>
  readonly normalised: Readonly<Record<string, Readonly<Record<string, readonly QueryResults[]>>>>
  readonly cases: readonly FusionCase[]
}

/** Our names of what ranx calls otherwise. Its z-score fusion counts absent documents 0, ours as the worst: only the scores are compared. */
const NORMS: Readonly<Record<string, NormalisationName>> = { 'min-max': 'min-max', zmuv: 'z-score' }
const FUSED_NORMS: Readonly<Record<string, NormalisationName>> = { 'min-max': 'min-max', null: 'none' }

const path = goldenFile('metrics', 'fusion.json')
const golden: Golden =
  path === undefined ? { runs: {}, normalised: {}, cases: [] } : (JSON.parse(readFileSync(path, 'utf8')) as Golden)

const resultsOf = (run: string, query: string): readonly (readonly [string, number])[] =>
  golden.runs[run]?.find((entry) => entry.query === query)?.results ?? []
const candidates = (results: readonly (readonly [string, number])[]): Candidate[] =>
  results.toSorted((a, b) => b[1] - a[1]).map(([key, score]) => ({ key, score }))
/** Equal scores: ranx gives 0 where we give 1, see normalise.ts. */
const isConstant = (results: readonly (readonly [string, number])[]): boolean =>
  new Set(results.map(([, score]) => score)).size === 1

function expectSameScores(fused: readonly Fused[], expected: readonly (readonly [string, number])[]): void {
  const scores = new Map(fused.map(({ key, score }) => [key, score]))
  expect(scores.size).toBe(expected.length)
  for (const [key, score] of expected) expect(scores.get(key)).toBeCloseTo(score, 9)
}

describe.skipIf(path === undefined)('figures of ranx', () => {
  const normalised = Object.entries(golden.normalised).filter(([name]) => name in NORMS)
  test.each(normalised)('normalised by %s', (name, runs) => {
    const normalise = normalisations[NORMS[name] ?? 'none']
    for (const [run, queries] of Object.entries(runs)) {
      for (const { query, results } of queries) {
        const given = resultsOf(run, query)
        if (given.length === 0 || (name === 'min-max' && isConstant(given))) continue
        const { scores } = normalise(given.map(([, score]) => score))
        const ours = new Map(given.map(([key], index) => [key, scores[index]]))
        for (const [key, score] of results) expect(ours.get(key)).toBeCloseTo(score, 9)
      }
    }
  })

  const sums = golden.cases.filter(
    ({ norm, method }) => ['sum', 'wsum'].includes(method) && String(norm) in FUSED_NORMS,
  )
  test.each(sums)('$norm $method of $inputs', ({ norm, params, inputs, fused }) => {
    for (const { query, results } of fused) {
      const given = inputs.map((run) => resultsOf(run, query))
      if (norm === 'min-max' && given.some(isConstant)) continue
      const weights = params.weights ?? inputs.map(() => 1)
      const normalise = FUSED_NORMS[String(norm)]
      expectSameScores(fuseLinear(given.map(candidates), { normalise, weights }), results)
    }
  })

  test.each(golden.cases.filter(({ method }) => method === 'rrf'))(
    'rrf $params of $inputs',
    ({ params, inputs, fused }) => {
      for (const { query, results } of fused) {
        const rankings = inputs.map((run) => candidates(resultsOf(run, query)))
        expectSameScores(fuseReciprocalRanks(rankings, { k: params.k }), results)
      }
    },
  )
})
