/** @file Chunks of Markdown: one for each section, knowing the headings above it. */
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { type Chunk, type Chunker, chunkOf } from './chunk.ts'

export interface HeadingChunkOptions {
  /** Headings deeper than this do not begin a chunk. Default 6: all do. */
  readonly depthMax?: number
  /** Cuts each section further, for example `(text) => chunkByTokens(text, ...)`. Default: a section is one chunk, however long. */
  readonly within?: Chunker
}

interface Section {
  readonly start: number
  readonly heading: readonly string[]
}

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n(?:[^\n]*\r?\n)*?---[ \t]*(?:\r?\n|$)/

/**
 * Cuts at the headings of CommonMark with GitHub's tables, both `#` and underlined, not inside lists, quotes or code.
 *
 * @returns chunks with `heading`, the titles from the outermost to the section's own; empty before the first heading
 */
export function chunkByHeading(text: string, { depthMax = 6, within }: HeadingChunkOptions = {}): Chunk[] {
  const sections = sectionsOf(text, depthMax)
  return sections.flatMap(({ start, heading }, index) => {
    const section = chunkOf(text, { start, end: sections[index + 1]?.start ?? text.length })
    if (section.text === '') return []
    const chunks = within?.(section.text) ?? [{ text: section.text, start: 0, end: section.text.length }]
    return chunks.map((chunk) => ({ text: chunk.text, start: start + chunk.start, end: start + chunk.end, heading }))
  })
}

function sectionsOf(text: string, depthMax: number): Section[] {
  const offset = FRONT_MATTER.exec(text)?.[0].length ?? (text.startsWith('\uFEFF') ? 1 : 0)
  const { children } = fromMarkdown(text.slice(offset), {
    extensions: [gfm()],
    mdastExtensions: [gfmFromMarkdown()],
  })
  const path: { readonly depth: number; readonly title: string }[] = []
  const sections: Section[] = [{ start: 0, heading: [] }]
  for (const node of children) {
    const start = headingStart(node, depthMax)
    if (start === undefined || node.type !== 'heading') continue
    while ((path.at(-1)?.depth ?? 0) >= node.depth) path.pop()
    path.push({ depth: node.depth, title: textOf(node).trim() })
    const heading = path.map(({ title }) => title)
    if (offset + start === 0) sections.pop()
    sections.push({ start: offset + start, heading })
  }
  return sections
}

type Block = ReturnType<typeof fromMarkdown>['children'][number]

const headingStart = (node: Block, depthMax: number): number | undefined =>
  node.type === 'heading' && node.depth <= depthMax ? node.position?.start.offset : undefined

interface Inline {
  readonly type: string
  readonly value?: string
  readonly alt?: string | null | undefined
  readonly children?: readonly Inline[]
}

/** What a reader sees of a heading. */
const textOf = ({ value, alt, children }: Inline): string => value ?? alt ?? children?.map(textOf).join('') ?? ''
