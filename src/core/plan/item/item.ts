import { z } from 'zod'
import { atMostOne, exactlyOne, list, record } from '../../document/container.ts'
import {
  duration,
  flagName,
  line,
  oneOf,
  sentence,
  slug,
  someText,
  value,
  weight,
  wholeNumber,
  yesOrNo,
} from '../../document/leaf.ts'
import { bounds, incidents, signals, slos } from '../rule/rule.ts'
import type { Objective } from '../rule/spread.ts'

/** What gives a line its evidence; a line without any of these is ticked by a person. */
export const CHECKS = [
  'held',
  'flag',
  'action',
  'events',
  'person',
  'signal',
  'suite',
  'http',
  'journey',
  'evidence',
  'drill',
  'incidents',
  'told',
  'slos',
  'guards',
  'use',
] as const

export const MOST_ITEMS = 300

const common = {
  title: someText
    .optional()
    .describe('The line of the checklist, as people read it. Default: made from its check.'),
  id: slug.optional().describe('Unique name of the line. Default: made from its check.'),
  when: yesOrNo.optional().describe('An expression over inputs; false leaves the line out.'),
  required: yesOrNo
    .optional()
    .describe(
      'False: the line is shown and kept, but nothing waits for it. Default: true, except in accept.',
    ),
}

export const checks = {
  held: z
    .strictObject({
      gate: slug.optional().describe('The id of the gate.'),
      signal: slug.optional().describe('Or the signal of the only gate on it.'),
      slos: slos.optional().describe('Or all SLOs of the binding, as gates on them have seen.'),
      since: weight
        .optional()
        .describe(
          'With slos: over stages from this weight on, and bakes after them. Default: each last stage.',
        ),
      for: duration.optional().describe('With slos: for how long in all. Default: over one hold.'),
    })
    .refine(...exactlyOne(['gate', 'signal', 'slos'], 'which gate it is'))
    .optional()
    .describe("The gate held over the last stage's whole hold."),
  flag: z
    .strictObject({
      name: flagName.describe('The name of the flag.'),
      equals: value.describe('What it has to be.'),
      targets: list(slug, 50).min(1).optional().describe('Where. Default: every target of the plan.'),
    })
    .optional()
    .describe('A flag, read back.'),
  action: slug
    .optional()
    .describe('An action that succeeds when the line is true; its output is the evidence.'),
  with: record(flagName, value).optional().describe('What the action is told.'),
  timeLimit: duration
    .optional()
    .describe('Longest the check may take. Default: what the binding says, else 1m.'),
  events: list(someText, 50)
    .min(1)
    .optional()
    .describe('Names of events that were announced; a trailing * matches any rest.'),
  person: someText.optional().describe('Who ticks it by hand; it is never counted as passed by itself.'),
  attach: yesOrNo.optional().describe('Whether the person has to attach a file. Default: false.'),
  until: duration
    .optional()
    .describe('How long after its success the person may still settle it. Default: 7d. 0s: not afterwards.'),
  signal: signals.optional(),
  ...bounds,
  over: duration.optional().describe('Over which span the signal is measured. Default: 5m.'),
  each: flagName
    .optional()
    .describe(
      'Judges every series of this label for itself, such as path or database. The binding says which there are.',
    ),
  minSamples: wholeNumber(1, 1_000_000_000)
    .optional()
    .describe('Fewer measurements prove nothing. Default: 50.'),
  suite: slug.optional().describe('A suite of checks that the binding knows.'),
  unknown: z
    .strictObject({ person: someText.describe('Who ticks it by hand then.') })
    .optional()
    .describe(
      'In accept, of a suite, http, journey or evidence that could not be looked at: whose line it is then. Default: it did not pass.',
    ),
  http: slug.optional().describe('A service of the binding that is asked over HTTP.'),
  path: line.optional().describe('With http: which path. Default: /.'),
  as: slug.optional().describe('With http: as which user of this service.'),
  status: list(wholeNumber(100, 599), 20)
    .min(1)
    .optional()
    .describe('With http: what it may answer. Default: 200 to 299.'),
  within: duration
    .optional()
    .describe('With http: how long the answer may take to be well. Default: as long as timeLimit.'),
  journey: slug.optional().describe('A check of the binding that walks what a user does.'),
  evidence: slug
    .optional()
    .describe(
      'A check of the binding that reads evidence; with a bound such as atLeast: 93% on what it counts.',
    ),
  drill: z
    .strictObject({ notOlderThan: duration.describe('How long ago the last one may be.') })
    .optional()
    .describe('The rollback was rehearsed.'),
  incidents: incidents.optional(),
  told: slug
    .optional()
    .describe('A channel of the binding that is told the title of this line, and has to acknowledge it.'),
  slos: slos.optional().describe('Every SLO of the binding is met, over the span of `over`.'),
  guards: oneOf(['quiet'])
    .optional()
    .describe(
      'No guard of the plan has tripped or was without data: in the hold of its stage, its phase, or the whole change.',
    ),
  use: slug
    .optional()
    .describe('A list of the binding, whose lines stand here. A title is put before theirs.'),
}

const written = z.strictObject({ ...common, ...checks })
/**
 * A line of a checklist; one without a check is ticked by a person. `objectives` is what its `slos: all` stands for,
 * once a binding has said it.
 */
export type PlanLine = z.output<typeof written> & {
  readonly objectives?: readonly Objective[]
  /** Of `held: { slos }`: the signals that have one, once a binding has said it. */
  readonly heldSlos?: readonly string[]
  /** The group or list that it stands in, as its title says it. */
  readonly of?: string
}

const text = someText
  .describe('A text that a person ticks: the lead of its phase.')
  .transform((title): PlanLine => ({ title }))

/** A line without a check is nothing but its title. */
const titled = [
  (line: PlanLine): boolean => line.title !== undefined || CHECKS.some((check) => line[check] !== undefined),
  { error: () => sentence('this line says nothing', 'write a title, or a check such as signal or action') },
] as const

const LINE = 'a text that a person ticks, or a check that gives its evidence'
const error = () => sentence('this has to be a line of a checklist', `write ${LINE}`)

/** Of a checklist that is a step, of a stage, and of what follows a change. */
export const item = z
  .union([text, written.refine(...atMostOne(CHECKS, 'the check of this line')).refine(...titled)], { error })
  .meta({ id: 'line', description: `One line: ${LINE}.` })

const accepted = written
  .refine(...exactlyOne(CHECKS, 'the check of this line'))
  .meta({ id: 'accepted', description: 'One line, with the check that gives its evidence.' })

const acceptedLine = z.union([text, accepted], { error })

const group = z.strictObject({
  group: slug.describe('What these lines have in common, such as technical.'),
  items: list(acceptedLine, MOST_ITEMS).min(1).describe('The lines of the group.'),
})
export type PlanGroup = z.output<typeof group>

export const items = list(item, MOST_ITEMS).min(1)
export const accept = list(z.union([text, accepted, group], { error }), MOST_ITEMS).describe(
  'What has to be true in the end, each line with its evidence.',
)
