/** A segment file that never was a file. */
export function memorySource(name, chunks) {
  const parts = [...chunks].map((chunk) => Uint8Array.from(chunk))
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return {
    name,
    sizeBytes: bytes.length,
    read: (target, position) => target.set(bytes.subarray(position, position + target.length)),
  }
}
