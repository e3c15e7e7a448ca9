import { z } from 'zod'
import { exactlyOne, list } from '../document/container.ts'
import { duration, line, sentence, slug, yesOrNo } from '../document/leaf.ts'
import { KINDS } from './kinds.ts'

export const CHECK_LIMIT_MS = 5_000

const kinds = {
  http: KINDS.http.schema.optional().describe('Whether an address answers as it should.'),
  tcp: KINDS.tcp.schema.optional().describe('Whether something listens.'),
  tls: KINDS.tls.schema.optional().describe('Whether a certificate is valid, and for how long yet.'),
  dns: KINDS.dns.schema.optional().describe('Whether a name resolves.'),
  sql: KINDS.sql.schema
    .optional()
    .describe('Whether a Postgres answers, counts what it should, or keeps what is written.'),
  redis: KINDS.redis.schema.optional().describe('Whether a Redis answers, or keeps what is written.'),
  command: KINDS.command.schema
    .optional()
    .describe('A check of your own: a program, and the last line that it prints.'),
  prometheus: KINDS.prometheus.schema.optional().describe('A number of the Prometheus of this environment.'),
  file: KINDS.file.schema.optional().describe('Whether a file is there, new and large enough.'),
  report: KINDS.report.schema.optional().describe('What a run of tests has left behind.'),
  sarif: KINDS.sarif.schema.optional().describe('What a scanner has found.'),
  signal: KINDS.signal.schema
    .optional()
    .describe('A rule on a signal of this environment as it is now, as `cutwater signals` shows it.'),
  journey: KINDS.journey.schema
    .optional()
    .describe('Whether a user of a real browser gets through: a script for Playwright.'),
  ticket: KINDS.ticket.schema.optional().describe('Whether an issue in Jira is in a status.'),
  ci: KINDS.ci.schema.optional().describe('Whether what runs on a commit on GitHub has succeeded.'),
  page: KINDS.page.schema
    .optional()
    .describe('Whether a page loads in a real browser, and people can work with it by keyboard.'),
}

export const check = z
  .strictObject({
    title: line.min(1).optional().describe('What people call it. Default: its name.'),
    ...kinds,
    timeLimit: duration
      .optional()
      .describe(
        'How long it may take, 10m at most. Default: 5s; a signal 10s, ci 15s, a page 30s, a journey 1m.',
      ),
    quick: yesOrNo.optional().describe('Whether a quick look includes it. Default: false.'),
    required: yesOrNo.optional().describe('Whether its suite passes only when it does. Default: true.'),
  })
  .refine(...exactlyOne(Object.keys(kinds), 'what the check looks at'))

const names = list(slug, 200).min(1, {
  error: () => sentence('a suite without a check would always pass', 'name a check'),
})

export const suite = z.strictObject({
  title: line.min(1).optional().describe('What people call it. Default: its name.'),
  checks: names.describe('Names of checks of this environment, in the order in which they are shown.'),
})

export type WrittenCheck = z.output<typeof check>
export type WrittenSuite = z.output<typeof suite>
