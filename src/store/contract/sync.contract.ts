/** @file A collection is kept in step with a source, and loses nothing that is not the source's. Part of collection.contract.ts. */
import { expect } from 'vitest'
import { AttuneError } from '../../base/errors.ts'
import type { Collection, CollectionView } from '../collection.ts'
import type { SyncChange, SyncDocument } from '../sync.ts'

type Test = (title: string, work: (context: { readonly collection: Collection }) => Promise<void>) => void

const page = (id: string, text: string, version?: string | number): SyncDocument => ({ id, fields: { text }, version })

const nothing = { added: 0, changed: 0, moved: 0, removed: 0, unchanged: 0, kept: 0 }

async function idsOf(collection: Collection): Promise<string[]> {
  const ids: string[] = []
  for await (const id of collection.ids()) ids.push(id)
  return ids.toSorted()
}

const found = async (view: CollectionView, query: string): Promise<number> =>
  (await view.retrieve({ kind: 'lexical', query, k: 10 })).length

export function describeSync(test: Test): void {
  describeSteps(test)
  describeSafety(test)
  describeSources(test)
}

function describeSteps(test: Test): void {
  test('a sync adds, replaces and deletes, so that the collection has what the source has', async ({ collection }) => {
    const source = 'pages'
    const first = [page('a', 'walrus'), page('b', 'seal'), page('c', 'otter')]
    expect(await collection.sync(first, { source })).toEqual({ ...nothing, added: 3 })
    expect(await collection.sync(first, { source })).toEqual({ ...nothing, unchanged: 3 })
    const changes: SyncChange[] = []
    const next = [page('a', 'walrus'), page('b', 'sea lion'), page('d', 'dolphin')]
    const onChange = (change: SyncChange): void => void changes.push(change)
    const expected = { ...nothing, added: 1, changed: 1, removed: 1, unchanged: 1 }
    expect(await collection.sync(next, { source, dryRun: true, onChange })).toEqual(expected)
    expect(await idsOf(collection)).toEqual(['a', 'b', 'c'])
    const announced = changes.splice(0)
    expect(await collection.sync(next, { source, onChange })).toEqual(expected)
    expect(changes).toEqual(announced)
    expect(changes).toEqual([
      { kind: 'changed', id: 'b' },
      { kind: 'removed', id: 'c' },
      { kind: 'added', id: 'd' },
    ])
    expect(await idsOf(collection)).toEqual(['a', 'b', 'd'])
    expect(await found(collection, 'otter')).toBe(0)
    expect(await found(collection, 'lion')).toBe(1)
  })

  test('a sync does not load what has the version that it had, unless the document was changed here', async ({
    collection,
  }) => {
    const source = 'pages'
    let loads = 0
    const lazily = (id: string, text: string, version: string): SyncDocument => ({
      id,
      version,
      fields: async () => {
        loads++
        return { text }
      },
    })
    const documents = [lazily('a', 'walrus', '1'), lazily('b', 'seal', '1'), lazily('c', 'otter', '1')]
    expect(await collection.sync(documents, { source })).toEqual({ ...nothing, added: 3 })
    expect(await collection.sync(documents, { source })).toEqual({ ...nothing, unchanged: 3 })
    expect(loads).toBe(3)
    await collection.add([{ id: 'a', fields: { text: 'somebody else' } }])
    await collection.delete(['b'])
    expect(await collection.sync(documents, { source })).toEqual({ ...nothing, added: 1, changed: 1, unchanged: 1 })
    expect(loads).toBe(5)
    expect(await collection.get(['a', 'b'])).toEqual([
      { id: 'a', fields: { text: 'walrus' } },
      { id: 'b', fields: { text: 'seal' } },
    ])
    const touched = [lazily('a', 'walrus', '2'), ...documents.slice(1)]
    expect(await collection.sync(touched, { source })).toEqual({ ...nothing, unchanged: 3 })
    expect(await collection.sync(touched, { source })).toEqual({ ...nothing, unchanged: 3 })
    expect(loads).toBe(6)
  })

  test('a document with the version of one that is gone has been moved', async ({ collection }) => {
    const source = 'pages'
    await collection.sync([page('old/a', 'walrus', 1), page('b', 'seal', 'v2'), page('twin', 'seal', 'v2')], {
      source,
    })
    const changes: SyncChange[] = []
    const next = [page('new/a', 'walrus', 1), page('b', 'seal', 'v2'), page('copy', 'seal', 'v2')]
    const report = await collection.sync(next, { source, onChange: (change) => changes.push(change) })
    expect(report).toEqual({ ...nothing, moved: 2, unchanged: 1 })
    expect(changes.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { kind: 'moved', id: 'copy', from: 'twin' },
      { kind: 'moved', id: 'new/a', from: 'old/a' },
    ])
    expect(await idsOf(collection)).toEqual(['b', 'copy', 'new/a'])
    expect(await found(collection, 'walrus')).toBe(1)
    expect(await collection.sync(next, { source })).toEqual({ ...nothing, unchanged: 3 })
  })

  test('a sync of thousands goes on where a signal stopped it, and deletes only at the end', async ({ collection }) => {
    const source = 'many'
    const many = (from: number): SyncDocument[] =>
      Array.from({ length: 2500 }, (_, i) => page(`m${from + i}`, `number ${from + i}`))
    await collection.sync(many(0), { source })
    const stop = new AbortController()
    const stopped = collection.sync(many(1000), {
      source,
      signal: stop.signal,
      onProgress: ({ done }) => done > 2000 && stop.abort(new Error('enough')),
    })
    await expect(stopped).rejects.toThrow('enough')
    expect(await collection.get(['m0', 'm2600'])).toMatchObject([{ id: 'm0' }, { id: 'm2600' }])
    const report = await collection.sync(many(1000), { source })
    expect(report.removed).toBe(1000)
    expect(report.added + report.unchanged).toBe(2500)
    expect(await collection.count()).toBe(2500)
  })
}

const broken = new AttuneError({
  code: 'TEST',
  kind: 'corrupt',
  message: 'It is broken.',
  hint: 'Mend it.',
  details: {},
})

function describeSafety(test: Test): void {
  test('a document that cannot be read stays as it is stored', async ({ collection }) => {
    const source = 'pages'
    await collection.sync(
      [page('a', 'walrus', '1'), page('b', 'seal', '1'), { ...page('c', 'otter'), part: 'c.csv' }],
      {
        source,
      },
    )
    const fail = (): never => {
      throw broken
    }
    const next: SyncDocument[] = [{ id: 'a', version: '2', fields: fail }]
    await expect(collection.sync(next, { source })).rejects.toThrow('It is broken.')
    const problems: string[] = []
    const report = await collection.sync(next, {
      source,
      onProblem: (_, id) => problems.push(id),
      isUnread: ({ part }) => part === 'c.csv',
    })
    expect(report).toEqual({ ...nothing, removed: 1, kept: 2 })
    expect(problems).toEqual(['a'])
    expect(await idsOf(collection)).toEqual(['a', 'c'])
    expect(await collection.sync([page('a', 'walrus', '2'), page('c', 'otter')], { source })).toMatchObject({
      unchanged: 2,
    })
  })

  test('a source that fails, gives an id twice or gives nothing deletes nothing', async ({ collection }) => {
    const source = 'pages'
    await collection.sync([page('a', 'walrus'), page('b', 'seal')], { source })
    async function* failing(): AsyncGenerator<SyncDocument> {
      yield page('a', 'walrus')
      throw new Error('the line is dead')
    }
    await expect(collection.sync(failing(), { source })).rejects.toThrow('the line is dead')
    await expect(collection.sync([page('a', '1'), page('a', '2')], { source })).rejects.toMatchObject({
      code: 'STORE_DOCUMENT_REFUSED',
    })
    await expect(collection.sync([], { source })).rejects.toMatchObject({ code: 'STORE_SOURCE_EMPTY' })
    await expect(collection.sync([], {} as never)).rejects.toMatchObject({ code: 'STORE_ARGUMENT_INVALID' })
    await expect(collection.sync('pages' as never, { source })).rejects.toMatchObject({
      code: 'STORE_ARGUMENT_INVALID',
    })
    for (const wrong of [
      null,
      'a',
      {},
      { id: 7, fields: {} },
      { id: '', fields: {} },
      { id: 'a', fields: {}, version: {} },
    ])
      await expect(collection.sync([wrong as never], { source })).rejects.toMatchObject({
        code: 'STORE_DOCUMENT_REFUSED',
      })
    expect(await idsOf(collection)).toEqual(['a', 'b'])
    expect(await collection.sync([], { source, allowEmpty: true })).toEqual({ ...nothing, removed: 2 })
    expect(await collection.sync([], { source })).toEqual(nothing)
  })
}

function describeSources(test: Test): void {
  test('a sync deletes nothing that was added otherwise, or that another source still has', async ({ collection }) => {
    await collection.add([{ id: 'mine', fields: { text: 'added by hand' } }])
    await collection.sync([page('a', 'walrus'), page('both', 'shared')], { source: 'one' })
    await collection.sync([page('b', 'seal'), page('both', 'shared')], { source: 'two' })
    expect(await collection.sync([page('a', 'walrus')], { source: 'one' })).toEqual({ ...nothing, unchanged: 1 })
    expect(await idsOf(collection)).toEqual(['a', 'b', 'both', 'mine'])
    expect(await collection.sync([page('b', 'seal')], { source: 'two' })).toMatchObject({ removed: 1 })
    expect(await idsOf(collection)).toEqual(['a', 'b', 'mine'])
  })

  test('ids, versions and sources of any characters come back as they are', async ({ collection }) => {
    const odd = ['"', '\\', '\n', 'a\u0000b', 'a\u0000c', '\uD800', 'ß', "'; DROP TABLE document; --"]
    const documents = odd.map((id) => ({ ...page(id, `text of ${id.length}`, `v${id}`), part: id }))
    const source = 'odd \u0000 "source"'
    expect(await collection.sync(documents, { source })).toMatchObject({ added: odd.length })
    expect(await collection.sync(documents, { source })).toMatchObject({ unchanged: odd.length })
    const parts: (string | undefined)[] = []
    await collection.sync(documents.slice(0, 1), {
      source,
      isUnread: ({ part, id }) => {
        expect(part).toBe(id)
        parts.push(part)
        return false
      },
    })
    expect(new Set(parts)).toEqual(new Set(odd.slice(1)))
    expect(await idsOf(collection)).toEqual(['"'])
  })
}
