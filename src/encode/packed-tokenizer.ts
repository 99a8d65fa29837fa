/**
 * @file tokenizer.packed: a tokenizer.json whose vocabulary needs no parsing, kept beside it and used as long as both are in step. A static model
 * is otherwise opened in the time that its JSON takes. Like an index, the file is derived: without it everything works, only later.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomically } from '../base/write-file.ts'
import { encodeSafetensors, type Safetensors, safetensorsOf } from '../tensor/safetensors.ts'
import { openVocabulary, packVocabulary, type PackedVocabulary, type Vocabulary } from '../text/packed-vocabulary.ts'
import { createTokenizer } from '../text/tokenizer.ts'

export const PACKED_TOKENIZER = 'tokenizer.packed'

export interface PackedTokenizer {
  /** tokenizer.json but for its vocabulary, which is empty. */
  readonly tokenizer: Readonly<Record<string, unknown>>
  readonly vocabulary: Vocabulary
}

/**
 * Writes tokenizer.packed next to the folder's tokenizer.json, unless it exists and is up to date.
 *
 * @returns whether the folder has one now: only WordPiece vocabularies without gaps are packed
 */
export function writePackedTokenizer(folder: string): boolean {
  const source = readFileSync(join(folder, 'tokenizer.json'))
  if (readPackedTokenizer(folder, source) !== undefined) return true
  const packed = packTokenizer(source)
  if (packed !== undefined) writeFileAtomically(join(folder, PACKED_TOKENIZER), [packed])
  return packed !== undefined
}

/** @param source tokenizer.json's bytes; a file made of other ones, or a damaged one, is as good as none */
export function readPackedTokenizer(folder: string, source: Uint8Array): PackedTokenizer | undefined {
  const path = join(folder, PACKED_TOKENIZER)
  if (!existsSync(path)) return undefined
  try {
    const { metadata, bytes } = safetensorsOf(readFileSync(path), path)
    const { tokenizer = '', digest } = metadata
    const packed = unpack(bytes)
    if (digest !== digestOf(source, { tokenizer, packed })) return undefined
    return { tokenizer: JSON.parse(tokenizer) as PackedTokenizer['tokenizer'], vocabulary: openVocabulary(packed) }
  } catch {
    return undefined
  }
}

function packTokenizer(source: Uint8Array): Uint8Array | undefined {
  const json = JSON.parse(new TextDecoder().decode(source)) as Record<string, unknown>
  const model = json['model'] as { readonly type?: string } | undefined
  if (model?.type !== 'WordPiece') return undefined
  const { token, vocabSize, idOf } = createTokenizer(json)
  const tokens = Array.from({ length: vocabSize }, (_, id) => token(id))
  if (!tokens.every((text, id): boolean => text !== undefined && idOf(text) === id)) return undefined
  const packed = packVocabulary(tokens as string[])
  const tokenizer = JSON.stringify({ ...json, model: { ...model, vocab: {} } })
  return encodeSafetensors(
    {
      units: { type: 'I16', shape: [packed.units.length], data: packed.units },
      ends: { type: 'U32', shape: [packed.ends.length], data: packed.ends },
      slots: { type: 'I32', shape: [packed.slots.length], data: packed.slots },
    },
    { tokenizer, digest: digestOf(source, { tokenizer, packed }) },
  )
}

function unpack(bytes: Safetensors['bytes']): PackedVocabulary {
  const [units, ends, slots] = [bytes('units'), bytes('ends'), bytes('slots')]
  return {
    units: new Uint16Array(units.buffer, units.byteOffset, units.length / 2),
    ends: new Uint32Array(ends.buffer, ends.byteOffset, ends.length / 4),
    slots: new Int32Array(slots.buffer, slots.byteOffset, slots.length / 4),
  }
}

/** Checksum over source and result: detects both a changed tokenizer.json and a damaged file. */
function digestOf(
  source: Uint8Array,
  { tokenizer, packed }: { readonly tokenizer: string; readonly packed: PackedVocabulary },
): string {
  const hash = createHash('sha256').update(source).update(tokenizer)
  for (const array of [packed.units, packed.ends, packed.slots]) hash.update(array)
  return hash.digest('hex')
}
