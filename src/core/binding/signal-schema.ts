import { z } from 'zod'
import { headerName, secret, urlBesideBasicAuth } from '../address/address.ts'
import { exactlyOne, record } from '../document/container.ts'
import {
  duration,
  line,
  oneOf,
  quantity,
  sentence,
  someText,
  wholeNumber,
  yesOrNo,
} from '../document/leaf.ts'
import { DIRECTIONS, SIGNAL_KINDS } from '../signal/shape.ts'
import { UNITS } from '../signal/unit.ts'
import { httpSignal, sqlSignal } from './polled-schema.ts'

/** A PromQL expression of an administrator; the window of each question is filled in, nothing else. */
const query = z
  .string({ error: () => sentence('this has to be a PromQL expression', "write 'sum by (...) (...)'") })
  .trim()
  .min(1, { error: () => sentence('the expression is empty', "write 'sum by (...) (...)'") })
  .max(8_000, { error: () => sentence('the expression is longer than 8,000 characters', 'shorten it') })

const label = z
  .string({ error: () => sentence('this has to be the name of a label', 'write service') })
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
    error: () => sentence('this is not the name of a label', 'write letters, digits and underscores'),
  })

const ofSlot = z
  .string({ error: () => sentence('this has to be a value of the label', "write '${VERSION}'") })
  .min(1, { error: () => sentence('the value is empty', "write '${VERSION}'") })
  .max(200, { error: () => sentence('the value is longer than 200 characters', 'shorten it') })

const labels = {
  target: label.describe('The label that holds the name of the target.'),
  side: label.optional().describe('The label that holds the side, blue or green.'),
  slot: label.optional().describe('The label that holds the slot, stable or canary, instead of the side.'),
  canary: ofSlot
    .optional()
    .describe(
      'slot: what the label says of the canary; ${VERSION} is the version of the change. Default: canary.',
    ),
  stable: ofSlot
    .optional()
    .describe(
      'slot: what it says of stable. Default: stable, or whatever is not the canary when canary is given.',
    ),
  each: label
    .optional()
    .describe(
      'A further label by which the expressions are summed, such as endpoint: rules may judge each of its values for itself, by `each`.',
    ),
}

const FILLED = 'Counts inside ${WINDOW}, such as increase(x[${WINDOW}]), summed by the two labels.'

const prometheusSignal = z
  .strictObject({
    good: query.optional().describe(`A ratio: what was good. ${FILLED}`),
    bad: query.optional().describe(`A ratio: what was not good, instead of good. ${FILLED}`),
    total: query.optional().describe(`A ratio or a mean: everything. ${FILLED}`),
    sum: query
      .optional()
      .describe(`A mean: what all of them took together, over how many there were, total. ${FILLED}`),
    query: query
      .optional()
      .describe(
        'A gauge: its value, such as sum by (...) (avg_over_time(x[${WINDOW}])). With kind: count, what happened inside ${WINDOW}, such as increase(x[${WINDOW}]).',
      ),
    buckets: query
      .optional()
      .describe(
        `A distribution, such as a latency: the buckets of a histogram, summed by the two labels and le. ${FILLED}`,
      ),
    unit: oneOf(['s', 'ms']).optional().describe('buckets of durations: what le counts. Default: s.'),
    quantile: z.number().gt(0).lt(1).optional().describe('buckets: which quantile. Default: 0.95.'),
    ...labels,
  })
  .refine(...exactlyOne(['total', 'buckets', 'query'], 'what is measured'))
  .refine(...exactlyOne(['side', 'slot'], 'the label of the side'))

const { each: _, ...sloLabels } = labels

const slo = z
  .strictObject({
    file: someText.describe('The file that holds it, OpenSLO v1, relative to this one.'),
    name: someText.describe('metadata.name of the SLO.'),
    objective: someText.optional().describe('displayName of the objective, where there are several.'),
    ...sloLabels,
  })
  .refine(...exactlyOne(['side', 'slot'], 'the label of the side'))

/** What a source's numbers are written in; `percent` is a ratio from 0 to 100. */
export const WRITTEN_UNITS = [...UNITS, 'percent'] as const

const currency = z
  .string({ error: () => sentence('this has to be the code of a currency', 'write EUR') })
  .regex(/^[A-Z]{3}$/, {
    error: () => sentence('this is not the code of a currency', 'write three capitals, such as EUR'),
  })

export const signal = z
  .strictObject({
    kind: oneOf(SIGNAL_KINDS)
      .optional()
      .describe('What its numbers are. Default: what the form below says; of a query, gauge.'),
    unit: oneOf(WRITTEN_UNITS)
      .optional()
      .describe(
        'What they are measured and shown in. Default: ratio of a ratio, ms of a distribution, per-second of a count, else none.',
      ),
    currency: currency.optional().describe('unit: money. Its code, such as EUR.'),
    direction: oneOf(DIRECTIONS)
      .optional()
      .describe('Which way is worse. Default: lower of a ratio, higher of everything else.'),
    slo: quantity
      .optional()
      .describe(
        'The objective that rules mean by `slo`: 99.9% of a ratio, 300ms of a latency, a plain number.',
      ),
    gateway: oneOf(['success', 'latency'])
      .optional()
      .describe('Measured by the gateway: the ratio of good answers, or a latency in milliseconds.'),
    statusBelow: wholeNumber(101, 600)
      .optional()
      .describe('success: statuses below this are good. Default: 500.'),
    within: duration.optional().describe('success: answers slower than this are not good.'),
    quantile: z.number().gt(0).lt(1).optional().describe('latency: which quantile. Default: 0.95.'),
    prometheus: prometheusSignal
      .optional()
      .describe(
        "Measured by the environment's Prometheus: a ratio of good or bad and total, a mean of sum and total, buckets, or a query.",
      ),
    openslo: slo
      .optional()
      .describe(
        "Measured by the environment's Prometheus as an SLO of another file says, with its objective.",
      ),
    sql: sqlSignal.optional().describe('Asked of a Postgres by SQL: what `kind` says, a gauge by default.'),
    http: httpSignal.optional().describe('Asked by HTTP of whatever answers with JSON.'),
  })
  .refine(...exactlyOne(['gateway', 'prometheus', 'sql', 'http', 'openslo'], 'who measures it'))
  .describe('A named measurement.')

const user = z
  .string({ error: () => sentence('this has to be the name of a user', "write user: 'NAME'") })
  .regex(/^[^:\p{Cc}]{1,200}$/u, {
    error: () => sentence('this is not the name of a user', 'write it without colons and line breaks'),
  })

const basicAuth = z.strictObject({
  user: user.describe('Who we are there.'),
  password: secret.describe('What proves it.'),
})

export const prometheus = z
  .strictObject({
    url: urlBesideBasicAuth.describe('Its address, with the path in front of /api/v1 if it has one.'),
    token: secret.optional().describe('Sent as a bearer token.'),
    basicAuth: basicAuth.optional().describe('Sent as user and password, instead of a token.'),
    headers: record(headerName, line)
      .optional()
      .describe('Sent with every question, such as X-Scope-OrgID; secret:NAME is resolved at each.'),
    scrape: duration.describe('How often it scrapes what the signals count.'),
    interval: duration
      .optional()
      .describe('How often it is asked, at least two scrapes. Default: two scrapes.'),
    lag: duration
      .optional()
      .describe(
        'How long after its moment a measurement can be asked for. Default: one scrape and half a second.',
      ),
    gateways: yesOrNo
      .optional()
      .describe(
        'Whether it scrapes the gateways here (metrics of their configuration): alerts and dashboards ask it for their signals then.',
      ),
  })
  .describe('The Prometheus that measures signals here, or whatever speaks its query API.')

export type WrittenSignal = z.output<typeof signal>
export type WrittenPrometheus = z.output<typeof prometheus>
