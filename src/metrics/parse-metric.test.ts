import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AttuneError } from '../base/errors.ts'
import { type DialectName, dialects } from './dialects.ts'
import type { MetricDefinition } from './metric.ts'
import { metricsTable } from './metrics-table.ts'
import { parameters } from './parameters.ts'
import { parseMetric, parseMetrics } from './parse-metric.ts'

/** Any printed name of one row of the table: some of its parameters with a value that is not the default, and a cut-off. */
const printedName = ([name, definition]: readonly [string, MetricDefinition]): fc.Arbitrary<string> =>
  fc
    .tuple(
      ...definition.parameters.map((parameter) => {
        const { spelling, others, byDefault, print } = parameters[parameter]
        const said = (value: unknown): string => `${spelling}=${(print as (v: unknown) => string)(value)}`
        const unsaid = definition.alwaysPrinted?.includes(parameter) === true ? said(byDefault) : ''
        return fc.constantFrom(unsaid, ...others.map(said))
      }),
    )
    .chain((said) => {
      const inside = said.filter((text) => text !== '').join(',')
      const cutoff = fc.integer({ min: 1, max: 1000 }).map((k) => `@${k}`)
      const suffix = {
        none: fc.constant(''),
        required: cutoff,
        optional: fc.oneof(fc.constant(''), cutoff),
      }[definition.cutoff]
      return suffix.map((k) => `${name}${inside === '' ? '' : `(${inside})`}${k}`)
    })

describe.each(Object.entries(metricsTable))('%s', (name, definition) => {
  test('prints as it is parsed, whatever its parameters', () => {
    fc.assert(
      fc.property(printedName([name, definition]), (text) => {
        expect(parseMetric(text).name).toBe(text)
      }),
    )
  })

  test('is found by each of its aliases, in any case', () => {
    const suffix = definition.cutoff === 'required' ? '@5' : ''
    for (const alias of definition.aliases)
      for (const spelling of [alias, alias.toUpperCase()])
        expect(parseMetric(`${spelling}${suffix}`).name).toBe(parseMetric(`${name}${suffix}`).name)
  })

  test('has a cut-off, does without, or cannot have one', () => {
    const codeOf = (text: string): string | undefined => errorOf(() => parseMetric(text))?.code
    expect(codeOf(`${name}@10`)).toBe(definition.cutoff === 'none' ? 'METRICS_CUTOFF_UNWANTED' : undefined)
    expect(codeOf(name)).toBe(definition.cutoff === 'required' ? 'METRICS_CUTOFF_MISSING' : undefined)
  })
})

function errorOf(call: () => unknown): AttuneError | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    if (error instanceof AttuneError) return error
    throw error
  }
}

test.each([
  ['MAP', 'AP'],
  ['map@100', 'AP@100'],
  ['MRR@10', 'RR@10'],
  ['recall@100', 'R@100'],
  ['precision@5', 'P@5'],
  ['ndcg@10', 'nDCG@10'],
  ['ndcg_cut_10', 'nDCG@10'],
  ['recip_rank', 'RR'],
  ['map_cut_100', 'AP@100'],
  ['P_5', 'P@5'],
  ['hit_rate@1', 'Success@1'],
  [' nDCG( dcg = "exp-log2" )@10 ', `nDCG(dcg='exp-log2')@10`],
  ['nDCG(dcg=exp-log2)@10', `nDCG(dcg='exp-log2')@10`],
  [`nDCG(dcg='log2')@10`, 'nDCG@10'],
  ['nDCG(gains={0:0, 1:1, 2:3})@10', 'nDCG(gains={0:0,1:1,2:3})@10'],
  ['set_F', 'SetF'],
  ['bpref', 'Bpref'],
  ['RBP(p=.5)', 'RBP(p=0.5,rel=1)'],
  ['gm_map', 'GMAP'],
  ['AP(rel=1)@10', 'AP@10'],
  [`AP(judged_only=true,rel=2)`, 'AP(rel=2,judged_only=True)'],
  [`RR(order='msmarco')@10`, `RR(order='msmarco')@10`],
])('"%s" is %s', (given, name) => {
  expect(parseMetric(given).name).toBe(name)
})

test('the cut-off is there for those who decide how deep to search', () => {
  expect(parseMetric('nDCG@10').cutoff).toBe(10)
  expect(parseMetric('AP').cutoff).toBeUndefined()
})

test('a dialect says what a name leaves open, the name of the metric says how that differs, and what is written wins', () => {
  const named = (name: string, dialect: DialectName): string => parseMetric(name, { dialect }).name
  expect(named('nDCG@10', 'exponential')).toBe(`nDCG(dcg='exp-log2',order='gdeval')@10`)
  expect(named(`nDCG(dcg='log2')@10`, 'exponential')).toBe(`nDCG(order='gdeval')@10`)
  expect(named('AP@100', 'sentence-transformers')).toBe(`AP(norm='cutoff',order='msmarco')@100`)
  expect(named('nDCG@10', 'beir')).toBe('nDCG@10')
  for (const dialect of Object.keys(dialects) as DialectName[])
    expect(parseMetric(named('nDCG@10', dialect)).name).toBe(named('nDCG@10', dialect))
})

test('a list is separated by commas or white space, but not within parentheses, and names nothing twice', () => {
  const namesOf = (text: string): string[] => parseMetrics(text).map(({ name }) => name)
  expect(namesOf(`nDCG@10, AP(rel=2, judged_only=True)@100 MRR@10,,RR@10`)).toEqual([
    'nDCG@10',
    'AP(rel=2,judged_only=True)@100',
    'RR@10',
  ])
  expect(errorOf(() => parseMetrics(' , '))?.code).toBe('METRICS_NONE_NAMED')
})

test('an unknown name is answered with the nearest one and with all', () => {
  const error = errorOf(() => parseMetric('nDGC@10'))
  expect(error).toMatchObject({ code: 'METRICS_UNKNOWN', kind: 'invalid-input', hint: 'Did you mean nDCG@10?' })
  for (const name of Object.keys(metricsTable)) expect(error?.message).toContain(name)
  expect(errorOf(() => parseMetric('reciprocal_rank'))?.hint).toContain('Write one of')
  expect(errorOf(() => parseMetric('recal@5'))?.hint).toBe('Did you mean R@5?')
  expect(errorOf(() => parseMetric('rprek@5'))?.hint).toBe('Did you mean Rprec?')
})

test.each([
  ['', 'METRICS_NAME_MALFORMED'],
  ['@10', 'METRICS_NAME_MALFORMED'],
  ['nDCG@', 'METRICS_NAME_MALFORMED'],
  ['nDCG(rel=1', 'METRICS_NAME_MALFORMED'],
  ['nDCG@0', 'METRICS_CUTOFF_INVALID'],
  ['nDCG@-5', 'METRICS_CUTOFF_INVALID'],
  ['nDCG@1.5', 'METRICS_CUTOFF_INVALID'],
  ['nDCG@ten', 'METRICS_CUTOFF_INVALID'],
  ['nDCG@99999999999999999999', 'METRICS_CUTOFF_INVALID'],
  ['nDCG(rel=2)@10', 'METRICS_PARAMETER_UNKNOWN'],
  ['AP(dcg=log2)', 'METRICS_PARAMETER_UNKNOWN'],
  ['AP(2)', 'METRICS_PARAMETER_UNKNOWN'],
  ['nDCG(gains={1})', 'METRICS_PARAMETER_INVALID'],
  ['nDCG(gains={1:-1})', 'METRICS_PARAMETER_INVALID'],
  ['RBP(p=1)', 'METRICS_PARAMETER_INVALID'],
  ['AP(rel=0)', 'METRICS_PARAMETER_INVALID'],
  ['AP(rel=)', 'METRICS_PARAMETER_INVALID'],
  ['AP(order=ranx)', 'METRICS_PARAMETER_INVALID'],
  [`nDCG(dcg='exp')@10`, 'METRICS_PARAMETER_INVALID'],
  ['constructor', 'METRICS_UNKNOWN'],
])('"%s" is refused: %s', (name, code) => {
  const error = errorOf(() => parseMetric(name))
  expect(error?.code).toBe(code)
  expect(error?.message).toMatch(/\.$/)
})
