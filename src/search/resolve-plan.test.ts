import { expect, test } from 'vitest'
import type { CollectionSettings, SpaceSettings } from '../store/collection.ts'
import { createAnalyzer } from '../text/analyzer.ts'
import { type PlanInput, planNames } from './plan.ts'
import { needsEncoder, resolvePlan, type ResolveOptions } from './resolve-plan.ts'

const space = (hybridWeight: number): SpaceSettings => ({
  kind: 'dense',
  encoder: { ref: 'test', options: {} },
  fingerprint: 'test',
  dim: 4,
  isNormalized: true,
  hybridWeight,
  fields: ['text'],
})

const settingsWith = (spaces: CollectionSettings['spaces']): CollectionSettings => ({
  analyzer: createAnalyzer().settings,
  lexicalFields: { title: 2, text: 1 },
  spaces,
})

const settings = settingsWith({ default: space(0.2) })
const resolve = (plan: Parameters<typeof resolvePlan>[0], options: Partial<ResolveOptions> = {}) =>
  resolvePlan(plan, { settings, ...options })

const lexical = (k = 100) => ({
  lexical: {
    fields: { title: 2, text: 1 },
    k,
    scoring: { formula: 'lucene', k1: 0.9, b: 0.4 },
    syntax: 'query',
    typos: true,
    compounds: true,
    asYouType: false,
    synonyms: [],
  },
})
const dense = (k = 100, name = 'default') => ({ dense: { space: name, k, exact: false } })

test('a partial plan becomes a whole one, with nothing left to defaults', () => {
  expect(resolve({ retrieve: [{ lexical: {} }] })).toEqual({ retrieve: [lexical()], offset: 0, limit: 10 })
})

test('hybrid weighs the vectors by what their encoder is worth, and words by the remainder', () => {
  for (const [worth, weights] of [
    [0.2, [0.8, 0.2]],
    [0.9, [0.1, 0.9]],
    [1, [0, 1]],
    [0, [1, 0]],
  ] as const) {
    expect(resolve('hybrid', { settings: settingsWith({ default: space(worth) }) })).toEqual({
      retrieve: [lexical(), dense()],
      fuse: { linear: { normalise: 'min-max', weights } },
      offset: 0,
      limit: 10,
    })
  }
})

test('several stages without fuse, or with linear without weights, are weighed as hybrid is', () => {
  const retrieve = [{ lexical: {} }, { dense: {} }]
  expect(resolve({ retrieve })).toEqual(resolve('hybrid'))
  expect(resolve({ retrieve, fuse: { linear: { normalise: 'z-score' } } }).fuse).toEqual({
    linear: { normalise: 'z-score', weights: [0.8, 0.2] },
  })
  expect(resolve({ retrieve: retrieve.toReversed() }).fuse).toEqual({
    linear: { normalise: 'min-max', weights: [0.2, 0.8] },
  })
})

test('stages of a sort share what one of them would have', () => {
  const two = settingsWith({ a: space(0.2), b: space(0.6) })
  const weightsOf = (retrieve: PlanInput['retrieve']) => resolve({ retrieve }, { settings: two }).fuse
  const [a, b] = [{ dense: { space: 'a' } }, { dense: { space: 'b' } }]
  expect(weightsOf([{ lexical: {} }, a, b])).toEqual({ linear: { normalise: 'min-max', weights: [0.6, 0.1, 0.3] } })
  expect(weightsOf([a, b])).toEqual({ linear: { normalise: 'min-max', weights: [0.25, 0.75] } })
  expect(weightsOf([{ lexical: {} }, { lexical: {} }])).toEqual({
    linear: { normalise: 'min-max', weights: [0.5, 0.5] },
  })
})

test('rrf counts every stage alike', () => {
  expect(resolve('rrf').fuse).toEqual({ rrf: { k: 60, weights: [1, 1] } })
})

test('a stage that states no k looks as deep as anybody does, and a stated k stays', () => {
  const depths = (plan: PlanInput, options: Partial<ResolveOptions>) =>
    resolve(plan, options).retrieve.map((stage) => Object.values(stage)[0].k as number)
  const plan = { retrieve: [{ lexical: {} }, { dense: { k: 50 } }] }
  expect(depths(plan, {})).toEqual([100, 50])
  expect(depths(plan, { limit: 250 })).toEqual([250, 50])
  expect(depths(plan, { limit: 10, offset: 150 })).toEqual([160, 50])
  expect(depths({ ...plan, limit: 300 }, {})).toEqual([300, 50])
  expect(depths(plan, { depth: 1000 })).toEqual([1000, 50])
  expect(depths(plan, { limit: 10_000, offset: 10_000 })).toEqual([10_000, 50])
})

test('a resolved plan is a plan: resolving it again changes nothing', () => {
  for (const name of planNames) {
    const plan = resolve(name)
    expect(resolve(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
  }
})

test('a space of any name is found', () => {
  const spaceOf = (spaces: CollectionSettings['spaces']) =>
    resolve('dense', { settings: settingsWith(spaces) }).retrieve
  expect(spaceOf({ titles: space(0.2) })).toEqual([dense(100, 'titles')])
  expect(spaceOf({ titles: space(0.2), default: space(0.2) })).toEqual([dense()])
  expect(spaceOf({ titles: space(0.2), texts: space(0.2) })).toEqual([dense(100, 'titles')])
})

test('without a plan the default plan of the collection runs, else hybrid where there are vectors', () => {
  const plans = [
    { name: 'short', plan: { retrieve: [{ lexical: { k: 7 } }] }, isDefault: false },
    { name: 'mine', plan: { retrieve: [{ lexical: {} }], limit: 3 }, isDefault: true },
  ]
  expect(resolve(undefined)).toEqual(resolve('hybrid'))
  expect(resolve(undefined, { settings: settingsWith({}) })).toEqual(resolve('lexical'))
  expect(resolve(undefined, { plans })).toEqual(resolve('mine', { plans }))
  expect(resolve(undefined, { plans }).limit).toBe(3)
  expect(resolve('short', { plans }).retrieve).toEqual([lexical(7)])
})

test('a formula is reported with its parameters, those that were not stated among them', () => {
  const scoring = { formula: 'bm25+', k1: 1.2 } as const
  expect(resolve({ retrieve: [{ lexical: { scoring } }] }).retrieve[0]).toMatchObject({
    lexical: { scoring: { formula: 'bm25+', k1: 1.2, b: 0.4, delta: 1 } },
  })
})

test.each([
  ['a name that nobody knows', 'fast', {}, 'no plan named "fast"; known plans: lexical, dense, hybrid, rrf'],
  ['a name of every object', 'constructor', {}, 'no plan named "constructor"'],
  ['vectors where there are none', 'hybrid', { settings: settingsWith({}) }, 'the collection has no vectors'],
  [
    'an unknown space',
    { retrieve: [{ dense: { space: 'x' } }] },
    {},
    'the space "x", but the collection has only: default',
  ],
  ['an unknown field', { retrieve: [{ lexical: { fields: { body: 1 } } }] }, {}, 'the field "body"'],
  [
    'a limit that is no number',
    'lexical',
    { limit: Number.NaN },
    'limit: expected a whole number from 0 to 10000, but got NaN',
  ],
  [
    'an offset in text',
    'lexical',
    { offset: '3' as never },
    'offset: expected a whole number from 0 to 10000, but got "3"',
  ],
  [
    'a kept plan that is none',
    'old',
    { plans: [{ name: 'old', plan: { stages: [] }, isDefault: false }] },
    'stages: unknown key',
  ],
  ['null', null as never, {}, 'expected an object'],
])('%s is refused', (_, plan, options, says) => {
  expect(() => resolve(plan, options)).toThrow(says)
})

test('plans that only search words need no encoder', () => {
  expect(planNames.map(needsEncoder)).toEqual([false, true, true, true])
  expect(needsEncoder({ retrieve: [{ lexical: {} }] })).toBe(false)
  expect(needsEncoder('kept by a collection')).toBe(true)
})
