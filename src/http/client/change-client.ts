import { randomUUID } from 'node:crypto'
import type { Scalar } from '../../core/runbook/runbook.ts'
import { type Ask, said } from './asking.ts'
import type { Answer, Body } from './operation-types.ts'
import { pageByPage } from './page-by-page.ts'

/** A command as it is sent: durations are text there. */
export type Sent = Body<'commandChange'>
export type CommandGiven = Answer<'commandChange', 200> | Answer<'commandChange', 202>

/** A text, and what findings call it. */
export type PlanText = { readonly plan: string; readonly file: string }
export type PlanGiven = PlanText | { readonly registered: { readonly name: string; readonly hash?: string } }
export type PlanInputs = { readonly inputs: Readonly<Record<string, Scalar>>; readonly pace: number }
export type Order = PlanGiven & PlanInputs

/** `waiting`: for an answer that may come so much later. */
export function changeClient(ask: Ask, waiting: (waitMs: number) => Ask) {
  return {
    open: (body: Order, dedup: string = randomUUID()) =>
      said(ask.POST('/v1/changes', { params: { header: { 'Idempotency-Key': dedup } }, body })),
    /** The newest first, at most `most` of them. */
    changes: (status?: string, most = 50) =>
      pageByPage(
        async (place) => {
          const query = status === undefined ? place : { ...place, status }
          const { changes, next } = await said(ask.GET('/v1/changes', { params: { query } }))
          return { items: changes, next }
        },
        { most },
      ),
    change: (id: string, signal?: AbortSignal) =>
      said(ask.GET('/v1/changes/{id}', { params: { path: { id } }, ...stoppedBy(signal) })),
    report: (id: string) => said(ask.GET('/v1/changes/{id}/report', { params: { path: { id } } })),
    /** Of a change that has left none nothing is asked. */
    tasksLeftBy: async ({ id, followUps }: { readonly id: string; readonly followUps: unknown }) =>
      followUps === null
        ? []
        : (await said(ask.GET('/v1/changes/{id}/follow-ups', { params: { path: { id } } }))).followUps,
    journalOf: (id: string, after: number, waitMs = 0, signal?: AbortSignal) =>
      said(
        waiting(waitMs).GET('/v1/changes/{id}/journal', {
          params: { path: { id }, query: { after: String(after), waitMs: String(waitMs) } },
          ...stoppedBy(signal),
        }),
      ),
    edit: (id: string, body: Order, revision: number, dedup: string = randomUUID()): Promise<CommandGiven> =>
      said(
        ask.PUT('/v1/changes/{id}/plan', {
          params: { path: { id }, header: { 'Idempotency-Key': dedup, 'If-Match': `"${revision}"` } },
          body,
        }),
      ),
    /** What a revert would do; nothing is done. */
    revertOf: (id: string, { gradual, version }: { gradual: boolean; version?: string | undefined }) =>
      said(
        ask.GET('/v1/changes/{id}/revert', {
          params: {
            path: { id },
            query: { gradual: gradual ? 'true' : 'false', ...(version === undefined ? {} : { version }) },
          },
        }),
      ),
    revert: (id: string, body: Body<'revertChange'>, dedup: string = randomUUID()) =>
      said(
        ask.POST('/v1/changes/{id}/revert', {
          params: { path: { id }, header: { 'Idempotency-Key': dedup } },
          body,
        }),
      ),
    /** Opens the change that rehearses the rollback of a plan. */
    startDrill: (body: Body<'startDrill'>, dedup: string = randomUUID()) =>
      said(ask.POST('/v1/drills', { params: { header: { 'Idempotency-Key': dedup } }, body })),
    /** The newest first, at most `most` of them. */
    drills: (plan?: string, most = 50) =>
      pageByPage(
        async (place) => {
          const query = plan === undefined ? place : { ...place, plan }
          const { drills, next } = await said(ask.GET('/v1/drills', { params: { query } }))
          return { items: drills, next }
        },
        { most },
      ),
    drill: (id: string) => said(ask.GET('/v1/changes/{id}/drill', { params: { path: { id } } })),
    mine: () => said(ask.GET('/v1/mine')),
    /** Keeps a file for a change; a tick names it by its hash. */
    attach: (id: string, content: Uint8Array<ArrayBuffer>) =>
      said(
        waiting(UPLOAD_MS).POST('/v1/changes/{id}/attachments', {
          params: { path: { id } },
          headers: { 'content-type': 'application/octet-stream' },
          // The document has no word for bytes.
          body: content as unknown as string,
          bodySerializer: (bytes: unknown) => bytes as Uint8Array<ArrayBuffer>,
        }),
      ),
    command: (
      id: string,
      body: Sent,
      revision: number | null = null,
      dedup: string = randomUUID(),
    ): Promise<CommandGiven> => {
      const seen = revision === null ? {} : { 'If-Match': `"${revision}"` }
      return said(
        ask.POST('/v1/changes/{id}/commands', {
          params: { path: { id }, header: { 'Idempotency-Key': dedup, ...seen } },
          body,
        }),
      )
    },
  }
}

const UPLOAD_MS = 60_000

const stoppedBy = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal })
