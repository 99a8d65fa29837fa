import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import Libsql from 'libsql'
import { asStoreError, atPlace } from './sqlite-errors.ts'
import { openCollections } from '../collections.ts'
import { openDatabase } from './database.ts'
import { prepareSchema } from './schema.ts'
import { createMemoryFolder } from '../indexes/segment-folder.ts'
import { unsharedLock } from './writer-lock.ts'

describe('a database', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'attune-database-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('undoes a transaction that throws', () => {
    const database = openDatabase(join(folder, 'a.db'))
    database.execute('CREATE TABLE t (a)')
    const failing = (): void =>
      database.transaction(() => {
        database.run('INSERT INTO t VALUES (1)')
        throw new Error('changed my mind')
      })
    expect(failing).toThrow('changed my mind')
    expect(database.first('SELECT count(*) FROM t')).toEqual([0])
    database.close()
  })

  it('says what is wrong with its file', () => {
    writeFileSync(join(folder, 'b.db'), 'no database '.repeat(999))
    expect(() => openDatabase(join(folder, 'b.db'))).toThrow(
      expect.objectContaining({ code: 'STORE_DATABASE_DAMAGED' }),
    )
    expect(() => openDatabase(join(folder, 'nowhere', 'c.db'))).toThrow(
      expect.objectContaining({ code: 'STORE_DATABASE_FAILED' }),
    )
  })

  it('notices commits of other connections, and not its own', () => {
    const one = openDatabase(join(folder, 'd.db'))
    const other = openDatabase(join(folder, 'd.db'))
    one.execute('CREATE TABLE t (a)')
    const before = one.dataVersion()
    one.run('INSERT INTO t VALUES (1)')
    expect(one.dataVersion()).toBe(before)
    other.run('INSERT INTO t VALUES (2)')
    expect(one.dataVersion()).not.toBe(before)
    one.close()
    other.close()
  })

  it('has everything in its own file after a checkpoint', () => {
    const database = openDatabase(join(folder, 'e.db'))
    database.execute('CREATE TABLE t (a); INSERT INTO t VALUES (7)')
    database.checkpoint()
    const alone = openDatabase(join(folder, 'e.db'), { readOnly: true })
    expect(alone.isWritable).toBe(false)
    expect(alone.first('SELECT a FROM t')).toEqual([7])
    expect(() => alone.run('INSERT INTO t VALUES (8)')).toThrow(expect.objectContaining({ code: 'STORE_READ_ONLY' }))
    alone.close()
    database.close()
  })

  it.each([
    ['made now', true],
    ['made by a version that could not give back', false],
  ])('gives back the space of what was deleted, when it is %s', (_, isNew) => {
    const path = join(folder, 'f.db')
    const old = isNew ? undefined : new Libsql(path)
    old?.exec('CREATE TABLE t (a INTEGER PRIMARY KEY, b)')
    old?.close()
    const database = openDatabase(path)
    if (isNew) database.execute('CREATE TABLE t (a INTEGER PRIMARY KEY, b)')
    database.transaction(() => {
      for (let i = 0; i < 20_000; i++) database.run('INSERT INTO t VALUES (?, ?)', [i, 'x'.repeat(500)])
    })
    const bytes = (): number => {
      database.checkpoint()
      return statSync(path).size
    }
    const full = bytes()
    database.run('DELETE FROM t WHERE a % 20 = 0')
    expect(database.releaseSpace()).toBe(false)
    expect(bytes()).toBe(full)
    database.run('DELETE FROM t WHERE a % 10 <> 1')
    const reader = openDatabase(path, { readOnly: true })
    const unpin = reader.pin()
    expect(reader.first('SELECT count(*) FROM t')).toEqual([2000])
    let slices = 0
    for (let isGoingOn = database.releaseSpace(); isGoingOn; slices++) isGoingOn = database.releaseSpace({ isGoingOn })
    expect(reader.first('SELECT count(*) FROM t')).toEqual([2000])
    unpin()
    reader.close()
    expect(bytes()).toBeLessThan(full / 5)
    expect(database.first('SELECT count(*) FROM t')).toEqual([2000])
    expect(slices > 0).toBe(isNew)
    database.close()
  })

  it('that is full refuses the batch, keeps what it had, and goes on when there is space', async () => {
    const database = openDatabase(':memory:')
    prepareSchema(database, ':memory:')
    const project = openCollections({
      folder: ':memory:',
      database,
      connect: () => ({ ...database, close: () => undefined }),
      lock: unsharedLock(),
      segmentFolder: createMemoryFolder,
    })
    const collection = await project.createCollection('docs')
    const documents = Array.from({ length: 1000 }, (_, i) => ({
      id: `d${i}`,
      fields: { text: `walrus ${'x'.repeat(500)} ${i}` },
    }))
    database.execute('PRAGMA max_page_count = 60')
    await expect(collection.add(documents)).rejects.toMatchObject({ code: 'STORE_DISK_FULL', kind: 'external' })
    const kept = await collection.count()
    expect(kept % 256).toBe(0)
    expect(await collection.retrieve({ kind: 'lexical', query: 'walrus', k: 1000 })).toHaveLength(kept)
    database.execute('PRAGMA max_page_count = 100000')
    expect(await collection.add(documents)).toEqual({ added: 1000 - kept, replaced: 0, unchanged: kept })
    expect(await collection.retrieve({ kind: 'lexical', query: 'walrus', k: 1000 })).toHaveLength(1000)
    await project.close()
  })
})

describe('what the file system reports', () => {
  it.skipIf(!existsSync('/dev/full'))('is a full disk where the disk is full', () => {
    const write = (): void => atPlace('/dev/full', () => writeFileSync('/dev/full', 'too much'))
    expect(write).toThrow(expect.objectContaining({ code: 'STORE_DISK_FULL' }))
  })

  it.each([
    ['EACCES', 'STORE_READ_ONLY'],
    ['EROFS', 'STORE_READ_ONLY'],
    ['EDQUOT', 'STORE_DISK_FULL'],
    ['EIO', 'STORE_DATABASE_FAILED'],
  ])('%s is %s, naming the place', (code, expected) => {
    const error = asStoreError(Object.assign(new Error(code), { code }), '/some/place')
    expect(error).toMatchObject({ code: expected, details: { place: '/some/place' } })
    expect(error.message).toContain('/some/place')
    expect(error.hint).toMatch(/^[A-Z][a-z]+ /)
  })
})
