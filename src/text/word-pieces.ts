/**
 * @file What to index of a word as it stands in a text: itself, the parts of an identifier, or the words of a compound.
 *
 * Rules, each the same for every spelling in capitals, so that a query typed in lower case finds what a document writes in capitals:
 * - "well-known", "and/or": ordinary words, one after the other. No joined form: with both, a compound would count twice in BM25.
 * - "E-4021", "snake_case", "foo.bar", "a::b", "AT&T", "name@host", "I/O": whole and parts, on one position. Who searches for a code means
 *   exactly it, and its rare whole outweighs its parts; who searches for a part finds it too.
 * - "IL-6-mediated": a part with a digit ends the identifier before a word of four letters or more: "il-6" and "mediated".
 * - "camelCase", "HTTPServer2": whole and parts. A run of letters before or behind digits is a part, whatever its capitals: "playstation" and
 *   "playstation5" find "PlayStation5".
 * - A part of one letter or digit is dropped, for it would outweigh the whole: "E-4021" is whole and "4021", "mRNA" whole and "rna". Digits
 *   beside one letter belong to it: "p53", "vitamin-B12" with the part "b12".
 * - "C++11", "C#8" and ".NET" are whole and "c++", "c#", "net".
 * - "1,000" is 1000, "U.S.A." is usa, "3.14" and "10.1.2" are one number each.
 */
import { lazyPattern } from './lazy-pattern.ts'

export interface Piece {
  /** As in the text, unless `isJoined`. */
  readonly text: string
  readonly start: number
  readonly end: number
  /** Steps the position; a part of an identifier stays on that of the whole. */
  readonly isNext: boolean
  /** A whole identifier, which no stemmer and no list of stop words applies to. */
  readonly isVerbatim: boolean
}

/** An identifier with more parts is data (a hash, a key in base64): only the whole is worth a place. */
const PARTS_MAX = 24

const PLAIN_ASCII = /^[A-Za-z][a-z]*$|^[A-Z]+$/
const plain = lazyPattern(String.raw`^\p{L}[\p{L}\p{M}\p{Cf}]*$`, 'u')
const number = lazyPattern(String.raw`^\p{Nd}+(?:\.\p{Nd}+)*$`, 'u')
const groupedNumber = lazyPattern(String.raw`^\p{Nd}{1,3}(?:,\p{Nd}{3})+(?:\.\p{Nd}+)?$`, 'u')
const acronym = lazyPattern(String.raw`^\p{L}(?:\.\p{L})+$`, 'u')
/** Hyphens and slashes between letters, and commas: the words stand on their own. */
const COMPOUND_JOINER = /[-‐‑/,]/
/** "I/O", "A-B": none of its letters would be found for what it is. */
const lettersOnly = lazyPattern(String.raw`^\p{L}(?:[-‐‑/]\p{L})+$`, 'u')
const CODE_SIGN = /[_.@&:]/
const digit = lazyPattern(String.raw`\p{Nd}`, 'u')
const startsWithNumber = lazyPattern(String.raw`^\p{N}`, 'u')
const ORDINAL = /^\d+(?:st|nd|rd|th)$/i
const letterRun = lazyPattern(String.raw`\p{L}[\p{L}\p{M}\p{Cf}]*`, 'gu')
const oneCharacter = lazyPattern(String.raw`^[\p{L}\p{N}][\p{M}\p{Cf}]*$`, 'u')
const ONE_LETTER_NAME = /^[A-Za-z](?:#|\+\+)$/
/** C++11, C#8. */
const VERSIONED_NAME = /^([A-Za-z](?:#|\+\+))\d+$/
const DOTTED_NAME = /^\.[A-Za-z][A-Za-z\d]*$/
const SECTION = /[^-_.,:/@&‐‑]+/gu
/** Version numbers stay together; "PDFs" is one word; HTTPServer is cut before the S. */
const casePart = lazyPattern(
  String.raw`\p{N}+(?:\.\p{N}+)*|\p{Lu}{2,}s(?!\p{Ll})|\p{Lu}[\p{M}\p{Cf}]*(?:\p{Lu}[\p{M}\p{Cf}]*)+(?!\p{Ll})|[\p{Lu}\p{Lt}]?[\p{M}\p{Cf}]*[\p{Ll}\p{Lo}\p{Lm}][\p{Ll}\p{Lo}\p{Lm}\p{M}\p{Cf}]*|\p{Lu}[\p{M}\p{Cf}]*`,
  'gu',
)
/** Where an identifier ends inside a compound: after a part with a digit, before a word. */
const afterCode = lazyPattern(String.raw`(?<=\p{Nd}[^-‐‑]{0,64})[-‐‑](?=\p{L}{4,}(?:[-‐‑]|$))`, 'u')

export interface PieceOptions {
  /** False: every joiner and nothing else ends a word, but for decimal points and apostrophes. */
  readonly identifiers: boolean
}

/** @returns the pieces of a word in order; a whole comes before its parts */
export function wordPieces(word: string, { identifiers }: PieceOptions): Piece[] {
  if (identifiers && DOTTED_NAME.test(word))
    return [{ ...piece(word, 0), isVerbatim: true }, partPiece(word.slice(1), 1)]
  if (PLAIN_ASCII.test(word) || (plain().test(word) && !innerCapital().test(word))) return [piece(word, 0)]
  const [start, end] = withoutEdges(word)
  const trimmed = word.slice(start, end)
  if (trimmed === '') return []
  return analyse(trimmed, start, identifiers)
}

function analyse(word: string, start: number, identifiers: boolean): Piece[] {
  if (ONE_LETTER_NAME.test(word))
    return [identifiers ? { ...piece(word, start), isVerbatim: true } : piece(word.slice(0, 1), start)]
  const version = VERSIONED_NAME.exec(word)
  if (version !== null) return versionPieces(word, { start, name: version[1] ?? '', identifiers })
  if (number().test(word)) return [piece(word, start)]
  if (groupedNumber().test(word)) return [{ ...piece(word.replaceAll(',', ''), start), end: start + word.length }]
  if (acronym().test(word)) return [{ ...piece(word.replaceAll('.', ''), start), end: start + word.length }]
  if (!identifiers) return sections(word).map(({ text, at }) => piece(text, start + at))
  const cut = compoundCut(word)
  if (cut < 0) return identifierPieces(word, start)
  return [...analysePart(word.slice(0, cut), start), ...analysePart(word.slice(cut + 1), start + cut + 1)]
}

function analysePart(word: string, start: number): Piece[] {
  const [from, to] = withoutEdges(word)
  return from === to ? [] : analyse(word.slice(from, to), start + from, true)
}

/** @returns where a compound is cut into words of their own; -1: it is none */
function compoundCut(word: string): number {
  const comma = word.indexOf(',')
  if (comma >= 0) return comma
  if (lettersOnly().test(word)) return -1
  if (!CODE_SIGN.test(word) && !digit().test(word)) return word.search(COMPOUND_JOINER)
  return /[_.@&:/]/.test(word) ? -1 : word.search(afterCode())
}

/** The whole and the name; its letter alone would be found in anything. */
function versionPieces(
  word: string,
  { start, name, identifiers }: { readonly start: number; readonly name: string; readonly identifiers: boolean },
): Piece[] {
  if (identifiers)
    return [
      { ...piece(word, start), isVerbatim: true },
      { ...partPiece(name, start), isVerbatim: true },
    ]
  return [piece(word.slice(0, 1), start), piece(word.slice(name.length), start + name.length)]
}

const piece = (text: string, start: number): Piece => ({
  text,
  start,
  end: start + text.length,
  isNext: true,
  isVerbatim: false,
})

const partPiece = (text: string, start: number): Piece => ({ ...piece(text, start), isNext: false })

function identifierPieces(word: string, start: number): Piece[] {
  const found = sections(word)
  const whole = { ...piece(word, start), isVerbatim: found.length > 1 }
  if (matchesOf(word, casePart()).length > PARTS_MAX) return [whole]
  const parts = found.flatMap(({ text, at }) => sectionParts(text, at))
  // A stretch may be all of a section, a run of letters and a hump at once.
  const distinct = parts.filter(
    ({ text, at }, i) => text !== word && (parts[i - 1]?.at !== at || parts[i - 1]?.text !== text),
  )
  return [whole, ...distinct.map(({ text, at }) => partPiece(text, start + at))]
}

interface Section {
  readonly text: string
  readonly at: number
}

/** Cut at joiners; a dotted number is one section. */
function sections(word: string): Section[] {
  const found = [...word.matchAll(SECTION)].flatMap(({ 0: text, index }) => {
    const [start, end] = withoutEdges(text)
    return start < end ? [{ text: text.slice(start, end), at: index + start }] : []
  })
  return joinDottedNumbers(word, found)
}

function joinDottedNumbers(word: string, found: readonly Section[]): Section[] {
  const joined: Section[] = []
  for (const section of found) {
    const last = joined.at(-1)
    const end = last === undefined ? -1 : last.at + last.text.length
    const isDecimal =
      end + 1 === section.at && word[end] === '.' && /\d$/.test(last?.text ?? '') && /^\d/.test(section.text)
    if (isDecimal)
      joined[joined.length - 1] = { text: word.slice(last?.at, section.at + section.text.length), at: last?.at ?? 0 }
    else joined.push(section)
  }
  return joined
}

/**
 * What can be searched for in a section: itself, its runs of letters and of digits (a query in lower case knows no humps), and the words that
 * its capitals show. What would be only noise alone is left out.
 */
function sectionParts(section: string, at: number): Section[] {
  const humps = matchesOf(section, casePart())
  const whole = { text: section, at }
  if (humps.length <= 1 || /['’＇]/.test(section) || ORDINAL.test(section))
    return isOneCharacter(section) ? [] : [whole]
  const parts = [...matchesOf(section, letterRun()), ...humps.filter((part, i) => !isLoneNumber(part, i, humps))]
    .filter(({ text }) => !isOneCharacter(text))
    .map((part) => ({ text: part.text, at: at + part.at }))
  return [whole, ...parts].sort((a, b) => a.at - b.at || b.text.length - a.text.length)
}

const matchesOf = (text: string, pattern: RegExp): Section[] =>
  Array.from(text.matchAll(pattern), ({ 0: match, index }) => ({ text: match, at: index }))

/** "53" of "p53": the letter belongs to it. */
function isLoneNumber({ text }: Section, i: number, parts: readonly Section[]): boolean {
  if (!startsWithNumber().test(text) || text.includes('.')) return false
  return [parts[i - 1], parts[i + 1]].every((near) => near === undefined || isOneCharacter(near.text))
}

/** A letter or digit by itself is in so many identifiers that it says nothing, and in so few texts that it would weigh more than the whole. */
const isOneCharacter = (text: string): boolean => text.length <= 4 && oneCharacter().test(text)

const innerCapital = lazyPattern(String.raw`\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}`, 'u')

/** Underscores and joiners at the ends belong to no word. */
function withoutEdges(word: string): [start: number, end: number] {
  let start = 0
  let end = word.length
  while (start < end && isEdge(word[start])) start++
  while (end > start && isEdge(word[end - 1])) end--
  return [start, end]
}

const EDGES: ReadonlySet<string | undefined> = new Set("_-.'’＇,/:@&‐‑")
const isEdge = (character: string | undefined): boolean => EDGES.has(character)
