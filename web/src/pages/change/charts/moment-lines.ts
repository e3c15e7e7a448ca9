import type UPlot from 'uplot'
import type { Moment } from '../../../../../src/read/words/moments.ts'
import { unbroken } from '../../../parts/format.ts'
import type { Ink } from '../../../parts/plot.tsx'

/** A thin line down the picture for each move of the traffic, named where there is room, at the top or the foot. */
export function momentLines(moments: readonly Moment[], ink: Ink, edge: 'top' | 'foot'): UPlot.Plugin {
  return {
    hooks: {
      draw: [
        (plot) => {
          const { ctx, bbox } = plot
          const ratio = devicePixelRatio
          const [left, right] = [bbox.left, bbox.left + bbox.width]
          let free = left
          ctx.save()
          ctx.font = `${11 * ratio}px system-ui, sans-serif`
          ctx.textAlign = 'left'
          ctx.textBaseline = edge === 'top' ? 'top' : 'bottom'
          const y = edge === 'top' ? bbox.top + 3 * ratio : bbox.top + bbox.height - 2 * ratio
          for (const { at, words } of moments) {
            const x = Math.round(plot.valToPos(at / 1_000, 'x', true))
            if (x < left - 1 || x > right + 1) continue
            ctx.setLineDash([2 * ratio, 3 * ratio])
            ctx.strokeStyle = ink('ink-soft')
            ctx.lineWidth = ratio
            ctx.beginPath()
            ctx.moveTo(x, bbox.top)
            ctx.lineTo(x, bbox.top + bbox.height)
            ctx.stroke()
            const label = unbroken(words)
            const width = ctx.measureText(label).width + 8 * ratio
            // To the left of the last ones, for to the right the picture ends.
            const from = x + width > right ? x - width : x
            if (from < free) continue
            free = from + width
            ctx.setLineDash([])
            ctx.lineJoin = 'round'
            ctx.lineWidth = 4 * ratio
            ctx.strokeStyle = ink('surface')
            ctx.strokeText(label, from + 4 * ratio, y)
            ctx.fillStyle = ink('ink')
            ctx.fillText(label, from + 4 * ratio, y)
          }
          ctx.restore()
        },
      ],
    },
  }
}
