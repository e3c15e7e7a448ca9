import { EXPRESSIONS, YAML, YAML_PAIRS } from './fragments.ts'
import type { Grammar } from './pumped.ts'

export const BINDING: Grammar = {
  frames: [
    ['environments:\n', ''],
    ['environments: {', '}\n'],
    ['environments:\n  e:\n    targets:\n', ''],
    ['environments:\n  e:\n    actions:\n', ''],
    ['environments:\n  e:\n    signals:\n', ''],
    ['environments:\n  e:\n    notices: [', ']\n'],
    ['environments:\n  e:\n    actions: {a: {command: [', ']}}\n'],
    ["environments:\n  e:\n    actions: {a: {http: {url: 'http://h/", "'}}}\n"],
  ],
  fragments: [
    ...YAML,
    ...[
      '  e#: {}\n',
      'e#: {},',
      '      t#: {traffic: {gateway: g}, sides: {blue: "http://a", green: "http://b"}}\n',
    ],
    ...[
      '      a#: {command: [node, x]}\n',
      '      s#: {gateway: success}\n',
      '${CUTWATER_KEY}',
      '${X#}',
      '${',
      'a/',
      '%41',
      'x,',
    ],
    ...[
      '      s#: {prometheus: {good: "a[${WINDOW}]", total: "b[${WINDOW}]"}}\n',
      '{webhook: {url: "http://a"}},',
    ],
  ],
  pairs: YAML_PAIRS,
}

export const SCRIPT: Grammar = {
  frames: [
    ['', ''],
    ['evidence:\n', ''],
    ['commands: [', ']\n'],
    ['effects: [', ']\n'],
    ['restarts: [', ']\n'],
    ['until: "', '"\n'],
  ],
  fragments: [
    ...YAML,
    ...[
      '- {from: 1s, until: 9m, success: 50%}\n',
      '{at: 1s, do: pause},',
      '{item: a#, takes: 1s},',
      '1s,',
      '1h',
      '1',
    ],
    ...['- {from: 1s, signals: {s#: 1}}\n', '- {from: 1s, targets: [a, b], missing: true}\n', '1.5', 'PT1H'],
  ],
  pairs: YAML_PAIRS,
}

export const EXPRESSION: Grammar = {
  frames: [
    ['', ''],
    ['', '1'],
    ['inputs.a', ''],
    ['[', ']'],
    ['"', '"'],
    ['steps', ''],
  ],
  fragments: EXPRESSIONS,
  pairs: [
    ['(', ')'],
    ['[', ']'],
    ['{1:', '}'],
    ['!(', ')'],
    ['string(', ')'],
    ['(true?', ':1)'],
  ],
}

export const BODY: Grammar = {
  frames: [
    ['', ''],
    ['{"plan":"', '"}'],
    ['{"plan":"x","inputs":{', '"z":1}}'],
    ['{', '"z":1}'],
    ['[', '1]'],
    ['{"context":{', '"z":1}}'],
    ['{"context":{"targetingKey":"', '"}}'],
    ['{"context":{"items":[', '1]}}'],
  ],
  fragments: [
    ...[
      '"k#":1,',
      '"k#":null,',
      '"k":1,',
      '1,',
      '"a",',
      '[],',
      '{},',
      'null,',
      '\\n',
      '\\u0041',
      'x',
      ' ',
      '\n',
      'é',
      '😀',
    ],
    ...[
      '"',
      '\\',
      ',',
      ':',
      ']',
      '}',
      '1e9,',
      '9',
      '-',
      'true,',
      '"\\ud800",',
      '"__proto__":{},',
      '"constructor":1,',
      '\u0000',
    ],
  ],
  pairs: [
    ['[', ']'],
    ['{"a#":', '}'],
    ['[{"a":', '}]'],
    ['"', '"'],
  ],
}
