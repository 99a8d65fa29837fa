/** @file A value in a computation: a name, an element type and a shape whose sizes may be names. */

/** Type of one element, and its number in ONNX's TensorProto.DataType. */
export const ELEMENT_TYPES = { f32: 1, u8: 2, i8: 3, i32: 6, i64: 7, bool: 9 } as const

export type ElementType = keyof typeof ELEMENT_TYPES

/** A size: a number, or a name ("batch") for what is known when the computation runs; "batch*tokens" is a product of names. */
export type Dim = number | string

export interface Tensor {
  /** Unique within its graph. */
  readonly name: string
  readonly type: ElementType
  readonly dims: readonly Dim[]
  /** The numbers themselves, where the tensor holds sizes: what Reshape, Slice and Expand need to know their result's shape. */
  readonly sizes?: readonly Dim[] | undefined
}
