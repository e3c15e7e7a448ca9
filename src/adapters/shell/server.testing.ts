/** Stands for a server: runs one call, given as JSON in its first argument, and waits for its outcome. */
import process from 'node:process'
import type { Call } from '../../ports/executor.ts'
import { fixedSecrets } from './rig.testing.ts'
import { shellExecutor } from './shell-executor.ts'

const { dir, call } = JSON.parse(process.argv[2] ?? '') as { dir: string; call: Call }
await shellExecutor({ dir, secrets: fixedSecrets }).run(call)
