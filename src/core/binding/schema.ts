import { z } from 'zod'
import { secret, url } from '../address/address.ts'
import { exactlyOne, list, record } from '../document/container.ts'
import { duration, line, oneOf, sentence, slug, someText, wholeNumber } from '../document/leaf.ts'
import { items } from '../plan/item/item.ts'
import { LOG_LEVELS } from '../runbook/log-level.ts'
import { check, suite } from '../validation/schema.ts'
import { service } from '../validation/service.ts'
import { notice } from './channel.ts'
import { checkpointSink } from './checkpoint-sinks.ts'
import { database } from './polled-schema.ts'
import { prometheus, signal } from './signal-schema.ts'
import { traffic } from './traffic-schema.ts'

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  error: () => sentence('this is not the name of a variable', 'write letters, digits and underscores'),
})

const command = {
  command: list(someText, 100)
    .min(1)
    .describe(
      'Program and arguments, without a shell. ${NAME} as a whole argument takes the value of a CUTWATER_ variable.',
    ),
  cwd: someText
    .optional()
    .describe('Directory in which it runs, relative to this file. Default: the directory of this file.'),
  passEnv: list(variable, 50)
    .optional()
    .describe("Variables taken over from the server's own environment. Default: PATH."),
  env: record(variable, line)
    .optional()
    .describe('Further variables; secret:NAME is resolved when the command starts.'),
  grace: duration.optional().describe('How long it may take to end when it is asked to. Default: 5s.'),
}

const http = z.strictObject({
  method: oneOf(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional().describe('Default: POST.'),
  url: url.describe('What is called; ${NAME} takes the value of a CUTWATER_ variable, percent-encoded.'),
  headers: record(z.string().regex(/^[A-Za-z0-9-]+$/), line)
    .optional()
    .describe('Headers; secret:NAME is resolved when the call starts.'),
  expect: list(wholeNumber(100, 599), 20)
    .min(1)
    .optional()
    .describe('Statuses that mean done. Default: 200, 201, 202, 204.'),
})

const run = z
  .strictObject({
    command: command.command.optional(),
    cwd: command.cwd,
    passEnv: command.passEnv,
    env: command.env,
    grace: command.grace,
    http: http.optional().describe('A call instead of a command.'),
    timeLimit: duration
      .optional()
      .describe('Longest one run may take; a plan may ask for less, never for more.'),
  })
  .refine(...exactlyOne(['command', 'http'], 'how it runs'))

const flagPush = z.strictObject({
  method: oneOf(['POST', 'PUT', 'PATCH']).optional().describe('Default: POST.'),
  url: url.describe('Where a flag is told; ${FLAG} is its name, percent-encoded.'),
  token: secret.optional().describe('Sent as a bearer token.'),
})

const pathPattern = z
  .string({ error: () => sentence('this has to be a path', 'write /api/orders, or /api/v1/*') })
  .regex(/^\/[^\s?#]*$/, {
    error: () => sentence('this is not a path', 'write /api/orders, or /api/v1/*, without a query'),
  })
  .regex(/^(\/(\*|[^*/]*))+$/, {
    error: () => sentence('a * stands for a whole part of a path', 'write /api/*, or /users/*/orders'),
  })
  .max(100, { error: () => sentence('the path is longer than 100 characters', 'end it with /*') })

const target = z.strictObject({
  traffic,
  sides: z.strictObject({ blue: url, green: url }).describe('Where each side answers.'),
  addresses: list(url, 20)
    .min(1)
    .optional()
    .describe(
      'Where users reach it through its proxy, with the path where several targets share a host: checks for a change that ask there ask its new version.',
    ),
  deploy: run.optional().describe('Brings a version to the side without traffic.'),
  undeploy: run.optional().describe('Takes it away again.'),
  logging: z
    .strictObject({
      set: run.describe('Sets what a side logs while it runs; it is told CUTWATER_LOG_LEVEL and the side.'),
      stable: oneOf(LOG_LEVELS).optional().describe('What stable logs. Default: INFO.'),
    })
    .optional()
    .describe(
      'For rollouts that say what their canary logs: its deploy is told the level, and adoption sets it back.',
    ),
  keepWarm: duration
    .optional()
    .describe(
      'How long the old side is left running once the new one has been adopted: that long, a revert sends traffic back without a deploy. Default: nobody knows, so a revert deploys again.',
    ),
  flags: list(flagPush, 20).optional().describe('Who is told when a flag is set.'),
  paths: list(pathPattern, 20)
    .min(1)
    .optional()
    .describe(
      'Paths that the gateway counts apart for rules with `each: path`: /api/orders, or /api/v1/* with all below it; a * in between is one part. The first that fits counts, all else is other.',
    ),
})

const environment = z.strictObject({
  allowPace: z
    .boolean()
    .optional()
    .describe('Whether plans may run faster than real time here. Default: false; never in production.'),
  drills: z
    .strictObject({
      requests: slug.describe(
        'The signal that counts requests, and those that failed: a ratio of what went well.',
      ),
    })
    .optional()
    .describe(
      'Whether rollbacks may be rehearsed here, with real deploys and real traffic. Left out: they may not; never in production.',
    ),
  targets: record(slug, target).optional(),
  actions: record(slug, run).optional(),
  prometheus: prometheus.optional(),
  databases: record(slug, database).optional().describe('Databases that are asked for signals, by name.'),
  signals: record(slug, signal).optional(),
  checks: record(slug, check)
    .refine((checks) => Object.keys(checks).length <= 500, {
      error: () => sentence('an environment has 500 checks at most', 'leave some out'),
    })
    .optional()
    .describe('What can be looked at, by name.'),
  suites: record(slug, suite).optional().describe('Checks that are looked at together, by name.'),
  incidents: slug
    .optional()
    .describe(
      'A check of this environment that passes when no incident is open: what `incidents: none` looks at.',
    ),
  services: record(slug, service).optional().describe('What a line `http: NAME` of a plan asks, by name.'),
  notices: list(notice, 20).optional(),
})

/** The one description of `cutwater.yaml`. */
export const bindingSchema = z
  .strictObject({
    environments: record(slug, environment).describe(
      'How targets, actions and signals of each environment are really reached.',
    ),
    adminTls: z
      .strictObject({
        ca: someText.describe('Who signs the certificates of the gateways, a PEM file.'),
        certificate: someText.describe('The certificate of this server, a PEM file.'),
        key: someText.describe('Its key, a PEM file.'),
      })
      .optional()
      .describe(
        'By what this server and the gateways on other machines know each other. Paths are relative to this file, and read anew for each connection.',
      ),
    checkpoints: record(slug, checkpointSink)
      .optional()
      .describe(
        'Where each checkpoint of the journal goes besides DATA/checkpoints.jsonl, by name: places that others hold.',
      ),
    lists: record(slug, items)
      .optional()
      .describe('Lines of checklists that plans share, by name: `use: NAME` in a plan stands for them.'),
  })
  .meta({ title: 'Cutwater binding', description: 'For administrators: how the names of plans are reached.' })

export type WrittenBinding = z.output<typeof bindingSchema>
export type WrittenRun = z.output<typeof run>
export type WrittenTarget = z.output<typeof target>
export type WrittenEnvironment = z.output<typeof environment>
