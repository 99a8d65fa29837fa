/** @file What a line of Markdown begins or ends: code, HTML, rules, list items, tables, definitions. */

export interface Fence {
  readonly sign: string
  readonly length: number
}

/** Behind backticks no backtick may follow, else it is code within a line. */
const FENCE = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/s

export function fenceOf(line: string): Fence | undefined {
  const found = FENCE.exec(line)
  const signs = found?.[1] ?? found?.[2]
  return signs === undefined ? undefined : { sign: signs.slice(0, 1), length: signs.length }
}

const FENCE_END = /^ {0,3}(`{3,}|~{3,})[ \t]*$/

export function endsFence(line: string, { sign, length }: Fence): boolean {
  const signs = FENCE_END.exec(line)?.[1] ?? ''
  return signs.startsWith(sign) && signs.length >= length
}

/** What ends a block of HTML: a pattern in one of its lines, or an empty line. */
export type HtmlEnd = RegExp | 'blank'

const BLOCK_TAGS =
  'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul'
const ATTRIBUTE = String.raw`[ \t]+[a-zA-Z_:][\w:.-]*(?:[ \t]*=[ \t]*(?:[^\s"'=<>${'`'}]+|'[^']*'|"[^"]*"))?`

/** In the order of CommonMark's kinds 1 to 6; the seventh ends no paragraph. */
const HTML: readonly (readonly [start: RegExp, end: HtmlEnd])[] = [
  [/^ {0,3}<(?:script|pre|style|textarea)(?:[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^ {0,3}<!--/, /-->/],
  [/^ {0,3}<\?/, /\?>/],
  [/^ {0,3}<![a-z]/i, />/],
  [/^ {0,3}<!\[CDATA\[/, /\]\]>/],
  [new RegExp(String.raw`^ {0,3}</?(?:${BLOCK_TAGS})(?:[\s>]|/>|$)`, 'i'), 'blank'],
]
const WHOLE_TAG = new RegExp(
  String.raw`^ {0,3}(?:<[a-z][a-z0-9-]*(?:${ATTRIBUTE})*[ \t]*/?>|</[a-z][a-z0-9-]*[ \t]*>)[ \t]*$`,
  'i',
)

/** @param isInParagraph where a single tag is text */
export function htmlStart(line: string, isInParagraph: boolean): HtmlEnd | undefined {
  const known = HTML.find(([start]) => start.test(line))
  if (known !== undefined) return known[1]
  return !isInParagraph && WHOLE_TAG.test(line) ? 'blank' : undefined
}

export const closesHtml = (line: string, end: HtmlEnd): boolean =>
  end === 'blank' ? /^[ \t]*$/.test(line) : end.test(line)

const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/
export const isRule = (line: string): boolean => RULE.test(line)

const MARKER = /^( {0,3})([-+*]|(\d{1,9})[.)])(?=[ \t]|$)/

/**
 * @param interrupts whether it would end a paragraph, as only an item with text, and of a numbered list only the first, may
 * @returns how far what belongs to the item is indented, and what is behind its marker
 */
export function listMarker(
  line: string,
  interrupts: boolean,
): { readonly indent: number; readonly rest: string } | undefined {
  const found = MARKER.exec(line)
  if (found === null) return undefined
  const behind = line.slice(found[0].length)
  const isEmpty = /^[ \t]*$/.test(behind)
  if (interrupts && (isEmpty || (found[3] !== undefined && Number(found[3]) !== 1))) return undefined
  const width = found[0].length
  const text = spreadFrom(behind, width)
  const spaces = /^ */.exec(text)?.[0].length ?? 0
  // Five spaces or more: one belongs to the marker and the rest to indented code.
  const own = isEmpty || spaces > 4 ? 1 : spaces
  return { indent: width + own, rest: text.slice(own) }
}

/** Tabs at the beginning become spaces, counted from this column. */
const spreadFrom = (line: string, column: number): string =>
  line.replace(/^[ \t]+/, (space) => {
    let at = column
    for (const sign of space) at += sign === '\t' ? 4 - (at % 4) : 1
    return ' '.repeat(at - column)
  })

const TABLE_RULE = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?$/

/** The line under a table's titles: as many cells, and not only dashes, which underline a heading. */
export const isTableRule = (line: string, titles: string): boolean =>
  /[|:]/.test(line) && TABLE_RULE.test(line) && !/^ {4}/.test(titles) && cellsOf(line) === cellsOf(titles)

const cellsOf = (row: string): number => {
  const inside = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  return inside.match(/(?<!\\)\|/g)?.length ?? 0
}

const DEFINITION =
  /^ {0,3}\[(?:[^\\[\]]|\\.)+\]:[ \t]*(?:<[^<>]*>|[^\s<]\S*)(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?[ \t]*$/

/** @returns how many of a paragraph's first lines define targets of links */
export function openingDefinitions(lines: readonly string[]): number {
  const text = lines.findIndex((line) => !DEFINITION.test(line))
  return text < 0 ? lines.length : text
}
