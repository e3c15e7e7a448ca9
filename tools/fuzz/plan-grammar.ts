import { EXPRESSIONS, YAML, YAML_PAIRS } from './fragments.ts'
import type { Grammar } from './pumped.ts'

const HEAD = 'plan: p\ntitle: t\nenvironment: e\nversion: v\n'
const STEP = 'steps:\n- deploy: wix\n'
const ROLLOUT = 'steps:\n- rollout:\n    targets: [w]\n    stages: [{weight: 1, hold: 1s}]\n'
const WITH = `${HEAD}steps:\n- action: a\n  with:\n`

export const PLAN: Grammar = {
  frames: [
    ['', ''],
    [HEAD, ''],
    [`${HEAD}steps: [`, ']\n'],
    [`${HEAD}steps:\n`, ''],
    [HEAD + STEP, ''],
    [`${HEAD}${STEP}accept:\n`, ''],
    [`${HEAD}${STEP}inputs:\n`, ''],
    [
      `${HEAD}${STEP}inputs: {i: {type: string, default: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, pattern: '`,
      "'}}\n",
    ],
    [`${HEAD}${STEP}description: "`, '"\n'],
    [`${HEAD}${ROLLOUT}    gates:\n`, ''],
    [`${HEAD}${ROLLOUT}    guards: [`, ']\n'],
    [WITH, ''],
    [`inputs: {a: {type: string, default: b}}\n${WITH}`, ''],
    [`${WITH}    k: "\${{`, '}}"\n'],
    [`${HEAD}steps:\n- flags: {`, '}\n'],
    [`${HEAD}steps:\n- action: a\n  outputs: {`, '}\n'],
    [`x: &a [b, c]\n${HEAD}steps: [`, ']\n'],
    [`plan: p\ntitle: "`, '"\n'],
  ],
  fragments: [
    ...YAML,
    ...EXPRESSIONS,
    ...[
      '    k#: "${{ inputs.a }}"\n',
      '    k#: "${{1}}"\n',
      '    k#: "${{ steps[\'action-a\'].outputs.b }}"\n',
      '${{',
      '}}',
    ],
    ...[
      '- deploy: w\n',
      '- deploy: w#\n',
      '- {deploy: w, when: false}\n',
      '{deploy: w},',
      '{action: a#},',
      '[{deploy: w}],',
    ],
    ...[
      '- action: a\n',
      '- action: a#\n  outputs: {o: string}\n',
      '- parallel: [{deploy: w}, {deploy: w}]\n',
      '- {}\n',
    ],
    ...[
      '- flags: {a: true}\n',
      '- rollout: {targets: [w], stages: [{weight: 1, hold: 1s}]}\n',
      '{parallel: [{deploy: w}]},',
    ],
    ...[
      '    - {signal: s, atLeast: 1}\n',
      '    - {signal: s#, below: 1%, for: 1m}\n',
      '{signal: s, above: 1, for: 1m},',
    ],
    ...[
      '- {title: t, person: p}\n',
      '- {title: t, held: {signal: s}}\n',
      '  i#: {type: string, default: b}\n',
      'o#: string,',
    ],
    ..."  i#: {type: string, default: aaaaaaaaaaaaaaaaaaaaaaaaaaaaab, pattern: '(a|aa)(a|aa)(a|aa)+'}\n|(a|aa)|(a+)+|\\p{L}|(?i)|a{9}|[a-z]|.*|(?:x?){9}|\\d+|(".split(
      '|',
    ),
    ...['-eyJaaaaaaaaaa', '://a:b', 'secret:', 'password', 'ghp_', '-----BEGIN '],
  ],
  pairs: [
    ...YAML_PAIRS,
    ['{parallel: [', ']}'],
    ['(', ')'],
    ['(?:', ')*'],
    ['(a|', ')'],
    ['${{', '}}'],
    ['a{2', '}'],
  ],
}
