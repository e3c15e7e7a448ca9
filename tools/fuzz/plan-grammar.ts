import { EXPRESSIONS, YAML, YAML_PAIRS } from './fragments.ts'
import type { Grammar } from './pumped.ts'

const HEAD = 'plan: p\ntitle: t\nenvironment: e\nversion: v\n'
const STEP = 'steps:\n- deploy: wix\n'
const ROLLOUT = 'steps:\n- rollout:\n    targets: [w]\n    stages: [{weight: 1, hold: 1s}]\n'
const WITH = `${HEAD}steps:\n- action: a\n  with:\n`
const TEXT = 'a'.repeat(60)

const ANYTHING: Grammar = {
  frames: [
    ['', ''],
    [HEAD, ''],
    [`${HEAD}steps:\n`, ''],
    [`${HEAD}${STEP}description: "`, '"\n'],
    [`x: &a [b, c]\n${HEAD}steps: [`, ']\n'],
    [`plan: p\ntitle: "`, '"\n'],
  ],
  fragments: [...YAML, '-eyJaaaaaaaaaa', '://a:b', 'secret:', 'password', 'ghp_', '-----BEGIN '],
  pairs: YAML_PAIRS,
}

const KEYS: Grammar = {
  frames: [
    ['', ''],
    [HEAD, ''],
    [`${HEAD}${STEP}x: {`, '}\n'],
  ],
  fragments: ['k#: 1\n', '"k#": 1\n', 'k#: {a: 1}\n', 'k#: [a]\n', 'k#: 1,', 'a: 1\n'],
  pairs: [['{k#: 1, a: ', '}']],
}

const STEPS: Grammar = {
  frames: [
    [`${HEAD}steps: [`, ']\n'],
    [`inputs: {i: {type: boolean, default: true}}\n${HEAD}steps: [`, ']\n'],
  ],
  fragments: [
    '{deploy: w},',
    '{deploy: w#},',
    '{deploy: w, when: false},',
    '{deploy: w, when: "${{ inputs.i }}"},',
    '[{deploy: w}],',
    '{parallel: [{deploy: w}, {deploy: v}]},',
    '{action: a#, outputs: {o: string}},',
    '{action: b, with: {k: "${{ steps[\'action-a0\'].outputs.o }}"}},',
    '{flags: {a: true}},',
    '{rollout: {targets: [w], stages: [{weight: 1, hold: 1s}]}},',
    '{},',
    'a,',
  ],
  pairs: [
    ['[', '],'],
    ['{parallel: [', ']},'],
  ],
}

const ROLLOUTS: Grammar = {
  frames: [
    [`${HEAD}${ROLLOUT}    gates: [`, ']\n'],
    [`${HEAD}${ROLLOUT}    guards: [`, ']\n'],
    [`${HEAD}${STEP}accept: [`, ']\n'],
    [`${HEAD}steps: [{rollout: {targets: [w], stages: [`, ']}}]\n'],
    [`${HEAD}steps:\n- flags: {`, '}\n'],
    [`${HEAD}steps:\n- action: a\n  outputs: {`, '}\n'],
    [`${HEAD}${STEP}inputs: {`, '}\n'],
  ],
  fragments: [
    '{signal: s, atLeast: 1},',
    '{signal: s#, below: 1%, for: 1m},',
    '{title: t, person: p},',
    '{title: t, held: {signal: s}},',
    '{weight: 1, hold: 1s},',
    '{weight: 100%, hold: 1s, segments: {a: 1}},',
    'o#: string,',
    'a#: true,',
    'i#: {type: string, default: b},',
    'i#: {type: integer, default: x},',
    `i#: {type: string, default: ${TEXT}, pattern: '(a|aa)+b'},`,
  ],
  pairs: [['[', '],']],
}

const EXPRESSED: Grammar = {
  frames: [
    [WITH, ''],
    [`inputs: {a: {type: string, default: b}}\n${WITH}`, ''],
    [`inputs: {a: {type: string, default: b}}\n${WITH}    k: "\${{`, '}}"\n'],
  ],
  fragments: [
    ...EXPRESSIONS.filter((each) => !each.includes('"')),
    '    k#: "${{ inputs.a }}"\n',
    '    k#: "${{ inputs.a + inputs.a }}${{1}}"\n',
    '    k#: "${{x}}"\n',
    '${{',
    '}}',
  ],
  pairs: [
    ['(', ')'],
    ['[', ']'],
    ['${{', '}}'],
  ],
}

const PATTERNS: Grammar = {
  frames: [[`${HEAD}${STEP}inputs: {i: {type: string, default: ${TEXT}b, pattern: '`, "c'}}\n"]],
  fragments: [
    ...[
      '(a|aa)',
      '(a|a)',
      'a?',
      'a*',
      '(a+)+',
      '(a*)*',
      '(?:x?){9}',
      'a{9}',
      '[a-z]{0,30}',
      '.*',
      '\\p{L}',
      '(?i)',
    ],
    ...['[^b]+', '(a|b|ab)*', '\\d*', 'a|', '^', '$', '\\b', '(?:', ')'],
  ],
  pairs: [
    ['(', ')*'],
    ['(?:', '){2}'],
    ['(a|', ')'],
    ['(?:a?', '){9}'],
  ],
  longest: 400,
}

/** Each puts together what is looked at by the same part of the check. */
export const PLAN: readonly Grammar[] = [ANYTHING, KEYS, STEPS, ROLLOUTS, EXPRESSED, PATTERNS]
