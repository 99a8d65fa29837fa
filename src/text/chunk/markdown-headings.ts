/**
 * @file Where the headings of a Markdown text are that stand in no list, quote or code.
 *
 * CommonMark's algorithm for blocks, line by line, in linear time. The parser that reads documents knows more and takes quadratic time over
 * many lists, underlined headings or brackets.
 *
 * @see https://spec.commonmark.org/0.31.2/#phase-1-block-structure
 */
import {
  closesHtml,
  endsFence,
  type Fence,
  fenceOf,
  type HtmlEnd,
  htmlStart,
  isRule,
  isTableRule,
  listMarker,
  openingDefinitions,
} from './markdown-lines.ts'

export interface MarkdownHeading {
  /** Of its first line. */
  readonly start: number
  readonly depth: number
  /** As written, without the signs that make it a heading. */
  readonly source: string
}

/** Deeper lists and quotes are text: nobody means them, and each line would have to be matched against all. */
const NESTING_MAX = 100
const ATX = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/s
const ATX_END = /(?:^|[ \t])#+$/
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/

type Container = { readonly kind: 'quote' } | { readonly kind: 'item'; readonly indent: number }

/** The innermost block that lines are added to. */
type Leaf =
  | { readonly kind: 'none' }
  | { readonly kind: 'paragraph'; readonly start: number; readonly lines: string[] }
  | { readonly kind: 'table' }
  | { readonly kind: 'fence'; readonly fence: Fence }
  | { readonly kind: 'html'; readonly end: HtmlEnd }

interface Blocks {
  readonly containers: Container[]
  leaf: Leaf
  readonly headings: MarkdownHeading[]
}

const NONE: Leaf = { kind: 'none' }
const LINE = /[^\r\n]*(?:\r\n|\r|\n|$)/y

export function markdownHeadings(text: string): MarkdownHeading[] {
  const blocks: Blocks = { containers: [], leaf: NONE, headings: [] }
  for (let start = 0; start < text.length;) {
    LINE.lastIndex = start
    const line = LINE.exec(text)?.[0] ?? ''
    takeLine(blocks, line.replace(/[\r\n]+$/, ''), start)
    start += line.length
  }
  return blocks.headings
}

function takeLine(blocks: Blocks, line: string, start: number): void {
  const { matched, rest } = matchContainers(blocks, line)
  const isInside = matched === blocks.containers.length
  if (isInside && continueLeaf(blocks, rest)) return
  if (!isInside && (blocks.leaf.kind === 'fence' || blocks.leaf.kind === 'html' || isBlank(rest)))
    leave(blocks, matched)
  openBlocks(blocks, rest, { matched, start })
}

function leave(blocks: Blocks, matched: number): void {
  if (matched === blocks.containers.length) return
  blocks.containers.length = matched
  blocks.leaf = NONE
}

const isBlank = (line: string): boolean => /^[ \t]*$/.test(line)

/** @returns how many of the open containers the line goes on in, and what of it is inside them */
function matchContainers({ containers }: Blocks, line: string): { readonly matched: number; readonly rest: string } {
  let rest = line
  let matched = 0
  for (const container of containers) {
    const inner = container.kind === 'quote' ? withoutQuote(rest) : withoutIndent(rest, container.indent)
    if (inner === undefined) break
    rest = inner
    matched++
  }
  return { matched, rest }
}

const QUOTE = /^ {0,3}>[ ]?/

function withoutQuote(line: string): string | undefined {
  const sign = QUOTE.exec(line)?.[0]
  return sign === undefined ? undefined : spread(line.slice(sign.length))
}

/** A blank line belongs to every item. */
function withoutIndent(line: string, indent: number): string | undefined {
  const spaced = spread(line)
  if (isBlank(spaced)) return ''
  return indentOf(spaced) >= indent ? spaced.slice(indent) : undefined
}

const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0

/** Tabs at the beginning become spaces. */
const spread = (line: string): string =>
  line.replace(/^[ \t]+/, (space) => {
    let columns = 0
    for (const sign of space) columns += sign === '\t' ? 4 - (columns % 4) : 1
    return ' '.repeat(columns)
  })

/** @returns whether the line was the leaf's alone */
function continueLeaf(blocks: Blocks, line: string): boolean {
  const { leaf } = blocks
  if (leaf.kind === 'fence') {
    if (endsFence(line, leaf.fence)) blocks.leaf = NONE
    return true
  }
  if (leaf.kind === 'html') {
    if (closesHtml(line, leaf.end)) blocks.leaf = NONE
    return true
  }
  if (isBlank(line)) {
    blocks.leaf = NONE
    return true
  }
  if (leaf.kind === 'paragraph' && underlined(blocks, leaf, line)) return true
  if (leaf.kind !== 'paragraph' || !isTableRule(line, leaf.lines.at(-1) ?? '')) return false
  blocks.leaf = { kind: 'table' }
  return true
}

function underlined(blocks: Blocks, leaf: Leaf & { kind: 'paragraph' }, line: string): boolean {
  const sign = UNDERLINE.exec(line)?.[1]
  if (sign === undefined) return false
  const definitions = openingDefinitions(leaf.lines)
  if (definitions === leaf.lines.length) return false
  const source = leaf.lines.slice(definitions).join('\n')
  if (blocks.containers.length === 0)
    blocks.headings.push({ start: leaf.start, depth: sign.startsWith('=') ? 1 : 2, source })
  blocks.leaf = NONE
  return true
}

interface LinePlace {
  readonly matched: number
  readonly start: number
}

/** New blocks that the line begins, from the outermost in; what is left over is text. */
function openBlocks(blocks: Blocks, line: string, { matched, start }: LinePlace): void {
  let rest = spread(line)
  let depth = matched
  for (;;) {
    if (isBlank(rest)) return leave(blocks, depth)
    // What is indented further is code, or goes on with a paragraph.
    if (indentOf(rest) >= 4) break
    if (openLeaf(blocks, rest, { matched: depth, start })) return
    const opened = depth < NESTING_MAX ? openContainer(blocks, rest, depth) : undefined
    if (opened === undefined) break
    rest = opened
    depth++
  }
  addText(blocks, rest, { matched: depth, start })
}

/** @returns what is inside the quote or list item that begins here */
function openContainer(blocks: Blocks, line: string, depth: number): string | undefined {
  const quoted = withoutQuote(line)
  const interrupts = blocks.leaf.kind === 'paragraph' && depth === blocks.containers.length
  const item = quoted === undefined ? listMarker(line, interrupts) : undefined
  const rest = quoted ?? item?.rest
  if (rest === undefined) return undefined
  leave(blocks, depth)
  blocks.leaf = NONE
  blocks.containers.push(item === undefined ? { kind: 'quote' } : { kind: 'item', indent: item.indent })
  return rest
}

/** Headings, rules, code and HTML. @returns whether the line begins one */
function openLeaf(blocks: Blocks, line: string, { matched, start }: LinePlace): boolean {
  const open = (leaf: Leaf): true => {
    leave(blocks, matched)
    blocks.leaf = leaf
    return true
  }
  const atx = ATX.exec(line)
  if (atx !== null) {
    const source = (atx[2] ?? '').trimEnd().replace(ATX_END, '').trim()
    if (matched === 0) blocks.headings.push({ start, depth: atx[1]?.length ?? 1, source })
    return open(NONE)
  }
  const fence = fenceOf(line)
  if (fence !== undefined) return open({ kind: 'fence', fence })
  const end = htmlStart(line, blocks.leaf.kind === 'paragraph')
  if (end !== undefined) return open(closesHtml(line, end) ? NONE : { kind: 'html', end })
  return isRule(line) && open(NONE)
}

/** A paragraph goes on even where its container does not. */
function addText(blocks: Blocks, line: string, { matched, start }: LinePlace): void {
  const { leaf } = blocks
  if (leaf.kind === 'paragraph') {
    leaf.lines.push(line)
    return
  }
  leave(blocks, matched)
  // Code, by its indentation.
  if (indentOf(line) >= 4) blocks.leaf = NONE
  else if (blocks.leaf.kind !== 'table') blocks.leaf = { kind: 'paragraph', start, lines: [line] }
}
