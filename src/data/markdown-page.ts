/** @file Markdown (CommonMark with GitHub's tables, and YAML front matter) -> a title and readable text. */
import { type Document, isScalar, parseDocument, visit, YAMLParseError } from 'yaml'
import type { FieldValue } from './document.ts'
import { frontMatterInvalid } from './errors.ts'
import { readHtml } from './html-page.ts'
import { type MarkdownNode, markdownTree } from './markdown-tree.ts'
import { plainerMarkdown } from './plainer-markdown.ts'
import type { Page } from './page.ts'
import { toFieldValue } from './row.ts'

/** A first line of three dashes, YAML, and a line of three dashes or dots. */
const FRONT_MATTER = /^---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)??(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/

/**
 * Headings, paragraphs, code and table rows as plain text without markup. The title is the front matter's, else the first heading; a heading that
 * gives the title and opens the text is not repeated there. Front matter becomes the metadata.
 *
 * @throws DATA_FRONT_MATTER_INVALID, DATA_VALUE_UNSUPPORTED
 */
export function readMarkdown(source: string, file: string): Page {
  const { metadata, body } = splitFrontMatter(source, file)
  const blocks = markdownTree(plainerMarkdown(body))
  const heading = blocks.find(({ type }) => type === 'heading')
  const named = metadata?.['title']
  const title = isNamed(named) ? String(named) : heading && inlineText(heading)
  const [first, ...rest] = blocks
  const opensWithTitle = first?.type === 'heading' && inlineText(first) === title
  return {
    title: title === '' ? undefined : title,
    text: joinBlocks(opensWithTitle ? rest : blocks, '\n\n'),
    ...(metadata === undefined ? {} : { metadata }),
  }
}

const isNamed = (title: FieldValue | undefined): title is string | number | boolean =>
  title !== undefined && title !== null && typeof title !== 'object' && title !== ''

interface FrontMatter {
  readonly metadata: Readonly<Record<string, FieldValue>> | undefined
  readonly body: string
}

/** Content between two rules that is not a mapping (a sentence, say) is text of the page. */
function splitFrontMatter(source: string, file: string): FrontMatter {
  const match = FRONT_MATTER.exec(source)
  const value = match === null ? undefined : parseYaml(match[1] ?? '', file)
  if (match === null || typeof value !== 'object' || value === null || Array.isArray(value))
    return { metadata: undefined, body: source }
  const entries = Object.entries(value).map(
    ([field, item]) => [field, toFieldValue(item, { field: `metadata.${field}`, place: { file } })] as const,
  )
  return { metadata: Object.fromEntries(entries), body: source.slice(match[0].length) }
}

function parseYaml(text: string, file: string): unknown {
  try {
    const document = parseDocument(text, { logLevel: 'error' })
    if (document.errors[0] !== undefined) throw document.errors[0]
    keepAsWritten(document)
    return document.toJS() as unknown
  } catch (error) {
    const line = error instanceof YAMLParseError ? (error.linePos?.[0].line ?? 1) : 1
    const reason = error instanceof Error ? reasonOf(error) : String(error)
    // The opening dashes are line 1.
    throw frontMatterInvalid({ file, line: line + 1, reason }, error)
  }
}

/** Without the place, which counts from behind the dashes. */
const reasonOf = ({ message }: Error): string =>
  (message.split('\n')[0] ?? '').replace(/:$/, '').replace(/ at line \d+, column \d+$/, '')

/** `version: 1.10` is no 1.1, and `.nan` is no number: where a number would be written otherwise, it is the text that stands there. */
function keepAsWritten(document: Document): void {
  visit(document, {
    Scalar: (_key, node) => {
      const { value, source } = node
      if (typeof value === 'number' && source !== undefined && String(value) !== source) node.value = source
    },
    Pair: (_key, { key }) => {
      if (isScalar(key) && typeof key.value !== 'string' && key.source !== undefined) key.value = key.source
    },
  })
}

const joinBlocks = (nodes: readonly MarkdownNode[], separator: string): string =>
  nodes
    .map(blockText)
    .filter((text) => text !== '')
    .join(separator)

/** What stands between blocks inside a block. */
const SEPARATORS: Readonly<Record<string, string>> = {
  table: '\n',
  bullet_list: '\n',
  ordered_list: '\n',
  list_item: '\n',
  blockquote: '\n\n',
  footnote_reference: '\n\n',
}

function blockText(node: MarkdownNode): string {
  const { type, value, children } = node
  if (type === 'fence' || type === 'code_block') return value.replace(/\n$/, '')
  if (type === 'html_block') return readHtml(value).text
  if (type === 'tr') return children.map(inlineText).join('\t')
  const separator = SEPARATORS[type]
  return separator === undefined ? inlineText(node) : joinBlocks(children, separator)
}

function inlineText({ type, value, children }: MarkdownNode): string {
  if (type === 'text') return value.replaceAll(/\s*\n\s*/g, ' ')
  if (type === 'code_inline') return value
  if (type === 'softbreak') return ' '
  if (type === 'hardbreak') return '\n'
  if (type === 'html_inline') return /^<br\b/i.test(value) ? '\n' : ''
  return children.map(inlineText).join('')
}
