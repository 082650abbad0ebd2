import AlertRemediator
import FunctionHost

await FunctionHost.run(AlertRemediator())
