import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Binding } from '../../core/binding/binding.ts'
import type { PlanQuestion, PlanRead } from '../../core/plan/read-plan.ts'
import type { Millis } from '../../core/time/instant.ts'
import { type PlanReader, PlanReaderBusy } from '../../ports/plan-reader.ts'
import type { FromWorker, ToWorker } from './message.ts'

export type Limits = {
  /** For one plan. The largest takes a third of a second, more while the machine has other things to do. */
  readonly readMs: Millis
  /** Until a thread has begun. */
  readonly beginMs: Millis
  readonly memoryMb: number
  readonly waitingMax: number
}

const LIMITS: Limits = { readMs: 10_000, beginMs: 30_000, memoryMb: 192, waitingMax: 32 }

type Job = {
  readonly question: PlanQuestion
  readonly acts: boolean
  readonly done: PromiseWithResolvers<PlanRead>
}

/**
 * Reads plans in a thread of its own, one after another, those that act first. At the limit of time or memory the
 * thread is ended and the next one begun, and the plan gets a finding. The thread begins with the first plan and does
 * not keep the process alive.
 */
export function planWorker(over: Partial<Limits> = {}): PlanReader {
  const limits = { ...LIMITS, ...over }
  const waiting: Job[] = []
  let working = false
  let thread: Thread | null = null

  const work = async (): Promise<void> => {
    working = true
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const { question, done } = job
      try {
        thread ??= await begin(limits)
        const read = await ask(thread, question, limits.readMs)
        done.resolve(read)
      } catch (error) {
        await thread?.worker.terminate()
        thread = null
        if (error instanceof OverLimit) done.resolve(tooCostly(question, error.message))
        else done.reject(error)
      }
    }
    working = false
  }

  return {
    read(question, acts) {
      if (waiting.length >= limits.waitingMax)
        return Promise.reject(new PlanReaderBusy(`${waiting.length} plans wait to be read`))
      const done = Promise.withResolvers<PlanRead>()
      const behind = acts ? waiting.findIndex((job) => !job.acts) : -1
      waiting.splice(behind === -1 ? waiting.length : behind, 0, { question, acts, done })
      if (!working) void work()
      return done.promise
    },
    async stop() {
      for (const { done } of waiting.splice(0)) done.reject(new Error('the server stops'))
      await thread?.worker.terminate()
    },
  }
}

type Thread = { readonly worker: Worker; knows: Binding | null }

/** The text of what was over. */
class OverLimit extends Error {
  override readonly name = 'OverLimit'
}

/** A package that is replaced is away for a second or two, and with it the code of the thread. */
const BEGIN_AGAIN_MS = 250

async function begin(limits: Limits): Promise<Thread> {
  const until = performance.now() + limits.beginMs
  for (;;) {
    try {
      return await beginOnce(limits)
    } catch (error) {
      const isAway = ['ERR_MODULE_NOT_FOUND', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')
      if (!isAway || performance.now() > until) throw error
      await sleep(BEGIN_AGAIN_MS)
    }
  }
}

async function beginOnce({ memoryMb, beginMs }: Limits): Promise<Thread> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    env: {},
  })
  worker.unref()
  // Without a listener, what it throws while it is ended would end the server.
  worker.on('error', () => undefined)
  await next(worker, beginMs, () => new Error(`the thread that reads plans did not begin in ${beginMs} ms`))
  return { worker, knows: null }
}

async function ask(
  thread: Thread,
  { binding, ...question }: PlanQuestion,
  readMs: Millis,
): Promise<PlanRead> {
  const message: ToWorker = { ...question, binding: thread.knows === binding ? 'as before' : binding }
  thread.knows = binding
  const answer = next(thread.worker, readMs, () => new OverLimit(`was not read within ${readMs / 1_000} s`))
  thread.worker.postMessage(message)
  const said = await answer
  if (said !== 'ready' && 'read' in said) return said.read
  throw new Error(`a plan could not be read: ${said === 'ready' ? 'the thread began again' : said.failed}`)
}

/** The next thing that a thread says. The time limit keeps the process alive, and ends with the answer. */
async function next(worker: Worker, limitMs: Millis, late: () => Error): Promise<FromWorker> {
  const said = Promise.withResolvers<FromWorker>()
  const onError = (error: NodeJS.ErrnoException) =>
    said.reject(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new OverLimit('needs more memory than it may have') : error,
    )
  const onExit = () => said.reject(new Error('the thread that reads plans has ended'))
  const timer = setTimeout(() => said.reject(late()), limitMs)
  worker.once('message', said.resolve).once('error', onError).once('exit', onExit)
  try {
    return await said.promise
  } finally {
    clearTimeout(timer)
    worker.off('message', said.resolve).off('error', onError).off('exit', onExit)
  }
}

const tooCostly = ({ file }: PlanQuestion, why: string): PlanRead => ({
  findings: [
    {
      file,
      line: 1,
      column: 1,
      severity: 'error',
      code: 'too-costly',
      message: `the plan ${why}`,
      remedy: 'make it shorter, with fewer steps, expressions and patterns, or split it',
    },
  ],
  runbook: null,
  header: null,
  flags: [],
})
