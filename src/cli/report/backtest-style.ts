import { COLOURS } from '../../read/report/report-style.ts'

export const BACKTEST_STYLE = `${COLOURS}body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1875rem; margin: 0; overflow-wrap: anywhere; }
h2 span, th span { color: var(--soft); font-weight: normal; }
header p, .says { color: var(--soft); margin: 0.25rem 0 1rem; overflow-wrap: anywhere; }
a { color: var(--link); }
section, .wide { background: var(--surface); border: 1px solid var(--line); border-radius: 0.5rem; padding: 1rem; margin-top: 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 0.375rem 0.5rem; text-align: right; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-weight: normal; }
th:first-child, .word { text-align: left; font-weight: normal; }
b { font-weight: 600; } b.good { color: var(--good); } b.wait { color: var(--wait); } b.bad { color: var(--bad); }
dl { display: grid; grid-template-columns: minmax(6rem, auto) 1fr; gap: 0.25rem 1rem; margin: 0.75rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: 0.75rem 0; padding-left: 1.25rem; font-variant-numeric: tabular-nums; }
figure { margin: 1rem 0 0; } figcaption { color: var(--soft); margin-bottom: 0.25rem; }
svg { width: 100%; height: auto; display: block; } svg text { fill: var(--soft); font-size: 12px; }
.grid { stroke: var(--line); } .bound { stroke: var(--bad); stroke-dasharray: 6 4; stroke-width: 1.5; }
.line { fill: none; stroke: var(--data); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
@media (max-width: 30rem) { svg text { font-size: 21px; } dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.5rem; } }
@media print { section { break-inside: avoid; } }
`
