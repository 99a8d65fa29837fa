/** @file From a reference to a reranker: a table of kinds, told apart by what is before the first colon. */
import { AttuneError } from '../base/errors.ts'
import type { Document, FieldValue } from '../data/document.ts'
import { type Encoder, textInputs } from './encoder.ts'
import { rerankerRefMalformed, rerankerUnsupported } from './errors.ts'
import type { RerankOptions, Reranker } from './reranker.ts'

export interface OpenRerankerOptions {
  /** Opens the encoder of a reranker; the caller that passes it closes the encoder. Default: openEncoder of this directory. */
  readonly openEncoder?: ((ref: string) => Promise<Encoder>) | undefined
}

/** Opens the reference after the kind. */
type OpenKind = (model: string, options: OpenRerankerOptions & { readonly ref: string }) => Promise<Reranker>

const kinds: Readonly<Record<string, OpenKind>> = {
  encoder: openEncoderReranker,
  'cross-encoder': async (_, { ref }) => {
    throw rerankerUnsupported({ ref, kinds: ['encoder'] })
  },
}

/**
 * Opens the reranker that `ref` names: "encoder:REF", which scores each document by its similarity to the query in the eyes of an encoder,
 * such as "encoder:bundled:default" or "encoder:path/to/all-MiniLM-L6-v2". Cross-encoders come later.
 *
 * @throws ENCODE_RERANKER_REF_MALFORMED, ENCODE_RERANKER_UNSUPPORTED, and what openEncoder throws
 */
export async function openReranker(ref: string, options: OpenRerankerOptions = {}): Promise<Reranker> {
  const colon = ref.indexOf(':')
  const kind = ref.slice(0, Math.max(colon, 0))
  const open = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  const model = ref.slice(colon + 1)
  if (open === undefined || model === '') throw rerankerRefMalformed({ ref, kinds: ['encoder'] })
  return open(model, { ...options, ref })
}

async function openEncoderReranker(
  model: string,
  { ref, openEncoder }: OpenRerankerOptions & { readonly ref: string },
): Promise<Reranker> {
  const encoder = await (openEncoder ?? openOwnEncoder)(model).catch((error: unknown) => {
    // The folder of a cross-encoder: no encoder, but what one may well expect to rerank with.
    if (error instanceof AttuneError && error.code === 'ENCODE_MODEL_IS_RERANKER')
      throw rerankerUnsupported({ ref, kinds: ['encoder'] })
    throw error
  })
  return {
    ref,
    fingerprint: `encoder:${encoder.fingerprint}`,
    score: (query, documents, options) => similarities(encoder, { query, documents, options }),
    close: async () => (openEncoder === undefined ? encoder.close() : undefined),
  }
}

async function openOwnEncoder(ref: string): Promise<Encoder> {
  const { openEncoder } = await import('./open-encoder.ts')
  return openEncoder(ref)
}

async function similarities(
  encoder: Encoder,
  {
    query,
    documents,
    options: { fields, signal },
  }: { readonly query: string; readonly documents: readonly Document[]; readonly options: RerankOptions },
): Promise<Float32Array> {
  const texts = textInputs(documents.map((document) => textOf(document, fields)))
  const asked = await encoder.encode([{ text: query }], { role: 'query', signal })
  const found = await encoder.encode(texts, { role: 'document', signal })
  const { dim } = encoder
  const vector = asked.vectors.data
  return Float32Array.from(documents, (_, row) => {
    const at = row * dim
    let dot = 0
    for (let i = 0; i < dim; i++) dot += (vector[i] ?? 0) * (found.vectors.data[at + i] ?? 0)
    return dot
  })
}

/** The strings of the fields, joined by spaces. A path with dots looks into objects; a list counts with each of its strings. */
const textOf = ({ fields }: Document, paths: readonly string[]): string =>
  paths.flatMap((path) => stringsAt(fields, path.split('.'))).join(' ')

function stringsAt(value: FieldValue | Document['fields'] | undefined, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item: FieldValue) => stringsAt(item, path))
  const [key, ...inner] = path
  if (key === undefined) return typeof value === 'string' ? [value] : []
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return []
  return stringsAt((value as Document['fields'])[key], inner)
}
