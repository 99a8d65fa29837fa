/** @file The structures there are. A further one is an entry of the table, a header and, where searches can say something to it, its options. */
import { flat } from './flat.ts'
import { graph } from './graph/graph-structure.ts'
import type { VectorStructure } from './structure.ts'
import type { StructureName } from './vector-file.ts'

/** By the name in a segment file's header. */
export const structures: Readonly<Record<StructureName, VectorStructure>> = { flat, graph }
