/**
 * @file Removes from Markdown what would make a parser slower than linear, which no page contains on purpose. A parser's time grows with the square of the
 * marks in one paragraph (and worse), and with the depth of quotes and lists in each line.
 */

import { BLOCKS, CELLS, SKIPPED } from './html-elements.ts'

/** Deeper quotes and lists are treated as this deep. */
const DEPTH_MAX = 32
const INDENT_MAX = 2 * DEPTH_MAX
/** Of marks in one paragraph. */
const MARKS_MAX = 1000

const CONTAINER = /[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))/y
const MARKS = /[*_~`[\]<&\\]/g

/** Linear in the text, which comes back as it is where nothing is too much. */
export function plainerMarkdown(text: string): string {
  const lines = text.split('\n')
  const paragraphs = createParagraphs(lines)
  let isChanged = false
  for (const [i, line] of lines.entries()) {
    const shallow = withoutDepth(line)
    if (shallow !== line) {
      lines[i] = shallow
      isChanged = true
    }
    if (paragraphs.take(shallow, i)) isChanged = true
  }
  return paragraphs.end(lines.length) || isChanged ? lines.join('\n') : text
}

interface Paragraphs {
  /** @returns whether the paragraph that ends before this line was changed */
  readonly take: (line: string, index: number) => boolean
  readonly end: (index: number) => boolean
}

/** Marks are counted where a parser looks at them: neither in code nor in blocks of HTML. */
function createParagraphs(lines: string[]): Paragraphs {
  let start = 0
  let marks = 0
  let fence: string | undefined
  let isHtml = false
  const end = (index: number): boolean => {
    const isTooMuch = marks > MARKS_MAX
    if (isTooMuch) for (let i = start; i < index; i++) lines[i] = (lines[i] ?? '').replaceAll(MARKS, ' ')
    start = index + 1
    marks = 0
    return isTooMuch
  }
  return {
    end,
    take: (line, index) => {
      const found = FENCE.exec(line)?.[1]
      if (fence !== undefined) {
        if (found !== undefined && found.startsWith(fence) && line.trim() === found) fence = undefined
        return end(index)
      }
      fence = found
      const isBlank = line.trim() === ''
      if (marks === 0 && !isBlank) isHtml ||= isBlockName(line)
      if (isBlank) isHtml = false
      if (isBlank || isHtml || fence !== undefined || isTableRow(line)) return end(index)
      marks += countMarks(line)
      return false
    },
  }
}

const FENCE = /^[ \t]*(`{3,}(?=[^`]*$)|~{3,})/
const BLOCK_TAG = /^ {0,3}<\/?([a-z][a-z0-9]*)/i

function isBlockName(line: string): boolean {
  const name = BLOCK_TAG.exec(line)?.[1]?.toLowerCase() ?? ''
  return BLOCKS.has(name) || CELLS.has(name) || SKIPPED.has(name)
}

/** Each cell of a table is a paragraph of its own, and long tables have many marks. */
const isTableRow = (line: string): boolean => line.length < 10 * MARKS_MAX && /^\s*\|/.test(line)

function countMarks(line: string): number {
  MARKS.lastIndex = 0
  let count = 0
  while (MARKS.test(line)) count++
  return count
}

function withoutDepth(line: string): string {
  const bare = line.trimStart()
  const indent = line.length - bare.length
  const ends: number[] = []
  CONTAINER.lastIndex = 0
  while (CONTAINER.test(line)) ends.push(CONTAINER.lastIndex)
  const [allowed, last] = [ends[DEPTH_MAX - 1], ends.at(-1)]
  if (ends.length > DEPTH_MAX && allowed !== undefined) return `${line.slice(0, allowed)} ${line.slice(last)}`
  return indent > INDENT_MAX ? ' '.repeat(INDENT_MAX) + bare : line
}
