/** @file One hash of everything that figures depend on besides the plans: documents, queries and judgements. */
import { createHash } from 'node:crypto'
import type { Judgements, Query } from '../data/document.ts'
import type { Collection } from '../store/collection.ts'

/**
 * Each part is one line of JSON, so that no two different sets give the same stream. The order of documents does not count: a collection keeps
 * none that matters.
 *
 * @returns sha256 in hex
 */
export async function hashData(
  collection: Collection,
  { queries, judgements }: { readonly queries: readonly Query[]; readonly judgements: Judgements },
): Promise<string> {
  const hash = createHash('sha256')
  const add = (...part: readonly unknown[]): void => void hash.update(`${JSON.stringify(part)}\n`)
  const documents: string[] = []
  for await (const { id, fields } of collection.documents())
    documents.push(
      createHash('sha256')
        .update(JSON.stringify([id, fields]))
        .digest('base64'),
    )
  for (const document of documents.sort()) add('document', document)
  for (const { id, text } of queries) add('query', id, text)
  for (const [query, grades] of judgements) for (const [id, grade] of grades) add('judgement', query, id, grade)
  return hash.digest('hex')
}
