/** @file A tokenizer that looks words up that it has seen before: texts repeat their words, and splitting one takes 30 times as long as finding it. */
import type { SubwordTokenizer } from '../text/tokenizer.ts'

/** Ids of a text without special tokens around it, at most `lengthMax`. */
export type TextTokenizer = (
  text: string,
  options: { readonly lengthMax: number },
) => ArrayLike<number> & Iterable<number>

/** Some 10 MB; at the end all are forgotten, which costs less than knowing which were of use. */
const WORDS_MAX = 100_000
/** Longer ones are data, seldom seen again. */
const CHARACTERS_MAX = 40
/** Where BERT's rules end a word whatever stands around it. Other white space stays within the pieces, for the tokenizer to judge. */
const BREAK = /[ \t\n\r]+/
/** Visible ASCII: nothing that BERT's rules would remove, fold or turn into white space, so that every mark is a token of its own. */
const VISIBLE = /^[!-~]+$/
const RUN_OR_MARK = /[0-9A-Za-z]+|[^0-9A-Za-z]/g

/** @param tokenizerJson of `tokenizer`: only BERT's way of splitting is known to treat each word by itself; others are left as they are */
export function rememberWords(
  tokenizer: SubwordTokenizer,
  tokenizerJson: Readonly<Record<string, unknown>>,
): TextTokenizer {
  if (!splitsAtSpaces(tokenizerJson))
    return (text, { lengthMax }) => tokenizer.encode(text, { addSpecialTokens: false, lengthMax })
  const known = new Map<string, readonly number[]>()
  const added = addedTokens(tokenizerJson)
  const learn = (word: string): readonly number[] => {
    const ids = Array.from(tokenizer.encode(word, { addSpecialTokens: false }))
    if (known.size >= WORDS_MAX) known.clear()
    if (word.length <= CHARACTERS_MAX) known.set(ownCopy(word), ids)
    return ids
  }
  const idsOf = (word: string): readonly number[] => {
    const found = known.get(word)
    if (found) return found
    const parts =
      VISIBLE.test(word) && !added.some((token) => word.toLowerCase().includes(token))
        ? (word.match(RUN_OR_MARK) ?? [])
        : []
    return parts.length > 1 ? parts.flatMap((part) => known.get(part) ?? learn(part)) : learn(word)
  }
  return (text, { lengthMax }) => {
    const result: number[] = []
    for (const word of text.split(BREAK)) {
      for (const id of idsOf(word)) result.push(id)
      if (result.length >= lengthMax) return result.slice(0, lengthMax)
    }
    return result
  }
}

/** A piece of a string keeps the whole string in memory; this one does not. */
const ownCopy = (word: string): string => JSON.parse(JSON.stringify(word)) as string

interface Rules {
  readonly normalizer?: { readonly type?: string } | null
  readonly pre_tokenizer?: { readonly type?: string } | null
  readonly added_tokens?: readonly { readonly content: string }[]
}

const addedTokens = (tokenizerJson: Readonly<Record<string, unknown>>): string[] =>
  ((tokenizerJson as Rules).added_tokens ?? []).map(({ content }) => content.toLowerCase())

function splitsAtSpaces(tokenizerJson: Readonly<Record<string, unknown>>): boolean {
  const { normalizer, pre_tokenizer: splitter } = tokenizerJson as Rules
  return (
    normalizer?.type === 'BertNormalizer' &&
    splitter?.type === 'BertPreTokenizer' &&
    addedTokens(tokenizerJson).every((token) => !BREAK.test(token))
  )
}
