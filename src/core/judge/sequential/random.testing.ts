export { Random } from '../../random/random.ts'
