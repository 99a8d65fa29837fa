/**
 * @file Which special tokens a model wants around one text or a pair: read from tokenizer.json's `post_processor`, so that a text can be cut
 * to a length first and its special tokens stay.
 */

type Json = Readonly<Record<string, unknown>>

/** What stands at one place: a special token, or the first (A) or second (B) text; with the segment ("token type") it belongs to. */
export type TemplateItem =
  | { readonly kind: 'token'; readonly id: number; readonly typeId: number }
  | { readonly kind: 'A' | 'B'; readonly typeId: number }

export interface SpecialTemplate {
  readonly single: readonly TemplateItem[]
  readonly pair: readonly TemplateItem[]
}

const text = (kind: 'A' | 'B', typeId: number): TemplateItem => ({ kind, typeId })
const token = (id: number, typeId: number): TemplateItem => ({ kind: 'token', id, typeId })

/** Without a post-processor: the texts alone, one after the other. */
const BARE: SpecialTemplate = { single: [text('A', 0)], pair: [text('A', 0), text('B', 0)] }

/** @param postProcessor of tokenizer.json; null or one that adds nothing gives the bare template */
export function specialTemplate(postProcessor: unknown): SpecialTemplate {
  if (typeof postProcessor !== 'object' || postProcessor === null) return BARE
  const config = postProcessor as Json
  switch (config['type']) {
    case 'TemplateProcessing':
      return fromTemplate(config)
    case 'BertProcessing':
      return around(config, false)
    case 'RobertaProcessing':
      return around(config, true)
    case 'Sequence': {
      const processors = (config['processors'] ?? []) as readonly unknown[]
      return processors.map(specialTemplate).find((template) => template !== BARE) ?? BARE
    }
    default:
      return BARE
  }
}

/** [CLS] A [SEP] B [SEP]; RoBERTa doubles the middle one and keeps all in segment 0. */
function around(config: Json, isRoberta: boolean): SpecialTemplate {
  const [, cls] = config['cls'] as readonly [string, number]
  const [, sep] = config['sep'] as readonly [string, number]
  const second = isRoberta ? 0 : 1
  return {
    single: [token(cls, 0), text('A', 0), token(sep, 0)],
    pair: [
      token(cls, 0),
      text('A', 0),
      token(sep, 0),
      ...(isRoberta ? [token(sep, 0)] : []),
      text('B', second),
      token(sep, second),
    ],
  }
}

interface TemplateJson {
  readonly single: readonly TemplateItemJson[]
  readonly pair: readonly TemplateItemJson[]
  readonly special_tokens: Readonly<Record<string, { readonly ids: readonly number[] }>>
}
type TemplateItemJson =
  | { readonly SpecialToken: { readonly id: string; readonly type_id: number } }
  | { readonly Sequence: { readonly id: 'A' | 'B'; readonly type_id: number } }

function fromTemplate(config: Json): SpecialTemplate {
  const { single, pair, special_tokens: special } = config as unknown as TemplateJson
  const items = (template: readonly TemplateItemJson[]): TemplateItem[] =>
    template.flatMap((item) => {
      if ('Sequence' in item) return [text(item.Sequence.id, item.Sequence.type_id)]
      const { id, type_id: typeId } = item.SpecialToken
      return (special[id]?.ids ?? []).map((tokenId) => token(tokenId, typeId))
    })
  return { single: items(single), pair: items(pair) }
}

/** @returns how many of a template's places are special tokens */
export const specialCount = (template: readonly TemplateItem[]): number =>
  template.filter(({ kind }) => kind === 'token').length

/**
 * How many tokens each text of a pair keeps, when only `room` are left for both: the longer one gives first, and when both must give,
 * each keeps half and the odd token goes to the longer, on equal lengths to the second. As `longest_first` of the tokenizers library.
 */
export function pairLengths(first: number, second: number, { room }: { readonly room: number }): [number, number] {
  if (first + second <= room) return [first, second]
  const shorter = Math.min(first, second, Math.floor(room / 2))
  return first > second ? [room - shorter, shorter] : [shorter, room - shorter]
}
