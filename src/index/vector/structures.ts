/** @file The table of structures. To add one, add an entry, a header and, if searches can configure it, its options. */
import { flat } from './flat.ts'
import { graph } from './graph/graph-structure.ts'
import type { VectorStructure } from './structure.ts'
import type { StructureName } from './vector-file.ts'

/** By the name in a segment file's header. */
export const structures: Readonly<Record<StructureName, VectorStructure>> = { flat, graph }
