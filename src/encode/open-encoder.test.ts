import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openEncoder } from './open-encoder.ts'

const scratch = mkdtempSync(join(tmpdir(), 'attune-open-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const bundled = resolve(import.meta.dirname, '../../models/default')

test('the bundled model is opened by name, and by the path of its folder with the same fingerprint', async () => {
  const byName = await openEncoder('bundled:default')
  const byPath = await openEncoder(bundled)
  expect(byName).toMatchObject({ ref: 'bundled:default', dim: 256, isNormalized: true })
  expect(byPath.fingerprint).toBe(byName.fingerprint)
})

test('a model of the hub is found in a cache folder, by branch and by commit', async () => {
  const repository = join(scratch, 'models--owner--tiny')
  mkdirSync(join(repository, 'refs'), { recursive: true })
  mkdirSync(join(repository, 'snapshots'))
  writeFileSync(join(repository, 'refs/main'), 'abc123\n')
  cpSync(bundled, join(repository, 'snapshots/abc123'), { recursive: true })
  for (const ref of ['hub:owner/tiny', 'hub:owner/tiny@main', 'hub:owner/tiny@abc123'])
    expect(await openEncoder(ref, { cacheFolder: scratch })).toMatchObject({ ref, dim: 256 })
  await expect(openEncoder('hub:owner/tiny@v2', { cacheFolder: scratch })).rejects.toMatchObject({
    code: 'ENCODE_HUB_MODEL_ABSENT',
    kind: 'not-found',
  })
})

test.each([
  ['hub:owner/name', 'ENCODE_HUB_MODEL_ABSENT'],
  ['hub:name', 'ENCODE_REF_MALFORMED'],
  ['hub:../../etc', 'ENCODE_REF_MALFORMED'],
  ['hub:owner/name@../../x', 'ENCODE_REF_MALFORMED'],
  ['bundled:huge', 'ENCODE_REF_MALFORMED'],
  ['', 'ENCODE_REF_MALFORMED'],
  ['/no/such/folder', 'ENCODE_MODEL_NOT_FOUND'],
  [import.meta.filename, 'ENCODE_MODEL_NOT_FOUND'],
])('"%s" is refused with %s', async (ref, code) => {
  await expect(openEncoder(ref)).rejects.toMatchObject({ code })
})

test('an empty folder is refused', async () => {
  const folder = join(scratch, 'empty')
  mkdirSync(folder)
  await expect(openEncoder(folder)).rejects.toMatchObject({ code: 'ENCODE_MODEL_FILE_MISSING' })
})
