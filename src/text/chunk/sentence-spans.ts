/** @file Where the sentences of a text are, white space behind a sentence included. */
import type { Span } from './chunk.ts'

let segmenter: Intl.Segmenter | undefined

/** Their full stop ends no sentence. Those that may stand last in one ("etc.", "al.") are not here. */
const ABBREVIATION =
  /(?:^|[\s(["'„“])(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|Mt|Gen|Col|Lt|Sen|Rep|Hon|Rev|Fig|Figs|Eq|Sec|Ch|No|Nos|Vol|pp|vs|cf|approx|e\.g|i\.e|viz|Hr|Fr|Nr|Abb|Bd|bzw|ca|z\.\s?B|d\.\s?h|u\.\s?a|M|Mme|Mlle|Sr|Sra|Dra)\.\s*$/u
/** A line that was broken for its length: no end of sentence before, no capital behind. */
const BROKEN_LINE = /[^\s.!?…:;。！？][ \t]*\r?\n$/u
const STARTS_SMALL = /^[ \t]*\p{Ll}/u
/** As much of a sentence's end as tells whether it is one. */
const TAIL_UNITS = 32

const BLANK = /^\s*$/

/** Rules of Unicode (UAX 29), with sentences joined again that were cut at an abbreviation or a broken line; an empty line belongs to what is before. */
export function sentenceSpans(text: string): Span[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' })
  const spans: Span[] = []
  for (const { index, segment } of segmenter.segment(text)) {
    const last = spans.at(-1)
    const end = index + segment.length
    const isAfterBlank = spans.length === 1 && BLANK.test(text.slice(0, index))
    if (last && (isAfterBlank || continues(text.slice(Math.max(last.start, index - TAIL_UNITS), index), segment)))
      spans[spans.length - 1] = { start: last.start, end }
    else spans.push({ start: index, end })
  }
  return spans
}

const continues = (tail: string, segment: string): boolean =>
  BLANK.test(segment) || ABBREVIATION.test(tail) || (BROKEN_LINE.test(tail) && STARTS_SMALL.test(segment))
