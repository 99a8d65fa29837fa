/** @file Text to the sub-word ids that a transformer or a static model takes: WordPiece, BPE and Unigram, as tokenizer.json describes them. */
import { Tokenizer } from '@huggingface/tokenizers'
import { wholeCharacterPlace } from './chunk/chunk.ts'
import { lengthTooSmall, tokenizerUnusable } from './errors.ts'
import { exactPreTokenizer, useExactNormalizers } from './exact-rules.ts'
import type { Vocabulary } from './packed-vocabulary.ts'
import {
  pairLengths,
  specialCount,
  type SpecialTemplate,
  specialTemplate,
  type TemplateItem,
} from './special-template.ts'

export interface TokenizeOptions {
  /** Tokens at most, special tokens included: the text gives way, they stay. Default: no limit. What tokenizer.json says about truncation and padding is never applied. */
  readonly lengthMax?: number
  /** Default true: [CLS], [SEP] and the like around the text. False for static models. Special tokens written in the text are tokens either way. */
  readonly addSpecialTokens?: boolean
}

export interface EncodedPair {
  readonly ids: Int32Array
  /** Segment of each token: 0 for the first text, 1 for the second in BERT's manner. */
  readonly typeIds: Int32Array
}

export interface SubwordTokenizer {
  /** One more than the largest token id. */
  readonly vocabSize: number
  /** What stands for a piece of text that no token covers; undefined where every text is covered, byte by byte. */
  readonly unknownId: number | undefined
  /** What fills a batch; undefined where the files name none. */
  readonly padId: number | undefined
  /** Ids of a text, or of a text and its `pair` as `encodePair` has them. @throws TEXT_LENGTH_TOO_SMALL */
  readonly encode: (text: string, options?: TokenizeOptions & { readonly pair?: string }) => Int32Array
  /** Two texts in one sequence; of a pair that is too long the longer text is cut first. @throws TEXT_LENGTH_TOO_SMALL */
  readonly encodePair: (first: string, second: string, options?: TokenizeOptions) => EncodedPair
  /** Number of tokens, special tokens left out. */
  readonly count: (text: string) => number
  readonly idOf: (token: string) => number | undefined
  readonly token: (id: number) => string | undefined
}

type Json = Readonly<Record<string, unknown>>

/**
 * @param tokenizerJson the parsed tokenizer.json
 * @param config the parsed tokenizer_config.json, if there is one: names the padding token and the side that is cut
 * @param options.vocabulary of a WordPiece model, in place of the one in tokenizer.json
 * @throws TEXT_TOKENIZER_UNUSABLE
 */
export function createTokenizer(
  tokenizerJson: object,
  config: object = {},
  { vocabulary }: { readonly vocabulary?: Vocabulary | undefined } = {},
): SubwordTokenizer {
  const json = tokenizerJson as Json
  const settings = config as Json
  const tokenizer = openTokenizer(json, { settings, vocabulary })
  const template = specialTemplate(json['post_processor'])
  const cutsStart = settings['truncation_side'] === 'left'
  const encoder: PieceEncoder = { tokenizer, template, cutsStart }
  const idOf = (token: string): number | undefined => tokenizer.token_to_id(token)
  return {
    vocabSize: vocabulary?.size ?? (tokenizer.model as { readonly vocab: readonly string[] }).vocab.length,
    unknownId: unknownId(json, idOf),
    padId: padId(json, { settings, idOf }),
    encode: (text, { pair, ...options } = {}) =>
      pair === undefined ? encodeSingle(text, options, encoder) : encodePair([text, pair], options, encoder).ids,
    encodePair: (first, second, options = {}) => encodePair([first, second], options, encoder),
    count: (text) => plainIds(tokenizer, text).length,
    idOf,
    token: vocabulary?.token ?? ((id) => tokenizer.id_to_token(id)),
  }
}

interface PieceEncoder {
  readonly tokenizer: Tokenizer
  readonly template: SpecialTemplate
  readonly cutsStart: boolean
}

function openTokenizer(
  json: Json,
  { settings, vocabulary }: { readonly settings: Json; readonly vocabulary: Vocabulary | undefined },
): Tokenizer {
  const absent = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null, added_tokens: [] }
  try {
    const preTokenizer = exactPreTokenizer(json['pre_tokenizer'] ?? null)
    const model = vocabulary === undefined ? json['model'] : withUnknownOnly(json['model'], vocabulary)
    const tokenizer = new Tokenizer({ ...absent, ...json, model, pre_tokenizer: preTokenizer }, settings)
    if (vocabulary !== undefined) useVocabulary(tokenizer, vocabulary)
    useExactNormalizers(tokenizer)
    tokenizer.encode('a', { add_special_tokens: false })
    return tokenizer
  } catch (error) {
    throw tokenizerUnusable({ reason: error instanceof Error ? error.message : String(error) }, error)
  }
}

/** The library keeps the tokens of a word on the stack: a word of more characters overflows it, and no model knows such a word. */
const PORTION_UNITS = 20_000
/** The library looks the unknown token up when it is made, all others when it splits a word. */
function withUnknownOnly(model: unknown, { idOf }: Vocabulary): object {
  const { unk_token: token } = model as { readonly unk_token?: string }
  const id = token === undefined ? undefined : idOf(token)
  return { ...(model as object), vocab: token === undefined || id === undefined ? {} : { [token]: id } }
}

function useVocabulary({ model }: Tokenizer, { idOf }: Vocabulary): void {
  Object.assign(model, { tokens_to_ids: { get: idOf, has: (token: string) => idOf(token) !== undefined } })
}

/** A model without an unknown token passes over what it does not know. */
const plainIds = (tokenizer: Tokenizer, text: string): number[] =>
  portionsOf(text).flatMap((portion) =>
    tokenizer.encode(portion, { add_special_tokens: false }).ids.filter((id: number | undefined) => id !== undefined),
  )

/** Cut before spaces, where no token goes across; inside a word only where it is longer than a portion. */
function portionsOf(text: string): string[] {
  const portions: string[] = []
  let start = 0
  while (text.length - start > PORTION_UNITS) {
    const end = start + PORTION_UNITS
    const space = text.slice(start, end).lastIndexOf(' ')
    const cut = space > 0 ? start + space : wholeCharacterPlace(text, end)
    portions.push(text.slice(start, cut))
    start = cut
  }
  return [...portions, text.slice(start)]
}

/** Characters for each token wanted that a first try takes of a long text. */
const CHARACTERS_PER_TOKEN = 16
/** Tokens more than wanted: what is near the cut may be tokenised differently there. */
const MARGIN_TOKENS = 16

/** The first `wanted` tokens without tokenising a whole book for them: a text is cut before a space, where no token goes across. */
function firstIds(tokenizer: Tokenizer, text: string, wanted: number): number[] {
  for (let size = (wanted + 1) * CHARACTERS_PER_TOKEN; size < text.length / 2; size *= 4) {
    const cut = text.lastIndexOf(' ', size)
    if (cut <= 0) continue
    const ids = plainIds(tokenizer, text.slice(0, cut))
    if (ids.length >= wanted + MARGIN_TOKENS) return ids
  }
  return plainIds(tokenizer, text)
}

const contentIds = (text: string, { tokenizer, cutsStart }: PieceEncoder, room: number): number[] =>
  cutsStart || room === Infinity ? plainIds(tokenizer, text) : firstIds(tokenizer, text, room)

function roomFor(items: readonly TemplateItem[], lengthMax: number): number {
  const specialTokens = specialCount(items)
  if (!(lengthMax >= specialTokens) || !(Number.isInteger(lengthMax) || lengthMax === Infinity))
    throw lengthTooSmall({ lengthMax, specialTokens })
  return lengthMax - specialTokens
}

const withoutSpecial = (items: readonly TemplateItem[]): TemplateItem[] => items.filter(({ kind }) => kind !== 'token')

function encodeSingle(
  text: string,
  { lengthMax = Infinity, addSpecialTokens = true }: TokenizeOptions,
  encoder: PieceEncoder,
): Int32Array {
  const { single } = encoder.template
  const items = addSpecialTokens ? single : withoutSpecial(single)
  const room = roomFor(items, lengthMax)
  const ids = cutIds(contentIds(text, encoder, room), { room, ...encoder })
  return Int32Array.from(items.flatMap((item) => (item.kind === 'token' ? [item.id] : ids)))
}

function encodePair(
  texts: readonly [string, string],
  { lengthMax = Infinity, addSpecialTokens = true }: TokenizeOptions,
  encoder: PieceEncoder,
): EncodedPair {
  const items = addSpecialTokens ? encoder.template.pair : withoutSpecial(encoder.template.pair)
  const room = roomFor(items, lengthMax)
  const all = texts.map((text) => contentIds(text, encoder, room))
  const lengths = pairLengths(all[0]?.length ?? 0, all[1]?.length ?? 0, { room })
  const [first = [], second = []] = all.map((ids, i) => cutIds(ids, { room: lengths[i] ?? 0, ...encoder }))
  const places = items.map((item) => ({
    typeId: item.typeId,
    ids: item.kind === 'token' ? [item.id] : item.kind === 'A' ? first : second,
  }))
  return {
    ids: Int32Array.from(places.flatMap(({ ids }) => ids)),
    typeIds: Int32Array.from(places.flatMap(({ ids, typeId }) => ids.map(() => typeId))),
  }
}

const cutIds = (
  ids: readonly number[],
  { room, cutsStart }: { readonly room: number; readonly cutsStart: boolean },
): readonly number[] => (ids.length <= room ? ids : cutsStart ? ids.slice(ids.length - room) : ids.slice(0, room))

function unknownId(json: Json, idOf: (token: string) => number | undefined): number | undefined {
  const { unk_token: token, unk_id: id } = (json['model'] ?? {}) as { unk_token?: unknown; unk_id?: unknown }
  if (typeof token === 'string') return idOf(token)
  return typeof id === 'number' ? id : undefined
}

const USUAL_PADDING = ['[PAD]', '<pad>']

function padId(
  json: Json,
  { settings, idOf }: { readonly settings: Json; readonly idOf: (token: string) => number | undefined },
): number | undefined {
  const named = settings['pad_token'] as string | { readonly content?: string } | undefined | null
  const token = typeof named === 'string' ? named : named?.content
  if (token !== undefined) return idOf(token)
  const padding = json['padding'] as { readonly pad_id?: unknown } | undefined | null
  if (typeof padding?.pad_id === 'number') return padding.pad_id
  return USUAL_PADDING.map(idOf).find((id) => id !== undefined)
}
