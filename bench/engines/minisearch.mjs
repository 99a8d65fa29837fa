/** MiniSearch: BM25+ in JavaScript. */
import { createRequire } from 'node:module'

const MiniSearch = createRequire(new URL('../rivals/package.json', import.meta.url))('minisearch')

export { load } from './_texts.mjs'

export async function build({ corpus }) {
  const index = new MiniSearch({ fields: ['text'], tokenize: (text) => text.split(' ') })
  index.addAll(corpus.map((text, id) => ({ id, text })))
  return index
}

export const search = (index, query, k) =>
  index
    .search(query)
    .slice(0, k)
    .map(({ id }) => id)
