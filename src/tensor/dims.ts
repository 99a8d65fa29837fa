/** @file Arithmetic on sizes, some of which are names: products, quotients and broadcasting. */
import { invariant } from '../base/errors.ts'
import type { Dim } from './tensor.ts'

interface Product {
  readonly factor: number
  /** Names, sorted; a repeat is a power. */
  readonly names: readonly string[]
}

function multiply(dims: readonly Dim[]): Product {
  let factor = 1
  const names: string[] = []
  for (const dim of dims) {
    for (const part of typeof dim === 'number' ? [dim] : dim.split('*')) {
      if (Number.isNaN(Number(part))) names.push(String(part))
      else factor *= Number(part)
    }
  }
  return { factor, names: names.toSorted() }
}

const asDim = ({ factor, names }: Product): Dim =>
  names.length === 0 ? factor : [...(factor === 1 ? [] : [String(factor)]), ...names].join('*')

/** `productOf(['tokens', 2, 'batch'])` is `'2*batch*tokens'`: equal products are equal strings. */
export const productOf = (dims: readonly Dim[]): Dim => asDim(multiply(dims))

/** The size that is missing in `parts` so that their product is that of `whole`. */
export function quotientOf(whole: readonly Dim[], parts: readonly Dim[]): Dim {
  const over = multiply(whole)
  const under = multiply(parts)
  const names = [...over.names]
  for (const name of under.names) {
    const at = names.indexOf(name)
    invariant(at >= 0, `[${whole.join(', ')}] divides by [${parts.join(', ')}]`)
    names.splice(at, 1)
  }
  invariant(over.factor % under.factor === 0, `[${whole.join(', ')}] divides by [${parts.join(', ')}]`)
  return asDim({ factor: over.factor / under.factor, names })
}

/** Shape of an element-wise result by NumPy's rule: aligned at the right, a size of 1 stretches. */
export function broadcast(...shapes: readonly (readonly Dim[])[]): Dim[] {
  const rank = Math.max(...shapes.map((shape) => shape.length))
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[shape.length - rank + axis] ?? 1).filter((size) => size !== 1)
    invariant(
      new Set(sizes).size <= 1,
      `shapes ${shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ')} broadcast`,
    )
    return sizes[0] ?? 1
  })
}

/** Axis -1 is the last one. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis)
