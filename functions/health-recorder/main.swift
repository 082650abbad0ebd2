import FunctionHost
import HealthRecorder

await FunctionHost.run(HealthRecorder())
