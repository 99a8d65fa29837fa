/**
 * @file From a metric's name to the metric. Names print and parse as those of ir_measures: `nDCG@10`, `AP(rel=2)@100`,
 * `nDCG(dcg='exp-log2')@10`. Those of trec_eval (`ndcg_cut_10`, `recip_rank`) and the usual ones (`MRR@10`, `recall@100`) are accepted, too.
 */
import { editDistance } from '../base/edit-distance.ts'
import { type DialectName, dialects } from './dialects.ts'
import {
  cutoffInvalid,
  cutoffMissing,
  cutoffUnwanted,
  metricMalformed,
  metricsMissing,
  metricUnknown,
  parameterInvalid,
  parameterUnknown,
} from './errors.ts'
import { gradeResults, poolOf, withoutUnjudged } from './graded-ranking.ts'
import type { Metric, MetricDefinition, MetricSettings } from './metric.ts'
import { metricsTable } from './metrics-table.ts'
import { type ParameterName, parameters, parsePositive } from './parameters.ts'
import { orderResults } from './result-order.ts'

export interface MetricOptions {
  /** Whose defaults hold for what a name does not say. Default: trec_eval. The printed name says how they differ from trec_eval's. */
  readonly dialect?: DialectName | undefined
}

/**
 * @param name metric, parameters, cut-off: `P@5`, `AP(rel=2)@10`. Case does not matter; the error for an unknown one names the nearest known
 * @returns the metric under its one printed name: `parseMetric('map').name` is `AP`
 * @throws METRICS_UNKNOWN, METRICS_NAME_MALFORMED, METRICS_CUTOFF_MISSING, METRICS_CUTOFF_INVALID, METRICS_CUTOFF_UNWANTED,
 *   METRICS_PARAMETER_UNKNOWN, METRICS_PARAMETER_INVALID
 */
export function parseMetric(name: string, { dialect = 'trec_eval' }: MetricOptions = {}): Metric {
  const parts = splitName(name)
  const known = findMetric(parts.base)
  if (known === undefined) throw unknown(name, parts)
  const [base, definition] = known
  const given = parseParameters(parts.parameters, { metric: base, definition })
  const cutoff = parseCutoff(parts.cutoff, { metric: base, definition })
  return createMetric(base, {
    definition,
    settings: { ...defaults, ...dialects[dialect].parameters, ...given, cutoff },
  })
}

/**
 * @param names separated by commas or white space; duplicates are dropped
 * @throws METRICS_NONE_NAMED, what parseMetric throws
 */
export function parseMetrics(names: string, options: MetricOptions = {}): Metric[] {
  const metrics = splitMetrics(names).map((name) => parseMetric(name, options))
  if (metrics.length === 0) throw metricsMissing({ metrics: names })
  return [...new Map(metrics.map((metric) => [metric.name, metric])).values()]
}

/** The names of a list as they are written, so that another dialect can still fill in what they leave open. */
export const splitMetrics = (names: string): string[] => names.match(/(?:[^,\s(]|\([^)]*\)?)+/g) ?? []

interface NameParts {
  readonly base: string
  readonly parameters: string | undefined
  readonly cutoff: string | undefined
}

function splitName(name: string): NameParts {
  const [, base, inside, cutoff] = /^\s*([a-z][\w.-]*)(?:\((.*)\))?(?:@(.*\S))?\s*$/i.exec(name) ?? []
  if (base === undefined) throw metricMalformed({ metric: name })
  // trec_eval writes the cut-off behind a line: ndcg_cut_10.
  const [, trecBase, trecCutoff] = /^(.+)_(\d+)$/.exec(base) ?? []
  return trecBase === undefined || cutoff !== undefined
    ? { base, parameters: inside, cutoff }
    : { base: trecBase, parameters: inside, cutoff: trecCutoff }
}

const findMetric = (base: string): readonly [string, MetricDefinition] | undefined =>
  Object.entries(metricsTable).find(
    ([name, { aliases }]) => name.toLowerCase() === base.toLowerCase() || aliases.includes(base.toLowerCase()),
  )

function unknown(metric: string, { base, cutoff }: NameParts): Error {
  const distances = Object.entries(metricsTable)
    .flatMap(([name, { aliases }]) => [name, ...aliases].map((spelling) => ({ name, spelling })))
    .map(({ name, spelling }) => ({ name, spelling, typos: editDistance(base.toLowerCase(), spelling.toLowerCase()) }))
    // One typo in three letters: with more allowed, every short name would match.
    .filter(({ spelling, typos }) => typos <= spelling.length / 3 || base.toLowerCase().startsWith(`${spelling}_`))
    .sort((a, b) => a.typos - b.typos)
  const nearest = distances[0]?.name
  const suffix = cutoff === undefined || metricsTable[nearest ?? '']?.cutoff === 'none' ? '' : `@${cutoff}`
  return metricUnknown({
    metric,
    known: Object.keys(metricsTable),
    nearest: nearest === undefined ? undefined : `${nearest}${suffix}`,
  })
}

interface Known {
  readonly metric: string
  readonly definition: MetricDefinition
}

const defaults = Object.fromEntries(
  Object.entries(parameters).map(([name, { byDefault }]) => [name, byDefault]),
) as unknown as Omit<MetricSettings, 'cutoff'>

function parseParameters(text: string | undefined, { metric, definition }: Known): Partial<MetricSettings> {
  const given = (text ?? '').split(/,(?![^{]*\})/).filter((part) => part.trim() !== '')
  return Object.fromEntries(
    given.map((part) => {
      const [spelling = '', value = ''] = part.split(/=(.*)/s).map((side) => side.trim())
      const name = definition.parameters.find((parameter) => parameters[parameter].spelling === spelling)
      if (name === undefined) {
        const known = definition.parameters.map((parameter) => parameters[parameter].spelling)
        throw parameterUnknown({ metric, parameter: spelling, known })
      }
      const { parse, accepted } = parameters[name]
      const parsed = parse(value)
      if (parsed === undefined) throw parameterInvalid({ metric, parameter: spelling, value, accepted })
      return [name, parsed]
    }),
  )
}

function parseCutoff(text: string | undefined, { metric, definition }: Known): number {
  if (text === undefined) {
    if (definition.cutoff === 'required') throw cutoffMissing({ metric })
    return Infinity
  }
  if (definition.cutoff === 'none') throw cutoffUnwanted({ metric, cutoff: text })
  const cutoff = parsePositive(text)
  if (cutoff === undefined) throw cutoffInvalid({ metric, cutoff: text })
  return cutoff
}

function createMetric(
  base: string,
  { definition, settings }: { readonly definition: MetricDefinition; readonly settings: MetricSettings },
): Metric {
  const { order, judgedOnly, cutoff } = settings
  const measure: Metric['measure'] = (ranking) =>
    definition.measure(judgedOnly ? withoutUnjudged(ranking) : ranking, settings)
  return {
    name: printName(base, { definition, settings }),
    cutoff: cutoff === Infinity ? undefined : cutoff,
    order,
    mean: definition.mean ?? 'arithmetic',
    measure,
    compute: (grades, ranking) =>
      measure({ grades: gradeResults(orderResults(ranking, order), grades), ...poolOf(grades) }),
  }
}

function printName(
  base: string,
  { definition, settings }: { readonly definition: MetricDefinition; readonly settings: MetricSettings },
): string {
  const { parameters: accepted, alwaysPrinted = [] } = definition
  const said = accepted.flatMap((name) =>
    printParameter(name, settings[name], { always: alwaysPrinted.includes(name) }),
  )
  return [
    base,
    said.length === 0 ? '' : `(${said.join(',')})`,
    settings.cutoff === Infinity ? '' : `@${settings.cutoff}`,
  ].join('')
}

function printParameter<Name extends ParameterName>(
  name: Name,
  value: MetricSettings[Name],
  { always }: { readonly always: boolean },
): string[] {
  const { spelling, byDefault, print } = parameters[name]
  return value === byDefault && !always ? [] : [`${spelling}=${print(value)}`]
}
