/**
 * @file Filters as one types them: category = "billing" and (price < 20 or not brand in ("x", "y")) and exists(sku)
 *
 *     either     = both { "or" both }
 *     both       = one { "and" one }
 *     one        = "not" one | "(" either ")" | "exists" "(" field ")" | field comparison
 *     comparison = ("=" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">=") value | ["not"] "in" "(" value { "," value } ")"
 *     field      = name with dots | `any name in backticks`
 *     value      = "string" | 'string' | number | true | false
 *
 * Words of the language are written in any case.
 */
import { losesDigits } from '../../data/long-numbers.ts'
import { filterUnreadable } from './errors.ts'
import type { Filter, FilterValue } from './filter.ts'
import { type FilterWord, filterWords } from './filter-words.ts'

const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'exists', 'true', 'false', 'null'])
/** A query is written by a person; deeper nesting is a mistake or an attack on the stack. */
const DEPTH_MAX = 100

/** What is left to read. */
interface Reader {
  readonly text: string
  readonly peek: () => FilterWord
  readonly take: () => FilterWord
  depth: number
}

/** @throws STORE_FILTER_UNREADABLE with the position and a caret under it */
export function parseFilter(text: string): Filter {
  const words = filterWords(text)
  const end = words.at(-1) ?? { kind: 'end', text: '', position: 0 }
  let at = 0
  const peek = (): FilterWord => words[at] ?? end
  const reader: Reader = { text, peek, take: () => words[at++] ?? end, depth: 0 }
  const filter = either(reader)
  if (peek().kind !== 'end') throw unexpected(reader, '"and", "or" or the end')
  return filter
}

const isKeyword = ({ kind, text }: FilterWord, keyword: string): boolean =>
  kind === 'name' && text.toLowerCase() === keyword
const isSymbol = ({ kind, text }: FilterWord, symbol: string): boolean => kind === 'symbol' && text === symbol

function unexpected({ text, peek }: Reader, expected: string): Error {
  const { kind, text: found, position } = peek()
  const what = kind === 'end' ? 'the filter ends' : `"${found}" stands`
  return filterUnreadable({ text, position, problem: `${what} where ${expected} is expected` })
}

function takeSymbol(reader: Reader, symbol: string): void {
  if (!isSymbol(reader.peek(), symbol)) throw unexpected(reader, `"${symbol}"`)
  reader.take()
}

function either(reader: Reader): Filter {
  if (++reader.depth > DEPTH_MAX) throw unexpected(reader, `nesting of at most ${DEPTH_MAX} levels`)
  const parts = list(reader, 'or', both)
  reader.depth--
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { or: parts }
}

function both(reader: Reader): Filter {
  const parts = list(reader, 'and', one)
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { and: parts }
}

function list(reader: Reader, between: string, part: (reader: Reader) => Filter): Filter[] {
  const parts = [part(reader)]
  while (isKeyword(reader.peek(), between)) {
    reader.take()
    parts.push(part(reader))
  }
  return parts
}

function one(reader: Reader): Filter {
  const word = reader.peek()
  if (isKeyword(word, 'not')) {
    reader.take()
    if (++reader.depth > DEPTH_MAX) throw unexpected(reader, `nesting of at most ${DEPTH_MAX} levels`)
    const inside = one(reader)
    reader.depth--
    return { not: inside }
  }
  if (isKeyword(word, 'exists')) {
    reader.take()
    takeSymbol(reader, '(')
    const name = field(reader)
    takeSymbol(reader, ')')
    return { field: name, exists: true }
  }
  if (!isSymbol(word, '(')) return comparison(reader)
  reader.take()
  const inside = either(reader)
  takeSymbol(reader, ')')
  return inside
}

function field(reader: Reader): string {
  const { kind, text } = reader.peek()
  const isField = kind === 'quotedName' || (kind === 'name' && !KEYWORDS.has(text.toLowerCase()))
  if (!isField) throw unexpected(reader, 'a field, "exists", "not" or "("')
  return reader.take().text
}

const comparisons: Readonly<Record<string, (field: string, value: FilterValue) => Filter>> = {
  '=': (name, equals) => ({ field: name, equals }),
  '==': (name, equals) => ({ field: name, equals }),
  '!=': (name, equals) => ({ not: { field: name, equals } }),
  '<>': (name, equals) => ({ not: { field: name, equals } }),
}
const ranges: Readonly<Record<string, 'lt' | 'lte' | 'gt' | 'gte'>> = { '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' }

function comparison(reader: Reader): Filter {
  const name = field(reader)
  const word = reader.peek()
  if (isKeyword(word, 'not')) {
    reader.take()
    if (!isKeyword(reader.peek(), 'in')) throw unexpected(reader, '"in"')
    return { not: { field: name, in: valueList(reader) } }
  }
  if (isKeyword(word, 'in')) return { field: name, in: valueList(reader) }
  const compare = word.kind === 'symbol' ? comparisons[word.text] : undefined
  const bound = word.kind === 'symbol' ? ranges[word.text] : undefined
  if (compare === undefined && bound === undefined)
    throw unexpected(reader, `${[...Object.keys(comparisons), ...Object.keys(ranges)].join(' ')} or "in"`)
  reader.take()
  const { position } = reader.peek()
  const operand = value(reader)
  if (bound === undefined) return compare?.(name, operand) ?? { field: name, equals: operand }
  if (typeof operand === 'boolean')
    throw filterUnreadable({ text: reader.text, position, problem: `"${word.text}" compares numbers and strings only` })
  return { field: name, [bound]: operand }
}

function valueList(reader: Reader): FilterValue[] {
  reader.take()
  takeSymbol(reader, '(')
  const values = [value(reader)]
  while (isSymbol(reader.peek(), ',')) {
    reader.take()
    values.push(value(reader))
  }
  takeSymbol(reader, ')')
  return values
}

function value(reader: Reader): FilterValue {
  const word = reader.peek()
  if (isKeyword(word, 'null')) throw unexpected(reader, 'a value (for fields without one write: not exists(field))')
  const isBoolean = isKeyword(word, 'true') || isKeyword(word, 'false')
  if (word.kind !== 'string' && word.kind !== 'number' && !isBoolean)
    throw unexpected(reader, word.kind === 'name' ? 'a value (strings stand in quotes)' : 'a value')
  reader.take()
  if (isBoolean) return isKeyword(word, 'true')
  // A number of more digits than a float64 keeps is stored as its text, and found by it.
  return word.kind === 'number' && !losesDigits(word.text.replace(/^\+/, '')) ? Number(word.text) : word.text
}
