/** @file Values of Parquet that the decoder would change: decimals get their exact digits, unmarked bytes become text where they are text. */
import { isUtf8 } from 'node:buffer'
import type { FileMetaData, SchemaElement, SchemaTree } from 'hyparquet'
import { parquetSchema } from 'hyparquet'

type Convert = (value: unknown) => unknown

export interface ParquetValues {
  /** The metadata to decode with: decimals stand in it as the integers or bytes that they are stored as. */
  readonly metadata: FileMetaData
  readonly convertRow: (row: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
}

/** Fifteen digits are what a float64 always keeps. */
const DIGITS_MAX = 15

/**
 * Decimals become numbers where a float64 keeps all their digits, else text; the decoder would multiply by 10 ** -scale, and 1990 * 0.01 is
 * 19.900000000000002.
 */
export function parquetValues(metadata: FileMetaData): ParquetValues {
  const tree = parquetSchema(metadata)
  const converts = childConverts(tree)
  return {
    metadata: { ...metadata, schema: metadata.schema.map(withoutDecimal) },
    convertRow: (row) => (converts.size === 0 ? row : convertFields(row, converts)),
  }
}

const isDecimal = ({ converted_type, logical_type }: SchemaElement): boolean =>
  converted_type === 'DECIMAL' || logical_type?.type === 'DECIMAL'

function withoutDecimal(element: SchemaElement): SchemaElement {
  if (!isDecimal(element)) return element
  const { converted_type: _converted, logical_type: _logical, ...stored } = element
  return stored
}

const childConverts = ({ children }: SchemaTree): ReadonlyMap<string, Convert> =>
  new Map(
    children.flatMap((child) => {
      const convert = convertOf(child)
      return convert === undefined ? [] : [[child.element.name, convert] as const]
    }),
  )

function convertFields(
  row: Readonly<Record<string, unknown>>,
  converts: ReadonlyMap<string, Convert>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, converts.get(name)?.(value) ?? value]))
}

/** @returns undefined where the decoder gives everything below this node right */
function convertOf(node: SchemaTree): Convert | undefined {
  const { element, children } = node
  if (children.length === 0) return each(leafConvert(element))
  const wrapped = wrappedElement(node)
  if (wrapped !== undefined) return each(convertOf(wrapped))
  const mapped = mapElements(node)
  if (mapped !== undefined) return each(mapConvert(mapped))
  const converts = childConverts(node)
  return converts.size === 0
    ? undefined
    : each((value) =>
        isPlainObject(value) ? convertFields(value as Readonly<Record<string, unknown>>, converts) : value,
      )
}

/** Lists come as arrays, whatever they are wrapped in. */
function each(convert: Convert | undefined): Convert | undefined {
  if (convert === undefined) return undefined
  const inside: Convert = (value) =>
    Array.isArray(value) ? value.map(inside) : value === null || value === undefined ? value : convert(value)
  return inside
}

/** What a LIST holds: the child of its repeated child, or that itself. */
function wrappedElement({ element, children }: SchemaTree): SchemaTree | undefined {
  const [repeated] = children
  if (element.converted_type !== 'LIST' || repeated === undefined) return undefined
  const [only, second] = repeated.children
  return only !== undefined && second === undefined ? only : repeated
}

function mapElements({ element, children }: SchemaTree): readonly [SchemaTree, SchemaTree] | undefined {
  const [pair] = children
  const [key, value] = pair?.children ?? []
  const isMap = element.converted_type === 'MAP' || element.converted_type === 'MAP_KEY_VALUE'
  return isMap && key !== undefined && value !== undefined ? [key, value] : undefined
}

function mapConvert([key, value]: readonly [SchemaTree, SchemaTree]): Convert | undefined {
  const convert = convertOf(value)
  if (convert === undefined && convertOf(key) === undefined) return undefined
  return (map) =>
    isPlainObject(map)
      ? Object.fromEntries(
          Object.entries(map as object).map(([name, item]) => [name, convert?.(item) ?? (item as unknown)]),
        )
      : map
}

function leafConvert(element: SchemaElement): Convert | undefined {
  const { scale = 0, type, converted_type: converted, logical_type: logical } = element
  if (isDecimal(element)) return (value) => decimalValue(unscaled(value), scale)
  if (type === 'BYTE_ARRAY' && converted === undefined && logical === undefined)
    return (value) => (value instanceof Uint8Array ? textOfBytes(value) : value)
  return undefined
}

/** Text where the bytes are text, whatever the schema says of them: old writers do not mark their strings. */
export function textOfBytes(value: Uint8Array): string {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'base64')
}

/** Bytes are big-endian two's complement. */
function unscaled(value: unknown): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value as number | bigint)
  const hex = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
  return hex === '' ? 0n : BigInt.asIntN(value.length * 8, BigInt(`0x${hex}`))
}

function decimalValue(whole: bigint, scale: number): number | string {
  const digits = String(whole < 0n ? -whole : whole).padStart(scale + 1, '0')
  const text = `${whole < 0n ? '-' : ''}${scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`}`
  const significant = digits.replace(/^0+/, '').length
  return significant <= DIGITS_MAX ? Number(text) : text
}

const isPlainObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && !ArrayBuffer.isView(value)
