/** @file A tokenizer.json without the tokens that no text leads to: placeholders and the marks around a text. */
import { optionUnknown } from './errors.ts'

export interface TrimmedVocabulary {
  /** The new tokenizer.json: same splitting, new ids without gaps, nothing put around a text. */
  readonly tokenizer: Readonly<Record<string, unknown>>
  /** The new tokens by id. */
  readonly tokens: readonly string[]
  /** The token for text that no other token covers. */
  readonly unknown: string
  /** Id in the old vocabulary of each new token, ascending. */
  readonly oldIds: readonly number[]
  /** Old ids of what begins and ends a text. */
  readonly opening: number
  readonly closing: number
}

interface AddedToken {
  readonly id: number
  readonly content: string
}

interface WordPieceTokenizer {
  readonly model: {
    readonly type: string
    readonly vocab: Readonly<Record<string, number>>
    readonly unk_token: string
  }
  readonly added_tokens: readonly AddedToken[]
  readonly post_processor: unknown
}

/** Rows that BERT's makers left free. */
const UNUSED = /^\[unused\d+\]$/

/** @throws ENCODE_OPTION_UNKNOWN for other than WordPiece vocabularies */
export function trimVocabulary(source: Readonly<Record<string, unknown>>): TrimmedVocabulary {
  const { model, added_tokens: added, ...rest } = source as unknown as WordPieceTokenizer
  if (model.type !== 'WordPiece')
    throw optionUnknown({ file: 'tokenizer.json', key: 'model.type', value: model.type, known: ['WordPiece'] })
  const special = new Set(added.map(({ content }) => content).filter((content) => content !== model.unk_token))
  const kept = Object.entries(model.vocab)
    .filter(([token]) => !UNUSED.test(token) && !special.has(token))
    .toSorted(([, a], [, b]) => a - b)
  const newIds = new Map(kept.map(([token], id) => [token, id]))
  const vocab = Object.fromEntries(newIds)
  const addedKept = added.flatMap((token) => {
    const id = newIds.get(token.content)
    return id === undefined ? [] : [{ ...token, id }]
  })
  return {
    tokenizer: {
      ...rest,
      truncation: null,
      padding: null,
      post_processor: null,
      added_tokens: addedKept,
      model: { ...model, vocab },
    },
    tokens: kept.map(([token]) => token),
    unknown: model.unk_token,
    oldIds: kept.map(([, id]) => id),
    opening: specialId(model, '[CLS]'),
    closing: specialId(model, '[SEP]'),
  }
}

function specialId({ vocab }: WordPieceTokenizer['model'], token: string): number {
  const id = vocab[token]
  if (id === undefined)
    throw optionUnknown({ file: 'tokenizer.json', key: 'model.vocab', value: `no ${token}`, known: [token] })
  return id
}
