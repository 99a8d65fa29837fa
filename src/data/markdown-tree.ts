/** @file Markdown (CommonMark with GitHub's tables, task lists and footnotes) -> a tree of what a reader sees, in linear time. */
import MarkdownIt from 'markdown-it'
import type { Token } from 'markdown-it'
import footnotes from 'markdown-it-footnote'

export interface MarkdownNode {
  /** markdown-it's name of the token, without `_open`. */
  readonly type: string
  /** Of text, code and HTML. */
  readonly value: string
  readonly children: readonly MarkdownNode[]
}

/** Levels of lists and quotes that `plainerMarkdown` leaves are two each; what is deeper would be lost. */
const NESTING_MAX = 200

/** Parts of a table that say nothing by themselves. */
const TRANSPARENT = new Set(['thead', 'tbody'])
const TASK = /^\[[ xX]\]\s+/

const parser = new MarkdownIt({ html: true, maxNesting: NESTING_MAX }).use(footnotes)
// A footnote stays where it is written; notes within a line are not GitHub's.
parser.core.ruler.disable('footnote_tail')
parser.inline.ruler.disable('footnote_inline')

export const markdownTree = (text: string): MarkdownNode[] => nest(parser.parse(text, {}))

function nest(tokens: readonly Token[]): MarkdownNode[] {
  const root: MarkdownNode[] = []
  const open: { readonly type: string; readonly children: MarkdownNode[] }[] = [{ type: 'root', children: root }]
  for (const token of tokens) {
    const type = token.type.replace(/_(?:open|close)$/, '')
    const inside = open.at(-1)
    if (TRANSPARENT.has(type) || inside === undefined) continue
    if (token.nesting < 0) open.pop()
    else if (token.type === 'inline')
      for (const node of inlineNodes(token, open.at(-2)?.type)) inside.children.push(node)
    else {
      const node = { type, value: token.content, children: [] }
      inside.children.push(node)
      if (token.nesting > 0) open.push(node)
    }
  }
  return root
}

/** Emphasis and links are flat: only their text counts. */
function inlineNodes({ children }: Token, around: string | undefined): MarkdownNode[] {
  const nodes = (children ?? []).map(({ type, content, children: inner }) => ({
    type,
    value: content,
    // The text of an image.
    children: (inner ?? []).map((one) => ({ type: one.type, value: one.content, children: [] })),
  }))
  const [first, ...rest] = nodes
  return first !== undefined && around === 'list_item' && TASK.test(first.value)
    ? [{ ...first, value: first.value.replace(TASK, '') }, ...rest]
    : nodes
}
