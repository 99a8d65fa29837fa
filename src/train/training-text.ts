/** @file A document as training sees it: title, sentences, headings with their passages, all as tokens. */
import type { FieldValue, Document } from '../data/document.ts'
import { sentenceSpans } from '../text/chunk/sentence-spans.ts'

export type Tokens = readonly number[]

export interface TrainingText {
  readonly title: Tokens
  /** Of the body, in order; those of fewer than three tokens belong to the one before. */
  readonly sentences: readonly Tokens[]
  /** Lines that head a passage, each with its passage. */
  readonly headed: readonly (readonly [heading: Tokens, passage: Tokens])[]
  readonly titleText: string
  /** One for each of `sentences`. */
  readonly sentenceTexts: readonly string[]
}

/** So much of a body is looked at: a static vector of more says little. */
const CHARACTERS_MAX = 6000
const SENTENCE_TOKENS_MIN = 3
const TITLE_WORDS_MAX = 40
const HEADING_WORDS_MAX = 14
const PASSAGE_TOKENS_MIN = 12
/** An end of a sentence, in any script, but of a question: that heads its answer. */
const ENDS = /[.!:;,。!:;،।]["'”’)\]]*$/u

export interface TrainingTextOptions {
  /** In the order in which they are joined for encoding; the first is the title where there are several. */
  readonly fields: readonly string[]
  readonly tokensOf: (text: string) => Tokens
}

export function trainingTextOf({ fields: values }: Document, { fields, tokensOf }: TrainingTextOptions): TrainingText {
  const texts = fields.map((field) => textAt(values, field.split('.')).trim())
  const first = texts[0] ?? ''
  const isTitle = fields.length > 1 && wordCount(first) <= TITLE_WORDS_MAX
  const titleText = isTitle ? first : ''
  const bodyText = (isTitle ? texts.slice(1) : texts)
    .filter((text) => text !== '')
    .join(' ')
    .slice(0, CHARACTERS_MAX)
  return {
    title: tokensOf(titleText),
    titleText,
    headed: headedPassages(bodyText, tokensOf),
    ...sentencesOf(bodyText, tokensOf),
  }
}

const wordCount = (text: string): number => text.split(/\s+/).length

/** Strings and numbers at a path, through arrays. */
function textAt(value: FieldValue | Readonly<Record<string, FieldValue>> | undefined, path: readonly string[]): string {
  if (value === undefined || value === null || typeof value === 'boolean') return ''
  if (Array.isArray(value)) return value.map((item: FieldValue) => textAt(item, path)).join(' ')
  if (typeof value !== 'object') return path.length === 0 ? String(value) : ''
  const [key, ...rest] = path
  return key === undefined ? '' : textAt((value as Readonly<Record<string, FieldValue>>)[key], rest)
}

function sentencesOf(
  body: string,
  tokensOf: (text: string) => Tokens,
): Pick<TrainingText, 'sentences' | 'sentenceTexts'> {
  const sentences: Tokens[] = []
  const sentenceTexts: string[] = []
  for (const line of body.split(/\n+/))
    for (const { start, end } of sentenceSpans(line)) {
      const text = line.slice(start, end).trim()
      const tokens = tokensOf(text)
      const last = sentences.length - 1
      if (last >= 0 && tokens.length < SENTENCE_TOKENS_MIN) {
        sentences[last] = [...(sentences[last] ?? []), ...tokens]
        sentenceTexts[last] = `${sentenceTexts[last] ?? ''} ${text}`
      } else if (tokens.length > 0) {
        sentences.push(tokens)
        sentenceTexts.push(text)
      }
    }
  return { sentences, sentenceTexts }
}

/** A short line without an end, or a question, and the lines until the next such. */
function headedPassages(text: string, tokensOf: (text: string) => Tokens): [Tokens, Tokens][] {
  const passages: { heading: string; lines: string[] }[] = []
  for (const line of text.split(/\n+/).map((line) => line.trim())) {
    if (line === '') continue
    if (wordCount(line) <= HEADING_WORDS_MAX && !ENDS.test(line)) passages.push({ heading: line, lines: [] })
    else passages.at(-1)?.lines.push(line)
  }
  return passages
    .filter(({ lines }) => lines.length > 0)
    .map(({ heading, lines }): [Tokens, Tokens] => [tokensOf(heading), tokensOf(lines.join(' '))])
    .filter(([heading, passage]) => heading.length > 0 && passage.length >= PASSAGE_TOKENS_MIN)
}
