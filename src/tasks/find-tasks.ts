/** @file Which tasks a folder holds: itself, one in each folder within, or several in one data.json. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { compareUtf8 } from '../base/compare.ts'
import { sourceNotFound } from '../data/errors.ts'
import { taskNameRepeated, tasksNotFound, taskUnknown } from './errors.ts'
import { BUNDLE_FILE, openBundle } from './read-bundle.ts'
import { isTaskFolder, openTask, type TaskHead } from './read-task.ts'

/**
 * @param names of the tasks to take; default: all
 * @returns in the order of `names`, else by name of their folders. Data are read when a task is.
 * @throws TASKS_NOT_FOUND, TASKS_TASK_UNKNOWN, TASKS_NAME_REPEATED, DATA_SOURCE_NOT_FOUND, what opening a task throws
 */
export async function findTasks(folder: string, names: readonly string[] = []): Promise<TaskHead[]> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw sourceNotFound({ path: folder })
  const heads = await openAll(folder)
  const byName = new Map<string, TaskHead>()
  for (const head of heads) {
    if (byName.has(head.name)) throw taskNameRepeated({ task: head.name, folder })
    byName.set(head.name, head)
  }
  if (names.length === 0) return heads
  return [...new Set(names)].map((name) => {
    const head = byName.get(name)
    if (head === undefined) throw taskUnknown({ task: name, known: [...byName.keys()] })
    return head
  })
}

async function openAll(folder: string): Promise<TaskHead[]> {
  if (existsSync(join(folder, BUNDLE_FILE))) return openBundle(folder)
  if (isTaskFolder(folder)) return [await openTask(folder)]
  const found = readdirSync(folder).sort(compareUtf8)
  const folders = found.map((name) => join(folder, name)).filter((path) => statSync(path).isDirectory())
  const tasks = folders.filter(isTaskFolder)
  if (tasks.length === 0) throw tasksNotFound({ folder, found })
  return Promise.all(tasks.map((path) => openTask(path)))
}
