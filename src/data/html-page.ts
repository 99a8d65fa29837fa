/** @file HTML -> a title and the text that a reader sees. */
import { Parser } from 'htmlparser2'
import {
  BLOCKS,
  BOXES,
  CELLS,
  isBanner,
  isHidden,
  OUTSIDE_MAIN,
  SET_APART,
  SKIPPED,
  type Attributes,
  roleOf,
} from './html-elements.ts'
import { createTextCollector, type TextCollector } from './html-text.ts'
import type { Page } from './page.ts'

/** Markup is no markup within a title; what a page writes as &lt; comes in a piece of its own and stays. */
const TAG = /<\/?[a-z][^<>]*>/gi

/** An element that has begun; what it is, it ends with. */
interface OpenElement {
  readonly name: string
  readonly role: string
  /** Nothing in it is read. */
  readonly isSkipped: boolean
  /** Read only where no part of the page is marked as its main one. */
  readonly isOutside: boolean
}

/** How many elements of each kind are open. */
interface Depths {
  skipped: number
  outside: number
  title: number
  pre: number
  /** Of `pre` and `code`: what is coloured piece by piece. */
  code: number
  h1: number
  main: number
  article: number
}

/**
 * The title is that of the head, else the first h1. Where the page marks its main part (`main`, else `article`), the text is that part without its
 * navigation, asides and footers; else the whole body without navigation. Blocks stand on lines of their own, cells are separated by tabs, white
 * space is collapsed except in `pre`, images give their alternative text.
 */
export function readHtml(html: string): Page {
  const texts = { title: createTextCollector(), heading: createTextCollector() }
  const bodies = { whole: createTextCollector(), main: createTextCollector(), article: createTextCollector() }
  const depths: Depths = { skipped: 0, outside: 0, title: 0, pre: 0, code: 0, h1: 0, main: 0, article: 0 }
  const open: OpenElement[] = []
  let hasHeading = false
  let isAfterBox = false

  const everywhere = (write: (body: TextCollector) => void): void => {
    write(bodies.whole)
    if (depths.outside > 0) return
    if (depths.main > 0) write(bodies.main)
    if (depths.article > 0) write(bodies.article)
  }
  const begin = (name: string, attributes: Attributes): void => {
    const element = elementOf(name, attributes, depths)
    open.push(element)
    count(depths, element, 1)
    if (depths.skipped > 0) return
    const isApart = SET_APART.has(name) || (BOXES.has(name) && isAfterBox && depths.code === 0)
    if (BLOCKS.has(name)) everywhere((body) => body.breakLine())
    else if (isApart) everywhere((body) => body.addSpace())
    if (name === 'img' && attributes['alt'] !== undefined)
      everywhere((body) => body.add(` ${attributes['alt']} `, false))
    isAfterBox &&= !BLOCKS.has(name) && !isApart
  }
  const end = (): void => {
    const element = open.pop()
    if (element === undefined) return
    const { name } = element
    if (depths.skipped === 0) {
      if (BLOCKS.has(name)) everywhere((body) => body.breakLine())
      if (CELLS.has(name)) everywhere((body) => body.addTab())
      if (SET_APART.has(name)) everywhere((body) => body.addSpace())
      if (name === 'h1') hasHeading ||= depths.h1 === 1 && texts.heading.text() !== ''
    }
    count(depths, element, -1)
    isAfterBox ||= BOXES.has(name)
  }
  const parser = new Parser({
    onopentag: (name, attributes) => {
      begin(name, attributes)
      forgetOutermost(parser)
    },
    onclosetag: end,
    ontext: (text) => {
      if (depths.skipped > 0) return
      if (depths.title > 0) return texts.title.add(text.replaceAll(TAG, ''), false)
      const visible = text.replaceAll('\u00AD', '')
      if (depths.h1 > 0 && !hasHeading) texts.heading.add(visible, false)
      everywhere((body) => body.add(visible, depths.pre > 0))
      isAfterBox = false
    },
  })
  parser.end(html)
  const text = [bodies.main, bodies.article, bodies.whole].map((body) => body.text()).find((found) => found !== '')
  return { title: texts.title.text() || texts.heading.text() || undefined, text: text ?? '' }
}

/** Deeper nesting is damage or an attack. */
const DEPTH_MAX = 1000

/** The parser looks through all open elements at each tag, innermost first, so its time would grow with the square of their number. */
function forgetOutermost(parser: Parser): void {
  const { stack } = parser as unknown as { readonly stack: string[] }
  if (stack.length > 2 * DEPTH_MAX) stack.length = DEPTH_MAX
}

function elementOf(name: string, attributes: Attributes, depths: Depths): OpenElement {
  const role = roleOf(name, attributes)
  const isInside = depths.main > 0 || depths.article > 0
  return {
    name,
    role,
    isSkipped: SKIPPED.has(name) || role === 'navigation' || isHidden(attributes) || isBanner(name, attributes),
    // The header of a page is its name and menu, the header of an article its heading.
    isOutside: OUTSIDE_MAIN.has(role) && !(role === 'banner' && isInside),
  }
}

function count(depths: Depths, { name, role, isSkipped, isOutside }: OpenElement, by: 1 | -1): void {
  if (isSkipped) depths.skipped += by
  if (isOutside) depths.outside += by
  if (name === 'title' || name === 'pre' || name === 'h1') depths[name] += by
  if (name === 'pre' || name === 'code') depths.code += by
  if (role === 'main' || role === 'article') depths[role] += by
}
