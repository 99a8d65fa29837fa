/** @file Chunks of Markdown: one for each section, knowing the headings above it. */
import MarkdownIt, { type Token } from 'markdown-it'
import { type Chunk, type Chunker, chunksOf } from './chunk.ts'
import { markdownHeadings } from './markdown-headings.ts'

export interface HeadingChunkOptions {
  /** Headings deeper than this do not begin a chunk. Default 6: all do. */
  readonly depthMax?: number
  /** Splits each section further, for example `(text) => chunkByTokens(text, ...)`. Default: a section is one chunk, however long. */
  readonly within?: Chunker
}

interface Section {
  readonly start: number
  readonly heading: readonly string[]
}

/**
 * Splits at the headings of CommonMark with GitHub's tables, both `#` and underlined, not inside lists, quotes or code.
 *
 * @returns chunks with `heading`, the titles from the outermost to the section's own; empty before the first heading
 */
export function chunkByHeading(text: string, { depthMax = 6, within }: HeadingChunkOptions = {}): Chunk[] {
  const sections = sectionsOf(text, depthMax)
  return sections.flatMap(({ start, heading }, index) => {
    const section = { text: text.slice(start, sections[index + 1]?.start ?? text.length) }
    const chunks = within?.(section.text) ?? chunksOf(section.text, [{ start: 0, end: section.text.length }])
    return chunks.map((chunk) => ({ text: chunk.text, start: start + chunk.start, end: start + chunk.end, heading }))
  })
}

function sectionsOf(text: string, depthMax: number): Section[] {
  const offset = frontMatterEnd(text)
  const path: { readonly depth: number; readonly title: string }[] = []
  const sections: Section[] = [{ start: 0, heading: [] }]
  const titles = new Map<string, string>()
  for (const { start, depth, source } of markdownHeadings(text.slice(offset))) {
    if (depth > depthMax) continue
    const title = titles.get(source) ?? titleOf(source)
    titles.set(source, title)
    while ((path.at(-1)?.depth ?? 0) >= depth) path.pop()
    path.push({ depth, title })
    const heading = path.map(({ title }) => title)
    if (offset + start === 0) sections.pop()
    sections.push({ start: offset + start, heading })
  }
  return sections
}

const FRONT_MATTER_START = /^\uFEFF?---[ \t]*\r?\n/
const FRONT_MATTER_END = /^---[ \t]*\r?$/m

/** Where the text behind a byte order mark and front matter begins. */
function frontMatterEnd(text: string): number {
  const mark = text.startsWith('\uFEFF') ? 1 : 0
  const start = FRONT_MATTER_START.exec(text)?.[0].length
  const end = start === undefined ? null : FRONT_MATTER_END.exec(text.slice(start))
  return start === undefined || end === null ? mark : Math.min(text.length, start + end.index + end[0].length + 1)
}

/** A longer title is shown as written: what is inside a line takes the parser more than linear time. */
const TITLE_UNITS_MAX = 1000
const MARKUP = /[*_`~[\]<>&\\]/
const parser = new MarkdownIt({ html: true })

function titleOf(source: string): string {
  if (source.length > TITLE_UNITS_MAX || !MARKUP.test(source)) return source.replaceAll(/\s+/g, ' ').trim()
  const [, inline] = parser.parse(`# ${source.replaceAll('\n', ' ')}${definitionsFor(source)}`, {})
  return textOf(inline?.children).trim()
}

/** The targets of the title's links are elsewhere in the text; any will do for its words. */
const definitionsFor = (source: string): string =>
  Array.from(source.matchAll(/\]\[([^\][]+)\]/g), ([, label]) => `\n\n[${label}]: #`).join('')

/** What a reader sees of a heading. */
const textOf = (tokens: readonly Token[] | null | undefined): string =>
  (tokens ?? []).map(({ content, children }) => (children === null ? content : textOf(children))).join('')
