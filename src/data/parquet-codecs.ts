/** @file How pages of Parquet are unpacked: by Node's own zlib where it knows the codec. */
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import type { Compressors } from 'hyparquet'
import { compressors as portable } from 'hyparquet-compressors'

type Unpack = (input: Uint8Array, length: number) => Uint8Array

/** A page without bytes is packed into a few bytes that say so, which not every decoder reads: the page of a column of nulls, say. */
const unlessEmpty =
  (unpack: Unpack): Unpack =>
  (input, length) =>
    length === 0 ? new Uint8Array() : unpack(input, length)

const all: Compressors = {
  ...portable,
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
}

export const parquetCodecs: Compressors = Object.fromEntries(
  Object.entries(all).map(([codec, unpack]) => [codec, unlessEmpty(unpack)]),
)
