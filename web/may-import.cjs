// What runs in the page besides its own files: words and rules of the house, each pure and a screenful, and the
// client of the API. A name that ends in / is a whole folder. The import rules, the purity test and the page's build
// read it from here.
module.exports = [
  'src/read/words/',
  'src/read/progress/adopted.ts',
  'src/core/change/commands/command-permission.ts',
  'src/core/change/state/change.ts',
  'src/core/change/commands/command.ts',
  'src/core/change/items/attachment-bounds.ts',
  'src/core/signal/shape.ts',
  'src/core/signal/unit.ts',
  'src/http/client/asking.ts',
  'src/http/client/problem-in.ts',
  'src/core/text/visible.ts',
  'src/core/time/duration.ts',
  'src/core/traffic/percent.ts',
]
