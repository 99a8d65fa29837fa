/** @file Models that Hugging Face's own programs have downloaded: where they are, by the variables that those programs read, and which. */
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/** @see https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables */
export function hubCacheFolder(): string {
  const { env } = process
  const home = env['HF_HOME'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'huggingface')
  return env['HF_HUB_CACHE'] || join(home, 'hub')
}

/** References to the cached models that have what an encoder needs. */
export function cachedModels(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /^models--[^-].*--/.test(name) && hasEncoder(join(folder, name, 'snapshots')))
    .map((name) => `hub:${name.slice('models--'.length).replace('--', '/')}`)
}

function hasEncoder(snapshots: string): boolean {
  if (!existsSync(snapshots)) return false
  return readdirSync(snapshots).some((commit) =>
    ['config.json', 'tokenizer.json'].every((file) => existsSync(join(snapshots, commit, file))),
  )
}
