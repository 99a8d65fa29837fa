/** @file An Encoder whose transformer lives in a worker thread, so that the caller's event loop stays free. */
import { startThread, type Thread } from '../base/call-thread.ts'
import { workerUrl } from '../base/package-url.ts'
import { addUsage, type EncodeOptions, type Encoder, type EncoderInput, type Encoding, noUsage } from './encoder.ts'
import { encoderClosed, workerDied } from './errors.ts'
import type { EncoderFunctions, ModelPlace, OpenedModel } from './worker-messages.ts'

export interface TransformerEncoderOptions {
  /** The folder of the model. */
  readonly folder: string
  readonly threads?: number | undefined
}

/**
 * Texts that travel to the worker at a time: enough to sort by length, few enough that an abort is heard and that progress moves. Two encode calls
 * at once take turns batch by batch.
 */
const WINDOW_TEXTS = 512

/** Starts the thread and loads the model. @throws what reading the folder throws */
export async function openTransformerEncoder(
  ref: string,
  { folder, threads }: TransformerEncoderOptions,
): Promise<Encoder> {
  const { thread, model } = await openModel(ref, { folder, threads })
  const { dim, isNormalized, prompts, fingerprint, tokensMax, hybridWeight } = model
  const encode = async (
    inputs: readonly EncoderInput[],
    { role, signal, onProgress }: EncodeOptions,
  ): Promise<Encoding> => {
    const data = new Float32Array(inputs.length * dim)
    let usage = noUsage
    let start = 0
    do {
      const texts = inputs.slice(start, start + WINDOW_TEXTS).map(({ text }) => text)
      const encoded = await thread.call('encode', { texts, prompt: prompts[role] }, { signal })
      data.set(encoded.vectors, start * dim)
      usage = addUsage(usage, encoded.usage, start)
      onProgress?.({ stage: 'encoding', done: start + texts.length, total: inputs.length, unit: 'texts' })
      start += texts.length
    } while (start < inputs.length)
    return { vectors: { data, rows: inputs.length, dim }, usage }
  }
  return {
    kind: 'dense',
    ref,
    fingerprint,
    dim,
    isNormalized,
    tokensMax,
    hybridWeight,
    encode,
    countTokens: (inputs, { role }) =>
      thread.call('count', { texts: inputs.map(({ text }) => text), prompt: prompts[role] }),
    close: () => thread.close(encoderClosed({ ref })),
  }
}

async function openModel(
  ref: string,
  place: ModelPlace,
): Promise<{ readonly thread: Thread<EncoderFunctions>; readonly model: OpenedModel }> {
  const thread = startThread<EncoderFunctions>(workerUrl('encode/encode-worker.ts'), {
    died: (reason, cause) => workerDied({ ref, reason }, cause),
  })
  try {
    return { thread, model: await thread.call('open', place) }
  } catch (error) {
    await thread.close(encoderClosed({ ref }))
    throw error
  }
}
