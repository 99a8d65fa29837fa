/** @file What a plan must keep to, as a JSON file says it. */
import { parseMetric } from '../metrics/parse-metric.ts'
import { slaInvalid } from './errors.ts'

export interface Sla {
  readonly p95Ms?: number | undefined
  /** How far behind the best candidate a plan may be. */
  readonly maxLoss?: { readonly metric: string; /** Hundredths of the metric. */ readonly points: number } | undefined
  /** Searches at a time. Default: 1. */
  readonly concurrency?: number | undefined
}

const isAtLeast = (low: number) => (value: unknown) =>
  typeof value === 'number' && Number.isFinite(value) && value >= low
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const keys: Readonly<Record<keyof Sla, { readonly fits: (value: unknown) => boolean; readonly wanted: string }>> = {
  p95Ms: { fits: isAtLeast(0), wanted: 'a number of milliseconds' },
  maxLoss: {
    fits: (value) =>
      isObject(value) &&
      Object.keys(value).sort().join() === 'metric,points' &&
      typeof value['metric'] === 'string' &&
      isAtLeast(0)(value['points']),
    wanted: '{ "metric": NAME, "points": NUMBER }',
  },
  concurrency: { fits: (value) => Number.isInteger(value) && isAtLeast(1)(value), wanted: 'a whole number from 1' },
}

/** @throws SELECT_SLA_INVALID, METRICS_* */
export function parseSla(value: unknown): Sla {
  if (!isObject(value)) throw slaInvalid({ problem: 'it is not an object', known: Object.keys(keys) })
  for (const [key, given] of Object.entries(value)) {
    const row = Object.hasOwn(keys, key) ? keys[key as keyof Sla] : undefined
    if (row === undefined)
      throw slaInvalid({ problem: `"${key}" is no constraint that is measured`, known: Object.keys(keys) })
    if (!row.fits(given))
      throw slaInvalid({
        problem: `"${key}" is to be ${row.wanted}, but is ${JSON.stringify(given)}`,
        known: Object.keys(keys),
      })
  }
  const sla = value as Sla
  if (sla.maxLoss !== undefined) parseMetric(sla.maxLoss.metric)
  return sla
}
