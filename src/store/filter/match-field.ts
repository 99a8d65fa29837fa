/** @file Which documents one comparison of a filter matches, and what is said where it compares across types. */
import type { Bitmap } from '../../base/bitmap.ts'
import { type FieldType, numberOf, timeOf } from '../../data/field-type.ts'
import { losesDigits } from '../../data/long-numbers.ts'
import { filterOrderAmbiguous, filterTypeMismatch } from './errors.ts'
import type { FilterColumn, KindCounts } from './filter-column.ts'
import { boundsOf, type EqualsFilter, type FilterValue, type InFilter, type RangeFilter } from './filter.ts'

export type Comparison = EqualsFilter | InFilter | RangeFilter

export interface MatchOptions {
  readonly column: FilterColumn
  /** As declared for the field. */
  readonly type: FieldType | undefined
  readonly onNotice: (notice: string) => void
}

/** @throws STORE_FILTER_TYPE_MISMATCH, STORE_FILTER_ORDER_AMBIGUOUS */
export function matchComparison(filter: Comparison, options: MatchOptions): Bitmap {
  const { column, type } = options
  const asked = 'equals' in filter ? [filter.equals] : 'in' in filter ? filter.in : boundsOf(filter)
  if (asked.length === 0) return column.textsAnyOf([])
  const compared = asked.map((value) => comparedAs(value, options, isRange(filter)))
  const misfit = asked.find((_, i) => compared[i] === undefined)
  if (misfit !== undefined) throw mismatch(filter, misfit, options)
  if (isRange(filter)) {
    if (compared[0] === 'date') return column.times.between(filter)
    if (compared.includes('number')) return column.numbers.between(filter)
    if (type === undefined) checkOrder(filter, options)
    return column.textsBetween(filter)
  }
  const of = (kind: Compared): FilterValue[] => asked.filter((_, i) => compared[i] === kind)
  return column.numbers
    .anyOf(of('number').map(Number))
    .or(column.times.anyOf(of('date').map(String)))
    .or(column.booleansAnyOf(of('boolean') as boolean[]))
    .or(column.textsAnyOf([...of('text'), ...of('digits')] as string[]))
}

const isRange = (filter: Comparison): filter is RangeFilter => !('equals' in filter) && !('in' in filter)

/** `digits`: a number that a float64 would change, found by its text. */
type Compared = 'number' | 'text' | 'boolean' | 'date' | 'digits'

/** As what a value of the filter is compared with this column; undefined where it cannot be. */
function comparedAs(value: FilterValue, { column, type }: MatchOptions, isBound: boolean): Compared | undefined {
  const counts = column.counts()
  const isLong = typeof value === 'string' && losesDigits(value)
  if (total(counts) === 0) return typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean')
  if (type === 'date') return typeof value === 'string' && timeOf(value) !== undefined ? 'date' : undefined
  if (type === 'text') return typeof value === 'string' ? 'text' : undefined
  if (type === 'boolean') return typeof value === 'boolean' ? 'boolean' : undefined
  if (typeof value === 'number') return type === 'number' || isOfNumbers(counts) ? 'number' : undefined
  if (typeof value === 'boolean') return type === undefined && isOfBooleans(counts) ? 'boolean' : undefined
  if (isLong && (type === 'number' || isOfNumbers(counts))) return isBound ? 'number' : 'digits'
  if (type === 'number') return isBound || numberOf(value) !== undefined ? undefined : 'text'
  const hasTexts = counts.texts + counts.numberTexts > 0
  return hasTexts && (!isBound || counts.numbers + counts.booleans === 0) ? 'text' : undefined
}

const total = ({ numbers, numberTexts, texts, booleans }: Readonly<KindCounts>): number =>
  numbers + numberTexts + texts + booleans

const isOfNumbers = ({ texts, booleans }: Readonly<KindCounts>): boolean => texts + booleans === 0

const isOfBooleans = ({ numbers, numberTexts, texts, booleanTexts }: Readonly<KindCounts>): boolean =>
  numbers + numberTexts === 0 && texts === booleanTexts

function mismatch({ field }: Comparison, value: FilterValue, { column, type }: MatchOptions): Error {
  const example = column.example()
  const counts = column.counts()
  return filterTypeMismatch({
    field,
    value,
    asked: typeof value,
    holds: describeCounts(counts, example),
    declared: type,
    isMixed: counts.numbers + counts.numberTexts + counts.booleans > 0,
    // A price with its currency is a number to whoever asks, and its text would answer wrongly; a zip code is none.
    isTextMeant: example !== undefined && (decoratedNumber(example) === undefined || numberOf(example) !== undefined),
  })
}

function describeCounts(counts: Readonly<KindCounts>, example: string | undefined): string {
  const { numbers, numberTexts, texts, booleans } = counts
  const such = example === undefined ? '' : ` (such as ${JSON.stringify(example.slice(0, EXAMPLE_MAX))})`
  const parts = [
    ...(numbers > 0 ? [plural(numbers, 'number')] : []),
    ...(numberTexts > 0
      ? [`${plural(numberTexts, 'string')} that read${numberTexts === 1 ? 's' : ''} as a number`]
      : []),
    ...(texts > 0 ? [`${plural(texts, numberTexts > 0 ? 'other string' : 'string')}${such}`] : []),
    ...(booleans > 0 ? [plural(booleans, 'boolean')] : []),
  ]
  return parts.join(' and ')
}

const EXAMPLE_MAX = 40

const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`

/** `$1,299.00`, `19.90 EUR`, `5 %`: a number to people, with what no number has. */
function decoratedNumber(text: string): number | undefined {
  if (text.length > EXAMPLE_MAX) return undefined
  const bare = text.trim().replace(/^[\p{Sc}\s]+|[\p{Sc}%\s]+$/gu, '')
  const plain = bare.replace(/^[A-Z]{3}\s+|\s+[A-Z]{3}$/g, '').replaceAll(/(?<=\d)[,'](?=\d{3}(?!\d))/g, '')
  return numberOf(plain)
}

/** Of distinct texts that are looked at: enough to see it, fast enough not to be felt. */
const TEXTS_LOOKED_AT = 10_000

/**
 * "9" comes after "10" as text. Where a bound reads as a number, and texts that do, too, are on another side of it than the numbers would be,
 * that is said; where they are prices, nobody means the order of texts.
 */
function checkOrder(filter: RangeFilter, { column, onNotice }: MatchOptions): void {
  const bounds = Object.entries({ gt: filter.gt, gte: filter.gte, lt: filter.lt, lte: filter.lte }).flatMap(
    ([operator, bound]) => {
      const value = typeof bound === 'string' ? decoratedNumber(bound) : undefined
      return value === undefined ? [] : [{ operator, text: String(bound), value }]
    },
  )
  if (bounds.length === 0) return
  let looked = 0
  for (const text of column.distinctTexts()) {
    if (looked++ === TEXTS_LOOKED_AT) return
    const value = decoratedNumber(text)
    if (value === undefined) continue
    const other = bounds.find((bound) => text < bound.text !== value < bound.value && text !== bound.text)
    if (other === undefined) continue
    if (numberOf(text) === undefined || numberOf(other.text) === undefined)
      throw filterOrderAmbiguous({ field: filter.field, value: other.text, example: text })
    return onNotice(
      `"${filter.field}" is compared with the text ${JSON.stringify(other.text)}, and as text ${JSON.stringify(text)} comes ` +
        `${text < other.text ? 'before' : 'after'} it: leave the quotes out to compare numbers.`,
    )
  }
}
