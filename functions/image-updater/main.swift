import FunctionHost
import ImageUpdater

await FunctionHost.run(ImageUpdater())
