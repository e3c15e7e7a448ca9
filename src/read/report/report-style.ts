/** The colours of the page, for reports that stand by themselves. */
export const COLOURS = `
:root { color-scheme: light dark; --ground: light-dark(#eef2f4, #0b1215); --surface: light-dark(#fff, #131d22); --line: light-dark(#d3dce1, #26343b);
  --ink: light-dark(#0d1a20, #e8eff2); --soft: light-dark(#4b5d66, #a1b2ba); --link: light-dark(#075a78, #79cdea); --data: light-dark(#0b7ea3, #3fb6dd);
  --good: light-dark(#14663c, #67d398); --wait: light-dark(#7a4d00, #f0bd5a); --bad: light-dark(#ab1119, #ff8a88); }
* { box-sizing: border-box; }
`
