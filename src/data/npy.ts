/** @file NumPy's .npy files: matrices of float32, for exchange with Python. */
import type { Matrix } from '../base/matrix.ts'
import { npyDamaged, npyUnsupported } from './errors.ts'

const MAGIC = Uint8Array.of(0x93, ...Buffer.from('NUMPY'))

/** NumPy aligns data so that files can be mapped into memory. */
const ALIGNMENT = 64

/** Bytes of a little-endian value by NumPy's name of its type. */
const VALUE_BYTES: Readonly<Record<string, number>> = { '<f4': 4, '<f8': 8 }

/**
 * A `[rows, dim]` float32 array, C order, little-endian, format version 1.0, which every NumPy reads.
 *
 * @see NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays"
 */
export function encodeNpy({ data, rows, dim }: Matrix): Uint8Array {
  const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${dim}), }`
  const prefix = MAGIC.length + 4
  const header = dict.padEnd(Math.ceil((prefix + dict.length + 1) / ALIGNMENT) * ALIGNMENT - prefix - 1) + '\n'
  const start = prefix + header.length
  const bytes = new Uint8Array(start + rows * dim * 4)
  const view = new DataView(bytes.buffer)
  bytes.set(MAGIC)
  view.setUint16(MAGIC.length, 0x01_00)
  view.setUint16(MAGIC.length + 2, header.length, true)
  bytes.set(Buffer.from(header, 'latin1'), prefix)
  for (let i = 0; i < rows * dim; i++) view.setFloat32(start + i * 4, data[i] ?? 0, true)
  return bytes
}

/**
 * Reads a two-dimensional little-endian array in C order of float32, or of float64, which is rounded to float32.
 *
 * @throws DATA_NPY_UNSUPPORTED for other types, orders and dimensions, DATA_NPY_DAMAGED
 */
export function decodeNpy(bytes: Uint8Array): Matrix {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { header, start } = readHeader(bytes, view)
  const { descr, rows, dim } = readDescription(header)
  const valueBytes = VALUE_BYTES[descr]
  if (valueBytes === undefined)
    throw npyUnsupported({
      reason: `its type is '${descr}'; supported types: ${Object.keys(VALUE_BYTES).join(' and ')}`,
    })
  const length = rows * dim
  if (bytes.length - start !== length * valueBytes) {
    const reason = `(${rows}, ${dim}) values of ${valueBytes} bytes are declared, but ${bytes.length - start} bytes follow`
    throw npyDamaged({ reason })
  }
  const data = new Float32Array(length)
  for (let i = 0; i < length; i++) {
    const at = start + i * valueBytes
    data[i] = valueBytes === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true)
  }
  return { data, rows, dim }
}

/** Version 1 has a 16-bit length, versions 2 and 3 a 32-bit one. */
function readHeader(bytes: Uint8Array, view: DataView): { readonly header: string; readonly start: number } {
  if (bytes.length < MAGIC.length + 4 || MAGIC.some((byte, index) => bytes[index] !== byte))
    throw npyDamaged({ reason: "they do not begin with NumPy's magic bytes" })
  const version = bytes[MAGIC.length] as number
  if (version < 1 || version > 3)
    throw npyUnsupported({ reason: `its format version is ${version}; supported versions: 1 to 3` })
  const lengthBytes = version === 1 ? 2 : 4
  const from = MAGIC.length + 2 + lengthBytes
  const length = bytes.length < from ? undefined : readLength(view, lengthBytes)
  if (length === undefined || bytes.length < from + length)
    throw npyDamaged({ reason: `it ends within the header, after ${bytes.length} bytes` })
  const header = Buffer.from(bytes.subarray(from, from + length)).toString('utf8')
  return { header, start: from + length }
}

const readLength = (view: DataView, lengthBytes: number): number =>
  lengthBytes === 2 ? view.getUint16(MAGIC.length + 2, true) : view.getUint32(MAGIC.length + 2, true)

interface Description {
  readonly descr: string
  readonly rows: number
  readonly dim: number
}

/** The header is a Python dictionary with exactly these three keys. */
function readDescription(header: string): Description {
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1]
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1]
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1]
  if (order === undefined || shape === undefined)
    throw npyDamaged({ reason: `the header is not a NumPy header: ${header.trim()}` })
  if (descr === undefined) throw npyUnsupported({ reason: 'its values are records' })
  if (order === 'True') throw npyUnsupported({ reason: 'it is in Fortran order' })
  const sizes = shape
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number)
  const [rows, dim] = sizes
  if (sizes.length !== 2 || rows === undefined || dim === undefined)
    throw npyUnsupported({ reason: `it has ${sizes.length} dimensions, but a matrix has 2` })
  return { descr, rows, dim }
}
