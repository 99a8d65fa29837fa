/** @file From a name to an encoder: which kind of model a reference points to, and who opens it. */
import type { Encoder } from './encoder.ts'
import { modelNotFound } from './errors.ts'

export interface OpenEncoderOptions {
  /** Threads of one matrix product. Default: what ONNX Runtime takes, all physical cores. A static encoder uses the calling thread only. */
  readonly threads?: number
  /** Where `hub:` references look: a folder in the layout of the Hugging Face cache (`models--owner--name/...`). */
  readonly cacheFolder?: string
}

/**
 * Opens the encoder that `ref` names: `bundled:default`, the path of a model folder, or `hub:owner/name@revision`.
 *
 * @throws ENCODE_MODEL_NOT_FOUND where nothing is there
 */
export async function openEncoder(ref: string, _options: OpenEncoderOptions = {}): Promise<Encoder> {
  throw modelNotFound({ ref, place: ref })
}
