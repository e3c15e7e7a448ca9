import { z } from 'zod'
import { count, list, text, texts, time, yes } from '../../event/data.ts'
import { exactly } from '../../event/exactly.ts'
import { isTrue } from '../../judge/measure.ts'
import { isRelative } from '../../judge/rule.ts'
import { evidenceSchema } from '../../judge/schema.ts'
import type { Evidence } from '../../judge/verdict.ts'
import { formatHeld, formatMeasure } from '../../judge/words.ts'
import { formatInstant } from '../../time/instant.ts'
import { percent } from '../../traffic/percent.ts'
import { basisPointsSchema, sideSchema } from '../../traffic/schema.ts'
import { undecidedWords } from '../state/cause-words.ts'
import type { GateEvidence } from '../state/change.ts'
import { gateEvidenceSchema } from '../state/schema.ts'
import { changeEvent } from './define.ts'

export type RuleOnTarget = { readonly rule: string; readonly target: string }
/** `because` in the source's own words, where it said why. */
export type Silent = RuleOnTarget & { readonly since: number; readonly because?: string }

const ruleOnTarget = { rule: text, target: text }
const silent = exactly<Silent>()(
  z.strictObject({
    ...ruleOnTarget,
    since: time,
    because: text.exactOptional(),
  }),
)

/** Stages, holds, evidence, and the adoption of the canary. */
export const ROLLOUT = {
  'stage-entered': changeEvent({
    version: 1,
    data: { step: text, stage: count, weight: basisPointsSchema, targets: texts },
    name: 'canary:step',
    wakes: 'notify',
    keeper: 'run',
    turns: true,
    orders: true,
    moves: true,
    sentence: ({ weight, targets }) => `canary to ${percent(weight)} on ${targets.join(' and ')}`,
  }),
  'hold-started': changeEvent({
    version: 1,
    data: { step: text, stage: count },
    name: 'canary:hold',
    wakes: 'notify',
    keeper: 'rollout',
    turns: false,
    orders: false,
    moves: true,
    sentence: ({ step, stage }, { weight }) => `every proxy has ${weight(step, stage)}; hold begins`,
  }),
  'hold-restarted': changeEvent({
    version: 1,
    data: { step: text, stage: count, target: text, observed: basisPointsSchema.nullable() },
    name: 'canary:hold-restarted',
    wakes: 'page',
    keeper: 'rollout',
    turns: false,
    orders: false,
    moves: true,
    sentence: ({ target, observed }) =>
      `${target} strayed (${observed === null ? 'no proxy answers' : `it has ${percent(observed)}`}); the hold begins again`,
  }),
  /** The hold's time is up, and these gates neither let the rollout go on nor send it back. */
  'hold-prolonged': changeEvent({
    version: 1,
    data: { step: text, stage: count, gates: list(gateEvidenceSchema) },
    name: 'canary:hold-prolonged',
    wakes: 'page',
    keeper: 'rollout',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ gates }) =>
      `WAITING: the hold is over, and ${gates.map((g) => `${g.gate} on ${g.target} has ${formatMeasure(g.evidence)}`).join(', ')}; ${waysOn(gates)}`,
  }),
  'move-unacknowledged': changeEvent({
    version: 1,
    data: { step: text, targets: texts },
    name: 'canary:unacknowledged',
    wakes: 'page',
    keeper: 'rollout',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ targets }) =>
      `NOT THERE YET: a proxy of ${targets.join(' and ')} has not acknowledged what is wanted; trying on`,
  }),
  /** One event for all that fell silent together; a person is woken by the first only. */
  'evidence-missing': changeEvent({
    version: 1,
    /** Without a step: of guards of the plan. */
    data: { step: text.exactOptional(), missing: list(silent), first: yes },
    name: 'canary:no-data',
    wakes: ({ first }) => (first ? 'page' : 'notify'),
    keeper: 'rollout',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ missing }) =>
      `NO DATA for ${rulesOf(missing)} since ${formatInstant(Math.min(...missing.map(({ since }) => since)))}${causesOf(missing)}; the weight is held`,
  }),
  'evidence-returned': changeEvent({
    version: 1,
    data: { step: text.exactOptional(), returned: list(z.strictObject(ruleOnTarget)) },
    name: 'canary:data-returned',
    wakes: 'notify',
    keeper: 'rollout',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ returned }) => `data is back for ${rulesOf(returned)}`,
  }),
  promoted: changeEvent({
    version: 1,
    data: { step: text, stage: count, all: yes, override: text.nullable() },
    name: 'canary:promoted',
    wakes: 'notify',
    keeper: 'rollout',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ all, override }, { by }) =>
      `promoted by ${by}${all ? ', all the way' : ''}${override === null ? '' : ` (override: ${override})`}`,
  }),
  'stage-passed': changeEvent({
    version: 1,
    data: { step: text, stage: count, gates: list(gateEvidenceSchema) },
    name: 'canary:passed',
    wakes: 'notify',
    keeper: 'rollout',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ step, stage, gates }, { weight }) =>
      `${weight(step, stage)} passed: ${formatHeld(gates) || 'no gate'}`,
  }),
  'gate-failed': changeEvent({
    version: 1,
    /** Without a stage: of a bake. */
    data: {
      step: text,
      stage: count.exactOptional(),
      rule: text,
      target: text,
      evidence: evidenceSchema,
      /** Left out of one that failed: for so many milliseconds after its time it could not tell. */
      undecidedMs: count.exactOptional(),
    },
    name: 'canary:gate-failed',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ rule, target, evidence, undecidedMs }) =>
      `${undecidedMs === undefined ? `gate did not hold on ${target}` : undecidedWords(rule, target, undecidedMs)}: ${formatMeasure(evidence)}`,
  }),
  'guard-tripped': changeEvent({
    version: 1,
    data: {
      /** Left out, with its stage, of a guard of the plan. */
      step: text.exactOptional(),
      stage: count.exactOptional(),
      rule: text,
      target: text,
      evidence: evidenceSchema,
      /** People who are told, and people of whom one has to answer: `Cutover Lead (ada)`. */
      tells: texts.exactOptional(),
      asks: texts.exactOptional(),
    },
    name: 'canary:guard-tripped',
    wakes: 'notify',
    keeper: 'rollout',
    turns: false,
    orders: false,
    moves: false,
    sentence: ({ target, evidence, tells = [], asks = [] }) =>
      `guard tripped on ${target}: ${formatMeasure(evidence)}${told(tells, 'tells')}${told(asks, 'asks')}`,
  }),
  adopting: changeEvent({
    version: 1,
    data: { step: text, was: z.record(text, sideSchema) },
    name: 'canary:adopting',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: true,
    moves: true,
    sentence: () => 'adopting the canary as stable',
  }),
  adopted: changeEvent({
    version: 1,
    data: { step: text, targets: texts },
    name: 'deploy:complete',
    wakes: 'notify',
    keeper: 'run',
    turns: false,
    orders: false,
    moves: true,
    sentence: ({ targets }) => `the canary is stable now on ${targets.join(' and ')}`,
  }),
}

const told = (people: readonly string[], how: string): string =>
  people.length === 0 ? '' : `; ${how} ${people.join(' and ')}`

/** What a person may do about gates that stay open: one that fails is passed by nobody, few samples by a reason. */
function waysOn(gates: readonly GateEvidence[]): string {
  return gates.some(({ evidence }) => fails(evidence))
    ? 'wait, or abort'
    : 'wait, promote with an override and its reason, or abort'
}

/** A gate says what is good, and enough was measured to know that it is not so. */
const fails = ({ value, samples, minSamples, bound }: Evidence): boolean =>
  value !== null && samples >= minSamples && !isRelative(bound) && !isTrue(bound, value)

function rulesOf(silent: readonly RuleOnTarget[]): string {
  const targets = [...new Set(silent.map(({ target }) => target))]
  const rules = [...new Set(silent.map(({ rule }) => rule))]
  return `${rules.join(', ')} on ${targets.join(' and ')}`
}

/** Mostly one cause has silenced all of them. */
function causesOf(silent: readonly Silent[]): string {
  const causes = [...new Set(silent.flatMap(({ because }) => because ?? []))]
  return causes.length === 0 ? '' : ` (${causes.join('; ')})`
}
