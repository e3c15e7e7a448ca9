export { withoutHidden } from '../../core/document/visible.ts'
