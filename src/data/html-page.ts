/** @file HTML -> a title and the text that a reader sees. */
import { Parser } from 'htmlparser2'
import type { Page } from './page.ts'

/** Not text of the page: code, navigation, drawings, alternatives that browsers hide. */
const SKIPPED = new Set([
  'script',
  'style',
  'nav',
  'template',
  'noscript',
  'svg',
  'iframe',
  'object',
  'canvas',
  'select',
])

/** Elements that begin and end on a line of their own. */
const BLOCKS = new Set(
  (
    'address article aside blockquote body br dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header ' +
    'hgroup hr html legend li main ol option p pre section summary table tbody tfoot thead tr ul'
  ).split(' '),
)

const CELLS = new Set(['td', 'th'])

/**
 * The title is that of the head, else the first h1. Blocks stand on lines of their own, cells are separated by tabs, white space is collapsed
 * except in `pre`, images give their alternative text.
 */
export function readHtml(html: string): Page {
  const title = createTextCollector()
  const heading = createTextCollector()
  const body = createTextCollector()
  const open = { skipped: 0, title: 0, pre: 0, h1: 0 }
  let hasHeading = false
  const parser = new Parser({
    onopentag: (name, attributes) => {
      if (open.skipped > 0 || SKIPPED.has(name) || 'hidden' in attributes) open.skipped++
      else if (name === 'title') open.title++
      else {
        if (name === 'pre') open.pre++
        if (name === 'h1') open.h1++
        if (BLOCKS.has(name)) body.breakLine()
        if (name === 'img') body.add(attributes['alt'] ?? '', false)
      }
    },
    onclosetag: (name) => {
      if (open.skipped > 0) open.skipped--
      else if (name === 'title') open.title--
      else {
        if (name === 'pre') open.pre--
        if (name === 'h1') hasHeading = --open.h1 === 0 || hasHeading
        if (BLOCKS.has(name)) body.breakLine()
        if (CELLS.has(name)) body.addTab()
      }
    },
    ontext: (text) => {
      if (open.skipped > 0) return
      if (open.title > 0) return title.add(text, false)
      if (open.h1 > 0 && !hasHeading) heading.add(text, false)
      body.add(text, open.pre > 0)
    },
  })
  parser.end(html)
  return { title: title.text() || heading.text() || undefined, text: body.text() }
}

interface TextCollector {
  readonly add: (text: string, isPreformatted: boolean) => void
  readonly addTab: () => void
  readonly breakLine: () => void
  readonly text: () => string
}

function createTextCollector(): TextCollector {
  const lines: string[] = []
  let line = ''
  const breakLine = (): void => {
    const whole = line.trimEnd()
    if (whole !== '') lines.push(whole)
    line = ''
  }
  return {
    add: (text, isPreformatted) => {
      if (isPreformatted) {
        const [first = '', ...rest] = text.split('\n')
        line += first
        for (const next of rest) {
          breakLine()
          line = next
        }
        return
      }
      const collapsed = text.replaceAll(/\s+/g, ' ')
      line += line === '' || /\s$/.test(line) ? collapsed.trimStart() : collapsed
    },
    addTab: () => {
      line = `${line.trimEnd()}\t`
    },
    breakLine,
    text: () => {
      breakLine()
      return lines.join('\n')
    },
  }
}
