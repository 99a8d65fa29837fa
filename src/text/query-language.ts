/**
 * @file What a typed query says beside its words: "exact phrase", -without, +must, field:word, prefix*.
 *
 * A sign counts only where nobody would write it in running text: at the start of a word, directly before it, and closed where it was opened.
 * Everything else is text: "AC - DC", "-20 °C", "C++: why", an inch sign, an unbalanced quote. One walk over the query, in linear time.
 */
import { lazyPattern } from './lazy-pattern.ts'

/** Something that a document must contain, or must not. */
export interface QueryCondition {
  /** One word or, in a phrase, several next to each other. */
  readonly text: string
  readonly isExcluded: boolean
  /** Whether the last word is the beginning of one. */
  readonly isPrefix: boolean
  /** Where; undefined: in any searched field. */
  readonly field: string | undefined
}

export interface TypedQuery {
  /** The words that rank, where they are in the query: as long as the query, with spaces in the place of all else. */
  readonly words: string
  /** Beginnings of words, which rank too. */
  readonly prefixes: readonly QueryPart[]
  readonly conditions: readonly QueryCondition[]
}

export interface QueryPart {
  readonly text: string
  /** [start, end) in UTF-16 units of the query. */
  readonly start: number
  readonly end: number
}

interface Clause extends QueryPart {
  readonly sign: '' | '+' | '-'
  readonly field: string | undefined
  readonly kind: 'word' | 'phrase' | 'prefix'
  /** With its signs. */
  readonly from: number
  readonly to: number
}

/** What has more signs was not typed: a log, code. */
const CLAUSES_MAX = 64

const CLOSING: Readonly<Record<string, string>> = { '"': '"', '“': '”“', '„': '“”', '«': '»' }
const opening = lazyPattern(String.raw`[\s([{]`, 'u')
const space = lazyPattern(String.raw`\s`, 'u')
/** ".NET" is a word. */
const letter = lazyPattern(String.raw`\.?\p{L}`, 'uy')
const wordCharacter = lazyPattern(String.raw`[\p{L}\p{M}\p{N}_]`, 'uy')
const fieldWord = lazyPattern(String.raw`\.?[\p{L}\p{M}\p{N}_]`, 'uy')
const fieldName = lazyPattern(String.raw`[\p{L}_][\p{L}\p{M}\p{N}_.-]{0,127}:`, 'uy')
/** Two characters at least: "A*" is an algorithm. A second star, or a letter behind it, makes it text. */
const prefixWord = lazyPattern(
  String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}]|[_.'’-](?=[\p{L}\p{N}])){1,63}\*(?![^\s)\]},.;!?])`,
  'uy',
)

/** @param fields those that are searched: the colon of any other name is text */
export function parseQuery(query: string, { fields }: { readonly fields: readonly string[] }): TypedQuery {
  const clauses = clausesOf(query, new Set(fields))
  if (clauses.length === 0 || clauses.length > CLAUSES_MAX) return { words: query, prefixes: [], conditions: [] }
  const words = blanked(query, clauses)
  const prefixes = clauses.filter(({ kind, sign }) => kind === 'prefix' && sign !== '-')
  // Nothing can be left out of nothing: then a minus is text, too.
  const isPositive = wordAnywhere().test(words) || prefixes.length > 0
  if (!isPositive) return { words: query, prefixes: [], conditions: [] }
  return {
    words,
    prefixes: prefixes.map(({ text, start, end }) => ({ text, start, end })),
    conditions: clauses.filter(isCondition).map(({ text, sign, kind, field }) => ({
      text,
      isExcluded: sign === '-',
      isPrefix: kind === 'prefix',
      field,
    })),
  }
}

const wordAnywhere = lazyPattern(String.raw`[\p{L}\p{N}]`, 'u')
const isCondition = ({ sign, kind, field }: Clause): boolean => sign !== '' || kind === 'phrase' || field !== undefined

/** Without signs, prefixes and what is excluded. */
function blanked(query: string, clauses: readonly Clause[]): string {
  let words = ''
  for (const { from, to, start, end, text, sign, kind } of clauses) {
    words += query.slice(words.length, from)
    const keeps = sign !== '-' && kind !== 'prefix'
    words += keeps ? ' '.repeat(start - from) + text + ' '.repeat(to - end) : ' '.repeat(to - from)
  }
  return words + query.slice(words.length)
}

function clausesOf(query: string, fields: ReadonlySet<string>): Clause[] {
  const clauses: Clause[] = []
  const unclosed = new Set<string>()
  let at = 0
  while (at < query.length) {
    const clause = clauseAt(query, at, { fields, unclosed })
    if (clause !== undefined) clauses.push(clause)
    at = clause === undefined ? nextStart(query, at) : clause.to
  }
  return clauses
}

/** The next place where a clause may begin: behind white space or an opening bracket. */
function nextStart(query: string, at: number): number {
  let next = at + 1
  while (next < query.length && !opening().test(query[next - 1] ?? '')) next++
  return next
}

interface ClauseOptions {
  readonly fields: ReadonlySet<string>
  /** Quotes that nothing closes any more. */
  readonly unclosed: Set<string>
}

function clauseAt(query: string, from: number, { fields, unclosed }: ClauseOptions): Clause | undefined {
  const first = query[from]
  const sign = first === '+' || first === '-' ? first : ''
  const behindSign = from + sign.length
  const field = fieldAt(query, behindSign, fields)
  const at = behindSign + (field === undefined ? 0 : field.length + 1)
  const quoted = phraseAt(query, at, unclosed)
  if (quoted !== undefined) return { ...quoted, sign, field, kind: 'phrase', from, to: quoted.end + 1 }
  // "-20 °C" and "+49" are numbers; a field may be asked for one.
  const isWord = field === undefined ? sign === '' || isAt(letter(), query, at) : isAt(fieldWord(), query, at)
  if (!isWord) return undefined
  const prefix = matchAt(prefixWord(), query, at)
  if (prefix !== undefined) {
    const end = at + prefix.length - 1
    return { text: query.slice(at, end), start: at, end, sign, field, kind: 'prefix', from, to: end + 1 }
  }
  if (sign === '' && field === undefined) return undefined
  const end = wordEnd(query, at)
  return { text: query.slice(at, end), start: at, end, sign, field, kind: 'word', from, to: end }
}

function fieldAt(query: string, at: number, fields: ReadonlySet<string>): string | undefined {
  const name = matchAt(fieldName(), query, at)?.slice(0, -1)
  return name !== undefined && fields.has(name) ? name : undefined
}

/** The text between two quotes, if there is a word in it. */
function phraseAt(query: string, at: number, unclosed: Set<string>): QueryPart | undefined {
  const open = query[at] ?? ''
  const closing = Object.hasOwn(CLOSING, open) ? CLOSING[open] : undefined
  if (closing === undefined || unclosed.has(open)) return undefined
  const start = at + 1
  let end = start
  while (end < query.length && !closing.includes(query[end] ?? '')) end++
  if (end === query.length) {
    unclosed.add(open)
    return undefined
  }
  const text = query.slice(start, end)
  return !wordAnywhere().test(text) || isAt(wordCharacter(), query, end + 1) ? undefined : { text, start, end }
}

function wordEnd(query: string, at: number): number {
  let end = at
  while (end < query.length && !space().test(query[end] ?? '')) end++
  return end
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

const isAt = (pattern: RegExp, text: string, at: number): boolean => matchAt(pattern, text, at) !== undefined
