import type UPlot from 'uplot'
import type { Ink } from '../../../parts/plot.tsx'
import type { Limit } from './limits.ts'

/** Draws each bound as a line across, named at its left. */
export function boundLines(limits: readonly Limit[], ink: Ink): UPlot.Plugin {
  return {
    hooks: {
      // Over the lines, so that its name can be read.
      draw: [
        (plot) => {
          const { ctx, bbox } = plot
          const ratio = devicePixelRatio
          for (const { kind, words, value } of limits) {
            const y = Math.round(plot.valToPos(value, 'y', true))
            ctx.save()
            ctx.setLineDash([])
            ctx.strokeStyle = ink(kind === 'guard' ? 'bad' : 'wait')
            ctx.fillStyle = ctx.strokeStyle
            ctx.lineWidth = 1.25 * ratio
            ctx.beginPath()
            ctx.moveTo(bbox.left, y)
            ctx.lineTo(bbox.left + bbox.width, y)
            ctx.stroke()
            ctx.font = `${11 * ratio}px system-ui, sans-serif`
            ctx.textAlign = 'left'
            ctx.textBaseline = kind === 'guard' ? 'top' : 'bottom'
            const label = [
              `${kind}: ${words}`,
              bbox.left + 6 * ratio,
              y + (kind === 'guard' ? 3 : -3) * ratio,
            ] as const
            ctx.lineJoin = 'round'
            ctx.lineWidth = 4 * ratio
            ctx.strokeStyle = ink('surface')
            ctx.strokeText(...label)
            ctx.fillText(...label)
            ctx.restore()
          }
        },
      ],
    },
  }
}
