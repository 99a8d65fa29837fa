/** @file The models that measures ask: every text that is compared encoded once, and claims scored by a reranker. */
import { rowOf } from '../base/matrix.ts'
import type { WorkOptions } from '../base/progress.ts'
import { type Encoder, textInputs } from '../encode/encoder.ts'
import type { Reranker } from '../encode/reranker.ts'
import { withoutCitations } from './claims.ts'
import type { Models } from './rag-metric.ts'
import type { RagRow } from './rag-row.ts'

export interface OpenModels {
  readonly encoder?: Encoder | undefined
  readonly reranker?: Reranker | undefined
}

export async function prepareModels(
  rows: readonly RagRow[],
  { encoder, reranker, signal, onProgress }: OpenModels & WorkOptions,
): Promise<Models> {
  return {
    similarity: encoder === undefined ? undefined : await similarityBy(encoder, rows, { signal, onProgress }),
    entailment:
      reranker === undefined
        ? undefined
        : async (claim, texts) => [
            ...(await reranker.score(
              claim,
              texts.map((text, i) => ({ id: String(i), fields: { text } })),
              { fields: ['text'], signal },
            )),
          ],
  }
}

async function similarityBy(
  encoder: Encoder,
  rows: readonly RagRow[],
  work: WorkOptions,
): Promise<(a: string, b: string) => number> {
  const texts = [
    ...new Set(
      rows.flatMap(({ question, response, references = [] }) => [question, withoutCitations(response), ...references]),
    ),
  ]
  const { vectors } = await encoder.encode(textInputs(texts), { role: 'plain', ...work })
  const places = new Map(texts.map((text, place) => [text, place]))
  return (a, b) => cosine(rowOf(vectors, places.get(a) ?? 0), rowOf(vectors, places.get(b) ?? 0))
}

/** At least 0; of a text without tokens 0. */
function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, x, y] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    dot += (a[i] as number) * (b[i] as number)
    x += (a[i] as number) ** 2
    y += (b[i] as number) ** 2
  }
  return x === 0 || y === 0 ? 0 : Math.min(1, Math.max(0, dot / Math.sqrt(x * y)))
}
