/** @file What a metric's name can say in parentheses: each parameter's spelling, default and accepted values. */
import type { MetricSettings } from './metric.ts'
import { type OrderName, resultOrders } from './result-order.ts'

export type ParameterName = Exclude<keyof MetricSettings, 'cutoff'>

interface Parameter<Value> {
  /** As ir_measures spells it, where it has it. */
  readonly spelling: string
  /** Not printed: a name says only what departs from it. */
  readonly byDefault: Value
  /** For messages. */
  readonly accepted: string
  /** Every value that differs from the default, or examples of them where there are too many. */
  readonly others: readonly Value[]
  /** @returns undefined for what is not accepted */
  readonly parse: (text: string) => Value | undefined
  readonly print: (value: Value) => string
}

export const parameters: { readonly [Name in ParameterName]: Parameter<MetricSettings[Name]> } = {
  dcg: choice<MetricSettings['dcg']>('dcg', ['log2', 'exp-log2', 'binary-log2']),
  gains: {
    spelling: 'gains',
    byDefault: undefined,
    accepted: 'a gain of at least 0 for each grade, such as {0:0,1:1,2:3}',
    others: [
      new Map([[1, 0.5]]),
      new Map([
        [0, 0],
        [1, 1],
        [2, 3],
      ]),
    ],
    parse: parseGains,
    print: (gains) => `{${Array.from(gains ?? [], ([grade, gain]) => `${grade}:${gain}`).join(',')}}`,
  },
  p: {
    spelling: 'p',
    byDefault: 0.8,
    accepted: 'a number above 0 and below 1',
    others: [0.5, 0.95],
    parse: (text) => (DECIMAL.test(text) && Number(text) > 0 && Number(text) < 1 ? Number(text) : undefined),
    print: String,
  },
  norm: choice<MetricSettings['norm']>('norm', ['relevant', 'cutoff']),
  rel: {
    spelling: 'rel',
    byDefault: 1,
    accepted: 'a whole number of at least 1',
    others: [2, 3, 10],
    parse: parsePositive,
    print: String,
  },
  judgedOnly: {
    spelling: 'judged_only',
    byDefault: false,
    accepted: 'True or False',
    others: [true],
    parse: (text) => (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : undefined),
    print: (value) => (value ? 'True' : 'False'),
  },
  order: choice<OrderName>('order', ['trec_eval', ...(Object.keys(resultOrders) as OrderName[])]),
}

const DECIMAL = /^\d*\.?\d+$/

function parseGains(text: string): ReadonlyMap<number, number> | undefined {
  const entries = /^\{(.*)\}$/
    .exec(text)?.[1]
    ?.split(',')
    .map((entry) => entry.split(':').map((part) => part.trim()))
  const isSound = entries?.every(
    ([grade = '', gain = '', ...more]) => /^-?\d+$/.test(grade) && DECIMAL.test(gain) && more.length === 0,
  )
  return isSound === true ? new Map(entries?.map(([grade, gain]) => [Number(grade), Number(gain)])) : undefined
}

/** @returns the number that digits say; undefined for anything else and for 0 */
export function parsePositive(text: string): number | undefined {
  const value = Number(text)
  return /^\d+$/.test(text) && value >= 1 && Number.isSafeInteger(value) ? value : undefined
}

/** One of some words, quoted or not; the first is the default. */
function choice<Value extends string>(spelling: string, values: readonly [Value, ...Value[]]): Parameter<Value> {
  const [byDefault] = values
  const quote = (value: string): string => `'${value}'`
  const distinct = [...new Set(values)]
  return {
    spelling,
    byDefault,
    accepted: distinct.map(quote).join(' or '),
    others: distinct.filter((value) => value !== byDefault),
    parse: (text) => distinct.find((value) => value === text.replace(/^(['"])(.*)\1$/, '$2')),
    print: quote,
  }
}
