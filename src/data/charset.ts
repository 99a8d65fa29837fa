/** @file Detects the charset of text and converts it to UTF-8. */
import type { Readable } from 'node:stream'
import { type ByteOptions, readBytes, sourceName } from './byte-source.ts'
import { charsetInvalid, charsetUnknown } from './errors.ts'

/** Enough to detect UTF-16 without a byte order mark by its zero bytes. */
const HEAD_BYTES = 64

/** Where browsers look for a declaration. */
const DECLARATION_BYTES = 1024

const XML_DECLARATION = /^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/i
const META = /<meta\s[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)/i

/** Bytes of a source as UTF-8: UTF-16 is recognised, other charsets have to be named. @throws what toUtf8 and readBytes throw */
export const readUtf8 = (source: string | Readable, options: ByteOptions): AsyncGenerator<Uint8Array> =>
  toUtf8(readBytes(source, options), { file: sourceName(source, options), charset: options.charset })

/**
 * Chunks of text in any charset -> chunks of UTF-8; what is UTF-8 passes through unchecked.
 *
 * @param charset a label of the Encoding Standard; default: detected from a byte order mark or the zero bytes of UTF-16, else UTF-8
 * @throws DATA_CHARSET_UNKNOWN, DATA_CHARSET_INVALID
 */
export async function* toUtf8(
  chunks: AsyncIterable<Uint8Array>,
  { file, charset }: { readonly file: string; readonly charset?: string | undefined },
): AsyncGenerator<Uint8Array> {
  let head: Uint8Array[] | undefined = []
  let decode: Decode | undefined
  const begin = (held: readonly Uint8Array[]): Uint8Array => {
    const bytes = Buffer.concat(held)
    const found = charsetOfBytes(bytes) ?? charset
    decode = found === undefined || isUtf8Label(found) ? undefined : createDecode(found, file)
    return bytes
  }
  for await (const chunk of chunks) {
    if (head === undefined) yield decode?.(chunk, true) ?? chunk
    else {
      // A copy, because the producer may reuse the chunk.
      head.push(Uint8Array.prototype.slice.call(chunk))
      if (head.reduce((sum, { length }) => sum + length, 0) < HEAD_BYTES) continue
      const bytes = begin(head)
      head = undefined
      yield decode?.(bytes, true) ?? bytes
    }
  }
  if (head !== undefined) {
    const bytes = begin(head)
    yield decode?.(bytes, false) ?? bytes
  } else if (decode !== undefined) yield decode(new Uint8Array(), false)
}

/**
 * All bytes of a page as UTF-8. A byte order mark wins over the caller's `charset`, and that over what the page declares of itself.
 *
 * @throws DATA_CHARSET_UNKNOWN, DATA_CHARSET_INVALID
 */
export function pageToUtf8(
  bytes: Buffer,
  { file, charset, isHtml }: { readonly file: string; readonly charset?: string | undefined; readonly isHtml: boolean },
): Buffer {
  const found = charsetOfBytes(bytes) ?? charset ?? (isHtml ? declaredCharset(bytes) : undefined)
  return found === undefined || isUtf8Label(found) ? bytes : Buffer.from(createDecode(found, file)(bytes, false))
}

/** What the start of an HTML page says of its charset. A page whose declaration could be read byte by byte is not UTF-16, whatever it says. */
function declaredCharset(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, DECLARATION_BYTES)
  const label = (XML_DECLARATION.exec(start) ?? META.exec(start))?.[1]
  return label === undefined || /^utf-?16/i.test(label) ? undefined : label
}

function charsetOfBytes(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const units = Math.floor(Math.min(bytes.length, HEAD_BYTES) / 2)
  const zeros = [0, 0]
  for (let i = 0; i < units * 2; i++) if (bytes[i] === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (units < 2 || Math.max(even, odd) < units / 2 || Math.min(even, odd) > 0) return undefined
  return odd > 0 ? 'utf-16le' : 'utf-16be'
}

const isUtf8Label = (label: string): boolean => /^(?:unicode-1-1-)?utf-?8$/i.test(label)

type Decode = (bytes: Uint8Array, hasMore: boolean) => Uint8Array

function createDecode(charset: string, file: string): Decode {
  const decoder = createDecoder(charset, file)
  return (bytes, hasMore) => {
    try {
      const text = decoder.decode(bytes, { stream: hasMore })
      return Buffer.from(decoder.encoding === 'windows-1252' ? withWindowsSigns(text) : text)
    } catch (error) {
      throw charsetInvalid({ file, charset }, error)
    }
  }
}

/** What windows-1252 has at 0x80 to 0x9f. Some versions of Node decode it as Latin-1, which has control characters there. */
const WINDOWS_SIGNS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

const withWindowsSigns = (text: string): string =>
  text.replaceAll(/[\u0080-\u009f]/g, (sign) => WINDOWS_SIGNS.charAt(sign.charCodeAt(0) - 0x80))

function createDecoder(charset: string, file: string): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal: true })
  } catch (error) {
    throw charsetUnknown({ file, charset }, error)
  }
}
