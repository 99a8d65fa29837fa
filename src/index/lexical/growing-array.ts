/** @file Numbers that are only ever appended, in a typed array that doubles. */

export interface GrowingUint32 {
  /** Room for at least `length` numbers; another array after it has grown. */
  data: Uint32Array
  length: number
}

export const growingUint32 = (): GrowingUint32 => ({ data: new Uint32Array(64), length: 0 })

export function append(array: GrowingUint32, value: number): void {
  if (array.length === array.data.length) {
    const wider = new Uint32Array(array.data.length * 2)
    wider.set(array.data)
    array.data = wider
  }
  array.data[array.length++] = value
}
