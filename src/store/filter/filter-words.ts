/** @file Cuts the text of a filter into words, numbers and strings, each with its position. */
import { filterUnreadable } from './errors.ts'

export interface FilterWord {
  readonly kind: 'name' | 'quotedName' | 'string' | 'number' | 'symbol' | 'end'
  /** A name or symbol as written; of a string or quoted name the inside. */
  readonly text: string
  /** In UTF-16 units, from 0. */
  readonly position: number
}

const SPACE = /\s+/y
const PATTERNS: readonly (readonly [kind: FilterWord['kind'], pattern: RegExp])[] = [
  ['number', /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_.])/uy],
  ['name', /[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*/uy],
  ['quotedName', /`([^`]+)`/y],
  ['string', /"((?:[^"\\]|\\.)*)"/sy],
  ['string', /'((?:[^'\\]|\\.)*)'/sy],
  ['symbol', /==|=|!=|<>|<=|>=|<|>|\(|\)|,/y],
]

/** @throws STORE_FILTER_UNREADABLE */
export function filterWords(text: string): FilterWord[] {
  const words: FilterWord[] = []
  let position = 0
  while (position < text.length) {
    const space = matchAt(SPACE, text, position)
    if (space !== undefined) position += space[0].length
    else {
      const [word, length] = wordAt(text, position)
      words.push(word)
      position += length
    }
  }
  return [...words, { kind: 'end', text: '', position: text.trimEnd().length }]
}

function wordAt(text: string, position: number): [word: FilterWord, length: number] {
  for (const [kind, pattern] of PATTERNS) {
    const match = matchAt(pattern, text, position)
    if (match === undefined) continue
    const [whole, inside] = match
    return [{ kind, text: inside === undefined ? whole : inside.replace(/\\(.)/gs, '$1'), position }, whole.length]
  }
  const character = String.fromCodePoint(text.codePointAt(position) ?? 0)
  const isQuote = ['"', "'", '`'].includes(character)
  const problem = isQuote ? `the ${character} that begins here has no end` : `"${character}" is not expected`
  throw filterUnreadable({ text, position, problem })
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position
  return pattern.exec(text) ?? undefined
}
