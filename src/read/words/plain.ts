export { withoutHidden } from '../../core/text/visible.ts'
