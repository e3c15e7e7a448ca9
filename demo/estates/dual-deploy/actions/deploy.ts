/** The deploy command of the two sites: `deploy.ts up` and `deploy.ts down`. */
import { deployCommand } from '../../../actions/deploy-command.ts'
import { runMain } from '../../../process/run-main.ts'
import { faultKind } from '../services/fault.ts'
import { scripts } from '../targets.ts'

const passed = ['REGISTRY_API_KEY', 'DEMO_FAULT_REQUESTS', 'DEMO_FAULT_RPS', 'DEMO_FAULT_USUAL']

await runMain(() => deployCommand(process.argv[2], { scripts, fault: faultKind, passed }))
