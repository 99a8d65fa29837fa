import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pairLengths } from './special-template.ts'
import { createTokenizer } from './tokenizer.ts'

const WORDS = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  'the',
  'wing',
  '##s',
  'of',
  'a',
  'bird',
  'ο',
  '##δ',
  '##ο',
  '##σ',
  '𠀀',
  '.',
]
const special = (content: string): object => ({
  id: WORDS.indexOf(content),
  content,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
})

/** A small BERT's file, with truncation and padding that nobody asked for. */
const file = {
  truncation: { max_length: 3, strategy: 'LongestFirst', stride: 0 },
  padding: { strategy: { Fixed: 8 }, pad_id: 0, pad_token: '[PAD]' },
  added_tokens: WORDS.slice(0, 4).map(special),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: { type: 'BertProcessing', cls: ['[CLS]', 2], sep: ['[SEP]', 3] },
  decoder: null,
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    vocab: Object.fromEntries(WORDS.map((word, id) => [word, id])),
  },
}
const tokenizer = createTokenizer(file)
const words = (ids: Int32Array): string => Array.from(ids, (id) => tokenizer.token(id)).join(' ')

describe('a text', () => {
  test('gets the special tokens, whatever the file says about truncation and padding', () => {
    expect(words(tokenizer.encode('The wings of a bird.'))).toBe('[CLS] the wing ##s of a bird . [SEP]')
  })

  test('is cut to a length that holds the special tokens', () => {
    expect(words(tokenizer.encode('The wings of a bird.', { lengthMax: 5 }))).toBe('[CLS] the wing ##s [SEP]')
    expect(words(tokenizer.encode('The wings', { lengthMax: 2 }))).toBe('[CLS] [SEP]')
  })

  test('can do without special tokens, for static models', () => {
    expect(words(tokenizer.encode('The wings', { addSpecialTokens: false, lengthMax: 2 }))).toBe('the wing')
    expect(tokenizer.encode('', { addSpecialTokens: false })).toEqual(new Int32Array())
  })

  test('special tokens written in it are those tokens', () => {
    expect(words(tokenizer.encode('a [SEP] bird'))).toBe('[CLS] a [SEP] bird [SEP]')
  })

  test('loses its start instead where the config says so', () => {
    const left = createTokenizer(file, { truncation_side: 'left' })
    expect(words(left.encode('The wings of a bird.', { lengthMax: 4 }))).toBe('[CLS] bird . [SEP]')
  })

  test('is normalised as by the Rust library: sigma, rare Chinese characters, odd white space', () => {
    expect(words(tokenizer.encode('ΟΔΟΣ'))).toBe('[CLS] ο ##δ ##ο ##σ [SEP]')
    expect(words(tokenizer.encode('a𠀀a'))).toBe('[CLS] a 𠀀 a [SEP]')
    expect(words(tokenizer.encode('the\u3000wing\ufeff'))).toBe('[CLS] the wing [SEP]')
  })

  test('a length that the special tokens alone exceed is refused', () => {
    for (const lengthMax of [1, 0, -1, 2.5, Number.NaN])
      expect(() => tokenizer.encode('a', { lengthMax })).toThrow(
        expect.objectContaining({ code: 'TEXT_LENGTH_TOO_SMALL' }),
      )
  })

  test('cutting early gives the tokens that cutting late gives', () => {
    const part = fc.constantFrom('the ', 'wings', ' of', 'a', 'bird. ', '[SEP]', ' ', '漢', 'x'.repeat(40))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 300 }), fc.integer({ min: 2, max: 12 }), (parts, lengthMax) => {
        const text = parts.join('')
        const all = tokenizer.encode(text, { addSpecialTokens: false })
        expect(tokenizer.encode(text, { lengthMax })).toEqual(Int32Array.of(2, ...all.subarray(0, lengthMax - 2), 3))
      }),
    )
  })
})

describe('a pair', () => {
  test('has both texts, each ended by a special token, in two segments', () => {
    const { ids, typeIds } = tokenizer.encodePair('the wings', 'a bird')
    expect(words(ids)).toBe('[CLS] the wing ##s [SEP] a bird [SEP]')
    expect(typeIds).toEqual(Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1))
    expect(tokenizer.encode('the wings', { pair: 'a bird' })).toEqual(ids)
  })

  test('RoBERTa puts two marks between and knows one segment', () => {
    const roberta = createTokenizer({ ...file, post_processor: { ...file.post_processor, type: 'RobertaProcessing' } })
    const { ids, typeIds } = roberta.encodePair('the', 'a')
    expect(words(ids)).toBe('[CLS] the [SEP] [SEP] a [SEP]')
    expect(new Set(typeIds)).toEqual(new Set([0]))
  })

  test('the longer text is cut first, then both to halves; the odd token goes to the longer, else to the second', () => {
    expect(pairLengths(3, 10, { room: 8 })).toEqual([3, 5])
    expect(pairLengths(10, 3, { room: 8 })).toEqual([5, 3])
    expect(pairLengths(10, 12, { room: 7 })).toEqual([3, 4])
    expect(pairLengths(12, 10, { room: 7 })).toEqual([4, 3])
    expect(pairLengths(10, 10, { room: 7 })).toEqual([3, 4])
    expect(pairLengths(2, 3, { room: 7 })).toEqual([2, 3])
  })

  test('fills the length exactly when there is enough text', () => {
    expect(tokenizer.encodePair('the wings of a bird', 'a bird of the wings', { lengthMax: 9 }).ids).toHaveLength(9)
  })
})

describe('the vocabulary', () => {
  test('tells ids of tokens and tokens of ids', () => {
    expect(tokenizer.vocabSize).toBe(WORDS.length)
    expect([tokenizer.unknownId, tokenizer.padId]).toEqual([1, 0])
    expect([tokenizer.idOf('wing'), tokenizer.token(5)]).toEqual([5, 'wing'])
    expect([tokenizer.idOf('nothing'), tokenizer.token(99)]).toEqual([undefined, undefined])
  })

  test('the config may name another padding token', () => {
    expect(createTokenizer(file, { pad_token: { content: '[SEP]' } }).padId).toBe(3)
  })

  test('counts what a text takes, for chunking', () => {
    expect(tokenizer.count('The wings of a bird.')).toBe(7)
  })
})

test('a word of SentencePiece may be as long as a book, and words before and behind it stay as they are', () => {
  const { encode, count } = createTokenizer({
    model: {
      type: 'Unigram',
      unk_id: 0,
      vocab: [
        ['<unk>', 0],
        ['▁', -2],
        ['a', -1],
        ['▁ab', -1],
      ],
    },
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
  })
  expect(count('a'.repeat(300_000))).toBeGreaterThanOrEqual(300_000)
  expect(new Set(encode('ab '.repeat(50_000).trim(), { addSpecialTokens: false }))).toEqual(new Set([3]))
})

test('a file that is no tokenizer is refused with what is wrong in it', () => {
  const refused = expect.objectContaining({ code: 'TEXT_TOKENIZER_UNUSABLE', kind: 'corrupt' }) as Error
  expect(() => createTokenizer({})).toThrow(refused)
  expect(() => createTokenizer({ ...file, model: { type: 'Unheard' } })).toThrow('Unheard')
  expect(() => createTokenizer({ ...file, pre_tokenizer: { type: 'Unheard' } })).toThrow(refused)
})

test('what the files leave out is filled in: a bare WordPiece works', () => {
  const bare = createTokenizer({ model: file.model, pre_tokenizer: file.pre_tokenizer })
  expect(bare.encode('the bird', { lengthMax: 1 })).toEqual(Int32Array.of(4))
})
