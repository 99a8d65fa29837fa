import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { timeOf } from './field-type.ts'
import { timestampFromMicroseconds, timestampFromNanoseconds } from './parquet-times.ts'
import { readDocuments } from './read-documents.ts'

const text = (time: Date | string): string => (time instanceof Date ? time.toISOString() : time)

test.each([
  [0n, '1970-01-01T00:00:00.000Z'],
  [1_700_000_000_123_000n, '2023-11-14T22:13:20.123Z'],
  [1_700_000_000_123_456n, '2023-11-14T22:13:20.123456Z'],
  [1_700_000_000_000_001n, '2023-11-14T22:13:20.000001Z'],
  [-1n, '1969-12-31T23:59:59.999999Z'],
  [-62_135_596_800_000_000n, '0001-01-01T00:00:00.000Z'],
])('%s microseconds are %s', (count, is) => {
  expect(text(timestampFromMicroseconds(count))).toBe(is)
  expect(text(timestampFromNanoseconds(count * 1000n))).toBe(is)
})

test.each([
  [1_700_000_000_123_456_789n, '2023-11-14T22:13:20.123456789Z'],
  [1n, '1970-01-01T00:00:00.000000001Z'],
  [-1n, '1969-12-31T23:59:59.999999999Z'],
])('%s nanoseconds are %s', (count, is) => {
  expect(text(timestampFromNanoseconds(count))).toBe(is)
  const { ms, ns } = timeOf(is) ?? { ms: NaN, ns: NaN }
  expect(BigInt(ms) * 1_000_000n + BigInt(ns)).toBe(count)
})

test('what is no date of a calendar stays an invalid Date, which its row refuses', () => {
  expect(timestampFromMicroseconds(2n ** 63n - 1n)).toEqual(new Date(NaN))
})

/** Columns of 64-bit integers, marked as microseconds and as nanoseconds. */
const FILE = Buffer.from(
  'UEFSMRUGFR4VIlwVBhUAFQYVABUAFQAAAA84AQAAAGEBAAAAYgEAAABjFQYVNBU4XBUGFQAVBhUAFQQVAAAAAwcYXEAiIBgkCgYAeCAgGCQKBg' +
    'D//////////xUGFSQVKFwVBhUCFQYVABUEFQAAAAMDEDwVzYU9/pyXFwDKhT3+nJcXFQYVWBU+XBUGFQAVBhUAFQAVAAAALDgKAAAAd2FscnVz' +
    'IG9uZQoZDgx0d28MHQ4MaHJlZRUEGVxIBHJvb3QVCAAVDCUAGAJpZCUAABUEJQIYAnVzbIwRHCwAAAAAABUEJQIYAm5zbIwRHDwAAAAAABUMJQ' +
    'AYBXRpdGxlJQAAFgYZHBlMJggcFQwZFQAZGAJpZBUCFgYWSBZMJgg8NgAoAWMYAWEAGRwVBhUAFQIAAAAmVBwVBBkVABkYAnVzFQIWBhZeFmIm' +
    'VDw2ACgIQCIgGCQKBgAYCP//////////ABkcFQYVABUCAAAAJrYBHBUEGRUAGRgCbnMVAhYGFk4WUia2ATw2AigIFc2FPf6clxcYCADKhT3+nJ' +
    'cXABkcFQYVABUCAAAAJogCHBUMGRUAGRgFdGl0bGUVAhYGFoIBFmgmiAI8NgAoCndhbHJ1cyB0d28YCndhbHJ1cyBvbmUAGRwVBhUAFQIAAAAW' +
    '9gIWBjboAgAoCWh5cGFycXVldBlMHAAAHAAAHAAAHAAAAFkBAABQQVIx',
  'base64',
)

test('documents of a Parquet file keep every digit of their times', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'attune-times-'))
  const path = join(folder, 'times.parquet')
  writeFileSync(path, FILE)
  const documents = await Readable.from(readDocuments(path)).toArray()
  rmSync(folder, { recursive: true })
  expect((documents as { readonly fields: object }[]).map(({ fields }) => fields)).toMatchObject([
    { us: '2023-11-14T22:13:20.123456Z', ns: '2023-11-14T22:13:20.123456789Z' },
    { us: '2023-11-14T22:13:20.123Z', ns: '2023-11-14T22:13:20.123456Z' },
    { us: '1969-12-31T23:59:59.999999Z' },
  ])
})
