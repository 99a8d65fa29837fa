/** @file Where figures were measured: versions and the machine, for reports. */
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { version } from '../base/version.ts'
import { onnxRuntimeVersion } from '../tensor/runtime-version.ts'

export interface Environment {
  readonly attune: string
  readonly node: string
  /** Where a model that needs it was used. */
  readonly onnxruntime?: string
  /** Such as `linux x64`. */
  readonly platform: string
  readonly osRelease: string
  readonly cpu: string
  /** Threads that this process may run at once. */
  readonly cores: number
  readonly memoryBytes: number
}

/** @param encoders references of the encoders that were used */
export function describeEnvironment(encoders: readonly string[]): Environment {
  // The bundled models, and what is adapted, are static tables, which need no runtime.
  const runtime = encoders.every((ref) => /^(?:bundled|adapted):/.test(ref)) ? undefined : onnxRuntimeVersion()
  return {
    attune: version,
    node: process.versions.node,
    ...(runtime === undefined ? {} : { onnxruntime: runtime }),
    platform: `${platform()} ${arch()}`,
    osRelease: release(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
  }
}
