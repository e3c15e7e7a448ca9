import { backtest } from './lines/backtest.ts'
import { breach } from './lines/breach.ts'
import { commandOverHttp, commandToHandler } from './lines/command-to-handler.ts'
import { flagEvaluation } from './lines/flag-evaluation.ts'
import { judge } from './lines/judge.ts'
import { judgeLatency } from './lines/judge-latency.ts'
import { judgeSpeed } from './lines/judge-speed.ts'
import { killQueued } from './lines/kill-queued.ts'
import { killSwitch } from './lines/kill-switch.ts'
import { largePlanLine } from './lines/large-plan.ts'
import { ofrep } from './lines/ofrep.ts'
import { probes } from './lines/probes.ts'
import { proxyThroughput } from './lines/proxy-throughput.ts'
import { report } from './lines/report.ts'
import { simulateFortnight } from './lines/simulate.ts'
import { suite } from './lines/suite.ts'
import { tenThousandWaiting } from './lines/ten-thousand-waiting.ts'
import { thousandOpen } from './lines/thousand-open.ts'
import { tickToScreens } from './lines/tick-to-screens.ts'
import { tracing } from './lines/tracing.ts'
import type { Line } from './parts/line.ts'

/** In the order of the table. */
export const lines: readonly Line[] = [
  commandToHandler,
  commandOverHttp,
  thousandOpen,
  tenThousandWaiting,
  probes,
  suite,
  tickToScreens,
  killSwitch,
  killQueued,
  breach,
  proxyThroughput,
  tracing,
  flagEvaluation,
  ofrep,
  simulateFortnight,
  largePlanLine,
  judge,
  judgeLatency,
  judgeSpeed,
  backtest,
  report,
]
