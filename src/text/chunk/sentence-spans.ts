/** @file Where the sentences of a text are, white space behind a sentence included. */
import { type Span, wholeCharacterPlace } from './chunk.ts'

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
  const spans: Span[] = []
  let isBlankSoFar = true
  for (const { start, end, isWhole } of segmentsOf(text)) {
    const last = spans.at(-1)
    const segment = text.slice(start, end)
    const tail = text.slice(Math.max(last?.start ?? 0, start - TAIL_UNITS), start)
    if (last && (isBlankSoFar || !isWhole || continues(tail, segment)))
      spans[spans.length - 1] = { start: last.start, end }
    else spans.push({ start, end })
    isBlankSoFar &&= BLANK.test(segment)
  }
  return spans
}

const continues = (tail: string, segment: string): boolean =>
  BLANK.test(segment) || ABBREVIATION.test(tail) || (BROKEN_LINE.test(tail) && STARTS_SMALL.test(segment))

/** `Intl.Segmenter` of Node 20 takes quadratic time over one long string, so it gets portions that begin where a sentence does. */
const PORTION_UNITS = 1024
/** A full stop ends no sentence where a small letter follows behind signs and spaces. */
const LOOKAHEAD_UNITS = 64
/** Each line end is a sentence to the segmenter; thousands of them are one piece of white space to us. */
const LINE_ENDS = /[\r\n]+/y

interface Segment extends Span {
  /** False: a sentence longer than a portion goes on here. */
  readonly isWhole: boolean
}

function* segmentsOf(text: string): Generator<Segment> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' })
  let isWhole = true
  for (let from = 0; from < text.length;) {
    LINE_ENDS.lastIndex = from
    if (LINE_ENDS.test(text)) {
      yield { start: from, end: LINE_ENDS.lastIndex, isWhole }
      from = LINE_ENDS.lastIndex
      continue
    }
    const portionEnd = wholeCharacterPlace(text, Math.min(text.length, from + PORTION_UNITS))
    const all = Array.from(
      segmenter.segment(text.slice(from, portionEnd)),
      ({ index, segment }) => from + index + segment.length,
    )
    const goesOn = portionEnd < text.length
    const ends = goesOn ? settledEnds(all, portionEnd) : all
    for (const end of ends) {
      yield { start: from, end, isWhole }
      from = end
      isWhole = true
    }
    isWhole = !goesOn || from < portionEnd
  }
}

/** What follows the portion may still move its last ends: they are looked for again from the first sentence that is not settled. */
function settledEnds(ends: readonly number[], portionEnd: number): readonly number[] {
  const settled = ends.filter((end) => end <= portionEnd - LOOKAHEAD_UNITS)
  return settled.length > 0 ? settled : ends.slice(0, 1)
}
