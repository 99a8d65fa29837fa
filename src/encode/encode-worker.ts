/** @file The thread that holds a transformer: weights are loaded here, and computing blocks nobody else. Started by transformer-encoder.ts. */
import { answerCalls } from '../base/answer-calls.ts'
import { invariant } from '../base/errors.ts'
import { fingerprintOfFolder } from './fingerprint.ts'
import { readModelCard } from './model-card.ts'
import { openTransformerPipeline, type TransformerPipeline } from './transformer-pipeline.ts'
import type { EncodedTexts, EncoderFunctions } from './worker-messages.ts'

let opened: TransformerPipeline | undefined
const pipeline = (): TransformerPipeline => {
  invariant(opened !== undefined, 'a model is opened before it is used')
  return opened
}

answerCalls<EncoderFunctions>(
  {
    open: async ({ folder, threads }) => {
      const made = await openTransformerPipeline(folder, { threads })
      opened = made
      const { dim, isNormalized, prompts, tokensMax } = made
      const { hybridWeight } = readModelCard(folder, 'transformer')
      return { dim, isNormalized, prompts, tokensMax, hybridWeight, fingerprint: fingerprintOfFolder(folder) }
    },
    encode: ({ texts, prompt }, { signal }) => pipeline().encode(texts, { prompt, isAborted: () => signal.aborted }),
    count: ({ texts, prompt }) => Int32Array.from(texts, (text) => pipeline().countTokens(prompt + text)),
  },
  { transfer: vectorsOf, close: async () => opened?.close() },
)

const isEncoded = (answer: unknown): answer is EncodedTexts =>
  typeof answer === 'object' && answer !== null && 'vectors' in answer

function vectorsOf(answer: unknown): ArrayBuffer[] {
  return isEncoded(answer) ? [answer.vectors.buffer as ArrayBuffer] : []
}
