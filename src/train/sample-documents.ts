/** @file So many documents of a stream, each with the same chance, whatever its length: memory holds the sample only. */
import type { Document } from '../data/document.ts'
import type { Random } from '../base/random.ts'

export interface DocumentSample {
  readonly documents: readonly Document[]
  /** How many the stream had. */
  readonly total: number
}

/** Reservoir sampling (Vitter, 1985, algorithm R). @throws the signal's reason when aborted */
export async function sampleDocuments(
  documents: Iterable<Document> | AsyncIterable<Document>,
  {
    size,
    random,
    signal,
  }: { readonly size: number; readonly random: Random; readonly signal: AbortSignal | undefined },
): Promise<DocumentSample> {
  const sample: Document[] = []
  let total = 0
  for await (const document of documents) {
    signal?.throwIfAborted()
    total++
    if (sample.length < size) sample.push(document)
    else {
      const place = random.below(total)
      if (place < size) sample[place] = document
    }
  }
  return { documents: sample, total }
}
