/**
 * @file Detects damaged bytes: CRC-32 (IEEE 802.3, as in zip and PNG), sixteen bytes per step: "slicing-by-16" after
 * Kounavis and Berry, 2005.
 */

const SLICES = 16
const POLYNOMIAL = 0xedb88320

/** Row t is what a byte contributes when t more bytes follow it within the step: [16, 256]. */
const table = makeTable()

function makeTable(): Uint32Array {
  const rows = new Uint32Array(SLICES * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    rows[byte] = crc
  }
  for (let i = 256; i < rows.length; i++) {
    const before = rows[i - 256]!
    rows[i] = (before >>> 8) ^ rows[before & 255]!
  }
  return rows
}

/** @param crc what the bytes before these gave; 0 at the start */
export function crc32(bytes: Uint8Array, crc = 0): number {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes.length - (bytes.length % SLICES) : 0
  const words = new Uint32Array(bytes.buffer, aligned === 0 ? 0 : bytes.byteOffset, aligned / 4)
  let state = crcOfWords(words, ~crc)
  for (let i = aligned; i < bytes.length; i++) state = (state >>> 8) ^ table[(state ^ bytes[i]!) & 255]!
  return ~state >>> 0
}

/** Four little-endian words a step. Written out, because a loop over the rows takes three times as long. */
function crcOfWords(words: Uint32Array, state: number): number {
  const t = table
  let crc = state
  for (let i = 0; i < words.length; i += 4) {
    const a = words[i]! ^ crc
    const b = words[i + 1]!
    const c = words[i + 2]!
    const d = words[i + 3]!
    crc =
      t[3840 + (a & 255)]! ^ t[3584 + ((a >>> 8) & 255)]! ^ t[3328 + ((a >>> 16) & 255)]! ^ t[3072 + (a >>> 24)]! ^
      t[2816 + (b & 255)]! ^ t[2560 + ((b >>> 8) & 255)]! ^ t[2304 + ((b >>> 16) & 255)]! ^ t[2048 + (b >>> 24)]! ^
      t[1792 + (c & 255)]! ^ t[1536 + ((c >>> 8) & 255)]! ^ t[1280 + ((c >>> 16) & 255)]! ^ t[1024 + (c >>> 24)]! ^
      t[768 + (d & 255)]! ^ t[512 + ((d >>> 8) & 255)]! ^ t[256 + ((d >>> 16) & 255)]! ^ t[d >>> 24]! // prettier-ignore
  }
  return crc
}
