import { CHECKPOINT_EVERY_MS } from '../../core/journal/checkpoint.ts'
import type { Millis } from '../../core/time/instant.ts'

/** What one kind of loop is for, and how it goes; several targets or sources each have one of their own. */
export type LoopRow = {
  /** One sentence. */
  readonly purpose: string
  /** The longest pause between two rounds; a loop that measures says the rhythm of its source instead. */
  readonly everyMs: Millis
  /** What lets the next round begin sooner. */
  readonly wokenBy: string | null
  /** A round that takes longer is told to end, and the loop counts as standing until it has. */
  readonly limitMs: Millis
  /** A round that failed is tried again after 100 ms, then twice that, and so on up to this. */
  readonly retryToMs: Millis
  /** What to do when it fails or stands. */
  readonly remedy: string
  /** `last`: only when everything else has stopped, because it pins what the others write. */
  readonly stops: 'with-the-others' | 'last'
}

const SECOND: Millis = 1_000
const MINUTE: Millis = 60 * SECOND
const HOUR: Millis = 60 * MINUTE

const DATABASE =
  'See that the database answers: cutwater doctor --database-url URL, and the log of the server.'
/** Most are alike in this. */
const usual = {
  wokenBy: null,
  limitMs: 30 * SECOND,
  retryToMs: 5 * SECOND,
  stops: 'with-the-others',
} as const

/**
 * Every loop of a server, in the order in which they begin: what protects comes before any change takes a turn. They
 * stop together, and those that stop last do so in this order. Nothing else in a server goes on by itself.
 */
export const LOOPS = {
  'hold-lease': {
    ...usual,
    purpose: 'Keeps this server known to the other replicas as one that lives.',
    everyMs: 2 * SECOND,
    limitMs: 15 * SECOND,
    retryToMs: 250,
    remedy: DATABASE,
  },
  'keep-time': {
    ...usual,
    purpose: "Sets the server's clock by the clock of the database.",
    everyMs: MINUTE,
    remedy: DATABASE,
  },
  'reconcile-traffic': {
    ...usual,
    purpose: 'Writes the desired split of a target until every proxy has it.',
    everyMs: SECOND,
    wokenBy: 'a turn that moves traffic, and the kill switch',
    remedy:
      'See that its proxies can be reached: cutwater targets. cutwater kill TARGET --direct does without the server.',
  },
  'pull-telemetry': {
    ...usual,
    purpose: 'Fetches what a gateway has measured.',
    everyMs: SECOND,
    limitMs: MINUTE,
    retryToMs: SECOND,
    remedy: 'See that the gateway runs and that its socket can be reached: cutwater doctor.',
  },
  'observe-signals': {
    ...usual,
    purpose: 'Measures the signals of a source and judges the rules that watch them.',
    everyMs: SECOND,
    wokenBy: 'telemetry that was fetched',
    limitMs: 2 * MINUTE,
    remedy: 'See that the source answers: cutwater doctor. Until then no weight is raised.',
  },
  'ask-probes': {
    ...usual,
    purpose: 'Asks the sides that changes have deployed how they are.',
    everyMs: SECOND,
    wokenBy: 'a turn after a deploy, and an answer that is news',
    remedy: `${DATABASE} Until then no weight is raised on them.`,
  },
  'run-effects': {
    ...usual,
    purpose: 'Begins, stops and takes over commands, calls and flags.',
    everyMs: 500,
    wokenBy: 'a turn that stops an effect; what a turn here orders begins without this loop',
    remedy: DATABASE,
  },
  'take-turns': {
    ...usual,
    purpose: 'Gives every change its turn when it is due.',
    everyMs: SECOND,
    wokenBy: 'a command, an effect that ended, a verdict, a report of a proxy',
    remedy: `${DATABASE} cutwater kill TARGET --direct does without the server.`,
  },
  'deliver-notices': {
    ...usual,
    purpose: 'Sends notices to their channels, each until it is delivered or given up.',
    everyMs: SECOND,
    wokenBy: 'a turn that writes a notice',
    remedy: DATABASE,
  },
  'tell-follow-ups': {
    ...usual,
    purpose: 'Reminds of the tasks that changes have left, and says which are overdue.',
    everyMs: MINUTE,
    wokenBy: 'a change that ends and leaves tasks',
    remedy: DATABASE,
  },
  'look-for-evidence': {
    ...usual,
    purpose:
      'Looks for what shows that tasks of ended changes are done: measurements, checks, flags, the journal.',
    everyMs: MINUTE,
    wokenBy: 'a change that ends and leaves tasks',
    limitMs: 12 * MINUTE,
    remedy: `${DATABASE} Until then people say what is done: cutwater follow-ups done.`,
  },
  prune: {
    ...usual,
    purpose: 'Forgets what is only of use for a while.',
    everyMs: HOUR,
    limitMs: 10 * MINUTE,
    remedy: `${DATABASE} Nothing is wrong yet; the database and the data directory grow meanwhile.`,
  },
  'journal-refusals': {
    ...usual,
    purpose: 'Journals how often the same refusal was repeated.',
    everyMs: 5 * SECOND,
    remedy: DATABASE,
  },
  'serve-flags': {
    ...usual,
    purpose: 'Reads flags that another server has changed; those that are known are served on meanwhile.',
    everyMs: 500,
    remedy: DATABASE,
  },
  'follow-journal': {
    ...usual,
    purpose: 'Reads what is new in the journal for open event streams; runs only while there are any.',
    everyMs: 100,
    remedy: DATABASE,
  },
  'make-checkpoints': {
    ...usual,
    purpose: 'Signs how far every stream of the journal has come.',
    everyMs: CHECKPOINT_EVERY_MS,
    wokenBy: 'a change that is over',
    stops: 'last',
    remedy:
      'Read what it says; cutwater journal verify tells whether the journal is whole, and cutwater journal resume has it signed as it is.',
  },
  'export-checkpoints': {
    ...usual,
    purpose: 'Writes checkpoints outside the database.',
    everyMs: SECOND,
    wokenBy: 'a checkpoint that was made',
    limitMs: MINUTE,
    stops: 'last',
    remedy:
      'See that the data directory can be written to and has room; cutwater journal verify tells whether the journal is whole.',
  },
  'give-checkpoints': {
    ...usual,
    purpose: 'Gives checkpoints to a sink that the binding names, each in its order.',
    everyMs: 10 * SECOND,
    wokenBy: 'a checkpoint that was made',
    limitMs: 2 * MINUTE,
    retryToMs: MINUTE,
    stops: 'last',
    remedy:
      'Read what it says; cutwater doctor looks at the sink from here. They wait in their order, and nothing else waits for it.',
  },
} as const satisfies Readonly<Record<string, LoopRow>>

export type LoopName = keyof typeof LOOPS

export const LOOP_NAMES = Object.keys(LOOPS) as readonly LoopName[]
