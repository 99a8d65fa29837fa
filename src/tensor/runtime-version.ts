/** @file Which ONNX Runtime is installed, without loading it. */
import { createRequire } from 'node:module'

/** @returns undefined where it is not installed */
export function onnxRuntimeVersion(): string | undefined {
  try {
    const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { readonly version: string }
    return version
  } catch {
    return undefined
  }
}
