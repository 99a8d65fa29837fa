/** @file A page: the one document that a file of prose yields. */
import type { FieldValue } from './document.ts'

export interface Page {
  /** Undefined where the text names none: the file's name stands in. */
  readonly title: string | undefined
  readonly text: string
  /** What the page says of itself, such as front matter. */
  readonly metadata?: Readonly<Record<string, FieldValue>>
}
