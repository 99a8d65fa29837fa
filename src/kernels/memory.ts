/**
 * @file WebAssembly memory laid out by its owner, and kernels that run on it. Positions are in bytes; numbers are
 * little-endian.
 */
import { invariant } from '../base/errors.ts'

/** Kernels without static data leave the start to the owner of the memory; position 0 means "none". */
const FIRST_POSITION = 1024
const PAGE_BYTES = 65_536
/** All that 32 bits address; shared memories must name it. */
const PAGES_MAX = 65_536
/** A cache line: rows start on one. */
const ALIGNMENT = 64

/** Compiled once, instantiated for each memory. */
export function compileKernel(wasmBase64: string): WebAssembly.Module {
  const binary = atob(wasmBase64)
  return new WebAssembly.Module(Uint8Array.from(binary, (character) => character.charCodeAt(0)))
}

/** The kernel's functions, working on `memory`. @param imports functions of ours that the kernel calls */
export function runKernel<Kernel>(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  imports: Readonly<Record<string, (number: number) => void>> = {},
): Kernel {
  return new WebAssembly.Instance(module, { env: { memory, ...imports } }).exports as Kernel
}

/**
 * One memory, taken from its start to its end. Views hold until the next `take`: growing moves the memory.
 */
export interface Arena {
  readonly memory: WebAssembly.Memory
  /** Room for this many bytes, 64-byte aligned, not cleared. @throws RangeError when the machine has no more memory */
  readonly take: (sizeBytes: number) => number
  /** Where the next `take` begins. */
  readonly end: () => number
  /** Forgets everything from `position` on. */
  readonly release: (position: number) => void
  readonly bytes: (position: number, length: number) => Uint8Array
  readonly uint32: (position: number, length: number) => Uint32Array
  readonly float32: (position: number, length: number) => Float32Array
}

export interface ArenaOptions {
  /** Whether several threads work on it. Default false. */
  readonly isShared?: boolean
}

/** @param sizeBytes to begin with. Engines reserve the addresses: growing copies nothing. */
export function createArena(sizeBytes = 0, { isShared = false }: ArenaOptions = {}): Arena {
  const initial = pagesOf(FIRST_POSITION + sizeBytes)
  const memory = new WebAssembly.Memory(isShared ? { initial, maximum: PAGES_MAX, shared: true } : { initial })
  let end = FIRST_POSITION
  const take = (sizeBytes: number): number => {
    // NaN would corrupt the end for every later caller.
    invariant(Number.isFinite(sizeBytes) && sizeBytes >= 0, `an arena gives a number of bytes, not ${sizeBytes}`)
    const position = end
    const next = Math.ceil((position + sizeBytes) / ALIGNMENT) * ALIGNMENT
    const missing = pagesOf(next) - memory.buffer.byteLength / PAGE_BYTES
    if (missing > 0) memory.grow(missing)
    end = next
    return position
  }
  return {
    memory,
    take,
    end: () => end,
    release: (position) => {
      invariant(position >= FIRST_POSITION && position <= end, 'an arena releases what was taken')
      end = position
    },
    bytes: (position, length) => new Uint8Array(memory.buffer, position, length),
    uint32: (position, length) => new Uint32Array(memory.buffer, position, length),
    float32: (position, length) => new Float32Array(memory.buffer, position, length),
  }
}

const pagesOf = (sizeBytes: number): number => Math.ceil(sizeBytes / PAGE_BYTES)
