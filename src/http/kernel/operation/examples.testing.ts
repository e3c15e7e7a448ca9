import { createHash } from 'node:crypto'
import type { Change } from '../../../core/change/state/change.ts'
import type { OwedTask } from '../../../core/follow-up/owed-task.ts'
import { type Asked, askChange } from '../../../runtime/change/ask-change.ts'
import { findAttachment, keepAttachment } from '../../../runtime/change/attachments.ts'
import { editChange } from '../../../runtime/change/edit-change.ts'
import { examinePlan } from '../../../runtime/change/examine-plan.ts'
import { openDrill } from '../../../runtime/change/open-drill.ts'
import { openPlan } from '../../../runtime/change/open-plan.ts'
import { openRevert } from '../../../runtime/change/open-revert.ts'
import { registerPlan } from '../../../runtime/change/register-plan.ts'
import { reviewPlan } from '../../../runtime/change/review-plan.ts'
import type { Runtime } from '../../../runtime/context/runtime.ts'
import { importFlags } from '../../../runtime/flags/import-flags.ts'
import { lockFlag, unlockFlag } from '../../../runtime/flags/lock-flag.ts'
import { rollbackFlag } from '../../../runtime/flags/rollback-flag.ts'
import { setFlag } from '../../../runtime/flags/set-flag.ts'
import { settleFollowUp } from '../../../runtime/follow-up/settle-follow-up.ts'
import { resumeJournal } from '../../../runtime/journal/resume-journal.ts'
import { decideConflict } from '../../../runtime/traffic/decide-conflict.ts'
import { dismissProxy } from '../../../runtime/traffic/dismiss-proxy.ts'
import { findRollout, killRollout } from '../../../runtime/traffic/kill-rollout.ts'
import { killTarget } from '../../../runtime/traffic/kill-target.ts'
import { releaseTarget } from '../../../runtime/traffic/release-target.ts'
import { setMode } from '../../../runtime/traffic/set-mode.ts'

/**
 * A request of each operation that is answered with success: in the cardboard house, and in a real one of the same
 * names.
 */
export type Example = {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** Of an upload. */
  readonly raw?: string
}

export const PLAN = `plan: touch
title: Touch a file
inputs:
  environment: { type: enum, values: [staging], required: true }
environment: \${{ inputs.environment }}
window: { start: "2099-01-01T00:00:00Z", duration: 1h }
steps:
  - action: touch
    unknown: repeat
    undo: { none: true, because: the file may stay }
accept:
  - title: Somebody has looked
    person: the author
`

const wix = { environment: 'staging', target: 'wix' }
const flag = { ...wix, flag: 'GlassFXEnabled' }
const because = 'an example'
const key = () => ({ 'idempotency-key': `example-${crypto.randomUUID()}` })

/** `change`: one that is scheduled, of the plan above; `token`: the id of one that may go. */
export function examples(change: string, token: string): Readonly<Record<string, Example>> {
  return {
    registerPlan: { body: { plan: PLAN, file: 'touch.yaml' } },
    reviewPlan: { params: { name: 'touch' }, body: { because } },
    listPlans: { query: { limit: '2' } },
    getPlan: { params: { name: 'touch' } },
    checkPlan: { body: { plan: PLAN, inputs: { environment: 'staging' } } },
    openChange: {
      headers: key(),
      body: { registered: { name: 'touch' }, inputs: { environment: 'staging' } },
    },
    startDrill: {
      headers: key(),
      body: { registered: { name: 'touch' }, inputs: { environment: 'staging' } },
    },
    listDrills: { query: { plan: 'touch', limit: '2' } },
    getDrill: { params: { id: change } },
    listChanges: { query: { status: 'scheduled,running', limit: '1' } },
    getChange: { params: { id: change } },
    editChange: {
      params: { id: change },
      headers: { ...key(), 'if-match': '"3"' },
      body: { plan: PLAN, inputs: { environment: 'staging' } },
    },
    getChangeJournal: { params: { id: change }, query: { after: '0', limit: '2' } },
    getChangeSeries: { params: { id: change } },
    getReport: { params: { id: change }, query: { format: 'json' } },
    followChange: { params: { id: change }, query: { names: 'none' } },
    followChanges: {},
    commandChange: {
      params: { id: change },
      headers: key(),
      body: { command: 'pause', because },
    },
    listFollowUps: { query: { owner: 'admin' } },
    getFollowUps: { params: { id: change } },
    settleFollowUp: { params: { id: change, task: 'review-1' }, body: { note: 'they are quiet' } },
    uploadAttachment: { params: { id: change }, raw: 'a file of any kind' },
    getAttachment: { params: { id: change, sha256: ATTACHED } },
    listMine: {},
    getRevert: { params: { id: change }, query: { gradual: 'true' } },
    revertChange: { params: { id: change }, headers: key(), body: { because } },
    getSignals: { query: { environment: 'staging' } },
    listTargets: {},
    killTarget: { params: { environment: 'staging', name: 'wix' }, body: { because } },
    decideTarget: {
      params: { environment: 'staging', name: 'wix' },
      body: { how: 'adopt-proxy', because },
    },
    dismissProxy: {
      params: { environment: 'staging', name: 'wix' },
      body: { proxy: 'https://edge-2.internal:9443', because },
    },
    setTargetMode: {
      params: { environment: 'staging', name: 'wix' },
      body: { traffic: 'read-only', banner: 'Back at four', because },
    },
    releaseTarget: { params: { environment: 'staging', name: 'wix' }, body: { because } },
    abortCanary: { body: { reason: because, confirmed: true } },
    getCanaryMetrics: {},
    listFlags: { query: { environment: 'staging' } },
    setFlag: { params: flag, body: { value: true, because } },
    importFlags: { params: wix, body: { file: { flags: { imported: DEFINED } }, because } },
    lockFlag: { params: flag, body: { because } },
    unlockFlag: { params: flag, body: { because } },
    getFlagHistory: { params: flag },
    getFlagDiff: { params: flag },
    rollbackFlag: { params: flag, body: { version: 1, because } },
    getFlagdFile: { params: wix },
    evaluateFlag: { params: { ...wix, key: 'GlassFXEnabled' }, body: { context: { targetingKey: 'anna' } } },
    evaluateFlags: { params: wix, body: { context: { targetingKey: 'anna' } } },
    listStreams: { query: { limit: '2' } },
    listEntries: { query: { stream: `change/${change}`, limit: '2' } },
    listCheckpoints: {},
    resumeJournal: { body: { because } },
    listTokens: {},
    createToken: { body: { name: 'somebody', roles: ['viewer'], expiresIn: '1h' } },
    revokeToken: { params: { token }, body: { because } },
    issueLoginCode: {},
    openSession: { body: { code: 'cwc_code' } },
    getSession: {},
    endSession: {},
    getLiveness: {},
    getReadiness: {},
    getServer: {},
    getMetrics: {},
    getOpenApi: {},
  }
}

/** Of the example of an upload. */
const ATTACHED = createHash('sha256').update('a file of any kind').digest('hex')
const DEFINED = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' }
const PLAN_VERSION = {
  name: 'dual-deploy',
  version: 1,
  hash: 'a'.repeat(64),
  title: 'x',
  by: 'admin',
  at: 0,
  reviewEveryMs: null,
  reviewed: null,
}
const ACCEPTED: Asked = { asked: 'answered', answer: { accepted: true, revision: 8, already: false } }

type Verb<Order extends readonly unknown[], Answer> = (runtime: Runtime, ...order: Order) => Promise<Answer>

/** What the house answers to a verb. */
export type Part = readonly [verb: unknown, answer: () => Promise<unknown>]
export const plays = <Order extends readonly unknown[], Answer>(
  verb: Verb<Order, Answer>,
  answer: NoInfer<Answer>,
): Part => [verb, async () => answer]

/** So that each example is answered with success. */
export const PARTS: readonly Part[] = [
  plays(registerPlan, { registered: true, already: false, plan: PLAN_VERSION, warnings: [] }),
  plays(reviewPlan, PLAN_VERSION),
  plays(examinePlan, []),
  plays(openPlan, { opened: true, change: { id: 'CHG-2026-0001' } as Change, warnings: [] }),
  plays(openDrill, { opened: true, change: { id: 'CHG-2026-0001' } as Change, warnings: [] }),
  plays(openRevert, { opened: true, change: { id: 'CHG-2026-0001' } as Change }),
  plays(settleFollowUp, { answer: 'already', task: {} as OwedTask }),
  plays(editChange, ACCEPTED),
  plays(askChange, ACCEPTED),
  plays(keepAttachment, { kept: true, sha256: ATTACHED, bytes: 18 }),
  plays(findAttachment, { bytes: 18 }),
  plays(killRollout, { killed: false, because: 'none', open: [] }),
  plays(findRollout, { chosen: null, because: 'none', open: [] }),
  plays(killTarget, { killed: true, already: false, open: [], owner: null }),
  plays(dismissProxy, { dismissed: true, already: false }),
  plays(decideConflict, { decided: false, because: 'no-conflict' }),
  plays(setMode, { set: true, already: false, open: [], writes: 0 }),
  plays(releaseTarget, { released: true, already: false }),
  plays(setFlag, { set: true, already: false }),
  plays(rollbackFlag, { set: true, already: false }),
  plays(importFlags, {
    imported: true,
    flags: [{ flag: 'imported', is: 'new', differences: [], lockedBy: null }],
    untold: null,
  }),
  plays(lockFlag, { set: true, already: false }),
  plays(unlockFlag, { set: true, already: false }),
  plays(resumeJournal, {
    ...{ already: false, head: { n: 3, hash: 'a'.repeat(64) }, after: 1, key: 'a'.repeat(16) },
    ...{ newKey: false, was: 'cut-off' },
  }),
]

/** An operation as the document has it. */
export type Described = {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly permission: string | null
  readonly urgent: boolean
  readonly takesBody: boolean
  readonly takesHeaders: readonly string[]
  readonly answers: Readonly<Record<string, unknown>>
}

type Shape = {
  operationId: string
  'x-cutwater-permission': string | null
  'x-cutwater-urgent'?: true
  requestBody?: { content: Record<string, unknown> }
  parameters?: { in: string; name: string }[]
  responses: Record<string, unknown>
}

export function describedIn(document: object): readonly Described[] {
  const { paths } = document as { paths: Record<string, Record<string, Shape>> }
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: operation.operationId,
      method: method.toUpperCase(),
      path,
      permission: operation['x-cutwater-permission'],
      urgent: operation['x-cutwater-urgent'] === true,
      takesBody: operation.requestBody?.content['application/json'] !== undefined,
      takesHeaders: (operation.parameters ?? []).flatMap((one) =>
        one.in === 'header' ? [one.name.toLowerCase()] : [],
      ),
      answers: operation.responses,
    })),
  )
}

/** Where an example is asked for. */
export function addressOf({ path }: Described, { params = {}, query = {} }: Example): string {
  const at = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? 'missing'))
  const words = new URLSearchParams(query).toString()
  return words === '' ? at : `${at}?${words}`
}
