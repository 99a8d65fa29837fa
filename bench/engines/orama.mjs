/** Orama: BM25 in JavaScript. */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const path = createRequire(new URL('../rivals/package.json', import.meta.url)).resolve('@orama/orama')
const { create, insertMultiple, search: searchOrama } = await import(pathToFileURL(path).href)

export { load } from './_texts.mjs'

export async function build({ corpus }) {
  const index = create({ schema: { text: 'string' } })
  await insertMultiple(
    index,
    corpus.map((text, id) => ({ id: String(id), text })),
    1000,
  )
  return index
}

/** Threshold 1: any of the words, as everywhere else here. */
export async function search(index, query, k) {
  const { hits } = await searchOrama(index, { term: query, limit: k, threshold: 1 })
  return hits.map(({ id }) => Number(id))
}
