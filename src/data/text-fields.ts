/** @file The default fields to search: those of the given documents that contain prose. */
import type { Document, FieldValue } from './document.ts'

/** The usual names come first, in this order; whatever they hold, they are text: a title may be a year. */
const USUAL: readonly string[] = ['title', 'text']

/** Of a field's values that must read as text: a title of one word is common, a code with a space is rare. */
const TEXT_SHARE_MIN = 0.5

/** Scripts that write words without spaces. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\//i

/**
 * Top-level fields with text: `title` and `text` where they hold anything but nested values, and fields of which at least half of the non-empty values are strings of
 * two or more words. Codes, numbers, dates, addresses and nested values are none.
 *
 * @param sample some documents, a hundred are enough
 * @returns `title`, `text`, then others as they first occur
 */
export function findTextFields(sample: readonly Document[]): string[] {
  const counts = new Map<string, { filled: number; texts: number; plain: number }>()
  for (const { fields } of sample) {
    for (const [field, value] of Object.entries(fields)) {
      if (value === null || value === '') continue
      const count = counts.get(field) ?? { filled: 0, texts: 0, plain: 0 }
      counts.set(field, count)
      count.filled++
      if (typeof value !== 'object') count.plain++
      if (readsAsText(value)) count.texts++
    }
  }
  const usual = USUAL.filter((field) => (counts.get(field)?.plain ?? 0) > 0)
  const others = [...counts].filter(
    ([field, { filled, texts }]) => !USUAL.includes(field) && texts >= filled * TEXT_SHARE_MIN,
  )
  return [...usual, ...others.map(([field]) => field)]
}

const readsAsText = (value: FieldValue): boolean =>
  typeof value === 'string' && !ADDRESS.test(value) && (/\p{L}\s+\S*\p{L}/u.test(value) || UNSPACED.test(value))
