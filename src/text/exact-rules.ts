/**
 * @file Where `@huggingface/tokenizers` 0.2 cuts or normalises otherwise than the Rust library, whose ids the models were trained with.
 *
 * - White space is Rust's: U+0085 is, U+FEFF is not (JavaScript's `\s` and `trim` have it the other way round).
 * - A capital sigma becomes σ everywhere; JavaScript writes ς at the end of a word.
 * - Chinese characters beyond the basic plane are words of their own too.
 * - SentencePiece's character maps are read, not approximated.
 */
import type { Tokenizer } from '@huggingface/tokenizers'
import { charsmapNormalizer } from './precompiled-charsmap.ts'

type Json = Readonly<Record<string, unknown>>

/** The library's, whose types name files without an ending and so are `any` here. It calls a normaliser as a function or by its method. */
interface Normalizer {
  (text: string): string
  readonly config: Json
  readonly normalize: (text: string) => string
  /** Of a sequence. */
  normalizers?: (Normalizer | null)[]
}

/** Unicode's White_Space. */
const SPACE = '\\t-\\r \\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000'

/** @returns a pre-tokenizer of tokenizer.json with white space as Rust has it */
export function exactPreTokenizer(config: unknown): unknown {
  if (typeof config !== 'object' || config === null) return config
  const { type, pretokenizers } = config as Json
  if (type === 'WhitespaceSplit')
    return { type: 'Split', pattern: { Regex: `[${SPACE}]+` }, behavior: 'Removed', invert: false }
  return type === 'Sequence' && Array.isArray(pretokenizers)
    ? { ...config, pretokenizers: pretokenizers.map(exactPreTokenizer) }
    : config
}

/** Puts exact rules where the library's own would normalise otherwise. */
export function useExactNormalizers(tokenizer: Tokenizer): void {
  const normalizer = tokenizer.normalizer as Normalizer | null
  if (normalizer !== null) tokenizer.normalizer = exactNormalizer(normalizer)
}

function exactNormalizer(normalizer: Normalizer): Normalizer {
  if (normalizer.normalizers) normalizer.normalizers = normalizer.normalizers.map((one) => one && exactNormalizer(one))
  const { config } = normalizer
  const normalize = exactRule(config)
  return normalize === undefined ? normalizer : Object.assign((text: string) => normalize(text), { config, normalize })
}

function exactRule(config: Json): ((text: string) => string) | undefined {
  switch (config['type']) {
    case 'BertNormalizer':
      return bertRule(config)
    case 'Lowercase':
      return lowerCase
    case 'Strip':
      return stripRule(config)
    case 'Precompiled': {
      const map = config['precompiled_charsmap']
      return typeof map === 'string' && map !== '' ? charsmapNormalizer(map) : undefined
    }
    default:
      return undefined
  }
}

const lowerCase = (text: string): string => text.replaceAll('Σ', 'σ').toLowerCase()

function stripRule({ strip_left: left, strip_right: right }: Json): (text: string) => string {
  const start = new RegExp(`^[${SPACE}]+`, 'u')
  const isSpace = new RegExp(`[${SPACE}]`, 'u')
  return (text) => {
    const kept = left === true ? text.replace(start, '') : text
    if (right !== true) return kept
    let end = kept.length
    while (end > 0 && isSpace.test(kept[end - 1] ?? '')) end--
    return kept.slice(0, end)
  }
}

const PRINTABLE_ASCII = /^[ -~]*$/
const SPACES = new RegExp(`[${SPACE}]`, 'gu')
const IGNORED = /[\0\uFFFD]|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu
/** The blocks that BERT's own code lists, also those where newer Unicode has more. */
const CHINESE = /[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\u{20000}-\u{2A6DF}\u{2A700}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu

function bertRule(config: Json): (text: string) => string {
  const { clean_text: cleans, handle_chinese_chars: spacesChinese, lowercase, strip_accents: strips } = config
  const lowers = lowercase === true
  const stripsAccents = strips === true || (lowers && strips !== false)
  return (text) => {
    if (PRINTABLE_ASCII.test(text)) return lowers ? text.toLowerCase() : text
    let result = cleans === true ? text.replace(IGNORED, '').replace(SPACES, ' ') : text
    if (spacesChinese === true) result = result.replace(CHINESE, ' $& ')
    if (stripsAccents) result = result.normalize('NFD').replace(/\p{Mn}/gu, '')
    return lowers ? lowerCase(result) : result
  }
}
